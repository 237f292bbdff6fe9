"""What the time strip knows, without a widget: bars, the brush, and stepping through time."""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from app.model.selection import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ops.activity import Bin

TICK: Final = timedelta(microseconds=1)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Unit(Enum):
    """How far one step goes."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Span:
    """The time that the strip shows: from ``first`` on, until before ``end``."""

    first: datetime
    end: datetime

    def share(self, time: datetime) -> float:
        """Where a moment stands: 0 at the left, 1 at the right; outside it is cut."""
        whole = (self.end - self.first) / TICK
        return min(1.0, max(0.0, ((time - self.first) / TICK) / whole)) if whole > 0 else 0.0

    def at(self, share: float) -> datetime:
        """The moment at a share of the width."""
        whole = (self.end - self.first) / TICK
        return self.first + TICK * round(whole * min(1.0, max(0.0, share)))


def span_of(bins: Sequence[Bin]) -> Span | None:
    """The time that bars cover; None without bars."""
    if not bins:
        return None
    step = bins[1].start - bins[0].start if len(bins) > 1 else HOUR
    return Span(bins[0].start, bins[-1].start + step)


def heights(values: Sequence[int], *, log: bool) -> list[float]:
    """Heights of bars from 0 to 1; what is not nothing stays visible."""
    if log:
        scaled = [math.log1p(max(0, value)) for value in values]
    else:
        scaled = [float(max(0, value)) for value in values]
    top = max(scaled, default=0.0)
    if top <= 0:
        return [0.0] * len(values)
    return [max(0.03, value / top) if value else 0.0 for value in scaled]


def brushed(span: Span, one: datetime, other: datetime) -> Period:
    """The period between two moments of a drag: whole days, or whole hours where few are shown."""
    low, high = sorted((one, other))
    low, high = max(low, span.first), min(high, span.end)
    grain = HOUR if span.end - span.first <= 14 * DAY else DAY
    since = _floor(low, grain)
    until = _floor(high - TICK if high > low else high, grain) + grain - TICK
    return Period(since, until)


def moved(period: Period, span: Span, by: timedelta) -> Period:
    """The brush pushed along; it stops at the ends.

    What is made of whole days, hours or minutes goes on by such, so that it stays so.
    """
    since, until = bounds(period, span)
    for grain in (DAY, HOUR, MINUTE):
        if _floor(since, grain) == since and _floor(until + TICK, grain) == until + TICK:
            by = grain * round(by / grain)
            break
    length = until - since
    if since + by < span.first:
        by = span.first - since
    if until + by >= span.end:
        by = span.end - TICK - until
    return Period(since + by, since + by + length)


def bounds(period: Period, span: Span) -> tuple[datetime, datetime]:
    """Both ends of the brush; an open one is the end of the strip."""
    since = period.since if period.since is not None else span.first
    until = period.until if period.until is not None else span.end - TICK
    return since, max(since, until)


def stepped(period: Period, span: Span, unit: Unit, steps: int) -> Period:
    """The day, week or month that lies ``steps`` after the one at hand; from the start without."""
    if not period:
        at = span.first if steps >= 0 else span.end - TICK
        return unit_at(at, unit)
    since = bounds(period, span)[0]
    begin = unit_at(since, unit).since
    if begin is None:
        return period
    if unit is Unit.MONTH:
        month = begin.year * 12 + begin.month - 1 + steps
        if not 12 <= month < 9999 * 12:
            return period
        target = begin.replace(year=month // 12, month=month % 12 + 1)
    else:
        target = begin + steps * (DAY if unit is Unit.DAY else 7 * DAY)
    found = unit_at(target, unit)
    inside = found.until is not None and found.until >= span.first and target < span.end
    return found if inside else period


def unit_at(time: datetime, unit: Unit) -> Period:
    """The calendar day, week (from Monday) or month that holds a moment."""
    day = _floor(time, DAY)
    if unit is Unit.DAY:
        return Period(day, day + DAY - TICK)
    if unit is Unit.WEEK:
        monday = day - DAY * day.weekday()
        return Period(monday, monday + 7 * DAY - TICK)
    first = day.replace(day=1)
    length = calendar.monthrange(first.year, first.month)[1]
    return Period(first, first + length * DAY - TICK)


def ticks(span: Span, most: int) -> list[tuple[datetime, str]]:
    """At most ``most`` moments to write under the strip, at round places."""
    length = span.end - span.first
    if length <= 2 * DAY:
        return _even(span, HOUR * max(1, math.ceil(length / HOUR / max(1, most))), "%H:%M")
    if length <= 120 * DAY:
        return _even(span, DAY * max(1, math.ceil(length / DAY / max(1, most))), "%m-%d")
    months = [
        datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001 - case time is naive
        for number in range(
            span.first.year * 12 + span.first.month - 1, span.end.year * 12 + span.end.month
        )
    ]
    every = max(1, math.ceil(len(months) / max(1, most)))
    every = next((each for each in (1, 2, 3, 6, 12, 24, 60, 120) if each >= every), every)
    return [
        (month, month.strftime("%Y-%m"))
        for month in months
        if (month.year * 12 + month.month - 1) % every == 0 and month >= span.first
    ]


def _even(span: Span, step: timedelta, form: str) -> list[tuple[datetime, str]]:
    at = _floor(span.first, DAY)
    found = []
    while at < span.end:
        if at >= span.first:
            found.append((at, at.strftime(form)))
        at += step
    return found


def _floor(time: datetime, grain: timedelta) -> datetime:
    day = time.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + ((time - day) // grain) * grain
