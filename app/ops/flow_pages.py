"""The whole ledger as one table (流水): views that are filtered and sorted, read page by page.

A view knows how many flows it has and, unless it is the whole ledger in the order of time, at which
place each of them lies: four bytes a flow. Pages are read when they are looked at.
"""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from app.base.errors import Cancelled
from app.base.i18n import _
from app.base.progress import Progress
from app.model.selection import FlowFilter
from app.ops.flow_places import Places, places_of
from app.ops.flow_wanted import Bars, resolve
from app.ops.flows import KINDS, STATUSES
from app.store.ledger import activity_queries, page_queries, time_order
from app.store.ledger.stopping import stoppable
from app.store.ledger.time_order import time_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb
    from numpy.typing import NDArray

    from app.store.casefile import CaseFile
    from app.store.ledger.page_queries import Wanted
    from app.store.ledger.time_order import TimeTable

PAGE: Final = 200
HEAD: Final = PAGE
"""So many rows are shown before the order of the whole is known."""
SORTS: Final = tuple(page_queries.SORTS)
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class SortKey:
    """One column that a view is sorted by; unknown values come last both ways."""

    column: str = "time"
    falling: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be sorted by."""
        if self.column not in SORTS:
            raise ValueError(self.column)


@dataclass(frozen=True, slots=True)
class PageRow:
    """One flow of a page; ``sense`` is 1 where it comes in to own accounts, -1 where it goes out.

    ``records`` are the rows that prove it; the first one's file, sheet and line are told.
    """

    id: int
    time: datetime
    exactness: int
    payer: str | None
    payee: str | None
    payer_name: str | None
    payee_name: str | None
    amount_fen: int
    currency: str
    channel: str | None
    kind: str
    status: str
    summary: str | None
    remark: str | None
    serial: str | None
    records: tuple[int, ...]
    sense: int
    file: str
    sheet: str
    line: int
    sha256: str


@dataclass(frozen=True)
class FlowSums:
    """What is in a view in one currency, in its minor units.

    ``flows`` are all; ``counted`` and the sums are effective ones. In and out are seen from the own
    accounts of the filter; without any they are zero.
    """

    currency: str
    flows: int
    counted: int
    amount: int
    in_count: int = 0
    in_amount: int = 0
    out_count: int = 0
    out_amount: int = 0


@dataclass(frozen=True, eq=False)
class FlowView:
    """A filtered and sorted view of the ledger, as long as its flows do not change.

    Attributes:
        number: tells views apart.
        count: how many flows it has.
        sums: by currency, the most frequent first.
        has_own: in and out mean something.
    """

    number: int
    wanted: FlowFilter
    sort: tuple[SortKey, ...]
    bars: Bars | None
    count: int
    sums: tuple[FlowSums, ...]
    has_own: bool
    table: TimeTable = field(repr=False)
    places: NDArray[np.int32] | None = field(repr=False)
    turned: bool = field(repr=False)
    looked_up: Wanted = field(repr=False)
    sources: Places = field(repr=False)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return -(-self.count // PAGE)


def is_prepared(case: CaseFile) -> bool:
    """Whether the ledger lies in the order of time already."""
    reader = case.ledger.reader()
    try:
        return time_table(reader) is not None
    finally:
        reader.close()


def prepare(case: CaseFile, progress: Progress | None = None) -> None:
    """Lay the ledger in the order of time, once after large imports; pages are read from that.

    On any thread: others may ask the ledger meanwhile.

    Raises:
        Cancelled: ``progress`` was stopped, by the user or by a change of the ledger.
    """
    if is_prepared(case):
        return
    tell = progress or Progress()

    def step(done: int, total: int) -> None:
        tell.step(done, total, _("ordering by time"), rows=done)

    with case.ledger.order.laying(tell):
        if is_prepared(case):
            return
        writer = case.ledger.reader()
        try:
            with stoppable(writer, tell):
                time_order.build(writer, step, read_only=case.read_only)
        finally:
            writer.close()


def prepare_after_import(case: CaseFile, progress: Progress) -> None:
    """Lay the ledger in the order of time while somebody waits for an import anyway.

    The import stands by then: whoever stops this stops only this, and the first look at the
    transfers does it.
    """
    with contextlib.suppress(Cancelled):
        prepare(case, progress)


def open_view(
    case: CaseFile,
    wanted: FlowFilter | None = None,
    sort: Sequence[SortKey] = (),
    bars: Bars | None = None,
    progress: Progress | None = None,
) -> FlowView:
    """A view of the flows that a filter and the chosen bars let through, in a certain order.

    Raises:
        UsageError: an account or a tag of the filter is not there.
        Cancelled: ``progress`` was stopped.
    """
    prepare(case, progress)
    filter_ = wanted or FlowFilter()
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            table = _table(reader)
            asked = resolve(case, reader, filter_, bars)
            pairs = [(key.column, key.falling) for key in sort]
            sums = tuple(
                FlowSums(row[0], *(int(value) for value in row[1:]))
                for row in page_queries.sums(reader, table, asked)
            )
            places = page_queries.places(reader, table, asked, pairs)
            count = table.flows if places is None else len(places)
            sources = places_of(case, reader)
    finally:
        reader.close()
    turned = pairs == [("time", True)]
    has_own = asked.accounts is not None
    return FlowView(
        next(_NUMBERS), filter_, tuple(sort), bars, count, sums, has_own, table, places, turned,
        asked, sources,
    )  # fmt: skip


def first_rows(
    case: CaseFile,
    wanted: FlowFilter | None = None,
    sort: Sequence[SortKey] = (),
    bars: Bars | None = None,
    progress: Progress | None = None,
) -> list[PageRow]:
    """The head of a view, before its order and its sums are known; none before ``prepare``."""
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            table = time_table(reader)
            if table is None:
                return []
            asked = resolve(case, reader, wanted or FlowFilter(), bars)
            pairs = [(key.column, key.falling) for key in sort]
            rows = page_queries.first_rows(reader, table, asked, pairs, HEAD)
            return _told(reader, rows, asked, places_of(case, reader))
    finally:
        reader.close()


def place_of(case: CaseFile, view: FlowView, flow: int) -> int | None:
    """The row of a flow in a view, counted from 0; ``None`` where the view has it not."""
    reader = case.ledger.reader()
    try:
        place = page_queries.place_of(reader, view.table, flow)
    finally:
        reader.close()
    if place is not None and view.places is not None:
        place = next(iter(np.flatnonzero(view.places == place).tolist()), None)
    if place is None:
        return None
    return view.count - 1 - place if view.turned else place


def page(case: CaseFile, view: FlowView, number: int, *, serials: bool = False) -> list[PageRow]:
    """The rows of one page of a view, counted from 0; with serial numbers where they are shown."""
    return rows_between(case, view, number * PAGE, PAGE, serials=serials)


def rows_between(
    case: CaseFile, view: FlowView, first: int, number: int, *, serials: bool = False
) -> list[PageRow]:
    """Some rows of a view from one on."""
    end = min(first + number, view.count)
    if first >= end:
        return []
    reader = case.ledger.reader()
    try:
        return read_rows(reader, view, first, end, serials=serials)
    finally:
        reader.close()


def read_rows(
    reader: duckdb.DuckDBPyConnection, view: FlowView, first: int, end: int, *, serials: bool
) -> list[PageRow]:
    """The rows from ``first`` up to but without ``end``, with a reader of the caller's."""
    if view.turned:
        first, end = view.count - end, view.count - first
    if view.places is None:
        rows = page_queries.stretch_of(reader, view.table, first, end - first, serials=serials)
    else:
        wanted = view.places[first:end].tolist()
        rows = page_queries.rows_at(reader, view.table, wanted, serials=serials)
    if view.turned:
        rows.reverse()
    return _told(reader, rows, view.looked_up, view.sources)


