"""A first draft of a mapping for a table of no known layout, with what it is unsure of.

Every column is judged by the words of its header and by its cells; the header proposes, the cells
decide. Where two readings stay open, the likelier one is taken and a sentence names the column and
says why. The draft holds header names and rules, nothing of what the rows say.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers.dirt import STRIPPED
from app.importers.guess_cells import IN, LIKELY_IN, LIKELY_OUT, OUT, Profile, profile
from app.importers.guess_rules import decide
from app.importers.guess_words import IGNORED, roles_of
from app.importers.header import HEADER_ROWS, plain_header
from app.importers.layout import FileContext
from app.importers.mapping import (
    MOST_COLUMNS,
    TableMapping,
    check,
    made_header,
    ref_of,
    tidy_cell,
)
from app.importers.mapping_fit import headers
from app.importers.words import FOOTER_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.guess_direction import Finding
    from app.importers.layout import Cells, NumberedRow

SAMPLE_ROWS = 200
LEAST_POINTS = 40
LEAST_ROWS = 3
LONG_NUMBER = 12
_FOOTER = re.compile(FOOTER_WORDS)
_NUMBERS = re.compile(r"[+-]?[\d,]*\.?\d+|[\d*]{6,}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*")
_SURE = frozenset(
    word for word in IN | OUT | LIKELY_IN | LIKELY_OUT if len(word) > 1 or not word.isascii()
)
_AMOUNTS = ("amount", "amount_in", "amount_out", "balance")


@dataclass(frozen=True)
class Unsure:
    """A choice that somebody should look at: the column (or key) and why."""

    column: str
    why: str


@dataclass
class Draft:
    """A draft of a mapping.

    Attributes:
        mapping: the likeliest reading; ``None`` where the table cannot be one of transfers.
        unsure: what to look at before it is used.
        why: the sentence for a table without a draft.
        certainty: role to points from 0 to 100.
    """

    mapping: TableMapping | None
    unsure: list[Unsure] = field(default_factory=list)
    why: str = ""
    certainty: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Table:
    line: int | None
    above: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    profiles: list[Profile]
    rows: list[Cells]
    is_silent: bool = False
    """Whether nothing is known of the header: there is none, or it says nothing."""


def guess(rows: Sequence[NumberedRow], context: FileContext) -> Draft:
    """Draft a mapping from the first rows of a table (header among the first 40, then samples)."""
    table = _headed(rows) or _unknown_header(rows) or _header_free(rows)
    if table is None:
        return Draft(
            None, why=_("No header was found, and the columns do not speak for themselves.")
        )
    assigned, certainty, rivals = _assigned(table)
    context = FileContext(context.path, context.sheet, table.above)
    found = decide(table.header, table.profiles, table.rows, assigned, context)
    # a rival that found another meaning is none
    unsure = [one for index, one in rivals if index not in found.columns.values()]
    unsure += [Unsure(column, why) for column, why in found.unsure]
    if table.is_silent and not _is_convincing(table, found):
        return Draft(
            None, why=_("No header was found, and the columns do not speak for themselves.")
        )
    if table.is_silent and table.line is not None:
        names = ", ".join(table.header[index] for index in sorted(found.columns.values()))
        why = _("No word of the header is known; the columns are told by their cells alone.")
        unsure.insert(0, Unsure(names, why))
    mapping = TableMapping(
        name=_name_of(table.header),
        header=tuple(tidy_cell(cell) for cell in table.header),
        columns=tuple(
            (role, ref_of(table.header, index))
            for role, index in sorted(found.columns.items(), key=lambda pair: pair[1])
        ),
        header_row=table.line if table.line is not None else 0,
        time_formats=found.time_formats,
        unit=found.unit,
        decimal=found.decimal,
        rule=found.rule,
        in_words=found.in_words,
        out_words=found.out_words,
        currency=found.currency,
        own=found.own,
        space=found.space,
        time_zone=found.time_zone,
    )
    try:
        check(mapping)
    except RefusedInput as error:
        return Draft(None, unsure, error.text)
    return Draft(
        mapping, unsure, certainty={role: certainty.get(role, 60) for role in found.columns}
    )


def _name_of(header: Sequence[str]) -> str:
    """A name that says nothing of the case: file names may."""
    joined = "\x1f".join(plain_header(cell) for cell in header)
    return "table-" + hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:8]


def _headed(rows: Sequence[NumberedRow]) -> _Table | None:
    best: tuple[float, int, int, Cells] | None = None
    for index, height, header in headers(rows):
        filled = [cell for cell in header if cell]
        if not 3 <= len(filled) <= len(header) <= MOST_COLUMNS or sum(
            map(_is_number, filled)
        ) > 0.2 * len(filled):
            continue
        known = [max(roles_of(cell).values(), default=0) for cell in filled]
        hits = sum(1 for points in known if points >= LEAST_POINTS)
        if hits < 2:
            continue
        ignored = sum(1 for cell in filled if IGNORED.match(plain_header(cell)))
        score = sum(known) / 100 - 0.3 * (len(filled) - hits - ignored) - 0.6 * (height - 1)
        if best is None or score > best[0]:
            best = (score, index, height, header)
    if best is None:
        return None
    _score, index, height, header = best
    above = tuple(tuple(cells) for _line, cells, _bits in rows[:index])
    return _table(rows[index][0], above, header, rows[index + height :])


def _is_number(cell: str) -> bool:
    return _NUMBERS.fullmatch(cell) is not None


def _unknown_header(rows: Sequence[NumberedRow]) -> _Table | None:
    """A header none of whose words is known, above rows whose cells speak for themselves."""
    for index, (line, cells, _bits) in enumerate(rows[:HEADER_ROWS]):
        header = [tidy_cell(cell) for cell in cells]
        filled = [cell for cell in header if cell]
        below = rows[index + 1 : index + 1 + LEAST_ROWS]
        if (
            not 3 <= len(filled) <= len(header) <= MOST_COLUMNS
            or len(set(filled)) < len(filled)
            or any(map(_is_number, filled))
            or len(below) < LEAST_ROWS
            or any(len(others) < len(header) - 1 for _line, others, _bits in below)
        ):
            continue
        above = tuple(tuple(cells) for _line, cells, _bits in rows[:index])
        table = _table(line, above, header, rows[index + 1 :])
        if any(p.is_time for p in table.profiles) and any(p.is_number for p in table.profiles):
            return replace(table, is_silent=True)
    return None


def _header_free(rows: Sequence[NumberedRow]) -> _Table | None:
    widths = [len(cells) for _line, cells, _bits in rows]
    if not widths:
        return None
    width = max(set(widths), key=widths.count)
    # rows of another width are no table
    if not 3 <= width <= 200 or widths.count(width) < max(5, 0.9 * len(widths)):
        return None
    return replace(_table(None, (), list(made_header(width)), rows), is_silent=True)


def _table(
    line: int | None,
    above: tuple[tuple[str, ...], ...],
    header: Cells,
    rows: Sequence[NumberedRow],
) -> _Table:
    width = len(header)
    samples: list[Cells] = []
    for _line, cells, _bits in rows:
        filled = [cell.strip(STRIPPED) for cell in cells if cell.strip(STRIPPED)]
        if len(filled) < 2 or _FOOTER.search(filled[0]):
            continue
        if [tidy_cell(cell) for cell in cells[:width]] == list(header):
            continue
        samples.append([*cells[:width], *[""] * (width - len(cells))])
        if len(samples) == SAMPLE_ROWS:
            break
    profiles = [profile(row[index] for row in samples) for index in range(width)]
    return _Table(line, above, tuple(header), profiles, samples)


def _assigned(table: _Table) -> tuple[dict[str, int], dict[str, int], list[tuple[int, Unsure]]]:
    """Role to column, role to points, and columns that are alike."""
    claims: list[tuple[int, int, str]] = []
    for index, cell in enumerate(table.header):
        said = roles_of(cell) if table.line is not None else {}
        column = table.profiles[index]
        silent = not said and not IGNORED.match(plain_header(cell))
        if said and "direction" not in said and _says_direction(column):
            # whatever it is called, its cells are nothing but in and out
            said = {**said, "direction": 98}
        for role, points in (
            said or (_by_cells(column, is_silent=table.is_silent) if silent else {})
        ).items():
            judged = judge(role, points, column)
            if judged < LEAST_POINTS and role == "time":
                # what is called a time may be the clock beside a date
                role = "clock"  # noqa: PLW2901
                judged = judge(role, points, column)
            if judged < LEAST_POINTS and role.endswith("_name"):
                # what is called a name may be a number
                role = role.removesuffix("name") + "account"  # noqa: PLW2901
                judged = judge(role, points - 5, column)
            if judged >= LEAST_POINTS:
                claims.append((judged, -index, role))
    claims.sort(reverse=True)
    roles: dict[str, int] = {}
    certainty: dict[str, int] = {}
    taken: set[int] = set()
    rivals = []
    for points, place, role in claims:
        index = -place
        if index in taken:
            continue
        if role in roles:
            rival = table.header[roles[role]]
            if (
                role in ("time", "amount", "balance", "own_account", "counterparty_account")
                and certainty[role] - points < 4
                and table.profiles[index].values != table.profiles[roles[role]].values
            ):
                why = _("“{taken}” and “{left}” are alike; “{taken}” is taken as {role}.")
                left = table.header[index]
                why = why.format(taken=rival, left=left, role=role)
                rivals.append((index, Unsure(left, why)))
            continue
        roles[role] = index
        certainty[role] = points
        taken.add(index)
    return roles, certainty, rivals


def _says_direction(column: Profile) -> bool:
    return (
        column.direction >= 0.95
        and 2 <= len(column.words) <= 4
        and all(word in _SURE and word in IN | OUT for word in column.words)
    )


def _by_cells(column: Profile, *, is_silent: bool) -> dict[str, int]:
    """What the cells alone speak for, where the header says nothing.

    Beside known headers long figures may be of a shop, a till or a clerk (not ``is_silent``).
    """
    if column.is_time:
        return {"time": 60 if column.has_clock else 55}
    if column.direction >= 0.95 and column.distinct < 0.5 and not column.is_number:
        return {"direction": 62}
    if column.is_number and column.fraction >= 0.3 and column.account < 0.5:
        return {"amount": 50 - 5 * (column.less > 0)}
    is_long = is_silent and all(len(value) >= LONG_NUMBER for value in column.values)
    if column.card >= 0.6 or (
        column.account >= 0.9 and (not column.is_number or (is_long and not column.fraction))
    ):
        # a statement's own number changes less than those of the other sides
        return {"own_account": 58 - round(40 * column.distinct), "counterparty_account": 48}
    if column.currency >= 0.9:
        return {"currency": 60}
    return {}


def judge(role: str, points: int, column: Profile) -> int:
    """The points of a header for a role after looking at the cells; 0 where they contradict."""
    if not column.values:
        return points - 40
    thing = role.rpartition("_")[2]
    if role == "time":
        fits = column.is_time
        points += 4 if fits and column.has_clock else 0
    elif role == "clock":
        fits = column.clock >= 0.8 and not column.is_time
        points = min(points + 20, 100)
    elif role in _AMOUNTS:
        fits = column.money >= 0.8 and not column.formats and column.card < 0.3
    elif role == "direction":
        # a general word such as 类型 takes words that say it, not codes
        says = column.direction >= 0.9 and any(word in _SURE for word in column.words)
        fits = says if points < 90 else len(column.words) <= 12
        points += 40 if says and points < 90 else 6 * (column.direction >= 0.9)
    elif thing in ("account", "card"):
        looks = max(column.account, column.card, column.masked)
        coded = sum(any(sign.isdigit() for sign in value) for value in column.values)
        fits = looks >= 0.3 or (points >= 95 and coded >= 0.5 * len(column.values))
        points += 3 if column.card >= 0.6 and thing == "card" else 0
    elif thing == "name" and role != "merchant":
        fits = column.account < 0.6 and not column.is_number
    elif role == "currency":
        fits = column.currency >= 0.3 or max(map(len, column.values)) <= 16
    elif role == "ip":
        fits = column.ip >= 0.3
    elif role == "serial":
        fits = column.fraction < 0.3 and not column.formats
    elif role == "status":
        fits = len(column.words) <= 20
    else:
        fits = True
    return points if fits else 0


def _is_convincing(table: _Table, found: Finding) -> bool:
    """Whether a table without header may be read at all: its cells must leave little doubt."""
    columns = {role: table.profiles[index] for role, index in found.columns.items()}
    times = [columns[role] for role in ("time", "date") if role in columns]
    amounts = [columns[role] for role in _AMOUNTS[:3] if role in columns]
    accounts = [column for role, column in columns.items() if role.endswith(("account", "card"))]
    if table.line is not None:
        # a header, though not of known words, tells that it is a table; what is open is said
        return any(column.is_time for column in times) and any(
            column.fraction >= 0.5 or 0 < column.less < 1 for column in amounts
        )
    return (
        any(column.time >= 0.95 for column in times)
        and any(column.fraction >= 0.5 for column in amounts)
        and any(column.card >= 0.8 or column.account >= 0.95 for column in accounts)
        and found.rule != "balance"
    )
