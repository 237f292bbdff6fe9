"""When money moved: by hour and weekday, and along time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.store.ledger import activity_queries, timeline_queries

if TYPE_CHECKING:
    from datetime import datetime

    from app.store.casefile import CaseFile

WEEK = 7
DAY = 24
YUAN = "CNY"


@dataclass
class Moved:
    """How many effective flows, and how much they moved in minor units (fen)."""

    flows: int = 0
    amount: int = 0

    def add(self, flows: int, amount: int) -> None:
        """Count further flows."""
        self.flows += flows
        self.amount += amount


@dataclass(frozen=True)
class HourMatrix:
    """Effective flows by weekday (Monday first) and hour of the day (时段矩阵).

    Attributes:
        cells: seven rows of 24.
        unclocked: flows whose source gives a date only, by weekday; they stand in no hour.
    """

    cells: tuple[tuple[Moved, ...], ...]
    unclocked: tuple[Moved, ...]


@dataclass(frozen=True)
class Bin:
    """The effective flows from ``start`` on, until the next bin."""

    start: datetime
    flows: int
    amount: int


def hour_matrix(
    case: CaseFile,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    currency: str = "CNY",
) -> HourMatrix:
    """The flows of a period, bounds included to the hour, by weekday and hour of case time."""
    cells = tuple(tuple(Moved() for _hour in range(DAY)) for _day in range(WEEK))
    unclocked = tuple(Moved() for _day in range(WEEK))
    for hour, clocked, flows, amount in _hours(case, since, until, currency):
        day = hour.weekday()
        (cells[day][hour.hour] if clocked else unclocked[day]).add(flows, int(amount))
    return HourMatrix(cells, unclocked)


def histogram(
    case: CaseFile,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 200,
    currency: str = "CNY",
) -> list[Bin]:
    """The flows along time in at most ``most`` bins of whole hours, days or several days.

    Bins without flows are there too. Nothing when nothing moved.
    """
    hours = _hours(case, since, until, currency)
    if not hours:
        return []
    first, last = hours[0][0], hours[-1][0]
    span = (last - first) // timedelta(hours=1) + 1
    step = timedelta(hours=1)
    if span > most:
        first = first.replace(hour=0)
        days = (last - first) // timedelta(days=1) + 1
        step = timedelta(days=-(-days // most))
    found: list[Bin] = []
    start = first
    while start <= last:
        found.append(Bin(start, 0, 0))
        start += step
    sums = [Moved() for _bin in found]
    for hour, _clocked, flows, amount in hours:
        sums[(hour - first) // step].add(flows, int(amount))
    return [
        Bin(bin_.start, moved.flows, moved.amount) for bin_, moved in zip(found, sums, strict=True)
    ]


def main_currency(case: CaseFile) -> str:
    """Yuan where any moved, else the currency of most transfers; yuan too where nothing did."""
    reader = case.ledger.reader()
    try:
        known = [currency for currency, _flows in timeline_queries.currencies(reader)]
    finally:
        reader.close()
    return YUAN if YUAN in known or not known else known[0]


def _hours(
    case: CaseFile, since: datetime | None, until: datetime | None, currency: str
) -> list[tuple[datetime, bool, int, int]]:
    if since is not None:
        since = since.replace(minute=0, second=0, microsecond=0)
    reader = case.ledger.reader()
    try:
        return activity_queries.by_hour(reader, since, until, currency)
    finally:
        reader.close()
