"""The clocks of stop-payments and freezes, to the hour and to the end of the month."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import measure_clocks as clocks

START = datetime(2024, 8, 31, 10, 30)


@pytest.mark.parametrize(
    ("moment", "months", "end"),
    [
        (datetime(2024, 8, 31, 10), 6, datetime(2025, 2, 28, 10)),
        (datetime(2023, 8, 31, 10), 6, datetime(2024, 2, 29, 10)),
        (datetime(2024, 2, 29, 9), 12, datetime(2025, 2, 28, 9)),
        (datetime(2024, 11, 15), 6, datetime(2025, 5, 15)),
        (datetime(2024, 12, 31), 6, datetime(2025, 6, 30)),
    ],
)
def test_months_are_calendar_months_and_end_with_the_month(moment, months, end):
    assert clocks.plus_months(moment, months) == end


def test_what_the_law_gives():
    assert clocks.latest_end("stop_payment", START) == START + timedelta(hours=48)
    assert clocks.latest_end("freeze", START) == datetime(2025, 2, 28, 10, 30)
    assert clocks.latest_end("freeze", START, major=True) == datetime(2025, 8, 31, 10, 30)


@pytest.mark.parametrize(
    ("action", "before_end", "state"),
    [
        ("stop_payment", timedelta(hours=6), "running"),
        ("stop_payment", timedelta(hours=6) - timedelta(seconds=1), "expires_soon"),
        ("freeze", timedelta(days=15), "running"),
        ("freeze", timedelta(days=14, hours=23), "expires_soon"),
        ("other", timedelta(seconds=1), "running"),
        ("freeze", timedelta(), "expired"),
    ],
)
def test_the_state_near_the_end(action, before_end, state):
    end = clocks.latest_end(action, START)
    found = clocks.state_at(end - before_end, action=action, since=START, until=end)
    assert found.state == state
    assert (found.left is None) == (state == "expired")


def test_lifted_renewed_not_begun_and_endless():
    end = START + timedelta(hours=48)

    def at(moment: datetime, **more: object) -> str:
        return clocks.state_at(
            moment,
            action="stop_payment",
            since=START,
            until=end,
            **more,  # type: ignore[arg-type]
        ).state

    assert at(START - timedelta(seconds=1)) == "not_begun"
    assert at(end, renewed=True) == "renewed"
    assert at(end - timedelta(hours=1), renewed=True) == "running"
    assert at(START + timedelta(hours=2), lifted=START + timedelta(hours=2)) == "lifted"
    assert at(START + timedelta(hours=1), lifted=START + timedelta(hours=2)) == "running"
    endless = clocks.state_at(START, action="freeze", since=None, until=None)
    assert (endless.state, endless.hours_left) == ("running", None)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(0, 24))
def test_months_never_run_over(moment, months):
    end = clocks.plus_months(moment, months)
    assert (end.year * 12 + end.month) - (moment.year * 12 + moment.month) == months
    assert end.day <= moment.day
    assert end.time() == moment.time()
