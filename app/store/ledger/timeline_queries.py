"""Questions of the timeline: transfers of lanes in a period, their density, balances, hours.

A lane is a set of accounts; lanes are handed over as a temporary table, so that hundreds of them
are one query. Times are case time as microseconds since 1970, money is minor units (fen).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

Columns = dict[str, Any]

_WITHIN = "f.status = 0 and f.currency = $1 and {0} >= make_timestamp($2::bigint) and {0} < make_timestamp($3::bigint)"  # noqa: E501


def put_lanes(connection: duckdb.DuckDBPyConnection, lanes: Sequence[Sequence[int]]) -> None:
    """``temp.lane``: which account stands in which lane, by the lane's place."""
    connection.execute("create or replace temp table lane (account integer, lane integer)")
    pairs = [(account, place) for place, accounts in enumerate(lanes) for account in accounts]
    if pairs:
        connection.execute(
            "insert into temp.lane select unnest($1::integer[]), unnest($2::integer[])",
            [[account for account, _place in pairs], [place for _account, place in pairs]],
        )


def span(connection: duckdb.DuckDBPyConnection, currency: str) -> tuple[int, int] | None:
    """First and last moment of the lanes' transfers; without lanes of all; ``None`` for none."""
    lanes = "account in (select account from temp.lane)"
    row = connection.execute(
        f"""select epoch_us(min(first)), epoch_us(max(last)) from account_total
        where currency = $1 and ({lanes} or not exists (select 1 from temp.lane))""",
        [currency],
    ).fetchone()
    return (int(row[0]), int(row[1])) if row and row[0] is not None else None


