"""What the list of accounts shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.rows_model import Cell, Column
from app.ops.lookup import CARD_KINDS

if TYPE_CHECKING:
    from app.ops.accounts import AccountRow


def title_of(row: AccountRow) -> Cell:
    """Holder first, the number under it, its last four digits emphasised."""
    head, tail = words.head_and_tail(row.account)
    if not tail.strip():
        tail = words.identity(row.account)
    return Cell(words.name(row.holder) if row.holder else None, under=head or " ", tail=tail)


def state_of(row: AccountRow) -> Cell:
    """Whether the statement of this account is there."""
    if row.obtained:
        return Cell(_("obtained"), "good", "obtained")
    return Cell(_("not obtained"), "muted", "not-obtained")


def _sum(title: str, name: str, tone: str) -> Column[AccountRow]:
    def value(row: AccountRow) -> int:
        return int(getattr(row, name))

    def cell(row: AccountRow) -> Cell:
        return Cell(words.amount(value(row)), tone if value(row) else "faint")

    return Column(title, cell, number=True, width=104)


def _number(title: str, name: str) -> Column[AccountRow]:
    def value(row: AccountRow) -> int:
        return int(getattr(row, name))

    def cell(row: AccountRow) -> Cell:
        return Cell(words.count(value(row)), "text" if value(row) else "faint")

    return Column(title, cell, number=True, width=74)


def _kind(row: AccountRow) -> Cell:
    return Cell(_(words.ACCOUNT_KINDS.get(row.kind, row.kind)), "muted")


def bank_of(row: AccountRow) -> Cell:
    """The bank, fainter where only the card number tells it; a phone's place and operator."""
    if row.bank is None and row.phone_place is not None:
        return Cell(row.phone_place, "muted", under=row.phone_operator or "")
    if row.bank_source == "card_number":
        return Cell(row.bank, "faint", under=_("from the card number"))
    return Cell(row.bank, "muted", under=_(CARD_KINDS[row.card_kind]) if row.card_kind else "")


def _balance(row: AccountRow) -> Cell:
    if row.balance_fen is None:
        return Cell(None)
    return Cell(words.amount(row.balance_fen))


def _days(row: AccountRow) -> Cell:
    if row.first is None or row.last is None:
        return Cell(None)
    return Cell(words.day(row.first), "text", under=words.day(row.last))


COLUMNS: tuple[Column[AccountRow], ...] = (
    Column(
        N_("Account"), title_of,
        copied=lambda r: f"{r.holder or ''} {r.account}", width=200,
    ),
    Column(N_("Kind"), _kind, width=60),
    Column(
        N_("Bank"), bank_of, width=96,
        hint=N_("The bank, fainter where only the card number tells it; of a wallet that is a "
                "mobile number, place and operator."),
    ),
    Column(N_("Statement"), state_of, width=100),
    _sum(N_("In"), "in_fen", "money_in"),
    _number(N_("No. in"), "in_count"),
    _sum(N_("Out"), "out_fen", "money_out"),
    _number(N_("No. out"), "out_count"),
    Column(
        N_("Balance"), _balance, number=True, width=100,
        hint=N_("The last balance that the statement gives."),
    ),
    Column(
        N_("Period"), _days,
        copied=lambda r: f"{words.day(r.first)} {words.day(r.last)}".strip(), width=92,
    ),
)  # fmt: skip

SORTED_BY: tuple[str, ...] = (
    "account", "kind", "bank", "obtained", "in_fen", "in_count", "out_fen", "out_count",
    "balance_fen", "first",
)  # fmt: skip
"""The columns as ``account_pages`` sorts them."""
