"""ID cards: check digit, birth date and division are judged apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from app.base.reference.divisions import division_of
from app.base.reference.identity_card import check_identity_card, check_sign
from app.base.reference.tables import rows_of

bodies = st.from_regex(r"[1-9][0-9]{16}", fullmatch=True)


@given(bodies)
def test_check_sign_agrees(body):
    sign = check_sign(body)
    assert sign == ric.calc_check_digit(body + "0")
    assert check_identity_card(body + sign).checksum is True


@given(bodies, st.sampled_from("0123456789X"))
def test_any_other_sign_is_wrong(body, sign):
    assert check_identity_card(body + sign).checksum is (sign == check_sign(body))


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body, place, more):
    digit = str((int(body[place]) + more) % 10)
    wrong = body[:place] + digit + body[place + 1 :]
    assert check_identity_card(wrong + check_sign(body)).checksum is False


@given(st.text(max_size=60))
def test_any_text_is_answered(text):
    check = check_identity_card(text)
    assert check.is_form or (check.checksum, check.birth, check.sex, check.division) == (None,) * 4


def test_examples_of_the_standard():
    for number, sex in (("11010519491231002X", "female"), ("11010519491231002x", "female")):
        check = check_identity_card(f" {number[:6]} {number[6:]}")
        assert (check.number, check.checksum, check.sex) == ("11010519491231002X", True, sex)
        assert check.birth == date(1949, 12, 31)
        assert check.division is not None
        assert check.division.full_name == "北京市朝阳区"


def test_parts_are_judged_apart():
    unknown_place = check_identity_card("990101199001010019")
    assert (unknown_place.checksum, unknown_place.division) == (True, None)
    no_day = check_identity_card("110105194902300020")
    assert no_day.is_form
    assert no_day.birth is None
    assert no_day.division is not None
    wrong = check_identity_card("110105194912310021")
    assert (wrong.checksum, wrong.birth) == (False, date(1949, 12, 31))


def test_fifteen_digits():
    check = check_identity_card("110105491231002")
    assert (check.checksum, check.birth, check.sex) == (None, date(1949, 12, 31), "female")
    assert check.upgraded == "11010519491231002X"
    assert check_identity_card("110105491331002").upgraded is None
    assert check_identity_card("11010519491231002X").upgraded is None


@pytest.mark.parametrize(
    "text", ["", "11010519491231002Y", "1101051949123100", "１１０１０５４９１２３１００２"]
)
def test_no_form(text):
    assert not check_identity_card(text).is_form


def test_a_division_of_its_time():
    gone = division_of("110103")
    assert gone is not None
    assert (gone.name, gone.until) == ("崇文区", 2009)
    early, late = division_of("330184", 1990), division_of("330184", 2020)
    assert early is not None
    assert early == late
    assert (early.full_name, early.since, early.until) == ("浙江省杭州市余杭市", 1995, 2000)
    assert division_of("990101") is None
    assert division_of("") is None


def test_names_of_a_code_do_not_overlap_much():
    assert len(rows_of("divisions.csv")) == 8110
    for code, _name, since, until in rows_of("divisions.csv"):
        assert len(code) == 6
        assert not (since and until) or int(since) <= int(until)
    renamed = {row[0] for row in rows_of("divisions.csv") if row[2]} & {
        row[0] for row in rows_of("divisions.csv") if row[3]
    }
    changed = [code for code in renamed if division_of(code, 1980) != division_of(code, 2020)]
    assert len(changed) > 100


def test_nobody_is_born_tomorrow() -> None:
    check = check_identity_card("11010520991231002X")
    assert check.is_form
    assert check.birth is None
