"""Questions about payment services and hubs: who is named like one, who deals with very many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import duckdb

_LONG_BYTES = 12
"""Shorter names (in UTF-8) are no company's; most names are, and need no reading."""


def state(connection: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """The batches that the ledger holds; what it says changes only with them."""
    rows = connection.execute("select id from ledger_batch order by id").fetchall()
    return tuple(int(row[0]) for row in rows)


def names_with(connection: duckdb.DuckDBPyConnection, words: Sequence[str]) -> list[str]:
    """The names of counterparties that hold any of some words."""
    pattern = "|".join(re.escape(word) for word in words)
    rows = connection.execute(
        f"""select distinct name from name_seen
        where not own and (name in (select unnest($1::varchar[]))
            or (strlen(name) >= {_LONG_BYTES} and regexp_matches(name, $2)))
        order by name""",
        [list(words), pattern],
    ).fetchall()
    return [str(row[0]) for row in rows]


def accounts_named(
    connection: duckdb.DuckDBPyConnection, names: Collection[str], *, strangers: bool
) -> list[tuple[int, str]]:
    """Accounts whose holder is mostly given by one of some names: (account, the name).

    Args:
        connection: a reader.
        names: whole names as given.
        strangers: only numbers outside the wallets' own user ids, and only accounts whose own
            statement is not there.
    """
    if not names:
        return []
    outside = (
        """where n.space in (0, 3) and n.account not in (select own from coverage)"""
        if strangers
        else ""
    )
    rows = connection.execute(
        f"""with wanted as (select unnest($1::varchar[]) as name),
        named as (select distinct number from name_seen semi join wanted using (name)),
        accounts as (
            select distinct n.account from number n join named on named.number = n.id {outside}),
        said as (
            select n.account, s.name, sum(s.times) as times
            from accounts join number n using (account) join name_seen s on s.number = n.id
            group by n.account, s.name)
        select account, arg_max(name, (times, name)) filter (name in (select name from wanted))
        from said group by account
        having 2 * sum(times) filter (name in (select name from wanted)) >= sum(times)
        order by account""",
        [sorted(names)],
    ).fetchall()
    return [(int(account), str(name)) for account, name in rows]


def accounts_numbered(
    connection: duckdb.DuckDBPyConnection, numbers: Collection[str]
) -> list[tuple[int, str]]:
    """Accounts that have one of some numbers, in any spelling: (account, the number)."""
    if not numbers:
        return []
    rows = connection.execute(
        """with wanted as (select unnest($1::varchar[]) as text)
        select account, min(text) from (
            select n.account, n.text from number n semi join wanted using (text)
            union all
            select n.account, s.text from spelling s join number n on n.id = s.number
            where s.text in (select text from wanted))
        group by account order by account""",
        [sorted(numbers)],
    ).fetchall()
    return [(int(account), str(text)) for account, text in rows]


def busy_strangers(connection: duckdb.DuckDBPyConnection, least: int) -> list[tuple[int, int]]:
    """Accounts without a statement that at least ``least`` different holders deal with.

    Several accounts of one holder count once; an account of no known holder counts for itself.

    Returns:
        (account, number of holders), the most first.
    """
    rows = connection.execute(
        """with candidate as (
            select account from account_total group by account
            having sum(in_flows) + sum(out_flows) >= $1),
        stranger as (
            select account from candidate anti join (select own as account from coverage)
                using (account)),
        dealt as (
            select e.payee as account, e.payer as other from edge_in e
                join stranger s on s.account = e.payee where e.payer is not null
            union all
            select e.payer, e.payee from edge_out e
                join stranger s on s.account = e.payer where e.payee is not null),
        wide as (
            select account from dealt group by account having count(distinct other) >= $1),
        holder as (
            select n.account, arg_max(s.name, (s.times, s.name)) as name
            from name_seen s join number n on n.id = s.number where s.own group by n.account)
        select d.account, count(distinct coalesce(h.name, d.other::varchar)) as holders
        from dealt d semi join wide using (account) left join holder h on h.account = d.other
        group by d.account having holders >= $1 order by holders desc, d.account""",
        [least],
    ).fetchall()
    return [(int(account), int(holders)) for account, holders in rows]


def ids_of_numbers(
    connection: duckdb.DuckDBPyConnection, numbers: Collection[str]
) -> dict[str, int]:
    """The account of each of some bare numbers that the ledger has."""
    if not numbers:
        return {}
    rows = connection.execute(
        """select text, min(account) from number
        semi join (select unnest($1::varchar[]) as text) using (text) group by text""",
        [sorted(numbers)],
    ).fetchall()
    return {str(text): int(account) for text, account in rows}
