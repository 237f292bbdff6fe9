"""Invented holders by the hundred thousand, as arrays: names, ID numbers, cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.demo.people import GIVEN, SURNAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

PREFIXES = (621799, 622848, 622202, 621226, 621700, 622588, 621483)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_OF = np.array([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2])


@dataclass(frozen=True)
class Holders:
    """One array per value; names are three code points, the last 0 where a name has two."""

    card: Ints
    number: Ints
    bank: Ints
    surname: Ints
    first: Ints
    second: Ints
    id_body: Ints
    id_check: Ints


def holders(rng: np.random.Generator, count: int) -> Holders:
    """``count`` holders, each with one card; cards and account numbers do not repeat."""
    place = np.arange(count, dtype=np.int64)
    bank = rng.integers(0, len(PREFIXES), count)
    shift = int(rng.integers(0, 10**9))
    serial = (place * 7_368_787 + shift) % 10**10
    body = np.array(PREFIXES)[bank] * 10**12 + serial
    second = _points(GIVEN)[rng.integers(0, len(GIVEN), count)]
    second[rng.random(count) < 0.2] = 0
    id_body = _id_bodies(rng, count)
    return Holders(
        card=body * 10 + _luhn_digits(body),
        number=99 * 10**15 + (place * 97_654_321 + shift) % 10**15,
        bank=bank,
        surname=_points(SURNAMES)[rng.integers(0, len(SURNAMES), count)],
        first=_points(GIVEN)[rng.integers(0, len(GIVEN), count)],
        second=second,
        id_body=id_body,
        id_check=_id_checks(id_body),
    )


def _points(text: str) -> Ints:
    return np.array([ord(sign) for sign in text], dtype=np.int64)


def _luhn_digits(body: Ints) -> Ints:
    total = np.zeros_like(body)
    rest = body.copy()
    for place in range(18):
        digit = rest % 10
        rest //= 10
        if place % 2 == 0:
            digit = digit * 2 - np.where(digit > 4, 9, 0)
        total += digit
    return np.asarray(-total % 10, dtype=np.int64)


def _id_bodies(rng: np.random.Generator, count: int) -> Ints:
    division = 990_000 + 100 * rng.integers(1, 10, count) + rng.integers(1, 29, count)
    days = np.datetime64("1962-01-01") + rng.integers(0, 14_900, count)
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    born = year * 10_000 + month * 100 + day
    body = division * 10**11 + born * 1000 + rng.integers(1, 1000, count)
    return np.asarray(body, dtype=np.int64)


def _id_checks(body: Ints) -> Ints:
    total = np.zeros_like(body)
    rest = body.copy()
    for weight in reversed(_WEIGHTS):
        total += rest % 10 * weight
        rest //= 10
    return np.asarray(_CHECK_OF[total % 11], dtype=np.int64)
