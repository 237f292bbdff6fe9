"""The columns of the ledger table: how each cell reads, sorts, filters and is copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.base import money
from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.rows_model import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ops.flow_pages import PageRow


_NO_NUMBER: Final = ("cash", "fee", "interest")


@dataclass(frozen=True)
class FlowColumn:
    """One column.

    Attributes:
        key: its name in what is remembered, and in a sort where ``sorts``.
        title: a catalogue text.
        cell: what a row shows.
        copied: what goes to the clipboard.
        number: right-aligned.
        width: at the start.
        shown: whether it is there before anybody chose.
        sorts: a view can be sorted by it.
        facet: the column whose values its header offers.
        bars: the histogram that its header offers.
    """

    key: str
    title: str
    cell: Callable[[PageRow], Cell]
    copied: Callable[[PageRow], str]
    number: bool = False
    width: int = 96
    shown: bool = True
    sorts: bool = True
    facet: str = ""
    bars: str = ""


def unnamed(kind: str) -> str | None:
    """What stands for a counterparty without a name: the kind says it, or it is unknown."""
    words_of_kind = {
        "cash": N_("cash"),
        "fee": N_("fee"),
        "interest": N_("interest"),
        "service": N_("service"),
    }
    return _(words_of_kind[kind]) if kind in words_of_kind else None


def number_cell(number: str | None, kind: str) -> Cell:
    """An account number with its last four digits emphasised."""
    if number is None:
        return Cell("—", "faint") if kind in _NO_NUMBER else Cell(None)
    head, tail = words.head_and_tail(number)
    return Cell(head, tail=tail) if head else Cell(tail, "muted")


def status_cell(status: str) -> Cell:
    """The state of a transfer in a word; success needs no colour."""
    return Cell(_(words.FLOW_STATUSES.get(status, status)), words.STATUS_TONES.get(status, "muted"))


def _party(name: str | None, kind: str) -> Cell:
    if name:
        return Cell(words.one_line(words.name(name)))
    stand_in = unnamed(kind)
    return Cell(stand_in, "faint") if stand_in else Cell(None)


def _amount(row: PageRow) -> Cell:
    """Arrow, sign and colour as seen from own accounts; what counts in no sum has no colour."""
    if not row.sense:
        tone = "text" if row.status == "success" else "faint"
        return Cell(words.amount(row.amount_fen, row.currency), tone)
    icon = "money-in" if row.sense > 0 else "money-out"
    text = words.signed(row.amount_fen * row.sense, row.currency)
    if row.status != "success":
        return Cell(text, "faint", icon)
    return Cell(text, "money_in" if row.sense > 0 else "money_out", icon)


def _text(text: str | None) -> Cell:
    return Cell(words.one_line(words.veiled(text)), "muted") if text else Cell("—", "faint")


def _file(row: PageRow) -> Cell:
    return Cell(row.file.rsplit("/", 1)[-1], "muted", middle=True)


def _other_name(row: PageRow) -> str | None:
    return row.payer_name if row.sense > 0 else row.payee_name


def _other_number(row: PageRow) -> str | None:
    return row.payer if row.sense > 0 else row.payee


COLUMNS: Final = (
    FlowColumn("time", N_("Time"), lambda r: Cell(words.moment(r.time, r.exactness)),
               lambda r: words.moment(r.time, r.exactness), width=136, bars="time"),
    FlowColumn("amount", N_("Amount"), _amount,
               lambda r: ("-" if r.sense < 0 else "") + money.plain(r.amount_fen),
               number=True, width=124, bars="amount"),
    FlowColumn("counterparty", N_("Counterparty"), lambda r: _party(_other_name(r), r.kind),
               lambda r: _other_name(r) or "", width=116, shown=False, sorts=False),
    FlowColumn("counterparty_account", N_("Counterparty account"),
               lambda r: number_cell(_other_number(r), r.kind),
               lambda r: _other_number(r) or "", width=172, shown=False, sorts=False),
    FlowColumn("payer", N_("Payer"), lambda r: _party(r.payer_name, r.kind),
               lambda r: r.payer_name or "", width=108, facet="payer"),
    FlowColumn("payer_account", N_("Payer account"), lambda r: number_cell(r.payer, r.kind),
               lambda r: r.payer or "", width=172, facet="payer"),
    FlowColumn("payee", N_("Payee"), lambda r: _party(r.payee_name, r.kind),
               lambda r: r.payee_name or "", width=108, facet="payee"),
    FlowColumn("payee_account", N_("Payee account"), lambda r: number_cell(r.payee, r.kind),
               lambda r: r.payee or "", width=172, facet="payee"),
    FlowColumn("channel", N_("Channel"), lambda r: _text(r.channel), lambda r: r.channel or "",
               width=76, facet="channel"),
    FlowColumn("kind", N_("Kind"),
               lambda r: Cell(_(words.FLOW_KINDS.get(r.kind, r.kind)), "muted"),
               lambda r: _(words.FLOW_KINDS.get(r.kind, r.kind)), width=64, facet="kind"),
    FlowColumn("status", N_("Status"), lambda r: status_cell(r.status),
               lambda r: status_cell(r.status).text or "", width=72, facet="status"),
    FlowColumn("summary", N_("Summary"), lambda r: _text(r.summary), lambda r: r.summary or "",
               width=120, facet="summary"),
    FlowColumn("tags", N_("Tags"), lambda _r: Cell(""), lambda _r: "", width=96, sorts=False),
    FlowColumn("remark", N_("Remark"), lambda r: _text(r.remark), lambda r: r.remark or "",
               width=120, shown=False, facet="remark"),
    FlowColumn("serial", N_("Serial number"), lambda r: _text(r.serial), lambda r: r.serial or "",
               width=120, shown=False),
    FlowColumn("currency", N_("Currency"), lambda r: Cell(r.currency, "muted"),
               lambda r: r.currency, width=64, shown=False, facet="currency"),
    FlowColumn("file", N_("Source file"), _file, lambda r: r.file, width=180, shown=False,
               sorts=False),
    FlowColumn("sheet", N_("Sheet"), lambda r: _text(r.sheet), lambda r: r.sheet, width=96,
               shown=False, sorts=False),
    FlowColumn("line", N_("Line"), lambda r: Cell(words.count(r.line), "muted"),
               lambda r: str(r.line), number=True, width=72, shown=False, sorts=False),
)  # fmt: skip
NAMES: Final = {column.key: number for number, column in enumerate(COLUMNS)}
FIGURES: Final = ("time", "amount", "line")
"""What a spreadsheet may reckon with; all else is text to it, digits or not."""


def copied_row(row: PageRow, columns: Sequence[int], tags: str = "") -> list[str]:
    """The cells of a flow for the clipboard: in one line, numbers without blanks."""
    texts = (
        tags if COLUMNS[number].key == "tags" else COLUMNS[number].copied(row)
        for number in columns
    )  # fmt: skip
    return [" ".join(text.split()) for text in texts]
