"""What a typed text can mean: name, number, amount with tolerance, day, month or year.

It can be several at once (``20200702`` is a day, an amount and a part of a number); whoever asks
looks for all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.analysis.searching.typed_dates import Days, days_of
from app.base.money import FEN_PER_YUAN, MAX_FEN
from app.base.reference.folding import even, fold

LONGEST = 200
MOST_PARTS = 6
_UNITS = {"百": 100, "千": 1000, "k": 1000, "万": 10_000, "萬": 10_000, "w": 10_000,
          "亿": 10**8, "億": 10**8}  # fmt: skip
_PIECE = r"\d+(?:\.\d+)?[百千万萬亿億kw]?"
_FIGURE = rf"(?:{_PIECE})+"
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FILLING = re.compile(r"\s|[¥￥$]|元|块|圆|整|人民币|rmb|cny")
_ONE = re.compile(rf"(>=|<=|>|<|=|≥|≤|~|≈|约)?[+-]?({_FIGURE})(左右|以上|以下)?")
_ABOUT = re.compile(rf"({_FIGURE})(?:±|\+-|\+/-)(?:(\d+(?:\.\d+)?)%|({_FIGURE}))")
_BETWEEN = re.compile(rf"({_FIGURE})(?:-|~|\.\.|到|至|—|–)({_FIGURE})")
_COMPARES = re.compile(r"[<>=±≥≤≈~%]|\+-")
_LETTER = re.compile(r"[a-z]")
_FIGURES = re.compile(r"\d")
_POINT = re.compile(r"[.,/]")
ABOUT_PERCENT = 1


@dataclass(frozen=True)
class Amounts:
    """A range of amounts in fen, bounds included, ``None`` where open, around what was typed."""

    least: int | None
    most: int | None
    middle: int

    @property
    def is_one(self) -> bool:
        """Whether one amount only is meant."""
        return self.least == self.most


@dataclass(frozen=True)
class Typed:
    """The readings of a text.

    Attributes:
        text: as typed, without blanks around it.
        words: as names and memos are compared (``fold``); empty for ``>=50000`` and its like.
        number: as identifiers are compared, in the same spelling; empty where it can be none.
        letters: as pinyin is followed; empty where the text cannot be pinyin.
        amounts: the amounts meant, if any.
        days: the periods meant, if any.
        parts: each of several words, to be found in any order; empty where the text is one.
    """

    text: str
    words: str
    number: str
    letters: str
    amounts: Amounts | None
    days: Days | None
    parts: tuple[Typed, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.words and self.amounts is None


def understand(text: str) -> Typed:
    """All readings of a text; one longer than ``LONGEST`` is cut."""
    given = text[:LONGEST].strip()
    amounts, days = amounts_of(given), days_of(given)
    folded = fold(given)
    words = "" if _COMPARES.search(even(given)) and amounts is not None else folded
    has_letters = _LETTER.search(folded) is not None
    number = words if words.isascii() and (has_letters or not _POINT.search(even(given))) else ""
    if days is not None and not given.isdigit():
        number = ""
    letters = words if has_letters and not _FIGURES.search(words) else ""
    parts: tuple[Typed, ...] = ()
    if amounts is None and days is None and not words.isdigit():
        several = dict.fromkeys(piece for piece in given.split() if fold(piece))
        if 1 < len(several) <= MOST_PARTS:
            parts = tuple(understand(piece) for piece in several)
    return Typed(given, words, number, letters, amounts, days, parts)


def amounts_of(text: str) -> Amounts | None:
    """``5万``, ``49999.5``, ``50000±1%``, ``>=50000``, ``4万-6万`` in fen."""
    plain = _FILLING.sub("", _GROUPS.sub("", even(text)))
    if one := _ONE.fullmatch(plain):
        return _one(one[1] or "", _fen(one[2]), one[3] or "")
    if about := _ABOUT.fullmatch(plain):
        middle = _fen(about[1])
        if middle is None:
            return None
        if about[2]:
            return _around(middle, _part(middle, Decimal(about[2])))
        return _around(middle, _fen(about[3]))
    if between := _BETWEEN.fullmatch(plain):
        low, high = between[1], between[2]
        if low[-1].isdigit() and high[-1] in _UNITS:  # 4-6万
            low += high[-1]
        least, most = _fen(low), _fen(high)
        if least is not None and most is not None and least < most:
            return Amounts(least, most, (least + most) // 2)
    return None


def _one(sign: str, fen: int | None, after: str) -> Amounts | None:
    if fen is None:
        return None
    if sign in (">=", "≥") or (after == "以上" and not sign):
        return Amounts(fen, None, fen)
    if sign in ("<=", "≤") or (after == "以下" and not sign):
        return Amounts(None, fen, fen)
    if sign == ">":
        return Amounts(fen + 1, None, fen)
    if sign == "<":
        return Amounts(None, fen - 1, fen)
    if sign in ("~", "≈", "约") or after == "左右":
        return _around(fen, _part(fen, Decimal(ABOUT_PERCENT)))
    return Amounts(fen, fen, fen)


def near(asked: Amounts) -> Amounts:
    """One amount as people remember it: about so much."""
    around = _around(asked.middle, _part(asked.middle, Decimal(ABOUT_PERCENT)))
    return around or asked


def _around(middle: int, width: int | None) -> Amounts | None:
    return None if width is None else Amounts(max(0, middle - width), middle + width, middle)


def _part(fen: int, percent: Decimal) -> int:
    return int((fen * percent / 100).to_integral_value(rounding=ROUND_HALF_UP))


def _fen(text: str) -> int | None:
    """``1万5千`` or ``49999.5`` in fen; a number that begins with more than one 0 is none."""
    if re.match(r"0\d", text):
        return None
    whole = Decimal(0)
    try:
        for piece in re.findall(_PIECE, text):
            unit = _UNITS.get(piece[-1], 1)
            whole += Decimal(piece.rstrip("".join(_UNITS))) * unit
        fen = int((whole * FEN_PER_YUAN).to_integral_value(rounding=ROUND_HALF_UP))
    except (InvalidOperation, OverflowError):
        return None
    return fen if fen <= MAX_FEN else None
