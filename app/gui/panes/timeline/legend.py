"""What every sign of the timeline means: each as it is painted, with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.base.i18n import N_, _
from app.gui import theme
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.panes.timeline.batches import faded, pen_of
from app.gui.panes.timeline.marks import TONES

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.theme import Theme

    Sign = Callable[[QPainter, QRectF, Theme], None]

SIGN: Final = 30
TALL: Final = 22
GAP: Final = 16
AIR: Final = 12


def _line(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline([QPointF(*point) for point in points])


def _arrow(painter: QPainter, x: float, start: float, end: float) -> None:
    back = -4 if end > start else 4
    _line(painter, (x, start), (x, end))
    _line(painter, (x - 3, end + back), (x, end), (x + 3, end + back))


def _came(painter: QPainter, box: QRectF, colours: Theme) -> None:
    painter.setPen(pen_of(colours.color("money_in"), 1.4))
    _arrow(painter, box.center().x(), box.top() + 2, box.bottom() - 3)


def _went(painter: QPainter, box: QRectF, colours: Theme) -> None:
    painter.setPen(pen_of(colours.color("money_out"), 1.4))
    _arrow(painter, box.center().x(), box.top() + 3, box.bottom() - 2)


def _between(painter: QPainter, box: QRectF, colours: Theme) -> None:
    middle = box.center()
    painter.setPen(pen_of(colours.color("money_out"), 3))
    _line(painter, (middle.x(), box.top() + 1), (middle.x(), middle.y()))
    painter.setPen(pen_of(colours.color("money_in"), 3))
    _line(painter, (middle.x(), middle.y()), (middle.x(), box.bottom() - 2))
    painter.setPen(pen_of(colours.color("money_in"), 1.4))
    _arrow(painter, middle.x(), middle.y(), box.bottom() - 1)


def _day(painter: QPainter, box: QRectF, colours: Theme) -> None:
    tall = QRectF(box.left() + 1, box.center().y() - 6, box.width() - 2, 6)
    painter.fillRect(tall, faded(colours.color("money_in"), 80))
    painter.setPen(pen_of(colours.color("money_in")))
    _line(painter, (box.center().x(), box.top() + 2), (box.center().x(), box.center().y()))


def _cells(painter: QPainter, box: QRectF, colours: Theme) -> None:
    wide = (box.width() - 2) / 5
    for step in range(1, 6):
        x = box.left() + 1 + (step - 1) * wide
        for token, y in (("money_in", box.top() + 2), ("money_out", box.center().y() + 1)):
            colour = faded(colours.color(token), 20 + 38 * step)
            painter.fillRect(QRectF(x, y, wide - 1, box.height() / 2 - 3), colour)


def _balance(told: bool) -> Sign:
    def paint(painter: QPainter, box: QRectF, colours: Theme) -> None:
        steps = ((0.0, 0.8), (0.35, 0.8), (0.35, 0.25), (0.7, 0.25), (0.7, 0.55), (1.0, 0.55))
        points = [(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in steps]
        area = [*points, (box.right(), box.bottom()), (box.left(), box.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colours.color("good"), 46))
        painter.drawPolygon([QPointF(*point) for point in area])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dash = Qt.PenStyle.SolidLine if told else Qt.PenStyle.DashLine
        painter.setPen(pen_of(faded(colours.color("good"), 170), 1, dash))
        _line(painter, *points)

    return paint


def _pair(painter: QPainter, box: QRectF, colours: Theme) -> None:
    painter.setPen(pen_of(colours.color("tainted"), 1.5))
    left, right, low = box.left() + 3, box.right() - 3, box.center().y() + 4
    _line(painter, (left, low - 6), (left, low), (right, low), (right, low - 6))


def _silence(painter: QPainter, box: QRectF, colours: Theme) -> None:
    painter.setPen(pen_of(colours.color("faint"), 1, Qt.PenStyle.DotLine))
    _line(painter, (box.left() + 1, box.center().y()), (box.right() - 1, box.center().y()))


def _burst(painter: QPainter, box: QRectF, colours: Theme) -> None:
    bar = QRectF(box.left() + 3, box.center().y() - 1, box.width() - 6, 3)
    painter.fillRect(bar, colours.color("warn"))


def _icon(name: str, kind: str, *, line: bool = False, bar: bool = False) -> Sign:
    def paint(painter: QPainter, box: QRectF, colours: Theme) -> None:
        tone = colours.color(TONES[kind])
        if line:
            painter.setPen(pen_of(faded(tone, 130), 1, Qt.PenStyle.DashLine))
            _line(painter, (box.left() + 5, box.top()), (box.left() + 5, box.bottom()))
        if bar:
            painter.fillRect(QRectF(box.left() + 2, box.top() + 2, box.width() - 4, 3), tone)
        place = QRectF(round(box.left()) + 8, round(box.top()) + 6, 13, 13)
        theme.draw_icon(painter, name, TONES[kind], place)

    return paint


def _call(painter: QPainter, box: QRectF, colours: Theme) -> None:
    tick = QRectF(box.center().x() - 1, box.center().y() - 4, 2, 8)
    painter.fillRect(tick, colours.color(TONES["call"]))


def _night(painter: QPainter, box: QRectF, colours: Theme) -> None:
    painter.fillRect(box.adjusted(4, 1, -4, -1), faded(colours.color("muted"), 40))


def _period(painter: QPainter, box: QRectF, colours: Theme) -> None:
    painter.setPen(pen_of(colours.color("accent")))
    for x in (box.left() + 6, box.right() - 6):
        _line(painter, (x, box.top() + 1), (x, box.bottom() - 1))
    painter.fillRect(box.adjusted(7, 1, -7, -1), faded(colours.color("accent"), 30))


SIGNS: Final[tuple[tuple[Any, str], ...]] = (
    (_came, N_("Came from outside the lanes")),
    (_went, N_("Went outside the lanes")),
    (_between, N_("From lane to lane; the wider, the more")),
    (_day, N_("A date without a clock: its whole day")),
    (_cells, N_("Too many to draw: the darker, the more")),
    (_balance(told=True), N_("Balance by the statement")),
    (_balance(told=False), N_("Sum of what is seen, no balance known")),
    (_pair, N_("Fast in, fast out: minutes and share")),
    (_silence, N_("Silence: nothing moved for long")),
    (_burst, N_("Burst: many within minutes")),
    (_icon("victim", "incident", line=True), N_("Incident")),
    (_icon("stop-payment", "measure", bar=True), N_("Stop-payment, as long as it runs")),
    (_icon("frozen", "measure", bar=True), N_("Freeze or other measure")),
    (_call, N_("Call or message of the lane's person")),
    (_night, N_("Night, 22 to 6")),
    (_period, N_("Period of all panes")),
)


def draw_legend(painter: QPainter, left: float, top: float, width: float, colours: Theme) -> float:
    """All signs in columns of one width; the height they take."""
    font = ui_font(TABLE_PX)
    painter.setFont(font)
    column = SIGN + 8 + _widest(font) + GAP
    columns = max(1, int((width + GAP) // column))
    rows = -(-len(SIGNS) // columns)
    for number, (sign, text) in enumerate(SIGNS):
        nth, row = divmod(number, rows)
        box = QRectF(left + nth * column, top + row * TALL + 1, SIGN, TALL - 2)
        sign(painter, box, colours)
        painter.setPen(colours.color("muted"))
        place = QRectF(box.right() + 8, top + row * TALL, column, TALL)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, _(text))
    return float(rows * TALL)


def legend_height(width: float) -> float:
    """How high the legend is in a width."""
    columns = max(1, int((width + GAP) // (SIGN + 8 + _widest(ui_font(TABLE_PX)) + GAP)))
    return float(-(-len(SIGNS) // columns) * TALL)


def _widest(font: Any) -> int:
    metrics = QFontMetrics(font)
    return max(metrics.horizontalAdvance(_(text)) for _sign, text in SIGNS)


class LegendCard(QWidget):
    """The legend on a card that goes away with the next click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(_("Legend"))
        self.setAccessibleDescription(", ".join(_(text) for _sign, text in SIGNS))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Two columns."""
        width = 2 * (SIGN + 8 + _widest(ui_font(TABLE_PX))) + GAP
        return QSize(width + 2 * AIR + 2, round(legend_height(width)) + 2 * AIR)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the card."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.color("raised"))
        painter.setPen(colours.color("line_strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_legend(painter, AIR, AIR, self.width() - 2 * AIR, colours)
