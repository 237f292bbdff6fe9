"""One page of a PDF: its signs in lines, its ruled tables, its cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_EDGES = 6000
LEAST_COLUMNS = 3
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_WORD_END, _WORD_START = re.compile(r"[A-Za-z,;)]$"), re.compile(r"[A-Za-z(]")
Char = dict[str, Any]


@dataclass
class Phrase:
    """Signs that stand close together on one line."""

    text: str
    x0: float
    x1: float


@dataclass
class TextLine:
    """One visual line with its phrases, from left to right."""

    top: float
    bottom: float
    phrases: list[Phrase] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(phrase.text for phrase in self.phrases)


@dataclass
class Ruled:
    """A table with rules: its box and the cells of its rows."""

    top: float
    bottom: float
    rows: list[list[str]]


def joined(parts: Iterable[str]) -> str:
    """Text that a narrow cell broke over lines: no space but between words and after a day."""
    whole = ""
    for part in (part.strip() for part in parts):
        if whole and part:
            day = _DAY.search(whole) and _CLOCK.match(part)
            words = _WORD_END.search(whole) and _WORD_START.match(part)
            numbers = re.search(r"[0-9_]", whole) and " " not in whole
            if day or (words and not numbers):
                whole += " "
        whole += part
    return whole


def text_lines(chars: list[Char], gap: float = 0.6) -> list[TextLine]:
    """Signs as lines of phrases; ``gap``, in heights of a sign, parts two phrases."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if lines and middle < lines[-1][0]["bottom"] - 0.2 * char["height"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    return [_line(sorted(line, key=lambda c: c["x0"]), gap) for line in lines]


def _line(chars: list[Char], gap: float) -> TextLine:
    line = TextLine(min(c["top"] for c in chars), max(c["bottom"] for c in chars))
    end = 0.0
    for char in chars:
        text = char["text"]
        space = char["x0"] - end
        size = max(char["size"], 1.0)
        if not line.phrases or space > gap * size:
            if text.strip():
                line.phrases.append(Phrase(text, char["x0"], char["x1"]))
            else:
                continue
        else:
            phrase = line.phrases[-1]
            if space > 0.2 * size and text.strip() and not phrase.text.endswith(" "):
                phrase.text += " "
            phrase.text += text
            phrase.x1 = max(phrase.x1, char["x1"])
        if text.strip():
            end = max(end, char["x1"]) if space <= gap * size else char["x1"]
    for phrase in line.phrases:
        phrase.text = phrase.text.strip()
    return line


class Page:
    """A page; nothing of it is worked out before it is asked for."""

    def __init__(self, number: int, page: Any) -> None:
        self.number = number
        self._page = page

    @cached_property
    def chars(self) -> list[Char]:
        """The upright signs: watermarks and stamps stand aslant."""
        upright = [c for c in self._page.chars if c["upright"]]
        sizes = [c["size"] for c in upright if c["text"].strip()]
        most = 4 * median(sizes) if sizes else 0
        # a sign printed twice is bold, not two signs
        once: dict[tuple[str, int, int], Char] = {}
        for char in upright:
            if char["size"] <= most:
                once.setdefault((char["text"], round(char["x0"]), round(char["top"])), char)
        return list(once.values())

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read."""
        return any(char["text"].strip() for char in self.chars)

    @cached_property
    def text(self) -> str:
        """Every sign, in no order that matters."""
        return "".join(char["text"] for char in self.chars)

    @property
    def length(self) -> int:
        """Number of signs."""
        return len(self.chars)

    def lines(self, above: float | None = None) -> list[TextLine]:
        """The visual lines of the page, or those above a height."""
        chars = self.chars
        if above is not None:
            chars = [c for c in chars if (c["top"] + c["bottom"]) / 2 < above]
        return [line for line in text_lines(chars) if line.phrases]

    def ruled(self) -> list[Ruled]:
        """The ruled tables of the page, from top to bottom."""
        edges = self._page.edges
        upright = [e for e in edges if e["orientation"] == "v"]
        if len(edges) > MAX_EDGES or len(upright) < LEAST_COLUMNS:
            return []
        # a table that goes on overleaf is often left open at the edge of the page
        ends = sorted({min(e["top"] for e in upright), max(e["bottom"] for e in upright)})
        found = self._page.find_tables(
            {
                "vertical_strategy": "lines",
                "horizontal_strategy": "lines",
                "explicit_horizontal_lines": ends,
                "snap_tolerance": 2,
                "join_tolerance": 2,
            }
        )
        tables = [self._cells(table) for table in found]
        return sorted(
            (table for table in tables if table.rows), key=lambda table: (table.top, table.bottom)
        )

    def _cells(self, table: Any) -> Ruled:
        _left, top, _right, bottom = table.bbox
        boxes = [[cell for cell in row.cells if cell] for row in table.rows]
        tops = [min(cell[1] for cell in row) for row in boxes]
        # the fullest row says which columns there are; wider cells above it begin in one of them
        lefts = sorted(cell[0] for cell in max(boxes, key=len))
        signs: dict[tuple[int, int], list[Char]] = {}
        for char in self.chars:
            x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
            if not top <= y <= bottom:
                continue
            # a cell that spans rows belongs to the first of them
            for number in range(bisect_right(tops, y) - 1, -1, -1):
                box = next(
                    (c for c in boxes[number] if c[0] <= x < c[2] and c[1] <= y < c[3]), None
                )
                if box is not None:
                    place = max(bisect_right(lefts, box[0] + 1) - 1, 0)
                    signs.setdefault((number, place), []).append(char)
                    break
        rows = []
        for number in range(len(boxes)):
            cells = [
                joined(line.text for line in text_lines(signs.get((number, place), []), 9.0))
                for place in range(len(lefts))
            ]
            rows.append(cells)
        return Ruled(top, bottom, rows)
