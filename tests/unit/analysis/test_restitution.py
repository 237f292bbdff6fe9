"""Frozen money goes back by the rule, adds up to the fen, and never exceeds a loss."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.restitution import (
    Credit,
    Victim,
    give_back,
    in_proportion,
    notice_at,
    remaining,
)

NOON = datetime(2021, 5, 6, 12)


def credit(minutes: float, amount: int, victim: str | None = None, exactness: int = 2) -> Credit:
    return Credit(NOON + timedelta(minutes=minutes), exactness, amount, victim)


def returned(plan) -> dict[str, int]:
    return {share.victim: share.returned_fen for share in plan.shares}


def test_a_single_credit_goes_back_to_its_victim():
    plan = give_back(700, [Victim("甲", 1000)], [credit(0, 1000, "甲")])
    assert (plan.rule, returned(plan), plan.unclaimed_fen) == ("single", {"甲": 700}, 0)


def test_the_latest_arrivals_are_those_still_there():
    victims = [Victim("甲", 1000), Victim("乙", 600), Victim("丙", 300)]
    arrivals = [credit(0, 1000, "甲"), credit(5, 600, "乙"), credit(7, 100), credit(9, 300, "丙")]
    plan = give_back(750, victims, arrivals)
    assert plan.rule == "time_stamp"
    assert returned(plan) == {"甲": 0, "乙": 350, "丙": 300}
    assert plan.unclaimed_fen == 100


def test_one_moment_on_the_edge_leaves_proportion():
    victims = [Victim("甲", 300), Victim("乙", 100)]
    same = [credit(0, 300, "甲"), credit(0, 100, "乙")]
    assert returned(give_back(201, victims, same)) == {"甲": 151, "乙": 50}
    assert give_back(201, victims, same).rule == "pro_rata"
    assert give_back(400, victims, same).rule == "time_stamp"
    day = [credit(0, 300, "甲", 0), credit(60, 100, "乙")]
    assert give_back(100, victims, day).rule == "pro_rata"
    minute = [credit(0, 300, "甲", 1), credit(0.5, 100, "乙")]
    assert give_back(100, victims, minute).rule == "pro_rata"
    apart = [credit(0, 300, "甲", 1), credit(1.5, 100, "乙")]
    assert give_back(100, victims, apart).rule == "time_stamp"


def test_without_arrivals_it_is_proportion_and_the_surplus_is_told_apart():
    plan = give_back(1000, [Victim("甲", 300), Victim("乙", 100)], [])
    assert (plan.rule, returned(plan)) == ("pro_rata", {"甲": 300, "乙": 100})
    assert plan.unclaimed_fen == 600
    nobody = give_back(5, [], [])
    assert (nobody.rule, nobody.unclaimed_fen) == ("nothing", 5)
    gone = give_back(100, [Victim("甲", 300)], [credit(0, 300, "甲"), credit(5, 100)])
    assert (gone.rule, gone.unclaimed_fen) == ("nothing", 100)


def test_largest_remainder():
    assert in_proportion(2, {"a": 1, "b": 1, "c": 1}) == {"a": 1, "b": 1, "c": 0}
    assert in_proportion(10, {"甲": 15, "乙": 5}) == {"甲": 8, "乙": 2}


@pytest.mark.parametrize(
    ("after", "left", "over"),
    [(timedelta(), 30, False), (timedelta(days=29, hours=1), 1, False),
     (timedelta(days=30), 0, True)],
)  # fmt: skip
def test_the_notice(after, left, over):
    clock = notice_at(NOON + after, NOON)
    assert (clock.days_left, clock.over) == (left, over)


NAMES = ("甲", "乙", "丙", None)
CREDITS = st.lists(
    st.builds(
        credit, st.integers(-3000, 0), st.integers(1, 10**12), st.sampled_from(NAMES),
        st.integers(0, 2),
    ),
    max_size=8,
)  # fmt: skip
LOSSES = st.tuples(*[st.integers(0, 10**12)] * 3)


@given(st.integers(0, 10**13), LOSSES, CREDITS, st.sampled_from([None, "pro_rata"]))
def test_it_adds_up_and_nobody_gets_more_than_his_loss(frozen, losses, arrivals, rule):
    victims = [Victim(name, loss) for name, loss in zip("甲乙丙", losses, strict=True)]
    plan = give_back(frozen, victims, arrivals, rule=rule)
    assert sum(share.returned_fen for share in plan.shares) + plan.unclaimed_fen == frozen
    assert plan.unclaimed_fen >= 0
    for share in plan.shares:
        assert 0 <= share.returned_fen <= share.loss_fen
        if plan.rule in ("single", "time_stamp"):
            assert share.returned_fen <= share.remaining_fen <= share.paid_in_fen
    there = remaining(frozen, arrivals)
    if there is not None:
        assert sum(there) == min(frozen, sum(each.amount_fen for each in arrivals))


@given(st.integers(0, 10**13), CREDITS, st.randoms())
def test_the_order_of_input_does_not_matter(frozen, arrivals, random):
    mixed = list(arrivals)
    random.shuffle(mixed)
    victims = [Victim(name, 10**12) for name in "甲乙丙"]
    assert give_back(frozen, victims, arrivals) == give_back(frozen, victims, mixed)


@given(st.integers(0, 10**15), st.dictionaries(st.text(min_size=1), st.integers(0, 10**15)))
def test_proportion_adds_up_and_stays_below_its_weights(amount, weights):
    amount = min(amount, sum(weights.values()))
    shares = in_proportion(amount, weights)
    assert sum(shares.values()) == amount
    assert all(0 <= shares[key] <= weights[key] for key in weights)
