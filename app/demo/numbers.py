"""Check digits: numbers that are invented and still pass the checks a real one passes."""

from __future__ import annotations

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn_digit(body: str) -> str:
    """The last digit that makes ``body`` plus it a valid Luhn number."""
    total = sum(
        _DOUBLED[int(digit)] if place % 2 == 0 else int(digit)
        for place, digit in enumerate(reversed(body))
    )
    return str(-total % 10)


def luhn_ok(number: str) -> bool:
    """Whether the last digit of ``number`` is its Luhn check digit."""
    return number.isascii() and number.isdigit() and luhn_digit(number[:-1]) == number[-1]


def resident_check(body: str) -> str:
    """The 18th character of a resident ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def resident_ok(number: str) -> bool:
    """Whether ``number`` is 18 characters long and its check character is right."""
    return (
        len(number) == 18
        and number[:17].isdigit()
        and resident_check(number[:17]) == number[17].upper()
    )
