"""Settling staged rows: their order, their directions by the balance chain, their repetitions.

Works on ``temp.placed`` (staged rows whose numbers are known), one run of some million rows at a
time, and leaves ``temp.settled``. The rules are those of the command line's contract:

- rows of one account in one sheet stand in time order; equal times in file order, reversed where
  the sheet runs newest first, and put right where the balances say so;
- a missing direction is what the balances say, else unknown (0);
- a reversal moves money against its stated direction.

Balances follow from each other within one account and currency of one sheet: a chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.importers.chains import (
    Array,
    Rows,
    expected_balance,
    fill_unsaid,
    find_order,
    last_marked,
)
from app.importers.decisions import Decision
from app.importers.ties import reorder_ties

if TYPE_CHECKING:
    import duckdb


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """From ``temp.placed`` to ``temp.settled (rid, place, direction, flags, newest_first)``.

    Only rows are in it that are not as they were said to be: at the place of their line, in the
    stated direction, with the flags they had.
    """
    rows = _rows(connection)
    said, given_flags = rows.said, rows.flags.copy()
    newest_first, inverted = find_order(rows)
    rows.place = np.where(newest_first[rows.segment], -rows.line, rows.line)
    was_inverted = inverted[rows.segment] & rows.inverts
    rows.said = np.where(was_inverted, -rows.said, rows.said)
    rows, was_inverted = _sorted(rows, was_inverted)
    if reorder_ties(rows):
        rows, was_inverted = _sorted(rows, was_inverted)
    if rows.unsaid.any():
        answers = fill_unsaid(rows)
        answered = answers != 0
        rows.said = np.where(answered, answers, rows.said)
        rows.unsaid &= ~answered
        was_inverted &= ~answered
        rows.negative &= ~answered
        rows.flags |= np.where(answered, int(Decision.DIRECTION_FROM_BALANCE), 0)
    direction, flags = _direct(rows, was_inverted)
    reverse = newest_first[rows.segment]
    told = np.flatnonzero(
        reverse
        | (rows.place != rows.line)
        | (direction != said[rows.nth])
        | (flags != given_flags[rows.nth])
    )
    settled = {
        "rid": rows.rid[told],
        "place": rows.place[told],
        "newest_first": reverse[told],
        "direction": direction[told].astype(np.int8),
        "flags": flags[told],
    }
    connection.register("settled_rows", settled)
    connection.execute("create or replace temp table settled as select * from settled_rows")
    connection.unregister("settled_rows")


def _rows(connection: duckdb.DuckDBPyConnection) -> Rows:
    """The columns that the questions need, by segment and line."""
    given = connection.execute("""
        select rid, (file::bigint << 32) + sheet as sheet, own::bigint as own,
            (own::bigint << 31) + coalesce(unit, 0) as chain,
            coalesce(cp, -1) as cp, line, epoch_us(moment) as moment, amount,
            coalesce(said, 0)::bigint as said, said is null as unsaid, negative, says_reversal,
            flip_negative as flip, inverted_words as inverts, wallet,
            coalesce(balance, 0) as balance, balance is not null as balanced,
            status = 0 as effective, flags
        from temp.placed left join (
            select currency, row_number() over (order by currency) as unit
            from (select distinct currency from temp.placed)) using (currency)
        order by file, sheet, chain, line""").fetchnumpy()
    columns = {name: np.asarray(values) for name, values in given.items()}
    sheet, chain = columns["sheet"], columns.pop("chain")
    new = np.zeros(len(sheet), np.int64)
    new[1:] = (sheet[1:] != sheet[:-1]) | (chain[1:] != chain[:-1])
    _names, columns["sheet"] = np.unique(sheet, return_inverse=True)
    nth = np.arange(len(sheet))
    return Rows(nth=nth, segment=np.cumsum(new), place=columns["line"], **columns)


def _sorted(rows: Rows, beside: Array) -> tuple[Rows, Array]:
    """The rows by segment, moment and place; most statements stand so as they are."""
    same = rows.segment[1:] == rows.segment[:-1]
    later = rows.moment[1:] - rows.moment[:-1]
    if not (same & ((later < 0) | ((later == 0) & (rows.place[1:] < rows.place[:-1])))).any():
        return rows, beside
    order = np.lexsort((rows.place, rows.moment, rows.segment))
    return rows.take(order), beside[order]


def _direct(rows: Rows, was_inverted: Array) -> tuple[Array, Array]:
    """The direction of each row, and its flags with what that took."""
    expected, known = expected_balance(rows)
    judged = known & rows.balanced & rows.effective
    moving = judged & (rows.amount != 0)
    by_balance = np.where(
        moving & (rows.balance == expected + rows.amount),
        1,
        np.where(moving & (rows.balance == expected - rows.amount), -1, 0),
    )
    backwards = (rows.negative & (rows.says_reversal | rows.flip)) | _same_side(rows, by_balance)
    reversible = rows.says_reversal | rows.negative
    stated = np.where(reversible & backwards, -rows.said, rows.said)
    direction = np.where(reversible & (by_balance != 0) & (rows.said != 0), by_balance, stated)
    flags = rows.flags
    for decision, holds in (
        (Decision.DIRECTION_INVERTED, was_inverted & ~rows.unsaid),
        (Decision.DIRECTION_UNKNOWN, rows.unsaid),
        (Decision.REVERSAL, (rows.said != 0) & (direction == -rows.said)),
        (Decision.SIGN_IGNORED, rows.negative & (rows.said != 0) & (direction == rows.said)),
        (
            Decision.BALANCE_GAP,
            judged
            & ~rows.wallet
            & (direction != 0)
            & (rows.balance != expected + direction * rows.amount),
        ),
    ):
        flags = flags | np.where(holds, int(decision), 0)
    return direction, flags


def _same_side(rows: Rows, by_balance: Array) -> Array:
    """Reversals that no balance explains and that stand on the side of the row they reverse.

    That is the last earlier row of the same account, amount and, where it is known, counterparty.
    """
    found = np.zeros(len(rows), np.bool_)
    asked = rows.says_reversal & (by_balance == 0) & ~rows.negative & (rows.said != 0)
    if not asked.any():
        return found
    able = ~rows.says_reversal & (rows.said != 0) & np.isin(rows.amount, rows.amount[asked])
    for known, keys in (
        (rows.cp >= 0, (rows.cp, rows.amount, rows.own)),
        (rows.cp < 0, (rows.amount, rows.own)),
    ):
        places = np.flatnonzero(able | (asked & known))
        # at one moment the reversal comes after what it may reverse
        order = (rows.place, rows.says_reversal, rows.moment, *keys)
        places = places[np.lexsort([values[places] for values in order])]
        sorted_keys = np.stack([values[places] for values in keys])
        changes = (sorted_keys[:, 1:] != sorted_keys[:, :-1]).any(axis=0)
        group = np.cumsum(np.concatenate(([0], changes)))[: len(places)]
        before = last_marked(able[places], group)
        here = asked[places] & (before >= 0)
        reversal, reversed_row = places[here], places[before[here]]
        found[reversal] = rows.said[reversed_row] == rows.said[reversal]
    return found
