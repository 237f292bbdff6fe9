"""Questions about which accounts used the same address, device or place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

_EFFECTIVE = "status = 0 and duplicate_of is null and direction <> 0"
_LOGINS = """
    union all
    select l.ip, n.account, l.time from login l
    join number n on n.space = l.space and n.text = l.account
    where l.ip is not null and l.time is not null"""
_VALUES = {
    "ip": r"regexp_replace(lower(trim(ip)), '^::ffff:([0-9.]+)$', '\1')",
    "mac": "upper(translate(mac, ':-. ', ''))",
    "terminal": "upper(replace(trim(terminal), ' ', ''))",
    "branch": "trim(branch) || ' ' || strftime(time, '%Y-%m-%d')",
}


def uses(
    connection: duckdb.DuckDBPyConnection,
    by: str,
    since: datetime | None,
    until: datetime | None,
    most: int,
    *,
    cash: bool = False,
) -> list[tuple[Any, ...]]:
    """Who used the values that several accounts used, in effective rows of own statements.

    Args:
        connection: a reader.
        by: ip (logins of wallets are there too), mac, terminal, or branch: a branch on one day.
        since: rows from then on, ``until`` then; both inclusive.
        until: see ``since``.
        most: of a value that more accounts used, only one more than these are told.
        cash: only rows of cash.

    Returns:
        (value, account, rows, first, last) by value and account. Values with a colon, which can
        be spelt differently, are there even when one account used them.
    """
    values: list[Any] = []
    within = ""
    for condition, moment in (("time >= ${}", since), ("time <= ${}", until)):
        if moment is not None:
            values.append(moment)
            within += " and " + condition.format(len(values))
    raw = "branch" if by == "branch" else by
    kind = " and kind = 1" if cash else ""
    # a day has to be told apart before the rows are summed up; spellings only afterwards
    first, second = ("value", "value") if by == "branch" else (raw, _VALUES[by])
    source = f"select {raw}, own as account, time from record where {raw} is not null"
    source += f" and {_EFFECTIVE}{kind}" + (_LOGINS if by == "ip" else "")
    read = f"{_VALUES[by]} as value" if by == "branch" else raw
    connection.execute(
        f"""create or replace temp table used as
        select {second} as value, account, sum(rows)::bigint as rows, min(first) as first,
            max(last) as last
        from (
            select {first}, account, count(*) as rows, min(time) as first, max(time) as last
            from (select {read}, account, time from ({source}) where true{within})
            group by all)
        group by all having value <> ''""",
        values,
    )
    rows = connection.execute(f"""
        select value, account, rows, first, last
        from temp.used semi join (
            select value from temp.used group by value
            having count(*) >= 2 or contains(value, ':')) using (value)
        qualify row_number() over (partition by value order by account) <= {int(most) + 1}
        order by value, account""").fetchall()
    connection.execute("drop table temp.used")
    return rows
