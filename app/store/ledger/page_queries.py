"""Pages of the whole ledger: conditions, order, sums, bars and values, over ``flow_time``.

Everything that a person typed is a bound value. Numbers of accounts and places are integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from app.store.ledger.time_order import TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb
    from numpy.typing import NDArray

    from app.store.ledger.time_order import TimeTable

NEUTRAL: Final = 4
_LISTED: Final = 64
"""Up to so many accounts are compared one by one; more are looked up."""
_NEAR: Final = 100_000
"""Places of one page that lie no further apart are read as one stretch."""
_AT_ONCE: Final = 1_000

_COLUMNS: Final = (
    "id, leave, exactness, payer, payee, payer_name, payee_name, amount, currency, channel, kind,"
    " status, summary, remark, out_record, in_record, {serial} as serial"
)


def page_columns(*, serials: bool = False) -> str:
    """What a page reads; serial numbers cost as much as all else and are left out mostly."""
    return _COLUMNS.format(serial="serial" if serials else "null")


SORTS: Final = {
    "time": ("leave", "place", "id"),
    "amount": ("amount",),
    "payer": ("payer_name", "payer"),
    "payee": ("payee_name", "payee"),
    "payer_account": ("payer",),
    "payee_account": ("payee",),
    "currency": ("currency",),
    "channel": ("channel",),
    "kind": ("kind",),
    "status": ("status",),
    "summary": ("summary",),
    "remark": ("remark",),
    "serial": ("serial",),
    "source": ("coalesce(out_record, in_record)",),
}
"""The columns that a view can be sorted by, and what that compares."""
BINS: Final = {
    "time": "leave",
    "amount": "amount",
    "hour": "case when exactness > 0 then hour(leave) else -1 end",
}
FACETS: Final = ("payer", "payee", "currency", "channel", "kind", "status", "summary", "remark")


@dataclass(frozen=True)
class Stretch:
    """From ``low`` on, up to but without ``high``; either may be open."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class Wanted:
    """Which flows are wanted, everything looked up: accounts and records by their ids.

    Attributes:
        accounts: own accounts; ``None`` for all.
        others: accounts of the other side; ``unnamed``: also those that no row names.
        direction: 1 comes in, -1 goes out, of own accounts.
        words: each has to be found in some text or number.
        flows: only these, by their ids.
        by: what the stretches measure, see ``BINS``.
        only, without: stretches that are chosen, and that are hidden.
    """

    accounts: tuple[int, ...] | None = None
    others: tuple[int, ...] | None = None
    unnamed: bool = False
    since: datetime | None = None
    until: datetime | None = None
    least: int | None = None
    most: int | None = None
    direction: int = 0
    kinds: tuple[int, ...] = ()
    statuses: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    flows: tuple[int, ...] | None = None
    by: str = "time"
    only: tuple[Stretch, ...] = ()
    without: tuple[Stretch, ...] = ()


@dataclass
class _Asked:
    """Conditions with the values that are bound to them."""

    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def bind(self, value: Any) -> str:
        """The place of a value in the query."""
        self.values.append(value)
        return f"${len(self.values)}"

    def add(self, condition: str) -> None:
        """One more that has to hold."""
        self.conditions.append(condition)

    @property
    def where(self) -> str:
        """All of them."""
        return " and ".join(f"({each})" for each in self.conditions) or "true"


def _among(column: str, accounts: Sequence[int], asked: _Asked) -> str:
    if not accounts:
        return "false"
    if len(accounts) <= _LISTED:
        return f"coalesce({column} in ({', '.join(str(int(each)) for each in accounts)}), false)"
    return f"coalesce({column} in (select unnest({asked.bind(list(accounts))}::integer[])), false)"


