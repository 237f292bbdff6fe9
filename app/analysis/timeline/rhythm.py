"""Silence and bursts: where a lane stops moving money, and where it moves it all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.analysis.timeline.events import DATE_ONLY, DAY, MINUTE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.analysis.timeline.events import Events

SILENT_US: Final = 7 * DAY
TIMES_USUAL: Final = 10
BURST_US: Final = 3 * MINUTE
BURST_LEAST: Final = 5


@dataclass(frozen=True)
class Stretch:
    """A part of a lane's time, in microseconds; ``flows`` transfers stand in it, 0 for silence."""

    lane: int
    since: int
    until: int
    flows: int


def gaps(
    events: Events, lanes: int, *, least: int = SILENT_US, times: float = TIMES_USUAL
) -> list[Stretch]:
    """Silence (静默): nothing moves for at least ``least`` and many times the usual interval.

    A date-only row fills its whole day, so that no silence is told that it may deny.
    """
    found: list[Stretch] = []
    for lane, moments, ends in _by_lane(events, lanes):
        if len(moments) < 3:
            continue
        pauses = moments[1:] - np.maximum.accumulate(ends)[:-1]
        usual = float(np.median(np.maximum(pauses, 0)))
        for place in np.flatnonzero((pauses >= least) & (pauses > times * usual)).tolist():
            until = int(moments[place + 1])
            found.append(Stretch(lane, until - int(pauses[place]), until, 0))
    return found


def bursts(
    events: Events, lanes: int, *, within: int = BURST_US, least: int = BURST_LEAST
) -> list[Stretch]:
    """Bursts (集中交易): at least ``least`` transfers, each within ``within`` of the one before."""
    clocked = events.taken(events.exactness != DATE_ONLY)
    found: list[Stretch] = []
    for lane, moments, _ends in _by_lane(clocked, lanes):
        breaks = np.flatnonzero(np.diff(moments) > within) + 1
        starts = np.concatenate(([0], breaks))
        stops = np.concatenate((breaks, [len(moments)]))
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            if stop - start >= least:
                found.append(
                    Stretch(lane, int(moments[start]), int(moments[stop - 1]), stop - start)
                )
    return found


def _by_lane(events: Events, lanes: int) -> list[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """Lane, the moments of its transfers in order, and when each ends (a day later without clock).

    A transfer within a lane stands there once.
    """
    inner = events.payer == events.payee
    lane = np.concatenate((events.payer, events.payee[~inner]))
    moment = np.concatenate((events.leave, events.arrive[~inner]))
    bare = np.concatenate((events.exactness, events.exactness[~inner])) == DATE_ONLY
    order = np.lexsort((moment, lane))
    lane, moment, bare = lane[order], moment[order], bare[order]
    ends = np.where(bare, moment // DAY * DAY + DAY, moment)
    edges = np.searchsorted(lane, np.arange(lanes + 1))
    return [
        (place, moment[edges[place] : edges[place + 1]], ends[edges[place] : edges[place + 1]])
        for place in range(lanes)
        if edges[place] < edges[place + 1]
    ]
