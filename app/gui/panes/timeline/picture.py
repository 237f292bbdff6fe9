"""What is painted of a scene: grounds, balances, densities, strokes, and what was found in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from app.analysis.timeline.density import shades
from app.analysis.timeline.events import DAY, HOUR, Events
from app.analysis.timeline.running import Steps, stepwise
from app.gui import theme
from app.gui.panes.timeline.batches import draw_boxes, draw_lines, faded, pen_of
from app.gui.panes.timeline.cells import Cell, box_of, cell_of
from app.gui.panes.timeline.found import Patterns
from app.gui.panes.timeline.raster import rastered
from app.gui.panes.timeline.strokes import WIDEST, Frame, Strokes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.gui.theme import Theme
    from app.ops.timeline import Scene

SINGLE_MOST: Final = 3_000
MOVING_MOST: Final = 800
HEADS_PX: Final = 8
"""So many strokes in sight are painted with heads and smooth edges; more go into an image."""
BALANCE_PX: Final = 18
"""A lane that is at least so high shows its balance."""
TALL_PX: Final = 120
"""A lane that is at least so high shows its density as bars."""
STEPS_MOST: Final = 400
"""So many transfers of a lane in sight are steps of its balance; of more, bins are."""
BARS_MOST: Final = 3_000
SHARP_MOST: Final = 12_000_000
"""Pixels of an image on paper."""
STRIP: Final = 800
"""Rows of pixels that are painted at once: packing them holds up all other threads."""
NIGHT: Final = (22, 6)
"""Night (夜间) is from 22 to 6 o'clock."""


@dataclass
class Shown:
    """What the canvas has to paint.

    Attributes:
        scene: of the lanes; ``rows`` says in which row each lane of it is shown.
        wide: the width of each event.
        hover: the row of the event under the pointer.
        chosen: rows of selected events.
        lanes: rows of selected lanes.
        period: the brush in microseconds.
        until: the moment that playback has reached.
        cell: the lane and a moment of the cell that the keys or a click have chosen.
    """

    scene: Scene
    rows: NDArray[np.int32]
    wide: NDArray[np.int8]
    by_amount: bool = True
    log: bool = False
    hover: int | None = None
    chosen: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    lanes: frozenset[int] = frozenset()
    period: tuple[int, int] | None = None
    until: float | None = None
    cell: tuple[str, float] | None = None
    _patterns: Patterns | None = None
    _steps: dict[int, Steps] = field(default_factory=dict)

    @property
    def patterns(self) -> Patterns:
        """Pairs, silence and bursts as columns, made once."""
        if self._patterns is None:
            self._patterns = Patterns.of(self.scene)
        return self._patterns

    def row_of(self, key: str) -> int | None:
        """In which row a lane is shown, if it is."""
        for lane, row in zip(self.scene.lanes, self.rows.tolist(), strict=True):
            if lane.key == key:
                return int(row) if row >= 0 else None
        return None

    def steps(self, lane: int) -> Steps:
        """The balance of a lane step by step, as its statement tells it; else reckoned, once."""
        scene = self.scene
        if lane in scene.told:
            return scene.told[lane]
        if lane not in self._steps:
            events = scene.events if scene.events is not None else Events.nothing()
            moments, fen = stepwise(scene.running, scene.density, events, lane)
            self._steps[lane] = Steps(_before(scene, lane), moments, fen)
        return self._steps[lane]


