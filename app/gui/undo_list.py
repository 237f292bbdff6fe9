"""The list of changes: what was done, by whom, and back to any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.overlay import Overlay
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TWO_LINES, TableView

if TYPE_CHECKING:
    from app.gui.session import CaseSession

STEPS_KEY = "undo-steps"
DONE = "done"


def _title(row: Any) -> Cell:
    under = f"{words.moment(row.time)} · {row.officer}"
    return Cell(row.title, "text" if row.state == DONE else "faint", under=under)


def _state(row: Any) -> Cell:
    if row.state == DONE:
        return Cell(_("done"), "muted", "check")
    return Cell(_("undone"), "faint", "undo")


COLUMNS: tuple[Column[Any], ...] = (
    Column(N_("Change"), _title, width=320),
    Column(N_("State"), _state, width=92),
)


class UndoList(Overlay):
    """Opens beside the buttons for undo and redo; Enter goes back, or on, to a change."""

    def __init__(self, session: CaseSession, parent: QWidget) -> None:
        super().__init__(_("Changes of the case"), parent)
        self._session = session
        self.steps: RowsModel[Any] = RowsModel(COLUMNS, identity=_id, parent=self)
        self.table = TableView(
            self.steps, name=_("Changes of the case"), row_height=TWO_LINES, stretch=0,
            sortable=False,
        )  # fmt: skip
        nothing = QLabel(_("Nothing was changed in this case yet."))
        nothing.setProperty("role", "muted")
        nothing.setContentsMargins(12, 4, 12, 12)
        self._stack = QStackedWidget()
        self._stack.addWidget(nothing)
        self._stack.addWidget(self.table)
        foot = QLabel(_("Enter or a double click: undo or redo up to here"))
        foot.setProperty("role", "faint")
        foot.setContentsMargins(12, 4, 12, 0)
        self.column.addWidget(self._stack, 1)
        self.column.addWidget(foot)
        self.table.row_opened.connect(self._go)
        session.steps_changed.connect(self.show_steps)
        self.show_steps(session.steps)

    def wanted(self) -> QSize:
        """Room for ten changes."""
        return QSize(460, min(480, 110 + TWO_LINES * max(2, self.steps.rowCount())))

    def first(self) -> QWidget:
        """The list."""
        return self.table

    @Slot(object)
    def show_steps(self, rows: list[Any]) -> None:
        """Show other changes, the latest on top."""
        self.steps.set_rows(rows)
        self._stack.setCurrentIndex(1 if rows else 0)

    @Slot(object)
    def _go(self, row: Any) -> None:
        self.dismiss()
        self._session.go_to_step(row)


def _id(row: Any) -> int:
    return int(row.id)
