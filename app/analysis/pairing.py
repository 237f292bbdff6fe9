"""From records to flows: the two records of one movement become one flow.

The payer's record and the payee's record of one movement have equal amounts and opposite
directions, each names the other's account, and lie at most ten minutes apart (on the same day where
one of them gives no clock). They are paired one to one, nearest first. Every other effective record
is a flow of its own. A flow leaves at the payer's time and arrives at the payee's, never earlier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from app.base.progress import Progress

WINDOW_SECONDS = 600
NEUTRAL = 4
_PAIR = "payer, payee, amount, currency"


def scope_batch(connection: duckdb.DuckDBPyConnection, batch: int, *, fresh: bool) -> None:
    """``temp.scope``: the records whose flows have to be made (anew) because of one batch.

    Args:
        connection: the writer.
        batch: its records are new.
        fresh: the ledger held no records before, so that there is nothing to look up.
    """
    if fresh:
        connection.execute("create or replace temp table touched_pair (a integer, b integer)")
        _scope(connection, f"batch = {batch}")
        return
    connection.execute(f"""
        create or replace temp table newly as
        select own from coverage group by own having min(batch) = {batch} and max(batch) = {batch}
        """)
    connection.execute(f"""
        create or replace temp table touched_pair as
        select distinct least(own, cp) as a, greatest(own, cp) as b from record
            where batch = {batch} and cp is not null
        union select least(own, cp), greatest(own, cp) from record
            where wallet and cp in (select own from temp.newly)""")
    scope_pairs(connection, f"batch = {batch} or ")
    connection.execute("drop table temp.newly")


def scope_pairs(connection: duckdb.DuckDBPyConnection, also: str = "") -> None:
    """``temp.scope`` from ``temp.touched_pair``, records re-marked as duplicates, and ``also``."""
    connection.execute("""
        insert into temp.touched_pair
        select distinct least(own, cp), greatest(own, cp) from record
            where id in (select id from temp.remarked) and cp is not null""")
    _scope(
        connection,
        f"""{also}id in (select id from temp.remarked) or (cp is not null and
            (least(own, cp), greatest(own, cp)) in (select (a, b) from temp.touched_pair))""",
    )


def _scope(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    connection.execute(f"""
        create or replace temp table scope as
        select r.id, r.batch, r.own, r.cp, r.time, r.exactness, r.place, r.amount, r.direction,
            r.currency, r.kind, r.status, r.wallet, n.space as cp_space, r.duplicate_of
        from (select * from record where {condition}) r
        left join number n on n.id = r.cp_number""")


def make_flows(
    connection: duckdb.DuckDBPyConnection,
    progress: Progress,
    *,
    fresh: bool,
    also_edges: str = "",
    within: bool = False,
) -> None:
    """Replace the flows and edges of the records in ``temp.scope``, in one transaction.

    Args:
        connection: the writer.
        progress: hears of the steps.
        fresh: there were no flows before.
        also_edges: a table of further edges to sum up anew.
        within: a transaction is open already and goes on.
    """
    steps = 5
    words = "pairing"
    progress.step(0, steps, words)
    connection.execute("""
        create or replace temp table obtained as
        select own, bool_or(not wallet) as bank from (
            select c.own, n.space <> 0 as wallet from coverage c join number n
                on n.id = c.own_number) group by own""")
    _pairs(connection)
    progress.step(1, steps, words)
    _new_flows(connection)
    progress.step(2, steps, words)
    if fresh:
        _sum_edges(connection, "temp.fresh f")
    if not within:
        connection.execute("begin")
    try:
        if not fresh:
            _remove_old(connection, also_edges)
        connection.execute(
            "insert into flow_out select * from temp.fresh order by payer, leave, place"
        )
        progress.step(3, steps, words)
        connection.execute(
            "insert into flow_in select * from temp.fresh order by payee, arrive, place"
        )
        progress.step(4, steps, words)
        if not fresh:
            _replace_edges(connection)
        connection.execute("insert into edge_out select * from temp.edge order by payer, payee")
        connection.execute("insert into edge_in select * from temp.edge order by payee, payer")
        if not within:
            connection.execute("commit")
    except BaseException:
        if not within:
            connection.execute("rollback")
        raise
    for name in (
        "fresh", "scope", "obtained", "paired", "touched_edge", "touched_pair", "edge", "remarked",
    ):  # fmt: skip
        connection.execute(f"drop table if exists temp.{name}")
    progress.step(5, steps, words)


def _pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.paired (out_id, in_id)``."""
    effective = (
        "status = 0 and duplicate_of is null and cp is not null"
        " and cp in (select own from temp.obtained)"
    )
    connection.execute(f"""
        create or replace temp table leaving as
        select id, own as payer, cp as payee, amount, currency, time, exactness, place
        from temp.scope where direction = -1 and {effective}""")
    connection.execute(f"""
        create or replace temp table arriving as
        select id, cp as payer, own as payee, amount, currency, time, exactness, place
        from temp.scope where direction = 1 and {effective}""")
    # ten-minute buckets keep the join small where equal amounts are many
    connection.execute(f"""
        create or replace temp table candidate as
        select o.id as out_id, i.id as in_id, abs(epoch(o.time) - epoch(i.time))::bigint as apart,
            o.time as out_time, i.time as in_time, o.place as out_place, i.place as in_place
        from (select *, (epoch(time) // {WINDOW_SECONDS})::bigint as bucket from temp.leaving
                where exactness > 0) o
        join (select *, (epoch(time) // {WINDOW_SECONDS})::bigint + step as bucket
                from temp.arriving, (values (-1), (0), (1)) near(step) where exactness > 0) i
            using ({_PAIR}, bucket)
        where abs(epoch(o.time) - epoch(i.time)) <= {WINDOW_SECONDS}
        union all
        select o.id, i.id, 1000000, o.time, i.time, o.place, i.place
        from (select *, time::date as day from temp.leaving) o
        join (select *, time::date as day from temp.arriving) i using ({_PAIR}, day)
        where o.exactness = 0 or i.exactness = 0""")
    connection.execute("""
        create or replace temp table candidate as
        select *, count(*) over (partition by out_id) as ways_out,
            count(*) over (partition by in_id) as ways_in
        from temp.candidate""")
    connection.execute("""
        create or replace temp table paired as
        select out_id, in_id from temp.candidate where ways_out = 1 and ways_in = 1""")
    rest = connection.execute("""
        select out_id, in_id from temp.candidate where ways_out > 1 or ways_in > 1
        order by apart, out_time, in_time, out_place, in_place, out_id, in_id""")
    chosen_out: set[int] = set()
    chosen_in: set[int] = set()
    chosen: tuple[list[int], list[int]] = ([], [])
    while rows := rest.fetchmany(100_000):
        for out_id, in_id in rows:
            if out_id not in chosen_out and in_id not in chosen_in:
                chosen_out.add(out_id)
                chosen_in.add(in_id)
                chosen[0].append(out_id)
                chosen[1].append(in_id)
    for start in range(0, len(chosen[0]), 100_000):
        connection.execute(
            "insert into temp.paired select unnest($1), unnest($2)",
            [chosen[0][start : start + 100_000], chosen[1][start : start + 100_000]],
        )
    for name in ("leaving", "arriving", "candidate"):
        connection.execute(f"drop table temp.{name}")


