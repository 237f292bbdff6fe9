"""What was found in a scene, over its lanes: silence, bursts and fast pairs; which a pixel means.

Where many lie in few pixels each still leaves its trace: a tick without words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.analysis.timeline.events import DAY
from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import draw_boxes, draw_lines, faded, pen_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.analysis.timeline.pairs import Pair
    from app.analysis.timeline.rhythm import Stretch
    from app.gui.panes.timeline.picture import Shown
    from app.gui.panes.timeline.strokes import Frame
    from app.gui.theme import Theme
    from app.ops.timeline import Scene

LABEL_PX: Final = 11
LEAST_LANE_PX: Final = 10
"""Lower lanes show nothing of it; the line of words says so."""
WIDE_PX: Final = 3
"""A pair that takes less is a tick."""
BRACKETS_MOST: Final = 400
"""So many brackets are drawn, the widest ones; the others are ticks."""
NEAR_PX: Final = 4.0


@dataclass(frozen=True)
class Spread:
    """Things of lanes along time, as columns: found in a picture of a hundred thousand."""

    things: tuple[Any, ...]
    lane: NDArray[np.int64]
    since: NDArray[np.int64]
    until: NDArray[np.int64]

    @classmethod
    def of(cls, things: Sequence[Pair | Stretch]) -> Spread:
        """Their columns."""
        table = np.array([(each.lane, each.since, each.until) for each in things], np.int64)
        lane, since, until = table.reshape(-1, 3).T
        return cls(tuple(things), lane, since, until)

    def seen(self, frame: Frame, shown: Shown) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of those in sight, as far as playback has come, and their rows."""
        rows = shown.rows.astype(np.int64)[self.lane]
        inside = (rows >= 0) & (rows + 1 > frame.top) & (rows < frame.bottom)
        inside &= (self.since <= frame.until) & (self.until >= frame.since)
        if shown.until is not None:
            inside &= self.since <= shown.until
        places = np.flatnonzero(inside)
        return places, rows[places]


@dataclass(frozen=True)
class Patterns:
    """All that was found in a scene."""

    pairs: Spread
    gaps: Spread
    bursts: Spread

    @classmethod
    def of(cls, scene: Scene) -> Patterns:
        """Of a scene."""
        return cls(Spread.of(scene.pairs), Spread.of(scene.gaps), Spread.of(scene.bursts))


