"""A figure that is a link: what it counts, the amount, and how many rows stand behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.base import money
from app.gui import theme
from app.gui.fonts import BASE_PX, ui_font
from app.gui.widgets.elided import ElidedLabel
from app.gui.words import unknown

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent


class Figure(QWidget):
    """One line; hover underlines the amount, a click or Enter opens its rows.

    Signals:
        opened: its rows are wanted.
    """

    opened = Signal()

    def __init__(self, title: str, tone: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._tone = tone
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "figure")
        self._sign = QLabel()
        self._sign.setFixedWidth(16)
        name = QLabel(title)
        name.setProperty("role", "muted")
        self._amount = QLabel()
        self._amount.setProperty("tone", tone)
        self._amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._under = ElidedLabel()
        self._under.setMinimumWidth(0)
        self._under.setProperty("role", "faint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(6)
        if icon:
            row.addWidget(self._sign)
        row.addWidget(name)
        row.addWidget(self._under, 1)
        row.addWidget(self._amount)
        self._draw(hover=False)

    def set(self, fen: int | None, under: str) -> None:
        """Show an amount in fen (None is unknown) and what stands behind it."""
        self._amount.setText(unknown() if fen is None else money.yuan(fen))
        self._under.set_whole(under)
        self.setAccessibleName(f"{self._title} {self._amount.text()} {under}")

    def _draw(self, *, hover: bool) -> None:
        font = ui_font(BASE_PX, bold=True, tabular=True)
        font.setUnderline(hover)
        self._amount.setFont(font)
        if self._icon:
            self._sign.setPixmap(theme.icon(self._icon, self._tone).pixmap(QSize(16, 16), 2.0))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Show that it is a link."""
        super().enterEvent(event)
        self._draw(hover=True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Be quiet again."""
        super().leaveEvent(event)
        self._draw(hover=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click opens the rows."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and the space bar open the rows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw(hover=False)