def _sides(wanted: Wanted, asked: _Asked) -> None:
    """Own accounts, the other side, and the direction between them."""
    if wanted.accounts is None and wanted.others is None:
        return
    if wanted.accounts is None:
        others = wanted.others or ()
        ends = [_among(side, others, asked) for side in ("payer", "payee")]
        if wanted.unnamed:
            ends.append("payer is null or payee is null")
        asked.add(" or ".join(ends))
        return
    pays, gets = (_among(side, wanted.accounts, asked) for side in ("payer", "payee"))
    out, came = pays, gets
    if wanted.others is not None:
        to, by = (_among(side, wanted.others, asked) for side in ("payee", "payer"))
        if wanted.unnamed:
            to, by = f"{to} or payee is null", f"{by} or payer is null"
        out, came = f"{pays} and ({to})", f"{gets} and ({by})"
    if wanted.direction > 0:
        asked.add(f"({came}) and not {pays} and status <> {NEUTRAL}")
    elif wanted.direction < 0:
        asked.add(f"({out}) and not {gets} and status <> {NEUTRAL}")
    else:
        asked.add(f"({out}) or ({came})")


def _texts(wanted: Wanted, asked: _Asked) -> None:
    for word in wanted.words:
        place = asked.bind(word.lower())
        cased = word.lower() != word.upper()
        found = [
            f"coalesce(contains({f'lower({column})' if cased else column}, {place}), false)"
            for column in TEXTS
        ]
        numbers = f"(select account from number where contains(lower(text), {place}))"
        found += [f"coalesce({side} in {numbers}, false)" for side in ("payer", "payee")]
        asked.add(" or ".join(found))


def _stretch(wanted: Wanted, stretch: Stretch, asked: _Asked) -> str:
    column = BINS[wanted.by]
    parts = []
    if stretch.low is not None:
        parts.append(f"{column} >= {asked.bind(stretch.low)}")
    if stretch.high is not None:
        parts.append(f"{column} < {asked.bind(stretch.high)}")
    return " and ".join(parts) or "true"


def _conditions(wanted: Wanted) -> _Asked:
    asked = _Asked()
    for value, column, sign in (
        (wanted.since, "leave", ">="), (wanted.until, "leave", "<="),
        (wanted.least, "amount", ">="), (wanted.most, "amount", "<="),
    ):  # fmt: skip
        if value is not None:
            asked.add(f"{column} {sign} {asked.bind(value)}")
    for column, codes in (("kind", wanted.kinds), ("status", wanted.statuses)):
        if codes:
            asked.add(f"{column} in ({', '.join(str(int(code)) for code in codes)})")
    for column, texts in (("channel", wanted.channels), ("currency", wanted.currencies)):
        if texts:
            asked.add(" or ".join(f"{column} = {asked.bind(text)}" for text in texts))
    _sides(wanted, asked)
    if wanted.flows is not None:
        asked.add(f"id in (select unnest({asked.bind(list(wanted.flows))}::bigint[]))")
    if wanted.only:
        asked.add(" or ".join(_stretch(wanted, each, asked) for each in wanted.only))
    for each in wanted.without:
        asked.add(f"not ({_stretch(wanted, each, asked)})")
    _texts(wanted, asked)
    return asked


def _ordering(table: TimeTable, sort: Sequence[tuple[str, bool]]) -> str:
    """``(column, falling)`` pairs as an order that leaves nothing to chance; nulls last."""
    terms = [
        f"{term} {'desc' if falling else 'asc'} nulls last"
        for column, falling in sort
        for term in SORTS[column]
    ]
    tail = ["rowid"] if table.sorted else ["leave", "place", "id"]
    falling = bool(sort) and sort[-1] == ("time", True)
    return ", ".join([*terms, *(f"{term} desc" if falling else term for term in tail)])


