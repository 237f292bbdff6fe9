"""What a row of a companion sheet states about persons, accounts, answers and measures.

Rows of such sheets are read with the same macros as transfers (``facts_query``); a layout's
``facts`` function turns each into statements, and the operation that imports them keeps each with
its file, sheet and line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.importers.dirt import ANY_DIRT, STRIPPED, Dirtiness, cleaned, sql_text
from app.importers.words import FOOTER_WORDS

if TYPE_CHECKING:
    from app.importers.header import Recognition
    from app.importers.layout import Space

Value = str | int | datetime | None


@dataclass(frozen=True)
class FactRow:
    """One row: role to value as read; a number that is damaged or masked reads as ``None``."""

    line: int
    values: dict[str, Value]
    cells: str

    def text(self, role: str) -> str:
        """The cleaned text of a role, empty when there is none."""
        value = self.values.get(role)
        return "" if value is None else str(value)

    def moment(self, role: str) -> datetime | None:
        """The time in a role."""
        value = self.values.get(role)
        return value if isinstance(value, datetime) else None

    def fen(self, role: str) -> int | None:
        """The amount in a role, in fen."""
        value = self.values.get(role)
        return value if isinstance(value, int) else None


@dataclass(frozen=True)
class PersonFact:
    """A person or organisation is named (人员, 单位)."""

    name: str
    id_kind: str = ""
    id_number: str = ""
    phones: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    is_organisation: bool = False


@dataclass(frozen=True)
class AccountFact:
    """An account is named with what belongs to it (账户).

    ``numbers`` are (text as read, role) pairs, role ``card``, ``account`` or ``login``; all of them
    are one account.
    """

    space: Space
    numbers: tuple[tuple[str, str], ...]
    holder: PersonFact | None = None
    confidence: int = 90
    how: str = ""
    bank: str = ""
    branch: str = ""
    opened: datetime | None = None
    closed: datetime | None = None
    state: str = ""
    account_class: str = ""
    currency: str = ""
    balance_fen: int | None = None
    spellings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AnswerFact:
    """A bank was asked for an account or a person, and what it answered (调证任务)."""

    number: str
    id_number: str
    asked: datetime | None
    answered: datetime | None
    answer: str
    text: str


@dataclass(frozen=True)
class MeasureFact:
    """A freeze or stop-payment on an account (强制措施)."""

    number: str
    kind_code: str
    kind: str
    amount_fen: int | None
    authority: str
    since: datetime | None
    until: datetime | None
    serial: str


@dataclass(frozen=True)
class LoginFact:
    """An account was used from an address (登录)."""

    space: Space
    account: str
    moment: datetime | None
    ip: str


@dataclass(frozen=True)
class RepeatFact:
    """A row that tells the same money as another table: kept and cross-checked, no flow."""

    source: str
    order_no: str
    amount_fen: int | None
    moment: datetime | None
    status: int
    accounts: tuple[AccountFact, ...] = field(default=())


@dataclass(frozen=True)
class CallFact:
    """A call or message of one phone (话单); numbers in the one spelling of ``plain_phone``.

    ``own_given`` and ``other_given`` are the numbers as read where that differs. ``direction`` is
    -1 for a call made, 1 for one taken, ``None`` where not told. ``exactness`` is that of the time.
    ``own_lac`` and ``own_cell`` are the cell (LAC with CI, or one ECI or NCI); ``forwarded`` is the
    number that was called first.
    """

    own: str
    other: str
    moment: datetime
    seconds: int | None
    way: str
    what: str
    own_imei: str = ""
    own_cell: str = ""
    own_place: str = ""
    other_place: str = ""
    own_given: str = ""
    other_given: str = ""
    direction: int | None = None
    is_message: bool = False
    exactness: int = 2
    own_imsi: str = ""
    own_lac: str = ""
    own_operator: str = ""
    other_imsi: str = ""
    other_imei: str = ""
    other_lac: str = ""
    other_cell: str = ""
    other_operator: str = ""
    forwarded: str = ""
    group: str = ""
    record: str = ""


@dataclass(frozen=True)
class OtherFact:
    """A row that is kept as it stands in the vaulted file and states nothing more."""

    text: str


@dataclass(frozen=True)
class NoticeFact:
    """The row is a reply without content ("no record")."""

    reason: str


@dataclass(frozen=True)
class RejectFact:
    """The row cannot be used; ``reason`` is a key of ``REASONS``."""

    reason: str


Fact = (
    PersonFact
    | AccountFact
    | AnswerFact
    | MeasureFact
    | LoginFact
    | RepeatFact
    | CallFact
    | OtherFact
    | NoticeFact
    | RejectFact
)

FOOTER_CELLS = 3
"""A row with more filled cells is no footer, whatever it begins with."""
_READS = {
    "number": "d_number(replace({role}, ' ', ''), d_damaged({role}))",
    "time": "d_sane_time(d_time({role}))",
    "fen": "d_fen(d_amount_text({role}), 100)",
}


def facts_query(
    recognition: Recognition, raw: str, width: int, dirt: Dirtiness = ANY_DIRT
) -> tuple[str, list[str]]:
    """A query over raw cells that gives line, row text, and each role as its column reads it.

    Blank lines, repeated headers and footers are left out.

    Returns:
        The query, and the roles in the order of its columns after file, sheet, line, row text and
        the number of damaged number cells.
    """
    reads = {column.role: column.reads for column in recognition.layout.columns}
    cells = {role: f"c{index}" for role, index in recognition.mapping.items()}
    roles = list(cells)
    all_cells = ", ".join(f"c{i}" for i in range(width))
    texts = {role: cell for role, cell in cells.items() if reads[role] == "text"}
    others = {role: cell for role, cell in cells.items() if reads[role] != "text"}
    blanks = sql_text(STRIPPED)
    row_text = f"concat_ws(chr(9), {all_cells})"
    query = cleaned(raw, others, dirt.number_stages, f"file, sheet, line, bits, {all_cells}")
    query = cleaned(
        f"({query})", {f"{role}_t": cell for role, cell in texts.items()}, dirt.text_stages, "*"
    )
    values = ", ".join(
        f"{role}_t" if reads[role] == "text" else _READS[reads[role]].format(role=role)
        for role in roles
    )
    told = [role for role in roles if reads[role] in ("number", "time")]
    given = ", ".join(f"{role} as {role}_given" for role in told)
    header = [
        f"trim(c{index}, {blanks}) = '{recognition.header[index].strip(STRIPPED)}'"
        for index in list(recognition.mapping.values())[:2]
    ]
    not_header = f"not coalesce({' and '.join(header)}, false)" if header else "true"
    first = f"trim(regexp_extract({row_text}, '[^\\t ,\"=　]+'), {blanks})"
    filled = " + ".join(
        f"case when trim(c{i}, {blanks}) <> '' then 1 else 0 end" for i in range(width)
    )
    names = roles + [f"{role}_given" for role in told]
    damaged = " + ".join(f"d_damaged({role})::integer" for role in roles if reads[role] == "number")
    return (
        f"""select file, sheet, line, {row_text}, {damaged or "0"}, {values}
            {", " + given if given else ""}
        from ({query})
        where trim({row_text}, {blanks}) <> '' and {not_header}
            and not (regexp_matches({first}, '{FOOTER_WORDS}') and {filled} <= {FOOTER_CELLS})""",
        names,
    )


def holder_of(
    name: str, id_kind: str, id_number: str, phones: tuple[str, ...] = ()
) -> PersonFact | None:
    """The holder as a person or organisation, by the kind of his number; ``None`` if unnamed."""
    if not name and not id_number:
        return None
    return PersonFact(
        name,
        id_kind,
        id_number,
        tuple(phone for phone in phones if phone),
        is_organisation=names_organisation(name, id_kind, id_number),
    )


_ORGANISATION_WORDS = (
    "公司", "商行", "经营部", "合作社", "事务所", "中心", "工作室", "商店", "超市", "银行", "厂",
    "店", "协会", "委员会", "学校", "医院",
)  # fmt: skip
_ORGANISATION_KINDS = ("统一社会信用代码", "组织机构代码", "营业执照", "工商注册号", "税务登记")


def names_organisation(name: str, id_kind: str, id_number: str) -> bool:
    """Whether a name with its number is an organisation's (dirt 25: both stand in one column)."""
    if any(word in id_kind for word in _ORGANISATION_KINDS):
        return True
    if len(id_number) == 18 and not id_number[:17].isdigit():
        return True
    return not id_number and name.endswith(_ORGANISATION_WORDS)
