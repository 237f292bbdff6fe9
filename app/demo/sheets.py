"""Turning rows of cells into the bytes of CSV, XLSX and ZIP files, the same for the same rows."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | float | int
Row = list[Cell]
_MADE = datetime(2020, 7, 6, 9, 0, 0)  # noqa: DTZ001  case time is naive


def csv_bytes(rows: Iterable[Sequence[Cell]], encoding: str, *, delimiter: str = ",") -> bytes:
    """Rows as delimited text with CRLF line ends."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """A workbook; text stays text, numbers become numeric cells."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "constant_memory": False})
    book.set_properties({"created": _MADE, "author": "demo"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(line, column, cell)
                else:
                    sheet.write_number(line, column, cell)
    book.close()
    return held.getvalue()


def zip_bytes(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive with fixed dates."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name, date_time=(2020, 7, 6, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return held.getvalue()
