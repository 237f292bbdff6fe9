"""Division codes (行政区划代码, GB/T 2260) with the years in which they held.

Source: ``resources/tables/divisions.csv``; names of 1980 to 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.base.reference.tables import rows_of

_NOT_NAMED = {"市辖区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位", "市区", "市", "地区"}
"""Names of levels that only hold others; they say nothing in a full name."""


@dataclass(frozen=True)
class Division:
    """A province, prefecture or county under one name; years inclusive, ``None`` where open."""

    code: str
    name: str
    full_name: str
    since: int | None
    until: int | None


@dataclass(frozen=True)
class _Name:
    name: str
    since: int | None
    until: int | None

    def held_in(self, year: int) -> bool:
        return (self.since or 0) <= year and (self.until is None or year <= self.until)


@cache
def _names() -> dict[str, tuple[_Name, ...]]:
    found: dict[str, list[_Name]] = {}
    for code, name, since, until in rows_of("divisions.csv"):
        entry = _Name(name, int(since) if since else None, int(until) if until else None)
        found.setdefault(code, []).append(entry)
    return {code: tuple(sorted(each, key=lambda n: n.since or 0)) for code, each in found.items()}


def _best(code: str, year: int | None) -> _Name | None:
    """The name of the year; else the first one after it, else the last one before it."""
    entries = _names().get(code, ())
    if not entries:
        return None
    if year is None:
        return entries[-1]
    held = [entry for entry in entries if entry.held_in(year)]
    later = [entry for entry in entries if (entry.since or 0) > year]
    return held[-1] if held else later[0] if later else entries[-1]


def division_of(code: str, year: int | None = None) -> Division | None:
    """The division of a code of six digits.

    Args:
        code: as in the first six digits of an ID card.
        year: which name is wanted where a code had several: that of the year, else the first one
            after it, else the last one before it; without a year the latest.

    Returns:
        ``None`` where the table has no such code; ``since`` and ``until`` tell when it held.
    """
    found = _best(code, year)
    if found is None:
        return None
    above = [_best(code[:2] + "0000", year), _best(code[:4] + "00", year)]
    parts = [part.name for part in above if part is not None and part.name not in _NOT_NAMED]
    full = "".join(dict.fromkeys([*parts, found.name]))
    return Division(code, found.name, full, found.since, found.until)
