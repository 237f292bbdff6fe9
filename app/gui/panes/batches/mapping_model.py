"""What the editor of mappings shows: the first rows as a form reads them."""

from __future__ import annotations

from typing import Any

from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.rows_model import Cell, Column
from app.ops.import_report import REASONS

Row = dict[str, Any]
OUTCOMES = {
    "record": (N_("read"), "good", "done"),
    "notice": (N_("notice"), "warn", "info"),
    "reject": (N_("refused"), "danger", "no-record"),
}
WAYS = {
    "in": (N_("in"), "money_in", "money-in"),
    "out": (N_("out"), "money_out", "money-out"),
    "neutral": (N_("neither"), "muted", ""),
}


def _outcome(row: Row) -> Cell:
    word, tone, icon = OUTCOMES[row["outcome"]]
    return Cell(_(word), tone, icon)


def _time(row: Row) -> Cell:
    text = row["time"]
    if text is None:
        return Cell(None)
    day, _t, clock = text.partition("T")
    return Cell(f"{day} {clock[:8]}" if row["has_clock"] else day)


def _side(number: str, name: str) -> Any:
    def cell(row: Row) -> Cell:
        account = str(row[number] or "").removeprefix("bank:")
        who = row[name]
        if who and account:
            return Cell(f"{who} …{account[-words.TAIL :]}")
        return Cell(who or words.grouped(account) or None)

    return cell


def _way(row: Row) -> Cell:
    way = row["direction"]
    if way is None:
        return Cell(_("by the balances"), "muted")
    word, tone, icon = WAYS[way]
    return Cell(_(word), tone, icon)


def _amount(row: Row) -> Cell:
    fen = row["amount_fen"]
    tone = WAYS[row["direction"]][1] if row["direction"] else "text"
    return Cell(None) if fen is None else Cell(words.amount(fen, row["currency"] or "CNY"), tone)


def _balance(row: Row) -> Cell:
    fen = row["balance_fen"]
    return Cell("", "faint") if fen is None else Cell(words.amount(fen), "muted")


def _said(row: Row) -> Cell:
    if row.get("reason"):
        return Cell(reason_words(row["reason"]), "danger")
    told = [row[key] for key in ("summary", "remark", "deal") if row[key]]
    return Cell(" · ".join(told), "muted")


def reason_words(code: str) -> str:
    """The sentence of a reason."""
    return _(REASONS.get(code, code))


READING_COLUMNS: tuple[Column[Row], ...] = (
    Column(N_("Line"), lambda r: Cell(words.count(r["line"]), "muted"), number=True, width=48),
    Column(N_("Row"), _outcome, width=84),
    Column(N_("Time"), _time, width=138),
    Column(N_("Own account"), _side("own_account", "own_name"), width=172),
    Column(N_("Direction"), _way, width=92),
    Column(N_("Amount"), _amount, number=True, width=104),
    Column(N_("Counterparty"), _side("counterparty_account", "counterparty_name"), width=190),
    Column(N_("Balance"), _balance, number=True, width=104),
    Column(N_("Said"), _said, width=160),
)