def currencies(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """The currencies of all effective transfers and how many each has, the most first."""
    rows = connection.execute(
        "select currency, sum(flows)::bigint from activity group by currency order by 2 desc, 1"
    ).fetchall()
    return [(str(currency), int(flows)) for currency, flows in rows if flows]


def density(
    connection: duckdb.DuckDBPyConnection, *, currency: str, since: int, until: int, width: int
) -> Columns:
    """Transfers of the lanes by bin of ``width`` microseconds: lane, bin, n_in, came, n_out, went.

    A transfer within one lane counts as coming and as going.
    """
    return connection.execute(
        f"""select lane, bin, sum(n_in)::bigint as n_in, sum(came)::double as came,
            sum(n_out)::bigint as n_out, sum(went)::double as went
        from (
            select l.lane, (epoch_us(f.leave) - $2) // $4 as bin, 0 as n_in, 0 as came,
                count(*) as n_out, sum(f.amount) as went
            from flow_out f join temp.lane l on l.account = f.payer
            where {_WITHIN.format("f.leave")} group by all
            union all
            select l.lane, (epoch_us(f.arrive) - $2) // $4, count(*), sum(f.amount), 0, 0
            from flow_in f join temp.lane l on l.account = f.payee
            where {_WITHIN.format("f.arrive")} group by all)
        group by lane, bin order by lane, bin""",
        [currency, since, until, width],
    ).fetchnumpy()


def transfers(
    connection: duckdb.DuckDBPyConnection, *, currency: str, since: int, until: int, limit: int
) -> Columns:
    """The transfers that touch the lanes in a period, one row each, in the order of time.

    Returns:
        id, payer_lane and payee_lane (-1 for outside), leave, arrive, exactness, amount, kind.
    """
    return connection.execute(
        f"""select id, min(payer_lane) as payer_lane, max(payee_lane) as payee_lane, leave, arrive,
            exactness, amount, kind
        from (
            select f.id, l.lane as payer_lane, coalesce(m.lane, -1) as payee_lane,
                epoch_us(f.leave) as leave, epoch_us(f.arrive) as arrive, f.exactness::tinyint
                as exactness, f.amount, f.kind::tinyint as kind, f.place
            from flow_out f join temp.lane l on l.account = f.payer
            left join temp.lane m on m.account = f.payee
            where {_WITHIN.format("f.leave")}
            union all
            select f.id, -1, l.lane, epoch_us(f.leave), epoch_us(f.arrive), f.exactness::tinyint,
                f.amount, f.kind::tinyint, f.place
            from flow_in f join temp.lane l on l.account = f.payee
            left join temp.lane m on m.account = f.payer
            where {_WITHIN.format("f.arrive")} and m.account is null)
        group by id, leave, arrive, exactness, amount, kind, place
        order by leave, place, id limit {int(limit)}""",
        [currency, since, until],
    ).fetchnumpy()


_TELLS = "r.balance is not null and r.status = 0 and r.currency = $1 and r.duplicate_of is null"
_TOLD = f"""(
        select l.lane, r.own as account, r.time as moment, r.place, r.balance
        from record r join temp.lane l on l.account = r.own
        where {_TELLS} and r.exactness > 0 and r.time < make_timestamp($3::bigint) {{0}}
        union all
        select l.lane, r.own, r.time + interval '86399999999 microseconds', r.place, r.balance
        from record r join temp.lane l on l.account = r.own
        where {_TELLS} and r.exactness = 0 and r.time < make_timestamp($3::bigint) {{0}}
            and (r.own, r.time::date) not in (select (own, day) from temp.clocked_day))"""
"""Balances of the lanes; a row with a date only tells it at the end of its day, if it was alone.

Beside rows with a clock nobody knows where in the day it stood. Two scans, so that the many rows
with a clock are looked at as they are.
"""


def _put_clocked_days(connection: duckdb.DuckDBPyConnection, currency: str) -> None:
    """``temp.clocked_day``: days of accounts on which rows with a date only are not alone."""
    connection.execute("create or replace temp table clocked_day (own integer, day date)")
    if not connection.execute("select 1 from record where exactness = 0 limit 1").fetchone():
        return
    connection.execute(
        f"""insert into temp.clocked_day
        with bare as materialized (
            select distinct r.own, r.time::date as day
            from record r join temp.lane l on l.account = r.own
            where {_TELLS} and r.exactness = 0
        )
        select distinct b.own, b.day from bare b
            join record r on r.own = b.own and r.time::date = b.day
        where {_TELLS} and r.exactness > 0""",
        [currency],
    )


def balances(
    connection: duckdb.DuckDBPyConnection, *, currency: str, since: int, until: int, width: int
) -> Columns:
    """Where statements tell the balance: lane, account, bin, the last balance of the bin.

    What was known before the period comes as bin -1.
    """
    _put_clocked_days(connection, currency)
    return connection.execute(
        f"""select lane, account,
            case when moment < make_timestamp($2::bigint) then -1
                else (epoch_us(moment) - $2) // $4 end as bin,
            arg_max(balance, (moment, place)) as balance
        from {_TOLD.format("")} where moment < make_timestamp($3::bigint)
        group by all order by 1, 2, 3""",
        [currency, since, until, width],
    ).fetchnumpy()


def told_balances(
    connection: duckdb.DuckDBPyConnection, *, currency: str, since: int, until: int
) -> Columns:
    """Every balance that statements tell in a period: lane, account, moment, balance.

    In the order of time for each account; to be asked after ``balances``.
    """
    near = "and r.time >= make_timestamp($2::bigint) - interval '1 day'"
    return connection.execute(
        f"""select lane, account, epoch_us(moment) as moment, balance
        from {_TOLD.format(near)}
        where moment >= make_timestamp($2::bigint) and moment < make_timestamp($3::bigint)
        order by lane, account, moment, place""",
        [currency, since, until],
    ).fetchnumpy()


def net_before(
    connection: duckdb.DuckDBPyConnection, *, currency: str, moment: int
) -> dict[int, int]:
    """What came less what went in each lane before a moment."""
    rows = connection.execute(
        """select lane, sum(amount)::bigint from (
            select l.lane, -f.amount as amount from flow_out f
                join temp.lane l on l.account = f.payer
                where f.status = 0 and f.currency = $1 and f.leave < make_timestamp($2::bigint)
            union all
            select l.lane, f.amount from flow_in f join temp.lane l on l.account = f.payee
                where f.status = 0 and f.currency = $1 and f.arrive < make_timestamp($2::bigint))
        group by lane""",
        [currency, moment],
    ).fetchall()
    return {int(lane): int(amount) for lane, amount in rows}


def totals(connection: duckdb.DuckDBPyConnection, currency: str) -> dict[int, tuple[int, int, int]]:
    """Of each lane: first moment, money moved, number of transfers, as the ledger sums them."""
    rows = connection.execute(
        """select l.lane, epoch_us(min(t.first)), sum(t.in_amount + t.out_amount)::bigint,
            sum(t.in_flows + t.out_flows)::bigint
        from account_total t join temp.lane l using (account)
        where t.currency = $1 group by l.lane""",
        [currency],
    ).fetchall()
    return {int(lane): (int(first), int(moved), int(flows)) for lane, first, moved, flows in rows}


def busiest(connection: duckdb.DuckDBPyConnection, currency: str, most: int) -> list[int]:
    """The accounts with the largest sums, statements first."""
    rows = connection.execute(
        f"""select t.account from account_total t
        where t.currency = $1 order by t.account in (select own from coverage) desc,
            t.in_amount + t.out_amount desc, t.account limit {int(most)}""",
        [currency],
    ).fetchall()
    return [int(row[0]) for row in rows]


def hours(
    connection: duckdb.DuckDBPyConnection, *, currency: str, since: int, until: int
) -> list[tuple[Any, bool, int, int]]:
    """Transfers that leave or reach the lanes by hour: hour, clocked, number, minor units.

    A transfer between two lanes stands there once, with its payer.
    """
    return connection.execute(
        f"""select hour, clocked, sum(flows)::bigint, sum(amount)::bigint from (
            select date_trunc('hour', f.leave) as hour, f.exactness > 0 as clocked,
                count(*) as flows, sum(f.amount) as amount
            from flow_out f join temp.lane l on l.account = f.payer
            where {_WITHIN.format("f.leave")} group by all
            union all
            select date_trunc('hour', f.arrive), f.exactness > 0, count(*), sum(f.amount)
            from flow_in f join temp.lane l on l.account = f.payee
            left join temp.lane m on m.account = f.payer
            where {_WITHIN.format("f.arrive")} and m.account is null group by all)
        group by hour, clocked order by hour, clocked""",
        [currency, since, until],
    ).fetchall()


def accounts_by_number(
    connection: duckdb.DuckDBPyConnection, numbers: Sequence[str]
) -> dict[str, int]:
    """Number, in any spelling, to its account; one of several spaces to the least."""
    rows = connection.execute(
        """with wanted as (select unnest($1::varchar[]) as given)
        select given, min(account) from (
            select w.given, n.account from wanted w join number n on n.text = w.given
            union all
            select w.given, n.account from wanted w join spelling s on s.text = w.given
            join number n on n.id = s.number)
        group by given""",
        [list(numbers)],
    ).fetchall()
    return {str(given): int(account) for given, account in rows}


def numbers_of(
    connection: duckdb.DuckDBPyConnection, accounts: Sequence[int]
) -> dict[tuple[int, str], int]:
    """All numbers of some accounts, as (name space, number) to account."""
    rows = connection.execute(
        """select n.space, n.text, n.account from number n
        semi join (select unnest($1::integer[]) as account) a using (account)""",
        [list(accounts)],
    ).fetchall()
    return {(int(space), str(text)): int(account) for space, text, account in rows}


def flows_of_cell(
    connection: duckdb.DuckDBPyConnection,
    *,
    currency: str,
    since: int,
    until: int,
    weekday: int,
    hour: int,
    most: int,
) -> list[int]:
    """Clocked transfers of the lanes (of all without lanes) in an hour of a weekday (0 Monday).

    Each stands where ``hours`` counts it: with its payer's time, else with its payee's.
    """
    cell = f"hour({{0}}) = {int(hour)} and isodow({{0}}) = {int(weekday) + 1} and f.exactness > 0"
    leave, arrive = cell.format("f.leave"), cell.format("f.arrive")
    lane = "select account from temp.lane"
    rows = connection.execute(
        f"""select id from (
            select f.id, f.leave as moment from flow_out f
            where {_WITHIN.format("f.leave")} and {leave}
                and (f.payer in ({lane}) or not exists ({lane}))
            union all
            select f.id, f.arrive from flow_in f
            where {_WITHIN.format("f.arrive")} and {arrive} and f.payee in ({lane})
                and (f.payer is null or f.payer not in ({lane})))
        order by moment, id limit {int(most)}""",
        [currency, since, until],
    ).fetchall()
    return [int(row[0]) for row in rows]
