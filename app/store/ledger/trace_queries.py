"""Fetching the flows of some accounts as columns, for tracing; never a question per account.

Accounts are handed over as a temporary table, so that thousands are one query. Flows that are here
already are left out: those between accounts of earlier rounds, and the seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

Columns = dict[str, Any]

_FLOW = """f.id as fid, coalesce(f.payer, -1) as payer, coalesce(f.payee, -1) as payee,
    epoch_us(f.leave) as leave, epoch_us(f.arrive) as arrive, f.place, f.amount,
    case when f.kind = 1 then 0 when f.kind = 2 then 2 else 1 end::tinyint as "left",
    case when f.out_record is not null then coalesce(f.in_record, -1) else -1 end as in_record"""
"""As ``analysis.tracing.graph.Fetched``; cash is 0, unknown 1, fees 2."""
EFFECTIVE = "f.status = 0"


def _listed(accounts: list[int]) -> str:
    return ", ".join(str(int(account)) for account in accounts) or "null"


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """``temp.traced``: the accounts fetched so far; ``temp.seed_flow``: the seeds."""
    connection.execute("create or replace temp table traced (account integer)")
    connection.execute("create or replace temp table arriving (account integer)")
    connection.execute("create or replace temp table seed_flow (id bigint)")


def seeds_of_accounts(
    connection: duckdb.DuckDBPyConnection,
    accounts: list[int],
    *,
    up: bool,
    currency: str,
    since: datetime | None,
    until: datetime | None,
) -> Columns:
    """The effective outflows (up: inflows) of accounts in a period, both bounds inclusive."""
    side, table, moment = ("payee", "flow_in", "arrive") if up else ("payer", "flow_out", "leave")
    where, values = f"f.{side} in ({_listed(accounts)}) and f.currency = $1", [currency]
    for sign, bound in ((">=", since), ("<=", until)):
        if bound is not None:
            values.append(bound)  # type: ignore[arg-type]  # bound values of several kinds
            where += f" and f.{moment} {sign} ${len(values)}"
    return connection.execute(
        f"select {_FLOW} from {table} f where {where} and {EFFECTIVE} order by f.id", values
    ).fetchnumpy()


def named_flows(
    connection: duckdb.DuckDBPyConnection, ids: list[int]
) -> list[tuple[int, int, str, int]]:
    """What flows and records are called by: (asked id, flow id, currency, status).

    A flow is found by any of the rows that prove it; for a repeated row the flow of the row that it
    repeats is given with status 9.
    """
    return connection.execute(
        """with asked as (select unnest($1::bigint[]) as asked)
        select a.asked, f.id, f.currency, f.status::integer from asked a
            join flow_out f on f.id = a.asked
        union
        select a.asked, f.id, f.currency, f.status::integer from asked a
            join flow_out f on f.in_record = a.asked where f.id <> a.asked
        union
        select a.asked, f.id, f.currency, 9 from asked a
            join record r on r.id = a.asked and r.duplicate_of is not null
            join flow_out f on f.id = r.duplicate_of or f.in_record = r.duplicate_of
        order by 1, 2""",
        [ids],
    ).fetchall()


def flows_by_id(connection: duckdb.DuckDBPyConnection, ids: list[int]) -> Columns:
    """Flows by their ids."""
    return connection.execute(
        f"select {_FLOW} from flow_out f where f.id in (select unnest($1::bigint[])) order by f.id",
        [ids],
    ).fetchnumpy()


def keep_seeds(connection: duckdb.DuckDBPyConnection, ids: list[int]) -> None:
    """Remember which flows are here from the beginning."""
    connection.execute("insert into temp.seed_flow select unnest($1::bigint[])", [ids])


def fetch(connection: duckdb.DuckDBPyConnection, accounts: list[int], currency: str) -> Columns:
    """All effective flows of accounts (ledger ids) that are not here yet."""
    connection.execute("delete from temp.arriving")
    connection.execute("insert into temp.arriving select unnest($1::integer[])", [accounts])
    columns = connection.execute(
        f"""select {_FLOW} from flow_out f
        where f.payer in (select account from temp.arriving) and f.currency = $1 and {EFFECTIVE}
            and (f.payee is null or f.payee not in (select account from temp.traced))
            and f.id not in (select id from temp.seed_flow)
        union all
        select {_FLOW} from flow_in f
        where f.payee in (select account from temp.arriving) and f.currency = $1 and {EFFECTIVE}
            and (f.payer is null or (f.payer not in (select account from temp.traced)
                and f.payer not in (select account from temp.arriving)))
            and f.id not in (select id from temp.seed_flow)""",
        [currency],
    ).fetchnumpy()
    connection.execute("insert into temp.traced select account from temp.arriving")
    return columns


def first_balances(connection: duckdb.DuckDBPyConnection, currency: str) -> Columns:
    """Of the accounts last fetched the first row with a balance: account, row, balance."""
    return connection.execute(
        """select own as account, arg_min(id, (time, file, sheet, place)) as "row",
            arg_min(balance, (time, file, sheet, place)) as balance
        from record
        where own in (select account from temp.arriving) and balance is not null and status = 0
            and direction <> 0 and duplicate_of is null and currency = $1
        group by own""",
        [currency],
    ).fetchnumpy()


def places(
    connection: duckdb.DuckDBPyConnection, accounts: list[int], rows: list[int]
) -> dict[int, int]:
    """The place of rows in the order of their accounts' statements."""
    connection.execute("create or replace temp table tied (own integer, id bigint)")
    connection.execute(
        "insert into temp.tied select unnest($1::integer[]), unnest($2::bigint[])",
        [accounts, rows],
    )
    found = connection.execute(
        """select id, place from record where own in (select own from temp.tied)
            and id in (select id from temp.tied)"""
    ).fetchall()
    connection.execute("drop table temp.tied")
    return {int(row): int(place) for row, place in found}


