"""What the search keeps in memory of the ledger, read at once, and what it asks for its hits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    import duckdb
    from numpy.typing import NDArray

    Columns = dict[str, NDArray[Any]]

MEMO_COLUMNS: Final = ("summary", "remark", "merchant", "branch")
"""The columns of records in which words are looked for."""
_COUNTED: Final = ("ledger_batch", "number", "spelling", "name_seen", "record", "flow_out",
                   "activity", "coverage", "call_record")  # fmt: skip


def stamp(connection: duckdb.DuckDBPyConnection) -> tuple[Any, ...]:
    """Tells one content of the ledger from another: how many rows its tables have."""
    # one by one they are read off the tables' heads, together they are joined
    return tuple(
        connection.execute(query).fetchone()
        for query in (
            *(f"select count(*) from {table}" for table in _COUNTED),
            "select max(id) from ledger_batch",
            "select max(id) from number",
        )
    )


def gather_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Put the names that rows give into tables of this reader, for the questions below.

    The tables go with the transaction, which is to be rolled back.

    Returns:
        Every name once, the most frequent first.
    """
    connection.execute("""
        create or replace temp table named as
        select name, row_number() over (order by sum(times) desc, name) - 1 as nth
        from name_seen group by name""")
    connection.execute("""
        create or replace temp table told as
        select n.account, d.nth, sum(s.times) as times, bool_or(s.own) as own,
            any_value(s.bank) as bank
        from name_seen s join temp.named d on d.name = s.name join number n on n.id = s.number
        group by n.account, d.nth""")
    rows = connection.execute("select name from temp.named order by nth").fetchall()
    return [name for (name,) in rows]


