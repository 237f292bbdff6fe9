"""Days off, and the services that the importer and the tracing share."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.reference import services
from app.base.reference.holidays import holiday_name, is_workday
from app.importers.words import SERVICE_WORDS, SHORT_SERVICES


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        (date(2020, 7, 2), True, None),
        (date(2020, 7, 4), False, None),
        (date(2020, 1, 24), False, "春节"),
        (date(2020, 1, 19), True, None),  # a Sunday that was worked
        (date(2026, 12, 31), True, None),
        (date(2003, 12, 31), None, None),
        (date(2027, 1, 1), None, None),
        (datetime(2020, 10, 1, 12, 0), False, "国庆节"),
    ],
)
def test_day(day, works, name):
    assert is_workday(day) is works
    assert holiday_name(day) == name


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_a_named_holiday_is_off(day):
    assert is_workday(day) is not None
    if holiday_name(day):
        assert is_workday(day) is False


def test_most_weekdays_are_worked():
    days = [
        date.fromordinal(n)
        for n in range(date(2019, 1, 1).toordinal(), date(2020, 1, 1).toordinal())
    ]
    assert sum(is_workday(day) is True for day in days) == 250


def test_services_are_one_list():
    names = [service.name for service in services.services()]
    assert len(names) == len(set(names)) > 20
    assert SERVICE_WORDS.split("|") == names
    assert set(SHORT_SERVICES) <= set(names)
    numbers = [number for service in services.services() for number in service.numbers]
    assert len(numbers) == len(set(numbers)) > 5


def test_service_by_number_and_name():
    tenpay = services.service_of_number("243300133")
    assert tenpay is not None
    assert tenpay.name == "财付通"
    assert services.service_of_number("1") is None
    assert services.service_named("财付通支付科技有限公司") == tenpay
    assert services.service_named("测试商行") is None
