"""The proof of one transfer: its parties, its sources, and the raw row as the file gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base import money
from app.base.i18n import _
from app.gui import words
from app.gui.panes.transfers.columns import status_cell, unnamed
from app.gui.panes.transfers.proof import (
    GIVEN_COLUMNS,
    SOURCE_COLUMNS,
    Given,
    given_cells,
    source_place,
)
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TWO_LINES, TableView
from app.ops.account_card import accounts_named
from app.ops.flows import FlowRow, FlowSource, RawRow, raw_row

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile

HEAD_ROW = 26
MOST_SOURCES_SEEN = 3


class TransferInspector(QWidget):
    """Shows the transfer that the session has selected."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._flow: FlowRow | None = None
        self._places: dict[str, str] = {}
        self.sources: RowsModel[FlowSource] = RowsModel(SOURCE_COLUMNS, parent=self)
        self.given: RowsModel[Given] = RowsModel(GIVEN_COLUMNS, parent=self)
        self.source_table = TableView(
            self.sources, name=_("Sources of the transfer"), row_height=TWO_LINES, stretch=0,
            sortable=False,
        )  # fmt: skip
        self.given_table = TableView(
            self.given, name=_("The row as given"), row_height=22, stretch=1, sortable=False
        )
        self.given_table.setMinimumHeight(200)
        self._nothing = EmptyState(
            "link",
            _("No transfer is selected"),
            _("Choose a transfer to see the rows that prove it: file, sheet, line and hash."),
        )
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._details())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.source_table.row_chosen.connect(self._forget_raw)
        self.source_table.row_opened.connect(self._ask_raw)
        session.flow_selected.connect(self.show_flow)
        session.masking_changed.connect(self._draw_again)

    def _details(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        self._amount = QLabel()
        self._amount.setProperty("role", "title")
        self._amount.setContentsMargins(16, 0, 16, 0)
        self._line = QLabel()
        self._line.setProperty("role", "muted")
        self._line.setContentsMargins(16, 2, 16, 8)
        self._line.setWordWrap(True)
        column.addWidget(self._amount)
        column.addWidget(self._line)
        grid = QGridLayout()
        grid.setContentsMargins(16, 0, 16, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._values: list[QLabel] = []
        for number, text in enumerate((_("Payer"), _("Payee"), _("Summary"))):
            name = QLabel(text)
            name.setProperty("role", "muted")
            value = QLabel()
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(text)
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
            self._values.append(value)
        column.addLayout(grid)
        column.addWidget(self.source_table)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 8, 16, 8)
        self.show_raw = QPushButton(_("Show raw row"))
        self.show_raw.setToolTip(_("Read the row again from the original in the vault (Enter)"))
        set_icon(self.show_raw, "file")
        self.show_raw.clicked.connect(self.ask_raw)
        self._place = QLabel()
        self._place.setProperty("role", "muted")
        buttons.setSpacing(12)
        buttons.addWidget(self.show_raw)
        buttons.addWidget(self._place, 1)
        column.addLayout(buttons)
        column.addWidget(self.given_table, 1)
        self._decisions = QLabel()
        self._decisions.setWordWrap(True)
        self._decisions.setContentsMargins(16, 8, 16, 8)
        self._decisions.setProperty("role", "muted")
        self._decisions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._decisions)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        return page

    @Slot(object)
    def show_flow(self, flow: FlowRow | None) -> None:
        """Show a transfer, or the empty state."""
        if flow is not None and flow == self._flow:
            return
        self._flow = flow
        self._hide_raw()
        if flow is None:
            self._stack.setCurrentIndex(0)
            self.sources.set_rows([])
            return
        sign = money.yuan(flow.amount_fen)
        self._amount.setText(
            sign if flow.currency == "CNY" else words.amount(flow.amount_fen, flow.currency)
        )
        parts = [
            words.moment(flow.time, flow.exactness),
            flow.channel or "",
            _(words.FLOW_KINDS.get(flow.kind, flow.kind)),
            status_cell(flow.status).text or "",
        ]
        self._line.setText(" · ".join(dict.fromkeys(part for part in parts if part)))
        self._places = {}
        self._draw_parties(flow)
        self._values[2].setText(words.veiled(flow.summary or "") or "—")
        self._ask_parties(flow)
        self.sources.set_rows(flow.sources)
        seen = min(len(flow.sources), MOST_SOURCES_SEEN)
        self.source_table.setFixedHeight(HEAD_ROW + seen * TWO_LINES + 1)
        self.source_table.choose(0)
        self._stack.setCurrentIndex(1)

    def _draw_parties(self, flow: FlowRow) -> None:
        for label, name, number in (
            (self._values[0], flow.payer_name, flow.payer),
            (self._values[1], flow.payee_name, flow.payee),
        ):
            label.setText(_party(name, number, flow.kind, self._places.get(number or "", "")))

    def _ask_parties(self, flow: FlowRow) -> None:
        """What statements and sheets say of the two accounts, before what their numbers tell."""
        numbers = [number for number in (flow.payer, flow.payee) if number is not None]

        def question(case: CaseFile) -> tuple[FlowRow, list[AccountRow]]:
            return flow, accounts_named(case, numbers)

        job = self._session.read("transfer-parties", _("Reading the accounts"), question)
        job.succeeded.connect(self._take_parties)

    @Slot(object)
    def _take_parties(self, answer: tuple[FlowRow, list[AccountRow]]) -> None:
        flow, rows = answer
        if flow == self._flow:
            self._places = {
                number: words.institution(row)
                for row in rows for number in (row.account, *row.aliases)
            }  # fmt: skip
            self._draw_parties(flow)

    @Slot()
    def _draw_again(self) -> None:
        flow, self._flow = self._flow, None
        self.show_flow(flow)

    @Slot()
    def ask_raw(self) -> None:
        """Show the raw row of the chosen source."""
        chosen = self.source_table.chosen_rows() or self.sources.rows()
        if chosen:
            self._ask_raw(chosen[0])

    @Slot(object)
    def _ask_raw(self, source: FlowSource) -> None:
        def question(case: CaseFile) -> RawRow:
            return raw_row(case, source)

        job = self._session.read("raw", _("Reading the original"), question)
        job.succeeded.connect(self._show_raw)

    @Slot(object)
    def _show_raw(self, raw: RawRow) -> None:
        if self._flow is None or raw.source not in self._flow.sources:
            return
        self.given.set_rows(given_cells(raw))
        self._place.setText(source_place(raw.source))
        self._place.setToolTip(raw.source.file)
        told = raw.decisions or (_("The row was read as it stands."),)
        self._decisions.setText("\n".join(f"· {sentence}" for sentence in told))
        for widget in (self.given_table, self._place, self._decisions):
            widget.show()
        self._rest.hide()

    @Slot()
    def _forget_raw(self) -> None:
        self._hide_raw()

    def _hide_raw(self) -> None:
        self.given.set_rows([])
        for widget in (self.given_table, self._place, self._decisions):
            widget.hide()
        self._rest.show()


def _party(name: str | None, number: str | None, kind: str, place: str) -> str:
    """Holder first, the number under it, then where the account is held."""
    if name is None and number is None:
        return unnamed(kind) or words.unknown()
    lines = [words.name(name) if name else words.unknown()]
    if number is not None:
        lines += [words.grouped(number), place]
    return "\n".join(line for line in lines if line)
