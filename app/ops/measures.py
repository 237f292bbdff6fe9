"""Measures on accounts: stop-payments and freezes, their clocks, renewal and lifting.

What imports brought and what officers recorded stand in one list. The rules of law are in
``app.analysis.measure_clocks``; they bind what officers record, imported rows are told as given.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.analysis import measure_clocks as clocks
from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_space import AccountSpace
from app.model.changes import Changes
from app.model.measure import Measure, MeasureAction
from app.model.trace import Trace
from app.ops.incident_editing import plain_number
from app.ops.incidents import live_incident
from app.store import journal
from app.store.ledger import activity_queries, seed_queries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

LONGEST_NUMBER: Final = 64


@dataclass(frozen=True)
class MeasureRow:
    """One measure (措施) as it stands at a moment; money in fen.

    Attributes:
        measure: its number.
        account: the account's number in lists; ``space`` whose numbering it is.
        action: stop_payment, freeze or other.
        kind: the source's words.
        state: not_begun, running, expires_soon, expired, lifted or renewed.
        hours_left: until it ends, while it stands.
        nth: 1 for the first, 2 for its first renewal, and so on.
        renewed_by: the measure that goes on where this one ends.
        source: whether an import brought it.
    """

    measure: int
    account: str
    space: str
    action: str
    kind: str | None
    amount_fen: int | None
    since: datetime | None
    until: datetime | None
    state: str
    hours_left: float | None
    nth: int
    renewed_by: int | None
    authority: str | None
    document_no: str | None
    officer: str | None
    recorded: datetime | None
    reason: str | None
    major: bool
    trace: int | None
    incident: int | None
    lifted: datetime | None
    lifted_why: str | None
    source: bool

    @property
    def stands(self) -> bool:
        """Whether the money is held by it."""
        return self.state in clocks.STANDING

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        times = ("since", "until", "recorded", "lifted")
        return {**asdict(self), **{name: clock.iso(getattr(self, name)) for name in times}}


def list_measures(
    case: CaseFile, *, at: datetime | None = None, account: str | None = None
) -> list[MeasureRow]:
    """The measures of the case at a moment (now without one), those that end first on top.

    Measures that do not stand come after those that do; withdrawn ones are left out. ``account``
    takes those of one account, by any of its numbers.
    """
    moment = at or clock.now(case.zone)
    with case.session(read_only=True) as session:
        found = list(
            session.scalars(
                sa.select(Measure).where(Measure.withdrawn_time.is_(None)).order_by(Measure.id)
            )
        )
        keys = keys_of_numbers(case, [each.account for each in found])
        after = {each.previous_id: each.id for each in found if each.previous_id is not None}
        before = {each.id: each.previous_id for each in found}
        rows = [_row(each, moment, keys, after, before) for each in found]
    if account is not None:
        number = plain_number(account) or ""
        wanted = keys_of_numbers(case, [number]).get(number, number)
        rows = [row for row in rows if row.account == wanted]
    return sorted(rows, key=lambda row: (not row.stands, row.until is None, row.until, row.measure))


def expiring(case: CaseFile, *, at: datetime | None = None) -> list[MeasureRow]:
    """The measures that expire soon and were not renewed, the most urgent first."""
    return [row for row in list_measures(case, at=at) if row.state == clocks.SOON]


def add_measure(
    case: CaseFile,
    *,
    account: str,
    action: MeasureAction,
    since: datetime | None = None,
    until: datetime | None = None,
    amount_fen: int | None = None,
    document_no: str | None = None,
    authority: str | None = None,
    reason: str | None = None,
    major: bool = False,
    trace: int | None = None,
    incident: int | None = None,
) -> tuple[int, list[str], Changes]:
    """Record a stop-payment or freeze.

    Args:
        case: open for writing.
        account: any number of the account.
        action: which of the two.
        since: its start in case time; now without it.
        until: its end; the latest lawful one without it.
        amount_fen: what is held; ``None`` for all that is there.
        document_no: number of the notice.
        authority: who ordered it.
        reason: why.
        major: a major or complex case, in which a freeze runs one year.
        trace: the trace that shows the money.
        incident: the incident whose money it is.

    Returns:
        Its number, what the officer should know (a freeze that waits for another one), and what
        changed.

    Raises:
        RefusedInput: the account was stopped three times, the end is before the start or later
            than the law allows, the amount is not above zero, or there is no such trace or
            incident.
    """
    number = plain_number(account)
    if not number or len(number) > LONGEST_NUMBER:
        raise RefusedInput(_("“{text}” is no account number.").format(text=account[:60]))
    if amount_fen is not None and amount_fen <= 0:
        raise RefusedInput(_("The amount has to be above zero."))
    begin = since or clock.now(case.zone)
    end = _lawful_end(action, begin, until, major=major)
    key = keys_of_numbers(case, [number]).get(number, number)
    others = list_measures(case, at=begin, account=key)
    if action is MeasureAction.STOP_PAYMENT:
        _check_stops(others, key)
    notes = [
        _("A freeze of {authority} runs until {until}; this one waits for its end (轮候).").format(
            authority=row.authority or _("another authority"), until=clock.shown(row.until)
        )
        for row in others
        if action is MeasureAction.FREEZE and row.action == clocks.FREEZE and row.stands
    ]
    with case.session() as session:
        _check_references(session, trace, incident)
        made = Measure(
            space=_space(case, number), account=key, action=action, since=begin, until=end,
            amount_fen=amount_fen, document_no=document_no, authority=authority, reason=reason,
            major=major, trace_id=trace, incident_id=incident, officer=case.officer,
            recorded=clock.now(case.zone),
        )  # fmt: skip
        return _keep(session, case, made, "add measure"), notes, _CHANGED


def renew_measure(
    case: CaseFile,
    *,
    measure: int,
    at: datetime | None = None,
    until: datetime | None = None,
    document_no: str | None = None,
    reason: str | None = None,
    major: bool = False,
) -> tuple[int, Changes]:
    """Let a measure go on where it ends.

    A stop-payment that has ended may be made again and then begins at ``at``; a freeze that was
    not renewed in time is lifted by law and has to be ordered anew.

    Args:
        case: open for writing.
        measure: its number.
        at: when the renewal was ordered; now without it.
        until: the new end; the latest lawful one without it.
        document_no: number of the notice of renewal.
        reason: why.
        major: a major or complex case, in which a freeze runs one year.

    Returns:
        The number of the renewal, and what changed.

    Raises:
        RefusedInput: there is no such measure, it was lifted, renewed or has no end, a freeze has
            expired, the account was stopped three times, or the end is not lawful.
    """
    moment = at or clock.now(case.zone)
    row = _standing_row(case, measure, moment)
    if row.renewed_by is not None:
        raise RefusedInput(
            _("The measure {measure} was renewed already.").format(measure=measure),
            _("Renew the measure {next}.").format(next=row.renewed_by),
        )
    if row.state == clocks.LIFTED or row.until is None or row.action == "other":
        raise RefusedInput(_("The measure {measure} cannot be renewed.").format(measure=measure))
    begin = row.until
    if row.state == clocks.EXPIRED:
        if row.action == clocks.FREEZE:
            raise RefusedInput(
                _("The freeze {measure} ended on {until} and counts as lifted.").format(
                    measure=measure, until=clock.shown(row.until)
                ),
                _("Record a new freeze; for a renewal ordered in time give its time."),
            )
        begin = moment
    if row.action == clocks.STOP_PAYMENT:
        _check_stops(list_measures(case, at=moment, account=row.account), row.account)
    end = _lawful_end(MeasureAction(row.action), begin, until, major=major)
    with case.session() as session:
        old = session.get_one(Measure, measure)
        made = Measure(
            space=old.space, account=old.account, action=MeasureAction(row.action), since=begin,
            until=end, amount_fen=old.amount_fen, kind=old.kind, document_no=document_no,
            authority=old.authority, reason=reason, major=major, trace_id=old.trace_id,
            incident_id=old.incident_id, previous_id=old.id, officer=case.officer,
            recorded=clock.now(case.zone),
        )  # fmt: skip
        return _keep(session, case, made, "renew measure"), _CHANGED


def lift_measure(
    case: CaseFile, *, measure: int, at: datetime | None = None, why: str = ""
) -> Changes:
    """Record that a measure was lifted.

    Raises:
        RefusedInput: there is no such measure, it was lifted already, or did not run then.
    """
    moment = at or clock.now(case.zone)
    row = _standing_row(case, measure, moment)
    if row.lifted is not None or not row.stands:
        raise RefusedInput(
            _("The measure {measure} does not run at {time}.").format(
                measure=measure, time=clock.shown(moment)
            ),
            _("“xunxian measures” shows how it stands."),
        )
    with case.session() as session:
        found = session.get_one(Measure, measure)
        found.lifted, found.lifted_by, found.lifted_why = moment, case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="lift measure", subject=f"measure {measure}",
            before={"lifted": None}, after={"lifted": clock.iso(moment)}, why=why,
        )  # fmt: skip
    return _CHANGED


def remove_measure(case: CaseFile, *, measure: int, why: str = "") -> Changes:
    """Take back a measure that was recorded by mistake.

    Raises:
        RefusedInput: there is no such measure, an import brought it, or a renewal goes on from it.
    """
    row = _standing_row(case, measure, clock.now(case.zone))
    if row.source or row.renewed_by is not None:
        raise RefusedInput(
            _("The measure {measure} cannot be taken back.").format(measure=measure),
            _("Withdraw its import, or take its renewal back first."),
        )
    with case.session() as session:
        found = session.get_one(Measure, measure)
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by, found.withdrawn_why = case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="remove measure", subject=f"measure {measure}",
            before=_told(found), why=why,
        )  # fmt: skip
    return _CHANGED


_CHANGED: Final = Changes(measures=True, journal=True)


def _lawful_end(
    action: MeasureAction, begin: datetime, until: datetime | None, *, major: bool
) -> datetime:
    latest = clocks.latest_end(action.value, begin, major=major)
    if until is None:
        return latest
    if until <= begin:
        raise RefusedInput(_("The measure ends before it begins."))
    if until > latest:
        raise RefusedInput(
            _("The measure may run until {latest} at the most.").format(
                latest=clock.shown(latest)
            ),
            _("A stop-payment runs 48 hours, a freeze 6 months, in major cases one year."),
        )
    return until


def _check_stops(rows: list[MeasureRow], account: str) -> None:
    """At most three stop-payments of one account: 银发〔2016〕86号 art. 2, 以两次为限."""
    stops = [row for row in rows if row.action == clocks.STOP_PAYMENT and not row.source]
    if len(stops) >= clocks.STOPS_AT_MOST:
        raise RefusedInput(
            _("The account {account} was stopped three times already.").format(account=account),
            _("It may be stopped again at most twice; freeze it instead."),
        )


def _check_references(session: Session, trace: int | None, incident: int | None) -> None:
    if incident is not None:
        live_incident(session, incident)
    if trace is not None:
        found = session.get(Trace, trace)
        if found is None or found.is_withdrawn:
            raise RefusedInput(
                _("There is no trace {number}.").format(number=trace),
                _("Look at the list of traces."),
            )


def _standing_row(case: CaseFile, measure: int, moment: datetime) -> MeasureRow:
    for row in list_measures(case, at=moment):
        if row.measure == measure:
            return row
    raise RefusedInput(
        _("There is no measure {measure}.").format(measure=measure),
        _("“xunxian measures” lists them."),
    )


def _keep(session: Session, case: CaseFile, made: Measure, verb: str) -> int:
    session.add(made)
    session.flush()
    journal.append(
        session, officer=case.officer, verb=verb, subject=f"measure {made.id}", after=_told(made)
    )
    return made.id


def _told(measure: Measure) -> dict[str, Any]:
    return {
        "account": measure.account, "action": measure.action and measure.action.value,
        "since": clock.iso(measure.since), "until": clock.iso(measure.until),
        "amount_fen": measure.amount_fen, "document_no": measure.document_no,
        "authority": measure.authority, "reason": measure.reason, "previous": measure.previous_id,
        "trace": measure.trace_id, "incident": measure.incident_id,
    }  # fmt: skip


def keys_of_numbers(case: CaseFile, numbers: list[str]) -> dict[str, str]:
    """Number, in any spelling, to what its account is called in lists."""
    if not case.has_ledger or not numbers:
        return {}
    reader = case.ledger.reader()
    try:
        found = seed_queries.accounts_of_numbers(reader, sorted(set(numbers)))
        ids = {number: pairs[0][0] for number, pairs in found.items()}
        keys = activity_queries.keys_of(reader, sorted(set(ids.values())))
    finally:
        reader.close()
    return {number: keys[account] for number, account in ids.items()}


def _space(case: CaseFile, number: str) -> AccountSpace:
    if not case.has_ledger:
        return AccountSpace.BANK
    reader = case.ledger.reader()
    try:
        found = seed_queries.accounts_of_numbers(reader, [number]).get(number)
    finally:
        reader.close()
    return AccountSpace(SPACE_NAMES[Space(found[0][1])]) if found else AccountSpace.BANK


def _action(measure: Measure) -> str:
    if measure.action is not None:
        return measure.action.value
    words = measure.kind or ""
    if "止付" in words:
        return clocks.STOP_PAYMENT
    return clocks.FREEZE if "冻结" in words or measure.kind_code in ("01", "02") else "other"


def _row(
    measure: Measure,
    moment: datetime,
    keys: dict[str, str],
    after: dict[int | None, int],
    before: dict[int, int | None],
) -> MeasureRow:
    nth, link = 1, measure.previous_id
    while link is not None:
        nth, link = nth + 1, before.get(link)
    action = _action(measure)
    renewed = after.get(measure.id)
    state = clocks.state_at(
        moment, action=action, since=measure.since, until=measure.until, lifted=measure.lifted,
        renewed=renewed is not None,
    )  # fmt: skip
    return MeasureRow(
        measure.id, keys.get(measure.account, measure.account), measure.space.value, action,
        measure.kind, measure.amount_fen, measure.since, measure.until, state.state,
        state.hours_left, nth, renewed, measure.authority, measure.document_no, measure.officer,
        measure.recorded, measure.reason, bool(measure.major), measure.trace_id,
        measure.incident_id, measure.lifted, measure.lifted_why, measure.batch_id is not None,
    )  # fmt: skip


def standing_of(case: CaseFile, *, at: datetime | None = None) -> dict[str, list[MeasureRow]]:
    """The measures that stand at a moment, by account."""
    found: dict[str, list[MeasureRow]] = {}
    for row in list_measures(case, at=at):
        if row.stands:
            found.setdefault(row.account, []).append(row)
    return found


def stops_used(case: CaseFile) -> Counter[str]:
    """How often officers stopped each account."""
    return Counter(
        row.account
        for row in list_measures(case)
        if row.action == clocks.STOP_PAYMENT and not row.source
    )
