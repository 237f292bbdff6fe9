"""Phone numbers have one spelling; segments tell place and operator, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.base.reference import phones, prefixes

MOBILE = "13000000001"
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("given_", "plain"),
    [
        ("8613000000001", MOBILE),
        ("+86 130-0000-0001", MOBILE),
        ("008613000000001", MOBILE),
        ("013000000001", MOBILE),
        ("1795113000000001", MOBILE),
        ("17951013000000001", MOBILE),
        ("1259317951 13000000001", MOBILE),
        ("１３０００００００01", MOBILE),
        ("(0755)2222-3333", "075522223333"),
        ("0086 755 22223333", "075522223333"),
        ("8675522223333", "075522223333"),
        ("+8602022223333", "02022223333"),
        ("22223333", "22223333"),
        ("10086", "10086"),
        ("95588", "95588"),
        ("+86 95588", "95588"),
        ("106980000000", "106980000000"),
        ("1064712345678", "1064712345678"),
        ("+852 2222 3333", "0085222223333"),
        ("0085222223333", "0085222223333"),
        ("17951234567", "17951234567"),  # a mobile number of its own, not a dialling prefix
        (" 隐藏号码 ", "隐藏号码"),
        ("", ""),
    ],
)
def test_one_spelling(given_, plain):
    assert phones.plain_phone(given_) == plain


@given(st.text(alphabet="0123456789+- ()86", max_size=50) | st.text(max_size=60))
@example("0086")
@example("86" * 20)
@example("+" + "0" * 39)
def test_the_spelling_is_final(text):
    plain = phones.plain_phone(text)
    assert phones.plain_phone(plain) == plain


@given(mobiles, st.sampled_from(["+86", "0086", "86", "0", "17951", "179110086", "1795186"]))
def test_no_prefix_changes_a_mobile_number(number, prefix):
    assert phones.plain_phone(prefix + number) == number
    assert phones.segment_of_phone(prefix + number) == phones.segment_of_phone(number)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("13800000001", ("北京", "移动", False)),
        ("+8618900000000", ("北京", "电信", False)),
        ("16500000000", None),
        ("10086", None),
        ("075522223333", None),
    ],
)
def test_segment(number, told):
    found = phones.segment_of_phone(number)
    assert (found and (found.place.name, found.operator, found.virtual)) == told


@given(st.integers(1_300_000, 1_999_999))
def test_a_segment_is_of_its_own_digits_only(segment):
    first, last = f"{segment}0000", f"{segment}9999"
    assert phones.segment_of_phone(first) == phones.segment_of_phone(last)


def test_table_is_whole():
    table = phones._segments()
    assert sum(table.lengths) == 499_527
    ends = [first + length for first, length in zip(table.firsts, table.lengths, strict=True)]
    assert all(end <= first for end, first in zip(ends, table.firsts[1:], strict=False))
    assert max(table.places) == len(phones._places()) - 1
    assert set(table.operators) <= set(phones._OPERATORS)


def test_virtual_operators():
    virtual = phones.segment_of_phone("16710070000")
    assert virtual is not None
    assert virtual.virtual
    assert prefixes.is_virtual_prefix("16710070000")
    assert not prefixes.is_virtual_prefix(MOBILE)


@pytest.mark.parametrize(
    ("code", "places"),
    [("20", ("广东 广州",)), ("0755", ("广东 深圳",)), ("0371", ("河南 开封", "河南 郑州")),
     ("1000", ()), ("", ())],
)  # fmt: skip
def test_area_code(code, places):
    assert phones.places_of_area_code(code) == places


def test_sim_cards_and_machines():
    assert prefixes.operator_of_imsi("460010000000001") == "联通"
    assert prefixes.operator_of_imsi("310260000000001") is None
    assert prefixes.operator_of_imsi("46001") is None
    assert prefixes.operator_of_iccid("89860312345678901234") == "电信"
    assert prefixes.operator_of_iccid("8944110012345678901") is None
    assert prefixes.operator_of_machine("1064900000000") == "电信"
    assert prefixes.operator_of_machine("10649") is None
