"""Questions about accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.store.ledger.numbers import ACCOUNT_KEYS

if TYPE_CHECKING:
    import duckdb

_WITHIN = "where account in (select unnest($1::integer[]))"
_OWNED = "where own in (select unnest($1::integer[]))"
ALL = f"""
with keys as ({ACCOUNT_KEYS}),
texts as (
    select account, text from number
    union select n.account, s.text from spelling s join number n on n.id = s.number),
spelled as (
    select account, list(text order by text) as texts from texts
    where account in (select account from texts group by account having count(*) > 1)
    group by account),
seen as not materialized (
    select n.account, s.name, s.id_number, s.bank, s.times, s.own
    from name_seen s join number n on n.id = s.number),
told as (
    select account, min(name) as name, min(id_number) as id_number,
        coalesce(min(name) <> max(name) or min(id_number) <> max(id_number), false) as several,
        -- a way of paying is what some wallets call a bank
        arg_max(bank, (not contains(bank, '支付'), times)) filter (bank is not null) as bank
    from seen group by account),
-- only the few accounts with several names are weighed
named as (
    select account, name, id_number, sum(times) as times, bool_or(own) as own
    from seen where account in (select account from told where several)
    group by account, name, id_number),
holder as (
    select account, arg_max(name, (own, times, name)) as name,
        arg_max(id_number, (own, times, id_number)) filter (id_number is not null) as id_number
    from named group by account),
moved as (
    select account, sum(in_amount) filter (currency = 'CNY') as came,
        sum(out_amount) filter (currency = 'CNY') as went, sum(in_flows)::bigint as in_flows,
        sum(out_flows)::bigint as out_flows, min(first) as first, max(last) as last
    from account_total group by account),
had as (
    select own as account, min(first) as first, max(last) as last,
        arg_max(balance, (balance_time, file, balance_place)) as balance,
        max(balance_time) as balance_time
    from coverage group by own)
select k.account, k.key, list_filter(s.texts, lambda text: text <> k.key), k.space,
    coalesce(h.name, told.name), coalesce(h.id_number, told.id_number), told.bank,
    had.account is not null,
    coalesce(moved.came, 0), coalesce(moved.went, 0),
    coalesce(moved.in_flows, 0), coalesce(moved.out_flows, 0),
    moved.first, moved.last, had.balance, had.balance_time, had.first, had.last
from keys k
left join spelled s using (account)
left join holder h using (account)
left join told using (account)
left join moved using (account)
left join had using (account)
order by had.account is null, coalesce(moved.came, 0) + coalesce(moved.went, 0) desc, k.key
"""


_SOME = (
    ALL.replace("from number group by account", "from own_number group by account")
    .replace("select account, text from number", "select account, text from own_number")
    .replace("join number n", "join own_number n")
    .replace("from number n", "from own_number n")
    .replace("from account_total group", f"from account_total {_WITHIN} group")
    .replace("from coverage group", f"from coverage {_OWNED} group")
    .replace(
        "with keys",
        f"with own_number as (select * from number {_WITHIN}), keys",
    )
)
"""The same for the accounts ``$1``, whose numbers alone are looked at."""


def all_accounts(
    connection: duckdb.DuckDBPyConnection, accounts: list[int] | None = None
) -> list[tuple[Any, ...]]:
    """Every account, or those asked for: id, key, other spellings, space, holder, ID number, bank,
    obtained, in, out, numbers of flows in and out, first, last, last balance and its time,
    statement from, to."""
    if accounts is None:
        return connection.execute(ALL).fetchall()
    return connection.execute(_SOME, [accounts]).fetchall()


def account_ids(connection: duckdb.DuckDBPyConnection, text: str) -> list[int]:
    """The accounts that a number, in any of its spellings, belongs to."""
    rows = connection.execute(
        """select distinct account from number where text = $1
        union select n.account from spelling s join number n on n.id = s.number where s.text = $1
        order by 1""",
        [text.strip()],
    ).fetchall()
    return [int(row[0]) for row in rows]


def how_many(connection: duckdb.DuckDBPyConnection) -> int:
    """How many accounts there are."""
    row = connection.execute("select count(distinct account) from number").fetchone()
    return int(row[0]) if row else 0


def numbers_of(
    connection: duckdb.DuckDBPyConnection, texts: list[str]
) -> list[tuple[int, int, list[str]]]:
    """The accounts that have one of these numbers: id, space, and all their numbers."""
    return connection.execute(
        """with wanted as (
            select distinct account from number where text in (select unnest($1::varchar[]))
            union select n.account from spelling s join number n on n.id = s.number
            where s.text in (select unnest($1::varchar[])))
        select account, min(space), list(distinct text order by text) from (
            select account, space, text from number semi join wanted using (account)
            union all select n.account, n.space, s.text from spelling s
            join number n on n.id = s.number semi join wanted using (account))
        group by account""",
        [texts],
    ).fetchall()
