"""Painting the date axis with the marks of the case, on the screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from app.gui import theme, words
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import faded
from app.gui.panes.timeline.marks import TONES, icon_of
from app.gui.panes.timeline.ticks import ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.panes.timeline.strokes import Frame
    from app.gui.theme import Theme
    from app.ops.timeline_marks import Mark

TEXT_PX: Final = 11
HEIGHT: Final = 54
MARKS: Final = 18
TICK_PX: Final = 66
ICON: Final = 14


def paint_axis(
    painter: QPainter,
    frame: Frame,
    marks: Sequence[Mark],
    period: tuple[int, int] | None,
    colours: Theme,
) -> None:
    """Two lines of dates, one of marks, as wide as the frame."""
    width, base = frame.width, HEIGHT - MARKS
    painter.fillRect(QRectF(0, 0, width, HEIGHT), colours.color("bg"))
    font = ui_font(TEXT_PX, tabular=True)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    if period is not None:
        left, right = (frame.x(each) for each in period)
        box = QRectF(left, 0, max(2.0, right - left), base)
        painter.fillRect(box, faded(colours.color("accent"), 40))
    free = above_free = -1e9
    found = ticks(frame.since, frame.until, max(1, width // TICK_PX))
    for number, tick in enumerate(found):
        x = frame.x(tick.at)
        painter.setPen(colours.color("line_strong"))
        painter.drawLine(QPointF(x, base - 4), QPointF(x, base))
        wide = metrics.horizontalAdvance(tick.text)
        if x + 3 >= free and x + 3 + wide <= width:
            painter.setPen(colours.color("muted"))
            painter.drawText(QPointF(x + 3, base - 6), tick.text)
            free = x + wide + 9
        if tick.above:
            start = 3.0 if number == 0 else x + 3
            wide = metrics.horizontalAdvance(tick.above)
            if start >= above_free and start + wide <= width:
                painter.setPen(colours.color("text"))
                painter.drawText(QPointF(start, 13), tick.above)
                above_free = start + wide + 12
    painter.setPen(colours.color("line_strong"))
    painter.drawLine(QPointF(0, base), QPointF(width, base))
    _paint_marks(painter, frame, marks, metrics, colours)
    painter.setPen(colours.color("line"))
    painter.drawLine(QPointF(0, HEIGHT - 1), QPointF(width, HEIGHT - 1))


def _paint_marks(
    painter: QPainter, frame: Frame, marks: Sequence[Mark], metrics: QFontMetrics, colours: Theme
) -> None:
    top = HEIGHT - MARKS + 1
    free = -1e9
    for mark in marks:
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
        place = QRectF(round(x) - ICON // 2, top + 1, ICON, ICON)
        theme.draw_icon(painter, icon_of(mark), TONES[mark.kind], place)
        free = x + 9
        short = words.veiled(mark.short)
        wide = metrics.horizontalAdvance(short)
        if x + 9 + wide < frame.width and _has_room(frame, marks, mark, x + 12 + wide):
            painter.setPen(colour)
            painter.drawText(QPointF(x + 9, top + 12), short)
            free = x + wide + 16


def _has_room(frame: Frame, marks: Sequence[Mark], mark: Mark, right: float) -> bool:
    """Whether no other mark stands before this one's text ends."""
    x = frame.x(mark.since)
    return not any(x < frame.x(other.since) < right + 8 for other in marks)
