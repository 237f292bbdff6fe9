"""Incidents: recording, changing and listing them, and where a trace of them begins."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers.incident_list import WORDS
from app.model.changes import Changes
from app.model.incident import Incident, IncidentList, IncidentPayment
from app.ops.changing import changing
from app.ops.incident_payments import resolve
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.ops.incident_payments import Resolution, ResolvedPayment
    from app.store.casefile import CaseFile

LONGEST: Final = 2000
"""Letters of the longest text of an incident."""


@dataclass(frozen=True)
class IncidentFacts:
    """What a victim reports; money in fen, ``exactness`` that of ``time`` (0 day, 1 minute, 2 s).

    ``case_no`` is the number of the case or of the police call, ``region`` where it happened.
    """

    victim: str = ""
    case_no: str | None = None
    id_number: str | None = None
    phone: str | None = None
    time: datetime | None = None
    exactness: int | None = None
    manner: str | None = None
    loss_fen: int | None = None
    station: str | None = None
    region: str | None = None
    note: str | None = None


FACTS: Final = tuple(each.name for each in fields(IncidentFacts))


@dataclass(frozen=True)
class PaymentRow:
    """One payment of a victim; ``how`` as in ``ResolvedPayment``, ``flow`` its id as it is now."""

    payment: int
    how: str
    flow: int | None
    time: datetime
    exactness: int
    payer: str | None
    payer_name: str | None
    payee: str | None
    payee_name: str | None
    space: str
    amount_fen: int
    why: str
    line: int | None

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {**asdict(self), "time": clock.iso(self.time)}


@dataclass(frozen=True)
class IncidentRow:
    """One incident (警情) with its payments; ``source`` is the list that it came from."""

    incident: int
    facts: IncidentFacts
    payments: tuple[PaymentRow, ...]
    recorded: datetime
    recorded_by: str
    source: dict[str, Any] | None

    @property
    def title(self) -> str:
        """How it is called in lists and traces."""
        parts = (self.facts.case_no, self.facts.victim, self.facts.manner)
        return " ".join(part for part in parts if part)

    @property
    def paid_fen(self) -> int:
        """The sum of its payments in fen."""
        return sum(payment.amount_fen for payment in self.payments)

    @property
    def happened(self) -> tuple[datetime, int] | None:
        """The first moment known of it and its exactness; the first payment is before the report.

        A date without a clock gives way to a clock of that day.
        """
        times = [(each.time, each.exactness) for each in self.payments]
        if self.facts.time is not None:
            exactness = self.facts.exactness
            times.append((self.facts.time, 2 if exactness is None else exactness))
        if not times:
            return None
        day = min(times)[0].date()
        return min(times, key=lambda each: (each[0].date() != day, not each[1], each[0]))

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "incident": self.incident,
            "title": self.title,
            **asdict(self.facts),
            "time": clock.iso(self.facts.time),
            "paid_fen": self.paid_fen,
            "payments": [payment.to_json() for payment in self.payments],
            "recorded": clock.iso(self.recorded),
            "recorded_by": self.recorded_by,
            "source": self.source,
        }


@dataclass(frozen=True)
class TypedSeed:
    """A payment that no flow proves: a trace begins with it as with a flow.

    ``payee_account_id`` is null where no statement names the payee yet.
    """

    payee_key: str
    payee_account_id: int | None
    time: datetime
    exactness: int
    amount_fen: int
    payment_id: int


@dataclass(frozen=True)
class IncidentSeeds:
    """Where the money of one victim begins: ids of effective flows, and payments without one.

    ``left_out`` are payments that cannot be followed, with the reason.
    """

    title: str
    flows: list[int]
    typed: list[TypedSeed]
    left_out: list[tuple[int, str]] = field(default_factory=list)


def list_incidents(case: CaseFile) -> list[IncidentRow]:
    """The incidents of the case by time, those without a time last; withdrawn ones are left out."""
    with case.session(read_only=True) as session:
        resolution = resolve(case, session)
        found = session.scalars(
            sa.select(Incident)
            .where(Incident.withdrawn_time.is_(None))
            .order_by(Incident.time.is_(None), Incident.time, Incident.id)
        )
        lists = {each.id: each for each in session.scalars(sa.select(IncidentList))}
        return [_row(incident, resolution, lists) for incident in found]


def get_incident(case: CaseFile, *, incident: int) -> IncidentRow:
    """One incident; raises ``RefusedInput`` where there is none, or it was taken back."""
    with case.session(read_only=True) as session:
        found = live_incident(session, incident)
        lists = {each.id: each for each in session.scalars(sa.select(IncidentList))}
        return _row(found, resolve(case, session), lists)


def add_incident(case: CaseFile, *, facts: IncidentFacts) -> tuple[int, Changes]:
    """Record an incident; its payments are added by ``incident_editing``.

    Returns:
        Its number, and what changed.

    Raises:
        RefusedInput: neither victim nor case number, a negative loss, or a text without end.
    """
    check_facts(facts)
    with changing(
        case, N_("Add incident of {victim}"), victim=facts.victim or facts.case_no
    ) as session:
        incident = Incident(
            **asdict(facts), recorded=clock.now(case.zone), recorded_by=case.officer
        )
        session.add(incident)
        session.flush()
        journal.append(
            session, officer=case.officer, verb="add incident",
            subject=f"incident {incident.id}", after=_told(facts),
        )  # fmt: skip
        return incident.id, Changes(incidents=True, journal=True)


def change_incident(
    case: CaseFile, *, incident: int, changed: Mapping[str, Any], why: str = ""
) -> Changes:
    """Change what is recorded of an incident.

    Args:
        case: open for writing.
        incident: its number.
        changed: names of ``IncidentFacts`` with their new values.
        why: goes into the journal.

    Raises:
        RefusedInput: there is no such incident, or as ``add_incident``.
    """
    with changing(case, N_("Change incident {incident}"), incident=incident) as session:
        found = live_incident(session, incident)
        before = facts_of(found)
        after = IncidentFacts(**{**asdict(before), **changed})
        check_facts(after)
        if before == after:
            return Changes()
        for name in changed:
            setattr(found, name, getattr(after, name))
        old, new = _told(before), _told(after)
        journal.append(
            session, officer=case.officer, verb="change incident",
            subject=f"incident {incident}",
            before={name: old[name] for name in changed if old[name] != new[name]},
            after={name: new[name] for name in changed if old[name] != new[name]}, why=why,
        )  # fmt: skip
    return Changes(incidents=True, journal=True)


def remove_incident(case: CaseFile, *, incident: int, why: str = "") -> Changes:
    """Take an incident back with its payments; it stays in the journal and in stored traces.

    Raises:
        RefusedInput: there is no such incident.
    """
    with changing(case, N_("Remove incident {incident}"), incident=incident) as session:
        found = live_incident(session, incident)
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by, found.withdrawn_why = case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="remove incident",
            subject=f"incident {incident}", before=_told(facts_of(found)), why=why,
        )  # fmt: skip
    return Changes(incidents=True, journal=True)


def seeds_of(case: CaseFile, incident_id: int) -> IncidentSeeds:
    """Where a trace of an incident begins, as the ledger stands now.

    Raises:
        RefusedInput: there is no such incident, a payment's row cannot be followed (failed,
            neutral, withdrawn ...), or there is nothing to follow at all.
    """
    with case.session(read_only=True) as session:
        incident = live_incident(session, incident_id)
        resolution = resolve(case, session)
        title = _row(incident, resolution, {}).title
        flows: list[int] = []
        typed: list[TypedSeed] = []
        left_out: list[tuple[int, str]] = []
        for payment in _live(incident):
            state = resolution.of(payment.id)
            if state.why:
                raise RefusedInput(
                    _("The payment {payment} of {amount} fen cannot be followed: {why}.").format(
                        payment=payment.id, amount=payment.amount_fen, why=state.why
                    ),
                    _("Take it out of the incident, or pick another row."),
                )
            if state.flow is not None:
                flows.append(state.flow.id)
            elif payment.payee is None:
                left_out.append((payment.id, _("the payee's account is not known")))
            else:
                account = state.payee_account
                key = resolution.keys.get(account, payment.payee) if account else payment.payee
                typed.append(
                    TypedSeed(
                        key, account, payment.time, payment.exactness, payment.amount_fen,
                        payment.id,
                    )
                )  # fmt: skip
    if not flows and not typed:
        raise RefusedInput(
            _("The incident {incident} has no payment that can be followed.").format(
                incident=incident_id
            ),
            _("Pick its payments from the flows, or type them with the payee's account."),
        )
    return IncidentSeeds(title, flows, typed, left_out)


def live_incident(session: Session, incident: int) -> Incident:
    """An incident that counts; raises ``RefusedInput`` where there is none."""
    found = session.get(Incident, incident)
    if found is None or found.is_withdrawn:
        text = _("There is no incident {incident}.") if found is None else _(
            "The incident {incident} was taken back."
        )  # fmt: skip
        raise RefusedInput(text.format(incident=incident), _("“xunxian incidents” lists them."))
    return found


def facts_of(incident: Incident) -> IncidentFacts:
    """What is recorded of an incident."""
    return IncidentFacts(**{name: getattr(incident, name) for name in FACTS})


def check_facts(facts: IncidentFacts) -> None:
    """Refuse what is no incident; raises ``RefusedInput``."""
    if not (facts.victim.strip() or (facts.case_no or "").strip()):
        raise RefusedInput(_("The incident has neither a victim nor a case number."))
    if facts.loss_fen is not None and facts.loss_fen < 0:
        raise RefusedInput(_("The loss is below zero."))
    for name in FACTS:
        value = getattr(facts, name)
        if isinstance(value, str) and len(value) > LONGEST:
            raise RefusedInput(
                _("“{name}” has more than {number} letters.").format(
                    name=_(WORDS[name]), number=LONGEST
                )
            )


def _told(facts: IncidentFacts) -> dict[str, Any]:
    """The facts as the journal keeps them."""
    return {**asdict(facts), "time": clock.iso(facts.time)}


def _live(incident: Incident) -> list[IncidentPayment]:
    return [payment for payment in incident.payments if not payment.is_withdrawn]


def _row(
    incident: Incident, resolution: Resolution, lists: Mapping[int, IncidentList]
) -> IncidentRow:
    found = lists.get(incident.list_id or 0)
    source = None
    if found is not None:
        source = {
            "list": found.id, "file": found.path, "sha256": found.sha256,
            "sheet": incident.sheet or "", "line": incident.line,
        }  # fmt: skip
    return IncidentRow(
        incident.id, facts_of(incident),
        tuple(_payment(p, resolution.of(p.id), resolution.keys) for p in _live(incident)),
        incident.recorded, incident.recorded_by, source,
    )  # fmt: skip


def _payment(
    payment: IncidentPayment, state: ResolvedPayment, keys: Mapping[int, str]
) -> PaymentRow:
    flow = state.flow
    payer = keys.get(state.payer_account or 0, payment.payer)
    payee = keys.get(state.payee_account or 0, payment.payee)
    return PaymentRow(
        payment.id, state.how, flow.id if flow else None,
        flow.leave if flow else payment.time, flow.exactness if flow else payment.exactness,
        payer, payment.payer_name, payee, payment.payee_name, payment.space.value,
        payment.amount_fen, state.why, payment.line,
    )  # fmt: skip
