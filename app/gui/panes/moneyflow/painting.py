"""Drawing a money flow with a painter: on the screen, into a picture, onto a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.base.i18n import _
from app.gui import theme, words
from app.gui.fonts import ui_font
from app.gui.panes.moneyflow import wording
from app.gui.panes.moneyflow.end_marks import draw_end, draw_marks
from app.gui.panes.moneyflow.layout import CARD_WIDTH, COLUMN_GAP
from app.gui.panes.moneyflow.small_cards import (
    draw_small_card,
    draw_small_end,
    draw_small_stack,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from app.gui.panes.moneyflow.layout import Box, Layout, Ribbon
    from app.gui.theme import Theme
    from app.ops.money_flow import FlowCard

PAD: Final = 8.0
ICON: Final = 14
LINE: Final = 17.0
READABLE: Final = 0.85
"""Below this zoom letters no longer shrink, and cards tell less."""
MARKED: Final = 0.42
"""Below this zoom there is no room for words between the cards."""
NAMED: Final = 0.2
FAR_PX: Final = 11
SMALL_PX: Final = 11
WIDE: Final = 12.0
"""A band carries its amount from this width on, in pixels of the screen."""
MOST_BANDS: Final = 400
"""Bands that are drawn on the screen at once; files hold them all."""
MOST_SMOOTH: Final = 250
"""With more bands in sight their edges are not smoothed."""
BAND_OPACITY: Final = 0.34
COLUMN_PITCH: Final = CARD_WIDTH + COLUMN_GAP
BARS_HEIGHT: Final = 14.0
ASIDE: Final = 66.0
"""Room at the right of a card's first two lines: spread and bars."""

_FONTS: Final = {"bold": (13, True), "text": (12, False), "small": (SMALL_PX, False)}


@dataclass
class Look:
    """How it is drawn now.

    Attributes:
        theme: the colours.
        scale: the zoom; what is unreadable is left out.
        selected: keys of boxes; ``ribbon`` the pair of the chosen band.
        focus: the box that the keyboard is on.
        spread: by account, how far the methods are apart, in fen.
        flat: for files: without marks of selection and focus.
    """

    theme: Theme
    scale: float = 1.0
    selected: frozenset[str] = frozenset()
    ribbon: tuple[str, str] | None = None
    focus: str = ""
    spread: dict[str, int] = field(default_factory=dict)
    flat: bool = False
    fonts: dict[str, tuple[QFont, QFontMetricsF]] = field(default_factory=dict)

    @property
    def is_far(self) -> bool:
        """Whether small letters would be specks."""
        return self.scale < READABLE

    @property
    def letter(self) -> float:
        """How high a letter is in the picture that is seen from afar."""
        return FAR_PX / self.scale

    @property
    def grown(self) -> float:
        """By how much letters between the cards are larger than at a zoom of 1."""
        return self.letter / SMALL_PX if self.is_far else 1.0

    def draw_icon(self, painter: QPainter, name: str, tone: str, place: QRectF) -> None:
        """Draw an icon: on the screen from a picture, into files as lines in their colours."""
        theme.draw_icon(painter, name, tone, place)

    def font(self, name: str) -> tuple[QFont, QFontMetricsF]:
        """One of the fonts (bold, text, small), made once a drawing."""
        if name not in self.fonts:
            px, bold = _FONTS[name]
            made = ui_font(round(px * self.grown), bold=bold, tabular=not bold)
            self.fonts[name] = made, QFontMetricsF(made)
        return self.fonts[name]


