"""Reading xls and xlsx: every cell as text, numbers that a spreadsheet has destroyed as such.

A spreadsheet keeps 15 figures of a number; a card number that was stored as a number is already
lost. Such cells are written in scientific notation here, so that one rule further on marks them.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from python_calamine import CalamineWorkbook

from app.base.errors import Cancelled, RefusedInput
from app.base.i18n import _
from app.importers.compound import guard_xls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_FILE_BYTES = 1 << 30
MAX_UNPACKED_BYTES = 6 << 30
MAX_RATIO = 400
MAX_CELLS = 64_000_000
MAX_SHEETS = 4096
XLS_ROW_LIMIT = 65_536
XLSX_ROW_LIMIT = 1_048_576
EXACT_FIGURES = 10**15

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WIDE_COLUMN = re.compile(rb'<c [^>]*?r="([A-Z]{3}|[B-Z][A-Z])[0-9]')
_ROW = re.compile(rb'<row [^>]*?r="([0-9]{1,9})"')


def is_workbook_archive(names: list[str]) -> bool:
    """Whether a zip archive with these members is a spreadsheet."""
    return "[Content_Types].xml" in names and any(
        name.startswith(("xl/", "Workbook")) for name in names
    )


def guard_xlsx(stream: BinaryIO, progress: Progress) -> None:
    """Refuse a workbook that would unpack beyond reason, before anything unpacks it whole.

    Raises:
        RefusedInput: a bomb, a damaged archive, or a sheet with a lonely cell far out.
    """
    damaged = RefusedInput(
        _("The workbook is damaged or cut off."), _("Ask for the file again, or save it anew.")
    )
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged from error
    total = 0
    try:
        for member in archive.infolist():
            is_sheet = member.filename.startswith("xl/worksheets/")
            read, widest, last_row = 0, 0, 0
            tail = b""
            with archive.open(member) as part:
                while block := part.read(1 << 20):
                    progress.check()
                    read += len(block)
                    total += len(block)
                    if total > MAX_UNPACKED_BYTES or (
                        read > 64 << 20 and read > MAX_RATIO * max(member.compress_size, 1)
                    ):
                        raise RefusedInput(
                            _("The workbook unpacks to an absurd size and was not opened."),
                            _("If it is real, save it as csv and import that."),
                        )
                    if is_sheet:
                        window = tail + block
                        for found in _WIDE_COLUMN.finditer(window):
                            widest = max(widest, _column_number(found.group(1)))
                        rows = _ROW.findall(window)
                        last_row = max([last_row, *(int(row) for row in rows[-1:])])
                        tail = window[-200:]
            if max(widest, 52 if widest else 26) * last_row > MAX_CELLS:
                raise RefusedInput(
                    _("A sheet of the workbook reaches too far out ({rows} rows).").format(
                        rows=last_row
                    ),
                    _("Save the sheet as csv and import that."),
                )
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise damaged from error
    except RuntimeError as error:
        raise _protected() from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise damaged from error
        raise


def _protected() -> RefusedInput:
    return RefusedInput(
        _("The workbook is protected by a password."),
        _("Open it, save it without a password, and import that."),
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheets(
    stream: BinaryIO, progress: Progress
) -> Iterator[tuple[str, int, Iterator[NumberedRow]]]:
    """Name, number of rows and rows of each visible or hidden sheet, in order.

    Raises:
        RefusedInput: the reader does not understand the file.
    """
    try:
        data = stream.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise RefusedInput(
                _("The workbook is larger than 1 GB."), _("Save it as csv and import that.")
            )
        if data.startswith(OLE_MAGIC):
            if _ENCRYPTED in data:
                raise _protected()
            guard_xls(data, progress)
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = workbook.sheet_names
    except (RefusedInput, Cancelled):
        raise
    except BaseException as error:
        # the reader is native code: its panics are no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        if "password" in str(error).lower():
            raise _protected() from error
        raise RefusedInput(
            _("The workbook cannot be read: it is damaged, cut off or protected."),
            _("Open it in a spreadsheet program and save it anew."),
        ) from error
    if len(names) > MAX_SHEETS:
        raise RefusedInput(
            _("The workbook has more than {number} sheets.").format(number=MAX_SHEETS),
            _("Divide it into several workbooks."),
        )
    for name in names:
        try:
            sheet = workbook.get_sheet_by_name(name)
            top = sheet.start[0] if sheet.start else 0
            left = sheet.start[1] if sheet.start else 0
            # the library's total height is the number of the last row, from 0
            height = sheet.end[0] + 1 if sheet.end else 0
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
                raise
            raise RefusedInput(
                _("The sheet “{name}” of the workbook cannot be read.").format(name=name),
                _("Open it in a spreadsheet program and save it anew."),
            ) from error
        yield name, height, _rows(sheet, top, left)


def _rows(sheet: Any, top: int, left: int) -> Iterator[NumberedRow]:
    indent = [""] * left
    for number, cells in enumerate(sheet.iter_rows(), start=top + 1):
        texts = indent + [as_text(cell) for cell in cells]
        if any(texts):
            yield number, texts, 0


def as_text(value: object) -> str:
    """A cell as text; a number beyond 15 figures in scientific notation, marked as destroyed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def _number_text(value: float) -> str:
    if abs(value) >= EXACT_FIGURES:
        return f"{value:.15E}"
    if value == int(value):
        return str(int(value))
    # what the spreadsheet itself shows: 15 figures hide the noise of binary fractions
    text = f"{value:.15g}"
    return f"{value:.10f}".rstrip("0") if "e" in text else text
