"""The part of the search that knows the words and the amounts of all rows, in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.analysis.searching.lines import Lines
from app.analysis.searching.texts import Texts
from app.base.i18n import _
from app.store.ledger import search_queries

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from app.analysis.searching.typed import Amounts
    from app.base.progress import Progress

    Ints = NDArray[np.int64]

MOST_TEXTS: Final = 200_000
"""Of a column with more different texts only these are looked through."""
LONGEST_TEXT: Final = 200
"""Longer texts are looked through up to here."""
_FIRST_RECORDS: Final = 200_000
_MOST_RECORDS: Final = 6_000_000


@dataclass(frozen=True)
class Memos:
    """The different texts of summaries, remarks, merchants and branches.

    ``partial`` are the columns with more texts than are kept.
    """

    texts: Texts
    columns: tuple[tuple[str, ...], ...]
    rows: NDArray[np.float64]
    lines: Lines
    partial: tuple[str, ...]


@dataclass(frozen=True)
class AmountCounts:
    """Every amount of a flow, rising, how many flows have it or less, and where one stands."""

    amounts: Ints
    flows: Ints
    up_to: Ints
    places: Ints

    def within(self, asked: Amounts) -> tuple[int, int]:
        """The first place of a range and the place behind its last."""
        first = 0 if asked.least is None else int(np.searchsorted(self.amounts, asked.least))
        last = len(self.amounts)
        if asked.most is not None:
            last = int(np.searchsorted(self.amounts, asked.most, side="right"))
        return first, max(first, last)

    def flows_of(self, first: int, last: int) -> int:
        """How many flows have the amounts from one place to another."""
        return int(self.up_to[last] - self.up_to[first])

    def nearest(self, first: int, last: int, middle: int, limit: int) -> list[int]:
        """Places of a range, the amounts nearest to ``middle`` first, then the most frequent."""
        at = min(max(int(np.searchsorted(self.amounts, middle)), first), last)
        # nothing farther than so many places on either side can be among the nearest
        low, high = max(first, at - limit), min(last, at + limit)
        some = np.arange(low, high)
        away = np.abs(self.amounts[some] - middle)
        found: list[int] = some[np.lexsort((-self.flows[some], away))][:limit].tolist()
        return found


def read_amounts(reader: duckdb.DuckDBPyConnection) -> AmountCounts:
    """The amounts of all flows."""
    rows = search_queries.amounts(reader)
    flows = rows["flows"].astype(np.int64)
    up_to = np.zeros(len(flows) + 1, np.int64)
    np.cumsum(flows, out=up_to[1:])
    return AmountCounts(
        rows["amount"].astype(np.int64), flows, up_to, rows["place"].astype(np.int64)
    )


def read_memos(reader: duckdb.DuckDBPyConnection, progress: Progress | None) -> Memos:
    """The texts of all rows, in stretches of records so that a column of too many is left early."""
    count = search_queries.record_count(reader)
    kept: dict[str, dict[str, int]] = {column: {} for column in search_queries.MEMO_COLUMNS}
    partial: list[str] = []
    first, stretch = 0, _FIRST_RECORDS
    while first < count:
        last = min(count, first + stretch)
        for column, texts in kept.items():
            if column in partial:
                continue
            for text, rows in search_queries.memos(reader, column, first, last):
                short = text[:LONGEST_TEXT]
                texts[short] = texts.get(short, 0) + rows
            if len(texts) > MOST_TEXTS:
                partial.append(column)
            if progress is not None:
                progress.step(last, count, _("words of the rows"))
        first, stretch = last, min(stretch * 4, _MOST_RECORDS)
    where: dict[str, list[str]] = {}
    rows_of: dict[str, int] = {}
    for column, texts in kept.items():
        most = sorted(texts, key=lambda text: -texts[text])[:MOST_TEXTS]
        for text in most:
            where.setdefault(text, []).append(column)
            rows_of[text] = rows_of.get(text, 0) + texts[text]
    return Memos(
        Texts(where),
        tuple(tuple(columns) for columns in where.values()),
        np.array([rows_of[text] for text in where], np.float64),
        Lines(list(where), np.arange(len(where))),
        tuple(partial),
    )
