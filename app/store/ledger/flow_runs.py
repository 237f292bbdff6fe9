"""Writing flows: two sorted copies, the edges between accounts, and the activity by hour.

Works on ``temp.scope``, the records whose flows are made (anew), and ``temp.paired``, which of
them are the two sides of one movement. What a later import costs goes by what it touches: flows
that are replaced are found by their id, edges that only grow are added up, and so is activity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.ledger import time_order
from app.store.ledger.schema import hourly, totals

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

NEUTRAL = 4
STEPS = 5
_SAME = """e.payer is not distinct from t.payer and e.payee is not distinct from t.payee
            and e.currency = t.currency"""
_SUMS = "count(*) as flows, sum(f.amount) as amount, min(f.leave) as first, max(f.leave) as last"


def find_obtained(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.obtained (own, bank)``: the accounts with statements; are they bank accounts?"""
    connection.execute("""
        create or replace temp table obtained as
        select own, bool_or(not wallet) as bank from (
            select c.own, n.space <> 0 as wallet from coverage c join number n
                on n.id = c.own_number) group by own""")


def write_flows(
    connection: duckdb.DuckDBPyConnection,
    step: Callable[[int], None],
    *,
    fresh: bool,
    within: bool = False,
) -> None:
    """Replace the flows, edges and activity of the records in ``temp.scope``, in one transaction.

    Args:
        connection: the writer.
        step: hears of the steps done, of ``STEPS``.
        fresh: there were no flows before.
        within: a transaction is open already and goes on.
    """
    _make(connection)
    if fresh:
        # what is not needed any more leaves the memory to the sorting
        connection.execute("drop view temp.scope")
        connection.execute("drop table temp.paired")
    step(2)
    if not within:
        connection.execute("begin")
    try:
        if fresh:
            _sum_edges(connection)
        else:
            take_out(connection, "id in (select id from temp.scope)")
            _merge_edges(connection)
        _note_activity(connection, "temp.fresh", 1)
        _merge_activity(connection)
        connection.execute(
            "insert into flow_out select * from temp.fresh order by payer, leave, place"
        )
        step(3)
        connection.execute(
            "insert into flow_in select * from temp.fresh order by payee, arrive, place"
        )
        step(4)
        connection.execute("insert into edge_out select * from temp.edge order by payer, payee")
        connection.execute("insert into edge_in select * from temp.edge order by payee, payer")
        _sum_accounts(connection, fresh=fresh)
        time_order.learn(connection, "temp.fresh", fresh=fresh)
        if not within:
            connection.execute("commit")
    except BaseException:
        if not within:
            connection.execute("rollback")
        raise
    for name in (
        "fresh",
        *(() if fresh else ("scope",)),
        "obtained",
        "paired",
        "lost_edge",
        "touched_edge",
        "growing_edge",
        "edge",
    ):
        connection.execute(f"drop table if exists temp.{name}")
    step(STEPS)


