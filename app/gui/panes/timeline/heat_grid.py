"""A matrix of cells, darker where more money moved; cells are chosen by mouse and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.gui import theme
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import pen_of
from app.gui.panes.timeline.heat_matrix import HEAD, Grid, Matrix, paint_matrix

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_PX: Final = 11
_NOTHING: Final = Matrix(np.zeros((0, 0)), (), ())


class HeatGrid(QWidget):
    """One matrix with its row and column names.

    Signals:
        chosen: a row and a column of the matrix.
    """

    chosen = Signal(int, int)

    def __init__(self, name: str, tell: Callable[[int, int], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell = tell
        self._matrix = _NOTHING
        self._at: tuple[int, int] | None = None

    def show_matrix(self, matrix: Matrix) -> None:
        """Show other values."""
        self._matrix = matrix
        rows, columns = len(matrix.rows), len(matrix.columns)
        if self._at is not None and (self._at[0] >= rows or self._at[1] >= columns):
            self._at = None
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """All rows at a readable height."""
        return QSize(420, round(self._grid.height(len(self._matrix.rows))))

    @property
    def _grid(self) -> Grid:
        tall = max(16, min(26, 420 // max(1, len(self._matrix.rows))))
        return Grid.within(self._matrix, self.width(), tall, ui_font(TEXT_PX, tabular=True))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Names, cells, marks, and the cell that is chosen."""
        colours, grid = theme.current(), self._grid
        painter = QPainter(self)
        # of a hundred years few are in sight
        low = max(0, int((event.rect().top() - HEAD) // grid.tall))
        high = int((event.rect().bottom() - HEAD) // grid.tall) + 1
        rows = range(len(self._matrix.rows))[low:high]
        paint_matrix(
            painter, self._matrix, grid, ui_font(TEXT_PX, tabular=True), colours, rows
        )  # fmt: skip
        if self._at is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen_of(colours.color("text" if not self.hasFocus() else "accent"), 2))
            painter.drawRect(grid.cell(*self._at))

    def _at_point(self, at: QPoint) -> tuple[int, int] | None:
        grid, shown = self._grid, self._matrix
        row, column = (at.y() - HEAD) // grid.tall, (at.x() - grid.left) // grid.wide
        place = int(row), int(column)
        is_there = 0 <= row < len(shown.rows) and 0 <= column < len(shown.columns)
        return place if is_there and place not in shown.missing else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell the figures of the cell under the pointer."""
        at = self._at_point(event.position().toPoint())
        text = self._tell(*at) if at is not None else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a cell."""
        at = self._at_point(event.position().toPoint())
        if at is not None:
            self._choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move, Enter chooses."""
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves and self._matrix.rows:
            row, column = self._at or (0, 0)
            step = moves[key]
            self._at = (
                max(0, min(len(self._matrix.rows) - 1, row + step[0])),
                max(0, min(len(self._matrix.columns) - 1, column + step[1])),
            )
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _choose(self, at: tuple[int, int]) -> None:
        if at not in self._matrix.missing:
            self._at = at
            self.update()
            self.chosen.emit(*at)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        self.update()
