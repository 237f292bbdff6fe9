"""When in the week and in the month money moves: of some lanes, or of the whole case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.analysis.timeline.events import EARLIEST, LATEST, from_us
from app.analysis.timeline.heat import HeatSums, heat_of
from app.base.reference.holidays import is_workday
from app.store.ledger import activity_queries, timeline_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.lanes import Lane
    from app.store.casefile import CaseFile

MOST_CELL: Final = 5_000
"""So many transfers of a cell can be selected at once."""


@dataclass(frozen=True)
class Heat:
    """The sums, and of what: number of lanes (0 for the whole case), time, currency.

    ``since`` and ``until`` are microseconds, ``None`` where open.
    """

    sums: HeatSums
    lanes: int
    since: int | None
    until: int | None
    currency: str


def heat(
    case: CaseFile,
    lanes: Sequence[Lane] = (),
    *,
    since: int | None = None,
    until: int | None = None,
    currency: str = "CNY",
) -> Heat:
    """The heat of some lanes in a time; without lanes from the hourly sums of the ledger."""
    rows = []
    if case.has_ledger:
        reader = case.ledger.reader()
        try:
            if lanes:
                timeline_queries.put_lanes(reader, [lane.accounts for lane in lanes])
                rows = timeline_queries.hours(
                    reader, currency=currency, since=EARLIEST if since is None else since,
                    until=LATEST if until is None else until,
                )  # fmt: skip
            else:
                rows = activity_queries.by_hour(
                    reader, None if since is None else from_us(since),
                    None if until is None else from_us(until - 1), currency,
                )  # fmt: skip
        finally:
            reader.close()
    return Heat(heat_of(rows, is_workday), len(lanes), since, until, currency)


def flows_of_cell(
    case: CaseFile,
    lanes: Sequence[Lane],
    *,
    weekday: int,
    hour: int,
    since: int | None = None,
    until: int | None = None,
    currency: str = "CNY",
) -> list[int]:
    """The first ``MOST_CELL`` transfers of an hour of a weekday (0 Monday), by time."""
    if not case.has_ledger:
        return []
    reader = case.ledger.reader()
    try:
        timeline_queries.put_lanes(reader, [lane.accounts for lane in lanes])
        return timeline_queries.flows_of_cell(
            reader, currency=currency, since=EARLIEST if since is None else since,
            until=LATEST if until is None else until, weekday=weekday, hour=hour, most=MOST_CELL,
        )  # fmt: skip
    finally:
        reader.close()