def accounts(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Every account, in the order of ids: id, key, place of the holder's name among the names
    (-1 where rows give none), bank (empty where rows give none), whether its own statement is
    there, how much it moved in yuan (as a float, for ordering). After ``gather_names``."""
    return connection.execute("""
        with keys as (
            select account, coalesce(min(case when card then text end),
                min(case when listed then text end), min(text)) as key
            from number group by account),
        said as (
            select account, arg_max(nth, (own, times, -nth)) as holder,
                arg_max(bank, (times, bank)) filter (bank is not null) as bank
            from temp.told group by account),
        moved as (
            select account, sum(in_amount + out_amount)::double as turnover
            from account_total where currency = 'CNY' group by account)
        select k.account, k.key, coalesce(s.holder, -1)::bigint as holder,
            coalesce(s.bank, '') as bank, k.account in (select own from coverage) as obtained,
            coalesce(m.turnover, 0)::double as turnover
        from keys k left join said s using (account) left join moved m using (account)
        order by k.account""").fetchnumpy()


def numbers(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Every spelling of every number (``text``) and its account."""
    return connection.execute("""
        select text, account from number
        union all
        select distinct s.text, n.account from spelling s join number n on n.id = s.number
        where regexp_replace(s.text, '[^0-9A-Za-z]', '', 'g') <> n.text
        order by account, text""").fetchnumpy()


def names_of_accounts(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Which account is given which name: account, place of the name among ``gather_names``."""
    return connection.execute("select account, nth from temp.told").fetchnumpy()


def id_numbers(connection: duckdb.DuckDBPyConnection) -> Columns:
    """ID numbers that rows give: text, account, place of the name beside it among the names."""
    return connection.execute("""
        select distinct upper(s.id_number) as text, n.account, d.nth
        from (select * from name_seen where id_number is not null) s
        join number n on n.id = s.number join temp.named d on d.name = s.name
        order by all""").fetchnumpy()


def accounts_of_numbers(
    connection: duckdb.DuckDBPyConnection, known: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """The account of each (space, number) that the ledger knows."""
    rows = connection.execute(
        """select n.space, n.text, n.account from number n
        join (select unnest($1::utinyint[]) as space, unnest($2::varchar[]) as text) w
            on w.space = n.space and w.text = n.text""",
        [[space for space, _text in known], [text for _space, text in known]],
    ).fetchall()
    return {(space, text): account for space, text, account in rows}


def phones(connection: duckdb.DuckDBPyConnection, most: int) -> list[tuple[str, int, bool]]:
    """Numbers of calls: number, how many records name it, whether its own records are there."""
    return connection.execute(
        """select number, sum(times)::bigint, bool_or(own) from (
            select own as number, count(*) as times, true as own from call_record group by own
            union all
            select other, count(*), false from call_record where other is not null group by other)
        group by number order by 3 desc, 2 desc, 1 limit $1""",
        [most],
    ).fetchall()


def amounts(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Every amount of a flow, rising: amount, flows, where one of them stands."""
    return connection.execute("""
        select amount, count(*)::integer as flows, min(rowid) as place
        from flow_out group by amount order by amount""").fetchnumpy()


def flows_at(
    connection: duckdb.DuckDBPyConnection, wanted: Collection[tuple[int, int]]
) -> dict[int, tuple[Any, ...]]:
    """Flows by place and amount: amount -> (id, leave, exactness, payer, payee, currency)."""
    if not wanted:
        return {}
    # a place by itself is found at once, a list of places is looked for in the whole table
    parts = " union all ".join(
        f"(select amount, id, leave, exactness, payer, payee, currency from flow_out"
        f" where rowid = {int(place)} and amount = {int(amount)})"
        for amount, place in wanted
    )
    return {row[0]: row[1:] for row in connection.execute(parts).fetchall()}


def record_count(connection: duckdb.DuckDBPyConnection) -> int:
    """How far the places of records go."""
    row = connection.execute("select coalesce(max(rowid) + 1, 0) from record").fetchone()
    return int(row[0]) if row else 0


def memos(
    connection: duckdb.DuckDBPyConnection, column: str, first: int, last: int
) -> list[tuple[str, int]]:
    """The different texts of a column of some records and how many have each.

    Args:
        connection: a reader.
        column: one of ``MEMO_COLUMNS``.
        first: place of the first record.
        last: place behind the last one.
    """
    return connection.execute(
        f"""select {column}, count(*) from record
        where rowid >= {int(first)} and rowid < {int(last)} and {column} is not null
        group by {column}"""
    ).fetchall()


def memos_with(
    connection: duckdb.DuckDBPyConnection, text: str, most: int
) -> list[tuple[str, str, int]]:
    """Column, text and rows of what has a text in it, in any case; reads every record."""
    parts = " union all ".join(
        f"""(select '{column}', {column}, count(*) as rows from record
            where contains(lower({column}), lower($1)) group by {column})"""
        for column in MEMO_COLUMNS
    )
    return connection.execute(
        f"select * from ({parts}) order by rows desc, 2, 1 limit $2", [text, most]
    ).fetchall()


def hours(connection: duckdb.DuckDBPyConnection) -> tuple[datetime, datetime] | None:
    """The first and the last hour in which money moved."""
    row = connection.execute("select min(hour), max(hour) from activity").fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None


def moved_within(
    connection: duckdb.DuckDBPyConnection, since: datetime, until: datetime
) -> tuple[int, int]:
    """Effective flows of the hours of a period, and their sum in fen (yuan only)."""
    row = connection.execute(
        """select coalesce(sum(flows), 0)::bigint,
            coalesce(sum(amount) filter (currency = 'CNY'), 0)::hugeint
        from activity where hour >= $1 and hour <= $2""",
        [since, until],
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def texts_of_accounts(
    connection: duckdb.DuckDBPyConnection, accounts: Collection[int]
) -> list[tuple[int, str]]:
    """(account, number) for every number of some accounts."""
    if not accounts:
        return []
    wanted = ", ".join(str(int(account)) for account in accounts)
    return connection.execute(
        f"select account, text from number where account in ({wanted}) order by account, text"
    ).fetchall()
