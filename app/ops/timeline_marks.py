"""Marks on the timeline: incidents, stop-payments and freezes, calls of the lanes' persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.analysis.timeline.events import to_us
from app.base import clock, money
from app.base.i18n import N_, _
from app.ops.calls import list_calls, list_phones
from app.ops.incidents import list_incidents
from app.ops.measures import list_measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.lanes import Lane
    from app.store.casefile import CaseFile

INCIDENT, MEASURE, CALL = "incident", "measure", "call"
MOST_CALLS: Final = 500
"""So many calls are marked; more would hide everything else."""
_ACTIONS: Final = {
    "stop_payment": N_("stop-payment"),
    "freeze": N_("freeze"),
    "other": N_("measure"),
}


@dataclass(frozen=True)
class Mark:
    """Something that happened: ``kind`` is incident, measure or call; microseconds.

    Attributes:
        exactness: of ``since``: 0 is a day.
        until: where it ends, for measures that do.
        lanes: keys of the lanes that it concerns; none for all.
        incident: its number.
        short: a few letters beside the mark; ``text`` all of it.
    """

    kind: str
    since: int
    exactness: int
    until: int | None
    lanes: tuple[str, ...]
    incident: int | None
    short: str
    text: str


def marks_of(case: CaseFile, lanes: Sequence[Lane]) -> list[Mark]:
    """The marks of the case and of some lanes, in the order of time."""
    by_number = {number: lane.key for lane in lanes for number in lane.numbers}
    found = _incidents(case, by_number) + _measures(case, by_number)
    if case.has_ledger and lanes:
        found += _calls(case, lanes)
    return sorted(found, key=lambda mark: (mark.since, mark.kind, mark.short))


def _incidents(case: CaseFile, by_number: dict[str, str]) -> list[Mark]:
    marks = []
    for row in list_incidents(case):
        facts = row.facts
        times = [(facts.time, facts.exactness)] if facts.time else []
        times += [(each.time, each.exactness) for each in row.payments]
        if not times:
            continue
        moment, exactness = min(times, key=lambda each: each[0])
        keys = [
            by_number[number]
            for payment in row.payments
            for number in (payment.payer, payment.payee)
            if number in by_number
        ]
        exact = clock.Precision.SECOND if exactness is None else clock.Precision(exactness)
        text = _("Incident {title}, {time}, {amount}").format(
            title=row.title, time=clock.shown(moment, exact),
            amount=money.yuan(facts.loss_fen or row.paid_fen),
        )  # fmt: skip
        short = facts.victim or facts.case_no or ""
        marks.append(
            Mark(
                INCIDENT, to_us(moment), int(exact), None, tuple(dict.fromkeys(keys)),
                row.incident, short, text,
            )
        )  # fmt: skip
    return marks


def _measures(case: CaseFile, by_number: dict[str, str]) -> list[Mark]:
    marks = []
    for row in list_measures(case):
        lane = by_number.get(row.account)
        if row.since is None or (lane is None and by_number):
            continue
        ends = [each for each in (row.until, row.lifted) if each is not None]
        until = min(ends, default=None)
        action = _(_ACTIONS.get(row.action, "measure"))
        text = _("{action} of …{account}, {since} to {until}").format(
            action=action, account=row.account[-4:], since=clock.shown(row.since),
            until=clock.shown(until) if until else _("no end"),
        )  # fmt: skip
        marks.append(
            Mark(
                MEASURE, to_us(row.since), 2, to_us(until) if until else None,
                (lane,) if lane else (), None, f"{action} …{row.account[-4:]}", text,
            )
        )  # fmt: skip
    return marks


def _calls(case: CaseFile, lanes: Sequence[Lane]) -> list[Mark]:
    """Calls of phones that a lane's person has."""
    named = {lane.title: lane.key for lane in lanes if lane.title}
    marks: list[Mark] = []
    for phone in list_phones(case):
        keys = [named[party.name] for party in phone.parties if party.name in named]
        if not keys or not phone.obtained or len(marks) >= MOST_CALLS:
            continue
        for call in list_calls(case, phone=phone.number, limit=MOST_CALLS - len(marks)):
            if call.time is None:
                continue
            what = _("message") if call.is_message else _("call")
            text = _("{what} {own} – {other}, {time}").format(
                what=what, own=call.own, other=call.other or _("unknown"),
                time=clock.shown(call.time, clock.Precision(call.exactness)),
            )  # fmt: skip
            marks.append(
                Mark(CALL, to_us(call.time), int(call.exactness), None, tuple(keys), None, "", text)
            )
    return marks
