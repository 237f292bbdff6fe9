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
    others: list[int] | None = None,
    ids: list[int] | None = None,
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Flows in time order and the records behind them, repetitions among them.

    With ``others`` only those whose other side is one of them; none of them: that is not named.
    With ``ids`` only those flows.

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
    if ids is not None:
        values.append(ids)
        period.append(f"id in (select unnest(${len(values)}::bigint[]))")
    within = "".join(f" and {condition}" for condition in period)
    if accounts is None:
        source = f"select * from flow_out where true{within}"
    else:
        listed = ", ".join(str(int(account)) for account in accounts)
        to, by = _other_side("payee", others), _other_side("payer", others)
        source = (
            f"select * from flow_out where payer in ({listed}){to}{within}"
            f" union all select * from flow_in where payee in ({listed}){by}"
            f" and (payer is null or payer not in ({listed})){within}"
        )
    most = f"limit {int(limit)}" if limit is not None else ""
    connection.execute(
        f"""create or replace temp table listed as
        select *, row_number() over (order by leave, place, id) as nth
        from (select * from ({source}) order by leave, place, id {most})""",
        values,
    )
    _find_proof(connection, accounts)
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
        select p.flow, p.record, p.file, p.sheet, s.name, p.line, false from temp.side p
            left join sheet s on s.file = p.file and s.sheet = p.sheet
        union all
        select p.flow, d.id, d.file, d.sheet, s.name, d.line, true from temp.side p
            join record d on d.duplicate_of = p.record
            left join sheet s on s.file = d.file and s.sheet = d.sheet
        order by 1, 7, 3, 4, 6""").fetchall()
    for name in ("listed", "side", "proof"):
        connection.execute(f"drop table temp.{name}")
    return rows, proofs


def _other_side(side: str, others: list[int] | None) -> str:
    if others is None:
        return ""
    return f" and {side} in ({', '.join(map(str, others))})" if others else f" and {side} is null"


def _find_proof(connection: duckdb.DuckDBPyConnection, accounts: list[int] | None) -> None:
    """``temp.side``: the records of the listed flows; ``temp.proof``: what those say that is told.

    The rows of the asked accounts lie together and mostly say all; only for flows that they do not
    tell whole are the rows of others looked up.
    """
    # a record's id tells where it stands (see the runs)
    connection.execute("""
        create or replace temp table side as
        select flow, own, record, record >> 43 as file, (record >> 31) & 4095 as sheet,
            record & 2147483647 as line
        from (
            select id as flow, payer as own, out_record as record from temp.listed
            union all select id, payee, in_record from temp.listed)
        where record is not null""")
    said = "r.id, r.own_name, r.cp_name, r.deal, r.summary, r.remark"
    listed = ", ".join(str(int(account)) for account in accounts or ())
    connection.execute(f"""
        create or replace temp table proof as
        select s.flow, {said} from temp.side s join record r on r.id = s.record
        where {f"r.own in ({listed})" if accounts else "false"}""")
    connection.execute("""
        create or replace temp table wanted as
        select s.flow, s.own, s.record from temp.side s
        where s.record not in (select id from temp.proof)
            and s.flow not in (select flow from temp.proof where cp_name is not null)""")
    if connection.execute("select 1 from temp.wanted limit 1").fetchall():
        # first where the rows stand, from two narrow columns; then only those rows
        connection.execute("""
            create or replace temp table standing as
            select w.flow, r.rowid as place
            from temp.wanted w join record r on r.own = w.own and r.id = w.record""")
        connection.execute(f"""
            insert into temp.proof
            select s.flow, {said} from temp.standing s join record r on r.rowid = s.place""")
        connection.execute("drop table temp.standing")
    connection.execute("drop table temp.wanted")


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
