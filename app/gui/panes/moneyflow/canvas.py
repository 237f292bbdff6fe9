"""The money flow on the screen: pan, zoom, choose, go along it with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.moneyflow import wording
from app.gui.panes.moneyflow.end_marks import told_of
from app.gui.panes.moneyflow.layout import EndBox, Layout
from app.gui.panes.moneyflow.painting import Look, draw, heads, path_of
from app.gui.panes.moneyflow.pointing import MORE, ONE, ROWS, Pointing

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import (
        QContextMenuEvent,
        QHelpEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from app.gui.panes.moneyflow.layout import Box, Ribbon

MARGIN: Final = 16.0
LEAST_ZOOM, MOST_ZOOM = 0.02, 3.0
READ_ZOOM: Final = 0.75
STEP: Final = 1.2
PAN: Final = 60
HEADS: Final = 20
"""Pixels of the line with the names of the columns."""


class FlowCanvas(QWidget):
    """Draws a layout.

    Signals:
        box_chosen: key of a card or stack, and how: ``ONE``, ``MORE`` or ``ROWS``.
        boxes_chosen: keys in a rectangle, and whether beside those that are chosen.
        ribbon_chosen: the ``Ribbon``, and whether its transfers are wanted.
        menu_wanted: key of a card, stack or end, and where on the screen.
        ribbon_menu_wanted: the ``Ribbon``, and where.
        end_chosen: the ``EndBox``, to select its accounts.
        dropped: the empty ground was clicked.
    """

    box_chosen = Signal(str, str)
    boxes_chosen = Signal(list, bool)
    ribbon_chosen = Signal(object, bool)
    menu_wanted = Signal(str, object)
    ribbon_menu_wanted = Signal(object, object)
    end_chosen = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layout_shown = Layout({}, (), (), 0, 0, 0)
        self.spread: dict[str, int] = {}
        self.selected: frozenset[str] = frozenset()
        self.ribbon: tuple[str, str] | None = None
        self.focus = ""
        self.zoom = 1.0
        self.origin = QPointF(0, 0)
        self.pointing = Pointing(self)
        self._fresh = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Money flow"))
        self.setMinimumSize(240, 160)

    def show_layout(self, layout: Layout, *, keep: bool) -> None:
        """Draw another layout; ``keep`` stays where the eye is."""
        self.layout_shown = layout
        if self.focus not in self._places():
            self.focus = ""
        if not keep:
            self._fresh = True
            self.fit(readable=True)
        self.update()

    def fit(self, *, readable: bool = False) -> None:
        """Show everything, or as much as stays readable from the upper left."""
        shown = self.layout_shown
        if not shown.boxes:
            return
        room_x = max(1.0, self.width() - 2 * MARGIN) / max(shown.width, 1.0)
        room_y = max(1.0, self.height() - 2 * MARGIN) / max(shown.height, 1.0)
        zoom = min(room_x, room_y, 1.0)
        if readable:
            zoom = max(zoom, min(READ_ZOOM, max(room_x, 0.5)))
        self.zoom = max(LEAST_ZOOM, zoom)
        self.origin = QPointF(-MARGIN / self.zoom, -MARGIN / self.zoom)
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a point of the widget; around the middle without one."""
        self._fresh = False
        at = at or QPointF(self.width() / 2, self.height() / 2)
        before = self.to_layout(at)
        self.zoom = min(MOST_ZOOM, max(LEAST_ZOOM, self.zoom * factor))
        self.origin = before - at / self.zoom
        self.update()

    def look(self) -> Look:
        """How it is drawn."""
        return Look(
            theme.current(), self.zoom, self.selected, self.ribbon,
            self.focus if self.hasFocus() else "", self.spread,
        )  # fmt: skip

    def box_at(self, point: QPointF) -> Box | None:
        """The box under a point of the widget."""
        at = self.to_layout(point)
        for box in self.layout_shown.boxes.values():
            if QRectF(box.x, box.y, box.width, box.height).contains(at):
                return box
        return None

    def end_at(self, point: QPointF) -> EndBox | None:
        """The end under a point of the widget."""
        at = self.to_layout(point)
        for end in self.layout_shown.ends:
            if QRectF(end.x, end.y, end.width, end.height).contains(at):
                return end
        return None

    def ribbon_at(self, point: QPointF) -> Ribbon | None:
        """The band under a point, the thinnest of several."""
        at = self.to_layout(point)
        reach = 3 / self.zoom
        found: list[Ribbon] = []
        for ribbon in self.layout_shown.ribbons:
            top, low = min(ribbon.y0, ribbon.y1), max(ribbon.y0, ribbon.y1) + ribbon.width
            if not top - reach <= at.y() <= low + reach:
                continue
            near = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
            if path_of(ribbon).intersects(near):
                found.append(ribbon)
        return min(found, key=_width, default=None)

    def point_of(self, key: str) -> QPointF:
        """The middle of a box on the widget."""
        box = self._places()[key]
        return (QPointF(box.x + box.width / 2, box.y + box.height / 2) - self.origin) * self.zoom

    def reveal(self, key: str) -> None:
        """Bring a box into sight."""
        box = self._places().get(key)
        if box is None:
            return
        seen = self._seen()
        above = MARGIN + HEADS / self.zoom
        rect = QRectF(box.x, box.y, box.width, min(box.height, seen.height() - MARGIN - above))
        if seen.adjusted(0, HEADS / self.zoom, 0, 0).contains(rect):
            return
        x, y = self.origin.x(), self.origin.y()
        x = min(max(x, rect.right() + MARGIN - seen.width()), rect.left() - MARGIN)
        y = min(max(y, rect.bottom() + MARGIN - seen.height()), rect.top() - above)
        self.origin = QPointF(x, y)
        self._fresh = False
        self.update()

    def _places(self) -> dict[str, Box | EndBox]:
        """All that the keyboard can go to."""
        shown = self.layout_shown
        return {**shown.boxes, **{end.key: end for end in shown.ends}}

    def to_layout(self, point: QPointF) -> QPointF:
        """Where a point of the widget lies in the layout."""
        return point / self.zoom + self.origin

    def _seen(self) -> QRectF:
        return QRectF(self.origin.x(), self.origin.y(),
                      self.width() / self.zoom, self.height() / self.zoom)  # fmt: skip

    # What Qt tells

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw what is in sight."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.zoom, self.zoom)
        painter.translate(-self.origin)
        some = draw(painter, self.layout_shown, self.look(), self._seen())
        if self._seen().top() > 0:
            self._draw_heads(painter)
        if self.pointing.band is not None:
            ground = theme.current().color("accent")
            ground.setAlphaF(0.15)
            painter.setPen(QPen(theme.current().color("accent"), 0))
            painter.setBrush(ground)
            painter.drawRect(self.pointing.band)
        if some:
            painter.resetTransform()
            painter.setFont(ui_font(TABLE_PX))
            painter.setPen(theme.current().color("muted"))
            told = _("Only the widest bands are drawn; zoom in for all. Files hold them all.")
            painter.drawText(QPointF(MARGIN, self.height() - 8), told)
        painter.end()

    def _draw_heads(self, painter: QPainter) -> None:
        """The names of the columns stay in sight when the picture is moved up."""
        painter.save()
        painter.resetTransform()
        painter.fillRect(0, 0, self.width(), HEADS, theme.current().color("surface"))
        painter.setPen(theme.current().color("line"))
        painter.drawLine(0, HEADS, self.width(), HEADS)
        font = ui_font(TABLE_PX, bold=True)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.current().color("muted"))
        known = heads(self.layout_shown)
        for place, (x, head) in enumerate(known):
            left = (x - self.origin.x()) * self.zoom
            room = (known[place + 1][0] - x) * self.zoom if place + 1 < len(known) else 400.0
            told = metrics.elidedText(head, Qt.TextElideMode.ElideRight, room - 8)
            painter.drawText(QPointF(left, HEADS - 6), told)
        painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit again as long as nobody has moved the picture; what one is on stays in sight."""
        super().resizeEvent(event)
        if self._fresh:
            self.fit(readable=True)
            return
        place = self._places().get(self.focus)
        old = event.oldSize()
        before = QRectF(self.origin.x(), self.origin.y(),
                        old.width() / self.zoom, old.height() / self.zoom)  # fmt: skip
        if place is not None and before.contains(QPointF(place.x, place.y)):
            self.reveal(self.focus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Ctrl+wheel zooms; the wheel alone moves."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP if turn.y() > 0 else 1 / STEP, event.position())
        else:
            sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = QPointF(turn.y(), 0) if sideways else QPointF(turn.x(), turn.y())
            self.pan(step / 120 * PAN)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag, to click or to draw a rectangle."""
        self.pointing.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with it."""
        self.pointing.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose."""
        self.pointing.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open the transfers."""
        self.pointing.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer what can be done."""
        self.pointing.menu(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go from card to card, + and - zoom, 0 fits, Enter chooses."""
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focus:
            self._choose(_HOW.get(event.modifiers(), ONE))
        elif key == Qt.Key.Key_Space and self.focus:
            self._choose(MORE)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.boxes_chosen.emit(list(self.layout_shown.boxes), False)
        elif key in _ARROWS:
            self._go(*_ARROWS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the exact figures of what is pointed at."""
        if event.type() == QEvent.Type.ToolTip:
            self._tell(event)  # type: ignore[arg-type]  # the type says which event it is
            return True
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)

    def _tell(self, event: QHelpEvent) -> None:
        text = self.told_at(event.pos())
        if text:
            QToolTip.showText(event.globalPos(), text, self)
        else:
            QToolTip.hideText()

    def told_at(self, point: QPoint) -> str:
        """The exact figures of what lies under a point."""
        at = QPointF(point)
        box = self.box_at(at)
        if box is not None and not box.is_stack:
            card = box.cards[0]
            lines = [
                f"{wording.holder(card)}  {words.grouped(card.account)}",
                _("in {n}").format(n=money.yuan(card.came)),
                _("out {n}").format(n=money.yuan(card.went)),
            ]
            if not card.beyond:
                lines.append(_("kept {n}").format(n=money.yuan(card.kept)))
            lines.append(", ".join(wording.state_word(state) for state in card.states))
            if card.first is not None:
                lines.append(_("first arrival {time}").format(time=words.moment(card.first)))
            spread = self.spread.get(card.account)
            if spread is not None:
                lines.append(_("methods differ by {n}").format(n=money.yuan(spread)))
            return "\n".join(lines)
        end = self.end_at(at)
        if end is not None:
            return told_of(end)
        ribbon = None if box is not None else self.ribbon_at(at)
        if ribbon is None:
            return ""
        number = sum(band.flows for band in ribbon.bands)
        return money.yuan(ribbon.fen) + "\n" + ngettext(
            "{n} transfer", "{n} transfers", number
        ).format(n=words.count(number))  # fmt: skip

    def pan(self, step: QPointF) -> None:
        """Move the picture."""
        self._fresh = False
        self.origin -= step / self.zoom
        self.update()

    def _choose(self, how: str) -> None:
        """Choose what the keyboard is on."""
        place = self._places().get(self.focus)
        if isinstance(place, EndBox):
            self.end_chosen.emit(place)
        else:
            self.box_chosen.emit(self.focus, how)

    def _go(self, aside: int, down: int) -> None:
        """To the next card in a direction."""
        boxes = self._places()
        if not boxes:
            return
        here = boxes.get(self.focus)
        if here is None:
            self.focus = next(iter(boxes))
        elif down:
            column = sorted((box for box in boxes.values() if box.x == here.x), key=_y)
            place = column.index(here) + down
            self.focus = column[min(max(place, 0), len(column) - 1)].key
        else:
            columns = sorted({box.x for box in boxes.values()})
            place = min(max(columns.index(here.x) + aside, 0), len(columns) - 1)
            there = [box for box in boxes.values() if box.x == columns[place]]
            self.focus = min(there, key=lambda box: abs(box.y - here.y)).key
        self.reveal(self.focus)
        self.update()


_HOW: Final = {
    Qt.KeyboardModifier.ControlModifier: ROWS, Qt.KeyboardModifier.ShiftModifier: MORE,
}  # fmt: skip
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


def _width(ribbon: Ribbon) -> float:
    return ribbon.width


def _y(box: Box | EndBox) -> float:
    return box.y
