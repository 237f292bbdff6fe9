"""The refused rows, notices and warnings of an import as a workbook for the bank that sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WIDTHS = (44, 14, 10, 12, 48, 90)


def write(target: Path, rows: Iterable[tuple[str, str, int, str, str, str]]) -> int:
    """Write (file, sheet, line, what, why, row as given) rows; returns how many.

    Every cell is text, so that numbers keep their figures and formulas stay words.
    """
    header = (_("File"), _("Sheet"), _("Line"), _("What"), _("Why"), _("Row as given"))
    number = 0
    with xlsxwriter.Workbook(
        str(target), {"strings_to_formulas": False, "strings_to_urls": False,
                      "constant_memory": True}
    ) as workbook:  # fmt: skip
        sheet = workbook.add_worksheet(_("Issues"))
        bold = workbook.add_format({"bold": True, "bottom": 1})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for column, (title, width) in enumerate(zip(header, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, str(value), wrap)
        sheet.autofilter(0, 0, max(number, 1), len(header) - 1)
    return number
