"""The item model over a view of the ledger: it knows how long the table is, and some of its pages.

A page that is looked at and not there is wanted; until it comes its cells are empty. Nothing here
asks the case: the pane does, in the lane of the case.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from app.base.i18n import _
from app.gui import theme
from app.gui.panes.transfers.columns import COLUMNS, NAMES
from app.gui.widgets.rows_model import Cell
from app.gui.words import unknown
from app.ops.flow_pages import PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QObject, QPersistentModelIndex

    from app.ops.flow_pages import FlowView, PageRow
    from app.ops.flow_wanted import Bars

    AnyIndex = QModelIndex | QPersistentModelIndex

KEPT: Final = 80
"""Pages in memory; the one not looked at for longest goes first."""
MOST_ROWS: Final = 70_000_000
"""Qt measures a table in pixels, and has room for so many rows."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Marks:
    """What officers hung on a flow: names of tags with their colours, and the number of notes."""

    tags: tuple[tuple[str, int], ...] = ()
    notes: int = 0


class FlowModel(QAbstractTableModel):
    """Shows a ``FlowView``.

    Signals:
        wanted: a page was looked at that is not there.
    """

    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = COLUMNS
        self.view: FlowView | None = None
        self._count = 0
        self._pages: OrderedDict[int, Sequence[PageRow]] = OrderedDict()
        self._marks: dict[int, Marks] = {}
        self._bars: Bars | None = None

    def show_head(self, rows: Sequence[PageRow]) -> None:
        """The first rows of a view whose length is not known yet."""
        self._reset(None, len(rows), {0: rows} if rows else {})

    def show_view(self, view: FlowView, head: Sequence[PageRow] = ()) -> None:
        """Another view; ``head`` are its first rows where they are known."""
        count = min(view.count, MOST_ROWS)
        known = {0: head} if head and len(head) == min(PAGE, count) else {}
        self._reset(view, count, known)

    def clear(self) -> None:
        """Show nothing."""
        self._reset(None, 0, {})

    def _reset(
        self, view: FlowView | None, count: int, pages: Mapping[int, Sequence[PageRow]]
    ) -> None:
        self.beginResetModel()
        self.view, self._count = view, count
        self._pages = OrderedDict(pages)
        self.endResetModel()

    def take_pages(
        self, pages: Mapping[int, Sequence[PageRow]], marks: Mapping[int, Marks]
    ) -> None:
        """Pages that were wanted have come."""
        for number, rows in pages.items():
            self._pages[number] = rows
            self._pages.move_to_end(number)
            for row in rows:
                self._marks.pop(row.id, None)
        self._marks.update(marks)
        while len(self._pages) > KEPT:
            _number, gone = self._pages.popitem(last=False)
            for row in gone:
                self._marks.pop(row.id, None)
        if pages:
            last = self.columnCount() - 1
            top, bottom = min(pages) * PAGE, min((max(pages) + 1) * PAGE, self._count) - 1
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, last))

    def forget_pages(self) -> None:
        """What is shown has changed in a detail; it is asked for again as it is looked at."""
        self._pages.clear()
        if self._count:
            self.wanted.emit()

    def set_bars(self, bars: Bars | None) -> None:
        """Grey the rows of some bars."""
        self._bars = bars

    def has_page(self, number: int) -> bool:
        """Whether the page is there."""
        return number in self._pages

    def row_at(self, number: int) -> PageRow | None:
        """The flow of a row, if its page is there."""
        page = self._pages.get(number // PAGE)
        place = number % PAGE
        return page[place] if page is not None and place < len(page) else None

    def number_of(self, flow: int) -> int | None:
        """The row of a flow among the pages that are there."""
        for number, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == flow:
                    return number * PAGE + place
        return None

    def marks_of(self, row: PageRow) -> Marks:
        """Tags and notes of a flow."""
        return self._marks.get(row.id, Marks())

    def cell_at(self, row: int, column: int) -> Cell:
        """What stands in a cell; empty until its page has come."""
        flow = self.row_at(row)
        if flow is None:
            self.wanted.emit()
            return Cell("")
        key = self.columns[column].key
        cell = self._tags(flow) if key == "tags" else self.columns[column].cell(flow)
        if self._bars is not None and self._bars.grey and self._bars.is_grey(self._measure(flow)):
            text = (cell.text or "") + cell.tail
            return replace(cell, tone="faint", tail="", text=text, labels=())
        return cell

    def _tags(self, flow: PageRow) -> Cell:
        marks = self.marks_of(flow)
        text = ", ".join(name for name, _colour in marks.tags)
        return Cell(text, icon="note" if marks.notes else "", labels=marks.tags)

    def _measure(self, flow: PageRow) -> Any:
        by = self._bars.by if self._bars else "time"
        if by == "time":
            return flow.time
        if by == "amount":
            return flow.amount_fen
        return flow.time.hour if flow.exactness else -1

    # What Qt asks

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Number of flows in the view."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Number of columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What accessibility asks; the painter takes ``cell_at``."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[index.column()].number else _LEFT
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        cell = self.cell_at(index.row(), index.column())
        return unknown() if cell.text is None else cell.text + cell.tail

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, and the place of a column in the sort."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title) + self._sort_sign(self.columns[section].key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].number else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.current().color("muted")
        return None

    def _sort_sign(self, key: str) -> str:
        sort = self.sorting
        for place, each in enumerate(sort, start=1):
            if each.column == key:
                arrow = "↓" if each.falling else "↑"
                return f" {arrow}{place if len(sort) > 1 else ''}"
        return ""

    @property
    def sorting(self) -> tuple[Any, ...]:
        """The sort keys that the header tells."""
        return getattr(self, "_sorting", ())

    def set_sorting(self, sort: Sequence[Any]) -> None:
        """Tell in the header what the view is sorted by."""
        self._sorting = tuple(sort)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(NAMES) - 1)
