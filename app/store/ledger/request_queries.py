"""Which accounts without a statement received money from accounts that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

_OBTAINED = "select distinct own from coverage"
MOST_PAYERS, HEAD = 20, 500
"""So many payers are listed by number, for so many accounts; they are all counted."""


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
        the largest first; and how many there are without the limit. ``first`` and ``last`` are
        those of all flows that are known of the account, in and out.
    """
    most = f"limit {int(limit)}" if limit is not None else ""
    # Whoever has no statement is known from rows of those who have one: all that he received, he
    # received from them, and the sums per account are kept.
    connection.execute(
        f"""create or replace temp table receiving as
        with obtained as ({_OBTAINED}),
        aside as (select distinct unnest($1::integer[]) as account),
        asked as (select distinct unnest($2::integer[]) as account),
        paid as (
            select payee as account, count(*) as payers from edge_in
            where currency = 'CNY' and payer <> payee group by payee),
        summed as (
            select account, in_amount as amount, in_flows as flows, first, last, false as obtained
            from account_total anti join obtained on obtained.own = account_total.account
            where currency = 'CNY'
            union all
            select e.payee, sum(e.amount), sum(e.flows)::bigint, min(e.first), max(e.last), true
            from edge_in e semi join asked q on q.account = e.payee
                semi join obtained p on p.own = e.payee semi join obtained o on e.payer = o.own
            where e.currency = 'CNY' and e.payer <> e.payee group by e.payee)
        select s.account, s.amount, s.flows, coalesce(d.payers, 0) as payers, s.first, s.last,
            q.account is not null as asked, s.obtained
        from summed s left join paid d using (account) left join asked q using (account)
            left join aside w using (account)
        where s.amount > 0 and (q.account is not null or w.account is null)""",
        [without, among],
    )
    total = connection.execute("select count(*) from temp.receiving").fetchone()
    rank = f"(payers >= 2 or amount >= {int(large_fen)}) desc, amount desc, account"
    connection.execute(f"""
        create or replace temp table listed as
        select * from temp.receiving where asked
        union all
        (select * from temp.receiving where not asked order by {rank} {most})""")
    rows = connection.execute(f"""
        with head as (
            select account from temp.listed where asked
            union (select account from temp.listed order by {rank} limit {HEAD})),
        payers as (
            select e.payee as account,
                max_by(e.payer, e.amount::bigint, {MOST_PAYERS}) as payer_ids
            from edge_in e join head l on l.account = e.payee
                semi join ({_OBTAINED}) o on e.payer = o.own
            where e.currency = 'CNY' and e.payer <> e.payee group by e.payee)
        select account, amount::bigint, flows, payers, first, last, payer_ids, obtained
        from temp.listed left join payers using (account) order by {rank}""").fetchall()
    connection.execute("drop table temp.listed")
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


def largest_arrivals(
    connection: duckdb.DuckDBPyConnection,
    wanted: list[tuple[int, datetime | None, datetime | None]],
    most: int,
) -> dict[int, list[int]]:
    """The largest effective flows in yuan into some accounts between two moments each.

    Args:
        connection: a reader.
        wanted: (account, first, last) with both moments inclusive; ``None`` leaves it open.
        most: at most so many of each account.
    """
    if not wanted:
        return {}
    accounts, first, last = (list(column) for column in zip(*wanted, strict=True))
    rows = connection.execute(
        f"""select f.payee, f.id from flow_in f
        join (select unnest($1::integer[]) as payee, unnest($2::timestamp[]) as first,
            unnest($3::timestamp[]) as last) w on f.payee = w.payee
        where f.status = 0 and f.currency = 'CNY'
            and (w.first is null or f.arrive >= w.first - interval 1 second)
            and (w.last is null or f.leave <= w.last + interval 1 second)
        qualify row_number() over (
            partition by f.payee order by f.amount desc, f.arrive, f.id) <= {int(most)}
        order by f.payee, f.amount desc, f.arrive, f.id""",
        [accounts, first, last],
    ).fetchall()
    found: dict[int, list[int]] = {}
    for account, flow in rows:
        found.setdefault(account, []).append(flow)
    return found


def arrivals(
    connection: duckdb.DuckDBPyConnection, accounts: list[int], until: datetime
) -> list[tuple[int, datetime, int, int]]:
    """Effective flows in yuan into an account up to a moment: (flow, time, exactness, fen)."""
    return connection.execute(
        """select id, arrive, exactness, amount from flow_in
        where payee in (select unnest($1::integer[])) and status = 0 and currency = 'CNY'
            and amount > 0 and arrive <= $2 and (payer is null or payer <> payee)
        order by arrive, place, id""",
        [accounts, until],
    ).fetchall()
