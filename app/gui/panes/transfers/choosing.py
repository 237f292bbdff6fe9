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
        self._table.chosen.connect(self._tell)
        self._table.opened.connect(self.open_row)
        pane.reader.flow_read.connect(self._tell_flow)
        self._session.selection_changed.connect(self._take)

    def current_row(self) -> PageRow | None:
        """The flow of the current row, if it is there."""
        index = self._table.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def settle(self) -> None:
        """Another view is shown: what was selected stays so, and is marked where it is in sight."""
        self._take(self._session.selection)
        self._say_status(self._table.chosen_ranges())

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
        self._say_status(ranges)
        if count == 1:
            row = self._model.row_at(ranges[0][0])
            if row is not None:
                self._pane.reader.read_flow(row.id)
            return
        ids: tuple[int, ...] = ()
        if 1 < count <= MOST_NAMED:
            ids = tuple(row.id for row in self._rows(ranges) if row is not None)
        if ids:
            self._session.select(replace(self._session.selection, flows=ids))
        elif self._session.selection.flows:
            self._session.flow_selected.emit(None)

    def _rows(self, ranges: Sequence[tuple[int, int]]) -> list[PageRow | None]:
        return [self._model.row_at(number) for top, end in ranges for number in range(top, end + 1)]

    def _say_status(self, ranges: Sequence[tuple[int, int]]) -> None:
        count = _count(ranges)
        if count > 1:
            text = _("{n} transfers selected").format(n=words.count(count))
            rows = self._rows(ranges) if count <= MOST_NAMED else [None]
            known = [row for row in rows if row is not None]
            if len(known) == len(rows):
                text += " · " + money.yuan(
                    sum(
                        row.amount_fen
                        for row in known
                        if row.status == "success" and row.currency == "CNY"
                    )
                )
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
        if flow is not None and row is not None and row.id == flow.id:
            self._session.flow_selected.emit(flow)
            if self._proof_wanted:
                self._session.told.emit(_proof_text(row), "INFO")
        self._proof_wanted = False

    @Slot(object)
    def _take(self, selection: Selection) -> None:
        """Show a flow that another pane selected, where its page is there."""
        if len(selection.flows) != 1:
            return
        row = self.current_row()
        if row is not None and row.id == selection.flows[0]:
            return
        number = self._model.number_of(selection.flows[0])
        if number is not None:
            self._table.choose(number)


def _count(ranges: Sequence[tuple[int, int]]) -> int:
    return sum(end - top + 1 for top, end in ranges)


def _proof_text(row: PageRow) -> str:
    place = f"{row.file} · {row.sheet}" if row.sheet else row.file
    return _("{file}, line {line}, SHA-256 {sha}").format(
        file=place, line=words.count(row.line), sha=row.sha256[:12] + "…"
    )
