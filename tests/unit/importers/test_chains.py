"""The array arithmetic of balance chains says what a plain walk from row to row says."""

from __future__ import annotations

import itertools
from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers import settle, ties
from app.importers.chains import (
    INVERTED_AT_LEAST,
    INVERTED_RATIO,
    Rows,
    expected_balance,
    fill_unsaid,
    find_order,
    last_marked,
    next_marked,
    running,
    starts_of,
)
from app.importers.decisions import Decision

MANY = settings(max_examples=100, deadline=None)
BOOLS = {"unsaid", "negative", "says_reversal", "flip", "inverts", "wallet", "balanced",
         "effective"}  # fmt: skip
Row = dict[str, Any]


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    """Rows of a few accounts in a few sheets; most balances fit, some do not."""
    found: list[Row] = []
    for segment in range(draw(st.integers(0, 4))):
        balance = draw(st.integers(-5, 5))
        newest_first = draw(st.booleans())
        part: list[Row] = []
        for _number in range(draw(st.integers(1, 8))):
            said, amount = draw(st.sampled_from([-1, -1, 0, 1, 1])), draw(st.integers(0, 3))
            effective = draw(st.sampled_from([True, True, True, False]))
            true_way = said or draw(st.sampled_from([-1, 1]))
            balance += true_way * amount if effective else 0
            part.append({
                "amount": amount, "said": said, "effective": effective,
                "balance": balance + draw(st.sampled_from([0, 0, 0, 0, 1])),
                "balanced": draw(st.sampled_from([True, True, False])),
                "unsaid": said == 0 and draw(st.booleans()),
                "moment": len(part) // draw(st.integers(1, 3)),
                "cp": draw(st.integers(-1, 1)),
                **{name: draw(st.booleans()) and draw(st.booleans()) for name in
                   ("negative", "says_reversal", "flip", "inverts", "wallet")},
            })  # fmt: skip
        part = part[::-1] if newest_first else part
        sheet = segment // 2
        for line, row in enumerate(part):
            found.append({**row, "segment": segment, "sheet": sheet, "own": segment % 3,
                          "line": line, "place": line, "rid": len(found), "nth": len(found),
                          "flags": 0})  # fmt: skip
    return found


def arrays(rows: list[Row]) -> Rows:
    return Rows(**{
        field.name: np.array(
            [row[field.name] for row in rows], np.bool_ if field.name in BOOLS else np.int64
        ) for field in fields(Rows)
    })  # fmt: skip


def segments(rows: list[Row]) -> list[list[Row]]:
    return [[r for r in rows if r["segment"] == n] for n in sorted({r["segment"] for r in rows})]


GROUPS = st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(-9, 9)), max_size=12).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)


@MANY
@given(GROUPS)
def test_runs(rows: list[tuple[int, bool, int]]) -> None:
    group = np.array([row[0] for row in rows], np.int64)
    marked = np.array([row[1] for row in rows], np.bool_)
    values = np.array([row[2] for row in rows], np.int64)
    number = range(len(rows))
    before = [[i for i in range(n) if group[i] == group[n]] for n in number]
    after = [[i for i in range(n, len(rows)) if group[i] == group[n]] for n in number]
    assert starts_of(group).tolist() == [n for n in number if not before[n]]
    assert running(values, group).tolist() == [
        sum(int(values[i]) for i in [*before[n], n]) for n in number
    ]
    assert last_marked(marked, group).tolist() == [
        max([i for i in before[n] if marked[i]], default=-1) for n in number
    ]
    assert next_marked(marked, group).tolist() == [
        min([i for i in after[n] if marked[i]], default=-1) for n in number
    ]


def walked_order(part: list[Row]) -> tuple[int, int, int, int, int] | None:
    """Leaning, and steps that fit: downward, upward, and both with debit and credit exchanged."""
    told = [row for row in part if row["effective"]]
    if not told:
        return None
    fits = [0, 0, 0, 0]
    for above, below in itertools.pairwise(told):
        if above["balanced"] and below["balanced"]:
            down, up = (row["amount"] * row["said"] for row in (below, above))
            fits[0] += below["balance"] == above["balance"] + down
            fits[1] += above["balance"] == below["balance"] + up
            fits[2] += below["balance"] == above["balance"] - down
            fits[3] += above["balance"] == below["balance"] - up
    first, last = told[0]["moment"], told[-1]["moment"]
    return ((first > last) - (first < last), *fits)


@MANY
@given(tables())
def test_order(rows: list[Row]) -> None:
    newest_first, inverted = find_order(arrays(rows))
    told = [walked_order(part) for part in segments(rows)]
    sheets = [part[0]["sheet"] for part in segments(rows)]
    assert len(newest_first) == len(inverted) == len(told)
    for number, found in enumerate(told):
        if found is None:
            assert not newest_first[number]
            assert not inverted[number]
            continue
        leaning, down, up, down_exchanged, up_exchanged = found
        others = sum(t[0] for t, s in zip(told, sheets, strict=True) if t and s == sheets[number])
        wanted = leaning > 0 if leaning else (up > down if up != down else others > 0)
        agrees, against = (up, up_exchanged) if wanted else (down, down_exchanged)
        assert newest_first[number] == wanted
        assert inverted[number] == (
            against >= INVERTED_AT_LEAST and against > INVERTED_RATIO * agrees
        )


