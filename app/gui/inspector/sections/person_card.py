"""The card of the selected person: numbers with their sources, sums, accounts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.base.i18n import N_, _, ngettext
from app.gui import theme, words
from app.gui.inspector.registry import SectionSpec
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.fact_grid import clear, name_label, value_label
from app.gui.widgets.figure import Figure
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TableView
from app.model.selection import FlowFilter, Selection
from app.ops.accounts import AccountRow
from app.ops.person_card import KINDS, person_card

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.cases import CaseFile
    from app.ops.person_card import Known, PersonCard

SECTION = SectionSpec("person", N_("Person"), ("parties",), order=9, make="person_card:PersonView")
MOST_KNOWN: Final = 12
MOST_LINES: Final = 6
MOST_SHARED: Final = 3
LINES: Final = 3
"""Of a number: itself, its source, who else has it."""
NOT_SHOWN_OPENLY: Final = frozenset({"resident_id", "passport", "phone", "wechat", "qq"})


def _account(row: AccountRow) -> Cell:
    tail = row.account[-words.TAIL :]
    bank = row.bank or _(words.ACCOUNT_KINDS.get(row.kind, row.kind))
    icon = "obtained" if row.obtained else "not-obtained"
    return Cell(f"…{tail} {bank}", "text" if row.obtained else "muted", icon)


ACCOUNT_COLUMNS: tuple[Column[AccountRow], ...] = (
    Column(N_("Account"), _account, key=lambda r: r.account, copied=lambda r: r.account, width=118),
    Column(
        N_("In"), lambda r: Cell(words.amount(r.in_fen), "money_in"), key=lambda r: r.in_fen,
        number=True, width=84,
    ),
    Column(
        N_("Out"), lambda r: Cell(words.amount(r.out_fen), "money_out"), key=lambda r: r.out_fen,
        number=True, width=84,
    ),
)  # fmt: skip


class PersonView(QWidget):
    """One person or organisation; of several, the first."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: int | None = None
        self._card: PersonCard | None = None
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)
        self.incoming = Figure(_("In"), "money_in", "money-in")
        self.outgoing = Figure(_("Out"), "money_out", "money-out")
        self.own = Figure(_("Among own accounts"), "muted", "")
        self.incoming.opened.connect(self._open_in)
        self.outgoing.opened.connect(self._open_out)
        self.own.opened.connect(self._open_own)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self.accounts: RowsModel[AccountRow] = RowsModel(
            ACCOUNT_COLUMNS, identity=lambda row: row.id, parent=self
        )
        self.table = TableView(
            self.accounts, name=_("Accounts of the person"), stretch=0,
            row_height=theme.COMPACT_ROW_HEIGHT,
        )  # fmt: skip
        self.table.setToolTip(_("Enter or double click goes to the account"))
        self.table.row_opened.connect(self._go_to_account)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addWidget(self._said)
        column.addSpacing(6)
        for figure in (self.incoming, self.outgoing, self.own):
            column.addWidget(figure)
        column.addSpacing(6)
        column.addLayout(self._grid)
        column.addSpacing(6)
        column.addWidget(self.table)
        session.changed.connect(self._reload)
        session.masking_changed.connect(self._draw)

    def show_selection(self, selection: Selection) -> None:
        """Read what is known of the person."""
        wanted = selection.parties[0] if selection.parties else None
        if wanted != self._wanted:
            self._wanted = wanted
            self._read()

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.parties or changes.attributions or changes.accounts or changes.flows:
            self._read()

    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return

        def question(case: CaseFile) -> PersonCard:
            return person_card(case, party=wanted)

        job = self._session.read("person-card", _("Reading the person"), question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, card: PersonCard) -> None:
        if card.party == self._wanted:
            self._card = card
            self._draw()

    @Slot()
    def _draw(self) -> None:
        card = self._card
        if card is None:
            return
        self._name.setText(words.name(card.name) if card.name else words.unknown())
        number = len(card.accounts)
        told = ngettext("{n} account", "{n} accounts", number).format(n=words.count(number))
        obtained = sum(row.obtained for row in card.accounts)
        parts = [
            _("Person") if card.is_person else _("Organisation"), told,
            _("{n} with a statement").format(n=words.count(obtained)), *self._days(card),
        ]  # fmt: skip
        self._said.setText(" · ".join(parts))
        rows = card.accounts
        for figure, (count, fen) in (
            (self.incoming, card.came), (self.outgoing, card.went),
            (self.own, (card.own_count, card.own_fen)),
        ):  # fmt: skip
            figure.set(fen, words.transfers(count))
        self.own.setVisible(bool(card.own_fen))
        self._draw_known(card.known)
        self.accounts.set_rows(rows)
        lines = min(MOST_LINES, max(1, number))
        self.table.setFixedHeight(theme.ROW_HEIGHT + lines * theme.COMPACT_ROW_HEIGHT + 4)
        self.table.setVisible(bool(rows))

    def _days(self, card: PersonCard) -> list[str]:
        first = min((row.first for row in card.accounts if row.first), default=None)
        last = max((row.last for row in card.accounts if row.last), default=None)
        return [] if first is None or last is None else [f"{words.day(first)} … {words.day(last)}"]

    def _draw_known(self, known: tuple[Known, ...]) -> None:
        clear(self._grid)
        for number, each in enumerate(known[:MOST_KNOWN]):
            name = name_label(_(KINDS[each.kind]) if each.kind in KINDS else each.kind)
            text = words.identity(each.value) if each.kind in NOT_SHOWN_OPENLY else each.value
            if each.valid is False:
                text = _("{value} (wrong check digit)").format(value=text)
            source = ElidedLabel(_source(each))
            source.setProperty("role", "faint")
            self._grid.addWidget(name, LINES * number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value_label(text), LINES * number, 1)
            self._grid.addWidget(source, LINES * number + 1, 1)
            if each.shared:
                self._grid.addWidget(self._shared_by(each), LINES * number + 2, 1)
        more = len(known) - MOST_KNOWN
        if more > 0:
            text = ngettext("and {n} more", "and {n} more", more).format(n=words.count(more))
            self._grid.addWidget(QLabel(text), LINES * MOST_KNOWN, 1)

    def _shared_by(self, known: Known) -> QPushButton:
        """Leads to the others who have the number as well."""
        names = dict.fromkeys(words.name(n) if n else words.unknown() for _id, n in known.shared)
        shown = "、".join(list(names)[:MOST_SHARED])
        if len(known.shared) > MOST_SHARED:
            shown += f" … ({words.count(len(known.shared))})"
        link = QPushButton(_("also of {names}").format(names=shown))
        link.setProperty("role", "link")
        link.setToolTip(
            _("The same number is told of others: one person told twice, or a number in common.")
        )
        link.setProperty("parties", [id_ for id_, _name in known.shared])
        link.clicked.connect(self._go_to_shared)
        return link

    @Slot()
    def _go_to_shared(self) -> None:
        parties = self.sender().property("parties")
        self._session.select(Selection(parties=tuple(int(each) for each in parties)))

    @Slot(object)
    def _go_to_account(self, row: Any) -> None:
        if isinstance(row, AccountRow):
            self._session.go_to("accounts", accounts=(row.account,))

    @Slot()
    def _open_in(self) -> None:
        self._open("in")

    @Slot()
    def _open_out(self) -> None:
        self._open("out")

    @Slot()
    def _open_own(self) -> None:
        if self._card is not None:
            numbers = tuple(row.account for row in self._card.accounts)
            self._show_flows(
                FlowFilter(
                    parties=(self._card.party,), counterparties=numbers,
                    period=self._session.period,
                )
            )  # fmt: skip

    def _open(self, direction: str) -> None:
        if self._card is not None:
            self._show_flows(
                FlowFilter(
                    parties=(self._card.party,), direction=direction, period=self._session.period
                )
            )

    def _show_flows(self, wanted: FlowFilter) -> None:
        self._session.go_to("transfers", parties=wanted.parties, filter=wanted)


def _source(known: Known) -> str:
    if known.file is None:
        return _("typed by an officer")
    name = PurePosixPath(known.file).name
    return _("{file}, line {line}").format(file=name, line=known.line) if known.line else name
