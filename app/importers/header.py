"""Finding the header of a table and the layout it belongs to, with reasons.

Over the first 40 rows, each row alone and each row joined with the one below (two-line headers),
every layout is scored: weight of the columns it recognises, less a little for cells it does not
know. Generic names (交易时间, 金额 ...) weigh half. What stands above the header is the preamble.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from app.base.i18n import _
from app.importers.dirt import STRIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.importers.layout import Cells, FileContext, Layout, NumberedRow

HEADER_ROWS = 40
MOST_COLUMNS = 2000
LONGEST_HEADER = 60
LEAST_KNOWN = 2
_UNIT = re.compile(r"\((元|分|人民币|人民币元|￥|¥|RMB|CNY)\)$", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def plain_header(cell: str) -> str:
    """A header cell for comparison: NFKC, no spaces or tabs, lower case, 帐 as 账."""
    text = unicodedata.normalize("NFKC", cell.replace("_x000D_", "")).strip(STRIPPED + "\"'=*")
    return _SPACE.sub("", text).replace("帐", "账").replace("﹙", "(").lower()


def without_unit(header: str) -> str:
    """The plain header without a unit in brackets at its end."""
    return _UNIT.sub("", header)


def unit_of(header: str) -> int | None:
    """Fen per unit as the header says it, else ``None``."""
    plain = plain_header(header)
    if plain.endswith("(分)"):
        return 1
    if plain.endswith(("(元)", "(人民币元)", "(人民币)")):
        return 100
    return None


@dataclass(frozen=True)
class Recognition:
    """How one table was recognised.

    Attributes:
        layout: the layout taken.
        header_row: index of the header among the rows looked at.
        header_line: its line or sheet row, from 1.
        header_rows: 2 for a header over two lines.
        header: the header cells as given.
        mapping: role to column index.
        score: 0 to 100.
        reasons: sentences.
    """

    layout: Layout
    header_row: int
    header_line: int
    header_rows: int
    header: tuple[str, ...]
    mapping: dict[str, int]
    score: int
    reasons: tuple[str, ...]
    rivals: tuple[tuple[str, int], ...] = field(default=())


@cache
def _plain_names(layout: Layout) -> tuple[tuple[str, int, tuple[tuple[str, str], ...]], ...]:
    """Role, n-th and plain names (with and without unit) of each column of a layout."""
    return tuple(
        (
            column.role,
            column.nth,
            tuple((plain_header(name), without_unit(plain_header(name))) for name in column.names),
        )
        for column in layout.columns
    )


@lru_cache(maxsize=512)
def _places(header: tuple[str, ...]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Plain header to its columns, with and without the unit."""
    places: dict[str, list[int]] = {}
    bare: dict[str, list[int]] = {}
    for index, cell in enumerate(header):
        plain = plain_header(cell)
        if plain:
            places.setdefault(plain, []).append(index)
            bare.setdefault(without_unit(plain), []).append(index)
    return places, bare


def map_columns(layout: Layout, header: Sequence[str]) -> dict[str, int]:
    """Role to column index for the columns of ``layout`` that ``header`` has."""
    places, bare = _places(tuple(header))
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for role, nth, names in _plain_names(layout):
        for plain, unitless in names:
            found = places.get(plain) or bare.get(unitless) or []
            if len(found) >= nth and found[nth - 1] not in taken:
                mapping[role] = found[nth - 1]
                taken.add(found[nth - 1])
                break
    return mapping


def _score(layout: Layout, mapping: dict[str, int], header: Sequence[str]) -> float:
    weights = {column.role: column.weight for column in layout.columns}
    found = sum(weights[role] for role in mapping)
    unknown = sum(1 for i, cell in enumerate(header) if cell.strip(STRIPPED)) - len(mapping)
    missing = sum(1 for group in layout.required if not any(role in mapping for role in group))
    if missing:
        return 0.0
    return found - 0.75 * max(unknown, 0)


@lru_cache(maxsize=8)
def vocabulary(layouts: tuple[Layout, ...]) -> frozenset[str]:
    """Every plain header, with and without unit, that any of the layouts knows."""
    return frozenset(
        name
        for layout in layouts
        for _role, _nth, names in _plain_names(layout)
        for pair in names
        for name in pair
    )


