"""Check digits against published examples, and against the generator's own people."""

from __future__ import annotations

import random

import pytest

from app.demo.numbers import luhn_digit, luhn_ok, resident_check, resident_ok
from app.demo.people import Population


@pytest.mark.parametrize("number", ["34052419800101001X", "11010519491231002X"])
def test_examples_of_the_standard_pass(number: str) -> None:
    assert resident_check(number[:17]) == "X"
    assert resident_ok(number)
    assert resident_ok(number.lower())


@pytest.mark.parametrize("number", ["340524198001010010", "34052419800101001", "X" * 18])
def test_wrong_resident_numbers_fail(number: str) -> None:
    assert not resident_ok(number)


def test_luhn() -> None:
    assert luhn_digit("7992739871") == "3"
    assert luhn_ok("79927398713")
    assert not luhn_ok("79927398714")
    assert not luhn_ok("７９９２７３９８７１３")


def test_people_are_valid_and_belong_to_no_division() -> None:
    population = Population(random.Random(1))
    people = [population.person() for _ in range(500)]
    assert len({person.id_number for person in people}) == 500
    for person in people:
        assert resident_ok(person.id_number)
        assert person.id_number.startswith("990")
        assert person.phone.startswith("130000")
    cards = [population.card("621799") for _ in range(500)]
    assert len(set(cards)) == 500
    assert all(luhn_ok(card) and len(card) == 19 for card in cards)
