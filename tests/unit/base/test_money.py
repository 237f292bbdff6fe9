"""Money is exact: what is written can be read back, and nothing is a float."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import money

FEN = st.integers(-money.MAX_FEN, money.MAX_FEN)


@given(FEN)
def test_plain_reads_back(fen):
    assert money.fen_from_text(money.plain(fen)) == fen


@given(FEN)
def test_plain_is_the_decimal(fen):
    assert Decimal(money.plain(fen).replace(",", "")) * 100 == fen


@given(FEN)
def test_yuan_carries_the_sign_before_the_currency(fen):
    assert money.yuan(fen).replace("¥", "") == money.plain(fen)


@given(FEN)
def test_in_wan_never_says_more_than_there_is(fen):
    shown = Decimal(money.in_wan(fen).removesuffix("万").replace(",", "")) * 1_000_000
    assert abs(shown) <= abs(fen) < abs(shown) + 10_000
    assert shown == 0 or (shown < 0) == (fen < 0)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("-49999.00", -4_999_900),
        ("1,380,000.5", 138_000_050),
        (" +0.01 ", 1),
        (".5", 50),
        ("7.", 700),
        ("0.005", 1),
        ("0.015", 2),
        ("0.025", 3),
        ("-0.015", -2),
        ("-0.004", 0),
        ("999999999999999.99", money.MAX_FEN),
    ],
)
def test_reads_and_rounds_half_away_from_zero(text, fen):
    assert money.fen_from_text(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "1e5", "¥5", "1 000", "NaN", "inf", "1.2.3", "--1", "1000000000000000.00"],
)
def test_refuses_what_is_no_plain_number(text):
    assert money.fen_from_text(text) is None


@given(st.text())
def test_never_raises(text):
    result = money.fen_from_text(text)
    assert result is None or abs(result) <= money.MAX_FEN


def test_forms_of_the_look():
    assert money.plain(138_000_050) == "1,380,000.50"
    assert money.yuan(-5) == "-¥0.05"
    assert money.in_wan(138_000_050) == "138.00万"