def paint_silence(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """Silence, under the transfers: a dotted line, with its days where they fit."""
    if frame.lane_px < LEAST_LANE_PX:
        return
    spread = shown.patterns.gaps
    places, rows = spread.seen(frame, shown)
    end = float(frame.width)
    if shown.until is not None:
        end = min(end, float(frame.x(shown.until)))
    left = np.maximum(0.0, frame.x(spread.since[places])) + 2
    right = np.maximum(left + 1, np.minimum(end, frame.x(spread.until[places])) - 2)
    y = frame.y(rows + 0.5)
    pen = pen_of(colours.color("faint"), 1, Qt.PenStyle.DotLine)
    draw_lines(painter, pen, left, y, right, y)
    writer = _Writer(painter, colours)
    for nth in np.argsort(left - right)[:BRACKETS_MOST].tolist():
        gap = spread.things[places[nth]]
        days = round((gap.until - gap.since) / DAY)
        text = ngettext("{n} day silent", "{n} days silent", days).format(n=words.count(days))
        middle, room = float(left[nth] + right[nth]) / 2, float(right[nth] - left[nth]) - 4
        if writer.width(text) > room:
            break  # all others are narrower
        writer.write(text, middle, float(y[nth]), "muted")


def paint_found(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """Bursts as a bar at the lane's upper edge, fast pairs as a bracket at its lower one."""
    if frame.lane_px >= LEAST_LANE_PX:
        writer = _Writer(painter, colours)
        _paint_bursts(painter, frame, shown, colours, writer)
        _paint_pairs(painter, frame, shown, colours, writer)


def _paint_bursts(
    painter: QPainter, frame: Frame, shown: Shown, colours: Theme, writer: _Writer
) -> None:
    spread = shown.patterns.bursts
    places, rows = spread.seen(frame, shown)
    left = frame.x(spread.since[places]) - 2
    wide = np.maximum(4.0, frame.x(spread.until[places]) + 2 - left)
    top = frame.y(rows) + 1
    draw_boxes(painter, colours.color("warn"), left, top, wide, np.full(len(left), 3.0))
    if frame.lane_px < 34:
        return
    for nth in np.argsort(-wide)[:BRACKETS_MOST].tolist():
        burst = spread.things[places[nth]]
        text = _("{n} in a burst").format(n=words.count(burst.flows))
        if writer.width(text) > wide[nth]:
            break
        writer.write(text, float(left[nth] + wide[nth] / 2), float(top[nth]) + 10, "warn")


def _paint_pairs(
    painter: QPainter, frame: Frame, shown: Shown, colours: Theme, writer: _Writer
) -> None:
    spread = shown.patterns.pairs
    places, rows = spread.seen(frame, shown)
    left, right = frame.x(spread.since[places]), frame.x(spread.until[places])
    bottom = frame.y(rows + 1) - 3
    tall = min(6.0, frame.lane_px * 0.2)
    widest = np.argsort(left - right)[:BRACKETS_MOST]
    drawn = np.zeros(len(places), bool)
    drawn[widest] = (right - left)[widest] >= WIDE_PX
    thin = ~drawn
    pen = pen_of(colours.color("tainted"), 1.5)
    draw_lines(painter, pen, left[thin], bottom[thin] - tall, left[thin], bottom[thin])
    for x0, y0, x1, y1 in (
        (left, bottom - tall, left, bottom), (left, bottom, right, bottom),
        (right, bottom, right, bottom - tall),
    ):  # fmt: skip
        draw_lines(painter, pen, x0[drawn], y0[drawn], x1[drawn], y1[drawn])
    if frame.lane_px < 30:
        return
    free: dict[int, float] = {}
    for nth in np.flatnonzero(drawn).tolist():  # by lane and time
        text = pair_words(spread.things[places[nth]])
        wide, middle = writer.width(text), float(left[nth] + right[nth]) / 2
        row = int(rows[nth])
        if middle - wide / 2 > free.get(row, -1e9):
            free[row] = middle + wide / 2 + 8
            writer.write(text, middle, float(bottom[nth]) - 9, "tainted")


def found_at(shown: Shown, frame: Frame, x: float, y: float) -> Pair | Stretch | None:
    """The pair, burst or silence that a pixel means: of several the shortest."""
    if frame.lane_px < LEAST_LANE_PX:
        return None
    row = frame.lane(y)
    top, bottom = float(frame.y(row)), float(frame.y(row + 1))
    patterns = shown.patterns
    bands = (
        (patterns.pairs, bottom - 12, bottom), (patterns.bursts, top, top + 7),
        (patterns.gaps, (top + bottom) / 2 - 7, (top + bottom) / 2 + 7),
    )  # fmt: skip
    for spread, low, high in bands:
        if not low <= y <= high:
            continue
        places, rows = spread.seen(frame, shown)
        places = places[rows == row]
        near = (frame.x(spread.since[places]) - NEAR_PX <= x) & (
            x <= frame.x(spread.until[places]) + NEAR_PX
        )
        places = places[near]
        if len(places):
            span = spread.until[places] - spread.since[places]
            thing: Pair | Stretch = spread.things[places[np.argmin(span)]]
            return thing
    return None


def pair_words(pair: Pair) -> str:
    """How fast and how much: ``12分 · 98%``."""
    minutes = pair.minutes
    time = _("{n} min").format(n=round(minutes)) if minutes >= 1 else _("< 1 min")
    return f"{time} · {pair.share:.0%}"


class _Writer:
    """Writes words on a ground that keeps them readable."""

    def __init__(self, painter: QPainter, colours: Theme) -> None:
        self._painter, self._colours = painter, colours
        font = ui_font(LABEL_PX)
        painter.setFont(font)
        self._metrics = QFontMetrics(font)

    def width(self, text: str) -> int:
        """Pixels of a text."""
        return self._metrics.horizontalAdvance(text)

    def write(self, text: str, middle: float, y: float, token: str) -> None:
        """A text around a point."""
        wide, tall = self.width(text), self._metrics.height()
        box = QRectF(middle - wide / 2 - 2, y - tall / 2, wide + 4, tall)
        self._painter.fillRect(box, faded(self._colours.color("surface"), 215))
        self._painter.setPen(self._colours.color(token))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
