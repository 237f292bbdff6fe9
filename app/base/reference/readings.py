"""How characters are read: every reading in pinyin without tones, ``v`` and ``yu`` for ü too."""

from __future__ import annotations

from functools import lru_cache

_NAMES = {"乐": ("yue",), "员": ("yun",), "种": ("chong",), "缪": ("miao",)}
"""Readings as surnames, whichever the dictionary of the installed release has."""


@lru_cache(maxsize=1 << 16)
def readings(sign: str) -> tuple[str, ...]:
    """The readings of one character; a letter or figure reads as itself, others as nothing."""
    if sign.isascii():
        return (sign.lower(),) if sign.isalnum() else ()
    from pypinyin import Style, pinyin

    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    spelled = dict.fromkeys((*(found[0] if found else ()), *_NAMES.get(sign, ())))
    for reading in list(spelled):
        if "v" in reading or "ü" in reading:
            plain = reading.replace("ü", "v")
            spelled |= dict.fromkeys(plain.replace("v", other) for other in ("v", "yu", "u"))
    return tuple(reading for reading in spelled if reading.isascii() and reading.isalpha())
