"""A mapping: which column of a table of no known layout means what, and how its cells are read.

A mapping is a small text that an officer can read, change and hand on (``mapping_text``). It
becomes an ordinary layout (``mapping_layout``), so that such a table is read, scrubbed and
reported by the same rules as any other.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers.dirt import STRIPPED
from app.importers.layout import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
AUTO = "auto"
OWN_FROM_FILE = "file"
LONGEST_NAME = 80
LONGEST_TEXT = 200
MOST_COLUMNS = 400

SIDES = ("own", "counterparty", "payer", "payee")
SIDE_THINGS = ("account", "card", "name", "id", "bank")
PLAIN_ROLES = (
    "time", "date", "clock", "amount", "amount_in", "amount_out", "direction", "balance",
    "currency", "summary", "remark", "deal", "serial", "status", "branch", "place", "cash",
    "merchant", "ip", "mac", "terminal",
)  # fmt: skip
ROLES = frozenset(
    (
        *(f"{side}_{thing}" for side in SIDES for thing in SIDE_THINGS),
        *PLAIN_ROLES,
    )
) - {"own_bank", "payer_id", "payee_id"}
"""Every role that a column can have."""

RULES = ("word", "sign", "sign_reversed", "columns", "payer_payee", "balance", "in", "out")
"""How the direction of a row is told.

``word``: a column says it; ``sign``: a negative amount left; ``sign_reversed``: a negative amount
came; ``columns``: two columns; ``payer_payee``: both sides are named; ``balance``: nothing but the
balances tells; ``in`` and ``out``: every row is one.
"""
UNITS = ("yuan", "fen", "wan")
DECIMALS = ("point", "comma")
SKIP_HOWS = ("equals", "starts_with", "contains", "matches")
SPACES = {"bank": Space.BANK, "tenpay": Space.TENPAY, "alipay": Space.ALIPAY, "other": Space.OTHER}


@dataclass(frozen=True)
class ColumnRef:
    """A column by its header; ``nth`` counts from 1 among columns of one header."""

    name: str
    nth: int = 1


@dataclass(frozen=True)
class Skip:
    """Rows whose cell ``how`` (equals, starts_with, contains, matches) ``text`` are notices."""

    column: ColumnRef
    how: str
    text: str


@dataclass(frozen=True)
class TableMapping:
    """What a table's columns mean.

    Attributes:
        name: what officers call it; one mapping of a case has it.
        header: the header cells of the table it was made for, the signature for the next one.
        columns: role and column; a role occurs once.
        sheet: only sheets of this name; empty for any.
        header_row: sheet row or line of the header, a hint; 0 for a table without header, whose
            columns are then called 列1, 列2 and so on.
        time_formats: forms for ``strptime``, tried in order; empty for automatic reading.
        unit: yuan, fen or wan (10,000 yuan); a header that says (元) or (分) overrides it.
        decimal: what stands before the fractions, point or comma.
        rule: one of ``RULES``.
        in_words: words of the direction column that mean in, beside the usual ones.
        out_words: words of the direction column that mean out.
        currency: ISO code of rows that name none.
        own: the own account where the rows name none: empty, ``file`` (preamble or file name), or
            a number.
        space: whose numbers the own numbers are.
        time_zone: how far the clocks of the table are ahead of Greenwich, ``+00:00``; empty where
            they are those of the case.
        skip: rows that are replies or subtotals, kept as notices.
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[tuple[str, ColumnRef], ...]
    sheet: str = ""
    header_row: int | None = None
    time_formats: tuple[str, ...] = ()
    unit: str = "yuan"
    decimal: str = "point"
    rule: str = "balance"
    in_words: tuple[str, ...] = ()
    out_words: tuple[str, ...] = ()
    currency: str = "CNY"
    own: str = ""
    space: str = "bank"
    time_zone: str = ""
    skip: tuple[Skip, ...] = field(default=())

    @property
    def key(self) -> str:
        """The key of its layout."""
        return f"mapping:{self.name}"

    @property
    def roles(self) -> frozenset[str]:
        """The roles that have a column."""
        return frozenset(role for role, _column in self.columns)

    @property
    def two_sided(self) -> bool:
        """Whether each row is the statement of both accounts it names."""
        return self.rule == "payer_payee" and not self.own and not self.has_own_number

    @property
    def has_own_number(self) -> bool:
        """Whether a column names the own account."""
        return bool(self.roles & {"own_account", "own_card"})

    @property
    def is_header_free(self) -> bool:
        """Whether the table has no header."""
        return self.header_row == 0


def tidy_cell(cell: str) -> str:
    """A header cell as a mapping keeps it: one line, no blanks around it."""
    text = "".join(
        " " if sign.isspace() else sign for sign in cell if sign.isspace() or sign.isprintable()
    )
    return " ".join(text.strip(STRIPPED).split())


def made_header(width: int) -> tuple[str, ...]:
    """What the columns of a table without header are called."""
    return tuple(f"列{number}" for number in range(1, width + 1))


def ref_of(header: Sequence[str], index: int) -> ColumnRef:
    """The column at ``index`` as a mapping names it."""
    cells = [tidy_cell(cell) for cell in header]
    name = cells[index]
    return ColumnRef(name, cells[: index + 1].count(name))


def plain_word(word: str) -> str:
    """A direction word as cells are compared: full width folded, no blanks, upper case."""
    folded = unicodedata.normalize("NFKC", word).strip(STRIPPED).replace(" ", "")
    return unicodedata.normalize("NFKC", folded.upper())


def check(mapping: TableMapping) -> None:
    """Refuse a mapping that could read nothing.

    Raises:
        RefusedInput: a sentence that names what is missing or contradicts.
    """
    roles = mapping.roles
    names = {tidy_cell(cell) for cell in mapping.header}
    refs = [column for _role, column in mapping.columns] + [rule.column for rule in mapping.skip]
    for column in refs:
        if column.name not in names:
            raise _wrong(
                _("The column “{name}” is not in its header.").format(name=column.name[:60])
            )
    places = [(column.name, column.nth) for _role, column in mapping.columns]
    for name, nth in places:
        if places.count((name, nth)) > 1:
            raise _wrong(_("The column “{name}” has two meanings.").format(name=name[:60]))
    if not roles & {"time", "date"}:
        raise _wrong(_("No column is the time or the date."))
    if mapping.rule == "columns":
        if not roles & {"amount_in", "amount_out"}:
            raise _wrong(_("The rule “columns” needs the columns amount_in and amount_out."))
    elif "amount" not in roles:
        raise _wrong(_("No column is the amount."))
    if mapping.rule == "word" and "direction" not in roles:
        raise _wrong(_("The rule “word” needs the column direction."))
    if mapping.rule == "payer_payee" and not (
        roles & {"payer_account", "payer_card", "payer_name"}
        and roles & {"payee_account", "payee_card", "payee_name"}
    ):
        raise _wrong(_("The rule “payer_payee” needs the columns payer_account and payee_account."))


def _wrong(text: str) -> RefusedInput:
    return RefusedInput(
        _("The mapping cannot be used. {why}").format(why=text),
        _("Put it right in its text; docs/mappings.md describes every key."),
    )
