"""Questions about who deals with whom: from the kept sums, or from the flows of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    import duckdb


def _listed(accounts: Collection[int]) -> str:
    return ", ".join(str(int(account)) for account in sorted(accounts)) or "null"


def _within(since: datetime | None, until: datetime | None, values: list[Any]) -> str:
    """Conditions on the time a flow leaves; the bounds are appended to ``values``."""
    text = ""
    for condition, moment in (("leave >= ${}", since), ("leave <= ${}", until)):
        if moment is not None:
            values.append(moment)
            text += " and " + condition.format(len(values))
    return text


def _edges(
    side: str,
    accounts: Collection[int],
    since: datetime | None,
    until: datetime | None,
    values: list[Any],
) -> str:
    """Effective money of some accounts by pair: payer, payee, flows, amount, first, last.

    ``side`` is payer or payee, which of the two the accounts are; ``$1`` is the currency.
    """  # fmt: skip
    table = "out" if side == "payer" else "in"
    own = f"{side} in ({_listed(accounts)}) and currency = $1"
    if since is None and until is None:
        return f"select payer, payee, flows, amount, first, last from edge_{table} where {own}"
    return f"""select payer, payee, count(*) as flows, sum(amount) as amount,
            min(leave) as first, max(leave) as last
        from flow_{table} where status = 0 and {own}{_within(since, until, values)}
        group by payer, payee"""


def counterparties(
    connection: duckdb.DuckDBPyConnection,
    accounts: Collection[int],
    since: datetime | None,
    until: datetime | None,
    currency: str,
    limit: int | None,
) -> list[tuple[Any, ...]]:
    """The other sides of some accounts, the largest sums first; moves among them stand once each.

    Returns:
        (account or null, in count, in, out count, out, first, last).
    """
    values: list[Any] = [currency]
    went = _edges("payer", accounts, since, until, values)
    came = _edges("payee", accounts, since, until, values)
    most = f"limit {int(limit)}" if limit is not None else ""
    return connection.execute(
        f"""select other, sum(n_in)::bigint, sum(came), sum(n_out)::bigint, sum(went), min(first),
            max(last)
        from (
            select payee as other, 0 as n_in, 0::hugeint as came, flows as n_out, amount as went,
                first, last from ({went})
            union all
            select payer, flows, amount, 0, 0, first, last from ({came}))
        group by other order by sum(came) + sum(went) desc, other {most}""",
        values,
    ).fetchall()


def common(
    connection: duckdb.DuckDBPyConnection,
    subjects: Sequence[Collection[int]],
    since: datetime | None,
    until: datetime | None,
    currency: str,
    least: int,
) -> list[tuple[Any, ...]]:
    """Accounts that at least ``least`` of several subjects deal with; none of the subjects' own.

    Returns:
        (account, subject number from 0, in count, in, out count, out, first, last), the accounts
        that most subjects share first, then by sums; in and out as the subject sees them.
    """
    owned = [(account, number) for number, accounts in enumerate(subjects) for account in accounts]
    everyone = {account for account, _number in owned}
    values: list[Any] = [currency, [each[0] for each in owned], [each[1] for each in owned]]
    went = _edges("payer", everyone, since, until, values)
    came = _edges("payee", everyone, since, until, values)
    return connection.execute(
        f"""with subject as (
            select unnest($2::integer[]) as account, unnest($3::integer[]) as nth),
        dealt as (
            select payee as other, payer as own, 0 as n_in, 0::hugeint as came, flows as n_out,
                amount as went, first, last from ({went})
            union all
            select payer, payee, flows, amount, 0, 0, first, last from ({came})),
        summed as (
            select d.other, s.nth, sum(n_in)::bigint as n_in, sum(came) as came,
                sum(n_out)::bigint as n_out, sum(went) as went, min(first) as first,
                max(last) as last
            from dealt d join subject s on s.account = d.own
            where d.other is not null and d.other not in ({_listed(everyone)})
            group by d.other, s.nth),
        shared as (
            select other, count(*) as times, sum(came) + sum(went) as moved
            from summed group by other having count(*) >= {int(least)})
        select other, nth, n_in, came, n_out, went, first, last
        from summed join shared using (other)
        order by times desc, moved desc, other, nth""",
        values,
    ).fetchall()


def moved_in(
    connection: duckdb.DuckDBPyConnection,
    since: datetime | None,
    until: datetime | None,
    currency: str,
    accounts: Collection[int] | None = None,
) -> list[tuple[Any, ...]]:
    """What came to and went from each account in a period, or only from ``accounts``.

    Returns:
        (account, in count, in, out count, out, first, last) by account.
    """
    values: list[Any] = [currency]
    if since is None and until is None:
        only = "" if accounts is None else f"and account in ({_listed(accounts)})"
        source = f"""select account, in_flows::bigint, in_amount, out_flows::bigint, out_amount,
                first, last
            from account_total where currency = $1 {only}"""
    else:
        within = _within(since, until, values)
        sides = []
        for side, table in (("payee", "in"), ("payer", "out")):
            only = "is not null" if accounts is None else f"in ({_listed(accounts)})"
            came = "count(*), sum(amount), 0, 0::hugeint"
            went = "0, 0::hugeint, count(*), sum(amount)"
            sides.append(f"""select {side} as account, {came if side == "payee" else went},
                    min(leave), max(leave)
                from flow_{table} where status = 0 and currency = $1 and {side} {only}{within}
                group by {side}""")
        source = f"""select account, sum(n_in)::bigint, sum(came), sum(n_out)::bigint, sum(went),
                min(first), max(last)
            from ({" union all ".join(sides)})
                as t(account, n_in, came, n_out, went, first, last)
            group by account"""
    return connection.execute(f"{source} order by account", values).fetchall()


def moved_among(
    connection: duckdb.DuckDBPyConnection, accounts: Collection[int], currency: str
) -> tuple[int, int]:
    """How many effective flows moved how much between some accounts, in minor units."""
    if len(accounts) < 2:
        return 0, 0
    own = _listed(accounts)
    found = connection.execute(
        f"""select coalesce(sum(flows), 0)::bigint, coalesce(sum(amount), 0)::bigint from edge_out
        where payer in ({own}) and payee in ({own}) and payer <> payee and currency = $1""",
        [currency],
    ).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)
