"""Periods, filters and selections."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.selection import Chip, FlowFilter, Period, Selection

TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))
WORDS = st.lists(st.text(max_size=8), max_size=3).map(tuple)
NUMBERS = st.lists(st.integers(1, 2**60), max_size=3).map(tuple)
AMOUNTS = st.none() | st.integers(0, 2**60)
PERIODS = st.tuples(st.none() | TIMES, st.none() | TIMES).map(
    lambda pair: Period(*(sorted(pair) if None not in pair else pair))  # type: ignore[type-var]
)
FILTERS = st.builds(
    FlowFilter,
    accounts=WORDS, parties=NUMBERS, counterparties=WORDS, period=PERIODS,
    least_fen=AMOUNTS, most_fen=AMOUNTS, direction=st.sampled_from((None, "in", "out")),
    kinds=WORDS, statuses=WORDS, channels=WORDS, currencies=WORDS, text=st.text(max_size=8),
    tags=NUMBERS, flows=NUMBERS,
)  # fmt: skip


@given(FILTERS)
def test_a_filter_survives_json(wanted: FlowFilter) -> None:
    assert FlowFilter.from_json(json.loads(json.dumps(wanted.to_json()))) == wanted


@given(FILTERS)
def test_without_all_chips_nothing_is_asked(wanted: FlowFilter) -> None:
    for chip in wanted.chips():
        wanted = wanted.without(chip)
    assert not wanted
    assert wanted == FlowFilter()


def test_a_chip_takes_away_its_own_value_only() -> None:
    wanted = FlowFilter(accounts=("A", "B"), least_fen=0, text="rent")
    assert wanted.chips() == (
        Chip("accounts", "A"), Chip("accounts", "B"), Chip("least_fen"), Chip("text"),
    )  # fmt: skip
    assert wanted.without(Chip("accounts", "A")).accounts == ("B",)
    assert wanted.without("accounts").accounts == ()
    assert wanted.without("least_fen").least_fen is None
    with pytest.raises(ValueError, match="colour"):
        wanted.without("colour")


def test_flows_behind_a_figure_are_one_condition() -> None:
    wanted = FlowFilter(flows=(1, 2, 3), tags=(4,))
    assert wanted.chips() == (Chip("tags", 4), Chip("flows"))
    assert wanted.without(Chip("flows")) == FlowFilter(tags=(4,))


def test_what_a_newer_program_asks_is_left_out() -> None:
    assert FlowFilter.from_json({"text": "a", "weekday": 3}) == FlowFilter(text="a")
    assert FlowFilter.from_json(None) == FlowFilter()
    assert Selection.from_json({"flows": [1], "moons": [2]}) == Selection(flows=(1,))


def test_both_bounds_belong_to_a_period() -> None:
    first, last = datetime(2024, 1, 1), datetime(2024, 1, 31)
    period = Period(first, last)
    assert first in period
    assert last in period
    assert datetime(2024, 2, 1) not in period
    assert datetime(1999, 2, 1) in Period(until=last)
    assert not Period()


def test_no_backward_period_no_aware_time_no_other_direction() -> None:
    first, last = datetime(2024, 1, 1), datetime(2024, 1, 31)
    with pytest.raises(ValueError, match="before"):
        Period(last, first)
    with pytest.raises(ValueError, match="naive"):
        Period(datetime(2024, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="up"):
        FlowFilter(direction="up")


@given(st.builds(Selection, accounts=WORDS, flows=NUMBERS, parties=NUMBERS, batches=NUMBERS))
def test_a_selection_survives_json(selection: Selection) -> None:
    assert Selection.from_json(json.loads(json.dumps(selection.to_json()))) == selection
    assert bool(selection) == (selection != Selection())
