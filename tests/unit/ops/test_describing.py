"""Filters and selections in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from app.base import i18n
from app.model import Chip, FlowFilter, Period, Person, Selection
from app.ops.describing import Names, chip_text, names_of, period_text, sentence
from app.ops.tagging import make_tag
from tests.unit.model.test_selection import FILTERS

if TYPE_CHECKING:
    from app.store.casefile import CaseFile

JULY = Period(datetime(2020, 7, 1), datetime(2020, 7, 31, 23, 59, 59, 999999))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (FlowFilter(), "All flows"),
        (FlowFilter(text="房租"), "Flows; with “房租” in the text"),
        (
            FlowFilter(accounts=("A", "B"), direction="in", period=JULY, least_fen=5_000_000),
            "Flows of A or B; 2020-07-01 to 2020-07-31; at least ¥50,000.00; money in",
        ),
        (
            FlowFilter(least_fen=100, most_fen=200, kinds=("cash", "fee"), statuses=("failed",)),
            "Flows; at least ¥1.00; at most ¥2.00; cash or fee; failed",
        ),
        (
            FlowFilter(counterparties=("1", "2", "3", "4", "5"), channels=("ATM",), tags=(1, 7)),
            "Flows; with 1, 2, 3 or 2 more; through ATM; tagged 可疑 or tag 7",
        ),
        (FlowFilter(parties=(4,), currencies=("CNY",)), "Flows of 赵一鸣; CNY"),
    ],
)
def test_a_filter_is_one_sentence(wanted: FlowFilter, text: str) -> None:
    assert sentence(wanted, Names({4: "赵一鸣"}, {1: "可疑"})) == text


def test_one_amount_is_told_once() -> None:
    assert sentence(FlowFilter(least_fen=100, most_fen=100)) == "Flows; ¥1.00"
    assert chip_text(FlowFilter(least_fen=100, most_fen=100), Chip("most_fen")) == "at most ¥1.00"


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(), ""),
        (Period(datetime(2020, 7, 1)), "from 2020-07-01"),
        (Period(until=datetime(2020, 7, 1, 8, 30)), "until 2020-07-01 08:30:00"),
        (Period(datetime(2020, 7, 1), datetime(2020, 7, 1, 23, 59, 59)), "2020-07-01"),
    ],
)
def test_a_period_is_as_short_as_it_can_be(period: Period, text: str) -> None:
    assert period_text(period) == text


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (Selection(), "Nothing selected"),
        (Selection(accounts=("A",)), "account A"),
        (Selection(flows=(1, 2), parties=(4,)), "party 赵一鸣, 2 flows"),
        (Selection(incidents=(3,), batches=(1, 2)), "incident 3, 2 batches"),
        (Selection(traces=(7,)), "trace 7"),
    ],
)
def test_a_selection_in_words(what: Selection, text: str) -> None:
    assert sentence(what, Names({4: "赵一鸣"})) == text


@given(FILTERS)
def test_every_chip_has_a_text(wanted: FlowFilter) -> None:
    for chip in wanted.chips():
        text = chip_text(wanted, chip)
        assert text or chip.value == ""
    assert sentence(wanted)


def test_names_come_from_the_case(case: CaseFile) -> None:
    tag, _changes = make_tag(case, name="可疑")
    with case.session() as session:
        person = Person(name="赵一鸣")
        session.add(person)
        session.flush()
    wanted = FlowFilter(parties=(person.id,), tags=(tag,))
    assert names_of(case, FlowFilter()) == Names()
    assert names_of(case, wanted) == Names({person.id: "赵一鸣"}, {tag: "可疑"})


def test_in_chinese() -> None:
    i18n.use_language("zh_CN")
    wanted = FlowFilter(accounts=("A", "B"), direction="in", kinds=("cash",), least_fen=100)
    assert sentence(wanted) == "A或B的资金流；不少于¥1.00；转入；现金"
