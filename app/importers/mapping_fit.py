"""Whether a mapping fits a table, and how well: its header against that of the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.i18n import _
from app.importers.header import HEADER_ROWS, MOST_COLUMNS, Recognition, map_columns, plain_header
from app.importers.mapping import TableMapping, made_header, tidy_cell
from app.importers.mapping_layout import layout_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.importers.layout import Cells, FileContext, NumberedRow


@dataclass(frozen=True)
class Fit:
    """A table that a mapping can read; ``quality`` 100 means the very same header."""

    mapping: TableMapping
    recognition: Recognition
    quality: int


def joined(upper: Cells, lower: Cells) -> Cells:
    """A header over two lines: each cell below with the group that stands above it."""
    cells: Cells = []
    group = ""
    for index in range(max(len(upper), len(lower))):
        above = tidy_cell(upper[index]) if index < len(upper) else ""
        below = tidy_cell(lower[index]) if index < len(lower) else ""
        group = above or group
        cells.append(above if not below else group + below)
    return cells


def headers(rows: Sequence[NumberedRow]) -> Iterator[tuple[int, int, Cells]]:
    """Every row that could be a header: index, height (1, or 2 with the row below) and cells."""
    looked = rows[: HEADER_ROWS + 1]
    for index, (_line, cells, _bits) in enumerate(looked[:HEADER_ROWS]):
        if 2 <= len(cells) <= MOST_COLUMNS:
            yield index, 1, [tidy_cell(cell) for cell in cells]
            below = looked[index + 1][1] if index + 1 < len(looked) else []
            if below and len(below) <= MOST_COLUMNS and any(not tidy_cell(cell) for cell in cells):
                yield index, 2, joined(cells, below)


def quality(wanted: Sequence[str], header: Sequence[str]) -> int:
    """How well a header matches another, 0 to 100: what both have of what either has.

    Names are compared as everywhere, without regard to order; where a name occurs twice, only the
    same order is 100.
    """
    mine = [plain_header(cell) for cell in wanted]
    theirs = [plain_header(cell) for cell in header]
    ours, others = Counter(filter(None, mine)), Counter(filter(None, theirs))
    either = sum((ours | others).values())
    if not either:
        return 0
    same = 100 * sum((ours & others).values()) // either
    if (
        same == 100
        and max(ours.values()) > 1
        and list(filter(None, mine)) != list(filter(None, theirs))
    ):
        return 99
    return same


def fit(mapping: TableMapping, rows: Sequence[NumberedRow], context: FileContext) -> Fit | None:
    """The best header of a table for ``mapping``; ``None`` where a column that it names is missing.

    A mapping for tables without header fits tables of as many columns.
    """
    if mapping.sheet and context.sheet != mapping.sheet:
        return None
    layout = layout_of(mapping)
    needed = {column.role for column in layout.columns}
    if mapping.is_header_free:
        return _header_free(mapping, rows)
    best: Fit | None = None
    for index, height, header in headers(rows):
        places = map_columns(layout, header)
        if places.keys() != needed:
            continue
        same = quality(mapping.header, header)
        line = rows[index][0]
        hinted = line == mapping.header_row
        if best is None or (same, hinted) > (
            best.quality, best.recognition.header_line == mapping.header_row
        ):  # fmt: skip
            reason = _("The mapping “{name}” matches its header by {quality} of 100.").format(
                name=mapping.name, quality=same
            )
            best = Fit(
                mapping,
                Recognition(
                    layout, index, line, height, tuple(header), places, same, (reason,)
                ),
                same,
            )  # fmt: skip
    return best


def missing(mapping: TableMapping, rows: Sequence[NumberedRow]) -> list[str]:
    """The columns that a mapping names and the best of the headers does not have."""
    layout = layout_of(mapping)
    named = {column.role: column.names[0] for column in layout.columns}
    found = [
        [name for role, name in named.items() if role not in places]
        for places in (map_columns(layout, header) for _i, _h, header in headers(rows))
    ]
    return min(found, key=len, default=list(named.values()))


def _header_free(mapping: TableMapping, rows: Sequence[NumberedRow]) -> Fit | None:
    widths = Counter(len(cells) for _line, cells, _bits in rows)
    width = len(mapping.header)
    if not widths or widths.most_common(1)[0][0] != width:
        return None
    header = made_header(width)
    layout = layout_of(mapping)
    reason = _("The table has as many columns as the mapping “{name}”.").format(name=mapping.name)
    return Fit(
        mapping,
        Recognition(layout, 0, 0, 0, header, map_columns(layout, header), 100, (reason,)),
        100,
    )
