"""A table of many rows of which only those that are looked at are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.gui.widgets.rows_model import Cell, Column, RowsModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

R = TypeVar("R")
_WAITING = Cell("…", "faint")


class PagedModel(RowsModel[R], Generic[R]):
    """Rows known by a number each; whoever owns the model reads and arranges them.

    ``row_at`` is ``None`` where a row was not read yet.

    Signals:
        wanted: rows are looked at that were not read.
        order_wanted: a column to sort by (-1 for none) and the direction.
    """

    wanted = Signal()
    order_wanted = Signal(int, Qt.SortOrder)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        identity: Callable[[R], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, identity=identity, parent=parent)
        self._number: Callable[[R], int] = identity
        self._ids: NDArray[np.int32] = np.empty(0, np.int32)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.wanted)

    def show_rows(self, ids: NDArray[np.int32], head: Sequence[R]) -> None:
        """Show other rows: the numbers of all, and the first ones themselves."""
        self.beginResetModel()
        self._ids = ids
        shown: list[Any] = [None] * len(ids)
        shown[: len(head)] = head
        self._all = self._shown = shown
        self.endResetModel()

    def take_rows(self, first: int, rows: Sequence[R]) -> None:
        """Some rows were read; those that stand elsewhere by now are left out."""
        taken = [
            first + nth
            for nth, row in enumerate(rows)
            if first + nth < len(self._ids) and self._ids[first + nth] == self._number(row)
        ]
        for place in taken:
            self._shown[place] = rows[place - first]
        if taken:
            self.dataChanged.emit(
                self.index(taken[0], 0), self.index(taken[-1], self.columnCount() - 1)
            )

    def is_read(self, first: int, end: int) -> bool:
        """Whether all rows from ``first`` to before ``end`` are there."""
        return all(row is not None for row in self._shown[first:end])

    def read_rows(self) -> list[R]:
        """The rows that are there."""
        return [row for row in self._shown if row is not None]

    def place_of(self, identity: object) -> int | None:
        """The number of the row that is known by this, read or not."""
        found = np.flatnonzero(self._ids == identity)
        return int(found[0]) if len(found) else None

    def known_by(self, place: int) -> object:
        """What the row of a number is known by, read or not."""
        return int(self._ids[place])

    def cell_at(self, row: int, column: int) -> Cell:
        """What stands in a cell; asks for the row where it is not there yet."""
        if self._shown[row] is None:
            if not self._soon.isActive():
                self._soon.start()
            return _WAITING
        return super().cell_at(row, column)

    def unread(self, places: Sequence[int]) -> bool:
        """Whether some of these rows have to be read first."""
        return any(self._shown[place] is None for place in places)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order."""
        self.order_wanted.emit(column, order)

    def still(self) -> None:
        """Stop the timer before the window goes away."""
        self._soon.stop()
