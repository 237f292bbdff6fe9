"""Questions about flows and the rows that prove them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.store.ledger.numbers import ACCOUNT_KEYS

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


NAMED = """where account in (
        select payer from temp.listed union select payee from temp.listed) """
"""Names are looked up for the accounts of the listed flows only."""


def flows(
    connection: duckdb.DuckDBPyConnection,
    accounts: list[int] | None,
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Flows in time order and the records behind them, repetitions among them.

    Returns:
        (id, time, exactness, payer, payee, payer name, payee name, fen, currency, kind, status,
        channel, summary) rows, and (flow, record, file, sheet number, sheet, line, duplicate) rows.
    """
    period = []
    values: list[Any] = []
    if since is not None:
        values.append(since)
        period.append(f"leave >= ${len(values)}")
    if until is not None:
        values.append(until)
        period.append(f"leave <= ${len(values)}")
    within = "".join(f" and {condition}" for condition in period)
    if accounts is None:
        source = f"select * from flow_out where true{within}"
    else:
        listed = ", ".join(str(int(account)) for account in accounts)
        source = (
            f"select * from flow_out where payer in ({listed}){within}"
            f" union all select * from flow_in where payee in ({listed})"
            f" and (payer is null or payer not in ({listed})){within}"
        )
    most = f"limit {int(limit)}" if limit is not None else ""
    connection.execute(
        f"""create or replace temp table listed as
        select *, row_number() over (order by leave, place, id) as nth
        from (select * from ({source}) order by leave, place, id {most})""",
        values,
    )
    # first where the rows stand, from one narrow column; then only those rows
    connection.execute("""
        create or replace temp table standing as
        select w.flow, r.rowid as place from (
            select id as flow, unnest([out_record, in_record]) as record from temp.listed) w
        join record r on r.id = w.record where w.record is not null""")
    connection.execute("""
        create or replace temp table proof as
        select s.flow, r.id, r.file, r.sheet, r.line, r.own_name, r.cp_name, r.deal, r.summary,
            r.remark
        from temp.standing s join record r on r.rowid = s.place""")
    connection.execute("drop table temp.standing")
    rows = connection.execute(f"""
        with keys as ({ACCOUNT_KEYS.replace("group by", NAMED + "group by")})
        select l.id, l.leave, l.exactness, p.key, q.key,
            coalesce(o.own_name, i.cp_name), coalesce(i.own_name, o.cp_name),
            l.amount, l.currency, l.kind, l.status,
            coalesce(o.deal, i.deal), coalesce(o.summary, i.summary, o.remark, i.remark)
        from temp.listed l
        left join keys p on p.account = l.payer left join keys q on q.account = l.payee
        left join temp.proof o on o.id = l.out_record
        left join temp.proof i on i.id = l.in_record
        order by l.nth""").fetchall()
    proofs = connection.execute("""
        select p.flow, p.id, p.file, p.sheet, s.name, p.line, false from temp.proof p
            left join sheet s on s.file = p.file and s.sheet = p.sheet
        union all
        select p.flow, d.id, d.file, d.sheet, s.name, d.line, true from temp.proof p
            join record d on d.duplicate_of = p.id
            left join sheet s on s.file = d.file and s.sheet = d.sheet
        order by 1, 7, 3, 4, 6""").fetchall()
    connection.execute("drop table temp.listed")
    connection.execute("drop table temp.proof")
    return rows, proofs


def pages(
    connection: duckdb.DuckDBPyConnection, files: list[int]
) -> dict[int, list[tuple[int, int]]]:
    """(First line, page) pairs in order for each of the paged files."""
    found: dict[int, list[tuple[int, int]]] = {}
    for file, line, page in connection.execute(
        "select file, line, byte_offset from line_index where file in (select unnest($1))"
        " order by file, line",
        [files],
    ).fetchall():
        found.setdefault(file, []).append((line, page))
    return found


def place_of(
    connection: duckdb.DuckDBPyConnection, record: int, file: int, line: int
) -> tuple[tuple[int, int], int]:
    """Where to enter the text of a file for a line (line, byte offset), and the record's flags."""
    entry = connection.execute(
        "select line, byte_offset from line_index where file = ? and line <= ?"
        " order by line desc limit 1",
        [file, line],
    ).fetchone()
    flags = connection.execute("select flags from record where id = ?", [record]).fetchone()
    return (
        (int(entry[0]), int(entry[1])) if entry else (1, 0),
        int(flags[0]) if flags else 0,
    )
