"""Days, months and years as people type them: ``2020-07-02``, ``7月2日``, ``2020年7月``."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from app.base.clock import EARLIEST_YEAR, LATEST_YEAR
from app.base.reference.folding import even

_YEAR = r"(?P<y>\d{4})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})",
        rf"{_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})",
        r"(?:(?P<y>\d{4}|\d{2})年)?(?P<m>\d{1,2})月(?:份|(?P<d>\d{1,2})[日号]?)?",
        rf"{_YEAR}[-/.](?P<m>\d{{1,2}})",
        rf"{_YEAR}(?P<m>\d{{2}})",
        r"(?P<y>\d{4}|\d{2})年",
        _YEAR,
        r"(?P<m>\d{1,2})[-/](?P<d>\d{1,2})",
    )
)
_BETWEEN = re.compile(r"(.+?)(?:\.\.|~|到|至|—|–|-(?=\d{4}[-/年]|\d{1,2}月))(.+)")
_CENTURY = 2000


@dataclass(frozen=True)
class Days:
    """Days, bounds included, of one year or, where none was said, of any.

    Without a year the bounds stand in a leap year and are moved by ``within``.
    """

    since: date
    until: date
    is_any_year: bool = False

    def within(self, years: range) -> list[tuple[date, date]]:
        """The periods meant, one for each of ``years`` where no year was said."""
        if not self.is_any_year:
            return [(self.since, self.until)]
        periods = []
        for year in years:
            last = calendar.monthrange(year, self.until.month)[1]
            if self.since.day <= calendar.monthrange(year, self.since.month)[1]:
                until = self.until.replace(year=year, day=min(self.until.day, last))
                periods.append((self.since.replace(year=year), until))
        return periods


def days_of(text: str) -> Days | None:
    """The period that a text names; ``None`` where it names none."""
    plain = re.sub(r"\s", "", even(text))
    found = _one(plain)
    if found is not None:
        return found
    if between := _BETWEEN.fullmatch(plain):
        first, last = _one(between[1]), _one(between[2])
        if (
            first is not None
            and last is not None
            and first.is_any_year == last.is_any_year
            and first.since <= last.until
        ):
            return Days(first.since, last.until, first.is_any_year)
    return None


def _one(plain: str) -> Days | None:
    for form in _FORMS:
        if match := form.fullmatch(plain):
            parts = {name: int(value) for name, value in match.groupdict().items() if value}
            if found := _days(parts.get("y"), parts.get("m"), parts.get("d")):
                return found
    return None


def _days(year: int | None, month: int | None, day: int | None) -> Days | None:
    if year is not None and year < 100:
        year += _CENTURY
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    of = year if year is not None else _CENTURY  # a leap year
    try:
        if month is None:
            return Days(date(of, 1, 1), date(of, 12, 31))
        if day is None:
            last = calendar.monthrange(of, month)[1] if 1 <= month <= 12 else 1
            return Days(date(of, month, 1), date(of, month, last), year is None)
        return Days(date(of, month, day), date(of, month, day), year is None)
    except ValueError:
        return None
