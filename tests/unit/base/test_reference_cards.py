"""Banks of cards: the longest prefix of the right length, and nothing where that is not sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from app.base.reference import card_bins
from app.base.reference.tables import rows_of


def filled(prefix: str, length: int) -> str:
    """A number of this length that begins so and whose check digit fits."""
    body = prefix.ljust(length - 1, "0")
    return body + luhn.calc_check_digit(body)


def test_tables_belong_together():
    banks = dict(rows_of("banks.csv"))
    rows = rows_of("card_bins.csv")
    assert len(banks) == 274
    assert len(rows) == 1693
    assert {bank for _bin, _length, bank, _kind in rows} <= set(banks)
    assert {kind for *_rest, kind in rows} == {"DC", "CC", "SCC", "PC"}
    lengths = {len(prefix) for prefix, *_rest in rows}
    assert lengths == set(range(card_bins.KEY, card_bins.LONGEST_PREFIX + 1))
    for prefix, length, _bank, _kind in rows:
        assert prefix.isdigit()
        assert card_bins.SHORTEST <= int(length) <= card_bins.LONGEST


def test_every_prefix_is_found():
    names = dict(rows_of("banks.csv"))
    missed = []
    for prefix, length, bank, _kind in rows_of("card_bins.csv"):
        found = card_bins.bank_of_card(filled(prefix, int(length)))
        if found is None or (found.prefix == prefix and found.name != names[bank]):
            missed.append((prefix, length))
    assert missed == []


@pytest.mark.parametrize(
    ("number", "bank", "kind"),
    [
        ("6222020000000000034", "中国工商银行", "DC"),
        (
            "6222020000000000035",
            "中国工商银行",
            "DC",
        ),  # a wrong check digit: a typing error, same bank
        ("622202000000003", None, None),  # no card of this prefix has 15 digits
        ("0000000000000000000", None, None),
        ("", None, None),
        ("62220200000000000３４", None, None),
    ],
)
def test_card(number, bank, kind):
    found = card_bins.bank_of_card(number)
    assert (found and found.name, found and found.kind) == (bank, kind)


def test_same_prefix_other_length_is_another_bank():
    short = card_bins.bank_of_card(filled("622302", 16))
    long = card_bins.bank_of_card(filled("622302", 18))
    assert short is not None
    assert long is not None
    assert short.code != long.code == "ICBC"


def test_longer_prefix_wins():
    listed = {(row[0], row[1]): row for row in rows_of("card_bins.csv")}
    pairs = [
        (longer, length)
        for longer, length in listed
        for cut in range(card_bins.KEY, len(longer))
        if (longer[:cut], length) in listed
    ]
    assert pairs
    for prefix, length in pairs:
        found = card_bins.bank_of_card(filled(prefix, int(length)))
        assert found is not None
        assert len(found.prefix) >= len(prefix)


def test_prefix_that_account_numbers_share_needs_the_check_digit():
    number = filled("95599", 19)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    found = card_bins.bank_of_card(number)
    assert found is not None
    assert found.code == "ABC"
    assert card_bins.bank_of_card(wrong) is None


@given(st.text(max_size=25))
def test_any_text_is_answered(text):
    found = card_bins.bank_of_card(text)
    assert found is None or (text.startswith(found.prefix) and len(text) == found.length)


@given(st.from_regex(r"[0-9]{1,24}", fullmatch=True))
def test_luhn_agrees(number):
    assert card_bins.fits_luhn(number) == luhn.is_valid(number)