def places(
    reader: duckdb.DuckDBPyConnection,
    table: TimeTable,
    wanted: Wanted,
    sort: Sequence[tuple[str, bool]],
    limit: int | None = None,
) -> NDArray[np.int32] | None:
    """The places of the wanted flows in order, four bytes each; ``None`` for all in time order.

    A view that runs backwards in time is given forwards; whoever reads it turns it round.
    """
    asked = _conditions(wanted)
    by_time = tuple(sort) in ((), (("time", False),), (("time", True),))
    if by_time and table.sorted:
        if not asked.conditions:
            return None
        order = "" if limit is None else "order by rowid"
    else:
        order = f"order by {_ordering(table, (('time', False),) if by_time else sort)}"
    most = f"limit {int(limit)}" if limit is not None else ""
    found = reader.execute(
        f"select rowid::integer as place from {table.name} where {asked.where} {order} {most}",
        asked.values,
    ).fetchnumpy()["place"]
    given = np.ascontiguousarray(np.ma.getdata(found), dtype=np.int32)
    if by_time and table.sorted:
        given.sort()  # it comes sorted; a threaded scan shall not decide about it
    return given


def place_of(reader: duckdb.DuckDBPyConnection, table: TimeTable, flow: int) -> int | None:
    """The place of a flow in the table."""
    row = reader.execute(f"select rowid from {table.name} where id = $1", [flow]).fetchone()
    return int(row[0]) if row else None


def first_rows(
    reader: duckdb.DuckDBPyConnection,
    table: TimeTable,
    wanted: Wanted,
    sort: Sequence[tuple[str, bool]],
    limit: int,
) -> list[tuple[Any, ...]]:
    """The head of a view, before the order of the whole is known."""
    asked = _conditions(wanted)
    return reader.execute(
        f"""select {page_columns()} from {table.name} where {asked.where}
        order by {_ordering(table, sort)} limit {int(limit)}""",
        asked.values,
    ).fetchall()


def stretch_of(
    reader: duckdb.DuckDBPyConnection, table: TimeTable, first: int, number: int, *, serials: bool
) -> list[tuple[Any, ...]]:
    """Rows of the sorted table from a place on."""
    return _fetched(
        reader.execute(
            f"""select {page_columns(serials=serials)} from {table.name}
            where rowid between {int(first)} and {int(first + number - 1)} order by rowid"""
        )
    )


