"""What typed texts mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.searching.typed import LONGEST, Amounts, amounts_of, near, understand
from app.analysis.searching.typed_dates import days_of


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("5万", 5_000_000, 5_000_000),
        ("1万5千", 1_500_000, 1_500_000),
        ("1.5万元", 1_500_000, 1_500_000),
        ("5w", 5_000_000, 5_000_000),
        ("2亿", 20_000_000_000, 20_000_000_000),
        ("49999.5", 4_999_950, 4_999_950),
        ("４９，９９９．００", 4_999_900, 4_999_900),
        ("¥50,000", 5_000_000, 5_000_000),
        ("-500", 50_000, 50_000),
        ("50000±1%", 4_950_000, 5_050_000),
        ("50000 ± 500", 4_950_000, 5_050_000),
        ("5万+-1千", 4_900_000, 5_100_000),
        ("约5万", 4_950_000, 5_050_000),
        ("5万左右", 4_950_000, 5_050_000),
        (">=50000", 5_000_000, None),
        (">5万", 5_000_001, None),
        ("5万以上", 5_000_000, None),
        ("<=50000", None, 5_000_000),
        ("<5万", None, 4_999_999),
        ("4-6万", 4_000_000, 6_000_000),
        ("4万到6万", 4_000_000, 6_000_000),
        ("40000..60000", 4_000_000, 6_000_000),
        ("5±10", 0, 1_500),
    ],
)
def test_amounts(text: str, least: int | None, most: int | None):
    found = amounts_of(text)
    assert found is not None
    assert (found.least, found.most) == (least, most)


@pytest.mark.parametrize(
    "text", ["", "张三", "00123", "1e5", "1.2.3", "6万-4万", "万", "±1%", "5万张", "9" * 40]
)
def test_no_amounts(text: str):
    assert amounts_of(text) is None


def test_one_amount_is_looked_for_nearby():
    assert near(Amounts(100_00, 100_00, 100_00)) == Amounts(99_00, 101_00, 100_00)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2020-07-02", "2020-07-02", "2020-07-02"),
        ("2020/7/2", "2020-07-02", "2020-07-02"),
        ("20200702", "2020-07-02", "2020-07-02"),
        ("2020年7月2日", "2020-07-02", "2020-07-02"),
        ("20年7月2号", "2020-07-02", "2020-07-02"),
        ("2020年7月", "2020-07-01", "2020-07-31"),
        ("2020年2月份", "2020-02-01", "2020-02-29"),
        ("2020-07", "2020-07-01", "2020-07-31"),
        ("202007", "2020-07-01", "2020-07-31"),
        ("2020年", "2020-01-01", "2020-12-31"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("２０２０－０７－０２", "2020-07-02", "2020-07-02"),
        ("2020-07-01..2020-07-05", "2020-07-01", "2020-07-05"),
        ("2020-07-01-2020-07-05", "2020-07-01", "2020-07-05"),
        ("2020年6月到2020年7月", "2020-06-01", "2020-07-31"),
    ],
)
def test_days(text: str, since: str, until: str):
    found = days_of(text)
    assert found is not None
    assert found.within(range(1999, 2001)) == [
        (date.fromisoformat(since), date.fromisoformat(until))
    ]


def test_days_of_any_year():
    day = days_of("7月2日")
    assert day is not None
    assert day.within(range(2020, 2022)) == [
        (date(2020, 7, 2), date(2020, 7, 2)), (date(2021, 7, 2), date(2021, 7, 2)),
    ]  # fmt: skip
    leap = days_of("2月29日")
    assert leap is not None
    assert leap.within(range(2019, 2022)) == [(date(2020, 2, 29), date(2020, 2, 29))]
    month = days_of("2月")
    assert month is not None
    assert month.within(range(2021, 2022)) == [(date(2021, 2, 1), date(2021, 2, 28))]


@pytest.mark.parametrize(
    "text", ["", "2020-13-01", "2月30日", "1970年", "7", "13月", "7月5日到7月1日", "20201301"]
)
def test_no_days(text: str):
    assert days_of(text) is None


@pytest.mark.parametrize(
    ("text", "words", "number", "letters"),
    [
        ("張 三", "张三", "", ""),
        ("Zhang San", "zhangsan", "zhangsan", "zhangsan"),
        ("6222 0202-0000", "622202020000", "622202020000", ""),
        (">=50000", "", "", ""),
        ("50000±1%", "", "", ""),
        ("49999.5", "499995", "", ""),
        ("a.b@qq.com", "abqqcom", "abqqcom", "abqqcom"),
        ("2020-07-02", "20200702", "", ""),
        ("20200702", "20200702", "20200702", ""),
        ("张san", "张san", "", "张san"),
    ],
)
def test_readings(text: str, words: str, number: str, letters: str):
    typed = understand(text)
    assert (typed.words, typed.number, typed.letters) == (words, number, letters)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "　", "·", "%"])
def test_nothing_is_asked(text: str):
    assert understand(text).is_empty


@given(st.text(max_size=300))
def test_any_text_is_understood(text: str):
    assert len(understand(text).text) <= LONGEST
