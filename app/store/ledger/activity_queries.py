"""Questions about when money moved, and between whom, from the sums that the ledger keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.store.ledger.numbers import ACCOUNT_KEYS

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def by_hour(
    connection: duckdb.DuckDBPyConnection,
    since: datetime | None,
    until: datetime | None,
    currency: str,
) -> list[tuple[datetime, bool, int, int]]:
    """Effective flows of one currency by hour: hour, whether clocked, flows, minor units."""
    where, values = "currency = $1", [currency]
    for condition, moment in (("hour >= {}", since), ("hour <= {}", until)):
        if moment is not None:
            values.append(moment)  # type: ignore[arg-type]  # bound values of several kinds
            where += " and " + condition.format(f"${len(values)}")
    return connection.execute(
        f"""select hour, clocked, sum(flows)::bigint as flows, sum(amount)
        from activity where {where} group by hour, clocked having sum(flows) <> 0
        order by hour, clocked""",
        values,
    ).fetchall()


def counterparties(
    connection: duckdb.DuckDBPyConnection,
    accounts: list[int],
    currency: str,
    limit: int | None = None,
) -> list[tuple[Any, ...]]:
    """The other sides of some accounts in one currency, the largest sums first.

    Returns:
        (account or null, in count, in, out count, out, first, last).
    """
    listed = ", ".join(str(int(account)) for account in accounts)
    most = f"limit {int(limit)}" if limit is not None else ""
    return connection.execute(
        f"""select other, sum(n_in)::bigint, sum(came), sum(n_out)::bigint, sum(went), min(first),
            max(last)
        from (
            select payee as other, 0 as n_in, 0::hugeint as came, flows as n_out, amount as went,
                first, last
            from edge_out where payer in ({listed}) and currency = $1
            union all
            select payer, flows, amount, 0, 0, first, last
            from edge_in where payee in ({listed}) and currency = $1)
        group by other order by sum(came) + sum(went) desc, other {most}""",
        [currency],
    ).fetchall()


def keys_of(connection: duckdb.DuckDBPyConnection, accounts: list[int]) -> dict[int, str]:
    """The name of each of some accounts."""
    rows = connection.execute(
        ACCOUNT_KEYS.replace("group by", "where account in (select unnest($1)) group by"),
        [accounts],
    ).fetchall()
    return {int(account): key for account, _space, key in rows}
