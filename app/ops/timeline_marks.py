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
    from app.ops.calls import PhoneParty
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
        short: a few letters beside the mark; ``text`` all of it.
        incident: its number, or that of a measure's.
        action: of a measure: stop_payment, freeze or other.
        account: that a measure holds.
        party: who called.
        case_no: of an incident, its number where it has one.
    """

    kind: str
    since: int
    exactness: int
    until: int | None
    lanes: tuple[str, ...]
    short: str
    text: str
    incident: int | None = None
    action: str = ""
    account: str = ""
    party: int | None = None
    case_no: str = ""


@dataclass(frozen=True)
class Marks:
    """The marks in the order of time; so many calls are not marked (``MOST_CALLS``)."""

    marks: tuple[Mark, ...]
    calls_left: int = 0


def marks_of(case: CaseFile, lanes: Sequence[Lane]) -> Marks:
    """The marks of the case and of some lanes."""
    by_number = {number: lane.key for lane in lanes for number in lane.numbers}
    found = _incidents(case, by_number) + _measures(case, by_number)
    left = 0
    if case.has_ledger and lanes:
        calls, left = _calls(case, lanes)
        found += calls
    ordered = sorted(found, key=lambda mark: (mark.since, mark.kind, mark.short))
    return Marks(tuple(ordered), left)


def _incidents(case: CaseFile, by_number: dict[str, str]) -> list[Mark]:
    marks = []
    for row in list_incidents(case):
        facts = row.facts
        if row.happened is None:
            continue
        moment, exactness = row.happened
        keys = [
            by_number[number]
            for payment in row.payments
            for number in (payment.payer, payment.payee)
            if number in by_number
        ]
        exact = clock.Precision(exactness)
        text = _("Incident {title}, {time}, {amount}").format(
            title=row.title, time=clock.shown(moment, exact),
            amount=money.yuan(facts.loss_fen or row.paid_fen),
        )  # fmt: skip
        short = facts.victim or facts.case_no or ""
        marks.append(
            Mark(
                INCIDENT, to_us(moment), int(exact), None, tuple(dict.fromkeys(keys)), short,
                text, row.incident, case_no=facts.case_no or "",
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
                (lane,) if lane else (), f"{action} …{row.account[-4:]}", text, row.incident,
                row.action, row.account,
            )
        )  # fmt: skip
    return marks


def _calls(case: CaseFile, lanes: Sequence[Lane]) -> tuple[list[Mark], int]:
    """Calls of phones that the persons of the lanes have, and how many more there are."""
    marks: list[Mark] = []
    left = 0
    for phone in list_phones(case):
        owners = {party.party: _lanes_of(party, lanes) for party in phone.parties}
        keys = tuple(dict.fromkeys(key for found in owners.values() for key in found))
        if not keys or not phone.obtained:
            continue
        room = MOST_CALLS - len(marks)
        left += max(0, phone.calls - room)
        if not room:
            continue
        party = next(each for each, found in owners.items() if found)
        for call in list_calls(case, phone=phone.number, limit=room, own_only=True):
            what = _("message") if call.is_message else _("call")
            text = _("{what} {own} – {other}, {time} ({file}, line {line})").format(
                what=what, own=call.own, other=call.other or _("unknown"),
                time=clock.shown(call.time, clock.Precision(call.exactness)), file=call.file,
                line=call.line,
            )  # fmt: skip
            marks.append(
                Mark(CALL, to_us(call.time), int(call.exactness), None, keys, "", text, party=party)
            )
    return marks, left


def _lanes_of(party: PhoneParty, lanes: Sequence[Lane]) -> list[str]:
    """The lanes of a person: those attributed to it; by name where nobody is known."""
    return [
        lane.key
        for lane in lanes
        if (lane.party == party.party if lane.party is not None else lane.title == party.name)
        and lane.title
    ]
