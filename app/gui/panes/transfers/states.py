"""The table, or what stands in its place while there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from app.base.i18n import _
from app.gui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class FlowStates(QStackedWidget):
    """Waits first."""

    def __init__(self, table: QWidget) -> None:
        super().__init__()
        self._table = table
        self.waiting = EmptyState(
            "transfers", _("Reading the transfers"),
            _("After a large import the ledger is laid in the order of time once."),
        )  # fmt: skip
        self.nothing = EmptyState(
            "transfers", _("No transfers yet"),
            _("Here stands every transfer of every statement. Import statements to see them."),
            _("Import statements"),
        )  # fmt: skip
        self.none = EmptyState(
            "filter", _("No transfer fits the filter"),
            _("Take a condition away, or all of them."), _("Clear the filter"),
        )  # fmt: skip
        self.broken = EmptyState(
            "warning", _("The transfers cannot be read"),
            _("The case is as it was. Try again; if it fails once more, verify the case."),
            _("Try again"),
        )  # fmt: skip
        for page in (self.waiting, self.nothing, self.none, self.broken, table):
            self.addWidget(page)

    def show_table(self) -> None:
        """There are rows."""
        self.setCurrentWidget(self._table)