def _new_flows(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.fresh``: the flows of the scope."""
    # a wallet's row makes no second flow on a bank card whose own statement tells the movement
    other = """case when s.wallet and s.cp_space = 0 and coalesce(o.bank, false)
        then null else s.cp end"""
    connection.execute(f"""
        create or replace temp table fresh as
        select o.id, greatest(o.batch, i.batch) as batch, o.own as payer, i.own as payee,
            o.time as leave, greatest(o.time, i.time) as arrive, o.exactness, o.place, o.amount,
            o.currency, case when o.kind <> 0 then o.kind else i.kind end as kind, o.status,
            o.wallet and i.wallet as wallet, o.id as out_record, i.id as in_record
        from temp.paired p join temp.scope o on o.id = p.out_id join temp.scope i on i.id = p.in_id
        union all
        select s.id, s.batch, case when s.direction > 0 then {other} else s.own end,
            case when s.direction > 0 then s.own else {other} end,
            s.time, s.time, s.exactness, s.place, s.amount, s.currency, s.kind,
            case when s.direction = 0 then {NEUTRAL} else s.status end, s.wallet,
            case when s.direction <= 0 then s.id end, case when s.direction > 0 then s.id end
        from temp.scope s left join temp.obtained o on o.own = s.cp
        where s.duplicate_of is null
            and s.id not in (select out_id from temp.paired)
            and s.id not in (select in_id from temp.paired)""")


def _remove_old(connection: duckdb.DuckDBPyConnection, also_edges: str) -> None:
    """Delete the flows that the records of the scope had."""
    gone = "out_record in (select id from temp.scope) or in_record in (select id from temp.scope)"
    connection.execute(f"""
        create or replace temp table touched_edge as
        select distinct payer, payee, currency from flow_out where {gone}
        union select payer, payee, currency from temp.fresh
        {f"union select payer, payee, currency from {also_edges}" if also_edges else ""}""")
    for table in ("flow_out", "flow_in"):
        connection.execute(f"delete from {table} where {gone}")


def _sum_edges(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """``temp.edge``: flows of ``source f`` summed up by payer, payee and currency."""
    connection.execute(f"""
        create or replace temp table edge as
        select f.payer, f.payee, f.currency, count(*) as flows, sum(f.amount) as amount,
            min(f.leave) as first, max(f.leave) as last
        from {source} where f.status = 0 group by f.payer, f.payee, f.currency""")


def _replace_edges(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the touched edges out and sum them up anew in ``temp.edge``."""
    for table in ("edge_out", "edge_in"):
        connection.execute(f"""
            delete from {table} e using temp.touched_edge t
            where e.payer is not distinct from t.payer
                and e.payee is not distinct from t.payee and e.currency = t.currency""")
    _sum_edges(
        connection,
        """flow_out f join temp.touched_edge t on f.payer is not distinct from t.payer
            and f.payee is not distinct from t.payee and f.currency = t.currency""",
    )
