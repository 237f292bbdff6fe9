"""Paragraphs on a page for the case file: broken where the page ends, never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics

from app.gui import theme
from app.gui.fonts import file_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

TEXT_PX = 12
APART = 2.0
_BROKEN = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


def height_of(lines: Sequence[str], wide: float) -> float:
    """Of paragraphs one below the other, in points."""
    return sum(_tall(line, wide) + APART for line in lines)


def write_lines(
    painter: QPainter, lines: Sequence[str], left: float, top: float, wide: float
) -> None:
    """Write paragraphs one below the other."""
    painter.setFont(file_font(TEXT_PX))
    painter.setPen(theme.current().color("muted"))
    for line in lines:
        tall = _tall(line, wide) + APART
        painter.drawText(QRectF(left, top, wide, tall), _BROKEN, line)
        top += tall


def _tall(line: str, wide: float) -> float:
    metrics = QFontMetrics(file_font(TEXT_PX))
    return float(metrics.boundingRect(0, 0, int(wide), 100_000, _BROKEN, line).height())
