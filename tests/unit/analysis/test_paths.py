"""Ways that respect time: by hand, and against a reckoning that tries every run of flows."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.paths import Hop, best_ways

START = datetime(2020, 7, 2, 9)


def hop(id_: int, payer: int, payee: int, minute: int, amount: int, takes: int = 0) -> Hop:
    moment = START + timedelta(minutes=minute)
    return Hop(id_, payer, payee, moment, moment + timedelta(minutes=takes), amount)


def told(ways: list) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
    return [(way.accounts, tuple(each.id for each in way.hops), way.width) for way in ways]


def test_widest_first_and_none_before_its_money() -> None:
    hops = [
        hop(1, 1, 2, 0, 500),
        hop(2, 2, 9, 10, 300),
        hop(3, 2, 9, -5, 900),  # before anything came
        hop(4, 1, 9, 3, 200),
        hop(5, 1, 3, 0, 800),
        hop(6, 3, 4, 0, 700),  # in the same minute
        hop(7, 4, 9, 1, 650),
        hop(8, 3, 9, -1, 999),
    ]
    ways, ended = best_ways(hops, {1}, {9}, longest=3)
    assert ended
    assert told(ways) == [
        ((1, 3, 4, 9), (5, 6, 7), 650), ((1, 2, 9), (1, 2), 300), ((1, 9), (4,), 200)
    ]  # fmt: skip
    assert told(best_ways(hops, {1}, {9}, longest=2)[0]) == told(ways)[1:]
    assert told(best_ways(hops, {1}, {9}, longest=3, most=1)[0]) == told(ways)[:1]


def test_a_hop_waits_for_the_arrival_and_not_too_long() -> None:
    slow = [hop(1, 1, 2, 0, 50, takes=5), hop(2, 2, 9, 4, 50), hop(3, 2, 9, 65, 40)]
    assert told(best_ways(slow, {1}, {9}, longest=2)[0]) == [((1, 2, 9), (1, 3), 40)]
    assert told(best_ways(slow, {1}, {9}, longest=2, within=timedelta(hours=1))[0]) == [
        ((1, 2, 9), (1, 3), 40)
    ]
    assert best_ways(slow, {1}, {9}, longest=2, within=timedelta(minutes=59))[0] == []


def test_loops_end_and_a_cut_search_says_so() -> None:
    hops = [hop(1, 1, 2, 0, 5), hop(2, 2, 1, 1, 5), hop(3, 2, 3, 2, 5), hop(4, 3, 2, 3, 5)]
    assert best_ways(hops, {1}, {9}, longest=6) == ([], True)
    hops.append(hop(5, 3, 9, 4, 5))
    assert told(best_ways(hops, {1}, {9}, longest=6)[0]) == [((1, 2, 3, 9), (1, 3, 5), 5)]
    assert best_ways(hops, {1}, {9}, longest=6, most_steps=1) == ([], False)


FLOWS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 6), st.integers(1, 4)),
    max_size=14,
)


@settings(max_examples=150)
@given(FLOWS, st.integers(1, 4), st.one_of(st.none(), st.integers(0, 4)))
def test_as_if_every_run_of_flows_were_tried(
    flows: list[tuple[int, int, int, int]], longest: int, wait: int | None
) -> None:
    numbers = count(1)
    hops = [hop(next(numbers), *flow) for flow in flows]
    within = None if wait is None else timedelta(minutes=wait)
    wanted: dict[tuple[int, ...], int] = {}

    def go(accounts: tuple[int, ...], last: Hop | None, width: int) -> None:
        if accounts[-1] == 5:
            wanted[accounts] = max(width, wanted.get(accounts, 0))
            return
        if len(accounts) > longest:
            return
        for each in hops:
            fits = last is None or (
                last.arrive <= each.leave and (within is None or each.leave <= last.arrive + within)
            )
            if each.payer == accounts[-1] and each.payee not in accounts and fits:
                go((*accounts, each.payee), each, min(width, each.amount))

    go((1,), None, 10**9)
    ways, ended = best_ways(hops, {1}, {5}, longest=longest, within=within, most=10**6)
    assert ended
    assert {way.accounts: way.width for way in ways} == wanted
    assert [(-w.width, len(w.hops), w.accounts) for w in ways] == sorted(
        (-w.width, len(w.hops), w.accounts) for w in ways
    )
    for way in ways:
        assert min(each.amount for each in way.hops) == way.width
        assert all(a.arrive <= b.leave for a, b in zip(way.hops, way.hops[1:], strict=False))
