"""One spelling for texts that are compared: width, case, traditional characters, signs between.

``fold`` is what people mean to be the same name or word: ``Ａｂ 張·三`` and ``ab张三``.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from app.base.reference.tables import rows_of


@cache
def simplified() -> dict[int, int]:
    """The simplified character of each traditional one, by code points."""
    return {
        ord(old): ord(new)
        for old, new in rows_of("traditional.csv")
        if len(old) == 1 and len(new) == 1
    }


@lru_cache(maxsize=1 << 16)
def fold_sign(point: int) -> int:
    """The code point that stands for one of a text in NFKC and case folded; 0 where it goes."""
    if not chr(point).isalnum():
        return 0
    return simplified().get(point, point)


def even(text: str) -> str:
    """Full-width signs made half-width, capitals small; nothing goes."""
    wide = unicodedata.normalize("NFKC", text)
    small = wide.casefold()
    return wide if small == wide else unicodedata.normalize("NFKC", small)


def fold(text: str) -> str:
    """Letters, figures and characters of a text in one spelling, without what stands between."""
    points = (fold_sign(ord(sign)) for sign in even(text))
    return "".join(chr(point) for point in points if point)
