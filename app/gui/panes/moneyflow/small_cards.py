"""Cards from afar: fewer words in letters that keep their size on the screen, the chief ones first.

A picture of five levels fits the window at half its size. Letters drawn along with it would be
specks; so a card tells as many lines as it has room for, and the rest when one comes nearer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from app.base.i18n import _
from app.gui.fonts import ui_font
from app.gui.panes.moneyflow import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from app.gui.panes.moneyflow.layout import Box, EndBox
    from app.gui.panes.moneyflow.painting import Look
    from app.ops.money_flow import FlowCard

SPACING: Final = 1.22
"""From line to line, in heights of a letter."""
APART: Final = 0.6
"""Between a text and what stands right of it, in the same."""
MOST_FIGURES: Final = 3

Words = tuple[str, str]
"""A text and its tone."""


def draw_small_card(painter: QPainter, box: Box, card: FlowCard, look: Look) -> None:
    """Holder and tail, what came, what was kept or went; then bank and time."""
    writer = _Writer(painter, box, look)
    tone = "text" if card.holder else "faint"
    writer.line((wording.holder(card), tone), aside=(wording.tail(card), "muted"), name=True)
    told = [(form.format(n=wording.short(fen)), tone) for form, fen, tone in wording.figures(card)]
    icons = [wording.STATES[state][1:] for state in card.states]
    for line in told if len(told) < MOST_FIGURES else (told[0], told[-1]):
        writer.line(line, icons=icons)
        icons = []
    writer.line((card.bank or "", "muted"), name=True)
    writer.line((wording.passed_on(card), "muted"))


def draw_small_stack(painter: QPainter, box: Box, look: Look) -> None:
    """How many a stack holds, what came to them and what stayed."""
    writer = _Writer(painter, box, look)
    came, kept = sum(card.came for card in box.cards), sum(card.kept for card in box.cards)
    writer.line((wording.accounts_word(len(box.cards)), "accent"))
    writer.line((_("in {n}").format(n=wording.short(came)), "money_in"))
    writer.line((_("kept {n}").format(n=wording.short(kept)), "tainted"))


def draw_small_end(painter: QPainter, end: EndBox, look: Look) -> None:
    """How money ended, and how much."""
    writer = _Writer(painter, end, look)
    writer.line((wording.end_word(end.what), wording.ENDS[end.what][2]), name=True)
    writer.line((wording.short(end.fen), "text"))


class _Writer:
    """Writes lines into a box, from the top, until it is full."""

    def __init__(self, painter: QPainter, box: Box | EndBox, look: Look) -> None:
        self._painter = painter
        self._look = look
        self._px = look.letter
        self._rect = QRectF(box.x, box.y, box.width, box.height).adjusted(5, 2, -4, -2)
        self._y = self._rect.y()

    def line(
        self,
        words: Words,
        *,
        aside: Words | None = None,
        icons: Sequence[Words] = (),
        name: bool = False,
    ) -> None:
        """One more line, if there is room for it.

        Args:
            words: an empty text is no line.
            aside: at the right end, where there is room beside it.
            icons: names and tones, at the right end.
            name: may be cut; an amount never, half of it is a wrong one.
        """
        text, tone = words
        if not text or self._y + self._px * SPACING > self._rect.bottom() + 1:
            return
        plain = ui_font(round(self._px))
        font = ui_font(round(self._px), bold=True) if aside is not None else plain
        metrics, narrow = QFontMetricsF(font), QFontMetricsF(plain)
        base = self._y + self._px
        x, edge = self._rect.x(), self._rect.right()
        if metrics.horizontalAdvance(text) > edge - x:
            if not name:
                return
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, edge - x)
        self._painter.setFont(font)
        self._write(QPointF(x, base), (text, tone))
        x += metrics.horizontalAdvance(text) + self._px * APART
        self._painter.setFont(plain)
        if aside is not None and x + narrow.horizontalAdvance(aside[0]) <= edge:
            self._write(QPointF(edge - narrow.horizontalAdvance(aside[0]), base), aside)
        for icon, colour in icons:
            if edge - self._px < x:
                break
            edge -= self._px
            place = QRectF(edge, self._y + self._px * 0.12, self._px, self._px)
            self._look.draw_icon(self._painter, icon, colour, place)
            edge -= self._px * 0.2
        self._y += self._px * SPACING

    def _write(self, at: QPointF, words: Words) -> None:
        self._painter.setPen(self._look.theme.color(words[1]))
        self._painter.drawText(at, words[0])
