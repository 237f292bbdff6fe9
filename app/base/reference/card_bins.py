"""Card number to bank: the issuer identification numbers of bank cards (ISO/IEC 7812).

Source: ``resources/tables/card_bins.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from app.base.reference.tables import rows_of

KEY = 5
"""Digits of the shortest prefix in the table; all others are found under them."""
LONGEST_PREFIX = 10
SHORTEST, LONGEST = 15, 19
_FULL_PREFIX = 6
_BANKING = "3456"
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""A digit times two, its own digits added up."""


@dataclass(frozen=True)
class CardBank:
    """The issuer of a card (发卡行).

    ``kind`` is DC debit, CC credit, SCC quasi-credit or PC prepaid.
    """

    prefix: str
    length: int
    code: str
    name: str
    kind: str


@cache
def _prefixes() -> dict[tuple[str, int], tuple[CardBank, ...]]:
    """First five digits and length of the number to the issuers, longest prefix first."""
    names = dict(rows_of("banks.csv"))
    found: dict[tuple[str, int], list[CardBank]] = {}
    for prefix, length, code, kind in rows_of("card_bins.csv"):
        card = CardBank(prefix, int(length), code, names[code], kind)
        found.setdefault((prefix[:KEY], card.length), []).append(card)
    return {
        key: tuple(sorted(cards, key=lambda card: -len(card.prefix)))
        for key, cards in found.items()
    }


def bank_of_card(number: str) -> CardBank | None:
    """The bank that issued a card: the longest prefix that fits a number of this length.

    A prefix of fewer than six digits, or one outside the digits that ISO/IEC 7812 gives to banking,
    begins many account numbers too; there the check digit has to fit.

    Args:
        number: bare digits, 15 to 19 of them; anything else is no card.

    Returns:
        ``None`` where no prefix fits, or where equally long ones name different banks.
    """
    if not SHORTEST <= len(number) <= LONGEST:
        return None
    best = _issuer(number[:LONGEST_PREFIX], len(number))
    if best is None or not number.isascii() or not number.isdigit():
        return None
    sure = len(best.prefix) >= _FULL_PREFIX and best.prefix[0] in _BANKING
    return best if sure or fits_luhn(number) else None


@lru_cache(maxsize=1 << 16)
def _issuer(head: str, length: int) -> CardBank | None:
    """The issuer of all numbers of a length that begin with ``head``."""
    best: CardBank | None = None
    for card in _prefixes().get((head[:KEY], length), ()):
        if head.startswith(card.prefix):
            if best is None:
                best = card
            elif len(card.prefix) < len(best.prefix):
                break
            elif (card.code, card.kind) != (best.code, best.kind):
                return None
    return best


def fits_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1 annex B; digits only."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        total += _DOUBLED[int(digit)] if place % 2 else int(digit)
    return total % 10 == 0
