"""The two matrices of the heat tab as they are shown, on the screen and on paper."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics

from app.analysis.timeline.density import shades
from app.analysis.timeline.heat import HeatMatrix, is_night
from app.base import money
from app.base.reference.holidays import is_workday
from app.gui import words
from app.gui.panes.timeline.batches import faded
from app.gui.panes.timeline.ticks import month_text, weekday

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from app.gui.theme import Theme
    from app.ops.timeline_heat import Heat

HEAD: Final = 18
STEPS: Final = 8
DARK: Final = 5
"""From this shade on figures are written in the colour of the ground."""
DAYS: Final = 31
MONTHS: Final = 12


@dataclass(frozen=True)
class Matrix:
    """Cells that are darker where more moved.

    Attributes:
        values: rows by columns; ``rows`` and ``columns`` are their names.
        marked: cells of days off work, whose corner is marked.
        missing: cells that are no days.
        night: columns that stand for hours at night.
    """

    values: NDArray[np.float64]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    marked: frozenset[tuple[int, int]] = frozenset()
    missing: frozenset[tuple[int, int]] = frozenset()
    night: frozenset[int] = frozenset()

    @cached_property
    def shades(self) -> NDArray[np.int8]:
        """From 0, nothing, to ``STEPS``."""
        return shades(self.values, STEPS)


@dataclass(frozen=True)
class Grid:
    """Where the cells of a matrix lie: names left of ``left``, columns above ``HEAD``."""

    left: float
    wide: float
    tall: float

    @classmethod
    def within(cls, matrix: Matrix, width: float, tall: float, font: QFont) -> Grid:
        """A grid as wide as ``width`` with the names of its rows."""
        metrics = QFontMetrics(font)
        names = max((metrics.horizontalAdvance(each) for each in matrix.rows), default=0)
        left = 16.0 + names
        return cls(left, (width - left - 4) / max(1, len(matrix.columns)), tall)

    def cell(self, row: int, column: int) -> QRectF:
        """The place of a cell."""
        return QRectF(
            self.left + column * self.wide, HEAD + row * self.tall, self.wide - 1, self.tall - 1
        )

    def height(self, rows: int) -> float:
        """Of the whole."""
        return HEAD + max(1, rows) * self.tall + 2


def week_of(heat: Heat, *, by_amount: bool) -> Matrix:
    """Hour by weekday."""
    week = heat.sums.week
    return Matrix(
        _values(week, by_amount=by_amount), tuple(weekday(day) for day in week.rows),
        tuple(f"{hour:02d}" for hour in range(24)),
        night=frozenset(hour for hour in range(24) if is_night(hour)),
    )  # fmt: skip


def months_of(heat: Heat, *, by_amount: bool) -> Matrix:
    """Day by month."""
    months = heat.sums.months
    marked, missing = set(), set()
    for row, number in enumerate(months.rows):
        year, month = divmod(number, MONTHS)
        length = calendar.monthrange(year, month + 1)[1]
        for day in range(1, DAYS + 1):
            if day > length:
                missing.add((row, day - 1))
            elif is_workday(date(year, month + 1, day)) is False:
                marked.add((row, day - 1))
    return Matrix(
        _values(months, by_amount=by_amount), tuple(_month(number) for number in months.rows),
        tuple(str(day) for day in range(1, DAYS + 1)), frozenset(marked), frozenset(missing),
    )  # fmt: skip


def _values(matrix: HeatMatrix, *, by_amount: bool) -> NDArray[np.float64]:
    return matrix.fen if by_amount else matrix.flows.astype(float)


def _month(number: int) -> str:
    year, month = divmod(number, MONTHS)
    return month_text(datetime(year, month + 1, 1))  # noqa: DTZ001 - case time is naive


def paint_matrix(
    painter: QPainter, matrix: Matrix, grid: Grid, font: QFont, colours: Theme, rows: range
) -> None:
    """Names, cells and marks of some rows."""
    painter.setFont(font)
    metrics = QFontMetrics(font)
    free = -1e9
    for column, text in enumerate(matrix.columns):
        box = grid.cell(0, column)
        if column in matrix.night:
            bar = QRectF(box.left(), HEAD - 3, box.width() + 1, 2)
            painter.fillRect(bar, colours.color("muted"))
        wide = metrics.horizontalAdvance(text)
        x = box.center().x() - wide / 2
        if x > free:
            painter.setPen(colours.color("muted"))
            place = QRectF(x, 0, wide + 2, HEAD - 3)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
            free = x + wide + 4
    for row in rows:
        painter.setPen(colours.color("muted"))
        box = grid.cell(row, 0)
        place = QRectF(4, box.top(), grid.left - 10, box.height())
        painter.drawText(
            place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, matrix.rows[row]
        )
        for column in range(len(matrix.columns)):
            if (row, column) not in matrix.missing:
                _paint_cell(painter, matrix, grid.cell(row, column), row, column, colours)


def _paint_cell(
    painter: QPainter, matrix: Matrix, box: QRectF, row: int, column: int, colours: Theme
) -> None:
    shade = int(matrix.shades[row, column])
    painter.fillRect(box, colours.color("surface" if shade else "line"))
    if shade:
        painter.fillRect(box, faded(colours.color("accent"), 25 + shade * 230 // STEPS))
    if (row, column) in matrix.marked:
        dot = QRectF(box.left() + 2, box.top() + 2, 4, 4)
        painter.fillRect(dot, colours.color("warn"))


def widest_figure(matrix: Matrix, font: QFont, *, by_amount: bool) -> float:
    """How much room the largest figure of a matrix takes."""
    largest = int(matrix.values.max(initial=0))
    return QFontMetrics(font).horizontalAdvance(_figure(largest, by_amount=by_amount))


def write_figures(
    painter: QPainter, matrix: Matrix, grid: Grid, font: QFont, colours: Theme, *, by_amount: bool
) -> None:
    """The figure of each cell in which something moved."""
    painter.setFont(font)
    for row, column in zip(*np.nonzero(matrix.shades), strict=True):
        dark = matrix.shades[row, column] >= DARK
        text = _figure(int(matrix.values[row, column]), by_amount=by_amount)
        painter.setPen(colours.color("surface" if dark else "text"))
        painter.drawText(grid.cell(int(row), int(column)), Qt.AlignmentFlag.AlignCenter, text)


def _figure(value: int, *, by_amount: bool) -> str:
    return money.in_wan(value) if by_amount else words.count(value)
