"""One entry of the journal unfolded: who, when, why, each value before and after, its seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.base.i18n import _
from app.gui import words
from app.gui.panes.journal.model import CHANGED_COLUMNS, changed_rows
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TableView
from app.ops.journal_words import ChangedValue, changed_values

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.ops.journal_reading import JournalRow

HASH_SHOWN = 16
BATCH = "batch "
IMPORT_PANE = "batches"


class EntryView(QWidget):
    """Below the table."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._batch: int | None = None
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.go = QPushButton(_("Go to the batch"))
        set_icon(self.go, "forward")
        self.go.clicked.connect(self._go)
        self.values: RowsModel[ChangedValue] = RowsModel(CHANGED_COLUMNS, parent=self)
        self.table = TableView(
            self.values, name=_("What the entry changed"), stretch=2, sortable=False
        )
        self._plain = EmptyState("journal", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._plain)
        self._stack.addWidget(self.table)
        top = QHBoxLayout()
        top.setContentsMargins(16, 6, 16, 6)
        top.setSpacing(8)
        top.addWidget(self._words, 1)
        top.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self.show_entry(None)

    @Slot(object)
    def show_entry(self, entry: JournalRow | None) -> None:
        """Unfold an entry."""
        values = changed_rows(changed_values(entry.before, entry.after)) if entry else []
        self.values.set_rows(values)
        self._stack.setCurrentWidget(self.table if values else self._plain)
        self._words.setVisible(entry is not None)
        self._batch = _batch_of(entry)
        self.go.setVisible(self._batch is not None)
        if entry is None:
            self._plain.set_words(
                _("No entry is chosen"), _("Choose one to see the values before and after.")
            )
            return
        self._plain.set_words(
            _("No values stand with this entry"), _("That it was done is all there is to keep.")
        )
        told = [
            " · ".join((
                _("No. {seq}").format(seq=words.count(entry.seq)), words.moment(entry.time),
                entry.officer, entry.did, entry.to_what,
            ))
        ]  # fmt: skip
        if entry.why:
            told.append(_("because: {why}").format(why=entry.why))
        told.append(_("Sealed with {hash}…").format(hash=entry.hash[:HASH_SHOWN]))
        self._words.setText("\n".join(told))
        self._words.setMinimumHeight(self._words.fontMetrics().lineSpacing() * len(told))
        self._words.setToolTip(entry.hash)

    def text(self) -> str:
        """What is said of the entry."""
        return self._words.text()

    def take_focus(self) -> None:
        """Put the keyboard onto the values."""
        if self.table.isVisible():
            self.table.setFocus()

    @Slot()
    def _go(self) -> None:
        if self._batch is not None:
            self._session.go_to(IMPORT_PANE, batches=(self._batch,))


def _batch_of(entry: JournalRow | None) -> int | None:
    if entry is None or not entry.subject.startswith(BATCH):
        return None
    number = entry.subject.removeprefix(BATCH)
    return int(number) if number.isdigit() else None