def start_of(rows: list[Row], place: int) -> int | None:
    """What a row starts from: the last known balance of its chain, and what moved since."""
    moved = 0
    for row in reversed(rows[:place]):
        if row["segment"] != rows[place]["segment"]:
            break
        if row["effective"] and row["balanced"]:
            return int(row["balance"]) + moved
        moved += row["amount"] * row["said"] if row["effective"] else 0
    return None


@MANY
@given(tables())
def test_expected_balance(rows: list[Row]) -> None:
    expected, known = expected_balance(arrays(rows))
    wanted = [start_of(rows, place) for place in range(len(rows))]
    assert [int(e) if k else None for e, k in zip(expected, known, strict=True)] == wanted


def only_answer(rows: list[Row], place: int) -> int:
    """The way of a row between two known balances in which every other row has one."""
    row, start = rows[place], start_of(rows, place)
    if not (row["effective"] and row["unsaid"] and row["amount"]) or start is None:
        return 0
    for other in reversed(rows[:place]):
        if other["effective"] and other["balanced"]:
            break
        if other["effective"] and other["unsaid"] and other["amount"]:
            return 0
    moved = 0
    for other in rows[place:]:
        if other["segment"] != row["segment"]:
            return 0
        if other is not row and other["effective"] and other["unsaid"] and other["amount"]:
            return 0
        moved += other["amount"] * other["said"] if other["effective"] else 0
        if other["effective"] and other["balanced"]:
            change = other["balance"] - start - moved
            return 0 if abs(change) != row["amount"] else (1 if change > 0 else -1)
    return 0


@MANY
@given(tables())
def test_missing_directions(rows: list[Row]) -> None:
    assert fill_unsaid(arrays(rows)).tolist() == [only_answer(rows, n) for n in range(len(rows))]


def stands_beside(rows: list[Row], place: int) -> bool:
    """Whether a reversal stands on the side of the last row that it may take back."""
    row = rows[place]
    alike = [
        other for other in rows
        if not other["says_reversal"] and other["said"] and other["own"] == row["own"]
        and other["amount"] == row["amount"] and other["moment"] <= row["moment"]
        and (row["cp"] < 0 or other["cp"] == row["cp"])
    ]  # fmt: skip
    last = max(alike, key=lambda other: (other["moment"], other["place"]), default=None)
    return last is not None and last["said"] == row["said"]


@MANY
@given(tables())
def test_directions(rows: list[Row]) -> None:
    # two rows of one account, moment and place have no order of their own
    for row in rows:
        row["place"] = row["rid"]
    given_rows = arrays(rows)
    direction, flags = settle._direct(given_rows, np.zeros(len(rows), np.bool_))
    for place, row in enumerate(rows):
        start = start_of(rows, place)
        judged = start is not None and row["balanced"] and row["effective"]
        change = row["balance"] - start if judged and start is not None else 0
        told = 0
        if judged and row["amount"] and abs(change) == row["amount"]:
            told = 1 if change > 0 else -1
        said = row["said"]
        reverses = row["says_reversal"] or row["negative"]
        backwards = row["negative"] and (row["says_reversal"] or row["flip"])
        if row["says_reversal"] and not row["negative"] and not told and said:
            backwards = stands_beside(rows, place)
        wanted = -said if reverses and backwards else said
        if reverses and told and said:
            wanted = told
        assert direction[place] == wanted
        gap = judged and not row["wallet"] and wanted and change != wanted * row["amount"]
        assert bool(flags[place] & int(Decision.BALANCE_GAP)) == bool(gap)
        assert bool(flags[place] & int(Decision.REVERSAL)) == (said != 0 and wanted == -said)


@MANY
@given(tables())
def test_ties_keep_rows_and_mend_chains(rows: list[Row]) -> None:
    ordered = sorted(rows, key=lambda row: (row["segment"], row["moment"], row["place"]))
    given_rows = arrays(ordered)
    before = given_rows.place.copy()
    changed = ties.reorder_ties(given_rows)
    assert changed == bool((given_rows.place != before).any())
    for part in segments(ordered):
        places = [place for place, row in enumerate(ordered) if row in part]
        assert sorted(given_rows.place[places]) == sorted(before[places])


def test_no_rows_and_sums_that_wrap() -> None:
    nothing = arrays([])
    assert [len(found) for found in find_order(nothing)] == [0, 0]
    assert len(fill_unsaid(nothing)) == len(expected_balance(nothing)[0]) == 0
    assert not ties.reorder_ties(nothing)
    most = 10**17 - 1
    usual = {field.name: 0 for field in fields(Rows)}
    rows = [
        {**usual, "rid": n, "line": n, "place": n, "moment": n, "amount": most, "said": 1,
         "effective": True, "balanced": n in (0, 199), "balance": most * (n == 0)}
        for n in range(200)
    ]  # fmt: skip
    expected, known = expected_balance(arrays(rows))
    assert known[199]
    wrapped = (most * 199 + 2**63) % 2**64 - 2**63
    assert int(expected[199]) == wrapped
