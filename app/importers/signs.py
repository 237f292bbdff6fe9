"""Which bytes stand in much text, and next to which: questions over arrays, a part at a time.

Parts fit into the processor's cache, and other threads run on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    Signs = np.ndarray[Any, np.dtype[np.uint8]]

NEWLINE = ord("\n")
QUOTE = ord('"')
_PART = 1 << 18


def _parts(data: bytes | memoryview) -> Iterator[Signs]:
    signs = np.frombuffer(data, np.uint8)
    for start in range(0, len(signs), _PART):
        yield signs[start : start + _PART]


def occurrences(data: bytes | memoryview, sign: int) -> int:
    """How often a byte occurs."""
    return sum(int(np.count_nonzero(part == sign)) for part in _parts(data))


def neighbours(data: bytes, signs: bytes) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Which of some bytes occur, as pairs with the byte after and with the byte before.

    The text counts as beginning after a newline and ending with one.

    Returns:
        (sign, byte after) pairs, and (byte before, sign) pairs.
    """
    asked = [sign for sign in signs if sign in data]
    after = np.zeros((256, 256), np.bool_)
    before = np.zeros((256, 256), np.bool_)
    whole = np.frombuffer(data, np.uint8)
    start = 0
    for part in _parts(data) if asked else ():
        for sign in asked:
            places = np.flatnonzero(part == sign) + start
            if not len(places):
                continue
            after[sign, whole[places[: len(places) - (places[-1] == len(whole) - 1)] + 1]] = True
            before[whole[places[int(places[0] == 0) :] - 1], sign] = True
        start += len(part)
    for sign in asked:
        after[sign, NEWLINE] |= data[-1] == sign
        before[NEWLINE, sign] |= data[0] == sign
    return _pairs(after), _pairs(before)


def _pairs(seen: np.ndarray[Any, np.dtype[np.bool_]]) -> set[tuple[int, int]]:
    return {(int(first), int(second)) for first, second in np.argwhere(seen)}


@dataclass
class Cells:
    """What the quotation marks and delimiters of some lines say of their cells.

    Attributes:
        delimiters: how many stand outside of quotation marks.
        quotes: how many quotation marks there are.
        plain: every mark has its partner in its own line, and marks open where cells begin.
        blank_lines: some line is empty.
    """

    delimiters: int = 0
    quotes: int = 0
    plain: bool = True
    blank_lines: bool = False


def cells_of(data: bytes, delimiter: int) -> Cells:
    """Look at the delimiters and quotation marks of whole lines."""
    found = Cells()
    last = NEWLINE
    opened = 0
    for part in _parts(data):
        newline, divides, quote = part == NEWLINE, part == delimiter, part == QUOTE
        found.delimiters += int(np.count_nonzero(divides))
        quotes = int(np.count_nonzero(quote))
        if opened or quotes:
            found.quotes += quotes
            inside = ((np.cumsum(quote, dtype=np.uint8) + np.uint8(opened)) & 1).view(np.bool_)
            found.delimiters -= int(np.count_nonzero(divides & inside))
            opening = np.flatnonzero(quote & inside)
            before = np.where(opening > 0, part[opening - 1], last)
            found.plain &= bool(((before == delimiter) | (before == NEWLINE)).all())
            found.plain &= not (newline & inside).any()
            opened = (opened + quotes) & 1
        blank = (newline[1:] & newline[:-1]).any() or (last == NEWLINE and newline[0])
        found.blank_lines |= bool(blank)
        last = int(part[-1])
    found.plain &= not opened
    return found
