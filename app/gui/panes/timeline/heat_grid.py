"""A matrix of cells, darker where more money moved; cells are chosen by mouse and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.analysis.timeline.density import shades
from app.gui import theme
from app.gui.fonts import ui_font
from app.gui.panes.timeline.batches import faded, pen_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

TEXT_PX: Final = 11
HEAD: Final = 18
STEPS: Final = 8
LEAST_CELL: Final = 13
MOST_ROW: Final = 40


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
        self._values: NDArray[np.float64] = np.zeros((0, 0))
        self._shades = np.zeros((0, 0), np.int8)
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._marked: frozenset[tuple[int, int]] = frozenset()
        self._missing: frozenset[tuple[int, int]] = frozenset()
        self._night: frozenset[int] = frozenset()
        self._at: tuple[int, int] | None = None

    def show_matrix(
        self,
        values: NDArray[np.float64],
        rows: Sequence[str],
        columns: Sequence[str],
        *,
        marked: Collection[tuple[int, int]] = (),
        missing: Collection[tuple[int, int]] = (),
        night: Collection[int] = (),
    ) -> None:
        """Show other values.

        Args:
            values: rows by columns.
            rows: their names, ``columns`` likewise.
            marked: cells of days off work, whose corner is marked.
            missing: cells that are no days.
            night: columns that stand for hours at night.
        """
        self._values, self._rows, self._columns = values, tuple(rows), tuple(columns)
        self._shades = shades(values, STEPS)
        self._marked, self._missing = frozenset(marked), frozenset(missing)
        self._night = frozenset(night)
        if self._at is not None and (self._at[0] >= len(rows) or self._at[1] >= len(columns)):
            self._at = None
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """All rows at a readable height."""
        rows = max(1, len(self._rows))
        return QSize(420, HEAD + rows * self._row_height() + 2)

    def _row_height(self) -> int:
        return max(16, min(26, 420 // max(1, len(self._rows))))

    def _left(self) -> int:
        metrics = QFontMetrics(ui_font(TEXT_PX, tabular=True))
        return 8 + max((metrics.horizontalAdvance(each) for each in self._rows), default=0) + 8

    def _cell(self, row: int, column: int) -> QRectF:
        left = self._left()
        wide = (self.width() - left - 4) / max(1, len(self._columns))
        tall = self._row_height()
        return QRectF(left + column * wide, HEAD + row * tall, wide - 1, tall - 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Names, cells, marks, and the cell that is chosen."""
        colours = theme.current()
        painter = QPainter(self)
        font = ui_font(TEXT_PX, tabular=True)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        free = -1e9
        for column, text in enumerate(self._columns):
            box = self._cell(0, column)
            if column in self._night:
                painter.fillRect(
                    QRectF(box.left(), HEAD - 3, box.width() + 1, 2), colours.color("muted")
                )
            wide = metrics.horizontalAdvance(text)
            x = box.center().x() - wide / 2
            if x > free:
                painter.setPen(colours.color("muted"))
                painter.drawText(
                    QRectF(x, 0, wide + 2, HEAD - 3), Qt.AlignmentFlag.AlignVCenter, text
                )
                free = x + wide + 4
        tall = self._row_height()
        low = max(0, (event.rect().top() - HEAD) // tall)  # of a hundred years few are in sight
        high = (event.rect().bottom() - HEAD) // tall + 1
        for row, text in list(enumerate(self._rows))[low:high]:
            painter.setPen(colours.color("muted"))
            box = self._cell(row, 0)
            place = QRectF(4, box.top(), self._left() - 10, box.height())
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
            for column in range(len(self._columns)):
                self._paint_cell(painter, row, column)
        if self._at is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen_of(colours.color("text" if not self.hasFocus() else "accent"), 2))
            painter.drawRect(self._cell(*self._at))

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        if (row, column) in self._missing:
            return
        colours = theme.current()
        box = self._cell(row, column)
        shade = int(self._shades[row, column])
        painter.fillRect(box, colours.color("line"))
        if shade:
            painter.fillRect(box, colours.color("surface"))
            painter.fillRect(box, faded(colours.color("accent"), 25 + shade * 230 // STEPS))
        if (row, column) in self._marked:
            dot = QRectF(box.left() + 2, box.top() + 2, 4, 4)
            painter.fillRect(dot, colours.color("warn"))

    def _at_point(self, at: QPoint) -> tuple[int, int] | None:
        for row in range(len(self._rows)):
            first = self._cell(row, 0)
            if first.top() <= at.y() <= first.bottom():
                for column in range(len(self._columns)):
                    if self._cell(row, column).contains(at) and (row, column) not in self._missing:
                        return row, column
        return None

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
        if key in moves and self._rows:
            row, column = self._at or (0, 0)
            step = moves[key]
            self._at = (
                max(0, min(len(self._rows) - 1, row + step[0])),
                max(0, min(len(self._columns) - 1, column + step[1])),
            )
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _choose(self, at: tuple[int, int]) -> None:
        if at not in self._missing:
            self._at = at
            self.update()
            self.chosen.emit(*at)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another theme has other colours."""
        super().changeEvent(event)
        self.update()
