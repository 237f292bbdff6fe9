"""Fast in, fast out: no fen serves twice, limits hold, date-only rows take no part."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given

from app.analysis.timeline.events import MINUTE, OUTSIDE, Events
from app.analysis.timeline.pairs import fast_pairs
from tests.unit.analysis.timeline.events_of import LANES, events_of, rows


@given(rows)
def test_what_goes_on_never_exceeds_what_came_or_what_went(drawn):
    events = events_of(drawn)
    pairs = fast_pairs(events, LANES, least_fen=1)
    amounts = dict(zip(events.id.tolist(), events.amount.tolist(), strict=True))
    exact = dict(zip(events.id.tolist(), events.exactness.tolist(), strict=True))
    passed: dict[int, int] = defaultdict(int)
    for pair in pairs:
        assert pair.amount == amounts[pair.came]
        assert 0.8 <= pair.share <= 1
        assert 0 <= pair.minutes <= 30
        assert pair.passed <= sum(amounts[each] for each in pair.went)
        assert all(exact[each] for each in (pair.came, *pair.went))
        passed[pair.lane] += pair.passed
    for lane, sum_passed in passed.items():
        assert sum_passed <= int(events.amount[events.payer == lane].sum())
    assert len({(pair.lane, pair.came) for pair in pairs}) == len(pairs)


def test_a_bracket_ends_with_the_last_outflow_it_needs():
    events = events_of(
        [
            (OUTSIDE, 0, 0, 1_000_000, 2),
            (0, 1, 5 * MINUTE, 600_000, 2),
            (0, OUTSIDE, 12 * MINUTE, 500_000, 2),
            (0, OUTSIDE, 13 * MINUTE, 70, 2),
        ]
    )
    (pair,) = fast_pairs(events, 2)
    assert (pair.minutes, pair.share, pair.went) == (12, 1.0, (2, 3))


def test_too_late_too_little_too_vague():
    late = [(OUTSIDE, 0, 0, 1_000_000, 2), (0, OUTSIDE, 31 * MINUTE, 1_000_000, 2)]
    little = [(OUTSIDE, 0, 0, 1_000_000, 2), (0, OUTSIDE, MINUTE, 700_000, 2)]
    vague = [(OUTSIDE, 0, 0, 1_000_000, 0), (0, OUTSIDE, MINUTE, 1_000_000, 2)]
    for drawn in (late, little, vague):
        assert fast_pairs(events_of(drawn), 1) == []
    assert fast_pairs(Events.nothing(), 3) == []
