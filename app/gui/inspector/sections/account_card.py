"""The card of the selected accounts: holder, number, bank, statement, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.base.i18n import N_, _
from app.gui import words
from app.gui.inspector.registry import SectionSpec
from app.gui.widgets.fact_grid import FactGrid
from app.gui.widgets.figure import Figure
from app.model.selection import FlowFilter
from app.ops.account_card import accounts_named

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Selection
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile

SECTION = SectionSpec(
    "account", N_("Account"), ("accounts",), order=10, make="account_card:AccountCard"
)
MOST_READ = 200
ROWS = (N_("Bank"), N_("Statement"), N_("Certainty"), N_("ID card"), N_("Period"))


class AccountCard(QWidget):
    """One account, or the sums of several."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._accounts: tuple[str, ...] = ()
        self._rows: list[AccountRow] = []
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self._number = QLabel()
        self._number.setProperty("role", "muted")
        for label in (self._name, self._number):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = FactGrid(ROWS)
        self.incoming = Figure(_("In"), "money_in", "money-in")
        self.outgoing = Figure(_("Out"), "money_out", "money-out")
        self.balance = Figure(_("Balance"), "text", "")
        self.incoming.opened.connect(self._open_in)
        self.outgoing.opened.connect(self._open_out)
        self.balance.opened.connect(self._open_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addWidget(self._number)
        column.addSpacing(6)
        for figure in (self.incoming, self.outgoing, self.balance):
            column.addWidget(figure)
        column.addSpacing(6)
        column.addLayout(self._facts)
        session.changed.connect(self._reload)
        session.masking_changed.connect(self._draw)

    def show_selection(self, selection: Selection) -> None:
        """Read what is known of the selected accounts."""
        if selection.accounts != self._accounts:
            self._accounts = selection.accounts
            self._read()

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.accounts or changes.flows or changes.attributions:
            self._read()

    def _read(self) -> None:
        if not self._accounts:
            return
        wanted = self._accounts[:MOST_READ]

        def question(case: CaseFile) -> list[AccountRow]:
            return accounts_named(case, wanted)

        job = self._session.read("account-card", _("Reading the account"), question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, rows: list[AccountRow]) -> None:
        self._rows = rows
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if not self._rows:
            return
        if len(self._rows) == 1:
            self._draw_one(self._rows[0])
        else:
            self._draw_many(self._rows)

    def _draw_one(self, row: AccountRow) -> None:
        self._name.setText(words.name(row.holder) if row.holder else words.unknown())
        self._number.setText(words.grouped(row.account))
        self.incoming.set(row.in_fen, words.transfers(row.in_count))
        self.outgoing.set(row.out_fen, words.transfers(row.out_count))
        when = words.moment(row.balance_time) if row.balance_time else ""
        self.balance.set(row.balance_fen, when)
        id_number = words.identity(row.id_number) if row.id_number else ""
        self._facts.show_values(
            [words.institution(row), _statement(row), _sureness(row), id_number, _days(row)]
        )

    def _draw_many(self, rows: list[AccountRow]) -> None:
        self._name.setText(_("{n} accounts").format(n=words.count(len(self._accounts))))
        holders = dict.fromkeys(words.name(row.holder) for row in rows if row.holder)
        self._number.setText(_("held by {n} different names").format(n=words.count(len(holders))))
        self.incoming.set(
            sum(r.in_fen for r in rows), words.transfers(sum(r.in_count for r in rows))
        )
        self.outgoing.set(
            sum(r.out_fen for r in rows), words.transfers(sum(r.out_count for r in rows))
        )
        known = [row.balance_fen for row in rows if row.balance_fen is not None]
        self.balance.set(sum(known) if known else None, "")
        obtained = sum(row.obtained for row in rows)
        told = _("{n} with a statement").format(n=words.count(obtained))
        self._facts.show_values(["", told, "", "", ""])

    @Slot()
    def _open_in(self) -> None:
        self._open("in")

    @Slot()
    def _open_out(self) -> None:
        self._open("out")

    @Slot()
    def _open_all(self) -> None:
        self._open(None)

    def _open(self, direction: str | None) -> None:
        wanted = FlowFilter(
            accounts=self._accounts, direction=direction, period=self._session.period
        )
        self._session.go_to("transfers", accounts=self._accounts, filter=wanted)


def _statement(row: AccountRow) -> str:
    if not row.obtained:
        return _("not obtained")
    if row.statement_since is None or row.statement_until is None:
        return _("obtained")
    return f"{words.day(row.statement_since)} … {words.day(row.statement_until)}"


def _sureness(row: AccountRow) -> str:
    if row.confidence is not None:
        return _("{n} %, from account sheets or officers").format(n=row.confidence)
    return _("from rows of statements only") if row.holder else ""


def _days(row: AccountRow) -> str:
    if row.first is None or row.last is None:
        return ""
    return f"{words.day(row.first)} … {words.day(row.last)}"
