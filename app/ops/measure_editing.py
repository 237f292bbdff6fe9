"""Recording measures: stop-payments and freezes, their renewal, lifting and taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.analysis import measure_clocks as clocks
from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_space import AccountSpace
from app.model.changes import Changes
from app.model.measure import Measure, MeasureAction
from app.model.trace import Trace
from app.ops.changing import changing
from app.ops.incident_editing import plain_number
from app.ops.incidents import live_incident
from app.ops.measures import MeasureRow, keys_of_numbers, list_measures
from app.store import journal
from app.store.ledger import seed_queries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

LONGEST_NUMBER: Final = 64
_CHANGED: Final = Changes(measures=True, journal=True)


def measure_action(name: str) -> MeasureAction:
    """The action of this name (stop_payment, freeze)."""
    return MeasureAction(name)


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
    with changing(case, N_("Record measure on {account}"), account=key) as session:
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
    with changing(case, N_("Renew measure {measure}"), measure=measure) as session:
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
    """Record that a measure was lifted, with the renewals that would go on from it.

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
    with changing(case, N_("Lift measure {measure}"), measure=measure) as session:
        link: int | None = measure
        while link is not None:
            # a renewal that waits for the end of what is lifted goes with it
            found = session.get_one(Measure, link)
            found.lifted, found.lifted_by, found.lifted_why = moment, case.officer, why or None
            link = session.scalar(
                sa.select(Measure.id).where(
                    Measure.previous_id == link, Measure.withdrawn_time.is_(None)
                )
            )
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
    with changing(case, N_("Remove measure {measure}"), measure=measure) as session:
        found = session.get_one(Measure, measure)
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by, found.withdrawn_why = case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="remove measure", subject=f"measure {measure}",
            before=_told(found), why=why,
        )  # fmt: skip
    return _CHANGED


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
            _("The measure may run until {latest} at the most.").format(latest=clock.shown(latest)),
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


def _space(case: CaseFile, number: str) -> AccountSpace:
    if not case.has_ledger:
        return AccountSpace.BANK
    reader = case.ledger.reader()
    try:
        found = seed_queries.accounts_of_numbers(reader, [number]).get(number)
    finally:
        reader.close()
    return AccountSpace(SPACE_NAMES[Space(found[0][1])]) if found else AccountSpace.BANK
