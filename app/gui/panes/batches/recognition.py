"""Why a file was taken for what it is: the format, how well it fits, the rivals, the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QWidget

from app.base.i18n import N_, _
from app.gui.panes.batches.model import title_of
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TableView
from app.ops.mapping_forms import ROLE_TITLES

if TYPE_CHECKING:
    from app.ops.import_report import FileReport


@dataclass(frozen=True)
class ColumnLine:
    """A column of a file and what it is read as."""

    sheet: str
    given: str
    role: str


COLUMN_COLUMNS: tuple[Column[ColumnLine], ...] = (
    Column(N_("Sheet"), lambda c: Cell(c.sheet, "muted"), width=90),
    Column(N_("Column of the file"), lambda c: Cell(c.given), width=190),
    Column(N_("Read as"), lambda c: Cell(c.role, "muted"), width=190),
)
MOST_TOLD = 12
ENGINE_ROLES = {
    "cp_number": "counterparty_account",
    "cp_card": "counterparty_card",
    "cp_name": "counterparty_name",
    "cp_id": "counterparty_id",
    "cp_bank": "counterparty_bank",
    "payer_number": "payer_account",
    "payee_number": "payee_account",
    "spot": "place",
}
"""Roles of formats that mappings call otherwise."""


class RecognitionView(QWidget):
    """Reasons on the left, columns on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setContentsMargins(16, 8, 16, 8)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(_("Why it was recognised"))
        area.setWidget(self._words)
        self.columns: RowsModel[ColumnLine] = RowsModel(COLUMN_COLUMNS, parent=self)
        self.table = TableView(self.columns, name=_("Columns of the file"), stretch=2)
        row.addWidget(area, 1)
        row.addWidget(self.table, 1)

    def show_report(self, report: FileReport | None) -> None:
        """Show why a file was recognised."""
        tables = report.recognition if report is not None else []
        self._words.setText("\n".join(sentences(tables)))
        self.columns.set_rows(
            [
                ColumnLine(str(table.get("sheet", "")), str(name), role_words(str(role)))
                for table in tables
                for role, name in table.get("columns", {}).items()
            ]
        )
        self.table.setColumnHidden(0, not any(line.sheet for line in self.columns.all_rows()))

    def text(self) -> str:
        """What is said."""
        return self._words.text()


def role_words(role: str) -> str:
    """What a column is read as; a role that only one format knows keeps its key."""
    known = ENGINE_ROLES.get(role, role)
    return _(ROLE_TITLES[known]) if known in ROLE_TITLES else role


def sentences(tables: list[dict[str, Any]]) -> list[str]:
    """Format, fit, reasons and rivals of each table of a file."""
    found = []
    for table in tables[:MOST_TOLD]:
        sheet = str(table.get("sheet", ""))
        name = str(table.get("mapping") or title_of(table))
        head = _("{format}: fits by {score} of 100, header in line {line}").format(
            format=name, score=table.get("score", "?"), line=table.get("header_line", "?")
        )
        found.append(f"{sheet}: {head}" if sheet else head)
        found += [f"· {reason}" for reason in table.get("reasons", [])]
        rivals = [
            f"{title_of({'layout': key})} {score}" for key, score in table.get("rivals", [])
        ]  # fmt: skip
        if rivals:
            found.append("· " + _("Rivals: {names}").format(names=", ".join(rivals)))
        found.append("")
    if len(tables) > MOST_TOLD:
        found.append(_("{n} more tables").format(n=len(tables) - MOST_TOLD))
    return found
