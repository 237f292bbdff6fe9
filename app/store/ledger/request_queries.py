"""Which accounts without a statement received money from accounts that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_OBTAINED = "select distinct own from coverage"
MOST_PAYERS = 20
"""Payers that are listed by number; they are all counted."""


def receivers(
    connection: duckdb.DuckDBPyConnection,
    *,
    without: list[int],
    among: list[int],
    large_fen: int,
    limit: int | None,
) -> tuple[list[tuple[Any, ...]], int]:
    """Accounts not obtained that received effective money in yuan from obtained ones.

    Args:
        connection: a reader.
        without: accounts to leave out (services).
        among: accounts that are told in any case, first, also obtained ones.
        large_fen: from this sum on an account ranks before those with one payer and less.
        limit: at most so many beside ``among``.

    Returns:
        (account, fen, flows, payers, first, last, some payers by amount, whether obtained) rows,
        the largest first; and how many there are without the limit.
    """
    most = f"limit {int(limit)}" if limit is not None else ""
    connection.execute(
        f"""create or replace temp table receiving as
        with obtained as ({_OBTAINED}),
        aside as (select unnest($1::integer[]) as account),
        asked as (select unnest($2::integer[]) as account)
        select e.payee as account, sum(e.amount) as amount, sum(e.flows)::bigint as flows,
            count(*) as payers, min(e.first) as first, max(e.last) as last,
            e.payee in (select account from asked) as asked
        from edge_in e semi join obtained o on e.payer = o.own
        where e.currency = 'CNY' and e.payee is not null and e.payer <> e.payee
            and (e.payee in (select account from asked) or (
                e.payee not in (select own from obtained)
                and e.payee not in (select account from aside)))
        group by e.payee having sum(e.amount) > 0""",
        [without, among],
    )
    total = connection.execute("select count(*) from temp.receiving").fetchone()
    rows = connection.execute(
        f"""with obtained as ({_OBTAINED}),
        listed as (
            select * from temp.receiving where asked
            union all
            (select * from temp.receiving where not asked
            order by payers >= 2 or amount >= {int(large_fen)} desc, amount desc, account {most})),
        payers as (
            select e.payee as account, list(e.payer order by e.amount desc, e.payer) as payers
            from edge_in e semi join obtained o on e.payer = o.own
                semi join listed l on l.account = e.payee
            where e.currency = 'CNY' and e.payer <> e.payee group by e.payee)
        select l.account, l.amount::bigint, l.flows, l.payers, l.first, l.last,
            p.payers[1:{MOST_PAYERS}], l.account in (select own from obtained)
        from listed l left join payers p using (account)
        order by l.payers >= 2 or l.amount >= {int(large_fen)} desc, l.amount desc, l.account"""
    ).fetchall()
    connection.execute("drop table temp.receiving")
    return rows, int(total[0]) if total else 0


def proofs(
    connection: duckdb.DuckDBPyConnection, accounts: list[int], most: int
) -> dict[int, list[int]]:
    """The largest effective flows in yuan from obtained accounts into each of some accounts."""
    rows = connection.execute(
        f"""select f.payee, f.id from flow_in f
        join (select distinct unnest($1::integer[]) as payee) w on f.payee = w.payee
        semi join ({_OBTAINED}) o on f.payer = o.own
        where f.status = 0 and f.currency = 'CNY'
        qualify row_number() over (
            partition by f.payee order by f.amount desc, f.arrive, f.id) <= {int(most)}
        order by f.payee, f.amount desc, f.arrive, f.id""",
        [accounts],
    ).fetchall()
    found: dict[int, list[int]] = {}
    for account, flow in rows:
        found.setdefault(account, []).append(flow)
    return found


def statements_of(
    connection: duckdb.DuckDBPyConnection, accounts: list[int]
) -> dict[int, list[tuple[int, Any, Any]]]:
    """The statements of some accounts: (batch, first row, last row) of each sheet."""
    rows = connection.execute(
        """select own, batch, first, last from coverage
        where own in (select unnest($1::integer[])) order by own, batch, first""",
        [accounts],
    ).fetchall()
    found: dict[int, list[tuple[int, Any, Any]]] = {}
    for account, batch, first, last in rows:
        found.setdefault(account, []).append((batch, first, last))
    return found
