"""Rows of one account at one moment, put in the order that their balances tell.

Statements without seconds, or printed in another order, give many rows of equal time. Where the
file's order does not make the balances follow from each other and another order does, that one is
taken (CLI contract: equal times stand in balance-chain order, else in file order).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.importers.decisions import Decision

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 500_000
LARGEST_GROUP = 64
SHEET = "file, sheet, chain"


def reorder_ties(connection: duckdb.DuckDBPyConnection) -> None:
    """Change ``place`` (and say so in ``flags``) in ``temp.ordered`` where balances ask for it."""
    connection.execute(f"""
        create or replace temp table tie as
        select distinct {SHEET}, moment from (
            select {SHEET}, moment, balance, amount * said as signed,
                lag(balance) over w as before, lag(moment) over w as moment_before
            from temp.ordered
            where status = 0 and balance is not null and said in (-1, 1)
            window w as (partition by {SHEET} order by moment, place))
        where moment = moment_before and balance <> before + signed""")
    rows = connection.execute(f"""
        select o.rid, {", ".join("o." + c for c in SHEET.split(", "))}, o.moment, o.place,
            o.balance, o.amount * o.said
        from temp.ordered o join temp.tie using ({SHEET}, moment)
        where o.status = 0 and o.balance is not null and o.said in (-1, 1)
        order by {", ".join("o." + c for c in SHEET.split(", "))}, o.moment, o.place
        limit {MOST_ROWS}""").fetchall()
    connection.execute("drop table temp.tie")
    moved: list[tuple[int, int]] = []
    group: list[tuple[int, int, int, int]] = []
    key: tuple[object, ...] = ()
    for rid, file, sheet, account, moment, place, balance, signed in rows:
        if (file, sheet, account, moment) != key:
            moved += _moves(group)
            key, group = (file, sheet, account, moment), []
        group.append((rid, place, balance, signed))
    moved += _moves(group)
    if not moved:
        return
    connection.execute("create or replace temp table moved (rid bigint, place bigint)")
    for start in range(0, len(moved), 5000):
        part = moved[start : start + 5000]
        connection.execute(
            "insert into temp.moved select unnest($1), unnest($2)",
            [[rid for rid, _place in part], [place for _rid, place in part]],
        )
    connection.execute(
        "update temp.ordered set place = moved.place,"
        f" flags = flags | {int(Decision.TIE_REORDERED)} from temp.moved"
        " where ordered.rid = moved.rid"
    )
    connection.execute("drop table temp.moved")


def _moves(group: list[tuple[int, int, int, int]]) -> list[tuple[int, int]]:
    """New places for the rows of one moment, none when no order makes a chain."""
    if not 1 < len(group) <= LARGEST_GROUP:
        return []
    order = chain([(balance - signed, balance) for _rid, _place, balance, signed in group])
    if order is None:
        return []
    places = sorted(place for _rid, place, _balance, _signed in group)
    return [
        (group[index][0], place)
        for index, place in zip(order, places, strict=True)
        if group[index][1] != place
    ]


def chain(steps: list[tuple[int, int]]) -> list[int] | None:
    """An order of (before, after) steps in which each begins where the last one ended.

    This is an Eulerian path over balances (Hierholzer's algorithm) from the one balance that is
    left more often than reached; a closed loop begins at the first step given. ``None`` when there
    is no such order.
    """
    leaving: dict[int, list[int]] = {}
    degree: dict[int, int] = {}
    for index in range(len(steps) - 1, -1, -1):
        before, after = steps[index]
        leaving.setdefault(before, []).append(index)
        degree[before] = degree.get(before, 0) + 1
        degree[after] = degree.get(after, 0) - 1
    starts = [balance for balance, net in degree.items() if net == 1]
    if len(starts) > 1 or any(abs(net) > 1 for net in degree.values()):
        return None
    start = starts[0] if starts else steps[0][0]
    path: list[int] = []
    stack: list[tuple[int, int | None]] = [(start, None)]
    while stack:
        balance, arrived_by = stack[-1]
        if leaving.get(balance):
            step = leaving[balance].pop()
            stack.append((steps[step][1], step))
        else:
            stack.pop()
            if arrived_by is not None:
                path.append(arrived_by)
    path.reverse()
    return path if len(path) == len(steps) else None
