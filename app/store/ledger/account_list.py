"""The list of accounts of a large ledger, kept in memory: what it is sorted and searched by.

The names of millions of rows are weighed once for a state of the ledger, then each order and each
filter is one question over a few hundred thousand rows. Nothing of it is written to disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from app.store.ledger.account_queries import ALL
from app.store.ledger.numbers import ACCOUNT_KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    from numpy.typing import NDArray

TABLE: Final = "memory.main.account_list"
_SAID: Final = "memory.main.account_said"
_STAMP: Final = "memory.main.account_list_stamp"
_COLUMNS: Final = """account, key, others, space, holder, id_number, bank, obtained, came, went,
    came_n, went_n, first, last, balance, balance_time, since, until"""
_LAST: Final = "not obtained, came + went desc, key"
SORTS: Final = {
    "account": "shown_holder {0} nulls last, key {0}",
    "kind": "space {0}",
    "bank": "shown_bank {0} nulls last",
    "obtained": "not obtained {0}",
    "in_fen": "came {0}",
    "in_count": "came_n {0}",
    "out_fen": "went {0}",
    "out_count": "went_n {0}",
    "balance_fen": "balance {0} nulls last",
    "first": "first {0} nulls last",
}
"""What the list can be sorted by; ties lie as in the order without one."""


def is_made(reader: duckdb.DuckDBPyConnection, stamp: str) -> bool:
    """Whether the list in memory is of this state of the case."""
    known = reader.execute(
        "select 1 from duckdb_tables() where database_name = 'memory' and table_name = $1",
        [_STAMP.rpartition(".")[2]],
    ).fetchone()
    if known is None:
        return False
    return bool(reader.execute(f"select 1 from {_STAMP} where stamp = $1", [stamp]).fetchall())


def forget(reader: duckdb.DuckDBPyConnection) -> None:
    """Have the list made anew when it is next wanted."""
    reader.execute(f"drop table if exists {_STAMP}")


def unnamed_banks(reader: duckdb.DuckDBPyConnection) -> list[tuple[int, str, list[str]]]:
    """Bank accounts of which no row tells the bank: id, key, other spellings."""
    return reader.execute(
        f"select account, key, coalesce(others, []) from {TABLE} where space = 0 and bank is null"
    ).fetchall()


def make(reader: duckdb.DuckDBPyConnection) -> None:
    """Weigh names and sums of all accounts; ``complete`` is to follow."""
    forget(reader)
    reader.execute(f"create or replace table {TABLE} as select * from ({ALL}) t({_COLUMNS})")


def complete(
    reader: duckdb.DuckDBPyConnection,
    said: Sequence[tuple[int, str | None, str | None, str | None]],
    stamp: str,
) -> None:
    """Add what the ledger does not know, and say of which state the list is.

    Args:
        reader: the one of ``make``.
        said: account, and its holder, ID number and bank as sheets, officers and card numbers
            tell them; null leaves what the rows say.
        stamp: the state.
    """
    columns: list[list[Any]] = [list(column) for column in zip(*said, strict=True)] or [[]] * 4
    reader.execute(
        f"""create or replace table {_SAID} as select
            unnest($1::integer[]) as account, unnest($2::varchar[]) as holder,
            unnest($3::varchar[]) as id_number, unnest($4::varchar[]) as bank""",
        columns,
    )
    reader.execute(f"""create or replace table {TABLE} as
        select *, lower(concat_ws(' ', shown_holder, shown_bank, numbers)) as hay from (
            select l.*, coalesce(s.holder, l.holder) as shown_holder,
                coalesce(s.bank, l.bank) as shown_bank,
                lower(concat_ws(' ', l.key, array_to_string(l.others, ' '),
                    coalesce(s.id_number, l.id_number))) as numbers
            from {TABLE} l left join {_SAID} s using (account))""")
    reader.execute(f"drop table {_SAID}")
    reader.execute(f"create or replace table {_STAMP} as select $1 as stamp", [stamp])


def arranged(
    reader: duckdb.DuckDBPyConnection, words: Sequence[str], column: str | None, *, falling: bool
) -> NDArray[np.int32]:
    """Ids of the accounts that contain all words, in order.

    A number may be typed in groups: digits that are found without their spaces count as well.
    """
    hits = " and ".join(f"contains(hay, ${place})" for place in range(2, 2 + len(words))) or "true"
    together = "".join(words)
    grouped = "contains(numbers, $1)" if together.isdigit() else "$1 is null"
    order = f"{SORTS[column].format('desc' if falling else 'asc')}, {_LAST}" if column else _LAST
    found = reader.execute(
        f"select account from {TABLE} where {grouped} or ({hits}) order by {order}",
        [together, *words],
    ).fetchnumpy()
    return np.asarray(found["account"], dtype=np.int32)


def by_turnover(reader: duckdb.DuckDBPyConnection) -> NDArray[np.int32]:
    """Ids of all accounts, those with a statement first, then by turnover; needs no list."""
    found = reader.execute(f"""
        select k.account from ({ACCOUNT_KEYS}) k
        left join (
            select account, sum(in_amount) filter (currency = 'CNY') as came,
                sum(out_amount) filter (currency = 'CNY') as went
            from account_total group by account) t using (account)
        left join (select distinct own as account, true as has from coverage) had using (account)
        order by had.has is null, coalesce(came, 0) + coalesce(went, 0) desc, k.key
        """).fetchnumpy()
    return np.asarray(found["account"], dtype=np.int32)


def obtained(reader: duckdb.DuckDBPyConnection) -> int:
    """How many accounts have a statement of their own."""
    row = reader.execute("select count(distinct own) from coverage").fetchone()
    return int(row[0]) if row else 0


def listed(reader: duckdb.DuckDBPyConnection, accounts: Sequence[int]) -> list[tuple[Any, ...]]:
    """Rows of the list, as ``account_queries.all_accounts`` has them."""
    return reader.execute(
        f"""select {_COLUMNS.replace("others", "coalesce(others, [])")} from {TABLE}
        where account in (select unnest($1::integer[]))""",
        [list(accounts)],
    ).fetchall()
