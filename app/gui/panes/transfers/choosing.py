"""What is selected in the table, told to the session; and what others selected, shown here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.base import money
from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.transfers.table import MOST_NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.panes.transfers.view import TransfersPane
    from app.model.selection import Selection
    from app.ops.flow_pages import PageRow
    from app.ops.flows import FlowRow


class FlowChoice(QObject):
    """Belongs to one pane."""

    def __init__(self, pane: TransfersPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._session = pane.session
        self._model = pane.model
        self._table = pane.table
        self._proof_wanted = False
        self._is_ours = False
        self._asked = 0  # the only selected flow, while its proof is on its way
        self._table.chosen.connect(self._tell)
        self._table.opened.connect(self.open_row)
        pane.reader.rows_read.connect(self._take_rows)
        pane.reader.flow_read.connect(self._tell_flow)
        pane.reader.found.connect(self._take_place)
        self._session.selection_changed.connect(self._take)

    def current_row(self) -> PageRow | None:
        """The flow of the current row, if it is there."""
        index = self._table.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def settle(self) -> None:
        """Another view is shown: what was selected stays so, and is marked where it is in sight."""
        self._take(self._session.selection)
        self._say_status(self._table.chosen_count())

    @Slot(int)
    def open_row(self, number: int) -> None:
        """Say where a row stands, and show its proof in the inspector."""
        row = self._model.row_at(number)
        if row is not None:
            self._proof_wanted = True
            self._pane.reader.read_flow(row.id)

    @Slot()
    def _tell(self) -> None:
        ranges = self._table.chosen_ranges()
        count = _count(ranges)
        self._asked = 0
        if not 0 < count <= MOST_NAMED:
            self._say_status(count)
            if self._session.selection.flows:
                self._session.flow_selected.emit(None)
            return
        rows = [self._model.row_at(n) for top, end in ranges for n in range(top, end + 1)]
        known = [row for row in rows if row is not None]
        if len(known) == len(rows):
            self._tell_rows(known)
        else:  # further down than anybody has looked
            self._say_status(count)
            self._pane.reader.read_rows(ranges)

    @Slot(list, list)
    def _take_rows(self, ranges: list[tuple[int, int]], rows: list[PageRow]) -> None:
        if rows and ranges == self._table.chosen_ranges():
            self._tell_rows(rows)

    def _tell_rows(self, rows: Sequence[PageRow]) -> None:
        if len(rows) == 1:
            self._say_status(1)
            self._asked = rows[0].id
            self._pane.reader.read_flow(rows[0].id)
            return
        self._say_status(len(rows), rows)
        ids = tuple(row.id for row in rows)
        self._is_ours = True
        self._session.select(replace(self._session.selection, flows=ids))
        self._is_ours = False

    def _say_status(self, count: int, rows: Sequence[PageRow] = ()) -> None:
        if count > 1:
            text = _("{n} transfers selected").format(n=words.count(count))
            if rows:
                counted = [
                    row.amount_fen
                    for row in rows
                    if row.status == "success" and row.currency == "CNY"
                ]
                text += " · " + money.yuan(sum(counted))
            self._pane.status.emit(text)
        elif self._model.view is not None:
            number = self._model.view.count
            self._pane.status.emit(
                ngettext("{n} transfer", "{n} transfers", number).format(n=words.count(number))
            )
        else:
            self._pane.status.emit("")

    @Slot(object)
    def _tell_flow(self, flow: FlowRow | None) -> None:
        row = self.current_row()
        current = row.id if row is not None else 0
        if flow is not None and flow.id in (self._asked, current if self._proof_wanted else 0):
            self._session.flow_selected.emit(flow)
            if self._proof_wanted and row is not None and current == flow.id:
                self._session.told.emit(_proof_text(row), "INFO")
        self._proof_wanted = False

    @Slot(object)
    def _take(self, selection: Selection) -> None:
        """Show flows that another pane selected, wherever they stand: the first of several."""
        if not selection.flows or self._is_ours:
            return
        row = self.current_row()
        if row is not None and selection.flows == (row.id,):
            return
        number = self._model.number_of(selection.flows[0])
        if number is not None:
            self._take_place(selection.flows[0], number)
        else:
            self._pane.reader.find(selection.flows[0])

    @Slot(object, object)
    def _take_place(self, flow: int, number: int | None) -> None:
        flows = self._session.selection.flows
        if number is None or flows[:1] != (flow,):
            return
        if len(flows) == 1:
            self._table.choose(number)
        else:
            self._table.scrollTo(self._model.index(number, 0))


def _count(ranges: Sequence[tuple[int, int]]) -> int:
    return sum(end - top + 1 for top, end in ranges)


def _proof_text(row: PageRow) -> str:
    place = f"{row.file} · {row.sheet}" if row.sheet else row.file
    return _("{file}, line {line}, SHA-256 {sha}").format(
        file=place, line=words.count(row.line), sha=row.sha256[:12] + "…"
    )
