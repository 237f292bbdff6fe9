"""Silence and bursts of lanes."""

from __future__ import annotations

from hypothesis import given

from app.analysis.timeline.events import DAY, HOUR, MINUTE, OUTSIDE, SECOND, Events
from app.analysis.timeline.rhythm import bursts, gaps
from tests.unit.analysis.timeline.events_of import LANES, events_of, rows


@given(rows)
def test_nothing_happens_in_silence_and_all_of_a_burst_is_counted(drawn):
    events = events_of(drawn)
    for gap in gaps(events, LANES, least=10 * MINUTE, times=1):
        mine = events.of_lane(gap.lane)
        assert not ((mine.leave > gap.since) & (mine.leave < gap.until)).any()
        assert gap.until - gap.since >= 10 * MINUTE
    for burst in bursts(events, LANES, least=2):
        mine = events.of_lane(burst.lane)
        mine = mine.taken(mine.exactness > 0)
        inside = (mine.leave >= burst.since) & (mine.leave <= burst.until)
        assert int(inside.sum()) == burst.flows >= 2


def test_silence_between_busy_days():
    busy = [(OUTSIDE, 0, hour * HOUR, 100, 2) for hour in range(10)]
    again = [(OUTSIDE, 0, 20 * DAY + hour * HOUR, 100, 2) for hour in range(10)]
    (gap,) = gaps(events_of(busy + again), 1)
    assert (gap.since, gap.until, gap.flows) == (9 * HOUR, 20 * DAY, 0)


def test_a_date_only_row_fills_its_day():
    """A row of the tenth day at no hour: silence begins when that day is over."""
    drawn = [(OUTSIDE, 0, hour * HOUR, 100, 2) for hour in range(5)]
    drawn += [(OUTSIDE, 0, 10 * DAY, 100, 0), (OUTSIDE, 0, 30 * DAY, 100, 2)]
    found = gaps(events_of(drawn), 1)
    assert [(gap.since, gap.until) for gap in found] == [
        (4 * HOUR, 10 * DAY), (11 * DAY, 30 * DAY),
    ]  # fmt: skip


def test_one_second_of_data_is_a_burst():
    events = events_of([(0, OUTSIDE, SECOND, 100, 2)] * 6)
    (burst,) = bursts(events, 1)
    assert (burst.since, burst.until, burst.flows) == (SECOND, SECOND, 6)
    assert bursts(Events.nothing(), 2) == gaps(Events.nothing(), 2) == []
