"""The field that filters a table while one types."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.gui import theme

PAUSE_MS = 120


class FilterBox(QLineEdit):
    """Tells what was typed after a short pause.

    Signals:
        wanted: the text.
    """

    wanted = Signal(str)

    def __init__(self, placeholder: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self._sign = QAction(self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._wait)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Draw the sign in the colours of the theme."""
        super().showEvent(event)
        self._sign.setIcon(theme.icon("search", "muted"))

    def drop(self) -> bool:
        """Clear the text at once; False when there was none."""
        if not self.text():
            return False
        self.clear()
        self._pause.stop()
        self._tell()
        return True

    def still(self) -> None:
        """Stop the timer before the window goes away."""
        self._pause.stop()

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _tell(self) -> None:
        self.wanted.emit(self.text())
