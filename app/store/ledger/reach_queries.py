"""Where money can have come to from some accounts, level by level in time order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.store.ledger.path_queries import LATEST

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    import duckdb

PROOFS = 20
"""Flows that are named for one account; keeping all of a hub's would not fit in memory."""


def reached(
    connection: duckdb.DuckDBPyConnection,
    sources: Collection[int],
    shut: Collection[int],
    since: datetime | None,
    until: datetime | None,
    currency: str,
    levels: int,
    least: int,
    step: Callable[[int], None],
) -> list[tuple[Any, ...]]:
    """Accounts that flows lead to from ``sources``, each flow not before the one before it.

    An account is left at or after the first arrival there; whole amounts count, so that the sums
    say what can have come, not what did. No way goes through ``shut`` or back to a source.

    Args:
        connection: a reader.
        sources: where it begins.
        shut: accounts that nothing is followed to.
        since: flows from then on, ``until`` then; both inclusive.
        until: see ``since``.
        currency: of the flows.
        levels: how many hops at most.
        least: flows below this many minor units are left out.
        step: hears of the levels done.

    Returns:
        (account, level, amount, flows, first arrival, ids of ``PROOFS`` flows at most) rows by
        account.
    """
    values: list[Any] = [currency]
    usable = f"status = 0 and currency = $1 and amount >= {int(least)} and payee is not null"
    for condition, moment in (("leave >= ${}", since), ("leave <= ${}", until)):
        if moment is not None:
            values.append(moment)
            usable += " and " + condition.format(len(values))
    connection.execute(
        "create or replace temp table shut as select distinct unnest($1::integer[]) as account",
        [sorted({*shut, *sources})],
    )
    connection.execute(
        """create or replace temp table reach as
        select unnest($1::integer[]) as account, 0 as level, '-infinity'::timestamp as arrival,
            '-infinity'::timestamp as passing""",
        [sorted(sources)],
    )
    connection.execute("create or replace temp table frontier as select * from temp.reach")
    for level in range(1, levels + 1):
        step(level - 1)
        connection.execute(
            f"""create or replace temp table came as
            select payee as account, min(arrive) as arrival
            from flow_out f join temp.frontier r on r.account = f.payer
            where {usable} and {LATEST} >= r.passing
                and payee not in (select account from temp.shut)
            group by payee""",
            values,
        )
        # the last level passes nothing on
        passing = "c.arrival" if level < levels else "r.passing"
        connection.execute(f"""
            create or replace temp table frontier as
            select c.account, coalesce(r.level, {level}) as level, c.arrival, {passing} as passing
            from temp.came c left join temp.reach r using (account)
            where r.account is null or c.arrival < r.arrival""")
        connection.execute(
            "delete from temp.reach where account in (select account from temp.frontier)"
        )
        connection.execute("insert into temp.reach select * from temp.frontier")
    rows = connection.execute(
        f"""select r.account, r.level, sum(amount), count(*), min(arrive),
            min(id, {PROOFS})
        from flow_out f join temp.reach p on p.account = f.payer
            join temp.reach r on r.account = f.payee
        where {usable} and p.passing is not null and {LATEST} >= p.passing and r.level > 0
        group by r.account, r.level order by r.account""",
        values,
    ).fetchall()
    for name in ("shut", "reach", "frontier", "came"):
        connection.execute(f"drop table if exists temp.{name}")
    return rows
