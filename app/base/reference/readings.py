"""How characters are read: every reading in pinyin without tones, ``v`` and ``yu`` for ü too."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_PHRASES = "PYPINYIN_NO_PHRASES"
"""Spares the dictionary of phrases, which single characters do not need and which loads slowly."""
_NAMES = {"乐": ("yue",), "员": ("yun",), "种": ("chong",), "缪": ("miao",)}
"""Readings as surnames, whichever the dictionary of the installed release has."""


@lru_cache(maxsize=1 << 16)
def readings(sign: str) -> tuple[str, ...]:
    """The readings of one character; a letter or figure reads as itself, others as nothing."""
    if sign.isascii():
        return (sign.lower(),) if sign.isalnum() else ()
    found = _dictionary()(sign)
    spelled = dict.fromkeys((*(found[0] if found else ()), *_NAMES.get(sign, ())))
    for reading in list(spelled):
        if "v" in reading or "ü" in reading:
            plain = reading.replace("ü", "v")
            spelled |= dict.fromkeys(plain.replace("v", other) for other in ("v", "yu", "u"))
    return tuple(reading for reading in spelled if reading.isascii() and reading.isalpha())


@cache
def _dictionary() -> Callable[[str], list[list[str]]]:
    before = os.environ.get(_NO_PHRASES)
    os.environ[_NO_PHRASES] = "true"
    try:
        from pypinyin import Style, pinyin
    finally:
        if before is None:
            del os.environ[_NO_PHRASES]
        else:
            os.environ[_NO_PHRASES] = before

    def look_up(sign: str) -> list[list[str]]:
        found: list[list[str]] = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
        return found

    return look_up
