"""Case time: naive, to the second, shown as exactly as its source told it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import clock
from app.base.clock import Precision

MOMENT = datetime(2020, 7, 2, 15, 30, 5, 999_999)


def test_now_is_the_wall_clock_of_the_case():
    told = clock.now()
    assert told.tzinfo is None
    assert told.microsecond == 0
    there = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    assert abs(there - told) < timedelta(seconds=5)


def test_now_in_another_zone():
    ahead = clock.now("Asia/Shanghai") - clock.now("UTC")
    assert abs(ahead - timedelta(hours=8)) < timedelta(seconds=5)


def test_iso_cuts_the_fraction():
    assert clock.iso(MOMENT) == "2020-07-02T15:30:05"
    assert clock.iso(None) is None


@given(st.datetimes(datetime(clock.EARLIEST_YEAR, 1, 1), datetime(clock.LATEST_YEAR, 12, 31)))
def test_iso_reads_back(moment):
    assert datetime.fromisoformat(clock.iso(moment) or "") == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.DAY, "2020-07-02"),
        (Precision.MINUTE, "2020-07-02 15:30"),
        (Precision.SECOND, "2020-07-02 15:30:05"),
    ],
)
def test_shown_is_as_exact_as_the_source(precision, text):
    assert clock.shown(MOMENT, precision) == text


def test_unknown_time_is_empty_text():
    assert clock.shown(None) == ""
