"""A victim's words find the flow they speak of, one to one, the nearest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.payment_matching import APART, Candidate, Statement, match

NOON = datetime(2021, 5, 6, 12)


def said(place: int, minutes: float = 0, exactness: int = 2, payers: tuple[int, ...] = ()):
    return Statement(place, NOON + timedelta(minutes=minutes), exactness, frozenset(payers))


def flow(place: int, number: int, minutes: float, payer: int | None = None, exactness: int = 2):
    moment = NOON + timedelta(minutes=minutes)
    return Candidate(place, number, payer, moment, moment, exactness)


def test_ten_minutes_are_near_enough_and_eleven_are_not():
    assert match([said(1)], [flow(1, 7, 10)]) == {1: 7}
    assert match([said(1)], [flow(1, 7, 11)]) == {}


def test_without_a_clock_the_day_decides():
    assert match([said(1, exactness=0)], [flow(1, 7, 600)]) == {1: 7}
    assert match([said(1)], [flow(1, 7, 600, exactness=0)]) == {1: 7}
    assert match([said(1, exactness=0)], [flow(1, 7, 60 * 13)]) == {}


def test_the_nearest_first_and_each_once():
    candidates = [flow(place, number, at) for place in (1, 2) for number, at in ((7, 1), (8, 6))]
    assert match([said(1), said(2, 5)], candidates) == {1: 7, 2: 8}
    assert match([said(1), said(2)], [flow(1, 7, 3), flow(2, 7, 3)]) == {1: 7}


def test_money_of_another_payer_is_never_the_one():
    assert match([said(1, payers=(3,))], [flow(1, 7, 0, payer=4)]) == {}
    both = [flow(1, 7, 0), flow(1, 8, 5, payer=3)]
    assert match([said(1, payers=(3,))], both) == {1: 8}


@given(
    st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 2)), max_size=6),
    st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 2)), max_size=6),
)
def test_matching_is_one_to_one_and_within_the_rule(stated, flows):
    statements = [said(place, at, exact) for place, (at, exact) in enumerate(stated)]
    candidates = [
        flow(place, 100 + number, at, exactness=exact)
        for place in range(len(stated))
        for number, (at, exact) in enumerate(flows)
    ]
    found = match(statements, candidates)
    assert len(set(found.values())) == len(found)
    for place, number in found.items():
        at, exact = flows[number - 100]
        near = abs(timedelta(minutes=at - stated[place][0])) <= APART
        assert near or exact == 0 or stated[place][1] == 0
