"""Checks of resident identity card numbers (公民身份号码, GB 11643-1999 and -1989).

The check digit, the birth date and the division are judged apart: a division may be gone since the
number was given, and a wrong digit does not make the place wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.base import clock
from app.base.reference.divisions import division_of

if TYPE_CHECKING:
    from app.base.reference.divisions import Division

_FORM = re.compile(r"\d{17}[\dX]|\d{15}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class IdentityCheck:
    """What a number says of itself.

    Attributes:
        number: without spaces, the X a capital.
        is_form: 18 or 15 signs as the standard has them; all else is empty when not.
        checksum: whether the check digit fits; ``None`` with 15 digits, which have none.
        birth: the birth date; ``None`` where it is no day of the calendar.
        sex: male or female.
        division: that of the first registration; ``None`` where the table has it not.
    """

    number: str
    is_form: bool
    checksum: bool | None = None
    birth: date | None = None
    sex: str | None = None
    division: Division | None = None

    @property
    def upgraded(self) -> str | None:
        """The 18 digits of a number of 15; ``None`` unless it is one with a birth date."""
        if len(self.number) != 15 or self.birth is None:
            return None
        body = f"{self.number[:6]}19{self.number[6:]}"
        return body + check_sign(body)


def check_sign(body: str) -> str:
    """The check sign of 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return _CHECKS[total % 11]


def check_identity_card(text: str) -> IdentityCheck:
    """Check a number as written: with spaces, a small x, of 18 or of 15 digits."""
    number = re.sub(r"\s", "", text[:40]).upper()
    if not number.isascii() or not _FORM.fullmatch(number):
        return IdentityCheck(number, False)
    long = len(number) == 18
    days = number[6:14] if long else "19" + number[6:12]
    try:
        birth = date(int(days[:4]), int(days[4:6]), int(days[6:]))
    except ValueError:
        birth = None
    if birth is not None and birth > clock.now().date():
        # nobody is born tomorrow
        birth = None
    return IdentityCheck(
        number,
        True,
        check_sign(number[:17]) == number[17] if long else None,
        birth,
        "male" if int(number[16] if long else number[14]) % 2 else "female",
        division_of(number[:6], birth.year if birth else None),
    )
