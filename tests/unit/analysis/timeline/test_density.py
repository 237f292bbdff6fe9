"""Bins, running balances, shades, order of lanes, heat."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.timeline.density import (
    BINS,
    Density,
    aligned,
    bin_width,
    density_of,
    shades,
)
from app.analysis.timeline.events import DAY, EARLIEST, LATEST, MINUTE, from_us, to_us
from app.analysis.timeline.heat import heat_of, is_night
from app.analysis.timeline.lanes import Lane, Order, ordered
from app.analysis.timeline.running import running_of, stepwise, told_steps
from app.base.reference.holidays import is_workday
from tests.unit.analysis.timeline.events_of import LANES, events_of, rows

moments = st.integers(EARLIEST, LATEST - 1)


@given(moments, moments)
def test_bins_cover_any_time_of_the_axis(one, other):
    since, until = sorted((one, other))
    until += 1
    width = bin_width(since, until)
    first, last = aligned(since, until, width)
    assert first <= since < until <= last
    assert (last - first) % width == 0
    assert (last - first) // width <= BINS + 1 or width == 91 * DAY


@given(moments)
def test_case_time_goes_there_and_back(moment):
    assert to_us(from_us(moment)) == moment


def test_the_day_that_had_daylight_saving_has_24_hours():
    """In 1991 clocks were set in Shanghai; case time knows nothing of it."""
    day = datetime(1991, 4, 14)
    assert to_us(day + timedelta(days=1)) - to_us(day) == DAY
    assert from_us(to_us(day) + DAY // 2).hour == 12


def _density(rows, lanes=2, bins=4):
    names = ("lane", "bin", "n_in", "came", "n_out", "went")
    columns = {name: np.array([row[place] for row in rows]) for place, name in enumerate(names)}
    return density_of(columns, lanes=lanes, since=0, until=bins * 10, width=10)


def test_balances_as_told_and_as_summed():
    density = _density([(0, 1, 1, 500.0, 0, 0.0), (1, 0, 1, 300.0, 0, 0.0), (1, 2, 0, 0, 1, 100.0)])
    told = {
        "lane": np.array([0, 0, 0]), "account": np.array([7, 7, 8]),
        "bin": np.array([-1, 1, 2]), "balance": np.array([100, 600, 40]),
    }  # fmt: skip
    running = running_of(told, density, {1: 50})
    assert running.told.tolist() == [True, False]
    assert running.fen[0].tolist() == [100, 600, 640, 640]
    assert running.fen[1].tolist() == [350, 350, 250, 250]
    assert running.shares(1) == [600 / 640, 350 / 640]
    assert running.shares(99) == [1.0, 250 / 640]


@given(rows)
def test_steps_end_where_bins_end(drawn):
    """Summed from what moved, the last step of a bin is the balance that the bin tells."""
    events = events_of(drawn)
    width, bins = 50 * MINUTE, 13
    came, went = np.zeros((LANES, bins)), np.zeros((LANES, bins))
    for place in range(len(events)):
        at = int(events.leave[place] // width)
        for side, matrix in ((events.payee, came), (events.payer, went)):
            if side[place] >= 0:
                matrix[side[place], at] += events.amount[place]
    density = Density(0, width, came.astype(int), went.astype(int), came, went)
    none = {name: np.zeros(0, int) for name in ("lane", "account", "bin", "balance")}
    running = running_of(none, density, {0: 70})
    for lane in range(LANES):
        moments, fen = stepwise(running, density, events, lane)
        assert (np.diff(moments) >= 0).all()
        for place in range(len(moments)):
            at = int(moments[place] // width)
            if place + 1 == len(moments) or moments[place + 1] // width > at:
                assert fen[place] == running.fen[lane, at]


def test_shades_keep_the_smallest_in_sight():
    assert shades(np.array([[0, 1, 10**9]])).tolist() == [[0, 1, 5]]
    assert shades(np.array([[7.0, 7.1, 0]])).tolist() == [[3, 3, 0]]
    assert shades(np.zeros((2, 0))).shape == (2, 0)
    assert not shades(np.zeros((2, 2))).any()


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        (Order.HAND, "pcab"), (Order.LEVEL, "pabc"), (Order.FIRST, "pbac"), (Order.AMOUNT, "pacb"),
    ],
)  # fmt: skip
def test_lanes_in_order(order, keys):
    lanes = [
        Lane("a", (1,), ("a",), level=1, first=20, moved=9),
        Lane("b", (2,), ("b",), level=2, first=10, moved=1),
        Lane("c", (3,), ("c",), first=30, moved=5),
        Lane("p", (4,), ("p",)),
    ]
    found = ordered(lanes, order, hand=["c", "a", "b", "p"], pinned=["p"])
    assert "".join(lane.key for lane in found) == keys


def test_heat_counts_each_transfer_once():
    rows = [
        (datetime(2020, 10, 1, 23), True, 3, 300),  # a holiday, a Thursday night
        (datetime(2020, 10, 10, 10), True, 2, 50),  # a Saturday that was worked
        (datetime(2020, 10, 12), False, 1, 7),
        (datetime(1995, 1, 2, 3), True, 4, 4),  # the calendar does not reach so far
    ]
    sums = heat_of(rows, is_workday)
    assert sums.week.flows[3, 23] == 3
    assert int(sums.week.flows.sum()) == 9
    assert int(sums.months.flows.sum()) == sums.total[0] == 10
    assert sums.unclocked == (1, 7.0)
    assert sums.night == (7, 304.0)
    assert sums.off == (3, 300.0)
    assert sums.calendar == 6
    assert len(sums.months.rows) == 25 * 12 + 10
    assert [hour for hour in range(24) if is_night(hour)] == [0, 1, 2, 3, 4, 5, 22, 23]


def test_no_heat_at_all():
    sums = heat_of([], is_workday)
    assert sums.total == (0, 0.0)
    assert sums.months.flows.shape == (0, 31)


def test_told_balances_of_several_accounts_are_summed_up():
    columns = {
        "lane": np.array([0, 0, 0, 2]),
        "account": np.array([7, 7, 8, 9]),
        "moment": np.array([10, 30, 20, 5]),
        "balance": np.array([100, 60, 5, 1]),
    }
    known = {
        "lane": np.array([0, 1]),
        "account": np.array([7, 3]),
        "bin": np.array([-1, -1]),
        "balance": np.array([40, 9]),
    }
    found = told_steps(columns, known)
    assert found[0].before == 40
    assert found[0].moments.tolist() == [10, 20, 30]
    assert found[0].fen.tolist() == [100, 105, 65]
    assert (found[1].before, found[1].moments.tolist()) == (9, [])
    assert np.isnan(found[2].before)
    assert found[2].fen.tolist() == [1]
