"""What the colours of a bar stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.fonts import TABLE_PX, ui_font

if TYPE_CHECKING:
    from collections.abc import Sequence

SQUARE: Final = 8
GAP: Final = 14


class Legend(QWidget):
    """Small squares with words."""

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = list(entries)
        self.setFont(ui_font(TABLE_PX))
        self.setAccessibleName(", ".join(word for word, _tone in entries))

    def sizeHint(self) -> QSize:  # noqa: N802
        """What the words need."""
        metrics = QFontMetrics(self.font())
        width = sum(
            SQUARE + 6 + metrics.horizontalAdvance(word) + GAP for word, _tone in self._entries
        )
        return QSize(width, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """All of it or nothing."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the squares and words in a row."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        left = 0
        for word, tone in self._entries:
            painter.fillRect(
                QRect(left, (self.height() - SQUARE) // 2, SQUARE, SQUARE), colours.color(tone)
            )
            left += SQUARE + 6
            wide = metrics.horizontalAdvance(word)
            painter.setPen(colours.color("muted"))
            painter.drawText(
                QRect(left, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, word
            )
            left += wide + GAP
        painter.end()
