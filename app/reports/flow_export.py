"""Transfers as a workbook or as a csv file, streamed: any number of rows takes the same memory.

Identifiers stay text, so that a spreadsheet keeps every figure of them; texts that look like
formulas stay words; amounts and times are values that can be reckoned with.
"""

from __future__ import annotations

import contextlib
import csv
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
import xlsxwriter.exceptions

from app.base.errors import StorageFull
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

SUFFIXES: Final = {"xlsx": ".xlsx", "csv": ".csv"}
SHEET_ROWS: Final = 1_048_576
"""What one sheet has room for, its header among them; more rows go on in another sheet."""
LONGEST: Final = 32_767
"""Letters that a cell of a workbook has room for."""
_EXACT: Final = 10**15
"""From here on a spreadsheet has no room for every figure of an amount."""
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - case time is naive
_FIRST_YEAR: Final = 1901
_DAY_SECONDS: Final = 86_400
_CLOCKS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_REWRITTEN: Final = re.compile(r"[0-9][0-9\s.,:/\-eE%年月日时分秒]*")
"""What a spreadsheet takes for a number or a date, and writes anew in its own way."""


@dataclass(frozen=True)
class Moment:
    """A time with the exactness of its source: 0 a day, 1 to the minute, 2 to the second."""

    time: datetime
    exactness: int

    def text(self) -> str:
        """No clock where none was given."""
        return self.time.strftime(_CLOCKS[min(self.exactness, 2)])


@dataclass(frozen=True)
class Amount:
    """A sum in the smallest unit of its currency."""

    minor: int

    def text(self) -> str:
        """Two decimals, a point, no groups."""
        sign = "-" if self.minor < 0 else ""
        whole, rest = divmod(abs(self.minor), 100)
        return f"{sign}{whole}.{rest:02d}"


Value = str | int | Moment | Amount | None
"""A text, a plain number, a time, a sum; ``None`` is left blank."""


@dataclass(frozen=True)
class ExportColumn:
    """A column: its title, and its width in letters."""

    title: str
    width: int


def write(
    target: Path, kind: str, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Value]]
) -> tuple[int, int]:
    """Write rows to a file, which is there when all of it is; returns rows and sheets (csv: 1).

    Args:
        target: one that is there is replaced.
        kind: xlsx or csv.
        columns: in order.
        rows: one value for each column.

    Raises:
        StorageFull: the file cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        written = (_workbook if kind == "xlsx" else _csv)(part, columns, rows)
        part.replace(target)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise StorageFull(
            _("The file “{name}” cannot be written.").format(name=target.name),
            _("Choose another folder, or free some space."),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return written


def csv_text(value: Value) -> str:
    """A value for a csv file that a spreadsheet opens.

    A tab at the end, as payment services write it, keeps numbers and dates texts; an apostrophe at
    the beginning keeps what looks like a formula words.
    """
    if value is None:
        return ""
    if isinstance(value, Moment | Amount):
        return value.text()
    if isinstance(value, int):
        return str(value)
    if _FORMULA.match(value):
        return f"'{value}"
    return f"{value}\t" if _REWRITTEN.fullmatch(value) else value


def _csv(
    target: Path, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Value]]
) -> tuple[int, int]:
    number = 0
    with target.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.title for column in columns])
        for row in rows:
            writer.writerow([csv_text(value) for value in row])
            number += 1
    return number, 1


class _Sheets:
    """The sheets of one workbook, filled one after the other."""

    def __init__(self, workbook: Any, columns: Sequence[ExportColumn]) -> None:
        self.all: list[Any] = []
        self._workbook = workbook
        self._columns = columns
        self._head = workbook.add_format({"bold": True, "bottom": 1})
        self._text = workbook.add_format({"num_format": "@"})
        self._money = workbook.add_format({"num_format": "#,##0.00"})
        self._times = [
            workbook.add_format({"num_format": form, "align": "left"})
            for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss")
        ]
        self._next = SHEET_ROWS

    def add(self, row: Sequence[Value]) -> None:
        """One more row, in another sheet where this one is full."""
        if self._next >= SHEET_ROWS:
            self.begin()
        sheet, number = self.all[-1], self._next
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, place, value[:LONGEST], self._text)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif isinstance(value, Amount):
                self._write_amount(sheet, number, place, value)
            else:
                self._write_time(sheet, number, place, value)
        self._next += 1

    def begin(self) -> None:
        """Another sheet with its header."""
        self.end()
        name = _("Transfers")
        sheet = self._workbook.add_worksheet(f"{name} {len(self.all) + 1}" if self.all else name)
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, self._head)
        sheet.freeze_panes(1, 0)
        self.all.append(sheet)
        self._next = 1

    def end(self) -> None:
        """Filters in the header of the sheet that was filled."""
        if self.all:
            self.all[-1].autofilter(0, 0, max(self._next - 1, 1), len(self._columns) - 1)

    def _write_amount(self, sheet: Any, number: int, place: int, value: Amount) -> None:
        if abs(value.minor) < _EXACT:
            sheet.write_number(number, place, value.minor / 100, self._money)
        else:
            sheet.write_string(number, place, value.text(), self._text)

    def _write_time(self, sheet: Any, number: int, place: int, value: Moment) -> None:
        if value.time.year < _FIRST_YEAR:
            sheet.write_string(number, place, value.text(), self._text)
            return
        since = value.time - _DAY_ZERO
        days = since.days + since.seconds / _DAY_SECONDS
        sheet.write_number(number, place, days, self._times[min(value.exactness, 2)])


def _workbook(
    target: Path, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Value]]
) -> tuple[int, int]:
    """What a workbook needs meanwhile lies beside it, never in the folder of the system."""
    number = 0
    with _beside(target) as folder:
        workbook = xlsxwriter.Workbook(
            str(target),
            {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True,
             "tmpdir": folder, "use_zip64": True},
        )  # fmt: skip
        sheets = _Sheets(workbook, columns)
        try:
            sheets.begin()
            for row in rows:
                sheets.add(row)
                number += 1
            sheets.end()
            workbook.close()
        finally:
            for sheet in sheets.all:  # what was stopped is not closed by the workbook
                sheet.row_data_fh.close()
    return number, len(sheets.all)


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(
        prefix=".", suffix=".part", dir=target.parent, ignore_cleanup_errors=True
    ) as folder:
        yield folder
