"""Questions about what rows say of some accounts: number, holder, bank, statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb


def facts(
    connection: duckdb.DuckDBPyConnection, accounts: Collection[int]
) -> list[tuple[Any, ...]]:
    """What is known of some accounts, in the order of their ids.

    Returns:
        (account, key, space, all numbers, holder that most rows give, ID number, bank, whether
        its statement was obtained) rows.
    """
    if not accounts:
        return []
    # one small table at a time: the planner knows no sizes of lists
    connection.execute(
        """create or replace temp table asked as
        select n.* from number n semi join (select unnest($1::integer[]) as account) a
            using (account)""",
        [sorted(accounts)],
    )
    rows = connection.execute("""
        with keys as (
            select account, min(space) as space, list(text order by text) as texts,
                coalesce(min(case when card then text end),
                    min(case when listed then text end), min(text)) as key
            from temp.asked group by account),
        named as (
            select n.account, s.name, s.id_number, any_value(s.bank) as bank,
                sum(s.times) as times, bool_or(s.own) as own
            from name_seen s join temp.asked n on n.id = s.number
            group by n.account, s.name, s.id_number),
        said as (
            select account, arg_max(name, (own, times, name)) as name,
                arg_max(id_number, (own, times, id_number)) filter (id_number is not null)
                    as id_number,
                arg_max(bank, (times, bank)) filter (bank is not null) as bank
            from named group by account)
        select k.account, k.key, k.space, k.texts, s.name, s.id_number, s.bank,
            k.account in (select own from coverage)
        from keys k left join said s using (account) order by k.account""").fetchall()
    connection.execute("drop table temp.asked")
    return rows


def accounts_of_holder(
    connection: duckdb.DuckDBPyConnection, name: str, numbers: Collection[tuple[int, str]]
) -> list[int]:
    """Accounts of one holder: by the ID number or whole name that rows give, or by their numbers.

    Args:
        connection: a reader.
        name: a name, or the number of an ID card.
        numbers: (space, number) of accounts that are the holder's after other sources.
    """
    rows = connection.execute(
        """with said as (
            select n.account, s.name, s.id_number, sum(s.times) as times, bool_or(s.own) as own
            from name_seen s join number n on n.id = s.number
            where n.account in (
                select m.account from name_seen t join number m on m.id = t.number
                where t.name = $1 or upper(t.id_number) = upper($1))
            group by n.account, s.name, s.id_number),
        holder as (
            select account, arg_max(name, (own, times, name)) as name,
                arg_max(id_number, (own, times, id_number)) filter (id_number is not null)
                    as id_number
            from said group by account)
        select account from holder where name = $1 or upper(id_number) = upper($1)
        union
        select n.account from number n
            join (select unnest($2::utinyint[]) as space, unnest($3::varchar[]) as text) w
            on w.space = n.space and w.text = n.text
        order by 1""",
        [name, [space for space, _text in numbers], [text for _space, text in numbers]],
    ).fetchall()
    return [int(row[0]) for row in rows]
