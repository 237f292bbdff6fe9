"""One line above the picture: what should be known of it, and the one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.gui.widgets.elided import ElidedLabel


class NoticeLine(QWidget):
    """Hidden while there is nothing to say.

    Signals:
        acted: the button was pressed.
    """

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ElidedLabel()
        self.button = QPushButton()
        self.button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def tell(self, text: str, role: str, button: str = "") -> None:
        """Say something, or nothing with an empty text."""
        self.text.set_whole(text)
        self.text.setProperty("role", role)
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setVisible(bool(text))
