"""What a statement layout is: which columns it has, how its rows are to be read.

A format module defines ``LAYOUTS``, a tuple of ``Layout``; ``all_layouts`` finds them. A layout of
transfers is read in bulk by SQL after its ``Transfers`` rules; any other kind gives ``facts``, a
function from one row to what it states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from app.base.registry import modules_of

if TYPE_CHECKING:
    from app.importers.facts import Fact, FactRow

Cells = list[str]
NumberedRow = tuple[int, Cells, int]
"""Line or sheet row from 1, the cells as given, decision bits."""


class Space(IntEnum):
    """Whose numbers an account number belongs to (账号所属体系)."""

    BANK = 0
    TENPAY = 1
    ALIPAY = 2
    OTHER = 3


SPACE_NAMES = {
    Space.BANK: "bank",
    Space.TENPAY: "tenpay",
    Space.ALIPAY: "alipay",
    Space.OTHER: "other",
}


class Unit(IntEnum):
    """Fen per unit of the amount columns."""

    FEN = 1
    YUAN = 100


@dataclass(frozen=True)
class Column:
    """One role and the headers it goes by; ``nth`` takes the n-th column of a repeated header.

    ``reads`` says, for tables of facts, how the cell is read: text, number (an account number),
    time or fen. Tables of transfers know it from the role.
    """

    role: str
    names: tuple[str, ...]
    weight: int = 2
    nth: int = 1
    reads: str = "text"


@dataclass(frozen=True)
class Transfers:
    """How rows of transfers are read.

    Attributes:
        space: the name space of the own account.
        direction: where the direction stands: a word, two amount ``columns``, the ``sign`` of the
            amount, or its sign turned round (``sign_reversed``: what a credit card was charged
            is positive, what was paid back negative).
        unit: fen per unit; a header that says (分) or (元) overrides it.
        derive: role to a SQL expression over the cleaned roles, for packed cells.
        counterparty_space: SQL for the name space of the counterparty.
        shared_orders: rows with one order number carry the order's amount; what the counterparty
            received is the flow (group red packets).
        status_codes: SQL ``when`` arms for bare codes of success, tried before the words; where
            their meaning is not known, 0 and 1 are unread (9): some banks write 1 for success and
            others for failure.
        status_arms: SQL ``when`` arms on ``status``, tried before everything else: words that mean
            something else in this source than they usually do.
        kind_words: the roles whose words tell cash, fees, interest and reversals; goods that
            a shop describes tell nothing of the kind.
        inverted_words: debit and credit words may stand for the customer's view.
        two_sided: a row is the statement of both its accounts, the payer's and the payee's: it is
            kept under one of them, and the other counts as obtained too.
        skip: SQL over the cleaned roles, true for rows that are kept as notices; empty for none.
    """

    space: Space = Space.BANK
    direction: str = "word"
    unit: Unit = Unit.YUAN
    derive: Mapping[str, str] = field(default_factory=dict)
    counterparty_space: str = "0"
    shared_orders: bool = False
    status_codes: str = "when '1' then 9 when '0' then 9"
    status_arms: str = ""
    kind_words: str = "summary, deal, remark"
    inverted_words: bool = True
    two_sided: bool = False
    skip: str = ""


@dataclass(frozen=True)
class FileContext:
    """What a file says about itself outside its rows.

    Attributes:
        path: relative path, ``/`` between its parts.
        sheet: name of the sheet, empty for text.
        preamble: the rows above the header.
    """

    path: str
    sheet: str
    preamble: tuple[tuple[str, ...], ...] = ()

    @property
    def stem(self) -> str:
        """The file name without its ending."""
        name = self.path.rsplit("/", 1)[-1]
        return name.rsplit(".", 1)[0] if "." in name else name

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the path."""
        return tuple(self.path.split("/"))


FactReader = Callable[["FactRow", FileContext], Iterator["Fact"]]
ConstantReader = Callable[[FileContext], Mapping[str, str]]
RowReader = Callable[[Iterable[NumberedRow], FileContext], Iterator[NumberedRow]]


@dataclass(frozen=True, eq=False)
class Layout:
    """One table layout.

    Attributes:
        key: stable name, ``module.table``.
        title: name for people, a catalogue text.
        kind: transfers, accounts, persons, calls, logins, measures, tasks or other.
        columns: the roles.
        required: groups of roles; of each group at least one column must be there.
        hints: words in the path or sheet name that speak for this layout.
        constants: values of roles that stand outside the rows (path, file name, preamble).
        transfers: rules, for kind transfers.
        facts: reader of one row, for the other kinds.
        rows: rewrites the rows of a table with no plain header (sections, key-value files).
        header_free: the table has no header; ``signature`` words must stand in the first lines.
        note: (code, catalogue text) of a warning that every table of this layout gets.
    """

    key: str
    title: str
    kind: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    hints: tuple[str, ...] = ()
    constants: ConstantReader | None = None
    transfers: Transfers | None = None
    facts: FactReader | None = None
    rows: RowReader | None = None
    header_free: bool = False
    signature: tuple[str, ...] = ()
    note: tuple[str, str] | None = None

    def roles(self) -> Iterator[str]:
        """The roles in order."""
        return (column.role for column in self.columns)


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Every layout of every format module, in module order."""
    from app.importers import formats

    found: list[Layout] = []
    for module in modules_of(formats):
        found.extend(module.LAYOUTS)
    return tuple(found)


@cache
def layout_by_key(key: str) -> Layout:
    """The layout with this key; raises ``KeyError``."""
    return {layout.key: layout for layout in all_layouts()}[key]
