"""Marks of the case over the lanes: where they are painted, and which one a pixel means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt

from app.gui import theme
from app.gui.panes.timeline.batches import faded, pen_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QPainter

    from app.gui.panes.timeline.strokes import Frame
    from app.gui.theme import Theme
    from app.ops.timeline_marks import Mark

TONES: Final = {"incident": "danger", "measure": "accent", "call": "muted"}
"""The colour of each kind of mark."""
ICON_PX: Final = 13
NEAR_PX: Final = 3.0


def icon_of(mark: Mark) -> str:
    """The picture of a mark: a stop-payment and a freeze have one each."""
    if mark.kind == "measure":
        return "stop-payment" if mark.action == "stop_payment" else "frozen"
    return {"incident": "victim", "call": "clock"}[mark.kind]


def paint_marks(
    painter: QPainter, frame: Frame, marks: Sequence[Mark], rows: Mapping[str, int], colours: Theme
) -> None:
    """Incidents as upright lines; measures as a bar along their lane, calls as a tick in it."""
    for mark in marks:
        x = float(frame.x(mark.since))
        end = x if mark.until is None else float(frame.x(mark.until))
        if (end < -ICON_PX and mark.kind != "measure") or x > frame.width + 8:
            continue
        colour = colours.color(TONES[mark.kind])
        if mark.kind == "incident":
            painter.setPen(pen_of(faded(colour, 130), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
        for box in _bars(frame, mark, rows):
            painter.fillRect(box, colour)
        for box in _icons(frame, mark, rows):
            theme.draw_icon(painter, icon_of(mark), TONES[mark.kind], box)


def marks_at(
    frame: Frame, marks: Sequence[Mark], rows: Mapping[str, int], x: float, y: float
) -> list[Mark]:
    """The marks whose icon or bar is under a pixel."""
    found = []
    for mark in marks:
        boxes = [*_icons(frame, mark, rows), *_bars(frame, mark, rows)]
        reach = QRectF(x - NEAR_PX, y - NEAR_PX, 2 * NEAR_PX, 2 * NEAR_PX)
        if any(box.intersects(reach) for box in boxes):
            found.append(mark)
    return found


def _rows(frame: Frame, mark: Mark, rows: Mapping[str, int]) -> Iterator[float]:
    """The upper edge of each lane in sight that it concerns."""
    for key in mark.lanes:
        row = rows.get(key, -1)
        if row >= 0 and row + 1 > frame.top and row < frame.bottom and frame.lane_px >= 6:
            yield float(frame.y(row))


def _bars(frame: Frame, mark: Mark, rows: Mapping[str, int]) -> Iterator[QRectF]:
    x = float(frame.x(mark.since))
    for top in _rows(frame, mark, rows):
        if mark.kind == "measure":
            stop = float(frame.width)
            if mark.until is not None:
                stop = min(float(frame.x(mark.until)), stop)
            start = max(0.0, x)
            if stop >= 0 and start <= frame.width:
                yield QRectF(start, top + 1, max(2.0, stop - start), 3)
        elif mark.kind == "call" and -2 <= x <= frame.width + 2:
            yield QRectF(x - 1, top + 2, 2, min(8.0, frame.lane_px / 3))


def _icons(frame: Frame, mark: Mark, rows: Mapping[str, int]) -> Iterator[QRectF]:
    x = float(frame.x(mark.since))
    if mark.kind == "call" or frame.lane_px < 22 or not -8 < x < frame.width + 8:
        return
    for top in _rows(frame, mark, rows):
        yield QRectF(round(x) + 2, round(top) + 4, ICON_PX, ICON_PX)
