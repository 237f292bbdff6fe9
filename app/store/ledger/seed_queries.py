"""Questions behind a victim's payments: flows by their records, and flows that fit a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

FILE_SHIFT = 43
"""A record's id says in its upper bits which file it stands in (see the runs)."""


@dataclass(frozen=True)
class SeedFlow:
    """A flow as far as a seed needs it; times are case time, ``amount`` minor units.

    ``status`` is 0 for success, 1 failed, 2 pending, 3 reversed, 4 neutral; ``exactness`` that of
    its time (0 day, 1 minute, 2 second).
    """

    id: int
    payer: int | None
    payee: int | None
    leave: datetime
    arrive: datetime
    exactness: int
    amount: int
    currency: str
    status: int
    out_record: int | None
    in_record: int | None


_COLUMNS = (
    "f.id, f.payer, f.payee, f.leave, f.arrive, f.exactness, f.amount, f.currency, f.status,"
    " f.out_record, f.in_record"
)


def flows_by_ids(connection: duckdb.DuckDBPyConnection, ids: list[int]) -> dict[int, SeedFlow]:
    """The flows of these ids; one that is not there is left out."""
    rows = connection.execute(
        f"""select {_COLUMNS} from flow_out f
        join (select distinct unnest($1::bigint[]) as id) w using (id)""",
        [ids],
    ).fetchall()
    return {row[0]: SeedFlow(*row) for row in rows}


def flows_by_records(
    connection: duckdb.DuckDBPyConnection, records: list[int]
) -> dict[int, SeedFlow]:
    """The flow that each of these records proves; a repeated record leads to the first one's."""
    if not records:
        return {}
    connection.execute(
        """create or replace temp table sought as
        select w.record, coalesce(r.duplicate_of, w.record) as proof
        from (select distinct unnest($1::bigint[]) as record) w
        left join record r on r.id = w.record""",
        [records],
    )
    rows = connection.execute(f"""
        select s.record, {_COLUMNS} from flow_out f join temp.sought s on f.out_record = s.proof
        union
        select s.record, {_COLUMNS} from flow_out f join temp.sought s on f.in_record = s.proof
        """).fetchall()
    connection.execute("drop table temp.sought")
    return {row[0]: SeedFlow(*row[1:]) for row in rows}


def repeated_records(connection: duckdb.DuckDBPyConnection, records: list[int]) -> dict[int, int]:
    """Which of these records repeat another one, and which one."""
    rows = connection.execute(
        """select r.id, r.duplicate_of from record r
        join (select distinct unnest($1::bigint[]) as id) w using (id)
        where r.duplicate_of is not null""",
        [records],
    ).fetchall()
    return {int(record): int(first) for record, first in rows}


def accounts_of_numbers(
    connection: duckdb.DuckDBPyConnection, numbers: list[str]
) -> dict[str, list[tuple[int, int]]]:
    """The (account, space) pairs that each number, in any of its spellings, belongs to."""
    rows = connection.execute(
        """with w as (select distinct unnest($1::varchar[]) as text)
        select w.text, n.account, n.space from w join number n using (text)
        union
        select w.text, n.account, n.space from w join spelling s using (text)
            join number n on n.id = s.number
        order by 1, 2""",
        [numbers],
    ).fetchall()
    found: dict[str, list[tuple[int, int]]] = {}
    for text, account, space in rows:
        found.setdefault(text, []).append((account, space))
    return found


def numbers_of(connection: duckdb.DuckDBPyConnection, accounts: list[int]) -> dict[int, list[str]]:
    """All numbers of some accounts, any of which may have been their name earlier."""
    rows = connection.execute(
        """select account, text from number
        where account in (select unnest($1::integer[])) order by 1, 2""",
        [accounts],
    ).fetchall()
    found: dict[int, list[str]] = {}
    for account, text in rows:
        found.setdefault(int(account), []).append(text)
    return found


def flows_that_fit(
    connection: duckdb.DuckDBPyConnection,
    wanted: list[tuple[int, int, int, datetime, datetime]],
) -> list[tuple[int, SeedFlow]]:
    """Effective flows in yuan that can be what somebody says of a payment.

    Args:
        connection: a reader.
        wanted: (place, payee account, amount in fen, earliest, latest) of each statement.

    Returns:
        (place, flow) pairs; of one statement several may fit.
    """
    if not wanted:
        return []
    places, payees, amounts, earliest, latest = (
        list(column) for column in zip(*wanted, strict=True)
    )
    rows = connection.execute(
        f"""select w.place, {_COLUMNS} from flow_in f
        join (select unnest($1::integer[]) as place, unnest($2::integer[]) as payee,
            unnest($3::bigint[]) as amount, unnest($4::timestamp[]) as earliest,
            unnest($5::timestamp[]) as latest) w on f.payee = w.payee and f.amount = w.amount
        where f.status = 0 and f.currency = 'CNY' and f.arrive >= w.earliest
            and f.leave <= w.latest
        order by w.place, f.leave, f.place, f.id""",
        [places, payees, amounts, earliest, latest],
    ).fetchall()
    return [(row[0], SeedFlow(*row[1:])) for row in rows]


def names_of(
    connection: duckdb.DuckDBPyConnection, accounts: list[int]
) -> dict[int, tuple[str | None, str | None, str | None]]:
    """Holder, ID number and bank of some accounts, as most statement rows give them."""
    rows = connection.execute(
        """with wanted as (select distinct unnest($1::integer[]) as account),
        said as (
            select n.account, s.name, s.id_number, s.bank, s.times, s.own
            from name_seen s join number n on n.id = s.number semi join wanted using (account)),
        named as (
            select account, name, id_number, sum(times) as times, bool_or(own) as own
            from said group by account, name, id_number)
        select account, arg_max(name, (own, times, name)),
            arg_max(id_number, (own, times, id_number)) filter (id_number is not null),
            (select arg_max(bank, times) from said b
                where b.account = named.account and bank is not null)
        from named group by account""",
        [accounts],
    ).fetchall()
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def spaces_of(connection: duckdb.DuckDBPyConnection, accounts: list[int]) -> dict[int, int]:
    """Whose numbering some accounts belong to, as in ``number.space``."""
    rows = connection.execute(
        """select account, min(space) from number
        where account in (select unnest($1::integer[])) group by account""",
        [accounts],
    ).fetchall()
    return {int(account): int(space) for account, space in rows}
