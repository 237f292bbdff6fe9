"""The row behind a reject, a notice or a warning: its cells under the header."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.base.errors import KnownError
from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TableView
from app.ops.issue_rows import issue_row

if TYPE_CHECKING:
    from app.gui.panes.batches.model import IssueLine
    from app.gui.session import CaseSession
    from app.ops.cases import CaseFile
    from app.ops.flows import RawRow


@dataclass(frozen=True)
class GivenCell:
    """A cell under its header."""

    header: str
    cell: str


GIVEN_COLUMNS: tuple[Column[GivenCell], ...] = (
    Column(N_("Column"), lambda c: Cell(c.header, "muted"), width=110),
    Column(N_("As given"), lambda c: Cell(c.cell), width=160),
)


class RawRowView(QWidget):
    """Reads the row from the original in the vault and shows it cell by cell."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._place = QLabel()
        self._place.setWordWrap(True)
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self._place.setContentsMargins(12, 6, 12, 6)
        self._place.setProperty("role", "muted")
        self.given: RowsModel[GivenCell] = RowsModel(GIVEN_COLUMNS, parent=self)
        self.table = TableView(self.given, name=_("Row as given"), stretch=1, sortable=False)
        self._empty = EmptyState("file", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        column.addWidget(self._place)
        column.addWidget(self._stack, 1)
        self.show_issue(None)

    def show_issue(self, issue: IssueLine | None) -> None:
        """Read the row of an issue; without one say what stands here."""
        self.given.set_rows([])
        self._stack.setCurrentWidget(self._empty)
        self._place.hide()
        if issue is None or not issue.has_row:
            self._empty.set_words(
                _("The row as given"),
                _("Choose a row on the left to see its cells in the original file.")
                if issue is None
                else _("This concerns the whole table; no single row stands behind it."),
            )
            return
        self._empty.set_words("", "")
        file_id, sheet, line = issue.file_id, issue.sheet, issue.line

        def question(case: CaseFile) -> RawRow | KnownError:
            try:
                return issue_row(case, file_id=file_id, sheet=sheet, line=line)
            except KnownError as error:
                return error

        job = self._session.read("issue-row", _("Reading the row"), question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, row: RawRow | KnownError) -> None:
        if isinstance(row, KnownError):
            self._empty.set_words(row.text, row.hint or "")
            return
        source = row.source
        place = f"{source.sheet} " if source.sheet else ""
        told = [
            f"{source.file.rsplit('/', 1)[-1]} {place}"
            + _("line {line}").format(line=words.count(source.line))
        ]
        told += row.decisions
        self._place.setText("\n".join(told))
        self._place.show()
        self.given.set_rows(
            [
                GivenCell(header, cell)
                for header, cell in zip_longest(row.header, row.cells, fillvalue="")
                if header or cell
            ]
        )
        self._stack.setCurrentWidget(self.table)
