"""Chunks of a file that DuckDB's CSV reader can take as they are, and all that it has to know."""

from __future__ import annotations

from dataclasses import dataclass

from app.importers.dirt import Dirtiness, tidied
from app.importers.signs import cells_of
from app.importers.textfile import TextChunk

LEAST_CHARS = 1 << 20
"""Shorter chunks go through the exact reader, which saves planning a query for each."""


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
        newlines = self.lines if self.data.endswith(b"\n") else self.lines - 1
        return TextChunk(self.data, self.first_line, 0, frozenset(), newlines)


def regular(chunk: TextChunk, delimiter: str, width: int) -> RegularChunk | None:
    """The chunk, where reading it fast cannot change what its rows say; small ones never.

    The number of delimiters is that of as many full rows; a longer row among them, which the count
    cannot tell when another is shorter, has to be noticed by who reads the chunk.
    """
    data = chunk.data
    if chunk.bad or len(data) < LEAST_CHARS or b"\r" in data:
        return None
    cells = cells_of(data, ord(delimiter))
    if cells.blank_lines or not cells.plain:
        return None
    if cells.delimiters != chunk.lines * (width - 1):
        return None
    tidy, dirt = tidied(data, delimiter)
    return RegularChunk(tidy, chunk.first_line, chunk.lines, cells.quotes > 0, dirt)
