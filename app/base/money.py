"""Money as integers of the smallest unit (fen; 100 fen are 1 yuan). Never floats.

Rounding: an amount with more than two decimals is rounded to the fen, half
away from zero (四舍五入), and the row
that carried it says so in a warning. Nothing else in the program rounds a single amount.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN_PER_YUAN = 100
MAX_FEN = 10**17 - 1
"""Largest amount accepted in a row: just below 1,000,000,000,000,000 yuan."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def fen_from_text(text: str) -> int | None:
    """Read a plain decimal number of yuan (``-49999.00``) as fen; ``None`` when it is not one."""
    stripped = text.strip().replace(",", "")
    if not _NUMBER.fullmatch(stripped):
        return None
    try:
        fen = int((Decimal(stripped) * FEN_PER_YUAN).to_integral_value(rounding=ROUND_HALF_UP))
    except (InvalidOperation, OverflowError):
        return None
    return fen if abs(fen) <= MAX_FEN else None


def plain(fen: int) -> str:
    """``138000050`` as ``1,380,000.50``: two decimals, grouped, no currency sign."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{rest:02d}"


def yuan(fen: int) -> str:
    """``138000050`` as ``¥1,380,000.50``, the form for cards and sentences."""
    return f"-¥{plain(-fen)}" if fen < 0 else f"¥{plain(fen)}"


def in_wan(fen: int) -> str:
    """``138000050`` as ``138.00万``, for charts and cards only; truncated towards zero."""
    sign = "-" if fen < 0 else ""
    hundredths = abs(fen) // 10_000
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}万"
