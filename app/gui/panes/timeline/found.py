"""What was found in a scene, over its lanes: silence, bursts, fast pairs, and marks of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.analysis.timeline.events import DAY
from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import faded, pen_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.analysis.timeline.pairs import Pair
    from app.analysis.timeline.rhythm import Stretch
    from app.gui.panes.timeline.picture import Shown
    from app.gui.panes.timeline.strokes import Frame
    from app.gui.theme import Theme
    from app.ops.timeline_marks import Mark

LABEL_PX: Final = 11
SILENCE_PX: Final = 16
TONES: Final = {"incident": "danger", "measure": "accent", "call": "muted"}
ICONS: Final = {"incident": "victim", "measure": "frozen", "call": "clock"}
"""The colour and the icon of each kind of mark."""


def paint_marks(
    painter: QPainter, frame: Frame, marks: Sequence[Mark], rows: Mapping[str, int], colours: Theme
) -> None:
    """Incidents as upright lines; measures as a bar along their lane, calls as a tick in it."""
    for mark in marks:
        x = frame.x(mark.since)
        end = x if mark.until is None else frame.x(mark.until)
        if end < -8 or x > frame.width + 8:
            continue
        colour = colours.color(TONES[mark.kind])
        if mark.kind == "incident":
            painter.setPen(pen_of(faded(colour, 130), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
        for key in mark.lanes:
            row = rows.get(key, -1)
            if row < 0 or row + 1 <= frame.top or row >= frame.bottom or frame.lane_px < 6:
                continue
            top = frame.y(row)
            if mark.kind == "measure":
                stop = frame.width if mark.until is None else min(end, frame.width)
                start = max(0.0, x)
                painter.fillRect(QRectF(start, top + 1, max(2.0, stop - start), 3), colour)
            if mark.kind == "call":
                painter.fillRect(QRectF(x - 1, top + 2, 2, min(8.0, frame.lane_px / 3)), colour)
            elif frame.lane_px >= 22 and x > -8:
                icon = theme.icon(ICONS[mark.kind], TONES[mark.kind])
                icon.paint(painter, QRect(round(x) + 2, round(top) + 4, 13, 13))


def paint_silence(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """Silence, under the transfers."""
    if frame.lane_px < SILENCE_PX:
        return
    painter.setFont(ui_font(LABEL_PX))
    metrics = QFontMetrics(painter.font())
    for gap in shown.scene.gaps:
        _paint_gap(painter, frame, shown, gap, metrics, colours)


def paint_found(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """Brackets of fast pairs, and bursts, with words where there is room."""
    if frame.lane_px < 10:
        return
    painter.setFont(ui_font(LABEL_PX))
    metrics = QFontMetrics(painter.font())
    for burst in shown.scene.bursts:
        _paint_burst(painter, frame, shown, burst, metrics, colours)
    free: dict[int, float] = {}
    for pair in shown.scene.pairs:
        _paint_pair(painter, frame, shown, pair, metrics, colours, free)


def _row(frame: Frame, shown: Shown, lane: int, since: float, until: float) -> int | None:
    """The row of something in a lane, if any of it is in sight."""
    row = int(shown.rows[lane])
    if row < 0 or row + 1 <= frame.top or row >= frame.bottom:
        return None
    reached = shown.until is None or since <= shown.until
    return row if since <= frame.until and until >= frame.since and reached else None


def _paint_gap(
    painter: QPainter, frame: Frame, shown: Shown, gap: Stretch, metrics: QFontMetrics,
    colours: Theme,
) -> None:  # fmt: skip
    row = _row(frame, shown, gap.lane, gap.since, gap.until)
    if row is None:
        return
    left, right = max(0.0, frame.x(gap.since)), min(float(frame.width), frame.x(gap.until))
    if right - left < 8:
        return
    y = frame.y(row + 0.5)
    painter.setPen(pen_of(colours.color("faint"), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(left + 3, y), QPointF(right - 3, y))
    days = round((gap.until - gap.since) / DAY)
    text = ngettext("{n} day silent", "{n} days silent", days).format(n=words.count(days))
    _label(painter, text, (left + right) / 2, y, right - left - 8, metrics, colours, "muted")


def _paint_burst(
    painter: QPainter, frame: Frame, shown: Shown, burst: Stretch, metrics: QFontMetrics,
    colours: Theme,
) -> None:  # fmt: skip
    row = _row(frame, shown, burst.lane, burst.since, burst.until)
    if row is None:
        return
    left, right = frame.x(burst.since) - 2, frame.x(burst.until) + 2
    top = frame.y(row) + 1
    painter.fillRect(QRectF(left, top, max(4.0, right - left), 3), colours.color("warn"))
    if frame.lane_px >= 34:
        text = _("{n} in a burst").format(n=words.count(burst.flows))
        _label(
            painter, text, (left + right) / 2, top + 10, right - left, metrics, colours, "warn"
        )  # fmt: skip


def _paint_pair(
    painter: QPainter, frame: Frame, shown: Shown, pair: Pair, metrics: QFontMetrics,
    colours: Theme, free: dict[int, float],
) -> None:  # fmt: skip
    row = _row(frame, shown, pair.lane, pair.since, pair.until)
    if row is None:
        return
    left, right = frame.x(pair.since), frame.x(pair.until)
    if right - left < 3:
        return
    bottom = frame.y(row + 1) - 3
    tall = min(6.0, frame.lane_px * 0.2)
    painter.setPen(pen_of(colours.color("tainted"), 1.5))
    painter.drawPolyline(
        [
            QPointF(left, bottom - tall), QPointF(left, bottom), QPointF(right, bottom),
            QPointF(right, bottom - tall),
        ]
    )  # fmt: skip
    text = pair_words(pair)
    wide = metrics.horizontalAdvance(text)
    middle = (left + right) / 2
    if frame.lane_px >= 30 and middle - wide / 2 > free.get(row, -1e9):
        free[row] = middle + wide / 2 + 8
        _label(painter, text, middle, bottom - 9, 1e9, metrics, colours, "tainted")


def pair_words(pair: Pair) -> str:
    """How fast and how much: ``12分 · 98%``."""
    minutes = pair.minutes
    time = _("{n} min").format(n=round(minutes)) if minutes >= 1 else _("< 1 min")
    return f"{time} · {pair.share:.0%}"


def _label(
    painter: QPainter, text: str, middle: float, y: float, room: float, metrics: QFontMetrics,
    colours: Theme, token: str,
) -> None:  # fmt: skip
    wide = metrics.horizontalAdvance(text)
    if wide > room:
        return
    box = QRectF(middle - wide / 2 - 2, y - metrics.height() / 2, wide + 4, metrics.height())
    painter.fillRect(box, faded(colours.color("surface"), 215))
    painter.setPen(colours.color(token))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
