"""The flows on which money can have gone from some accounts to others within some hops.

Staged: flows are followed from both ends to the middle, pairs of accounts that are on no way
between the ends fall away, and only then the flows of the rest are read. Where a stage grows too
large its largest amounts are kept, and told is down to which amount nothing is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    import duckdb

LATEST = """case exactness when 0 then leave + interval 86399 second
            when 1 then leave + interval 59 second else leave end"""
"""The latest moment at which a flow can have left, by the precision of its source."""


@dataclass(frozen=True)
class SubGraph:
    """Flows between two ends: (id, payer, payee, leave at the latest, arrive, fen, leave).

    ``whole_from`` is the least amount from which on no flow is missing.
    """

    flows: list[tuple[Any, ...]]
    whole_from: int


@dataclass(frozen=True)
class Limits:
    """What is followed: period, currency, least amount of a flow, hops, and how much at most."""

    since: datetime | None
    until: datetime | None
    currency: str
    least: int
    hops: int
    most_staged: int
    most_flows: int


def between(
    connection: duckdb.DuckDBPyConnection,
    sources: Collection[int],
    targets: Collection[int],
    shut: Collection[int],
    limits: Limits,
) -> SubGraph:
    """The flows on ways from ``sources`` to ``targets`` that pass none of ``shut``."""
    ends = {*sources, *targets}
    connection.execute(
        "create or replace temp table shut as select unnest($1::integer[]) as account",
        [sorted(set(shut) - ends)],
    )
    forward = -(-limits.hops // 2)
    backward = limits.hops - forward
    whole = _stage(connection, "ahead", "payer", "payee", sources, targets, forward, limits, 0)
    whole = _stage(connection, "back", "payee", "payer", targets, sources, backward, limits, whole)
    # how far each account is from both ends; over the stages of one side from the other's
    for name, own, far, other, seed in (
        ("to_go", "payer", "payee", "ahead", ("back", "payee", targets)),
        ("gone", "payee", "payer", "back", ("ahead", "payer", sources)),
    ):
        _distances(connection, name, own, far, other, seed, limits.hops)
    connection.execute(f"""
        create or replace temp table kept as
        select distinct s.payer, s.payee from (
            select * from temp.ahead union all select * from temp.back) s
        join temp.gone g on g.account = s.payer join temp.to_go t on t.account = s.payee
        where g.far + 1 + t.far <= {limits.hops}""")
    values: list[Any] = [limits.currency]
    within = _within(limits, values)
    connection.execute(
        f"""create or replace temp table carried as
        select id, f.payer, f.payee, {LATEST} as leaving, arrive, amount, leave
        from flow_out f join temp.kept k on k.payer = f.payer and k.payee = f.payee
        where status = 0 and currency = $1 and amount >= {max(int(limits.least), whole)}{within}""",
        values,
    )
    whole = max(whole, _cut(connection, "carried", limits.most_flows))
    rows = connection.execute("select * from temp.carried order by id").fetchall()
    for name in ("shut", "ahead", "back", "to_go", "gone", "kept", "carried"):
        connection.execute(f"drop table temp.{name}")
    return SubGraph(rows, whole)


def _within(limits: Limits, values: list[Any]) -> str:
    """Conditions on the time a flow leaves; the bounds are appended to ``values``."""
    text = ""
    for condition, moment in (("leave >= ${}", limits.since), ("leave <= ${}", limits.until)):
        if moment is not None:
            values.append(moment)
            text += " and " + condition.format(len(values))
    return text


def _cut(connection: duckdb.DuckDBPyConnection, name: str, most: int) -> int:
    """Leave the rows of the largest amounts, at most ``most``; returns the least amount kept.

    Of rows of one amount all or none are left. 0 where nothing had to go.
    """
    row = connection.execute(f"select count(*) from temp.{name}").fetchone()
    number = row[0] if row else 0
    if number <= most:
        return 0
    share = 1 - most / number
    row = connection.execute(
        f"select quantile_disc(amount, {share!r})::bigint + 1 from temp.{name}"
    ).fetchone()
    least = int(row[0]) if row else 0
    connection.execute(f"delete from temp.{name} where amount < {least}")
    return least


def _stage(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    near: str,
    far: str,
    ends: Collection[int],
    others: Collection[int],
    steps: int,
    limits: Limits,
    whole: int,
) -> int:
    """``temp.<name> (payer, payee, step)``: who pays whom within some steps of the ends.

    Read from the flows: single amounts say more than sums, and their column reads much faster.

    Returns:
        The least amount from which on nothing is missing; ``whole`` was it so far.
    """
    table = "flow_out" if near == "payer" else "flow_in"
    connection.execute(
        f"create or replace temp table {name} (payer integer, payee integer, step integer)"
    )
    connection.execute(
        "create or replace temp table frontier as select unnest($1::integer[]) as account",
        [sorted(ends)],
    )
    connection.execute("create or replace temp table seen as select account from temp.frontier")
    values: list[Any] = [limits.currency]
    within = _within(limits, values)
    listed, closed = (", ".join(str(int(each)) for each in sorted(side)) for side in (ends, others))
    for step in range(1, steps + 1):
        connection.execute(
            f"""create or replace temp table step as
            select payer, payee, amount
            from {table} e join temp.frontier f on f.account = e.{near}
                anti join temp.shut s on s.account = e.{far}
            where status = 0 and currency = $1 and amount >= {max(int(limits.least), whole)}
                and payer <> payee
                and {far} not in ({listed}) and {near} not in ({closed}){within}""",
            values,
        )
        whole = max(whole, _cut(connection, "step", limits.most_staged))
        connection.execute(
            f"insert into {name} select distinct payer, payee, {step} from temp.step"
        )
        connection.execute(f"""
            create or replace temp table frontier as
            select distinct {far} as account from temp.step s
            anti join temp.seen n on n.account = s.{far}""")
        connection.execute("insert into seen select account from temp.frontier")
    for temporary in ("frontier", "seen", "step"):
        connection.execute(f"drop table if exists temp.{temporary}")
    return whole


def _distances(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    own: str,
    far: str,
    other: str,
    seed: tuple[str, str, Collection[int]],
    hops: int,
) -> None:
    """``temp.<name> (account, far)``: least hops to the ends of ``seed``, over all stages."""
    staged, _near, ends = seed
    connection.execute(
        f"""create or replace temp table {name} as
        select account, min(far) as far from (
            select {own} as account, step as far from temp.{staged}
            union all select unnest($1::integer[]), 0)
        group by account""",
        [sorted(ends)],
    )
    for _hop in range(-(-hops // 2)):
        connection.execute(f"""
            create or replace temp table {name} as
            select account, min(far) as far from (
                select account, far from temp.{name}
                union all
                select e.{own}, d.far + 1 from temp.{other} e
                    join temp.{name} d on d.account = e.{far})
            group by account""")
