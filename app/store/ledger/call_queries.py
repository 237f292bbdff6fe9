"""Questions about calls and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def calls(
    connection: duckdb.DuckDBPyConnection,
    phone: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
    *,
    own_only: bool = False,
) -> list[tuple[Any, ...]]:
    """Calls in time order, both bounds inclusive; of one number as either side, or its own records.

    Returns:
        (time, exactness, own, other, direction, message, seconds, way, what, own place, other
        place, IMSI, IMEI, LAC, cell, other's IMEI, forwarded, group, file, sheet name, line) rows.
    """
    values: list[Any] = []
    wanted = []
    of = "own = {0}" if own_only else "(own = {0} or other = {0})"
    for condition, value in (
        (of, phone), ("time >= {0}", since), ("time <= {0}", until),
    ):  # fmt: skip
        if value is not None:
            values.append(value)
            wanted.append(condition.format(f"${len(values)}"))
    where = " and ".join(wanted) or "true"
    most = f"limit {int(limit)}" if limit is not None else ""
    return connection.execute(
        f"""select c.time, c.exactness, c.own, c.other, c.direction, c.message, c.seconds, c.way,
            c.what, c.own_place, c.other_place, c.own_imsi, c.own_imei, c.own_lac, c.own_cell,
            c.other_imei, c.forwarded, c.call_group, c.file, s.name, c.line
        from call_record c left join sheet s on s.file = c.file and s.sheet = c.sheet
        where {where} order by c.time, c.file, c.sheet, c.line {most}""",
        values,
    ).fetchall()


def own_phones(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Numbers whose records are there: number, records, different others, first, last."""
    return connection.execute(
        """select own, count(*), count(distinct other), min(time), max(time)
        from call_record group by own"""
    ).fetchall()


def times_called(
    connection: duckdb.DuckDBPyConnection, phones: list[str]
) -> dict[str, tuple[int, datetime, datetime]]:
    """How often, and when first and last, each of ``phones`` is the other side of a record."""
    rows = connection.execute(
        """select other, count(*), min(time), max(time) from call_record
        where other in (select unnest($1::varchar[])) group by other""",
        [phones],
    ).fetchall()
    return {other: (number, first, last) for other, number, first, last in rows}
