"""A look into the compound file of an xls before a native reader follows its pointers.

That reader walks chains of sectors until they end, takes lengths as they stand, and lays out a
sheet as wide as its outermost cell; a damaged byte can make it ask for more memory than there is,
which no caller can catch. The layout is that of [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import array
import struct
import sys
from typing import TYPE_CHECKING

from app.base.errors import RefusedInput
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress

MAX_ENTRIES = 4096
_END = 0xFFFFFFFE
_RESERVED = 0xFFFFFFFA
_HEADER_BYTES = 512
_STREAM, _ROOT = 2, 5
_SST = 0x00FC
_MULTIPLE = (0xBD, 0xBE)
# FORMULA, BLANK, INTEGER, NUMBER, LABEL, BOOLERR of every version, RK, MULRK, RSTRING, LABELSST
_CELLS = frozenset(
    (0x06, 0x206, 0x406, 0x01, 0x201, 0x02, 0x03, 0x203, 0x04, 0x204, 0x05, 0x205, 0x27E,
     0xBD, 0xBE, 0xD6, 0xFD)
)  # fmt: skip


class _Damaged(Exception):
    """A pointer or length that no sound file has."""


def guard_xls(data: bytes, progress: Progress) -> None:
    """Refuse a compound file whose chains run in circles or out of the file.

    Raises:
        RefusedInput: the file is damaged, or made to exhaust the memory.
    """
    try:
        _check(data, progress)
    except (_Damaged, struct.error, IndexError) as error:
        raise RefusedInput(
            _("The workbook cannot be read: it is damaged, cut off or protected."),
            _("Open it in a spreadsheet program and save it anew."),
        ) from error


class _Sectors:
    """Sectors of one size and the table that chains them."""

    def __init__(self, data: bytes, size: int, begins: int, table: array.array[int]) -> None:
        self._data, self._size, self._begins, self._table = data, size, begins, table
        self.count = -(-(len(data) - begins) // size)

    def chain(self, start: int) -> list[int]:
        """The sectors of a chain; it ends inside the file."""
        found: list[int] = []
        sector = start
        while sector != _END:
            if sector >= min(self.count, len(self._table)) or len(found) >= self.count:
                raise _Damaged
            found.append(sector)
            sector = self._table[sector]
        return found

    def content(self, sectors: list[int]) -> bytes:
        """The bytes of some sectors."""
        begins, size = self._begins, self._size
        return b"".join(
            self._data[begins + sector * size : begins + (sector + 1) * size] for sector in sectors
        )


def _numbers(data: bytes) -> array.array[int]:
    found = array.array("I", data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _check(data: bytes, progress: Progress) -> None:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    (directory,) = struct.unpack_from("<I", data, 48)
    cutoff, mini_table, _mini_count, more_tables, _more_count = struct.unpack_from("<5I", data, 56)
    if shift not in (9, 12) or mini_shift != 6:
        raise _Damaged
    size = 1 << shift
    # the header takes a whole sector
    sectors = _Sectors(data, size, size, array.array("I"))
    tables = _numbers(data[76:_HEADER_BYTES])
    seen = 0
    while more_tables < _RESERVED:
        seen += 1
        if more_tables >= sectors.count or seen > sectors.count:
            raise _Damaged
        part = _numbers(sectors.content([more_tables]))
        more_tables = part.pop()
        tables.extend(part)
    used = [sector for sector in tables if sector < _RESERVED]
    if any(sector >= sectors.count for sector in used) or len(used) > sectors.count:
        raise _Damaged
    sectors = _Sectors(data, size, size, _numbers(sectors.content(used)))
    entries = sectors.content(sectors.chain(directory))
    if len(entries) > 128 * MAX_ENTRIES:
        raise _Damaged
    mini: _Sectors | None = None
    steps = 0
    for place in range(0, len(entries) - 127, 128):
        progress.check()
        entry = entries[place : place + 128]
        kind = entry[66]
        start, length = struct.unpack_from("<II" if shift == 9 else "<IQ", entry, 116)
        if kind == _ROOT and mini is None:
            body = sectors.content(sectors.chain(start)) if length else b""
            table = sectors.chain(mini_table) if mini_table < _RESERVED else []
            mini = _Sectors(body, 64, 0, _numbers(sectors.content(table)))
        if kind != _STREAM or not length:
            continue
        name = entry[:64].decode("utf-16-le", "replace").partition("\x00")[0]
        # title and author, which nobody reads
        if name.startswith("\x05"):
            continue
        if length > len(data):
            raise _Damaged
        home = mini if length < cutoff and mini is not None else sectors
        chain = home.chain(start)
        steps += len(chain)
        if steps > 4 * (sectors.count + (mini.count if mini else 0)) + MAX_ENTRIES:
            raise _Damaged
        if name.lower() in ("workbook", "book"):
            _check_records(home.content(chain)[:length], progress)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record."""
    place, end = 0, len(stream) - 4
    read = struct.Struct("<HH").unpack_from
    while place <= end:
        kind, length = read(stream, place)
        yield kind, place + 4, length
        place += 4 + length


def _check_records(stream: bytes, progress: Progress) -> None:
    for number, (kind, place, length) in enumerate(_records(stream)):
        if number % 100_000 == 0:
            progress.check()
        if kind in _CELLS:
            # no sheet is wider than 256 columns, so that their numbers have one byte
            last = place + length - 1 if kind in _MULTIPLE else place + 3
            if length >= 4 and (stream[place + 3] or stream[last]):
                raise _Damaged
        elif kind == _SST and length >= 8:
            (strings,) = struct.unpack_from("<I", stream, place + 4)
            if strings > len(stream):
                raise _Damaged