def leaving_after(
    connection: duckdb.DuckDBPyConnection,
    accounts: list[int],
    moments: list[int],
    currency: str,
    *,
    up: bool,
) -> dict[int, int]:
    """What others' statements show leaving accounts since a moment (up: coming until it)."""
    connection.execute("create or replace temp table since (account integer, moment bigint)")
    connection.execute(
        "insert into temp.since select unnest($1::integer[]), unnest($2::bigint[])",
        [accounts, moments],
    )
    table, side, compared = (
        ("flow_in", "payee", "epoch_us(f.arrive) <= s.moment") if up
        else ("flow_out", "payer", "epoch_us(f.leave) >= s.moment")
    )  # fmt: skip
    found = connection.execute(
        f"""select s.account, sum(f.amount) from temp.since s
        join {table} f on f.{side} = s.account
        where {compared} and f.currency = $1 and {EFFECTIVE} group by s.account""",
        [currency],
    ).fetchall()
    connection.execute("drop table temp.since")
    return {int(account): int(amount) for account, amount in found}


def obtained(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """The accounts with statements."""
    rows = connection.execute("select distinct own from coverage").fetchall()
    return {int(row[0]) for row in rows}


def holders(
    connection: duckdb.DuckDBPyConnection, accounts: list[int]
) -> dict[int, tuple[str | None, str | None]]:
    """The name and bank that most rows give for accounts, a row of their own before others."""
    rows = connection.execute(
        """with named as (
            select n.account, s.name, s.bank, sum(s.times) as times, bool_or(s.own) as own
            from number n join name_seen s on n.id = s.number
            where n.account in (select unnest($1::integer[]))
            group by n.account, s.name, s.bank)
        select account, arg_max(name, (own, times, name)),
            arg_max(bank, (times, bank)) filter (bank is not null)
        from named group by account""",
        [accounts],
    ).fetchall()
    return {int(account): (name, bank) for account, name, bank in rows}


def balances(
    connection: duckdb.DuckDBPyConnection, accounts: list[int]
) -> dict[int, tuple[int, datetime]]:
    """The last known balance of accounts, and its time."""
    rows = connection.execute(
        """select own, arg_max(balance, (balance_time, file, balance_place)), max(balance_time)
        from coverage where own in (select unnest($1::integer[])) and balance is not null
        group by own""",
        [accounts],
    ).fetchall()
    return {int(account): (int(balance), moment) for account, balance, moment in rows}


def ends(connection: duckdb.DuckDBPyConnection, ids: list[int]) -> list[tuple[Any, ...]]:
    """Where money left: (flow, time, exactness, account, summary, branch, place, merchant)."""
    return connection.execute(
        """select f.id, f.leave, f.exactness, coalesce(f.payer, f.payee),
            coalesce(r.summary, r.remark), r.branch, r.spot, r.merchant, r.cp_name
        from flow_out f join record r
            on r.own = coalesce(f.payer, f.payee) and r.id = f.id
        where f.id in (select unnest($1::bigint[])) order by f.leave, f.id""",
        [ids],
    ).fetchall()


def movements(
    connection: duckdb.DuckDBPyConnection, ids: list[int]
) -> list[tuple[int, int | None, int | None, datetime, int]]:
    """Some flows as a picture needs them: (flow, payer, payee, time, minor units), by time."""
    return connection.execute(
        """select id, payer, payee, leave, amount from flow_out
        where id in (select unnest($1::bigint[])) order by leave, id""",
        [ids],
    ).fetchall()


def rows_of_batches(
    connection: duckdb.DuckDBPyConnection, flows: list[int], batches: list[int]
) -> list[dict[str, int]]:
    """Which rows of some imports prove flows: flow, batch, file, sheet number, line."""
    found = connection.execute(
        """select f.id, r.batch, r.file, r.sheet, r.line from flow_out f
        join record r on r.id = f.out_record or r.id = f.in_record
        where f.id in (select unnest($1::bigint[])) and r.batch in (select unnest($2::integer[]))
        order by f.leave, r.id""",
        [flows, batches],
    ).fetchall()
    names = ("flow", "batch", "file", "sheet", "line")
    return [dict(zip(names, row, strict=True)) for row in found]
