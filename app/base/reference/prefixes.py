"""Short lists of prefixes: issuers of SIM cards, numbers of machines, virtual operators.

Source: ``resources/tables/prefixes.csv`` (IMSI by ITU-T E.212, ICCID by ITU-T E.118).
"""

from __future__ import annotations

from functools import cache

from app.base.reference.tables import rows_of

_IOT_DIGITS = 13


@cache
def prefixes(kind: str) -> dict[str, str]:
    """Prefix to operator (empty where none is told) of one kind: imsi, iccid, iot, virtual ..."""
    return {prefix: operator for kind_, prefix, operator, _note in rows_of("prefixes.csv")
            if kind_ == kind}  # fmt: skip


def _operator(kind: str, number: str) -> str | None:
    for prefix, operator in prefixes(kind).items():
        if number.startswith(prefix):
            return operator
    return None


def operator_of_imsi(number: str) -> str | None:
    """The operator of a subscriber identity (15 digits that begin with country and network)."""
    return _operator("imsi", number) if len(number) == 15 and number.isdigit() else None


def operator_of_iccid(number: str) -> str | None:
    """The operator that issued a SIM card (19 or 20 signs; China begins 8986)."""
    return _operator("iccid", number) if len(number) in (19, 20) else None


def operator_of_machine(number: str) -> str | None:
    """The operator of a machine's number (物联网号, 13 digits)."""
    return _operator("iot", number) if len(number) == _IOT_DIGITS and number.isdigit() else None


def is_virtual_prefix(number: str) -> bool:
    """Whether a mobile number begins as those that virtual operators resell."""
    return number[:3] in prefixes("virtual")
