"""流水: the transfers of the selected account in time order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.transfers.model import COLUMNS, SeenFlow, matcher, seen_from, totals_text
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TableView
from app.ops.flows import list_flows

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile

MOST_SHOWN = 100_000


class TransfersPane(QWidget):
    """The transfers of the account that the session has selected.

    Signals:
        status: what is shown, for the status line.
    """

    status = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown_account: int | None = None
        self.transfers: RowsModel[SeenFlow] = RowsModel(COLUMNS, identity=_id, parent=self)
        self.table = TableView(self.transfers, name=_("Transfers"), stretch=6)
        self.filter = FilterBox(_("Counterparty, summary, amount"), _("Filter the transfers"))
        self.filter.setMinimumWidth(160)
        self.filter.setMaximumWidth(280)
        self._title = QLabel()
        self._sums = ElidedLabel()
        self._sums.setProperty("role", "muted")
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(16, 6, 16, 6)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._sums, 1)
        head.addWidget(self.filter, 1)
        self._more = QLabel()
        self._more.setProperty("role", "warn")
        self._more.setContentsMargins(16, 2, 16, 6)
        self._more.hide()
        self._nothing = EmptyState(
            "transfers",
            _("No account is selected"),
            _("Choose an account above to see its transfers in time order."),
        )
        self._none = EmptyState(
            "no-record",
            _("No transfer to show"),
            _("The account is named in the case files, but no transfer matches."),
        )
        self._stack = QStackedWidget()
        for page in (self._nothing, QWidget(), self._none, self.table):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._more)
        column.addWidget(self._stack, 1)
        self._head.hide()
        self.filter.wanted.connect(self._filter)
        self.table.row_chosen.connect(self._choose)
        self.table.selectionModel().selectionChanged.connect(self._tell_status)
        session.account_selected.connect(self._load)
        session.changed.connect(self._reload)
        session.masking_changed.connect(self._say_again)

    def keys(self) -> list[tuple[str, str]]:
        """What the keys do here."""
        return [
            (_("Enter"), _("Show the proof in the inspector")),
            ("Ctrl+F", _("Filter the transfers")),
            ("Ctrl+C", _("Copy the chosen rows")),
        ]

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def step_back(self) -> bool:
        """Take back the filter, else the choice; False when there was neither."""
        if self.filter.isVisible() and self.filter.drop():
            return True
        if not self.table.chosen_rows():
            return False
        self.table.clearSelection()
        return True

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.flows and self._session.account is not None:
            self._load(self._session.account)

    @Slot(object)
    def _load(self, account: AccountRow | None) -> None:
        if account is None:
            self._shown_account = None
            self._head.hide()
            self._more.hide()
            self.transfers.set_rows([])
            self._stack.setCurrentWidget(self._nothing)
            self._tell_status()
            return
        number = account.account

        def question(case: CaseFile) -> tuple[AccountRow, list[SeenFlow], bool]:
            flows = list_flows(case, account=number, limit=MOST_SHOWN + 1)
            more = len(flows) > MOST_SHOWN
            return account, seen_from(account, flows[:MOST_SHOWN]), more

        if self._shown_account != account.id:
            self._stack.setCurrentIndex(1)
            self._say_account(account)
            self._sums.set_whole(_("Reading…"))
        job = self._session.read("transfers", _("Reading the transfers"), question)
        job.succeeded.connect(self._show)

    @Slot()
    def _say_again(self) -> None:
        if self._session.account is not None:
            self._say_account(self._session.account)

    def _say_account(self, account: AccountRow) -> None:
        self._title.setText(
            f"<b>{words.name(account.holder) if account.holder else words.unknown()}</b>"
            f"&nbsp;&nbsp;{words.grouped(account.account)}"
        )
        self._head.show()

    @Slot(object)
    def _show(self, result: tuple[AccountRow, list[SeenFlow], bool]) -> None:
        account, rows, more = result
        if self._session.account is None or self._session.account.id != account.id:
            return
        if self._shown_account != account.id:
            self._shown_account = account.id
            self.filter.drop()
        self._say_account(account)
        self.transfers.set_rows(rows)
        self._more.setVisible(more)
        self._more.setText(
            _("Only the first {n} transfers in time are shown; the account has more.").format(
                n=words.count(MOST_SHOWN)
            )
        )
        self._show_page()

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.transfers.set_filter(matcher(text))
        self._show_page()

    def _show_page(self) -> None:
        if self._shown_account is None:
            return
        shown = self.transfers.rows()
        self._stack.setCurrentWidget(self.table if shown else self._none)
        self._sums.set_whole(_transfers(len(shown)) + " · " + totals_text(shown))
        self._tell_status()

    @Slot(object)
    def _choose(self, seen: SeenFlow | None) -> None:
        self._session.flow_selected.emit(seen.flow if seen is not None else None)

    @Slot()
    def _tell_status(self) -> None:
        chosen = self.table.chosen_rows()
        if len(chosen) > 1:
            self.status.emit(
                _("{n} transfers selected").format(n=words.count(len(chosen)))
                + " · "
                + totals_text(chosen)
            )
        elif self._shown_account is not None:
            self.status.emit(_transfers(self.transfers.rowCount()))
        else:
            self.status.emit("")


def _transfers(number: int) -> str:
    return ngettext("{n} transfer", "{n} transfers", number).format(n=words.count(number))


def _id(seen: SeenFlow) -> int:
    return seen.flow.id
