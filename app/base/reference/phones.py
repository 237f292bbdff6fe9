"""Phone numbers: one spelling for each, and the place and operator of its segment (号段).

Sources: ``phone_segments.zst``, ``phone_places.csv`` and ``prefixes.csv`` in ``resources/tables``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

import zstandard

from app.base.reference.prefixes import prefixes
from app.base.reference.tables import path_of, rows_of

LONGEST = 40
"""A longer text is no phone number and stays as it is."""
_MOST_BYTES = 8 << 20
_OPERATORS = {
    1: ("移动", False),
    2: ("联通", False),
    3: ("电信", False),
    4: ("电信", True),
    5: ("联通", True),
    6: ("移动", True),
    7: ("广电", False),
}
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FILLING = re.compile(r"[\s\-()\[\]./·]")
_NUMBER = re.compile(r"\+?[0-9]+")
_SUBSCRIBER = (7, 8)
_LEAST_FOREIGN = 4


@dataclass(frozen=True)
class PhonePlace:
    """Where numbers are given out (归属地)."""

    province: str
    city: str
    postcode: str
    area_code: str

    @property
    def name(self) -> str:
        """``广东 深圳``; a municipality once."""
        return self.city if self.city == self.province else f"{self.province} {self.city}"


@dataclass(frozen=True)
class PhoneSegment:
    """Place and operator that a segment was given to; the number can have been carried since."""

    place: PhonePlace
    operator: str
    virtual: bool


@dataclass(frozen=True)
class _Segments:
    firsts: array[int]
    lengths: array[int]
    places: array[int]
    operators: array[int]


@cache
def _segments() -> _Segments:
    with path_of("phone_segments.zst").open("rb") as stream:
        data = zstandard.ZstdDecompressor().decompress(stream.read(), max_output_size=_MOST_BYTES)
    count = int.from_bytes(data[:4], "little")
    columns: list[array[int]] = []
    at = 4
    for code in "IHHB":
        column = array(code)
        end = at + count * column.itemsize
        column.frombytes(data[at:end])
        if sys.byteorder == "big":
            column.byteswap()
        columns.append(column)
        at = end
    return _Segments(*columns)


@cache
def _places() -> tuple[PhonePlace, ...]:
    return tuple(PhonePlace(*row) for row in rows_of("phone_places.csv"))


@cache
def _area_codes() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for place in _places():
        found.setdefault(place.area_code, []).append(place.name)
    return {code: tuple(names) for code, names in found.items()}


@cache
def _dialling() -> tuple[str, ...]:
    return tuple(prefixes("dialling"))


def is_mobile(number: str) -> bool:
    """Whether it is a bare mobile number of eleven digits."""
    return _MOBILE.fullmatch(number) is not None


def plain_phone(text: str) -> str:
    """The one spelling of a phone number; the same again for a number that has it.

    Spaces, hyphens and brackets go; so do ``+86``, ``0086`` and ``86``, the 0 before a mobile
    number, and prefixes that are dialled for the tariff (17951 ...), wherever what follows is a
    whole number. The area code of a landline stays, with its 0. Other countries are written with
    00. Short codes (10086, 95588) and what is no phone number stay as they are.
    """
    folded = _FILLING.sub("", unicodedata.normalize("NFKC", text[: LONGEST + 1]))
    if len(text) > LONGEST or not _NUMBER.fullmatch(folded):
        return text.strip()
    number = "00" + folded[1:] if folded.startswith("+") else folded
    while (shorter := _less(number)) != number:
        number = shorter
    return number


def _less(number: str) -> str:
    """The number with one prefix less, where what remains is a whole number."""
    if number.startswith("0") and is_mobile(number[1:]):
        return number[1:]
    for prefix in ("0086", "86"):
        rest = number[len(prefix) :]
        if number.startswith(prefix):
            if is_mobile(rest) or area_code_of(rest) or (prefix == "0086" and len(rest) > 2):
                return "0" + rest if area_code_of("0" + rest) and not is_mobile(rest) else rest
            if area_code_of("0" + rest):
                return "0" + rest
    for prefix in _dialling():
        rest = number.removeprefix(prefix)
        if rest != number and (is_mobile(rest) or area_code_of(rest) or _less(rest) != rest):
            return rest
    return number


def area_code_of(number: str) -> str:
    """The area code (区号) of a landline that is written with it, else an empty text."""
    if not number.startswith("0"):
        return ""
    for length in (3, 4):
        if len(number) - length in _SUBSCRIBER and number[:length] in _area_codes():
            return number[:length]
    return ""


def places_of_area_code(code: str) -> tuple[str, ...]:
    """The places that share an area code, which may come without its 0; empty where unknown."""
    known = _area_codes()
    return known.get(code) or known.get("0" + code, ())


def segment_of_phone(number: str) -> PhoneSegment | None:
    """Place and operator of a mobile number in any spelling; ``None`` where not in the table."""
    return segment_of_bare(number if is_mobile(number) else plain_phone(number))


def segment_of_bare(number: str) -> PhoneSegment | None:
    """The same of a bare number; what is not eleven digits is none."""
    if not is_mobile(number):
        return None
    table, wanted = _segments(), int(number[:7])
    row = bisect_right(table.firsts, wanted) - 1
    if row < 0 or wanted >= table.firsts[row] + table.lengths[row]:
        return None
    operator, virtual = _OPERATORS[table.operators[row]]
    return PhoneSegment(_places()[table.places[row]], operator, virtual)
