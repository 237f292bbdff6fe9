"""Histograms and values of the flows that a filter lets through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.model.selection import FlowFilter
from app.ops.flow_pages import prepare
from app.ops.flow_wanted import resolve
from app.ops.flows import KINDS, NOT_NAMED, STATUSES
from app.store.ledger import activity_queries, page_queries
from app.store.ledger.stopping import stoppable
from app.store.ledger.time_order import time_table

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.store.casefile import CaseFile

MOST_BARS: Final = 160
AMOUNTS: Final = tuple(
    yuan * 100
    for yuan in (0, 10, 50, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
                 500_000, 1_000_000, 10_000_000)
)  # fmt: skip
"""Where the bars of amounts begin, in fen."""
HOURS: Final = 24
FACETS: Final = page_queries.FACETS
_OWN_FIELD: Final = {
    "currency": "currencies", "channel": "channels", "kind": "kinds", "status": "statuses",
}  # fmt: skip
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class FlowBar:
    """The flows from ``low`` on, up to but without ``high``; hours of the day are numbers.

    ``counted`` and ``amount`` are of effective flows; hour -1 holds those whose source gives no
    clock.
    """

    low: Any
    high: Any
    flows: int = 0
    counted: int = 0
    amount: int = 0


@dataclass(frozen=True)
class FacetRow:
    """One value of a column: as the filter takes it (``None``: empty), a name for it, how often."""

    value: str | None
    name: str | None
    flows: int
    amount: int


def histogram(
    case: CaseFile,
    wanted: FlowFilter | None = None,
    by: str = "time",
    progress: Progress | None = None,
) -> list[FlowBar]:
    """The flows of a filter along time, by amount or by hour of the day; empty bars are there too.

    Args:
        case: the case.
        wanted: the filter.
        by: time, amount or hour.
        progress: hears of the ordering of the ledger, and stops it all.
    """
    prepare(case, progress)
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            table = time_table(reader)
            if table is None:
                return []
            asked = replace(resolve(case, reader, wanted or FlowFilter()), by=by)
            edges: list[Any]
            if by == "time":
                first, last, _most = page_queries.span(reader, table, asked)
                if first is None:
                    return []
                edges = _times(first, last)
            elif by == "amount":
                edges = list(AMOUNTS)
            else:
                edges = list(range(HOURS))
            found = {row[0]: row[1:] for row in page_queries.bins(reader, table, asked, edges)}
    finally:
        reader.close()
    bars = [
        FlowBar(low, high, *(int(value) for value in found.get(number, (0, 0, 0))))
        for number, (low, high) in enumerate(
            zip(edges, [*edges[1:], _after(edges, by)], strict=True), start=1
        )
    ]
    if by == "hour" and 0 in found:
        bars.insert(0, FlowBar(-1, 0, *(int(value) for value in found[0])))
    while by == "amount" and len(bars) > 1 and not bars[-1].flows:
        bars.pop()
    return bars


def _times(first: datetime, last: datetime) -> list[datetime]:
    """Beginnings of at most ``MOST_BARS`` stretches of whole hours, or of whole days."""
    start = first.replace(minute=0, second=0, microsecond=0)
    hours = (last - start) // _HOUR + 1
    step = _HOUR
    if hours > MOST_BARS:
        start = start.replace(hour=0)
        days = (last - start) // _DAY + 1
        step = _DAY * -(-days // MOST_BARS)
    edges = []
    while start <= last:
        edges.append(start)
        start += step
    return edges


def _after(edges: list[Any], by: str) -> Any:
    """Where the last bar ends."""
    if by == "hour":
        return HOURS
    if by == "amount":
        return None
    return edges[-1] + (edges[-1] - edges[-2] if len(edges) > 1 else _HOUR)


def facets(
    case: CaseFile,
    wanted: FlowFilter | None,
    column: str,
    limit: int = 30,
    progress: Progress | None = None,
) -> list[FacetRow]:
    """The most frequent values of a column under a filter, whatever it asks of that column.

    Raises:
        ValueError: the column has no values to choose from.
    """
    prepare(case, progress)
    filter_ = wanted or FlowFilter()
    if column in _OWN_FIELD:
        filter_ = filter_.without(_OWN_FIELD[column])
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            table = time_table(reader)
            if table is None:
                return []
            asked = resolve(case, reader, filter_)
            found = page_queries.values(reader, table, asked, column, limit)
            keys: dict[int, str] = {}
            if column in ("payer", "payee"):
                keys = activity_queries.keys_of(reader, [row[0] for row in found if row[0]])
    finally:
        reader.close()
    return [
        FacetRow(_value(column, value, keys), name, flows, int(amount))
        for value, name, flows, amount in found
    ]


def _value(column: str, value: Any, keys: dict[int, str]) -> str | None:
    if column in ("payer", "payee"):
        return NOT_NAMED if value is None else keys.get(value)
    if column == "kind":
        return KINDS[value]
    return STATUSES[value] if column == "status" else value
