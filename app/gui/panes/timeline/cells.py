"""The cells of a density: which one a pixel means, what moved in it, and the next one by keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.picture import Shown
    from app.gui.panes.timeline.strokes import Frame

REACH_PX: Final = 3.0
"""A cell can be one pixel wide; so many pixels beside it still mean it."""


@dataclass(frozen=True)
class Cell:
    """What moved in a lane from ``since`` until before ``until`` (microseconds), money in fen.

    ``row`` is where the lane is shown; of the whole case there is no side, all stands as coming.
    """

    lane: Lane
    row: int
    since: int
    until: int
    came: int
    went: int
    came_fen: int
    went_fen: int

    @property
    def is_whole(self) -> bool:
        """Whether it stands for all accounts of the case."""
        return not self.lane.accounts

    @property
    def middle(self) -> float:
        """A moment that is surely in it."""
        return (self.since + self.until) / 2


def cell_at(shown: Shown, frame: Frame, x: float, y: float) -> Cell | None:
    """The cell that a pixel means: the nearest one in which something moved."""
    if shown.scene.events is not None:
        return None
    row, density = frame.lane(y), shown.scene.density
    filled = _filled(shown, row)
    if not len(filled):
        return None
    left = frame.x(density.since + filled * density.width)
    right = frame.x(density.since + (filled + 1) * density.width)
    far = np.maximum(0, np.maximum(left - x, x - right))
    best = int(np.argmin(far))
    return _cell(shown, row, int(filled[best])) if far[best] <= REACH_PX else None


def cell_of(shown: Shown, row: int, moment: float) -> Cell | None:
    """The cell of a moment in a row, if something moved in it."""
    if shown.scene.events is not None:
        return None
    density = shown.scene.density
    place = int((moment - density.since) // density.width)
    return _cell(shown, row, place) if place in _filled(shown, row) else None


def next_cell(shown: Shown, cell: Cell, *, bins: int = 0, rows: int = 0) -> Cell | None:
    """The cell before or after one in its lane, or the nearest one of the lane above or below."""
    density = shown.scene.density
    at = int((cell.middle - density.since) // density.width)
    if bins:
        filled = _filled(shown, cell.row)
        beyond = filled[filled > at] if bins > 0 else filled[filled < at]
        if not len(beyond):
            return None
        return _cell(shown, cell.row, int(beyond[0] if bins > 0 else beyond[-1]))
    row = cell.row + rows
    while 0 <= row < len(shown.scene.lanes):
        filled = _filled(shown, row)
        if len(filled):
            return _cell(shown, row, int(filled[np.argmin(np.abs(filled - at))]))
        row += rows
    return None


def first_cell(shown: Shown, frame: Frame) -> Cell | None:
    """Where the keys begin: the first cell in sight."""
    if shown.scene.events is not None:
        return None
    density = shown.scene.density
    for row in range(max(0, int(frame.top)), min(len(shown.scene.lanes), int(frame.bottom) + 1)):
        filled = _filled(shown, row)
        start = density.since + filled * density.width
        seen = filled[(start + density.width > frame.since) & (start < frame.until)]
        if len(seen):
            return _cell(shown, row, int(seen[0]))
    return None


def box_of(frame: Frame, cell: Cell) -> QRectF:
    """Where it stands, at least two pixels wide."""
    left, right = float(frame.x(cell.since)), float(frame.x(cell.until))
    top = float(frame.y(cell.row))
    return QRectF(left, top, max(2.0, right - left), frame.lane_px)


def _filled(shown: Shown, row: int) -> NDArray[np.int64]:
    """The bins of a row in which something moved, as far as playback has come."""
    lanes = np.flatnonzero(shown.rows == row)
    if not len(lanes):
        return np.zeros(0, np.int64)
    density = shown.scene.density
    filled = np.flatnonzero(density.came[lanes[0]] + density.went[lanes[0]])
    if shown.until is not None:
        filled = filled[density.since + filled * density.width <= shown.until]
    return filled


def _cell(shown: Shown, row: int, place: int) -> Cell:
    density = shown.scene.density
    lane = int(np.flatnonzero(shown.rows == row)[0])
    since = density.since + place * density.width
    return Cell(
        shown.scene.lanes[lane], row, since, since + density.width,
        int(density.came[lane, place]), int(density.went[lane, place]),
        round(density.came_fen[lane, place]), round(density.went_fen[lane, place]),
    )  # fmt: skip
