"""The journal as a table whose pages are read when they come into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.base.i18n import N_
from app.gui import words
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.ops.journal_reading import PAGE, JournalRow
from app.ops.journal_words import ChangedValue, key_words

if TYPE_CHECKING:
    from collections.abc import Sequence

WAITING = "…"
KEPT_PAGES = 50

JOURNAL_COLUMNS: tuple[Column[JournalRow], ...] = (
    Column(N_("No."), lambda r: Cell(words.count(r.seq), "muted"), number=True, width=64),
    Column(N_("Time"), lambda r: Cell(words.moment(r.time)), width=138),
    Column(N_("Officer"), lambda r: Cell(r.officer or None), width=84),
    Column(N_("Action"), lambda r: Cell(r.did), width=132),
    Column(N_("Subject"), lambda r: Cell(r.to_what), width=150),
    Column(N_("What changed"), lambda r: Cell(r.changed, "muted"), width=300),
    Column(N_("Reason"), lambda r: Cell(r.why), width=150),
)


def _name(value: ChangedValue) -> Cell:
    return Cell(key_words(value.key), "text" if value.is_change else "faint")


def _before(value: ChangedValue) -> Cell:
    return Cell(value.before or "", "muted" if value.is_change else "faint")


def _after(value: ChangedValue) -> Cell:
    return Cell(value.after or "", "text" if value.is_change else "faint")


CHANGED_COLUMNS: tuple[Column[ChangedValue], ...] = (
    Column(N_("Value"), _name, width=150),
    Column(N_("Before"), _before, copied=lambda v: v.before or "", width=280),
    Column(N_("After"), _after, copied=lambda v: v.after or "", width=280),
)


class JournalModel(RowsModel[JournalRow]):
    """Knows how many entries there are; asks for a page when one of its rows is painted.

    Signals:
        page_wanted: the number of a page that is not there yet.
    """

    page_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(JOURNAL_COLUMNS, identity=_seq, parent=parent)
        self._pages: dict[int, list[JournalRow]] = {}
        self._asked: set[int] = set()
        self._count = 0
        self._same = False

    def start(self, count: int, first: list[JournalRow], *, same: bool = False) -> None:
        """Show other entries, of which the first page is there.

        Args:
            count: how many there are.
            first: the newest.
            same: only newer ones came on top, so that each is as far from the oldest as before.
        """
        self.beginResetModel()
        self._same = same
        self._count = count
        self._pages = {0: first}
        self._asked = {0}
        self.endResetModel()

    def take_page(self, number: int, rows: list[JournalRow]) -> None:
        """A page has come; the oldest of very many goes."""
        self._pages[number] = rows
        if len(self._pages) > KEPT_PAGES:
            gone = next(iter(self._pages))
            del self._pages[gone]
            self._asked.discard(gone)
        first = number * PAGE
        last = min(self._count, first + PAGE) - 1
        if last >= first:
            self.dataChanged.emit(
                self.index(first, 0), self.index(last, self.columnCount() - 1)
            )  # fmt: skip

    def entry(self, number: int) -> JournalRow | None:
        """The entry of a row, if its page is there; else it is asked for."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is not None and place < len(rows):
            return rows[place]
        if rows is None and page not in self._asked and 0 <= number < self._count:
            self._asked.add(page)
            self.page_wanted.emit(page)
        return None

    def first_page(self) -> list[JournalRow]:
        """The newest entries."""
        return self._pages.get(0, [])

    # What the table asks

    def rowCount(self, parent: Any = None) -> int:  # noqa: N802
        """Number of entries."""
        return 0 if parent is not None and parent.isValid() else self._count

    def rows(self) -> list[JournalRow]:
        """The entries; those that are not there yet are ``None``."""
        return _Entries(self)

    def row_at(self, index: Any) -> JournalRow:
        """The entry of a row; ``None`` where it is not there yet."""
        number = index if isinstance(index, int) else index.row()
        return self.entry(number)  # type: ignore[return-value]  # the pane knows of None

    def known_by(self, place: int) -> object:
        """The number of the entry, ``None`` where it is not there; and how far from the oldest."""
        rows = self._pages.get(place // PAGE, [])
        seq = rows[place % PAGE].seq if place % PAGE < len(rows) else None
        return seq, self._count - place

    def place_of(self, identity: Any) -> int | None:
        """The row of an entry whose page is there, or that has kept its place from the oldest."""
        seq, from_oldest = identity
        if self._same and from_oldest <= self._count:
            return self._count - int(from_oldest)
        for page, rows in self._pages.items():
            for nth, row in enumerate(rows):
                if row.seq == seq:
                    return page * PAGE + nth
        return None

    def cell_at(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        entry = self.entry(row)
        return self.columns[column].cell(entry) if entry is not None else Cell(WAITING, "faint")

    def copied_row(self, row: int) -> list[str]:
        """The cells of a row as they go to the clipboard."""
        return [
            " ".join((self.cell_at(row, column).text or "").split())
            for column in range(len(self.columns))
        ]


class _Entries(list):  # type: ignore[type-arg]  # stands for a list that is not all there
    def __init__(self, model: JournalModel) -> None:
        super().__init__()
        self._model = model

    def __getitem__(self, number: Any) -> Any:
        return self._model.entry(number)

    def __len__(self) -> int:
        return self._model.rowCount()

    def __iter__(self) -> Any:
        """Those of the first page: after a change the chosen entry is sought there."""
        return iter(self._model.first_page())


def _seq(row: JournalRow | None) -> object:
    return row.seq if row is not None else None


def changed_rows(values: Sequence[ChangedValue]) -> list[ChangedValue]:
    """The values that are shown: those that say something."""
    return [value for value in values if value.before or value.after]
