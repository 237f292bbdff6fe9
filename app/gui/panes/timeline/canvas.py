"""The lanes along time: a view box one moves and zooms, and the item that paints what it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.analysis.timeline.events import DAY, EARLIEST, LATEST, SECOND
from app.base.i18n import _
from app.gui import theme
from app.gui.panes.timeline import picture
from app.gui.panes.timeline.painting import paint_scene, rows_of
from app.gui.panes.timeline.pointing import Pointer
from app.gui.panes.timeline.strokes import Frame, Strokes, strokes_in, widths
from app.ops.timeline_marks import CALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent

    from app.gui.panes.timeline.picture import Shown
    from app.ops.timeline import Scene
    from app.ops.timeline_marks import Mark

pg.setConfigOption("exitCleanup", False)  # Qt takes its own things down
REST_MS: Final = 140
ROW_PX: Final = 44
MOST_ROW_PX: Final = 160
ZOOM: Final = 1.25
LEAST_S: Final = 1.0
NEAR_US: Final = 7 * DAY
NEAR_SHARE: Final = 0.25
"""Marks so long before or after the transfers are still part of the whole picture."""


class LaneBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph carries no types
    """Time in seconds since 1970 to the right, lanes downwards; the wheel zooms time."""

    def __init__(self) -> None:
        super().__init__(border=None, enableMenu=False, invertY=True, defaultPadding=0.0)
        self.disableAutoRange()
        self.setMouseEnabled(x=True, y=True)
        self.setLimits(
            xMin=EARLIEST / SECOND, xMax=LATEST / SECOND, minXRange=LEAST_S, yMin=0, yMax=1
        )

    def wheelEvent(self, event: Any, axis: Any = None) -> None:  # noqa: ARG002, N802
        """The view has dealt with it."""
        event.ignore()

    def mouseDragEvent(self, event: Any, axis: Any = None) -> None:  # noqa: ARG002, N802
        """Pull the picture along."""
        event.accept()
        before, now = self.mapToView(event.lastPos()), self.mapToView(event.pos())
        self.translateBy(x=before.x() - now.x(), y=before.y() - now.y())

    def mouseClickEvent(self, event: Any) -> None:  # noqa: N802
        """The view has dealt with it."""
        event.ignore()


class SceneItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph carries no types
    """Fills its view box and paints in its pixels."""

    def __init__(self, box: LaneBox, paint: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._box = box
        self._paint = paint
        self.setParentItem(box)
        box.sigResized.connect(self._resize)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The whole box."""
        return QRectF(self._box.rect())

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        """Paint what is in sight."""
        painter.setClipRect(self.boundingRect())
        self._paint(painter)

    @Slot(object)
    def _resize(self, _box: object) -> None:
        self.prepareGeometryChange()


class LaneCanvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph carries no types
    """The picture of a scene.

    Signals:
        looked: another time or other lanes are in sight.
        rested: the view has come to rest.
        pointed: the id of the transfer under the pointer, 0 for none.
        thing_pointed: what else is under the pointer, None for nothing.
        flow_clicked: the id of a transfer, and whether it comes to those selected.
        thing_clicked: what else was chosen, and whether it comes to what is selected.
        lane_clicked: the row of a lane.
    """

    looked = Signal()
    rested = Signal()
    pointed = Signal(object)
    thing_pointed = Signal(object)
    flow_clicked = Signal(object, bool)
    thing_clicked = Signal(object, bool)
    lane_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__(background=None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Lanes of the timeline"))
        self.setAccessibleDescription(
            _("Drag moves, the wheel zooms time, with Ctrl the lanes, with Shift it scrolls them.")
        )
        self.setMouseTracking(True)
        self.box = LaneBox()
        self.setCentralItem(self.box)
        self._item = SceneItem(self.box, self._paint)
        self.shown: Shown | None = None
        self.marks: tuple[Mark, ...] = ()
        self._strokes: Strokes | None = None
        self._row_px = float(ROW_PX)
        self._pressed: QPointF | None = None
        self.pointer = Pointer(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._come_to_rest)
        self.box.sigRangeChanged.connect(self._look)
        self.box.sigResized.connect(self._fit)

    # What it shows

    def show_scene(
        self, scene: Scene, rows: Iterable[int], *, by_amount: bool, log: bool = False
    ) -> None:
        """Show another scene; ``rows`` says in which row each lane of it stands."""
        placed = np.fromiter(rows, np.int32)
        wide = widths(scene.events.amount) if scene.events is not None else np.zeros(0, np.int8)
        before = self.shown
        self.shown = picture.Shown(scene, placed, wide, by_amount, log)
        if before is not None:
            self.shown.period, self.shown.until = before.period, before.until
            self.shown.cell = before.cell
        self.pointer.thing = None
        self._fit()
        self.redraw()

    def clear_scene(self) -> None:
        """Show nothing."""
        self.shown = None
        self.redraw()

    def show_time(self, since: float, until: float) -> None:
        """Bring a time into sight (microseconds)."""
        since, until = max(since, EARLIEST), min(until, LATEST)
        if until - since < SECOND:
            since, until = since - SECOND / 2, since + SECOND
        self.box.setXRange(since / SECOND, until / SECOND, padding=0)

    def show_everything(self) -> None:
        """Bring all that the lanes ever did into sight, with what is marked in them near it."""
        whole = self._everything()
        if whole is not None:
            self.show_time(*whole)

    @property
    def shows_everything(self) -> bool:
        """Whether it stands as ``show_everything`` has put it."""
        whole, frame = self._everything(), self.frame
        return whole is not None and (
            abs(frame.since - whole[0]) < SECOND and abs(frame.until - whole[1]) < SECOND
        )

    def _everything(self) -> tuple[float, float] | None:
        if self.shown is None or self.shown.scene.span is None:
            return None
        first, last = self.shown.scene.span
        # a mark years away must not press the transfers together
        near = max(NEAR_US, (last - first) * NEAR_SHARE)
        times = [
            mark.since for mark in self._own_marks() if first - near <= mark.since <= last + near
        ]
        return with_margin((min([first, *times]), max([last, *times])))

    def _own_marks(self) -> list[Mark]:
        """Incidents and measures of the lanes; all incidents where there are none."""
        bare = self.shown is None or not self.shown.scene.lanes[0].accounts
        return [mark for mark in self.marks if mark.kind != CALL and (bare or mark.lanes)]

    @property
    def far_marks(self) -> list[Mark]:
        """Those so far from the transfers that all time leaves them out; words tell of them."""
        whole = self._everything()
        if whole is None:
            return []
        return [mark for mark in self._own_marks() if not whole[0] <= mark.since <= whole[1]]

    def redraw(self) -> None:
        """Paint anew."""
        self._strokes = None
        self._item.update()

    @property
    def frame(self) -> Frame:
        """What is in sight."""
        (left, right), (top, bottom) = self.box.viewRange()
        return Frame(
            left * SECOND, right * SECOND, top, bottom, int(self.box.width()),
            int(self.box.height()),
        )  # fmt: skip

    @property
    def rows(self) -> dict[str, int]:
        """In which row each lane is shown, by its key."""
        return rows_of(self.shown) if self.shown is not None else {}

    @property
    def strokes(self) -> Strokes | None:
        """The single transfers in sight."""
        shown = self.shown
        if self._strokes is None and shown is not None and shown.scene.events is not None:
            self._strokes = strokes_in(
                shown.scene.events, shown.rows, self.frame, shown.wide, shown.until
            )
        return self._strokes

    @Slot()
    def _fit(self) -> None:
        """Lanes keep their height; few of them leave room below, many are scrolled."""
        rows = len(self.shown.scene.lanes) if self.shown is not None else 1
        whole = self.shown is not None and not self.shown.scene.lanes[0].accounts
        seen = 1.0 if whole else max(1.0, self.box.height()) / self._row_px
        self.box.setLimits(yMin=0, yMax=max(rows, seen), minYRange=seen, maxYRange=seen)
        top = max(0.0, min(self.box.viewRange()[1][0], max(rows, seen) - seen))
        self.box.setYRange(top, top + seen, padding=0)

    def update_picture(self) -> None:
        """Paint the same again, with another thing pointed at."""
        self._item.update()

    def bring_into_sight(self, moment: float, row: int) -> None:
        """Move so far that a moment (microseconds) of a row is in sight."""
        frame = self.frame
        if not frame.since <= moment <= frame.until:
            middle = (frame.since + frame.until) / 2
            self.box.translateBy(x=(moment - middle) / SECOND)
        if row < frame.top or row + 1 > frame.bottom:
            self.scroll_lanes(row - frame.top if row < frame.top else row + 1 - frame.bottom)

    def set_row_height(self, pixels: float) -> None:
        """How high lanes are; so low that all fit into the height at least."""
        self._row_px = max(0.5, min(MOST_ROW_PX, pixels))
        self._fit()

    @property
    def row_height(self) -> float:
        """How high lanes are."""
        return self._row_px

    @Slot()
    def _look(self) -> None:
        self._strokes = None
        self._item.update()
        self.looked.emit()
        self._rest.start()

    @Slot()
    def _come_to_rest(self) -> None:
        self._item.update()
        self.rested.emit()

    # Painting

    def _paint(self, painter: QPainter) -> None:
        colours = theme.current()
        frame = self.frame
        if frame.width < 2 or frame.height < 2:
            return
        painter.fillRect(QRectF(0, 0, frame.width, frame.height), colours.color("surface"))
        shown = self.shown
        if shown is None:
            return
        strokes = self.strokes
        moving = self._rest.isActive()
        paint_scene(painter, frame, shown, self.marks, strokes, colours, moving=moving)
        if strokes is not None:
            picture.paint_chosen(painter, strokes, shown, colours)
        else:
            picture.paint_cells(painter, frame, shown, self.pointer.thing, colours)
        if self.hasFocus():
            painter.setPen(colours.color("accent"))
            painter.drawRect(QRectF(0, 0, frame.width - 1, frame.height - 1))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if hasattr(self, "_item"):
            self._item.update()

    def close(self) -> bool:
        """Close as any widget: what pyqtgraph takes apart here, Qt destroys in its own order."""
        return QWidget.close(self)

    # The mouse and the keys

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom time at the pointer; with Ctrl the lanes; with Shift scroll them."""
        turned = event.angleDelta()
        steps = (turned.y() or turned.x()) / 120
        frame = self.frame
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_row_height(self._row_px * ZOOM**steps)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_lanes(-steps * 2)
        elif abs(turned.x()) > abs(turned.y()):
            self.box.translateBy(x=-turned.x() / 120 * (frame.until - frame.since) / SECOND / 10)
        else:
            self.zoom(ZOOM**-steps, frame.moment(event.position().x()))
        event.accept()

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Show ``factor`` times as much time, keeping a moment (microseconds) where it stands."""
        frame = self.frame
        middle = (frame.since + frame.until) / 2 if at is None else at
        self.show_time(
            middle - (middle - frame.since) * factor, middle + (frame.until - middle) * factor
        )

    def scroll_lanes(self, rows: float) -> None:
        """Scroll downwards by lanes."""
        self.box.translateBy(y=rows)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Remember where a click began."""
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click chooses what is under the pointer, else the lane."""
        super().mouseReleaseEvent(event)
        begun, self._pressed = self._pressed, None
        at = event.position()
        if begun is None or (at - begun).manhattanLength() > 4:
            return
        if event.button() == Qt.MouseButton.LeftButton:
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.pointer.click(at, more=more)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Look closer."""
        self.pointer.look_closer(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell what is under the pointer."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self.pointer.move(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self.pointer.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move, plus and minus zoom, Home shows all; with Ctrl as ``Pointer`` has it."""
        if self.pointer.key(event):
            return
        frame = self.frame
        step = (frame.until - frame.since) / SECOND / 10
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.box.translateBy(x=step if key == Qt.Key.Key_Right else -step)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.scroll_lanes(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1 / ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(ZOOM)
        elif key == Qt.Key.Key_Home:
            self.show_everything()
        else:
            event.ignore()


def with_margin(span: tuple[int, int]) -> tuple[float, float]:
    """A span with some air at both ends; a single moment gets a minute around it."""
    air = max(30 * SECOND, (span[1] - span[0]) * 0.02)
    return span[0] - air, span[1] + air
