"""What stands where lanes will: how to begin, beside the overview of all transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class StartCard(QFrame):
    """Three ways to the first lanes.

    Signals:
        add_wanted: of what is selected.
        traced_wanted: of the trace in front, or of the kept ones.
        busiest_wanted: of the accounts that moved most.
    """

    add_wanted = Signal()
    traced_wanted = Signal()
    busiest_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(8)
        title = QLabel(_("All transfers of the case"))
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        hint = QLabel(_("Add lanes to see who paid whom and when."))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(hint)
        for text, signal in (
            (_("Add selection"), self.add_wanted),
            (_("Traced accounts"), self.traced_wanted),
            (_("Busiest accounts"), self.busiest_wanted),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            column.addWidget(button)
        column.addStretch(1)
