"""Reading delimited text exactly and fast, in bounded memory.

The exact reader works line by line: a quoted cell may span lines, but a quotation mark that closes
nowhere never swallows the rows below it. Large files are cut into chunks of whole lines; a chunk
without any irregularity is handed on as bytes for DuckDB's CSV reader, any other goes through the
exact reader and is written anew with line numbers.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.importers.decisions import Decision
from app.importers.signs import NEWLINE, QUOTE, occurrences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.importers.encoding import Encoding
    from app.importers.layout import Cells, NumberedRow

DELIMITERS = ("\t", ",", ";", "|", "^")
CHUNK_BYTES = 64 << 20
QUOTED_LINES = 20
MAX_LINE_CHARS = 4_000_000
MAX_CELL_CHARS = 1_000_000
VALIDATED_BYTES = 1 << 20


@dataclass
class TextChunk:
    """Some whole lines of a file.

    Attributes:
        data: the lines in UTF-8, newlines normalised to ``\\n``.
        first_line: number of the first of them, from 1.
        byte_offset: where they begin in the file.
        bad: line numbers that held bytes which are no text.
        newlines: how many there are in ``data``.
    """

    data: bytes
    first_line: int
    byte_offset: int
    bad: frozenset[int]
    newlines: int

    @property
    def text(self) -> str:
        """The lines as text, decoded anew each time it is asked for."""
        return self.data.decode()

    @property
    def lines(self) -> int:
        """How many lines, the last one with or without a newline."""
        return self.newlines + (0 if self.data.endswith(b"\n") else 1)


def chunks(
    stream: BinaryIO,
    encoding: Encoding,
    size: int = CHUNK_BYTES,
    start: tuple[int, int] | None = None,
) -> Iterator[TextChunk]:
    """Cut a file into chunks of whole lines, decoding as it goes.

    ``start`` enters the file at a byte offset where a line of that number begins.

    A cut never falls inside a quoted cell as far as counting quotation marks can tell. A file that
    looked like UTF-8 only because its beginning was ASCII turns to GB18030 where that is needed.
    """
    codec = encoding.codec
    certain = encoding.certain
    offset, line = start or (encoding.mark, 1)
    stream.seek(offset)
    newline = "\n".encode(codec)
    rest = b""
    while True:
        block = stream.read(size)
        data = rest + block if rest else block
        if not data:
            return
        if block:
            cut = _cut(data, newline, codec)
            if cut == 0 and len(data) < 4 * size:
                rest = data
                continue
            cut = cut or len(data)
        else:
            cut = len(data)
        piece, rest = data[:cut], data[cut:]
        if not certain and codec == "utf-8" and not piece.isascii():
            certain = True
            if not _is_utf8(piece):
                codec = "gb18030"
        lines, bad = _normal(piece, codec, line)
        chunk = TextChunk(lines, line, offset, bad, occurrences(lines, NEWLINE))
        yield chunk
        offset += len(piece)
        line += chunk.lines
        if not block:
            return


def _cut(data: bytes, newline: bytes, codec: str) -> int:
    end = data.rfind(newline)
    wide = len(newline)
    while end > 0 and wide > 1 and end % wide:
        end = data.rfind(newline, 0, end + wide - 1)
    if end < 0:
        return 0
    quote = '"'.encode(codec)
    if wide == 1 and quote == b'"':
        count = occurrences(memoryview(data)[:end], QUOTE)
    else:
        count = data.count(quote, 0, end)
    if count % 2 == 0:
        return end + wide
    # an odd mark: try a few lines further up, else leave it to the exact reader
    place = end
    for _attempt in range(QUOTED_LINES * 4):
        place = data.rfind(newline, 0, place)
        if place <= 0:
            break
        if data.count(quote, 0, place) % 2 == 0:
            return place + wide
    return end + wide


def _is_utf8(piece: bytes) -> bool:
    """Whether it is valid; a part at a time, which is faster than all at once."""
    start = 0
    while start < len(piece):
        # a newline is no part of any other sign
        end = piece.find(b"\n", start + VALIDATED_BYTES) + 1 or len(piece)
        try:
            piece[start:end].decode()
        except UnicodeDecodeError:
            return False
        start = end
    return True


def _normal(piece: bytes, codec: str, first_line: int) -> tuple[bytes, frozenset[int]]:
    """The lines in UTF-8 with plain newlines, and the numbers of those that hold no text."""
    bad: frozenset[int] = frozenset()
    if codec != "utf-8" or not _is_utf8(piece):
        try:
            text = piece.decode(codec)
        except UnicodeDecodeError:
            text = codecs.decode(piece, codec, "replace")
            bad = frozenset(
                first_line + index for index, row in enumerate(text.split("\n")) if "\ufffd" in row
            )
        piece = text.encode("utf-8", "replace")
    if b"\r" in piece:
        piece = piece.replace(b"\r\n", b"\n")
        if b"\r" in piece and b"\n" not in piece:
            piece = piece.replace(b"\r", b"\n")
    return (piece.replace(b"\x00", b"") if b"\x00" in piece else piece), bad


def exact_rows(
    lines: Iterable[str], first_line: int, delimiter: str, bad: frozenset[int] = frozenset()
) -> Iterator[NumberedRow]:
    """Rows with the line each begins on and decision bits; blank lines are passed over."""
    pending: list[str] = []
    start = first_line
    number = first_line - 1
    for text in lines:
        number += 1
        if pending:
            pending.append(text)
            joined = "\n".join(pending)
            if joined.count('"') % 2 == 0:
                cells = _strictly_split(joined, delimiter)
                if cells is None:
                    yield from _as_plain(pending, start, delimiter, bad)
                else:
                    yield start, cells, _bits(start, number, bad)
                pending = []
            elif len(pending) > QUOTED_LINES:
                yield from _as_plain(pending, start, delimiter, bad)
                pending = []
            continue
        if '"' in text and text.count('"') % 2 and _opens(text, delimiter):
            pending, start = [text], number
            continue
        if text.strip() == "":
            continue
        flags = _bits(number, number, bad)
        if '"' in text and text.count('"') % 2:
            yield number, text.split(delimiter), flags | int(Decision.STRAY_QUOTE)
        else:
            yield number, _split(text, delimiter), flags
    if pending:
        yield from _as_plain(pending, start, delimiter, bad)


def _strictly_split(text: str, delimiter: str) -> Cells | None:
    """The cells of a record over several lines; ``None`` where a quotation mark ends in a word."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _opens(text: str, delimiter: str) -> bool:
    """Whether some cell of the line begins with a quotation mark that it does not close."""
    if len(text) > MAX_LINE_CHARS:
        return False
    for cell in text.split(delimiter):
        if cell.lstrip(" ").startswith('"') and cell.count('"') % 2:
            return True
    return False


