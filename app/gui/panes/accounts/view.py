"""账户: the list of accounts; choosing one selects it for all panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.accounts.model import COLUMNS, SORTED_BY
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.paged_model import PagedModel
from app.gui.widgets.table import TWO_LINES, TableView
from app.ops import account_pages
from app.ops.account_card import accounts_named
from app.ops.account_pages import PAGE, AccountView

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import FlowFilter, Selection
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile

MOST_COPIED = 20_000


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
        self._view: AccountView | None = None
        self._asking: Job | None = None
        self._to_copy: list[int] = []
        self._order: tuple[str | None, bool] = (None, False)
        self.accounts: PagedModel[AccountRow] = PagedModel(COLUMNS, identity=_id, parent=self)
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
        self.filter.wanted.connect(self._open)
        self.accounts.order_wanted.connect(self._sort)
        self.accounts.wanted.connect(self._ask_rows)
        self.table.copy_wanted.connect(self._read_to_copy)
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

        for row in self.accounts.read_rows():
            if wanted in (row.account, *row.aliases):
                self._choose_there(row)
                return
        before = self._session.filter

        def question(case: CaseFile) -> tuple[AccountRow | None, FlowFilter]:
            return next(iter(accounts_named(case, [wanted])), None), before

        job = self._session.read("account-selected", "", question)
        job.succeeded.connect(self._take_selected)

    @Slot(object)
    def _take_selected(self, result: tuple[AccountRow | None, FlowFilter]) -> None:
        row, before = result
        chosen = self._session.selection.accounts
        if row is None or len(chosen) != 1 or chosen[0] not in (row.account, *row.aliases):
            return  # something else was selected meanwhile
        if self._session.filter != before:
            self._session.know_account(row)  # a filter was set since: it stays
        self._choose_there(row)

    def _choose_there(self, row: AccountRow) -> None:
        """Choose an account wherever it stands, also where the filter hides it."""
        place = self.accounts.place_of(row.id)
        self._loading = True
        if place is None:
            self.table.clearSelection()
        else:
            self.accounts.take_rows(place, [row])
            self.table.choose(place)
        self._loading = False
        self._session.select_account(row)

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.parties or changes.attributions:
            self._session.read("accounts-forget", "", account_pages.forget)
        if changes.accounts or changes.flows or changes.parties or changes.attributions:
            self._open()

    @Slot()
    def _open(self) -> None:
        """Ask for the accounts in their order, as far as the filter lets them through."""
        text, (column, falling) = self.filter.text(), self._order
        case = self._session.case

        def work(progress: Progress) -> AccountView:
            return account_pages.open_view(case, text, column, falling=falling, progress=progress)

        job = self._session.runner.start(work, title=_("Reading the accounts"), key="accounts:view")
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, view: AccountView) -> None:
        self._view = view
        self._loading = True
        self.accounts.show_rows(view.ids, view.head)
        self._loading = False
        self._show_page()
        known = self._session.account
        if known is not None and view.place_of(known.id) is None:
            self._session.select_account(None)
        elif self.table.selectionModel().hasSelection():
            return
        elif known is not None:
            self._choose_there(known)
        else:
            self._follow(self._session.selection)

    @Slot(int, Qt.SortOrder)
    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        wanted = SORTED_BY[column] if 0 <= column < len(SORTED_BY) else None
        self._order = (wanted, order == Qt.SortOrder.DescendingOrder)
        self._open()

    # Rows that are looked at

    @Slot()
    def _ask_rows(self) -> None:
        """One question at a time, for what is in sight when it begins."""
        view = self._view
        if view is None or self._asking is not None:
            return
        first, end = self.table.seen_rows()
        if self.accounts.is_read(first, end):
            return
        start = first // PAGE * PAGE
        number = -(-(end - start) // PAGE) * PAGE
        self._asking = self._ask(view, start, number)
        self._asking.finished.connect(self._end_asking)

    def _ask(self, view: AccountView, first: int, number: int) -> Job:
        def question(case: CaseFile) -> tuple[AccountView, int, list[AccountRow]]:
            return view, first, account_pages.rows(case, view, first, number)

        job = self._session.read("account-rows", "", question)
        job.succeeded.connect(self._take_rows)
        return job

    @Slot(object)
    def _take_rows(self, result: tuple[AccountView, int, list[AccountRow]]) -> None:
        view, first, rows = result
        if view is not self._view:
            return
        self.accounts.take_rows(first, rows)
        known = self._session.account
        chosen = self.table.chosen_rows()
        if chosen and (known is None or known.id not in (row.id for row in chosen)):
            self.table.tell_choice()  # the row was chosen before it was read

    @Slot()
    def _end_asking(self) -> None:
        self._asking = None
        self._ask_rows()

    @Slot(list)
    def _read_to_copy(self, places: list[int]) -> None:
        """Read rows that are to be copied, so that none is left out."""
        if self._view is None:
            return
        if len(places) > MOST_COPIED:
            self._session.told.emit(
                _("At most {n} rows can be copied at once; filter the list first.").format(
                    n=words.count(MOST_COPIED)
                ),
                "WARN",
            )
            return
        self._to_copy = places
        self._ask(self._view, places[0], places[-1] - places[0] + 1).succeeded.connect(self._copy)

    @Slot()
    def _copy(self) -> None:
        if self._to_copy and not self.accounts.unread(self._to_copy):
            self.table.copy_rows()
        self._to_copy = []

    @Slot(object)
    def _choose(self, row: AccountRow | None) -> None:
        if self._loading or (row is None and self.table.selectionModel().hasSelection()):
            return  # rows are coming
        if row is None and self._session.account is None:
            return  # what is selected was not chosen here
        self._session.select_account(row)

    def _show_page(self) -> None:
        view = self._view
        everything = view.everything if view else 0
        shown = self.accounts.rowCount()
        if view is None or not everything:
            self._stack.setCurrentWidget(self._nothing)
        elif not shown:
            self._stack.setCurrentWidget(self._no_match)
        else:
            self._stack.setCurrentWidget(self.table)
        parts = [
            ngettext("{n} account", "{n} accounts", everything).format(n=words.count(everything)),
            _("{n} with a statement").format(n=words.count(view.obtained if view else 0)),
        ]
        if shown != everything:
            parts.append(_("{n} shown").format(n=words.count(shown)))
        self._count.set_whole(" · ".join(parts) if everything else "")
        self.status.emit(self._count.whole())


def _id(row: AccountRow) -> int:
    return row.id
