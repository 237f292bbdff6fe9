"""Which flow is the payment that a victim speaks of.

The same rule as for the two sides of one movement (CLI contract, flows): equal amount and the same
payee, which whoever asks sees to; times at most ten minutes apart, or the same day where one of the
times has no clock; one to one, the nearest first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

APART: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Statement:
    """What somebody says of a payment.

    Attributes:
        place: which statement it is.
        time: when it was made, case time.
        exactness: of the time; 0 means that it has no clock.
        payers: the accounts that the payer's number belongs to; empty where it is not known.
    """

    place: int
    time: datetime
    exactness: int
    payers: frozenset[int] = frozenset()

    @property
    def earliest(self) -> datetime:
        """Before this no flow can be the one."""
        return min(self.time - APART, self.time.replace(hour=0, minute=0, second=0, microsecond=0))

    @property
    def latest(self) -> datetime:
        """After this no flow can be the one."""
        return max(self.time + APART, self.time.replace(hour=23, minute=59, second=59))


@dataclass(frozen=True)
class Candidate:
    """A flow of the right payee and amount for the statement at ``place``."""

    place: int
    flow: int
    payer: int | None
    leave: datetime
    arrive: datetime
    exactness: int


def match(statements: Iterable[Statement], candidates: Iterable[Candidate]) -> dict[int, int]:
    """Place of a statement to the flow that it speaks of; each flow is taken once.

    A flow out of another account than the one that was named is never the one. Flows out of the
    named account come before those whose payer no row names, then the nearest in time.
    """
    said = {statement.place: statement for statement in statements}
    ranked = []
    for candidate in candidates:
        distance = _distance(said[candidate.place], candidate)
        if distance is not None:
            ranked.append((*distance, candidate.leave, candidate.flow, candidate.place))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_rank, flow, place in sorted(ranked):
        if flow not in taken and place not in found:
            taken.add(flow)
            found[place] = flow
    return found


def fitting(statements: Iterable[Statement], candidates: Iterable[Candidate]) -> dict[int, int]:
    """How many flows could be the one, for each place that has any."""
    said = {statement.place: statement for statement in statements}
    counted: defaultdict[int, int] = defaultdict(int)
    for candidate in candidates:
        counted[candidate.place] += _distance(said[candidate.place], candidate) is not None
    return dict(counted)


def _distance(said: Statement, flow: Candidate) -> tuple[bool, bool, timedelta] | None:
    """How far off a flow is: payer unknown, clock unknown, time; ``None`` where it cannot be."""
    known = bool(said.payers) and flow.payer is not None
    if known and flow.payer not in said.payers:
        return None
    moments = (flow.leave, flow.arrive)
    if said.exactness == 0 or flow.exactness == 0:
        if all(moment.date() != said.time.date() for moment in moments):
            return None
        return not known, True, timedelta()
    apart = min(abs(moment - said.time) for moment in moments)
    return (not known, False, apart) if apart <= APART else None
