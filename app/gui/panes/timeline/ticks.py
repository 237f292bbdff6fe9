"""The date axis: where ticks stand and how they read, in case time without any zone arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.analysis.timeline.events import DAY, EARLIEST, HOUR, LATEST, MINUTE, SECOND, from_us, to_us
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

EVEN: Final = (
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE,
    10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY,
)  # fmt: skip
DAYS: Final = (2, 5, 10)
MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_MONTH: Final = 30 * DAY


@dataclass(frozen=True)
class Tick:
    """A place on the axis (microseconds), its text, and the text of the larger unit it begins."""

    at: int
    text: str
    above: str = ""


def ticks(since: float, until: float, most: int) -> list[Tick]:
    """At most about ``most`` ticks at round moments between two moments (microseconds)."""
    since, until = max(since, EARLIEST), min(until, LATEST)
    if until <= since or most < 1:
        return []
    step = (until - since) / most
    for width in EVEN:
        if width >= step:
            return _even(int(since), int(until), width)
    for days in DAYS:
        if days * DAY >= step:
            return _days(int(since), int(until), days)
    months = next((each for each in MONTHS if each * _MONTH >= step), MONTHS[-1])
    return _months(int(since), int(until), months)


def _even(since: int, until: int, width: int) -> list[Tick]:
    found = []
    at = -(-since // width) * width
    while at <= until:
        moment = from_us(at)
        found.append(Tick(at, _clock(moment, width), day_text(moment) if not at % DAY else ""))
        at += width
    return _with_context(found, day_text if width < DAY else month_text)


def _days(since: int, until: int, days: int) -> list[Tick]:
    found = []
    for moment in _month_starts(since, until, 1):
        length = ((moment + timedelta(days=32)).replace(day=1) - moment).days
        for day in range(1, length + 1, days):
            if day > 1 and length - day + 1 < days / 2:
                continue  # too near to the first of the next month
            at = to_us(moment.replace(day=day))
            if since <= at <= until:
                found.append(Tick(at, _short_day(moment.replace(day=day))))
    return _with_context(found, month_text)


def _months(since: int, until: int, months: int) -> list[Tick]:
    found = []
    for moment in _month_starts(since, until, months):
        at = to_us(moment)
        if since <= at <= until:
            text = year_text(moment) if months >= 12 else _short_month(moment)
            found.append(Tick(at, text))
    return found if months >= 12 else _with_context(found, year_text)


def _month_starts(since: int, until: int, months: int) -> Iterator[datetime]:
    first = from_us(since)
    number = (first.year * 12 + first.month - 1) // months * months
    while True:
        moment = datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001 - case time is naive
        if to_us(moment) > until:
            return
        yield moment
        number += months


def _with_context(found: list[Tick], words: object) -> list[Tick]:
    """The larger unit above the first tick, and wherever it changes."""
    made, last = [], ""
    for tick in found:
        above = words(from_us(tick.at))  # type: ignore[operator]
        made.append(Tick(tick.at, tick.text, above if above != last else ""))
        last = above
    return made


def _clock(moment: datetime, width: int) -> str:
    if width >= DAY:
        return _short_day(moment)
    return moment.strftime("%H:%M" if width >= MINUTE else "%H:%M:%S")


def year_text(moment: datetime) -> str:
    """``2020年``."""
    return _("{year}").format(year=moment.year)


def month_text(moment: datetime) -> str:
    """``2020年7月``."""
    return _("{year}-{month:02d}").format(year=moment.year, month=moment.month)


def day_text(moment: datetime) -> str:
    """``2020年7月2日 周四``."""
    return _("{weekday} {year}-{month:02d}-{day:02d}").format(
        year=moment.year, month=moment.month, day=moment.day, weekday=weekday(moment.weekday())
    )


def _short_month(moment: datetime) -> str:
    names = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"), _("Aug"), _("Sep"),
        _("Oct"), _("Nov"), _("Dec"),
    )  # fmt: skip
    return names[moment.month - 1]


def _short_day(moment: datetime) -> str:
    return _("{month}/{day}").format(month=moment.month, day=moment.day)


def weekday(number: int) -> str:
    """The name of a weekday, 0 for Monday."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[number]