def take_out(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    """Delete the flows that ``condition`` names, and remember which edges lost by it.

    ``temp.lost_edge`` gathers them until the next ``write_flows``.
    """
    connection.execute(f"""
        create or replace temp table old_flow as
        select id, payer, payee, leave, exactness, amount, currency, status
        from flow_out where {condition}""")
    connection.execute("""
        create temp table if not exists lost_edge
            (payer integer, payee integer, currency varchar)""")
    connection.execute("""
        insert into temp.lost_edge
        select distinct payer, payee, currency from temp.old_flow where status = 0""")
    _note_activity(connection, "temp.old_flow", -1)
    if connection.execute("select 1 from temp.old_flow limit 1").fetchall():
        for table in ("flow_out", "flow_in"):
            connection.execute(f"delete from {table} where id in (select id from temp.old_flow)")
        time_order.forget(connection, "temp.old_flow")
    connection.execute("drop table temp.old_flow")


def _sum_accounts(connection: duckdb.DuckDBPyConnection, *, fresh: bool) -> None:
    """Bring the sums of the accounts whose edges changed up to date."""
    if fresh:
        connection.execute(f"insert into account_total {totals('temp.edge', 'temp.edge')}")
        return
    connection.execute("""
        create or replace temp table touched_account as
        select payer as account from temp.touched_edge where payer is not null
        union select payee from temp.touched_edge where payee is not null""")
    connection.execute("""
        delete from account_total where account in (select account from temp.touched_account)""")
    came = "(select * from edge_in where payee in (select account from temp.touched_account))"
    went = "(select * from edge_out where payer in (select account from temp.touched_account))"
    connection.execute(f"insert into account_total {totals(came, went)}")
    connection.execute("drop table temp.touched_account")


def _note_activity(connection: duckdb.DuckDBPyConnection, flows: str, sign: int) -> None:
    """Gather what flows that come (1) or go (-1) change, in ``temp.activity_change``."""
    connection.execute(
        "create temp table if not exists activity_change as select * from activity limit 0"
    )
    connection.execute(f"insert into temp.activity_change {hourly(flows, sign)}")


def _merge_activity(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the sums of the hours that changed up to date."""
    connection.execute("""
        create or replace temp table activity_now as
        select hour, clocked, currency, sum(flows)::bigint as flows, sum(amount) as amount
        from (
            select * from temp.activity_change
            union all
            select a.* from activity a semi join temp.activity_change using (hour))
        group by all having sum(flows) <> 0 order by hour""")
    connection.execute("delete from activity where hour in (select hour from temp.activity_change)")
    connection.execute("insert into activity select * from temp.activity_now")
    connection.execute("drop table temp.activity_change")
    connection.execute("drop table temp.activity_now")


def _make(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.fresh``: the flows of the scope."""
    # a wallet's row makes no second flow on a bank card whose own statement tells the movement
    other = """case when s.wallet and s.cp_space = 0 and coalesce(o.bank, false)
        then null else s.cp end"""
    connection.execute("""
        create or replace temp table partner as
        select p.out_id, p.in_id, i.batch, i.own, i.time, i.kind, i.wallet
        from temp.paired p join temp.scope i on i.id = p.in_id""")
    connection.execute(f"""
        create or replace temp table fresh as
        select s.id, greatest(s.batch, p.batch) as batch,
            case when s.direction > 0 then {other} else s.own end as payer,
            case when p.out_id is not null then p.own when s.direction > 0 then s.own
                else {other} end as payee,
            s.time as leave, greatest(s.time, p.time) as arrive, s.exactness, s.place, s.amount,
            s.currency, case when s.kind <> 0 then s.kind else coalesce(p.kind, 0) end as kind,
            case when s.direction = 0 then {NEUTRAL} else s.status end as status,
            s.wallet and coalesce(p.wallet, true) as wallet,
            case when s.direction <= 0 then s.id end as out_record,
            case when p.out_id is not null then p.in_id when s.direction > 0 then s.id end
                as in_record
        from temp.scope s left join temp.partner p on p.out_id = s.id
        left join temp.obtained o on o.own = s.cp
        where s.duplicate_of is null
            and not exists (select 1 from temp.partner i where i.in_id = s.id)""")
    connection.execute("drop table temp.partner")


def _sum_edges(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.edge``: the fresh flows summed up by payer, payee and currency."""
    connection.execute(f"""
        create or replace temp table edge as
        select f.payer, f.payee, f.currency, {_SUMS}
        from temp.fresh f where f.status = 0 group by f.payer, f.payee, f.currency""")


def _merge_edges(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.edge``: the touched edges as they are now; they are taken out of the tables.

    An edge that lost flows is summed up anew from what stays; one that only grows is added up.
    """
    _sum_edges(connection)
    connection.execute("""
        create or replace temp table touched_edge as
        select payer, payee, currency, bool_or(lost) as lost from (
            select payer, payee, currency, true as lost from temp.lost_edge
            union all select payer, payee, currency, false from temp.edge)
        group by payer, payee, currency""")
    # one at a time and by plain equality, which lets the scans leave out what cannot match
    connection.execute("""
        create or replace temp table growing_edge as
        select payer, payee, currency from temp.touched_edge where not lost""")
    connection.execute("""
        insert into temp.edge
        select e.* from edge_out e join temp.growing_edge t
            on e.payer = t.payer and e.payee = t.payee and e.currency = t.currency""")
    connection.execute("""
        insert into temp.edge
        select e.* from (select * from edge_out where payer is null or payee is null) e
        join (select * from temp.growing_edge where payer is null or payee is null) t
            on coalesce(e.payer, -1) = coalesce(t.payer, -1)
            and coalesce(e.payee, -1) = coalesce(t.payee, -1) and e.currency = t.currency""")
    if connection.execute("select 1 from temp.lost_edge limit 1").fetchall():
        connection.execute(f"""
            insert into temp.edge
            select e.payer, e.payee, e.currency, {_SUMS.replace("f.", "e.")}
            from flow_out e join (select * from temp.touched_edge where lost) t on {_SAME}
            where e.status = 0 group by e.payer, e.payee, e.currency""")
    connection.execute("""
        create or replace temp table edge as
        select payer, payee, currency, sum(flows)::bigint as flows, sum(amount) as amount,
            min(first) as first, max(last) as last
        from temp.edge group by payer, payee, currency""")
    for table in ("edge_out", "edge_in"):
        connection.execute(f"delete from {table} e using temp.touched_edge t where {_SAME}")
