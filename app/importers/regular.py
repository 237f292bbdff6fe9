"""Chunks of a file that DuckDB's CSV reader can take as they are, and all that it has to know."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.importers.dirt import Dirtiness, tidied
from app.importers.textfile import TextChunk

LEAST_CHARS = 1 << 20
_QUOTED = re.compile(b'"[^"\n]*"')


@dataclass(frozen=True)
class RegularChunk:
    """Whole lines of one width in UTF-8, tidied.

    Attributes:
        data: the lines.
        first_line: number of the first of them, from 1.
        lines: how many.
        quoted: some cell stands in quotation marks.
        dirt: what has to be scrubbed off the cells.
    """

    data: bytes
    first_line: int
    lines: int
    quoted: bool
    dirt: Dirtiness

    def as_text(self) -> TextChunk:
        """The same lines for the exact reader."""
        return TextChunk(self.data.decode(), self.first_line, 0, frozenset())


def regular(chunk: TextChunk, delimiter: str, width: int) -> RegularChunk | None:
    """The chunk, where reading it fast cannot change what its rows say; small ones never.

    The number of delimiters is that of as many full rows; a longer row among them, which the count
    cannot tell when another is shorter, has to be noticed by who reads the chunk.
    """
    text = chunk.text
    if not text or chunk.bad or len(text) < LEAST_CHARS:
        return None
    if "\n\n" in text or text[0] == "\n" or "\r" in text:
        return None
    data = text.encode("utf-8", "replace")
    lines = data.count(b"\n") + (0 if data.endswith(b"\n") else 1)
    sign = delimiter.encode()
    inside = 0
    quotes = data.count(b'"')
    if quotes:
        # every mark has its partner in its own line, and cells in quotes begin where cells begin
        cells = _QUOTED.findall(data)
        opened = data.count(sign + b'"') + data.count(b'\n"') + (data[:1] == b'"')
        if not quotes == 2 * len(cells) == 2 * opened:
            return None
        inside = sum(cell.count(sign) for cell in cells)
    if data.count(sign) - inside != lines * (width - 1):
        return None
    tidy, dirt = tidied(data, delimiter)
    return RegularChunk(tidy, chunk.first_line, lines, quotes > 0, dirt)
