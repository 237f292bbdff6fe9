"""Writing a table to a workbook so that nothing in it changes its meaning.

Every cell but those of sums is text: numbers keep their figures, formulas stay words, and a
spreadsheet turns nothing into a link.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
import xlsxwriter.exceptions

from app.base.errors import StorageFull
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Cell = str | int | None
"""A text, or a sum in fen; ``None`` is left blank."""
MOST_ROWS = 1_048_000


@dataclass(frozen=True)
class TableColumn:
    """A column: its title, its width in letters, and whether its cells are sums in fen."""

    title: str
    width: int
    is_money: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; ``name`` has at most 31 letters."""

    name: str
    columns: Sequence[TableColumn]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = ()


def write(
    target: Path,
    sheet_name: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Cell]],
    notes: Sequence[str] = (),
) -> int:
    """Write a table with a frozen header and filter; returns how many rows it holds.

    A sheet has room for 1,048,576 rows; what is beyond that is left out.

    Args:
        target: the file; one that is there is replaced.
        sheet_name: at most 31 letters.
        columns: in order.
        rows: one cell for each column.
        notes: sentences below the table: the rules by which it was made.

    Raises:
        StorageFull: the file cannot be written.
    """
    return write_sheets(target, [Sheet(sheet_name, columns, rows, notes)])[0]


def write_sheets(target: Path, sheets: Sequence[Sheet]) -> list[int]:
    """Write several tables into one workbook, each as ``write`` does; returns their rows.

    Raises:
        StorageFull: the file cannot be written.
    """
    try:
        with xlsxwriter.Workbook(
            str(target), {"strings_to_formulas": False, "strings_to_urls": False,
                          "constant_memory": True}
        ) as workbook:  # fmt: skip
            formats = (
                workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
                workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
                workbook.add_format({"valign": "top", "num_format": "#,##0.00"}),
            )
            numbers = [_fill(workbook.add_worksheet(one.name), one, formats) for one in sheets]
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise StorageFull(
            _("The file “{name}” cannot be written.").format(name=target.name),
            _("Choose another folder, or free some space."),
        ) from error
    return numbers


def _fill(sheet: Any, table: Sheet, formats: tuple[Any, Any, Any]) -> int:
    bold, text, money = formats
    columns, number = table.columns, 0
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(itertools.islice(table.rows, MOST_ROWS), start=1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is None:
                continue
            if column.is_money and isinstance(value, int):
                sheet.write_number(number, place, float(Decimal(value) / 100), money)
            else:
                sheet.write_string(number, place, str(value), text)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    for line, note in enumerate(table.notes, start=number + 2):
        sheet.write_string(line, 0, note)
    return number
