"""账户: the list of accounts; choosing one selects it for all panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.accounts.model import COLUMNS, matcher
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TWO_LINES, TableView
from app.ops.accounts import AccountRow, list_accounts

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Selection
    from app.ops.cases import CaseFile


class AccountsPane(QWidget):
    """Every account that the statements name.

    Signals:
        status: what is shown, for the status line.
        import_wanted: the empty state's button.
    """

    status = Signal(str)
    import_wanted = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._loading = False
        self.accounts: RowsModel[AccountRow] = RowsModel(COLUMNS, identity=_id, parent=self)
        self.table = TableView(self.accounts, name=_("Accounts"), row_height=TWO_LINES, stretch=0)
        self.filter = FilterBox(_("Name, number, bank, ID card"), _("Filter the accounts"))
        self.filter.setMinimumWidth(160)
        self.filter.setMaximumWidth(280)
        self._count = ElidedLabel()
        self._count.setProperty("role", "muted")
        title = QLabel(_("Accounts"))
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 8)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self._count, 2)
        head.addWidget(self.filter, 1)
        self._nothing = EmptyState(
            "account",
            _("No account yet"),
            _("Accounts appear here as soon as statements are imported."),
            _("Import files…"),
        )
        self._nothing.acted.connect(self.import_wanted)
        self._no_match = EmptyState(
            "search",
            _("No account matches the filter"),
            _("Numbers are found with or without spaces, also by their last digits."),
            _("Clear the filter"),
        )
        self._no_match.acted.connect(self.filter.drop)
        self._stack = QStackedWidget()
        for page in (QWidget(), self._nothing, self._no_match, self.table):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.filter.wanted.connect(self._filter)
        self.table.row_chosen.connect(self._choose)
        session.changed.connect(self._reload)
        session.selection_changed.connect(self._follow)

    def keys(self) -> list[tuple[str, str]]:
        """What the keys do here."""
        return [
            (_("Enter"), _("Show the transfers of the account")),
            ("Ctrl+F", _("Filter the accounts")),
            ("Ctrl+C", _("Copy the chosen rows")),
        ]

    def state(self) -> dict[str, str]:
        """What is remembered."""
        return {"filter": self.filter.text()}

    def restore(self, state: dict[str, str]) -> None:
        """Be as remembered."""
        self.filter.setText(str(state.get("filter", "")))

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def step_back(self) -> bool:
        """Take back the filter; False when there was none."""
        return self.filter.drop()

    @Slot(object)
    def _follow(self, selection: Selection) -> None:
        """Choose the account that another pane selected."""
        if len(selection.accounts) != 1:
            if not selection.accounts:
                self._loading = True  # what was selected instead must not be cleared
                self.table.clearSelection()
                self._loading = False
                self._session.drop_account()
            return
        wanted = selection.accounts[0]
        chosen = self._session.account
        if chosen is not None and wanted in (chosen.account, *chosen.aliases):
            return
        for number, row in enumerate(self.accounts.rows()):
            if wanted in (row.account, *row.aliases):
                self.table.choose(number)
                return

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.accounts or changes.flows:
            job = self._session.read("accounts", _("Reading the accounts"), _accounts)
            job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, rows: list[AccountRow]) -> None:
        self._loading = True
        self.accounts.set_rows(rows)
        self._loading = False
        self._show_page()
        if self.table.chosen_rows():
            return
        self._follow(self._session.selection)
        if not self.table.chosen_rows() and self._session.account is not None:
            self._session.select_account(None)

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.accounts.set_filter(matcher(text))
        self._show_page()

    @Slot(object)
    def _choose(self, row: AccountRow | None) -> None:
        if row is None and (self._loading or self._session.account is None):
            return  # rows are coming, or what is selected was not chosen here
        self._session.select_account(row)

    def _show_page(self) -> None:
        everything, shown = len(self.accounts.all_rows()), self.accounts.rowCount()
        if not everything:
            self._stack.setCurrentWidget(self._nothing)
        elif not shown:
            self._stack.setCurrentWidget(self._no_match)
        else:
            self._stack.setCurrentWidget(self.table)
        obtained = sum(row.obtained for row in self.accounts.all_rows())
        parts = [
            ngettext("{n} account", "{n} accounts", everything).format(n=words.count(everything)),
            _("{n} with a statement").format(n=words.count(obtained)),
        ]
        if shown != everything:
            parts.append(_("{n} shown").format(n=words.count(shown)))
        self._count.set_whole(" · ".join(parts) if everything else "")
        self.status.emit(self._count.whole())


def _accounts(case: CaseFile) -> list[AccountRow]:
    """An empty case has no ledger yet, and looking must not make one."""
    return list_accounts(case) if case.has_ledger else []


def _id(row: AccountRow) -> int:
    return row.id
