"""Fast in, fast out (快进快出): money that comes and goes on within minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.analysis.timeline.events import DATE_ONLY, MINUTE

if TYPE_CHECKING:
    from app.analysis.timeline.events import Events

WITHIN_MIN: Final = 30
SHARE: Final = 0.8
LEAST_FEN: Final = 100_000


@dataclass(frozen=True)
class Pair:
    """An inflow of a lane and the outflows that pass it on.

    Attributes:
        lane: where.
        came: the flow that came; ``went`` those that took it on, in order.
        since: when it came, ``until`` when the share was reached, in microseconds.
        amount: what came, ``passed`` what of it went on, in fen.
    """

    lane: int
    came: int
    went: tuple[int, ...]
    since: int
    until: int
    amount: int
    passed: int

    @property
    def minutes(self) -> float:
        """How long the money stayed."""
        return (self.until - self.since) / MINUTE

    @property
    def share(self) -> float:
        """What of the money went on, 0 to 1."""
        return self.passed / self.amount


def fast_pairs(
    events: Events,
    lanes: int,
    *,
    within_min: float = WITHIN_MIN,
    share: float = SHARE,
    least_fen: int = LEAST_FEN,
) -> list[Pair]:
    """The pairs of all lanes, by lane and time.

    Outflows serve the inflows in their order; no fen of an outflow serves two. A row whose source
    gives a date only has no minutes and takes no part.
    """
    clocked = events.taken(events.exactness != DATE_ONLY)
    found: list[Pair] = []
    limit = round(within_min * MINUTE)
    outgoing = np.argsort(clocked.payer, kind="stable")
    incoming = np.argsort(clocked.payee, kind="stable")
    payers, payees = clocked.payer[outgoing], clocked.payee[incoming]
    for lane in range(lanes):
        outs = outgoing[slice(*np.searchsorted(payers, (lane, lane + 1)))]
        ins = incoming[slice(*np.searchsorted(payees, (lane, lane + 1)))]
        outs = outs[clocked.payee[outs] != lane]
        ins = ins[(clocked.payer[ins] != lane) & (clocked.amount[ins] >= least_fen)]
        if len(outs) and len(ins):
            found += _of_lane(clocked, lane, ins, outs, limit, share)
    return found


def _of_lane(
    events: Events, lane: int, ins: np.ndarray, outs: np.ndarray, limit: int, share: float
) -> list[Pair]:
    ins = ins[np.argsort(events.arrive[ins], kind="stable")]
    outs = outs[np.argsort(events.leave[outs], kind="stable")]
    came, sums = events.arrive[ins].tolist(), events.amount[ins].tolist()
    went, left = events.leave[outs].tolist(), events.amount[outs].tolist()
    ids = events.id[outs].tolist()
    found: list[Pair] = []
    start = 0
    for nth, (moment, amount) in enumerate(zip(came, sums, strict=True)):
        while start < len(went) and (went[start] < moment or not left[start]):
            start += 1
        passed, at, used = 0, start, []
        while at < len(went) and went[at] <= moment + limit and passed < amount:
            taken = min(left[at], amount - passed)
            if taken:
                used.append((at, taken))
                passed += taken
            at += 1
        if passed and passed >= share * amount:
            for place, taken in used:
                left[place] -= taken
            found.append(
                Pair(
                    lane, int(events.id[ins[nth]]), tuple(ids[place] for place, _taken in used),
                    moment, went[used[-1][0]], amount, passed,
                )
            )  # fmt: skip
    return found
