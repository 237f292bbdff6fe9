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
    changed are left in ``temp.remarked (id, first_id, own)``.

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
    # what makes rows alike, as two hashes of 64 bits each
    likeness = (
        "own, time, amount, direction, currency, balance, serial,"
        " coalesce(cp::varchar, cp_text, replace(cp_name, ' ', ''))"
    )
    connection.execute(f"""
        create or replace temp table alike as
        select id, own, (file::bigint << 16) + sheet as place, line, duplicate_of,
            hash({likeness}) as a, hash('again', {likeness}) as b
        from record semi join temp.overlapping using (own)""")
    connection.execute("""
        create or replace temp table remarked as
        with several as (
            select a, b from temp.alike group by a, b having min(place) <> max(place)),
        counted as (
            select id, a, b, place, row_number() over (partition by a, b, place order by line)
                as occurrence
            from temp.alike semi join several using (a, b)),
        judged as (
            select id, first_value(id) over (partition by a, b, occurrence order by place)
                as first_id
            from counted)
        select id, nullif(first_id, id) as first_id, own
        from temp.alike left join judged using (id)
        where duplicate_of is distinct from nullif(first_id, id)""")
    changed = connection.execute("select count(*) from temp.remarked").fetchone()
    if changed and changed[0]:
        connection.execute(
            "update record set duplicate_of = r.first_id from temp.remarked r"
            " where record.id = r.id"
        )
    connection.execute("drop table temp.overlapping")
    connection.execute("drop table temp.alike")