def _bits(start: int, end: int, bad: frozenset[int]) -> int:
    if bad and any(line in bad for line in range(start, end + 1)):
        return int(Decision.BAD_BYTES)
    return 0


def _as_plain(
    pending: list[str], start: int, delimiter: str, bad: frozenset[int]
) -> Iterator[NumberedRow]:
    """A quotation mark closed nowhere: its line is read plainly and the lines below it anew."""
    flags = _bits(start, start, bad) | int(Decision.STRAY_QUOTE)
    yield start, pending[0].split(delimiter), flags
    yield from exact_rows(pending[1:], start + 1, delimiter, bad)


def _split(text: str, delimiter: str) -> Cells:
    if '"' not in text:
        return text.split(delimiter)
    if len(text) > MAX_LINE_CHARS:
        return text.split(delimiter)
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, StopIteration):
        return text.split(delimiter)


def write_csv(
    out: io.StringIO, rows: Iterable[NumberedRow], width: int, prefix: list[object]
) -> int:
    """Append rows as plain CSV: prefix, line, bits, then ``width`` cells; returns how many.

    Short rows are padded, long ones cut; both are marked where that is more than a blank cell. A
    cell of absurd length is cut too.
    """
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    number = 0
    for line, given, flags in rows:
        bits, cells = flags, given
        if len(cells) < width:
            if len(cells) < width - 1 or not cells:
                bits |= int(Decision.CELLS_MISSING)
            cells = cells + [""] * (width - len(cells))
        elif len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                bits |= int(Decision.CELLS_EXTRA)
            cells = cells[:width]
        if max(map(len, cells), default=0) > MAX_CELL_CHARS:
            bits |= int(Decision.CELLS_EXTRA)
            cells = [cell[:MAX_CELL_CHARS] for cell in cells]
        writer.writerow([*prefix, line, bits, *cells])
        number += 1
    return number
