"""What stands left of each lane: holder, number, level; pin, fold, remove; drag to move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import faded
from app.gui.panes.timeline.state import GROUP
from app.ops.timeline_lanes import PARTY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QContextMenuEvent

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.canvas import LaneCanvas

WIDTH: Final = 196
TWO_LINES: Final = 32
ONE_LINE: Final = 13
NAME_PX: Final = 12
SMALL_PX: Final = 11


class LaneHeadings(QWidget):
    """The lanes' names in step with the canvas.

    Signals:
        chosen: a ``Lane``, and whether it comes to those selected.
        pin_wanted: a ``Lane``; ``fold_wanted`` and ``remove_wanted`` likewise.
        move_wanted: a ``Lane`` and by how many rows.
        group_wanted: the ``Lane``s that become one, or the group that falls apart.
    """

    chosen = Signal(object, bool)
    pin_wanted = Signal(object)
    fold_wanted = Signal(object)
    remove_wanted = Signal(object)
    move_wanted = Signal(object, int)
    group_wanted = Signal(object)

    def __init__(self, canvas: LaneCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setFixedWidth(WIDTH)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Lanes"))
        self.setAccessibleDescription(
            _("Up and down choose, with Alt they move a lane; Delete takes it out, P pins it.")
        )
        self.lanes: tuple[Lane, ...] = ()
        self._pinned: frozenset[str] = frozenset()
        self._selected: frozenset[str] = frozenset()
        self._shares: tuple[float | None, ...] = ()
        self._held: int | None = None
        self._target: int | None = None
        self._from = QPoint()
        canvas.looked.connect(self.update)

    def show_lanes(self, lanes: Sequence[Lane], pinned: Collection[str]) -> None:
        """Show other lanes, from the top."""
        self.lanes = tuple(lanes)
        self._pinned = frozenset(pinned)
        self.update()

    def show_selected(self, keys: Collection[str]) -> None:
        """Mark the lanes that are selected in all panes."""
        self._selected = frozenset(keys)
        self.update()

    def show_balances(self, shares: Sequence[float | None]) -> None:
        """Show how full each lane is at the moment of playback, from 0 to 1; nothing for none."""
        self._shares = tuple(shares)
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Names, as much of them as the height of a lane takes."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.color("bg"))
        frame = self._canvas.frame
        tall = frame.lane_px
        for row in range(max(0, int(frame.top)), min(len(self.lanes), int(frame.bottom) + 1)):
            top = frame.y(row)
            area = QRectF(0, top, WIDTH, tall)
            if self.lanes[row].key in self._selected:
                painter.fillRect(area, colours.color("accent_weak"))
                painter.fillRect(QRectF(0, top, 3, tall), colours.color("accent"))
            if tall >= ONE_LINE:
                self._paint_lane(painter, self.lanes[row], area)
            share = self._shares[row] if row < len(self._shares) else None
            if share is not None:
                bar = QRectF(0, top + tall - min(4.0, tall), WIDTH * share, min(4.0, tall))
                painter.fillRect(bar, colours.color("good"))
            if tall >= 5:
                painter.setPen(colours.color("line"))
                for y in (round(top) + 0.5, round(top + tall) + 0.5):
                    painter.drawLine(QPointF(0, y), QPointF(WIDTH, y))
        if tall < ONE_LINE and self.lanes:
            self._paint_count(painter)
        if self._target is not None:
            y = round(frame.y(self._target))
            painter.fillRect(QRect(0, y - 1, WIDTH, 3), colours.color("accent"))
        painter.setPen(colours.color("accent" if self.hasFocus() else "line"))
        painter.drawLine(WIDTH - 1, 0, WIDTH - 1, self.height())

    def _paint_lane(self, painter: QPainter, lane: Lane, area: QRectF) -> None:
        colours = theme.current()
        left, right = 10.0, WIDTH - 8.0
        if lane.key in self._pinned:
            theme.icon("pin", "accent").paint(
                painter, QRect(int(right) - 14, int(area.top()) + 3, 14, 14)
            )
            right -= 18
        elif lane.is_folded:
            theme.icon("person" if lane.key.startswith(PARTY) else "people", "muted").paint(
                painter, QRect(int(right) - 14, int(area.top()) + 3, 14, 14)
            )
            right -= 18
        if lane.level is not None:
            left = self._paint_level(painter, lane.level, left, area)
        small = ui_font(SMALL_PX, tabular=True)
        if area.height() >= TWO_LINES:
            name = QRectF(left, area.top() + area.height() / 2 - 16, right - left, 16)
            number = QRectF(10, name.bottom(), WIDTH - 18, 15)
            self._paint_name(painter, lane, name)
            painter.setFont(small)
            painter.setPen(colours.color("muted"))
            text = number_words(lane)
            fitted = QFontMetrics(small).elidedText(
                text, Qt.TextElideMode.ElideLeft, int(number.width())
            )
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, fitted)
            return
        tail = tail_words(lane)
        wide = QFontMetrics(small).horizontalAdvance(tail)
        self._paint_name(
            painter, lane, QRectF(left, area.top(), right - left - wide - 6, area.height())
        )
        painter.setFont(small)
        painter.setPen(colours.color("muted"))
        place = QRectF(right - wide, area.top(), wide + 1, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, tail)

    def _paint_name(self, painter: QPainter, lane: Lane, area: QRectF) -> None:
        colours = theme.current()
        font = ui_font(NAME_PX)
        painter.setFont(font)
        painter.setPen(colours.color("text" if lane.title else "faint"))
        text = words.name(lane.title) if lane.title else words.unknown()
        fitted = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, fitted)

    def _paint_level(self, painter: QPainter, level: int, left: float, area: QRectF) -> float:
        colours = theme.current()
        font = ui_font(SMALL_PX, bold=True, tabular=True)
        text = _("L{level}").format(level=level)
        wide = QFontMetrics(font).horizontalAdvance(text) + 8
        middle = area.top() + area.height() / 2 - (8 if area.height() >= TWO_LINES else 0)
        box = QRectF(left, middle - 7, wide, 14)
        painter.fillRect(box, faded(colours.color("tainted"), 40))
        painter.setFont(font)
        painter.setPen(colours.color("tainted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return left + wide + 6

    def _paint_count(self, painter: QPainter) -> None:
        colours = theme.current()
        painter.setPen(colours.color("muted"))
        painter.setFont(ui_font(NAME_PX))
        text = ngettext("{n} lane", "{n} lanes", len(self.lanes)).format(
            n=words.count(len(self.lanes))
        )
        hint = _("Ctrl+wheel makes them higher")
        box = self.rect().adjusted(10, 10, -8, -10)
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        ground = QRect(0, 0, WIDTH - 1, 52)
        painter.fillRect(ground, colours.color("bg"))
        painter.drawText(box, flags, f"{text}\n{hint}")

    # The mouse and the keys

    def _lane_at(self, y: float) -> int | None:
        row = self._canvas.frame.lane(y)
        return row if 0 <= row < len(self.lanes) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take a lane."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._lane_at(event.position().y())
            self._from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag it, or tell of the one under the pointer."""
        y = event.position().y()
        if self._held is None:
            row = self._lane_at(y)
            text = lane_words(self.lanes[row]) if row is not None else ""
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
        elif (event.position().toPoint() - self._from).manhattanLength() > 6:
            frame = self._canvas.frame
            place = round(frame.top + y / frame.lane_px)
            self._target = max(0, min(len(self.lanes), place))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let it go: elsewhere it moves, where it was it is chosen."""
        held, target = self._held, self._target
        self._held = self._target = None
        self.update()
        if held is None or held >= len(self.lanes):
            return
        if target is None:
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.chosen.emit(self.lanes[held], more)
        else:
            steps = target - held - (1 if target > held else 0)
            if steps:
                self.move_wanted.emit(self.lanes[held], steps)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll the lanes, with Ctrl change their height."""
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._canvas.set_row_height(self._canvas.row_height * 1.25**steps)
        else:
            self._canvas.scroll_lanes(-2 * steps)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with a lane."""
        row = self._lane_at(event.pos().y())
        if row is not None:
            self.menu_of(self.lanes[row]).exec(event.globalPos())

    def menu_of(self, lane: Lane) -> QMenu:
        """The menu of a lane."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pinned = lane.key in self._pinned
        entries = [(_("Let go") if pinned else _("Pin to the top"), self.pin_wanted)]
        if lane.party is not None:
            title = _("Unfold into accounts") if lane.is_folded else _("Fold the person's accounts")
            entries.append((title, self.fold_wanted))
        entries.append((_("Take out of the timeline"), self.remove_wanted))
        for title, signal in entries:
            action = menu.addAction(title)
            action.setData((lane, signal))
        together = self._together(lane)
        if together:
            title = _("Put the chosen lanes into one")
            action = menu.addAction(title if len(together) > 1 else _("Unfold into accounts"))
            action.setData((together, self.group_wanted))
        menu.triggered.connect(self._act)
        return menu

    def _act(self, action: object) -> None:
        lane, signal = action.data()  # type: ignore[attr-defined]
        signal.emit(lane)

    def _together(self, lane: Lane) -> list[Lane]:
        """What a group can be made of here: a group to take apart, or several chosen lanes."""
        if lane.key.startswith(GROUP):
            return [lane]
        chosen = [each for each in self.lanes if each.key in self._selected]
        return chosen if lane in chosen and len(chosen) > 1 else []

    def _current(self) -> int | None:
        return next(
            (row for row, lane in enumerate(self.lanes) if lane.key in self._selected), None
        )

    def keyPressEvent(self, event: object) -> None:  # noqa: N802
        """Choose, move, pin and take out by keys."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier  # type: ignore[attr-defined]
        row = self._current()
        if not self.lanes:
            event.ignore()  # type: ignore[attr-defined]
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            if alt and row is not None:
                self.move_wanted.emit(self.lanes[row], step)
            else:
                place = 0 if row is None else max(0, min(len(self.lanes) - 1, row + step))
                self.chosen.emit(self.lanes[place], False)
        elif row is not None and key == Qt.Key.Key_Delete:
            self.remove_wanted.emit(self.lanes[row])
        elif row is not None and key == Qt.Key.Key_P:
            self.pin_wanted.emit(self.lanes[row])
        elif row is not None and key == Qt.Key.Key_G and self._together(self.lanes[row]):
            self.group_wanted.emit(self._together(self.lanes[row]))
        elif row is not None and key == Qt.Key.Key_F:
            self.fold_wanted.emit(self.lanes[row])
        else:
            event.ignore()  # type: ignore[attr-defined]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        self.update()


def number_words(lane: Lane) -> str:
    """The number under the name, or how many accounts a person's lane holds."""
    if lane.is_folded:
        return ngettext("{n} account", "{n} accounts", len(lane.accounts)).format(
            n=len(lane.accounts)
        )
    return words.grouped(lane.numbers[0]) if lane.numbers else ""


def tail_words(lane: Lane) -> str:
    """The last digits beside the name, where there is one line only."""
    if lane.is_folded:
        return number_words(lane)
    return "…" + words.identity(lane.numbers[0])[-4:] if lane.numbers else ""


def lane_words(lane: Lane) -> str:
    """Everything about a lane in a few lines."""
    lines = [words.name(lane.title) if lane.title else words.unknown()]
    lines += [words.grouped(number) for number in lane.numbers[:6]]
    flows = ngettext("{n} transfer", "{n} transfers", lane.flows).format(n=words.count(lane.flows))
    lines.append(f"{flows} · {money.yuan(lane.moved)}")
    if lane.level is not None:
        lines.append(_("Level {level} of the kept traces").format(level=lane.level))
    if not lane.obtained:
        lines.append(_("No statement of its own: only what others' statements show"))
    return "\n".join(lines)
