"""The arithmetic of balance chains, over arrays.

Rows stand in segments (one account and currency of one sheet); every array has one entry a row and
segments are consecutive. Amounts and balances are fen in 64 bits; sums may wrap around, and since
they are only compared with each other, that does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
OUT, UNKNOWN, IN = -1, 0, 1
INVERTED_AT_LEAST = 3
INVERTED_RATIO = 9


@dataclass
class Rows:
    """What settling knows of each row; ``said`` is 0 both where a row says neutral and nothing.

    Attributes:
        rid: the record's id.
        nth: the place in which the row was given.
        segment: number of the chain, counted from 0 in the order of the rows.
        sheet: number of the sheet of a file.
        own, cp: accounts, -1 for none.
        line, place: line in the sheet; order among rows of one moment.
        moment: microseconds of case time.
        amount: fen, not negative.
        said, unsaid: stated direction; whether there is none.
        negative: the amount was written with a minus.
        says_reversal, flip, inverts, wallet: what words and layout say.
        balance, balanced: fen after the row; whether it is known.
        effective: neither failed nor unfinished.
        flags: bits of ``Decision``.
    """

    rid: Array
    nth: Array
    segment: Array
    sheet: Array
    own: Array
    cp: Array
    line: Array
    place: Array
    moment: Array
    amount: Array
    said: Array
    unsaid: Array
    negative: Array
    says_reversal: Array
    flip: Array
    inverts: Array
    wallet: Array
    balance: Array
    balanced: Array
    effective: Array
    flags: Array

    def __len__(self) -> int:
        return len(self.rid)

    def take(self, places: Array) -> Rows:
        """Some of the rows, in the order given."""
        return Rows(**{field.name: getattr(self, field.name)[places] for field in fields(self)})


def starts_of(group: Array) -> Array:
    """Where each run of equal neighbours begins."""
    if not len(group):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))


def _before(values: Array, group: Array) -> tuple[Array, Array]:
    """The value of the row before, and whether there is one in the same group."""
    earlier = np.empty_like(values)
    earlier[1:] = values[:-1]
    earlier[:1] = 0
    inside = np.zeros(len(values), np.bool_)
    inside[1:] = group[1:] == group[:-1]
    return earlier, inside


def running(values: Array, group: Array) -> Array:
    """Sums from the first row of each group to each row, that row included."""
    sums = np.cumsum(values)
    starts = starts_of(group)
    base = np.zeros(len(starts), sums.dtype)
    base[1:] = sums[starts[1:] - 1]
    lengths = np.diff(np.append(starts, len(values)))
    since: Array = sums - np.repeat(base, lengths)
    return since


def last_marked(marked: Array, group: Array) -> Array:
    """The place of the last marked row before each row in its group, else -1."""
    places = np.where(marked, np.arange(len(marked)), -1)
    reached = np.maximum.accumulate(places) if len(places) else places
    before = np.concatenate(([-1], reached[:-1])) if len(places) else places
    starts = starts_of(group)
    first = np.repeat(starts, np.diff(np.append(starts, len(marked))))
    return np.where(before >= first, before, -1)


def next_marked(marked: Array, group: Array) -> Array:
    """The place of the first marked row from each row on in its group, else -1."""
    count = len(marked)
    places = np.where(marked, np.arange(count), count)
    reached = np.minimum.accumulate(places[::-1])[::-1] if count else places
    starts = starts_of(group)
    ends = np.append(starts[1:], count)[: len(starts)]
    last = np.repeat(ends, ends - starts)
    return np.where(reached < last, reached, -1)


def find_order(rows: Rows) -> tuple[Array, Array]:
    """Of each segment: whether it runs newest first, and exchanges debit and credit.

    ``rows`` stand by line. Only effective rows tell.
    """
    segments = int(rows.segment[-1]) + 1 if len(rows) else 0
    told = np.flatnonzero(rows.effective)
    part = rows.take(told)
    signed = part.amount * part.said
    balance_before, inside = _before(part.balance, part.segment)
    balanced_before, _same = _before(part.balanced, part.segment)
    signed_before, _same = _before(signed, part.segment)
    both = inside & part.balanced & balanced_before

    def counted(holds: Array) -> Array:
        return np.bincount(part.segment[both & holds], minlength=segments)

    downward = counted(part.balance == balance_before + signed)
    downward_inverted = counted(part.balance == balance_before - signed)
    upward = counted(balance_before == part.balance + signed_before)
    upward_inverted = counted(balance_before == part.balance - signed_before)
    starts = starts_of(part.segment)
    ends = np.append(starts[1:], len(part)) - 1
    there = part.segment[starts] if len(part) else np.zeros(0, np.int64)
    first, last = part.moment[starts], part.moment[ends] if len(part) else part.moment
    leaning = np.zeros(segments, np.int64)
    leaning[there] = np.sign(first - last)
    # a sheet whose segments run newest first for the most part decides for those that cannot tell
    sheet_of = np.zeros(segments, np.int64)
    sheet_of[rows.segment] = rows.sheet
    sheet_leaning = np.bincount(sheet_of, weights=leaning)[sheet_of] if segments else leaning
    newest_first = np.where(
        leaning != 0,
        leaning > 0,
        np.where(upward != downward, upward > downward, sheet_leaning > 0),
    )
    known = np.zeros(segments, np.bool_)
    known[there] = True
    newest_first &= known
    agrees = np.where(newest_first, upward, downward)
    against = np.where(newest_first, upward_inverted, downward_inverted)
    inverted = known & (against >= INVERTED_AT_LEAST) & (against > INVERTED_RATIO * agrees)
    return newest_first, inverted


def fill_unsaid(rows: Rows) -> Array:
    """Directions that are missing, where the balances around leave one answer only; else 0.

    That is where a row is the only one without a direction between two known balances; its own
    balance is the second where it has one. ``rows`` stand in their final order.
    """
    moved = running(np.where(rows.effective, rows.amount * rows.said, 0), rows.segment)
    asked = rows.effective & rows.unsaid & (rows.amount != 0)
    unknown = running(asked.astype(np.int64), rows.segment)
    anchored = rows.effective & rows.balanced
    level = rows.balance - moved
    before, after = last_marked(anchored, rows.segment), next_marked(anchored, rows.segment)
    gap = unknown[after] - np.where(before >= 0, unknown[before], 0)
    change = level[after] - level[before]
    fits = asked & (before >= 0) & (after >= 0) & (gap == 1)
    return np.where(
        fits & (change == rows.amount), IN, np.where(fits & (change == -rows.amount), OUT, UNKNOWN)
    )


def expected_balance(rows: Rows) -> tuple[Array, Array]:
    """The balance each row should start from, and whether that is known.

    By the last known balance before it and the amounts since; failed rows move nothing and anchor
    nothing. ``rows`` stand in their final order.
    """
    step = np.where(rows.effective, rows.amount * rows.said, 0)
    moved = running(step, rows.segment)
    anchor = last_marked(rows.effective & rows.balanced, rows.segment)
    return rows.balance[anchor] - moved[anchor] + moved - step, anchor >= 0
