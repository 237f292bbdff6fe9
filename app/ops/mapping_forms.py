"""A mapping as a form to fill in: a role for each column, and the rules by which cells are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers.guess import guess
from app.importers.mapping import (
    DECIMALS,
    RULES,
    SPACES,
    UNITS,
    TableMapping,
    made_header,
    ref_of,
    tidy_cell,
)
from app.importers.mapping_fit import fit, headers
from app.importers.mapping_preview import ROWS, preview
from app.importers.mapping_text import read_mapping, write_mapping
from app.ops.mappings import saved_mappings
from app.ops.recognising import suggestions, with_preamble

if TYPE_CHECKING:
    from app.importers.mapping import Skip
    from app.ops.table_samples import TableSample
    from app.store.casefile import CaseFile

__all__ = [
    "DECIMAL_TITLES", "ROLE_TITLES", "ROWS", "RULE_TITLES", "SPACE_TITLES", "TIME_FORMS",
    "UNIT_TITLES", "ZONES", "DraftedForm", "MappingForm", "Reading", "drafted", "form_at",
    "form_of", "header_lines", "mapping_of", "read_sample", "rows_below",
]  # fmt: skip

ROLE_TITLES: Final = {
    "": N_("not read"),
    "time": N_("time"),
    "date": N_("date"),
    "clock": N_("clock"),
    "amount": N_("amount"),
    "amount_in": N_("amount in"),
    "amount_out": N_("amount out"),
    "direction": N_("direction"),
    "balance": N_("balance"),
    "currency": N_("currency"),
    "own_account": N_("own account number"),
    "own_card": N_("own card"),
    "own_name": N_("own name"),
    "own_id": N_("own ID number"),
    "counterparty_account": N_("counterparty account"),
    "counterparty_card": N_("counterparty card"),
    "counterparty_name": N_("counterparty name"),
    "counterparty_id": N_("counterparty ID number"),
    "counterparty_bank": N_("counterparty bank"),
    "payer_account": N_("payer account"),
    "payer_card": N_("payer card"),
    "payer_name": N_("payer name"),
    "payer_bank": N_("payer bank"),
    "payee_account": N_("payee account"),
    "payee_card": N_("payee card"),
    "payee_name": N_("payee name"),
    "payee_bank": N_("payee bank"),
    "summary": N_("summary"),
    "remark": N_("remark"),
    "deal": N_("kind of deal"),
    "serial": N_("serial number"),
    "status": N_("outcome"),
    "branch": N_("branch"),
    "place": N_("place"),
    "cash": N_("cash sign"),
    "merchant": N_("merchant"),
    "ip": N_("IP address"),
    "mac": N_("MAC address"),
    "terminal": N_("terminal number"),
}
"""Role of a column to its catalogue text; the empty one first."""

RULE_TITLES: Final = dict(
    zip(
        RULES,
        (
            N_("a column says in or out"),
            N_("a negative amount went out"),
            N_("a negative amount came in"),
            N_("two columns, in and out"),
            N_("payer and payee are named"),
            N_("only the balances tell"),
            N_("every row came in"),
            N_("every row went out"),
        ),
        strict=True,
    )
)
UNIT_TITLES: Final = dict(zip(UNITS, (N_("yuan"), N_("fen"), N_("10,000 yuan")), strict=True))
DECIMAL_TITLES: Final = dict(zip(DECIMALS, (N_("1,234.56"), N_("1.234,56")), strict=True))
SPACE_TITLES: Final = dict(
    zip(SPACES, (N_("bank"), N_("Tenpay"), N_("Alipay"), N_("other")), strict=True)
)
TIME_FORMS: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "%Y%m%d %H%M%S", "%Y/%m/%d %H:%M", "%d/%m/%Y %H:%M",
    "%d/%m/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y",
)  # fmt: skip
"""Forms of times that are offered; others can be typed."""
BETWEEN_FORMS: Final = ";"
_BETWEEN_WORDS: Final = re.compile(r"[\s,;、，；]+")  # as officers type them
ZONES: Final = ("+00:00", "+06:30", "+07:00", "+08:00", "+09:00")
"""Offsets that are offered; others can be typed."""
CLOSE: Final = 90
"""From this quality on a mapping of the case is proposed instead of a draft."""


@dataclass(frozen=True)
class MappingForm:
    """What an officer sees and changes of a mapping.

    Attributes:
        name: of the mapping.
        header: the header cells, in the order of the columns.
        roles: one for each column, empty where it is not read; a role occurs once.
        rule: how the direction is told, a key of ``RULE_TITLES``.
        time_form: empty for automatic reading; several stand between semicolons.
        unit: a key of ``UNIT_TITLES``.
        decimal: a key of ``DECIMAL_TITLES``.
        currency: of rows that name none.
        own: the own account where the rows name none; ``file`` takes it from the file.
        space: a key of ``SPACE_TITLES``.
        in_words: words of the direction column that mean in, between blanks or commas.
        out_words: the same for out.
        time_zone: how far the clocks are ahead of Greenwich (``+07:00``); empty as the case.
        skip: rules by which rows are kept as notices (``mapping_skips``).
        base: what the form does not show is as there.
    """

    name: str
    header: tuple[str, ...]
    roles: tuple[str, ...]
    rule: str = "balance"
    time_form: str = ""
    unit: str = "yuan"
    decimal: str = "point"
    currency: str = "CNY"
    own: str = ""
    space: str = "bank"
    in_words: str = ""
    out_words: str = ""
    time_zone: str = ""
    skip: tuple[Skip, ...] = ()
    base: TableMapping | None = None

    def with_role(self, index: int, role: str) -> MappingForm:
        """A column gets another role; the column that had it before is not read any more."""
        roles = ["" if role and each == role else each for each in self.roles]
        roles[index] = role
        return replace(self, roles=tuple(roles))


@dataclass(frozen=True)
class DraftedForm:
    """A table with the likeliest form for it.

    Attributes:
        sample: its first rows.
        form: filled in as well as can be.
        unsure: (column, why): what to look at before it is used.
        why: said where the columns do not speak for themselves.
        origin: the mapping of the case that it was taken from, and how well its header fits.
    """

    sample: TableSample
    form: MappingForm
    unsure: tuple[tuple[str, str], ...] = ()
    why: str = ""
    origin: tuple[str, int] | None = None


@dataclass(frozen=True)
class Reading:
    """The first rows as a form reads them, or the sentence that says why it cannot."""

    rows: tuple[dict[str, Any], ...] = ()
    problem: str = ""


def form_of(mapping: TableMapping) -> MappingForm:
    """A mapping as a form."""
    roles = [""] * len(mapping.header)
    refs = [ref_of(mapping.header, index) for index in range(len(mapping.header))]
    for role, column in mapping.columns:
        if column in refs:
            roles[refs.index(column)] = role
    return MappingForm(
        name=mapping.name,
        header=mapping.header,
        roles=tuple(roles),
        rule=mapping.rule,
        time_form=f"{BETWEEN_FORMS} ".join(mapping.time_formats),
        unit=mapping.unit,
        decimal=mapping.decimal,
        currency=mapping.currency,
        own=mapping.own,
        space=mapping.space,
        in_words=" ".join(mapping.in_words),
        out_words=" ".join(mapping.out_words),
        time_zone=mapping.time_zone,
        skip=mapping.skip,
        base=mapping,
    )


def mapping_of(form: MappingForm) -> TableMapping:
    """The mapping of a form.

    Raises:
        RefusedInput: it could read nothing; the sentence names what is missing or contradicts.
    """
    base = form.base or TableMapping(form.name, form.header, ())
    forms = [part.strip() for part in form.time_form.split(BETWEEN_FORMS)]
    mapping = replace(
        base,
        name=tidy_cell(form.name),
        header=tuple(tidy_cell(cell) for cell in form.header),
        columns=tuple(
            (role, ref_of(form.header, index)) for index, role in enumerate(form.roles) if role
        ),
        rule=form.rule,
        time_formats=tuple(part for part in forms if part),
        unit=form.unit,
        decimal=form.decimal,
        currency=form.currency.strip().upper() or "CNY",
        own=form.own.strip(),
        space=form.space,
        in_words=_words(form.in_words),
        out_words=_words(form.out_words),
        time_zone=form.time_zone.strip(),
        skip=form.skip,
    )
    return read_mapping(write_mapping(mapping))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _BETWEEN_WORDS.split(text) if word)


def header_lines(sample: TableSample) -> list[tuple[int, str]]:
    """The lines that could be the header, with what stands there."""
    lines: dict[int, str] = {}
    for index, _height, cells in headers(sample.rows):
        said = " | ".join(cell for cell in cells if cell)
        if said:
            lines.setdefault(sample.rows[index][0], said)
    return list(lines.items())


def drafted(
    sample: TableSample, case: CaseFile | None = None, used: str | None = None
) -> DraftedForm:
    """The likeliest form for a table.

    Args:
        sample: the table.
        case: whose mappings come first where their header fits by at least nine tenths.
        used: the text of the mapping that the table was read by; it wins.
    """
    if used is not None:
        return DraftedForm(sample, form_of(read_mapping(used)))
    if case is not None:
        near = suggestions(saved_mappings(case), sample.rows)
        if near and near[0][1] >= CLOSE and fit(near[0][0], sample.rows, sample.context):
            mapping, points = near[0]
            return DraftedForm(sample, form_of(mapping), origin=(mapping.name, points))
    found = guess(sample.rows, sample.context)
    unsure = tuple((one.column, one.why) for one in found.unsure)
    if found.mapping is not None:
        return DraftedForm(sample, form_of(found.mapping), unsure)
    lines = header_lines(sample)
    return DraftedForm(sample, _blank(sample, lines[0][0] if lines else 0), (), found.why)


def form_at(sample: TableSample, line: int, before: MappingForm) -> MappingForm:
    """The form where the header stands on another line; 0 says that there is none."""
    place = next((i for i, row in enumerate(sample.rows) if row[0] == line), None)
    if line and place is not None:
        found = guess(sample.rows[place:], sample.context)
        if found.mapping is not None and found.mapping.header_row == line:
            return replace(form_of(found.mapping), name=before.name)
    return replace(_blank(sample, line), name=before.name)


def rows_below(sample: TableSample, form: MappingForm, most: int = ROWS) -> list[tuple[int, ...]]:
    """The first rows below the header as given: line and cells."""
    line = form.base.header_row if form.base is not None else None
    below = [row for row in sample.rows if line is None or row[0] > line]
    return [(row[0], *row[1]) for row in below[:most]]  # type: ignore[arg-type]


def read_sample(sample: TableSample, form: MappingForm) -> Reading:
    """The first rows as the form reads them; never raises for what the officer filled in."""
    try:
        mapping = mapping_of(form)
    except RefusedInput as error:
        return Reading(problem=error.text)
    found = fit(mapping, sample.rows, sample.context)
    if found is None:
        return Reading(problem=_("The table does not have the columns of the mapping."))
    context = with_preamble(sample.context, found, sample.rows)
    rows = preview(found, sample.rows, context)
    if not rows:
        return Reading(problem=_("There is no row below the header."))
    return Reading(tuple(rows))


def _blank(sample: TableSample, line: int) -> MappingForm:
    """A form in which nothing has a role yet."""
    header = next((tuple(row[1]) for row in sample.rows if row[0] == line), ())
    if not line or not header:
        header = made_header(max((len(row[1]) for row in sample.rows), default=2))
        line = 0
    header = tuple(tidy_cell(cell) for cell in header)
    name = (sample.path.rsplit("/", 1)[-1].rsplit(".", 1)[0] or sample.sheet)[:60]
    base = TableMapping(name, header, (), header_row=line)
    return MappingForm(name, header, ("",) * len(header), base=base)