def _known_cells(cells: Cells, vocabulary: frozenset[str]) -> int:
    """How many cells are headers; long cells are not even looked at."""
    number = 0
    for cell in cells:
        if cell and len(cell) <= LONGEST_HEADER:
            plain = plain_header(cell)
            if plain in vocabulary or without_unit(plain) in vocabulary:
                number += 1
    return number


def _candidates(
    rows: Sequence[NumberedRow], vocabulary: frozenset[str]
) -> Iterable[tuple[int, int, Cells]]:
    """Rows that can be a header: index, height and cells; two rows joined where groups span."""
    looked = [
        (cells, _known_cells(cells, vocabulary) if 2 <= len(cells) <= MOST_COLUMNS else 0)
        for _line, cells, _bits in rows[: HEADER_ROWS + 1]
    ]
    for index, (cells, known) in enumerate(looked[:HEADER_ROWS]):
        if known >= LEAST_KNOWN:
            yield index, 1, cells
    for index in range(min(len(looked) - 1, HEADER_ROWS)):
        (upper, above_known), (lower, below_known) = looked[index], looked[index + 1]
        if above_known + below_known < LEAST_KNOWN or not above_known:
            continue
        if not any(cell.strip(STRIPPED) == "" for cell in upper):
            continue
        yield index, 2, _joined(upper, lower, vocabulary)


def _joined(upper: Cells, lower: Cells, vocabulary: frozenset[str]) -> Cells:
    """A header over two lines: a group and what stands below it where that is a known name."""
    joined: Cells = []
    group = ""
    for i in range(max(len(upper), len(lower))):
        above = upper[i].strip(STRIPPED) if i < len(upper) else ""
        below = lower[i].strip(STRIPPED) if i < len(lower) else ""
        group = above or group
        both = plain_header(group + below)
        if not below:
            joined.append(above)
        elif both in vocabulary or without_unit(both) in vocabulary:
            joined.append(group + below)
        else:
            joined.append(below)
    return joined


def recognise(
    rows: Sequence[NumberedRow], context: FileContext, layouts: Iterable[Layout]
) -> Recognition | None:
    """The best layout for a table, or ``None`` when no layout has all it requires."""
    layouts = tuple(layouts)
    candidates = list(_candidates(rows, vocabulary(layouts)))
    best: tuple[float, Recognition] | None = None
    rivals: dict[str, float] = {}
    where = f"{context.path}\n{context.sheet}"
    for layout in layouts:
        if layout.header_free:
            continue
        hint = next((word for word in layout.hints if word in where), "")
        for index, height, header in candidates:
            mapping = map_columns(layout, header)
            points = _score(layout, mapping, header)
            if points <= 0:
                continue
            points += 3 if hint else 0
            points -= 0.5 * (height - 1)
            rivals[layout.key] = max(points, rivals.get(layout.key, 0.0))
            if best is None or points > best[0]:
                total = sum(column.weight for column in layout.columns)
                cells = sum(1 for cell in header if cell.strip(STRIPPED))
                score = round(100 * min(1.0, max(len(mapping) / max(cells, 1), points / total)))
                reasons = [
                    _("{found} of {cells} columns are known to this layout.").format(
                        found=len(mapping), cells=cells
                    )
                ]
                if hint:
                    reasons.append(_("The name says “{word}”.").format(word=hint))
                best = (
                    points,
                    Recognition(
                        layout,
                        index,
                        rows[index][0],
                        height,
                        tuple(header),
                        mapping,
                        score,
                        tuple(reasons),
                    ),
                )
    if best is None:
        return None
    others = sorted(
        ((key, round(points)) for key, points in rivals.items() if key != best[1].layout.key),
        key=lambda pair: -pair[1],
    )[:3]
    found = best[1]
    return Recognition(
        found.layout,
        found.header_row,
        found.header_line,
        found.header_rows,
        found.header,
        found.mapping,
        found.score,
        found.reasons,
        tuple(others),
    )


def recognise_header_free(
    first_lines: str, context: FileContext, layouts: Iterable[Layout]
) -> Layout | None:
    """A layout without a header row whose signature stands in the first lines or the path."""
    for layout in layouts:
        if not layout.header_free:
            continue
        if all(word in first_lines for word in layout.signature) and (
            not layout.hints or any(word in context.path for word in layout.hints)
        ):
            return layout
    return None
