"""What the pointer or the keys mean on the canvas: marks, transfers, patterns, cells, a lane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt

from app.analysis.timeline.pairs import Pair
from app.analysis.timeline.rhythm import Stretch
from app.gui.panes.timeline.cells import Cell, box_of, cell_at, cell_of, first_cell, next_cell
from app.gui.panes.timeline.found import found_at
from app.gui.panes.timeline.marks import marks_at
from app.gui.panes.timeline.strokes import nearest

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.gui.panes.timeline.canvas import LaneCanvas

AIR: Final = 0.02
"""So much of a time that is zoomed to stands before and after it."""
STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class Pointer:
    """Belongs to one canvas and sends its signals.

    Attributes:
        thing: what is under the pointer besides transfers, or where the keys have come: a tuple
            of ``Mark``s, a ``Pair``, a ``Stretch`` or a ``Cell``.
    """

    def __init__(self, canvas: LaneCanvas) -> None:
        self._canvas = canvas
        self._at = QPointF()
        self.thing: Any = None

    def told_at(self) -> QPoint:
        """Where words about it belong, on the screen."""
        where: QPoint = self._canvas.viewport().mapToGlobal(self._at.toPoint())
        return where

    # The mouse

    def move(self, at: QPointF) -> None:
        """Tell what is under the pointer."""
        self._at = at
        self._show(*self._under(at))

    def leave(self) -> None:
        """Nothing is."""
        self._show(None, None)

    def click(self, at: QPointF, *, more: bool) -> None:
        """Choose what is there, else the lane."""
        canvas = self._canvas
        self._at = at
        row, thing = self._under(at)
        if row is not None or thing is not None:
            self._choose(row, thing, more=more)
            return
        shown = canvas.shown
        lane = canvas.frame.lane(at.y())
        if shown is not None and 0 <= lane < len(shown.scene.lanes):
            canvas.lane_clicked.emit(lane)

    def look_closer(self, at: QPointF) -> None:
        """Zoom to what is there, else in at the pointer."""
        _row, thing = self._under(at)
        if not self._zoom_to(thing):
            self._canvas.zoom(0.25, self._canvas.frame.moment(at.x()))

    def _under(self, at: QPointF) -> tuple[int | None, Any]:
        canvas = self._canvas
        shown = canvas.shown
        if shown is None:
            return None, None
        frame, x, y = canvas.frame, at.x(), at.y()
        near = marks_at(frame, canvas.marks, canvas.rows, x, y)
        if near:
            return None, tuple(near)
        strokes = canvas.strokes
        row = nearest(strokes, x, y) if strokes is not None else None
        if row is not None:
            return row, None
        return None, found_at(shown, frame, x, y) or cell_at(shown, frame, x, y)

    def _show(self, row: int | None, thing: Any) -> None:
        canvas, shown = self._canvas, self._canvas.shown
        if shown is None or (row == shown.hover and thing == self.thing):
            return
        flow_before, thing_before = shown.hover, self.thing
        shown.hover, self.thing = row, thing
        canvas.update_picture()
        if row != flow_before:
            events = shown.scene.events
            canvas.pointed.emit(0 if row is None or events is None else int(events.id[row]))
        if thing != thing_before:
            canvas.thing_pointed.emit(thing)

    def _choose(self, row: int | None, thing: Any, *, more: bool) -> None:
        canvas, shown = self._canvas, self._canvas.shown
        if shown is None:
            return
        if row is not None and shown.scene.events is not None:
            canvas.flow_clicked.emit(int(shown.scene.events.id[row]), more)
        elif thing is not None:
            if isinstance(thing, Cell):
                shown.cell = thing.lane.key, thing.middle
                canvas.update_picture()
            canvas.thing_clicked.emit(thing, more)

    def _zoom_to(self, thing: Any) -> bool:
        if not isinstance(thing, Cell | Pair | Stretch):
            return False
        air = (thing.until - thing.since) * AIR
        self._canvas.show_time(thing.since - air, thing.until + air)
        return True

    # The keys

    def key(self, event: QKeyEvent) -> bool:
        """Ctrl and arrows go from one to the next, Enter chooses, Ctrl+Enter zooms to it."""
        shown = self._canvas.shown
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        if shown is None:
            return False
        if control and key in STEPS:
            self._step(*STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                self._zoom_to(self._at_hand())
            else:
                self._choose(shown.hover, self._at_hand(), more=False)
            return True
        return False

    def _at_hand(self) -> Cell | None:
        """The cell where the keys have come, as the scene now tells it."""
        shown = self._canvas.shown
        if shown is None or shown.cell is None:
            return None
        key, moment = shown.cell
        row = shown.row_of(key)
        return None if row is None else cell_of(shown, row, moment)

    def _step(self, bins: int, rows: int) -> None:
        canvas, shown = self._canvas, self._canvas.shown
        if shown is None:
            return
        if shown.scene.events is not None:
            self._step_flow(bins)
            return
        at = self._at_hand()
        found = (
            first_cell(shown, canvas.frame)
            if at is None
            else next_cell(shown, at, bins=bins, rows=rows)
        )
        if found is None:
            return
        shown.cell = found.lane.key, found.middle
        canvas.bring_into_sight(found.middle, found.row)
        self._at = box_of(canvas.frame, found).center()
        self.thing = None  # so that it is told again
        self._show(None, found)

    def _step_flow(self, by: int) -> None:
        """The next transfer in sight, in the order of time."""
        shown, strokes = self._canvas.shown, self._canvas.strokes
        if shown is None or strokes is None or not len(strokes) or not by:
            return
        order = np.sort(strokes.place)
        if shown.hover is None:
            row = int(order[0 if by > 0 else -1])
        else:
            later = int(np.searchsorted(order, shown.hover, "right"))
            place = later if by > 0 else int(np.searchsorted(order, shown.hover)) - 1
            if not 0 <= place < len(order):
                return
            row = int(order[place])
        (nth,) = np.flatnonzero(strokes.place == row)
        self._at = QPointF(float(strokes.x0[nth]), float((strokes.y0[nth] + strokes.y1[nth]) / 2))
        self._show(row, None)
