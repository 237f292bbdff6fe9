"""A table of plain rows in memory: columns say how a value reads, sorts, is coloured and copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.base.i18n import _
from app.gui import theme
from app.gui.words import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex

_ALIGN_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGN_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """What one cell shows; a delegate paints it.

    Attributes:
        text: the value; None reads 未知 in faint.
        tone: a token of the theme.
        icon: an icon beside the text.
        under: a second line, muted.
        tail: the end of the text (without ``under``, else of the second line) to emphasise.
        middle: text that is too long is cut in its middle (file names differ at their ends).
        parts: shares of a bar as (count, token); painted instead of the text.
        labels: words with the number of a category colour each, painted as swatch and word instead
            of the text, which says the same for whoever cannot see colours.
    """

    text: str | None
    tone: str = "text"
    icon: str = ""
    under: str = ""
    tail: str = ""
    middle: bool = False
    parts: tuple[tuple[int, str], ...] = ()
    labels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column.

    Attributes:
        title: a catalogue text.
        cell: what a row shows here.
        key: the value to sort by; rows without one come last. Without it the text sorts.
        copied: what Ctrl+C takes; without it the text.
        number: right-aligned.
        width: in pixels at the start.
        hint: a catalogue text for the header's tooltip.
    """

    title: str
    cell: Callable[[R], Cell]
    key: Callable[[R], Any] | None = None
    copied: Callable[[R], str] | None = None
    number: bool = False
    width: int = 96
    hint: str = ""


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows, sorted by values and filtered by a predicate; all of it on plain lists."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        identity: Callable[[R], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.identity: Callable[[R], object] = identity or id
        self._all: list[R] = []
        self._shown: list[R] = []
        self._wanted: Callable[[R], bool] | None = None
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other rows, in the order chosen before."""
        self.beginResetModel()
        self._all = list(rows)
        self._shown = self._arranged()
        self.endResetModel()

    def set_filter(self, wanted: Callable[[R], bool] | None) -> None:
        """Show only the rows that ``wanted`` lets through."""
        self.beginResetModel()
        self._wanted = wanted
        self._shown = self._arranged()
        self.endResetModel()

    def rows(self) -> list[R]:
        """The rows as shown."""
        return self._shown

    def all_rows(self) -> list[R]:
        """All rows, filtered ones too."""
        return self._all

    def row_at(self, index: AnyIndex | int) -> R:
        """The row of an index or of a row number."""
        return self._shown[index if isinstance(index, int) else index.row()]

    def place_of(self, identity: object) -> int | None:
        """The number of the row that is known by this, where it is shown."""
        for number, row in enumerate(self._shown):
            if self.identity(row) == identity:
                return number
        return None

    def known_by(self, place: int) -> object:
        """What the row of a number is known by."""
        return self.identity(self._shown[place])

    def unread(self, _places: Sequence[int]) -> bool:
        """Whether some of these rows have to be read first; rows in memory never."""
        return False

    def cell_at(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        return self.columns[column].cell(self._shown[row])

    def copied_row(self, row: int) -> list[str]:
        """The cells of a row as they go to the clipboard."""
        given = self._shown[row]
        out = []
        for column in self.columns:
            if column.copied is not None:
                text: str | None = column.copied(given)
            else:
                text = column.cell(given).text
            out.append(" ".join((text or "").replace("−", "-").split()))
        return out

    def _arranged(self) -> list[R]:
        wanted = self._wanted
        rows = [row for row in self._all if wanted(row)] if wanted else list(self._all)
        if self._order is not None:
            self._sort_rows(rows, *self._order)
        return rows

    def _sort_rows(self, rows: list[R], number: int, order: Qt.SortOrder) -> None:
        column = self.columns[number]
        key = column.key or (lambda row: column.cell(row).text)
        known = [(value, row) for row in rows if (value := key(row)) is not None]
        absent = [row for row in rows if key(row) is None]
        known.sort(key=_first, reverse=order == Qt.SortOrder.DescendingOrder)
        rows[:] = [row for _value, row in known] + absent

    # What Qt asks

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What accessibility and other delegates ask; ours takes ``cell_at``."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_NUMBER if column.number else _ALIGN_TEXT
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ForegroundRole,
        ):
            return None
        cell = self.cell_at(index.row(), index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.current().color("faint" if cell.text is None else cell.tone)
        text = unknown() if cell.text is None else cell.text
        if role == Qt.ItemDataRole.DisplayRole or not cell.under:
            return text
        return f"{text}\n{cell.under}{cell.tail}"

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title)
        if role == Qt.ItemDataRole.ToolTipRole and column.hint:
            return _(column.hint)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_NUMBER if column.number else _ALIGN_TEXT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the values of a column; a negative one gives back the order of the source."""
        if column >= len(self.columns):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(index, self._shown[index.row()]) for index in before]
        self._order = (column, order) if column >= 0 else None
        self._shown = self._arranged()
        if held:
            place = {id(row): number for number, row in enumerate(self._shown)}
            after = [self.index(place[id(row)], index.column()) for index, row in held]
            self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]