def _fetched(answer: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """All rows, fetched in parts: other threads get their turn between them."""
    rows: list[tuple[Any, ...]] = []
    while part := answer.fetchmany(_AT_ONCE):
        rows += part
    return rows


def rows_at(
    reader: duckdb.DuckDBPyConnection, table: TimeTable, wanted: Sequence[int], *, serials: bool
) -> list[tuple[Any, ...]]:
    """The rows at some places, in the order asked for."""
    if not wanted:
        return []
    low, high = min(wanted), max(wanted)
    within = f"and f.rowid between {low} and {high}" if high - low < _NEAR else ""
    answer = reader.execute(
        f"""select f.rowid, {page_columns(serials=serials)}
        from (select unnest($1::bigint[]) as place) w join {table.name} f
            on f.rowid = w.place {within}""",
        [list(wanted)],
    )
    by_place = {row[0]: row[1:] for row in _fetched(answer)}
    return [by_place[place] for place in wanted if place in by_place]


def sums(
    reader: duckdb.DuckDBPyConnection, table: TimeTable, wanted: Wanted
) -> list[tuple[Any, ...]]:
    """By currency: code, flows, effective flows, their sum, in count, in, out count, out.

    In and out are seen from own accounts and count effective flows only; what passes between own
    accounts is neither.
    """
    asked = _conditions(wanted)
    pays = gets = "false"
    if wanted.accounts is not None:
        pays, gets = (_among(side, wanted.accounts, asked) for side in ("payer", "payee"))
    came = f"filter (status = 0 and {gets} and not {pays})"
    went = f"filter (status = 0 and {pays} and not {gets})"
    return reader.execute(
        f"""select currency, count(*), count(*) filter (status = 0),
            coalesce(sum(amount) filter (status = 0), 0),
            count(*) {came}, coalesce(sum(amount) {came}, 0),
            count(*) {went}, coalesce(sum(amount) {went}, 0)
        from {table.name} where {asked.where}
        group by currency order by count(*) desc, currency""",
        asked.values,
    ).fetchall()


def span(
    reader: duckdb.DuckDBPyConnection, table: TimeTable, wanted: Wanted
) -> tuple[Any, Any, int]:
    """The first and last time of the wanted flows, and the largest amount."""
    asked = _conditions(wanted)
    (row,) = reader.execute(
        f"select min(leave), max(leave), coalesce(max(amount), 0) from {table.name}"
        f" where {asked.where}",
        asked.values,
    ).fetchall()
    return row[0], row[1], int(row[2])


def bins(
    reader: duckdb.DuckDBPyConnection, table: TimeTable, wanted: Wanted, edges: Sequence[Any]
) -> list[tuple[int, int, int, int]]:
    """Flows in stretches by ``wanted.by``: (number, flows, effective flows, their sum).

    Number 0 is what lies below the first edge.
    """
    asked = _conditions(wanted)
    counted = """sum(flows)::bigint, sum(counted)::bigint, sum(amount)"""
    told = """count(*) as flows, count(*) filter (status = 0) as counted,
        coalesce(sum(amount) filter (status = 0), 0) as amount"""
    if wanted.by == "amount":
        nth = " + ".join(f"(amount >= {int(edge)})::integer" for edge in edges) or "0"
        return reader.execute(
            f"""select nth, {counted} from (
                select {nth} as nth, {told} from {table.name} where {asked.where} group by 1)
            group by 1 order by 1""",
            asked.values,
        ).fetchall()
    by_time = wanted.by == "time"
    place = f"{asked.bind(list(edges))}::{'timestamp' if by_time else 'bigint'}[]"
    value = "date_trunc('hour', leave)::timestamp" if by_time else BINS[wanted.by]
    return reader.execute(
        f"""with told as (
            select {value} as value, {told} from {table.name} where {asked.where} group by 1)
        select coalesce(e.nth, 0), {counted}
        from told t asof left join (
            select low, row_number() over (order by low) as nth
            from (select unnest({place}) as low)) e on t.value >= e.low
        group by 1 order by 1""",
        asked.values,
    ).fetchall()


def values(
    reader: duckdb.DuckDBPyConnection, table: TimeTable, wanted: Wanted, column: str, limit: int
) -> list[tuple[Any, str | None, int, int]]:
    """The most frequent values of a column: value, a name for it, flows, sum of effective ones."""
    if column not in FACETS:
        raise ValueError(column)
    asked = _conditions(wanted)
    name = "null::varchar"
    if column in ("payer", "payee"):  # those that no row names have as many names as flows
        name = f"any_value({column}_name) filter ({column} is not null)"
    return reader.execute(
        f"""select {column}, {name}, count(*), coalesce(sum(amount) filter (status = 0), 0)
        from {table.name} where {asked.where} group by {column}
        order by count(*) desc, {column} nulls last limit {int(limit)}""",
        asked.values,
    ).fetchall()


def accounts_with(reader: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> list[int]:
    """The accounts that have one of some numbers, in any spelling."""
    return [
        int(row[0])
        for row in reader.execute(
            """select distinct account from number where text in (select unnest($1::varchar[]))
            union select n.account from spelling s join number n on n.id = s.number
            where s.text in (select unnest($1::varchar[])) order by 1""",
            [list(keys)],
        ).fetchall()
    ]


def accounts_of(reader: duckdb.DuckDBPyConnection, numbers: Sequence[tuple[int, str]]) -> list[int]:
    """The accounts of some (name space, number) pairs."""
    return [
        int(row[0])
        for row in reader.execute(
            """select distinct n.account from number n
            join (select unnest($1::utinyint[]) as space, unnest($2::varchar[]) as text) w
            on w.space = n.space and w.text = n.text order by 1""",
            [[space for space, _text in numbers], [text for _space, text in numbers]],
        ).fetchall()
    ]


def sheets(reader: duckdb.DuckDBPyConnection) -> dict[tuple[int, int], str]:
    """The names of sheets by file and number."""
    return {
        (file, sheet): name
        for file, sheet, name in reader.execute("select file, sheet, name from sheet").fetchall()
    }
