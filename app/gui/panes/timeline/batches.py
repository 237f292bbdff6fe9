"""Many lines and boxes handed to a painter at once, one pen per style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from app.gui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter


def draw_lines(painter: QPainter, pen: QPen, x0: Any, y0: Any, x1: Any, y1: Any) -> None:
    """Lines of one style."""
    if not len(x0):
        return
    lines = PrimitiveArray(QLineF, 4)
    lines.resize(len(x0))
    memory = lines.ndarray()
    memory[:, 0], memory[:, 1], memory[:, 2], memory[:, 3] = x0, y0, x1, y1
    painter.setPen(pen)
    painter.drawLines(*lines.drawargs())


def draw_boxes(painter: QPainter, colour: QColor, x: Any, y: Any, wide: Any, tall: Any) -> None:
    """Filled boxes of one colour."""
    if not np.size(x):
        return
    boxes = PrimitiveArray(QRectF, 4)
    boxes.resize(len(x))
    memory = boxes.ndarray()
    memory[:, 0], memory[:, 1], memory[:, 2], memory[:, 3] = x, y, wide, tall
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRects(*boxes.drawargs())
    painter.setBrush(Qt.BrushStyle.NoBrush)


def pen_of(colour: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen that keeps its width whatever the view does; on paper it grows with the drawing."""
    pen = QPen(colour, width, style, Qt.PenCapStyle.FlatCap)
    pen.setCosmetic(not theme.is_on_paper())
    return pen


def faded(colour: QColor, alpha: int) -> QColor:
    """A colour that lets others through; ``alpha`` of 255."""
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
