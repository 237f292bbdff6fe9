"""A frame that opens over the window: lists of jobs and steps, the sheet of keys."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

MARGIN = 8


class Corner(Enum):
    """Where it opens, seen from what it belongs to."""

    BELOW = "below"
    ABOVE = "above"
    MIDDLE = "middle"


class Overlay(QFrame):
    """Closes on Esc, and when the focus goes elsewhere.

    Signals:
        closed: it was hidden again.
    """

    closed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "overlay")
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 8)
        self.column.setSpacing(0)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(12, 8, 8, 6)
        self.heading = QLabel(title)
        self.heading.setProperty("role", "heading")
        self.head.addWidget(self.heading, 1)
        self.column.addLayout(self.head)
        self.hide()

    def wanted(self) -> QSize:
        """The size it takes where there is room."""
        return QSize(440, 360)

    def first(self) -> QWidget:
        """What gets the focus when it opens."""
        return self

    def open_at(self, owner: QWidget, corner: Corner) -> None:
        """Open beside ``owner``, inside the window."""
        window = self.parentWidget()
        if window is None:
            return
        room = window.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        size = self.wanted().boundedTo(room.size())
        if corner is Corner.MIDDLE:
            place = room.center() - QPoint(size.width() // 2, size.height() // 2)
        else:
            down = corner is Corner.BELOW
            edge = owner.rect().bottomRight() if down else owner.rect().topRight()
            right = owner.mapTo(window, edge)
            left = min(right.x() - size.width() + 1, room.right() - size.width())
            top = right.y() + 4 if down else right.y() - size.height() - 4
            place = QPoint(max(room.left(), left), max(room.top(), top))
        self._before = QApplication.focusWidget()
        self.setGeometry(place.x(), place.y(), size.width(), size.height())
        self.show()
        self.raise_()
        self.first().setFocus(Qt.FocusReason.PopupFocusReason)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._watch, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def dismiss(self) -> None:
        """Close it and give the focus back."""
        if self.isHidden():
            return
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._watch)
        focus = QApplication.focusWidget()
        had = focus is not None and (focus is self or self.isAncestorOf(focus))
        self.hide()
        if had and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    @Slot(QWidget, QWidget)
    def _watch(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now):
            self.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)
