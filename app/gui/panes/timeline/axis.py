"""The date axis over the lanes, with the marks of the case; dragging on it sets the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.base.i18n import _
from app.gui import theme, words
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import faded
from app.gui.panes.timeline.marks import TONES, icon_of
from app.gui.panes.timeline.saying import mark_words
from app.gui.panes.timeline.ticks import ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent

    from app.gui.panes.timeline.canvas import LaneCanvas
    from app.ops.timeline_marks import Mark

TEXT_PX: Final = 11
HEIGHT: Final = 54
MARKS: Final = 18
TICK_PX: Final = 66
CLICK: Final = 4
ICON: Final = 14


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
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.color("bg"))
        frame = self._canvas.frame
        font = ui_font(TEXT_PX, tabular=True)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        shown = self._canvas.shown
        if shown is not None and shown.period is not None:
            left, right = (frame.x(each) for each in shown.period)
            box = QRectF(left, 0, max(2.0, right - left), HEIGHT - MARKS)
            painter.fillRect(box, faded(colours.color("accent"), 40))
        free = above_free = -1e9
        base = HEIGHT - MARKS
        found = ticks(frame.since, frame.until, max(1, frame.width // TICK_PX))
        for number, tick in enumerate(found):
            x = frame.x(tick.at)
            painter.setPen(colours.color("line_strong"))
            painter.drawLine(QPointF(x, base - 4), QPointF(x, base))
            wide = metrics.horizontalAdvance(tick.text)
            if x + 3 >= free and x + 3 + wide <= self.width():
                painter.setPen(colours.color("muted"))
                painter.drawText(QPointF(x + 3, base - 6), tick.text)
                free = x + wide + 9
            if tick.above:
                start = 3.0 if number == 0 else x + 3
                wide = metrics.horizontalAdvance(tick.above)
                if start >= above_free and start + wide <= self.width():
                    painter.setPen(colours.color("text"))
                    painter.drawText(QPointF(start, 13), tick.above)
                    above_free = start + wide + 12
        painter.setPen(colours.color("line_strong"))
        painter.drawLine(0, base, self.width(), base)
        self._paint_marks(painter, metrics)
        painter.setPen(colours.color("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)

    def _paint_marks(self, painter: QPainter, metrics: QFontMetrics) -> None:
        colours = theme.current()
        frame = self._canvas.frame
        top = HEIGHT - MARKS + 1
        free = -1e9
        for mark in self.marks:
            x = frame.x(mark.since)
            if not -60 < x < frame.width + 8:
                continue
            colour = colours.color(TONES[mark.kind])
            if mark.until is not None:
                end = min(frame.x(mark.until), float(frame.width))
                painter.fillRect(QRectF(x, HEIGHT - 5, max(2.0, end - x), 3), colour)
            if x < free - 6:
                painter.fillRect(QRectF(x - 1, top + 3, 2, MARKS - 7), colour)
                continue
            icon = theme.icon(icon_of(mark), TONES[mark.kind])
            icon.paint(painter, QRect(round(x) - ICON // 2, top + 1, ICON, ICON))
            free = x + 9
            short = words.veiled(mark.short)
            wide = metrics.horizontalAdvance(short)
            if x + 9 + wide < frame.width and self._room(mark, x + 12 + wide):
                painter.setPen(colour)
                painter.drawText(QPointF(x + 9, top + 12), short)
                free = x + wide + 16

    def _room(self, mark: Mark, right: float) -> bool:
        """Whether no other mark stands before this one's text ends."""
        frame = self._canvas.frame
        x = frame.x(mark.since)
        return not any(x < frame.x(other.since) < right + 8 for other in self.marks)

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
