"""Working days and days off (工作日, 节假日) as the State Council set them.

Source: ``resources/tables/holidays.csv``, whole years.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from app.base.reference.tables import rows_of

_SATURDAY = 5


@cache
def _days() -> dict[date, tuple[str, str]]:
    return {date.fromisoformat(day): (kind, name) for day, kind, name in rows_of("holidays.csv")}


@cache
def _years() -> range:
    years = [day.year for day in _days()]
    return range(min(years), max(years) + 1)


def is_workday(day: date) -> bool | None:
    """Whether it was a working day; ``None`` outside the years of the table."""
    if day.year not in _years():
        return None
    said = _days().get(date(day.year, day.month, day.day))
    return day.weekday() < _SATURDAY if said is None else said[0] == "workday"


def holiday_name(day: date) -> str | None:
    """The holiday (春节 ...) on which the day was off; ``None`` on any other day."""
    said = _days().get(date(day.year, day.month, day.day))
    return said[1] if said is not None and said[0] == "holiday" else None
