"""The flows once more, in the order of time and with what their rows say: what pages are read from.

``flow_time`` is made when pages are first wanted, part by part, and kept in step by later imports:
flows that go are deleted, those that come are appended. While nothing was appended or deleted,
the place of a flow in time is its rowid, and a page of any depth costs the same. A ledger that
must not be written has its copy in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

PART: Final = 2_000_000
"""So many flows are ordered at once: a part fits into memory with all that its rows say."""
TEXTS: Final = (
    "payer_name", "payee_name", "channel", "summary", "remark", "serial", "further", "spots",
)  # fmt: skip
"""What text is looked for in; ``further`` is what the other row says differently."""
_TELLS = """f.id, f.payer, f.payee, f.leave, f.exactness, f.place, f.amount, f.currency, f.kind,
    f.status, f.out_record, f.in_record,
    coalesce(o.own_name, i.cp_name) as payer_name, coalesce(i.own_name, o.cp_name) as payee_name,
    coalesce(o.deal, i.deal) as channel,
    coalesce(o.summary, i.summary, o.remark, i.remark) as summary,
    coalesce(o.remark, i.remark) as remark, coalesce(o.serial, i.serial) as serial,
    nullif(concat_ws(' ', case when i.summary <> o.summary then i.summary end,
        case when i.remark <> o.remark then i.remark end,
        case when i.serial <> o.serial then i.serial end,
        case when i.deal <> o.deal then i.deal end), '') as further,
    nullif(concat_ws(' ', o.branch, o.spot, o.merchant,
        case when i.branch is distinct from o.branch then i.branch end,
        case when i.spot is distinct from o.spot then i.spot end,
        case when i.merchant is distinct from o.merchant then i.merchant end), '') as spots"""
_SAID = """id, own_name, cp_name, deal, summary, remark, serial, branch, spot, merchant"""
_LAST = "leave, place, id"
_IN_MEMORY = "memory.main."


@dataclass(frozen=True)
class TimeTable:
    """Where the flows lie in the order of time.

    Attributes:
        name: the table.
        sorted: the place of a flow is its rowid.
        flows: how many there are.
    """

    name: str
    sorted: bool
    flows: int


def time_table(reader: duckdb.DuckDBPyConnection) -> TimeTable | None:
    """The table of pages, or ``None`` while it is not whole."""
    for prefix in ("", _IN_MEMORY):
        try:
            row = reader.execute(f"select sorted from {prefix}flow_time_state").fetchone()
        except duckdb.CatalogException:
            continue
        if row is not None:
            name = f"{prefix}flow_time"
            counted = reader.execute(f"select count(*) from {name}").fetchone()
            return TimeTable(name, bool(row[0]), int(counted[0]) if counted else 0)
    return None


def build(
    connection: duckdb.DuckDBPyConnection,
    step: Callable[[int, int], None],
    *,
    read_only: bool = False,
) -> None:
    """Make the table of pages, in one transaction; ``step`` hears of the flows done of all."""
    prefix = _IN_MEMORY if read_only else ""
    parts, total = _parts(connection)
    connection.execute("begin")
    try:
        # new tables: in one that was emptied, rowids go on where they were and no place is right
        for name, columns in (("flow_time", FLOW_TIME), ("flow_time_state", FLOW_TIME_STATE)):
            connection.execute(f"create or replace table {prefix}{name} ({columns})")
        done = 0
        for since, until, flows in parts:
            step(done, total)
            within = "leave >= $1 and leave < $2"
            _append(connection, prefix, f"select * from flow_out where {within}", [since, until])
            done += flows
        connection.execute(f"insert into {prefix}flow_time_state values (true)")
        connection.execute("commit")
        step(total, total)
    except BaseException:
        connection.execute("rollback")
        raise
    finally:
        connection.execute("drop table if exists temp.told_part")


def _parts(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[list[tuple[datetime, datetime, int]], int]:
    """Spans of whole days that hold about ``PART`` flows each, and the number of all."""
    parts: list[tuple[datetime, datetime, int]] = []
    total = 0
    for day, following, flows in connection.execute("""
        select day, day + interval 1 day, flows from (
            select date_trunc('day', leave)::timestamp as day, count(*) as flows
            from flow_out group by 1) order by 1""").fetchall():
        total += flows
        if parts and parts[-1][2] + flows <= PART:
            parts[-1] = (parts[-1][0], following, parts[-1][2] + flows)
        else:
            parts.append((day, following, flows))
    return parts, total


def _append(
    connection: duckdb.DuckDBPyConnection,
    prefix: str,
    flows: str,
    span: list[datetime],
) -> None:
    """Append some flows with what their rows say, in the order of time.

    The two rows of a flow mostly lie within a day of it; where one does not, all rows are looked
    through.
    """
    near = "time >= $1 - interval 1 day and time < $2 + interval 1 day"
    for condition in (near, "true"):
        said = f"(select {_SAID} from record where {condition})"
        query = f"""create or replace temp table told_part as
            select {_TELLS},
                (f.out_record is null or o.id is not null)
                and (f.in_record is null or i.id is not null) as whole
            from ({flows}) f
            left join {said} o on o.id = f.out_record
            left join {said} i on i.id = f.in_record"""
        connection.execute(query, span if "$1" in query else [])
        half = "select 1 from temp.told_part where not whole limit 1"
        if not connection.execute(half).fetchall():
            break
    connection.execute(
        f"""insert into {prefix}flow_time select * exclude (whole)
        from temp.told_part order by {_LAST}"""
    )


def forget(connection: duckdb.DuckDBPyConnection, gone: str) -> None:
    """Take flows out: ``gone`` is a table with their ids."""
    if _is_kept(connection):
        connection.execute(f"delete from flow_time where id in (select id from {gone})")
        connection.execute("update flow_time_state set sorted = false")


def learn(connection: duckdb.DuckDBPyConnection, come: str, *, fresh: bool) -> None:
    """Take flows in: ``come`` is a table of them; where they are many, all is made anew later."""
    if not _is_kept(connection):
        return
    (coming, kept, first, last), *_rest = connection.execute(
        f"""select count(*), (select count(*) from flow_time), min(leave), max(arrive)
        from {come}"""
    ).fetchall()
    if fresh or coming * 10 > kept:
        connection.execute("delete from flow_time")
        connection.execute("delete from flow_time_state")
        return
    if coming:
        _append(connection, "", f"select * from {come}", [first, last])
        connection.execute("drop table temp.told_part")
        connection.execute("update flow_time_state set sorted = false")


def _is_kept(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("select 1 from flow_time_state").fetchall())


FLOW_TIME: Final = """
    id bigint not null, payer integer, payee integer, leave timestamp not null,
    exactness utinyint not null, place bigint not null, amount bigint not null,
    currency varchar not null, kind utinyint not null, status utinyint not null,
    out_record bigint, in_record bigint,
    payer_name varchar, payee_name varchar, channel varchar, summary varchar, remark varchar,
    serial varchar, further varchar, spots varchar"""
FLOW_TIME_STATE: Final = "sorted boolean not null"
"""One row while ``flow_time`` is whole, none before."""
