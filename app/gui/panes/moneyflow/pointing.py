"""The mouse on the money flow: drag, click one, click several, draw a rectangle around many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent

    from app.gui.panes.moneyflow.canvas import FlowCanvas

ONE, MORE, ROWS = "one", "more", "rows"
"""How a card is chosen: alone, beside those that are, or with its transfers in their pane."""
SEVERAL: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CLICK: Final = 4
"""Moved by less than this it is a click."""


class Pointing:
    """Belongs to one canvas.

    Attributes:
        band: the rectangle that is being drawn, in the layout's lengths.
    """

    def __init__(self, canvas: FlowCanvas) -> None:
        self._canvas = canvas
        self._pressed: QPointF | None = None
        self._moved = False
        self._corner = QPointF()
        self.band: QRectF | None = None

    def press(self, event: QMouseEvent) -> None:
        """Remember where it began."""
        self._pressed = event.position()
        self._corner = self._canvas.to_layout(event.position())
        self._moved = False

    def move(self, event: QMouseEvent) -> None:
        """Drag the picture, with Ctrl or Shift a rectangle; a hand over what can be clicked."""
        canvas, at = self._canvas, event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            step = at - self._pressed
            if not self._moved and step.manhattanLength() <= CLICK:
                return
            if not self._moved and event.modifiers() & SEVERAL:
                self.band = QRectF(self._corner, self._corner)
            self._moved = True
            if self.band is not None:
                self.band = QRectF(self._corner, canvas.to_layout(at)).normalized()
                canvas.update()
                return
            canvas.pan(step)
            self._pressed = at
            return
        over = canvas.box_at(at) or canvas.end_at(at) or canvas.ribbon_at(at)
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        canvas.setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        """Choose what was clicked, or what the rectangle touches."""
        canvas = self._canvas
        was, self._pressed = self._pressed, None
        band, self.band = self.band, None
        several = bool(event.modifiers() & SEVERAL)
        if band is not None:
            keys = [
                box.key for box in canvas.layout_shown.boxes.values()
                if band.intersects(QRectF(box.x, box.y, box.width, box.height))
            ]  # fmt: skip
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            canvas.boxes_chosen.emit(keys, more)
            canvas.update()
            return
        if was is None or self._moved or event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        box, end = canvas.box_at(at), canvas.end_at(at)
        if box is not None:
            canvas.focus = box.key
            canvas.box_chosen.emit(box.key, MORE if several else ONE)
        elif end is not None:
            canvas.focus = end.key
            canvas.end_chosen.emit(end)
        elif (ribbon := canvas.ribbon_at(at)) is not None:
            wanted = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            canvas.ribbon_chosen.emit(ribbon, wanted)
        elif not several:
            canvas.dropped.emit()

    def double_click(self, event: QMouseEvent) -> None:
        """The transfers of a card."""
        box = self._canvas.box_at(event.position())
        self._pressed = None
        if box is not None and not box.is_stack:
            self._canvas.box_chosen.emit(box.key, ROWS)

    def menu(self, event: QContextMenuEvent) -> None:
        """The menu of what is pointed at, or of what the keyboard is on."""
        canvas = self._canvas
        if event.reason() == event.Reason.Keyboard and canvas.focus:
            place = canvas.mapToGlobal(canvas.point_of(canvas.focus).toPoint())
            canvas.menu_wanted.emit(canvas.focus, place)
            return
        at = QPointF(event.pos())
        box = canvas.box_at(at) or canvas.end_at(at)
        if box is not None:
            canvas.focus = box.key
            canvas.menu_wanted.emit(box.key, event.globalPos())
        elif (ribbon := canvas.ribbon_at(at)) is not None:
            canvas.ribbon_menu_wanted.emit(ribbon, event.globalPos())