def draw(painter: QPainter, layout: Layout, look: Look, seen: QRectF) -> bool:
    """Draw what lies within ``seen``, a part of the layout; True when thin bands are left out."""
    ribbons = _in_sight(layout, look, seen)
    painter.setRenderHint(
        QPainter.RenderHint.Antialiasing, on=look.flat or len(ribbons) < MOST_SMOOTH
    )
    for ribbon in ribbons:
        _ribbon(painter, ribbon, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.scale >= MARKED:
        for ribbon in ribbons:
            _amount(painter, ribbon, look, seen)
    far = look.is_far
    font = ui_font(round(look.letter)) if far else look.font("bold")[0]
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(look.theme.color("muted"))
    for x, head in heads(layout):
        told = metrics.elidedText(
            head, Qt.TextElideMode.ElideRight, COLUMN_PITCH - metrics.height()
        )
        painter.drawText(QPointF(x, 16), told)
    for box in layout.boxes.values():
        if seen.intersects(QRectF(box.x, box.y, box.width, box.height)):
            _box(painter, box, look)
        room = QRectF(box.x - COLUMN_GAP, box.y, box.width + 2 * COLUMN_GAP, box.height)
        if look.scale >= MARKED and seen.intersects(room):
            draw_marks(painter, layout, box, look)
    for end in layout.ends:
        if seen.intersects(QRectF(end.x, end.y, end.width, end.height)):
            draw_end(painter, end, layout.per_fen, look)
            if far and look.scale >= NAMED:
                draw_small_end(painter, end, look)
    return not look.flat and len(ribbons) >= MOST_BANDS


def heads(layout: Layout) -> list[tuple[float, str]]:
    """Where each column begins, and what it is called."""
    found = [
        (x, f"{wording.level_word(level, up=layout.up)} · {wording.accounts_word(number)}")
        for level, x, number in layout.columns
    ]
    if layout.ends:
        found.append((layout.ends[0].x, wording.ends_word(up=layout.up)))
    return found


def path_of(ribbon: Ribbon) -> QPainterPath:
    """The outline of a band; one that goes back runs in a loop."""
    path = QPainterPath(QPointF(ribbon.x0, ribbon.y0))
    reach = max(60.0, abs(ribbon.x1 - ribbon.x0) / 2)
    one, other = ribbon.x0 + reach, ribbon.x1 - reach
    width = max(ribbon.width, 0.01)
    path.cubicTo(one, ribbon.y0, other, ribbon.y1, ribbon.x1, ribbon.y1)
    path.lineTo(ribbon.x1, ribbon.y1 + width)
    path.cubicTo(
        other, ribbon.y1 + width, one, ribbon.y0 + width, ribbon.x0, ribbon.y0 + width
    )  # fmt: skip
    path.closeSubpath()
    return path


def line_of(ribbon: Ribbon) -> QPainterPath:
    """The middle of a band that is thinner than a pixel."""
    path = QPainterPath(QPointF(ribbon.x0, ribbon.y0))
    reach = max(60.0, abs(ribbon.x1 - ribbon.x0) / 2)
    path.cubicTo(
        ribbon.x0 + reach, ribbon.y0, ribbon.x1 - reach, ribbon.y1, ribbon.x1, ribbon.y1
    )  # fmt: skip
    return path


def _in_sight(layout: Layout, look: Look, seen: QRectF) -> list[Ribbon]:
    """The bands within a rectangle; on the screen the widest of very many, and what is chosen."""
    left, right, top, low = seen.left() - 90, seen.right() + 90, seen.top(), seen.bottom()
    found = [
        ribbon
        for ribbon in layout.ribbons
        if min(ribbon.x0, ribbon.x1) <= right and max(ribbon.x0, ribbon.x1) >= left
        and min(ribbon.y0, ribbon.y1) <= low
        and max(ribbon.y0, ribbon.y1) + ribbon.width >= top
    ]  # fmt: skip
    if look.flat or len(found) <= MOST_BANDS:
        return found
    found.sort(key=_Chosen(look), reverse=True)
    return sorted(found[:MOST_BANDS], key=_Chosen(look))


class _Chosen:
    """What is chosen is drawn before the wider ones that are not, and over them."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def __call__(self, ribbon: Ribbon) -> tuple[bool, float]:
        chosen = self._look.ribbon == (ribbon.source, ribbon.target) or not (
            self._look.selected.isdisjoint((ribbon.source, ribbon.target))
        )
        return chosen, ribbon.width


def _ribbon(painter: QPainter, ribbon: Ribbon, look: Look) -> None:
    ends = {ribbon.source, ribbon.target}
    chosen = look.ribbon == (ribbon.source, ribbon.target) or bool(ends & look.selected)
    colour = look.theme.color("muted" if ribbon.beyond else "tainted")
    if look.selected or look.ribbon:
        colour.setAlphaF(0.62 if chosen else 0.16)
    else:
        colour.setAlphaF(BAND_OPACITY)
    thin = ribbon.width * look.scale < 1.0
    path = line_of(ribbon) if thin else path_of(ribbon)
    pen = QPen(colour, 0 if thin else 0.5)
    if ribbon.beyond:
        pen = QPen(colour, 1.2, Qt.PenStyle.DashLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    if thin:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(colour)
    painter.drawPath(path)


def _amount(painter: QPainter, ribbon: Ribbon, look: Look, seen: QRectF) -> None:
    """The amount on a band that is wide enough, or on every band of what is chosen."""
    chosen = look.ribbon == (ribbon.source, ribbon.target) or (
        not look.flat and {ribbon.source, ribbon.target} & look.selected
    )
    if not chosen and (ribbon.width * look.scale < WIDE or ribbon.x1 < ribbon.x0):
        return
    font, metrics = look.font("small")
    text = wording.short(ribbon.fen)
    wide = metrics.horizontalAdvance(text)
    middle = (ribbon.y0 + ribbon.y1 + ribbon.width) / 2
    high = 14 * look.grown
    rect = QRectF((ribbon.x0 + ribbon.x1 - wide) / 2 - 3, middle - high / 2, wide + 6, high)
    if not seen.intersects(rect):
        return
    ground = look.theme.color("surface")
    ground.setAlphaF(0.8)
    painter.fillRect(rect, ground)
    painter.setFont(font)
    painter.setPen(look.theme.color("text"))
    painter.drawText(QPointF(rect.x() + 3, middle + 4 * look.grown), text)


def _box(painter: QPainter, box: Box, look: Look) -> None:
    colours = look.theme
    rect = QRectF(box.x, box.y, box.width, box.height)
    chosen = not look.flat and (
        box.key in look.selected or any(card.account in look.selected for card in box.cards)
    )
    pen = QPen(colours.color("accent" if chosen else "line_strong"), 2 if chosen else 1)
    if box.cards[0].beyond and not box.is_stack:
        pen.setStyle(Qt.PenStyle.DashLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(colours.color("accent_weak" if chosen else "raised"))
    painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
    if look.focus == box.key and not look.flat:
        ring = QPen(colours.color("accent"), 1, Qt.PenStyle.DotLine)
        ring.setCosmetic(True)
        painter.setPen(ring)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), theme.RADIUS, theme.RADIUS)
    if look.scale < NAMED:
        return
    if box.is_stack:
        _stack(painter, box, look)
    else:
        _card(painter, box, box.cards[0], look)


def _stack(painter: QPainter, box: Box, look: Look) -> None:
    painter.setPen(look.theme.color("line_strong"))
    for step in (3, 6):
        painter.drawLine(
            QPointF(box.x + step, box.y + box.height + step - 1),
            QPointF(box.x + box.width - step, box.y + box.height + step - 1),
        )
    if look.is_far:
        draw_small_stack(painter, box, look)
        return
    more = _("{n} more, click to open") if not look.flat else _("{n} more accounts")
    more = more.format(n=words.count(len(box.cards)))
    came = sum(card.came for card in box.cards)
    kept = sum(card.kept for card in box.cards)
    _text(painter, look, "bold", "accent", box, 0, more)
    _text(painter, look, "text", "muted", box, 1,
          _("in {came} · kept {kept}").format(came=wording.short(came), kept=wording.short(kept))
          )  # fmt: skip


def _card(painter: QPainter, box: Box, card: FlowCard, look: Look) -> None:
    known = bool(card.holder)
    if look.is_far:
        draw_small_card(painter, box, card, look)
        return
    _text(painter, look, "bold", "text" if known else "faint", box, 0, wording.holder(card))
    spread = look.spread.get(card.account)
    if spread:
        font, metrics = look.font("small")
        text = "±" + wording.short(spread)
        painter.setFont(font)
        painter.setPen(look.theme.color("muted"))
        edge = box.x + box.width - PAD - metrics.horizontalAdvance(text)
        painter.drawText(QPointF(edge, box.y + PAD + 11), text)
    _bars(painter, box, card, look)
    _text(painter, look, "text", "muted", box, 1, wording.bank_and_tail(card))
    _figures(painter, box, card, look)
    _states(painter, box, card, look)


def _figures(painter: QPainter, box: Box, card: FlowCard, look: Look) -> None:
    font, metrics = look.font("small")
    painter.setFont(font)
    x = box.x + PAD
    for form, fen, tone in wording.figures(card):
        text = form.format(n=wording.short(fen))
        painter.setPen(look.theme.color(tone if fen else "faint"))
        painter.drawText(QPointF(x, box.y + PAD + 2 * LINE + 11), text)
        x += metrics.horizontalAdvance(text) + 7


def _states(painter: QPainter, box: Box, card: FlowCard, look: Look) -> None:
    font, metrics = look.font("small")
    painter.setFont(font)
    x, y = box.x + PAD, box.y + PAD + 3 * LINE
    right = box.x + box.width - PAD
    tail = wording.passed_on(card)
    edge = right - (metrics.horizontalAdvance(tail) + 6 if tail else 0)
    for state in card.states:
        word, icon, tone = _(wording.STATES[state][0]), *wording.STATES[state][1:]
        wide = ICON + 3 + metrics.horizontalAdvance(word)
        if x + ICON > edge:
            break
        look.draw_icon(painter, icon, tone, QRectF(x, y, ICON, ICON))
        if x + wide > edge:  # the icon alone; the word stands in the tip and the table
            x += ICON + 4
            continue
        painter.setPen(look.theme.color(tone))
        painter.drawText(QPointF(x + ICON + 3, y + 11), word)
        x += wide + 8
    if tail:
        painter.setPen(look.theme.color("muted"))
        painter.drawText(QPointF(right - metrics.horizontalAdvance(tail), y + 11), tail)


def _bars(painter: QPainter, box: Box, card: FlowCard, look: Look) -> None:
    most = max(card.bars, default=0)
    if not most:
        return
    step = 2.5
    left = box.x + box.width - PAD - step * len(card.bars)
    base = box.y + PAD + LINE + BARS_HEIGHT
    colour = QColor(look.theme.color("faint"))
    for place, fen in enumerate(card.bars):
        if fen:
            height = max(1.5, BARS_HEIGHT * fen / most)
            painter.fillRect(
                QRectF(left + place * step, base - height, step - 0.5, height), colour
            )  # fmt: skip
    painter.fillRect(QRectF(left, base, step * len(card.bars), 0.7), colour)


def _text(
    painter: QPainter, look: Look, font: str, tone: str, box: Box, line: int, text: str
) -> None:
    made, metrics = look.font(font)
    painter.setFont(made)
    painter.setPen(look.theme.color(tone))
    room = box.width - 2 * PAD - (0 if box.is_stack else ASIDE)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QPointF(box.x + PAD, box.y + PAD + line * LINE + 11), shown)
