"""The histogram over the table: bars that select, hide or grey what they stand for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPen
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from app.base import money
from app.base.i18n import N_, _
from app.gui import theme, words
from app.gui.fonts import TABLE_PX, ui_font
from app.ops.flow_figures import FlowBar
from app.ops.flow_wanted import Bars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent


HEIGHT: Final = 64
LEAST_PANE: Final = 220
"""A lower pane needs its height for rows."""
_LABELS: Final = 16
_EDGE: Final = 16
_LEAST: Final = 2
_DAY: Final = timedelta(days=1)
DEEDS: Final = (("only", N_("Select")), ("hidden", N_("Hide")), ("grey", N_("Grey out")))


def bar_text(bar: FlowBar, by: str) -> str:
    """What a bar stands for."""
    if by == "hour":
        return _("no clock given") if bar.low < 0 else f"{bar.low:02d}:00 – {bar.low:02d}:59"
    if by == "amount":
        if bar.high is None:
            return _("from {sum} on").format(sum=money.yuan(bar.low))
        return _("{low} to below {high}").format(low=money.yuan(bar.low), high=money.yuan(bar.high))
    if bar.high - bar.low >= _DAY:
        last = bar.high - _DAY
        return words.day(bar.low) + (f" – {words.day(last)}" if last > bar.low else "")
    return f"{words.moment(bar.low, 1)} – {words.moment(bar.high, 1)[11:]}"


def bars_text(bars: Bars) -> str:
    """What is chosen, in words."""
    found = []
    for title, bounds in (
        (_("only {bars}"), bars.only),
        (_("without {bars}"), bars.hidden),
        (_("grey: {bars}"), bars.grey),
    ):
        if bounds:
            first = bar_text(FlowBar(*bounds[0]), bars.by)
            more = f" +{len(bounds) - 1}" if len(bounds) > 1 else ""
            found.append(title.format(bars=first + more))
    return " · ".join(found)


class HistogramStrip(QWidget):
    """Bars of flows along time, amount or hour.

    Click selects a bar, Ctrl+click one more, dragging a stretch; right click or H and G hide and
    grey; Esc of the pane takes everything back.

    Signals:
        bars_wanted: the ``Bars`` as they are chosen now.
    """

    bars_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFont(ui_font(TABLE_PX))
        self.setAccessibleName(_("Histogram"))
        self._bars: list[FlowBar] = []
        self._chosen = Bars()
        self._current = -1
        self._hover = -1
        self._pressed = -1
        self._loading = False

    def fit(self, pane_height: int) -> None:
        """Give way in a low pane."""
        self.setFixedHeight(HEIGHT if pane_height >= LEAST_PANE else 0)

    @property
    def by(self) -> str:
        """What the bars measure."""
        return self._chosen.by

    @property
    def chosen(self) -> Bars:
        """What is chosen."""
        return self._chosen

    def bars(self) -> list[FlowBar]:
        """The bars as they are shown."""
        return self._bars

    def set_loading(self) -> None:
        """Other bars are coming."""
        self._loading = True
        self.update()

    def show_bars(self, bars: Sequence[FlowBar], chosen: Bars) -> None:
        """Show other bars, and what is chosen among them."""
        self._bars = list(bars)
        self._chosen = chosen
        self._loading = False
        self._hover = -1
        self._current = min(self._current, len(self._bars) - 1)
        self.update()

    def take(self, deed: str, first: int, last: int, *, more: bool = False) -> None:
        """Select, hide or grey a stretch of bars; once more takes it back."""
        if not 0 <= first <= last < len(self._bars):
            return
        bounds = tuple((bar.low, bar.high) for bar in self._bars[first : last + 1])
        held = getattr(self._chosen, deed)
        if all(each in held for each in bounds):
            kept = tuple(each for each in held if each not in bounds)
            kept = kept if more or deed != "only" else ()
        elif deed == "only" and not more:
            kept = bounds
        else:
            kept = tuple(dict.fromkeys((*held, *bounds)))
        # what is hidden can be neither selected nor grey
        against = ("only", "grey") if deed == "hidden" else ("hidden",)
        others: dict[str, Any] = {
            name: tuple(each for each in getattr(self._chosen, name) if each not in bounds)
            for name in against
        }
        others[deed] = kept
        self.bars_wanted.emit(replace(self._chosen, **others))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(400, HEIGHT)

    # Painting

    def _field(self) -> QRect:
        return self.rect().adjusted(_EDGE, 6, -_EDGE, -_LABELS)

    def _rect(self, number: int) -> QRect:
        field = self._field()
        count = max(1, len(self._bars))
        left = field.left() + field.width() * number // count
        right = field.left() + field.width() * (number + 1) // count
        return QRect(left, field.top(), max(1, right - left - (1 if right - left > 3 else 0)),
                     field.height())  # fmt: skip

    def _at(self, place: QPoint) -> int:
        field = self._field()
        if not self._bars or not field.left() <= place.x() <= field.right():
            return -1
        return min(
            len(self._bars) - 1, (place.x() - field.left()) * len(self._bars) // field.width()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the bars: chosen ones full, hidden ones hollow, grey ones grey."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.color("surface"))
        field = self._field()
        painter.setPen(colours.color("line"))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        if not self._bars:
            painter.setPen(colours.color("faint"))
            said = _("Counting…") if self._loading else _("Nothing to count")
            painter.drawText(field, Qt.AlignmentFlag.AlignCenter, said)
            return
        most = max((bar.flows for bar in self._bars), default=0) or 1
        for number, bar in enumerate(self._bars):
            room = self._rect(number)
            if bar.flows:
                high = max(_LEAST, room.height() * bar.flows // most)
                filled = QRect(room.left(), room.bottom() - high + 1, room.width(), high)
                self._fill(painter, filled, (bar.low, bar.high))
            if number in (self._hover, self._current if self.hasFocus() else -1):
                painter.setPen(QPen(colours.color("accent"), 1))
                painter.drawRect(room.adjusted(-1, -2, 0, 0))
        self._labels(painter, field)

    def _fill(self, painter: QPainter, filled: QRect, bounds: tuple[Any, Any]) -> None:
        colours = theme.current()
        if bounds in self._chosen.hidden:
            painter.setPen(colours.color("line_strong"))
            painter.drawRect(filled.adjusted(0, 0, -1, -1))
            return
        tone = "muted"
        if bounds in self._chosen.grey:
            tone = "faint"
        elif self._chosen.only:
            tone = "accent" if bounds in self._chosen.only else "line_strong"
        painter.fillRect(filled, colours.color(tone))

    def _labels(self, painter: QPainter, field: QRect) -> None:
        painter.setPen(theme.current().color("muted"))
        place = QRect(field.left(), field.bottom() + 2, field.width(), _LABELS - 2)
        metrics = painter.fontMetrics()
        aligned = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = -1
        for number, bar in enumerate(self._bars):
            text = _short(bar, self.by)
            left = self._rect(number).left()
            wide = metrics.horizontalAdvance(text)
            if left > right and left + wide <= field.right():
                painter.drawText(place.adjusted(left - field.left(), 0, 0, 0), aligned, text)
                right = left + wide + 12

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a choice."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._current = self._at(event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select the bar, or the stretch from where the button was pressed."""
        end = self._at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or self._pressed < 0 or end < 0:
            return
        held = event.modifiers()
        deed = "only"
        if held & Qt.KeyboardModifier.ShiftModifier:
            deed = "hidden"
        elif held & Qt.KeyboardModifier.AltModifier:
            deed = "grey"
        first, last = sorted((self._pressed, end))
        self._pressed = -1
        self.take(deed, first, last, more=bool(held & Qt.KeyboardModifier.ControlModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say what the bar stands for."""
        at = self._at(event.position().toPoint())
        if at != self._hover:
            self._hover = at
            self.update()
            if at >= 0:
                QToolTip.showText(event.globalPosition().toPoint(), self.told(at), self)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._hover = -1
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with the bar."""
        at = self._at(event.pos())
        if at < 0:
            at = self._current
        if at < 0:
            return
        self._current = at
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounds = (self._bars[at].low, self._bars[at].high)
        for deed, title in DEEDS:
            action = menu.addAction(_(title))
            action.setCheckable(True)
            action.setChecked(bounds in getattr(self._chosen, deed))
            action.setData(deed)
        menu.addSeparator()
        menu.addAction(_("Take all back")).setData("clear")
        menu.triggered.connect(self._do)
        menu.popup(event.globalPos())

    @Slot(QAction)
    def _do(self, action: QAction) -> None:
        if action.data() == "clear":
            self.bars_wanted.emit(Bars(self.by))
        else:
            self.take(action.data(), self._current, self._current, more=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows walk, Enter or Space selects, H hides, G greys."""
        key = event.key()
        deeds = {
            Qt.Key.Key_Return: "only", Qt.Key.Key_Enter: "only", Qt.Key.Key_Space: "only",
            Qt.Key.Key_H: "hidden", Qt.Key.Key_G: "grey",
        }  # fmt: skip
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._bars:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._current = max(0, min(len(self._bars) - 1, self._current + step))
            self.setAccessibleDescription(self.told(self._current))
            self.update()
        elif key in deeds and self._current >= 0:
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.take(deeds[Qt.Key(key)], self._current, self._current, more=more)
        else:
            super().keyPressEvent(event)

    def told(self, number: int) -> str:
        """A bar in words."""
        bar = self._bars[number]
        return _("{what}: {n} transfers, {sum}").format(
            what=bar_text(bar, self.by), n=words.count(bar.flows), sum=money.yuan(bar.amount)
        )


def _short(bar: FlowBar, by: str) -> str:
    if by == "hour":
        return _("none") if bar.low < 0 else str(bar.low)
    if by == "amount":
        return money.plain(bar.low)[:-3]
    if bar.high - bar.low >= _DAY:
        return words.day(bar.low)
    return words.moment(bar.low, 1)
