"""Rows that were already imported from another file, or from an earlier sheet of the workbook.

Queries of banks overlap, and the same account is asked for twice. The k-th occurrence of a row in
a later sheet repeats the k-th that is held; it is kept, marked with the row it repeats, and counts
in no sum. Equal rows inside one sheet are all real (FORMATS section 2, row 17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def mark_duplicates(connection: duckdb.DuckDBPyConnection, accounts: str) -> None:
    """Mark repetitions among the records of some accounts.

    Only accounts that several sheets cover in overlapping times are looked at. Records whose mark
    changed are left in ``temp.remarked (id)``.

    Args:
        connection: the writer.
        accounts: a query that gives the accounts to look at.
    """
    connection.execute(f"""
        create or replace temp table overlapping as
        select distinct c.own from coverage c join coverage d
            on c.own = d.own and (c.file, c.sheet) <> (d.file, d.sheet)
            and c.first <= d.last and d.first <= c.last
        where c.own in ({accounts})
        union select own from record where duplicate_of is not null and own in ({accounts})""")
    connection.execute("""
        create or replace temp table remarked as
        select id, first_id from (
            select id, duplicate_of, case when first_value(id) over same = id then null
                    else first_value(id) over same end as first_id
            from record where own in (select own from temp.overlapping)
            window same as (partition by own, time, amount, direction, currency, balance, serial,
                coalesce(cp::varchar, cp_text, replace(cp_name, ' ', '')), occurrence
                order by file, sheet))
        where duplicate_of is distinct from first_id""")
    changed = connection.execute("select count(*) from temp.remarked").fetchone()
    if changed and changed[0]:
        connection.execute(
            "update record set duplicate_of = r.first_id from temp.remarked r"
            " where record.id = r.id"
        )
    connection.execute("drop table temp.overlapping")
