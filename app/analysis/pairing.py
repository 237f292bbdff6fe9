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

WINDOW_SECONDS = 600
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
        # a copy of all the records would only fill the memory
        _scope(connection, f"(select * from record where batch = {batch})", kind="view")
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
    scope_pairs(connection, batch)
    connection.execute("drop table temp.newly")


def scope_pairs(connection: duckdb.DuckDBPyConnection, batch: int | None = None) -> None:
    """``temp.scope`` from ``temp.touched_pair``, ``temp.remarked`` and the rows of a batch.

    Of the older rows only those of accounts that have both a statement and a part in this are
    looked at, first by their narrowest columns.
    """
    connection.execute("""
        insert into temp.touched_pair
        select distinct least(own, cp), greatest(own, cp) from record
            where own in (select own from temp.remarked)
                and id in (select id from temp.remarked) and cp is not null""")
    connection.execute(f"""
        create or replace temp table held_account as
        select distinct own from coverage where own in (
            select a from temp.touched_pair union select b from temp.touched_pair)
            {f"and batch <> {batch}" if batch is not None else ""}""")
    connection.execute(f"""
        create or replace temp table scope_row as
        select rowid as place from record
            where own in (select own from temp.held_account) and cp is not null
                and (least(own, cp), greatest(own, cp)) in (select (a, b) from temp.touched_pair)
        union select rowid from record
            where own in (select own from temp.remarked) and id in (select id from temp.remarked)
        {f"union select rowid from record where batch = {batch}" if batch is not None else ""}""")
    _scope(connection, "temp.scope_row s join record r on r.rowid = s.place")
    for name in ("held_account", "scope_row"):
        connection.execute(f"drop table temp.{name}")


def _scope(connection: duckdb.DuckDBPyConnection, rows: str, *, kind: str = "table") -> None:
    connection.execute(f"""
        create or replace temp {kind} scope as
        select r.id, r.batch, r.own, r.cp, r.time, r.exactness, r.place, r.amount, r.direction,
            r.currency, r.kind, r.status, r.wallet, n.space as cp_space, r.duplicate_of
        from (select r.* from {rows if rows.startswith("temp.") else rows + " r"}) r
        left join number n on n.id = r.cp_number""")


def pair(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.paired (out_id, in_id)``: the records of ``temp.scope`` that are one movement.

    ``temp.obtained (own)`` says which accounts have statements.
    """
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
