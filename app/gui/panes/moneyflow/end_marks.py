"""Drawing where money ended: a mark at each card, and the outermost column with all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from app.base import money
from app.base.i18n import _
from app.gui import theme
from app.gui.panes.moneyflow import wording
from app.ops.money_flow_ends import KINDS

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.gui.panes.moneyflow.layout import Box, EndBox, Layout
    from app.gui.panes.moneyflow.painting import Look

ICON: Final = 12
LINE: Final = 15.0
AWAY: Final = 5.0
"""From the card to its marks."""
PAD: Final = 8.0
LITTLE: Final = 100_000
SHARE: Final = 4.0
"""How wide the bar is that is as high as the share of the money."""


def draw_marks(painter: QPainter, layout: Layout, box: Box, look: Look) -> None:
    """What ended at a box, beside its lower edge: bands leave from the upper one."""
    sums: dict[str, int] = {}
    for card in box.cards:
        for end in layout.ends_at.get(card.account, ()):
            sums[end.what] = sums.get(end.what, 0) + end.fen
    font, metrics = look.font("small")
    painter.setFont(font)
    told = [(what, _amount(sums[what])) for what in KINDS if what in sums]
    high, side = LINE * look.grown, ICON * look.grown
    room = int((box.height - 2) // high)
    y = box.y + box.height - high * min(len(told), room)
    ground = look.theme.color("surface")
    ground.setAlphaF(0.85)
    for what, text in told[:room]:
        wide = side + 3 + metrics.horizontalAdvance(text)
        x = box.x - AWAY - wide if layout.up else box.x + box.width + AWAY
        icon, tone = wording.ENDS[what][1:]
        painter.fillRect(QRectF(x - 2, y, wide + 4, high), ground)
        look.draw_icon(painter, icon, tone, QRectF(x, y + 1, side, side))
        painter.setPen(look.theme.color(tone))
        painter.drawText(QPointF(x + side + 3, y + 11 * look.grown), text)
        y += high


def _amount(fen: int) -> str:
    """As on a card; what would be next to nothing there is told in yuan."""
    return wording.short(fen) if fen >= LITTLE else money.yuan(fen)


def draw_end(painter: QPainter, end: EndBox, per_fen: float, look: Look) -> None:
    """All that ended in one way; the bar at its edge is as high as a band of that much money."""
    colours = look.theme
    icon, tone = wording.ENDS[end.what][1:]
    rect = QRectF(end.x, end.y, end.width, end.height)
    chosen = not look.flat and bool(end.accounts) and look.selected == frozenset(end.accounts)
    pen = QPen(colours.color("accent" if chosen else "line_strong"), 2 if chosen else 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(colours.color("accent_weak" if chosen else "raised"))
    painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
    share = QRectF(end.x, end.y, SHARE, max(2.0, per_fen * end.fen))
    painter.fillRect(share, colours.color(tone))
    if look.focus == end.key and not look.flat:
        ring = QPen(colours.color("accent"), 1, Qt.PenStyle.DotLine)
        ring.setCosmetic(True)
        painter.setPen(ring)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), theme.RADIUS, theme.RADIUS)
    if look.is_far:
        return
    look.draw_icon(painter, icon, tone, QRectF(end.x + PAD, end.y + 6, 14, 14))
    lines = [("bold", "text", money.yuan(end.fen))]
    if end.still_there is not None:
        told = _("{n} can be there").format(n=wording.short(end.still_there))
        lines.append(("small", "accent", told))
    elif end.accounts:
        lines.append(("small", "muted", wording.accounts_word(len(end.accounts))))
    _line(painter, end, look, "text", tone, 0, wording.end_word(end.what), 18)
    for place, (font, colour, text) in enumerate(lines, start=1):
        _line(painter, end, look, font, colour, place, text, 0)


def _line(
    painter: QPainter, end: EndBox, look: Look, font: str, tone: str, line: int, text: str,
    after: float,
) -> None:  # fmt: skip
    made, metrics = look.font(font)
    painter.setFont(made)
    painter.setPen(look.theme.color(tone))
    room = end.width - 2 * PAD - after
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QPointF(end.x + PAD + after, end.y + 17 + line * 16), shown)


def told_of(end: EndBox) -> str:
    """The exact figures of an end."""
    lines = [f"{wording.end_word(end.what)}  {money.yuan(end.fen)}"]
    if end.still_there is not None:
        lines.append(_("of it can still be there") + "  " + money.yuan(end.still_there))
    if end.accounts:
        lines.append(wording.accounts_word(len(end.accounts)))
    return "\n".join(lines)
