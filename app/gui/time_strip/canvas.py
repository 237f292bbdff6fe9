"""The painted part of the time strip: bars, brush, dates; by mouse and by keys."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.fonts import ui_font
from app.gui.time_strip.state import (
    DAY,
    TICK,
    Span,
    Unit,
    bounds,
    brushed,
    heights,
    moved,
    span_of,
    stepped,
    ticks,
    unit_at,
)
from app.model.selection import Period
from app.ops.activity import YUAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ops.activity import Bin

EDGE: Final = 6
LABEL_PX: Final = 11
AXIS: Final = 15
TICK_WIDTH: Final = 78


class TimeCanvas(QWidget):
    """Draws the histogram and lets the officer drag, resize, move and clear the brush.

    Signals:
        period_wanted: the ``Period`` of the brush, while it is dragged too.
    """

    period_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumWidth(200)
        self.setAccessibleName(_("Time strip"))
        self.setAccessibleDescription(
            _("Left and right move the period, with Shift they change its end; Home shows all.")
        )
        self.unit = Unit.DAY
        self._bins: tuple[Bin, ...] = ()
        self._currency = YUAN
        self._span: Span | None = None
        self._period = Period()
        self._amounts = False
        self._log = False
        self._heights: list[float] = []
        self._grip = ""
        self._from = 0.0
        self._held = Period()
        self._font = ui_font(LABEL_PX, tabular=True)

    # What it shows

    @property
    def span(self) -> Span | None:
        """The time shown; None while nothing moved."""
        return self._span

    def show_bins(self, bins: Sequence[Bin], currency: str = YUAN) -> None:
        """Show other bars, whose amounts are in a currency."""
        self._bins, self._currency = tuple(bins), currency
        self._span = span_of(self._bins)
        self._scale()

    def show_period(self, period: Period) -> None:
        """Show the brush elsewhere."""
        self._period = period
        self.setAccessibleDescription(period_words(period))
        self.update()

    def set_scale(self, *, amounts: bool, log: bool) -> None:
        """Bars by amount or by count, linear or logarithmic."""
        self._amounts, self._log = amounts, log
        self._scale()

    def _scale(self) -> None:
        values = [each.amount if self._amounts else each.flows for each in self._bins]
        self._heights = heights(values, log=self._log)
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Bars, the brush over them, dates below."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setFont(self._font)
        area = self._area()
        painter.setPen(colours.color("line_strong"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if self._span is None:
            painter.setPen(colours.color("faint"))
            text = _("The time strip fills with the first import.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        self._paint_bars(painter, area, self._span)
        self._paint_dates(painter, area, self._span)
        if self._period:
            self._paint_brush(painter, area)
        if self.hasFocus():
            painter.setPen(colours.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_bars(self, painter: QPainter, area: QRect, span: Span) -> None:
        colours = theme.current()
        near, far = colours.color("accent"), colours.color("line_strong")
        since, until = bounds(self._period, span)
        width = area.width() / len(self._bins)
        for number, height in enumerate(self._heights):
            if not height:
                continue
            start = self._bins[number].start
            inside = since - self._step() < start <= until
            left = area.left() + number * width
            tall = max(1.0, height * (area.height() - 2))
            bar = QRectF(left, area.bottom() - tall, max(1.0, width - (width > 3)), tall)
            painter.fillRect(bar, near if inside else far)

    def _paint_dates(self, painter: QPainter, area: QRect, span: Span) -> None:
        colours = theme.current()
        metrics = QFontMetrics(self._font)
        painter.setPen(colours.color("muted"))
        free = area.left()
        for moment, text in ticks(span, max(2, area.width() // TICK_WIDTH)):
            x = area.left() + round(span.share(moment) * area.width())
            wide = metrics.horizontalAdvance(text)
            if x < free or x + wide > area.right():
                continue
            painter.drawLine(x, area.bottom(), x, area.bottom() + 3)
            painter.drawText(QPoint(x + 3, self.height() - 3), text)
            free = x + wide + 8

    def _paint_brush(self, painter: QPainter, area: QRect) -> None:
        left, right = self._brush()
        colours = theme.current()
        ground = QColor(colours.color("accent"))
        ground.setAlpha(36)
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()), ground)
        painter.setPen(colours.color("accent"))
        for x in (left, right):
            painter.drawLine(round(x), area.top(), round(x), area.bottom())
            handle = QRectF(x - 2, area.center().y() - 7, 4, 14)
            painter.fillRect(handle, colours.color("accent"))

    def _area(self) -> QRect:
        return self.rect().adjusted(4, 4, -4, -AXIS)

    def _step(self) -> timedelta:
        return self._bins[1].start - self._bins[0].start if len(self._bins) > 1 else DAY

    def _brush(self) -> tuple[float, float]:
        area = self._area()
        if self._span is None:
            return 0.0, 0.0
        since, until = bounds(self._period, self._span)
        left, right = (
            area.left() + self._span.share(each) * area.width() for each in (since, until + TICK)
        )
        return left, max(right, left + 2)

    # The mouse

    def _share(self, x: float) -> float:
        area = self._area()
        return (x - area.left()) / max(1, area.width())

    def _grip_at(self, x: float) -> str:
        if not self._period:
            return "new"
        left, right = self._brush()
        if abs(x - left) <= EDGE:
            return "since"
        if abs(x - right) <= EDGE:
            return "until"
        return "move" if left < x < right else "new"

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the brush by an end or its middle, or begin a new one."""
        if event.button() != Qt.MouseButton.LeftButton or self._span is None:
            return
        x = event.position().x()
        self._grip = self._grip_at(x)
        self._from = x
        self._held = self._period

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the brush, or tell what stands under the pointer."""
        if self._span is None:
            return
        x = event.position().x()
        if not self._grip:
            grip = self._grip_at(x)
            shape = {
                "move": Qt.CursorShape.OpenHandCursor,
                "new": Qt.CursorShape.CrossCursor,
            }.get(grip, Qt.CursorShape.SizeHorCursor)
            self.setCursor(shape)
            self._tell(event, self._span)
            return
        if self._grip == "new" and abs(x - self._from) < 3:
            return
        self._want(self._dragged(x, self._span))

    def _dragged(self, x: float, span: Span) -> Period:
        at = span.at(self._share(x))
        if self._grip == "new":
            return brushed(span, span.at(self._share(self._from)), at)
        since, until = bounds(self._held, span)
        if self._grip == "since":
            return brushed(span, at, until + TICK)
        if self._grip == "until":
            return brushed(span, since, at)
        return moved(self._held, span, at - span.at(self._share(self._from)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click without a drag chooses the bar below; outside the brush it clears it."""
        grip, self._grip = self._grip, ""
        x = event.position().x()
        if self._span is None or grip != "new" or abs(x - self._from) >= 3:
            return
        self._want(Period() if self._period else stepped_at(self._span, self._share(x), self.unit))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """A double click shows all again."""
        self._grip = ""
        self._want(Period())

    def _tell(self, event: QMouseEvent, span: Span) -> None:
        number = int(self._share(event.position().x()) * len(self._bins))
        if not 0 <= number < len(self._bins):
            return
        bar = self._bins[number]
        flows = ngettext("{n} transfer", "{n} transfers", bar.flows).format(
            n=words.count(bar.flows)
        )
        end = min(bar.start + self._step(), span.end) - TICK
        when = period_words(Period(bar.start, end))
        yuan = self._currency == YUAN
        moved = money.yuan(bar.amount) if yuan else words.amount(bar.amount, self._currency)
        QToolTip.showText(event.globalPosition().toPoint(), f"{when}\n{flows} · {moved}", self)

    # The keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move the period by the unit, with Shift its end; Home and Delete show all."""
        if self._span is None:
            super().keyPressEvent(event)
            return
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            steps = 1 if key == Qt.Key.Key_Right else -1
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._period:
                self._want(self._stretched(steps, self._span))
            else:
                self._want(stepped(self._period, self._span, self.unit, steps))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._want(Period())
        elif event.text() in ("d", "w", "m"):
            self.unit = {"d": Unit.DAY, "w": Unit.WEEK, "m": Unit.MONTH}[event.text()]
            self._want(stepped(self._period, self._span, self.unit, 0))
        else:
            super().keyPressEvent(event)

    def _stretched(self, steps: int, span: Span) -> Period:
        since, until = bounds(self._period, span)
        length = {Unit.DAY: DAY, Unit.WEEK: 7 * DAY, Unit.MONTH: 30 * DAY}[self.unit]
        end = min(span.end - TICK, until + steps * length)
        return Period(since, end) if end > since else self._period

    def _want(self, period: Period) -> None:
        if period != self._period:
            self.show_period(period)
            self.period_wanted.emit(period)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


def stepped_at(span: Span, share: float, unit: Unit) -> Period:
    """The day, week or month at a place of the strip."""
    return unit_at(span.at(share), unit)


def period_words(period: Period) -> str:
    """A period as the screen says it: days where it is made of whole days."""
    if not period:
        return _("all time")
    whole = (period.since is None or period.since.time() == _MIDNIGHT) and (
        period.until is None or (period.until + TICK).time() == _MIDNIGHT
    )
    form = "%Y-%m-%d" if whole else "%Y-%m-%d %H:%M"
    since = period.since.strftime(form) if period.since else "…"
    until = period.until.strftime(form) if period.until else "…"
    return since if since == until else f"{since} … {until}"


_MIDNIGHT = time()
