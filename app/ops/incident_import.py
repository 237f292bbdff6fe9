"""Importing a list of incidents: what its rows say becomes incidents and their payments.

A row is taken or refused, and every refused one is told with line and reason. Rows of one case
number and one victim are one incident, each row that names an amount, a time and a payee one
payment of it. What is there already is not added again: neither a list of the same bytes, nor an
incident of the same case number and victim, nor a payment of the same payee, amount and time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock, money
from app.base.errors import RefusedInput, UsageError
from app.base.i18n import N_, _
from app.importers.containers import entries
from app.importers.incident_list import LAYOUT, WORDS, IncidentLine, layout_of_mapping, read_list
from app.importers.mapping_text import LARGEST
from app.model.account_space import AccountSpace
from app.model.changes import Changes
from app.model.incident import Incident, IncidentList, IncidentPayment
from app.ops.changing import changing
from app.ops.incident_editing import TypedPayment
from app.ops.incidents import LONGEST, IncidentFacts, facts_of
from app.store import journal

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.base.progress import Progress
    from app.importers.containers import Entry
    from app.importers.incident_list import ListFile
    from app.importers.layout import Layout
    from app.store.casefile import CaseFile

_TEXTS: Final = ("case_no", "victim", "id_number", "phone", "manner", "station", "region", "note")
_Key = tuple[str, str]
_PaymentKey = tuple[str, str, int, Any]


@dataclass
class ListReport:
    """What became of one file; rows read = rows taken + rows refused.

    ``rows_known`` of the rows taken said nothing that was not there already. ``refused`` and
    ``warnings`` are (sheet, line, text).
    """

    path: str
    sha256: str = ""
    list_id: int | None = None
    already_imported: bool = False
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    rows_read: int = 0
    rows_taken: int = 0
    rows_known: int = 0
    incidents_added: int = 0
    payments_added: int = 0
    refused: list[tuple[str, int, str, str]] = field(default_factory=list)
    warnings: list[tuple[str, int, str]] = field(default_factory=list)
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            **asdict(self),
            "rows_refused": len(self.refused),
            "refused": [
                {"sheet": sheet, "line": line, "reason": why, "text": text}
                for sheet, line, why, text in self.refused
            ],
            "warnings": [
                {"sheet": sheet, "line": line, "text": text} for sheet, line, text in self.warnings
            ],
        }


def import_incidents(
    case: CaseFile, *, path: Path, progress: Progress, mapping: Path | None = None
) -> tuple[list[ListReport], Changes]:
    """Import the incident lists of a file, folder or archive; the originals go into the vault.

    Raises:
        UsageError: the path or the mapping is not there.
        RefusedInput: the mapping is none.
    """
    layout = LAYOUT if mapping is None else layout_of_mapping(_text_of(mapping))
    reports: list[ListReport] = []
    changes = Changes()
    for entry in entries([path], progress):
        report = ListReport(entry.path)
        reports.append(report)
        if entry.problem:
            report.problem = entry.problem
            continue
        try:
            changes |= _import(case, entry, layout, report, progress)
        except RefusedInput as error:
            report.problem = str(error)
    return reports, changes


def _text_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            _("The mapping {path} cannot be read.").format(path=path), _("Check the path.")
        ) from error


def _import(
    case: CaseFile, entry: Entry, layout: Layout, report: ListReport, progress: Progress
) -> Changes:
    with entry.open() as stream:
        read = read_list(stream, entry.path, progress, layout)
    report.columns, report.rows_read = read.columns, len(read.lines)
    with entry.open() as stream:
        stored = case.vault.put(stream, progress=progress, total=entry.size)
    report.sha256 = stored.sha256
    try:
        with changing(case, N_("Import incident list “{path}”"), path=report.path) as session:
            known = session.scalar(
                sa.select(IncidentList).where(IncidentList.sha256 == stored.sha256)
            )
            if known is not None:
                report.list_id, report.already_imported = known.id, True
                report.rows_taken = report.rows_known = known.rows_taken
                report.refused = [tuple(row) for row in known.refused["rows"]]
                return Changes()
            _Taking(session, case, report).take(read, stored.size)
    except BaseException:
        if stored.new:
            case.vault.remove(stored.sha256)
        raise
    return Changes(incidents=True, journal=True)


class _Taking:
    """The rows of one list on their way into the case."""

    def __init__(self, session: Session, case: CaseFile, report: ListReport) -> None:
        self._session = session
        self._case = case
        self._report = report
        self._list = 0
        self._incidents: dict[_Key, Incident] = {}
        self._held: dict[int, Counter[_PaymentKey]] = {}
        self._said: dict[int, Counter[_PaymentKey]] = {}
        self._victims: dict[str, str] = {}
        self._last: _Key | None = None
        live = sa.select(Incident).where(Incident.withdrawn_time.is_(None)).order_by(Incident.id)
        for incident in session.scalars(live):
            self._incidents.setdefault((incident.case_no or "", incident.victim), incident)
            self._held[incident.id] = Counter(
                _payment_key(payment) for payment in incident.payments if not payment.is_withdrawn
            )

    def take(self, read: ListFile, size: int) -> None:
        """Take every row, then write down what the list brought."""
        report = self._report
        kept = IncidentList(
            time=clock.now(self._case.zone), officer=self._case.officer, path=report.path,
            sha256=report.sha256, size=size, encoding=read.encoding, columns=read.columns,
            rows_read=len(read.lines), rows_taken=0, rows_refused=0, refused={"rows": []},
        )  # fmt: skip
        self._session.add(kept)
        self._session.flush()
        self._list = report.list_id = kept.id
        for line in read.lines:
            why = line.refused or self._row(line)
            if why:
                report.refused.append((line.sheet, line.line, why, line.cells))
        report.rows_taken = report.rows_read - len(report.refused)
        kept.rows_taken, kept.rows_refused = report.rows_taken, len(report.refused)
        kept.refused = {"rows": [list(row) for row in report.refused]}
        journal.append(
            self._session, officer=self._case.officer, verb="import incidents",
            subject=f"incident list {kept.id}",
            after={
                "path": report.path, "sha256": report.sha256, "rows": report.rows_read,
                "refused": len(report.refused), "incidents": report.incidents_added,
                "payments": report.payments_added,
            },
        )  # fmt: skip

    def _row(self, line: IncidentLine) -> str:
        """Take one row; returns why not."""
        facts = _facts(line)
        key = self._key(line, facts)
        if key is None:
            return _("The row names neither a victim nor a case number.")
        for name, value in asdict(facts).items():
            if isinstance(value, str) and len(value) > LONGEST:
                return _("“{name}” has more than {number} letters.").format(
                    name=_(WORDS[name]), number=LONGEST
                )
        if max(line.loss_fen or 0, line.amount_fen or 0) > money.MAX_FEN:
            return _("The amount is too large.")
        incident = self._incidents.get(key)
        is_new = incident is None
        if incident is None:
            incident = self._add(key, facts, line)
        filled = self._fill(incident, facts, line)
        payment = self._payment(line)
        added = payment is not None and self._pay(incident, payment, line)
        self._report.rows_known += not (is_new or filled or added)
        self._report.warnings += [(line.sheet, line.line, text) for text in line.unread]
        self._last = key
        return ""

    def _key(self, line: IncidentLine, facts: IncidentFacts) -> _Key | None:
        """Which incident a row is of: its case number and victim; a merged cell is blank below."""
        case_no, victim = facts.case_no or "", facts.victim
        if not case_no and not victim:
            if self._last is not None and line.amount_fen is not None:
                self._warn(line, _("The row names no incident and was taken with the one above."))
                return self._last
            return None
        if case_no and not victim:
            victim = self._victims.get(case_no, "")
        if case_no:
            self._victims[case_no] = victim
        return case_no, victim

    def _add(self, key: _Key, facts: IncidentFacts, line: IncidentLine) -> Incident:
        values = {**asdict(facts), "victim": key[1]}
        incident = Incident(
            **values, list_id=self._list, sheet=line.sheet or None, line=line.line,
            recorded=clock.now(self._case.zone), recorded_by=self._case.officer,
        )  # fmt: skip
        self._session.add(incident)
        self._session.flush()
        self._incidents[key] = incident
        self._held[incident.id] = Counter()
        self._report.incidents_added += 1
        return incident

    def _fill(self, incident: Incident, facts: IncidentFacts, line: IncidentLine) -> bool:
        """Fill what was not known; what contradicts is told and left as it is."""
        held = facts_of(incident)
        before: dict[str, Any] = {}
        for name, value in asdict(facts).items():
            old = getattr(held, name)
            if value in (None, "") or value == old or name == "exactness":
                continue
            if old not in (None, ""):
                if name not in ("note", "time"):
                    self._warn(line, _("{name} differs from the incident’s “{old}”.").format(
                        name=_(WORDS[name]), old=str(old)[:60]))  # fmt: skip
                continue
            before[name] = None
            setattr(incident, name, value)
            if name == "time":
                incident.exactness = facts.exactness
        if before and incident.list_id != self._list:
            journal.append(
                self._session, officer=self._case.officer, verb="change incident",
                subject=f"incident {incident.id}", before=before,
                after={name: str(getattr(incident, name)) for name in before},
                why=f"incident list {self._list}",
            )  # fmt: skip
        return bool(before)

    def _payment(self, line: IncidentLine) -> TypedPayment | None:
        payee, payee_name = line.text("payee"), line.text("payee_name")
        if line.amount_fen is None:
            if payee or line.pay_time is not None:
                self._warn(line, _("The row names no amount of the payment; none was recorded."))
            return None
        if line.pay_time is None:
            self._warn(line, _("The row names no time of the payment; none was recorded."))
            return None
        if not payee:
            self._warn(line, _("The payee’s account is not known; type it when it is."))
        return TypedPayment(
            line.amount_fen, line.pay_time, line.pay_exactness, payee, payee_name,
            line.text("payer"), line.text("payer_name"), AccountSpace.BANK,
        )  # fmt: skip

    def _pay(self, incident: Incident, payment: TypedPayment, line: IncidentLine) -> bool:
        """Add a payment unless it is there; equal rows of one list are as many payments."""
        row = IncidentPayment(
            incident_id=incident.id, list_id=self._list, sheet=line.sheet or None, line=line.line,
            **payment.values(),
        )  # fmt: skip
        key = _payment_key(row)
        said = self._said.setdefault(incident.id, Counter())
        said[key] += 1
        if said[key] <= self._held[incident.id][key]:
            return False
        self._session.add(row)
        self._report.payments_added += 1
        return True

    def _warn(self, line: IncidentLine, text: str) -> None:
        self._report.warnings.append((line.sheet, line.line, text))


def _facts(line: IncidentLine) -> IncidentFacts:
    texts = {role: line.text(role) for role in _TEXTS}
    return IncidentFacts(
        **{name: text or None for name, text in texts.items() if name != "victim"},
        victim=texts["victim"], time=line.time,
        exactness=line.exactness if line.time is not None else None, loss_fen=line.loss_fen,
    )  # fmt: skip


def _payment_key(payment: IncidentPayment) -> _PaymentKey:
    return (payment.payee or "", payment.payer or "", payment.amount_fen, payment.time)
