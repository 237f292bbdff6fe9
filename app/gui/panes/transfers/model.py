"""What the list of transfers shows, seen from one account."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from app.base import money
from app.base.i18n import N_, _
from app.gui import words
from app.gui.widgets.rows_model import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from app.ops.accounts import AccountRow
    from app.ops.flows import FlowRow, FlowSource, RawRow

_NO_NUMBER = ("cash", "fee", "interest")


@dataclass(frozen=True)
class SeenFlow:
    """A transfer seen from an account: incoming (+1), outgoing (-1) or neither (0)."""

    flow: FlowRow
    sense: int

    @property
    def counts(self) -> bool:
        """Whether it enters sums."""
        return self.flow.status == "success"

    @property
    def other_name(self) -> str | None:
        """The holder on the other side."""
        return self.flow.payer_name if self.sense > 0 else self.flow.payee_name

    @property
    def other_number(self) -> str | None:
        """The account on the other side."""
        return self.flow.payer if self.sense > 0 else self.flow.payee


@dataclass(frozen=True)
class Given:
    """One cell of a raw row under its header."""

    header: str
    cell: str


def seen_from(account: AccountRow, flows: Iterable[FlowRow]) -> list[SeenFlow]:
    """The flows as this account sees them."""
    own = {account.account, *account.aliases}

    def sense(flow: FlowRow) -> int:
        leaves, arrives = flow.payer in own, flow.payee in own
        if flow.status == "neutral" or leaves == arrives:
            return 0
        return -1 if leaves else 1

    return [SeenFlow(flow, sense(flow)) for flow in flows]


def given_cells(raw: RawRow) -> list[Given]:
    """Header and cell side by side; cells without a header are numbered."""
    return [
        Given(
            header.strip() if header and header.strip() else _("column {n}").format(n=number),
            cell or "",
        )
        for number, (header, cell) in enumerate(zip_longest(raw.header, raw.cells), start=1)
        if header or cell
    ]


def unnamed(kind: str) -> str | None:
    """What stands for a counterparty without a name: the kind says it, or it is unknown."""
    words_of_kind = {
        "cash": N_("cash"),
        "fee": N_("fee"),
        "interest": N_("interest"),
        "service": N_("service"),
    }
    return _(words_of_kind[kind]) if kind in words_of_kind else None


def amount_cell(seen: SeenFlow) -> Cell:
    """Arrow, sign and colour; what counts in no sum has no colour."""
    flow = seen.flow
    text = words.signed(flow.amount_fen * (seen.sense or 1), flow.currency)
    if not seen.sense:
        return Cell(words.amount(flow.amount_fen, flow.currency), "muted")
    icon = "money-in" if seen.sense > 0 else "money-out"
    if not seen.counts:
        return Cell(text, "faint", icon)
    return Cell(text, "money_in" if seen.sense > 0 else "money_out", icon)


def _other(seen: SeenFlow) -> Cell:
    name = seen.other_name
    if name:
        return Cell(words.name(name))
    stand_in = unnamed(seen.flow.kind)
    return Cell(stand_in, "faint") if stand_in else Cell(None)


def number_cell(number: str | None, kind: str) -> Cell:
    """An account number with its last four digits emphasised."""
    if number is None:
        return Cell("—", "faint") if kind in _NO_NUMBER else Cell(None)
    head, tail = words.head_and_tail(number)
    return Cell(head, tail=tail) if head else Cell(tail, "muted")


def _kind(seen: SeenFlow) -> Cell:
    word = _(words.FLOW_KINDS.get(seen.flow.kind, seen.flow.kind))
    named = seen.flow.channel and seen.flow.kind == "transfer"
    return Cell(seen.flow.channel if named else word, "muted")


def status_cell(status: str) -> Cell:
    """The state of a transfer in a word; success needs no colour."""
    return Cell(_(words.FLOW_STATUSES.get(status, status)), words.STATUS_TONES.get(status, "muted"))


def _sources(seen: SeenFlow) -> Cell:
    real = sum(not source.duplicate for source in seen.flow.sources)
    return Cell(words.count(len(seen.flow.sources)), "text" if real > 1 else "muted")


def _time(seen: SeenFlow) -> tuple[datetime, int]:
    return seen.flow.time, seen.flow.id


COLUMNS: tuple[Column[SeenFlow], ...] = (
    Column(N_("Time"), lambda s: Cell(words.moment(s.flow.time, s.flow.exactness)),
           key=lambda s: s.flow.time, width=140),
    Column(
        N_("Amount"), amount_cell, key=lambda s: s.flow.amount_fen * (s.sense or 1),
        copied=lambda s: ("-" if s.sense < 0 else "") + money.plain(s.flow.amount_fen),
        number=True, width=132, hint=N_("In with plus, out with minus."),
    ),
    Column(N_("Counterparty"), _other, key=lambda s: s.other_name, width=116),
    Column(
        N_("Counterparty account"), lambda s: number_cell(s.other_number, s.flow.kind),
        key=lambda s: s.other_number, copied=lambda s: s.other_number or "", width=176,
    ),
    Column(N_("Kind"), _kind, width=76),
    Column(N_("Status"), lambda s: status_cell(s.flow.status), width=84),
    Column(N_("Summary"), lambda s: Cell(words.veiled(s.flow.summary or ""), "muted"),
           width=160),
    Column(
        N_("Rows"), _sources, key=lambda s: len(s.flow.sources), number=True, width=60,
        hint=N_("Rows of statements that prove the transfer."),
    ),
)  # fmt: skip


def source_place(source: FlowSource) -> str:
    """The line of a source, on its page where the file has pages."""
    if source.page is not None and source.page_line is not None:
        return _("page {page}, line {line}").format(
            page=words.count(source.page), line=words.count(source.page_line)
        )
    return _("line {line}").format(line=words.count(source.line))


def _source_title(source: FlowSource) -> Cell:
    name = source.file.rsplit("/", 1)[-1]
    parts = [source.sheet] if source.sheet else []
    parts.append(source_place(source))
    parts.append(f"SHA-256 {source.sha256[:8]}…")
    return Cell(name, under=" · ".join(parts), middle=True)


def _source_state(source: FlowSource) -> Cell:
    if source.duplicate:
        return Cell(_("duplicate"), "muted", "copy")
    return Cell(_("proof"), "good", "check")


SOURCE_COLUMNS: tuple[Column[FlowSource], ...] = (
    Column(
        N_("Source"), _source_title,
        copied=lambda s: f"{s.file} {s.sheet} {s.line} {s.sha256}", width=200,
    ),
    Column(N_("State"), _source_state, width=84),
)  # fmt: skip


def _given_text(given: Given) -> Cell:
    if given.cell == "":
        return Cell(_("(empty)"), "faint")
    return Cell(words.one_line(given.cell))


GIVEN_COLUMNS: tuple[Column[Given], ...] = (
    Column(N_("Header"), lambda g: Cell(words.one_line(g.header), "muted"), width=120),
    Column(N_("As given"), _given_text, copied=lambda g: g.cell, width=200),
)


def totals_text(seen: Iterable[SeenFlow]) -> str:
    """``+1,200.00 (3) · −50.00 (1)`` over what counts, in yuan."""
    sums = {1: 0, -1: 0}
    counts = {1: 0, -1: 0}
    for each in seen:
        if each.counts and each.sense and each.flow.currency == "CNY":
            sums[each.sense] += each.flow.amount_fen
            counts[each.sense] += 1
    return " · ".join(
        (
            _("in {sum} ({n})").format(sum=money.yuan(sums[1]), n=words.count(counts[1])),
            _("out {sum} ({n})").format(sum=money.yuan(sums[-1]), n=words.count(counts[-1])),
        )
    )


def matcher(text: str) -> Callable[[SeenFlow], bool] | None:
    """Rows whose counterparty, number, summary, amount or time contains every word of ``text``."""
    wanted = [word.replace(",", "") for word in text.casefold().split()]
    wanted = [word for word in wanted if word]
    if not wanted:
        return None
    together = "".join(wanted)

    def matches(seen: SeenFlow) -> bool:
        flow = seen.flow
        number = seen.other_number or ""
        if together.isdigit() and together in number:
            return True
        hay = " ".join(
            (
                seen.other_name or "", number, flow.summary or "", flow.channel or "",
                money.plain(flow.amount_fen).replace(",", ""), str(flow.time),
            )
        ).casefold()  # fmt: skip
        return all(word in hay for word in wanted)

    return matches
