"""The date axis over the lanes, with the marks of the case; dragging on it sets the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.base.i18n import _
from app.gui import theme
from app.gui.panes.timeline.axis_painting import HEIGHT, ICON, MARKS, paint_axis
from app.gui.panes.timeline.saying import mark_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent

    from app.gui.panes.timeline.canvas import LaneCanvas
    from app.ops.timeline_marks import Mark

CLICK: Final = 4


class AxisStrip(QWidget):
    """Shows which time the canvas shows.

    Signals:
        period_wanted: two moments in microseconds; both ``None`` for all time.
        marks_clicked: the ``Mark``s under the pointer.
    """

    period_wanted = Signal(object, object)
    marks_clicked = Signal(object)

    def __init__(self, canvas: LaneCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Date axis"))
        self.setAccessibleDescription(_("Drag along it to set the period of all panes."))
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.marks: tuple[Mark, ...] = ()
        self._from: float | None = None
        canvas.looked.connect(self.update)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show incidents, measures and calls."""
        self.marks = tuple(marks)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Two lines of dates, one of marks."""
        shown = self._canvas.shown
        period = shown.period if shown is not None else None
        paint_axis(QPainter(self), self._canvas.frame, self.marks, period, theme.current())

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a period."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw the period, or tell what mark is under the pointer."""
        x = event.position().x()
        if self._from is None:
            self._tell(event)
        elif abs(x - self._from) >= CLICK:
            self._want(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on marks chooses them; elsewhere it shows all time again."""
        begun, self._from = self._from, None
        if begun is None or abs(event.position().x() - begun) >= CLICK:
            return
        near = self._marks_at(event)
        if near:
            self.marks_clicked.emit(near)
        else:
            self.period_wanted.emit(None, None)

    def _want(self, x: float) -> None:
        frame = self._canvas.frame
        since, until = sorted((frame.moment(self._from or 0.0), frame.moment(x)))
        self.period_wanted.emit(int(since), max(int(since) + 1, int(until)))

    def _marks_at(self, event: QMouseEvent) -> tuple[Mark, ...]:
        at, frame = event.position(), self._canvas.frame
        if at.y() <= HEIGHT - MARKS:
            return ()
        return tuple(mark for mark in self.marks if abs(frame.x(mark.since) - at.x()) <= ICON / 2)

    def _tell(self, event: QMouseEvent) -> None:
        near = self._marks_at(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.SplitHCursor)
        QToolTip.showText(event.globalPosition().toPoint(), mark_words(near), self)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        self.update()
