"""What a pane shows while it has nothing to show: what it is for, what is missing, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

MARGIN: Final = 24
SPACING: Final = 8


class EmptyState(QWidget):
    """An icon, a line, a hint and at most one button.

    Signals:
        acted: the button was pressed.
    """

    acted = Signal()

    def __init__(
        self, icon: str, text: str, hint: str, button: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, MARGIN // 2)
        column.setSpacing(SPACING)
        column.addStretch(2)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = QLabel(text)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._hint = QLabel(hint)
        self._hint.setProperty("role", "muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        for label in (self._picture, self._text, self._hint):
            column.addWidget(label)
        self._button: QPushButton | None = None
        if button:
            self._button = QPushButton(button)
            self._button.setProperty("role", "primary")
            self._button.clicked.connect(self.acted)
            column.addSpacing(SPACING)
            column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._draw()

    def set_words(self, text: str, hint: str) -> None:
        """Say something else."""
        self._text.setText(text)
        self._hint.setText(hint)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """In a low pane the words are worth more than the icon."""
        super().resizeEvent(event)
        wide = max(1, self.width() - 2 * MARGIN)
        needed = sum(label.heightForWidth(wide) for label in (self._text, self._hint))
        if self._button is not None:
            needed += 2 * SPACING + self._button.sizeHint().height()
        needed += 2 * SPACING + self._picture.sizeHint().height() + MARGIN
        self._picture.setVisible(self.height() >= needed)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icon in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        picture = theme.icon(self._icon, "faint").pixmap(QSize(20, 20), 2.0)
        picture.setDevicePixelRatio(1.0)  # the icon at twice its size
        self._picture.setPixmap(picture)