def _table(reader: duckdb.DuckDBPyConnection) -> TimeTable:
    table = time_table(reader)
    if table is None:
        raise RuntimeError("the ledger is not laid in the order of time")
    return table


def _told(
    reader: duckdb.DuckDBPyConnection,
    rows: Sequence[tuple[Any, ...]],
    asked: Wanted,
    sources: Places,
) -> list[PageRow]:
    """Rows of the table as flows: accounts by their numbers, places by their names."""
    named = {account for row in rows for account in row[3:5] if account is not None}
    keys = activity_queries.keys_of(reader, sorted(named)) if named else {}
    own = frozenset(asked.accounts or ())
    found = []
    for (id_, time, exactness, payer, payee, payer_name, payee_name, amount, currency, channel,
         kind, status, summary, remark, out_record, in_record, serial) in rows:  # fmt: skip
        pays, gets = payer in own, payee in own
        sense = 0 if pays == gets or STATUSES[status] == "neutral" else -1 if pays else 1
        record = out_record if out_record is not None else in_record
        found.append(
            PageRow(
                id_, time, exactness, keys.get(payer), keys.get(payee), payer_name, payee_name,
                amount, currency, channel, KINDS[kind], STATUSES[status], summary, remark, serial,
                tuple(each for each in (out_record, in_record) if each is not None), sense,
                *sources.of(record),
            )
        )  # fmt: skip
    return found