def paint_ground(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """Nights, lanes, and the rule between them."""
    rows = len(shown.scene.lanes)
    low, high = max(0, int(frame.top)), min(rows, int(np.ceil(frame.bottom)))
    paint_nights(painter, frame, colours)
    if high <= low or not shown.scene.lanes[0].accounts:
        return
    for row in shown.lanes:
        if low <= row < high:
            area = QRectF(0, frame.y(row), frame.width, frame.lane_px)
            painter.fillRect(area, faded(colours.color("accent"), 28))
    if frame.lane_px >= 5:
        edges = frame.y(np.arange(low, high + 1)).round() + 0.5
        zero = np.zeros(len(edges))
        draw_lines(painter, pen_of(colours.color("line")), zero, edges, zero + frame.width, edges)
    if frame.lane_px >= 12:
        lines = frame.y(np.arange(low, high) + 0.5).round() + 0.5
        zero = np.zeros(len(lines))
        pen = pen_of(faded(colours.color("line_strong"), 150))
        draw_lines(painter, pen, zero, lines, zero + frame.width, lines)


def paint_nights(painter: QPainter, frame: Frame, colours: Theme) -> None:
    """A shade from 22 to 6 o'clock, where days are wide enough to tell."""
    if DAY / frame.us_per_px < 28:
        return
    first = int(frame.since // DAY) - 1
    starts = np.arange(first, int(frame.until // DAY) + 1) * DAY + NIGHT[0] * HOUR
    left = frame.x(starts)
    wide = np.full(len(left), (24 - NIGHT[0] + NIGHT[1]) * HOUR / frame.us_per_px)
    tall = np.full(len(left), frame.height)
    draw_boxes(painter, faded(colours.color("muted"), 20), left, np.zeros(len(left)), wide, tall)


def paint_balances(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """The running balance of each lane as an area from its lower edge; not told ones are dashed."""
    if frame.lane_px < BALANCE_PX:
        return
    running = shown.scene.running
    for lane, row in enumerate(shown.rows.tolist()):
        if row < frame.top - 1 or row >= frame.bottom:
            continue
        lowest, span = _range_of(shown, lane)
        moments, fen = _balance_steps(shown, frame, lane)
        if span <= 0 or not len(fen) or np.isnan(fen).all():
            continue
        base = frame.y(row + 1) - 1
        share = np.clip((np.nan_to_num(fen, nan=lowest) - lowest) / span, 0, 1)
        y = np.repeat(base - (frame.lane_px - 4) * share, 2)
        x = np.clip(np.repeat(frame.x(moments), 2)[1:-1], -4, frame.width + 4)
        outline = [QPointF(*pair) for pair in zip(x.tolist(), y.tolist(), strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colours.color("good"), 46))
        closed = [QPointF(x[0], base), *outline, QPointF(x[-1], base)]
        painter.drawPolygon(QPolygonF(closed))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dash = Qt.PenStyle.SolidLine if running.told[lane] else Qt.PenStyle.DashLine
        painter.setPen(pen_of(faded(colours.color("good"), 170), 1, dash))
        painter.drawPolyline(QPolygonF(outline))


def _range_of(shown: Shown, lane: int) -> tuple[float, float]:
    """The lowest balance of a lane, at most zero, and how far above it the highest is."""
    fen = shown.scene.running.fen[lane]
    if shown.scene.events is not None:
        fen = np.concatenate((fen, shown.steps(lane).fen))
    lowest = min(0.0, float(np.nanmin(fen, initial=0)))
    return lowest, float(np.nanmax(fen, initial=0)) - lowest


def _balance_steps(
    shown: Shown, frame: Frame, lane: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the balance changes in sight, and what it is from each moment to the next.

    From transfer to transfer where they are few, else from bin to bin; one more moment than
    balances.
    """
    scene = shown.scene
    density = scene.density
    end = min(frame.until, float(density.until))
    if shown.until is not None:
        end = min(end, shown.until)
    begin = max(frame.since, float(density.since))
    if end <= begin:
        return np.zeros(0), np.zeros(0)
    if scene.events is not None:
        steps = shown.steps(lane)
        low = int(np.searchsorted(steps.moments, begin, side="right"))
        high = int(np.searchsorted(steps.moments, end, side="right"))
        if high - low <= STEPS_MOST:
            before = steps.fen[low - 1] if low else steps.before
            edges = np.concatenate(([begin], steps.moments[low:high], [end]))
            return edges, np.concatenate(([before], steps.fen[low:high]))
    low = int((begin - density.since) // density.width)
    high = min(density.bins, int((end - density.since) // density.width) + 1)
    edges = density.since + np.arange(low, high + 1) * float(density.width)
    return np.minimum(edges, end), scene.running.fen[lane, low:high]


def _before(scene: Scene, lane: int) -> float:
    """The balance before the first bin."""
    density = scene.density
    moved = density.came_fen[lane, 0] - density.went_fen[lane, 0]
    return float(scene.running.fen[lane, 0] - moved)


def paint_density(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """A cell per lane and bin: what came above the line in blue, what went below it in orange."""
    density = shown.scene.density
    low = max(0, int((frame.since - density.since) // density.width))
    high = min(density.bins, int((frame.until - density.since) // density.width) + 1)
    if high <= low:
        return
    tall = max(1.0, frame.lane_px / 2 - (1 if frame.lane_px > 8 else 0))
    end = high
    if shown.until is not None:
        end = min(high, int((shown.until - density.since) // density.width) + 1)
    whole = not shown.scene.lanes[0].accounts
    if whole:  # of all accounts there is no side: one bar over the whole height
        tall = frame.lane_px * 0.86
    pairs = (
        (
            density.came_fen if shown.by_amount else density.came,
            "accent" if whole else "money_in",
            0.0,
        ),
        (density.went_fen if shown.by_amount else density.went, "money_out", 0.5),
    )
    for matrix, token, shift in pairs:
        shade = shades(matrix)[:, low:end]
        for step in range(1, 6):
            lane, place = np.nonzero(shade == step)
            row = shown.rows[lane]
            seen = (row >= 0) & (row + 1 > frame.top) & (row < frame.bottom)
            if not seen.any():
                continue
            start = density.since + (place[seen] + low) * density.width
            x = np.floor(frame.x(start))
            wide = np.maximum(1.0, np.floor(frame.x(start + density.width)) - x)
            wide = np.where(wide > 6, wide - 1, wide)
            y = frame.y(row[seen] + shift) + (1 if frame.lane_px > 8 and not shift else 0)
            if whole:
                y = frame.y(row[seen] + 1) - 1 - tall
            colour = faded(colours.color(token), 20 + 38 * step)
            if frame.lane_px >= TALL_PX or whole:
                value = matrix[lane[seen], place[seen] + low]
                top = float(matrix.max())
                share = np.log1p(value) / np.log1p(top) if shown.log else value / top
                high_px = np.maximum(2.0, tall * share)
                y = y + (tall - high_px if not shift else 0)
                draw_boxes(painter, colour, x, y, wide, high_px)
                continue
            draw_boxes(
                painter, colour, x, y, wide, np.full(len(x), tall)
            )  # fmt: skip


def paint_strokes(
    painter: QPainter, strokes: Strokes, frame: Frame, colours: Theme, *, moving: bool = False
) -> None:
    """Every transfer singly: smooth while they are few, as an image of single lines beyond.

    While the view moves fewer are smooth.
    """
    if not len(strokes):
        return
    out, into = colours.color("money_out"), colours.color("money_in")
    _paint_bars(painter, strokes, frame, colours)
    if len(strokes) > (MOVING_MOST if moving else SINGLE_MOST):
        heads = frame.lane_px >= HEADS_PX
        sharp = _sharpness(frame) if theme.is_on_paper() else 1
        image = rastered(strokes, frame.width, frame.height, out, into, heads=heads, sharp=sharp)
        for top in range(0, image.height(), STRIP):  # a file packs each while others wait
            part = image.copy(0, top, image.width(), min(STRIP, image.height() - top))
            place = QRectF(0, top / sharp, frame.width, part.height() / sharp)
            painter.drawImage(place, part)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    both = strokes.out & strokes.into
    middle_x = (strokes.x0 + strokes.x1) / 2
    middle_y = (strokes.y0 + strokes.y1) / 2
    half_x = np.where(both, middle_x, np.where(strokes.out, strokes.x1, strokes.x0))
    half_y = np.where(both, middle_y, np.where(strokes.out, strokes.y1, strokes.y0))
    for width in range(1, WIDEST + 1):
        thick = strokes.wide == width
        gone, came = thick & strokes.out, thick & strokes.into
        draw_lines(
            painter, pen_of(out, width), strokes.x0[gone], strokes.y0[gone], half_x[gone],
            half_y[gone],
        )  # fmt: skip
        draw_lines(
            painter, pen_of(into, width), half_x[came], half_y[came], strokes.x1[came],
            strokes.y1[came],
        )  # fmt: skip
        away = thick & strokes.out & ~strokes.into
        for aside in (-1, 1):
            tip = strokes.y1[away]
            draw_lines(
                painter, pen_of(out, 1.2), strokes.x1[away] + aside * (1 + width),
                tip - 3 - width, strokes.x1[away], tip,
            )  # fmt: skip
        pen = pen_of(into, 1.4)
        for aside in (-1, 1):
            back = np.where(strokes.y1[came] >= strokes.y0[came], -1.0, 1.0) * (4 + width)
            end = strokes.y1[came]
            draw_lines(
                painter, pen, strokes.x1[came] + aside * (2 + width), end + back, strokes.x1[came],
                end,
            )  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _sharpness(frame: Frame) -> int:
    """How many pixels of an image stand for one on paper, so that its memory stays bounded."""
    return 2 if 4 * frame.width * frame.height <= SHARP_MOST else 1


def _paint_bars(painter: QPainter, strokes: Strokes, frame: Frame, colours: Theme) -> None:
    """Where a moment lasts some pixels (a day, a minute), the time it may mean."""
    long = np.flatnonzero(strokes.bar >= 3)
    if not len(long) or len(long) > BARS_MOST:
        return
    tall = max(2.0, min(8.0, frame.lane_px * 0.3))
    sides = (
        (strokes.out, strokes.x0, strokes.y0, "money_out", 0.0),
        (strokes.into, strokes.x1, strokes.y1, "money_in", -1.0),
    )
    for which, x, y, token, up in sides:
        places = long[which[long]]
        wide = strokes.bar[places]
        shift = np.where(wide * frame.us_per_px >= DAY, wide / 2, 0)  # a day's line is its noon
        draw_boxes(
            painter, faded(colours.color(token), 80), x[places] - shift, y[places] + up * tall,
            wide, np.full(len(places), tall),
        )  # fmt: skip


def paint_chosen(painter: QPainter, strokes: Strokes, shown: Shown, colours: Theme) -> None:
    """Selected transfers and the one under the pointer, over all others."""
    for rows, width in ((shown.chosen, 3.0), ([] if shown.hover is None else [shown.hover], 2.0)):
        places = np.flatnonzero(np.isin(strokes.place, rows))
        if not len(places):
            continue
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = (strokes.x0, strokes.y0, strokes.x1, strokes.y1)
        halo = pen_of(colours.color("surface"), width + 4)
        draw_lines(painter, halo, *(each[places] for each in columns))
        pen = pen_of(colours.color("accent"), width)
        draw_lines(painter, pen, *(each[places] for each in columns))
        painter.setPen(pen)
        painter.setBrush(colours.color("surface"))
        for place in places.tolist()[:200]:
            painter.drawEllipse(QPointF(strokes.x0[place], strokes.y0[place]), 3, 3)
            painter.setBrush(colours.color("accent"))
            painter.drawEllipse(QPointF(strokes.x1[place], strokes.y1[place]), 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_cells(
    painter: QPainter, frame: Frame, shown: Shown, pointed: Any, colours: Theme
) -> None:
    """Frames around the cell that is chosen and the one under the pointer."""
    chosen = None
    if shown.cell is not None:
        row = shown.row_of(shown.cell[0])
        chosen = None if row is None else cell_of(shown, row, shown.cell[1])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for cell, token, width in ((pointed, "text", 1.0), (chosen, "accent", 2.0)):
        if isinstance(cell, Cell):
            painter.setPen(pen_of(colours.color(token), width))
            painter.drawRect(box_of(frame, cell).adjusted(-1, 1, 1, -1))


def paint_period(painter: QPainter, frame: Frame, shown: Shown, colours: Theme) -> None:
    """The brush of all panes: its ends as lines, what lies outside it paler."""
    if shown.period is None:
        return
    left, right = (frame.x(each) for each in shown.period)
    veil = faded(colours.color("bg"), 150)
    if left > 0:
        painter.fillRect(QRectF(0, 0, min(left, frame.width), frame.height), veil)
    if right < frame.width:
        start = max(0.0, right)
        painter.fillRect(QRectF(start, 0, frame.width - start, frame.height), veil)
    painter.setPen(pen_of(colours.color("accent")))
    for x in (left, right):
        if 0 <= x <= frame.width:
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
