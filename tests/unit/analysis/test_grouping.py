"""Which addresses and devices say something, and how shared ones join accounts."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.grouping import (
    Use,
    Useless,
    groups,
    plain_address,
    plain_mac,
    useless_address,
    useless_mac,
    useless_terminal,
)

AT = datetime(2020, 7, 2)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("1.2.3.4", None),
        ("100.63.255.255", None),
        ("100.64.0.1", Useless.CARRIER_GRADE),
        ("100.127.255.255", Useless.CARRIER_GRADE),
        ("100.128.0.0", None),
        ("10.1.2.3", Useless.PRIVATE),
        ("172.16.0.1", Useless.PRIVATE),
        ("172.32.0.1", None),
        ("192.168.1.1", Useless.PRIVATE),
        ("127.0.0.1", Useless.LOOPBACK),
        ("169.254.1.1", Useless.LINK_LOCAL),
        ("224.0.0.1", Useless.MULTICAST),
        ("240.0.0.1", Useless.RESERVED),
        ("203.0.113.5", Useless.RESERVED),
        ("0.0.0.0", Useless.EMPTY),
        ("255.255.255.255", Useless.EMPTY),
        ("::", Useless.EMPTY),
        ("::1", Useless.LOOPBACK),
        ("fe80::1", Useless.LINK_LOCAL),
        ("fd00::1", Useless.PRIVATE),
        ("ff02::1", Useless.MULTICAST),
        ("2408:8000::1", None),
        ("::ffff:10.0.0.1", Useless.PRIVATE),
        ("::ffff:1.2.3.4", None),
        ("1.2.3", Useless.UNREADABLE),
        ("无", Useless.UNREADABLE),
    ],
)
def test_addresses_that_are_nobodys_own(address: str, reason: Useless | None) -> None:
    assert useless_address(address) is reason


@pytest.mark.parametrize(
    ("mac", "reason"),
    [
        ("00-1A-2B-3C-4D-5E", None),
        ("001a.2b3c.4d5e", None),
        ("02:1A:2B:3C:4D:5E", Useless.RANDOMISED),
        ("A6-1A-2B-3C-4D-5E", Useless.RANDOMISED),
        ("01-00-5E-00-00-01", Useless.MULTICAST),
        ("00-00-00-00-00-00", Useless.EMPTY),
        ("FFFFFFFFFFFF", Useless.EMPTY),
        ("00-1A-2B", Useless.UNREADABLE),
        ("", Useless.UNREADABLE),
    ],
)
def test_devices_that_are_nobodys_own(mac: str, reason: Useless | None) -> None:
    assert useless_mac(mac) is reason


@pytest.mark.parametrize(
    ("terminal", "reason"),
    [
        ("10345678", None), ("T00A1234", None), ("00000000", Useless.EMPTY),
        ("99999999", Useless.EMPTY), ("----", Useless.EMPTY), ("1", Useless.UNREADABLE),
        ("", Useless.EMPTY),
    ],
)  # fmt: skip
def test_terminals_that_are_nobodys_own(terminal: str, reason: Useless | None) -> None:
    assert useless_terminal(terminal) is reason


def test_one_spelling() -> None:
    assert plain_mac(" 00:1a-2b.3c4d5e") == "001A2B3C4D5E"
    assert plain_address("2408:8000:0:0::1") == plain_address("2408:8000::0001")
    assert plain_address("::ffff:1.2.3.4") == "1.2.3.4"


def used(value: str, *accounts: int) -> list[Use]:
    return [Use(value, account, 1, AT, AT) for account in accounts]


def test_groups_join_through_each_other_and_leave_out_with_a_reason() -> None:
    uses = [
        *used("1.1.1.1", 1, 2), *used("1.1.1.2", 2, 3), *used("1.1.1.3", 7, 8),
        *used("1.1.1.4", 9), *used("10.0.0.1", 1, 9), *used("1.1.1.9", 4, 5, 6, 7),
    ]  # fmt: skip
    found, left = groups(uses, useless=useless_address, most=3)
    assert [(group.accounts, group.values) for group in found] == [
        ((1, 2, 3), ("1.1.1.1", "1.1.1.2")), ((7, 8), ("1.1.1.3",))
    ]  # fmt: skip
    assert left == {Useless.PRIVATE: 1, Useless.TOO_MANY: 1}
    apart, _left = groups(uses, useless=useless_address, most=3, joined=False)
    assert [group.accounts for group in apart] == [(1, 2), (2, 3), (7, 8)]


@given(st.lists(st.sets(st.integers(0, 12), min_size=1, max_size=4), max_size=10))
def test_groups_are_the_classes_of_sharing(shared: list[set[int]]) -> None:
    uses = [use for nth, accounts in enumerate(shared) for use in used(f"v{nth}", *accounts)]
    found, left = groups(uses, useless=lambda _value: None, most=99)
    assert left == {}
    wanted: list[set[int]] = []
    for accounts in (each for each in shared if len(each) > 1):
        touching = [each for each in wanted if each & accounts]
        wanted = [each for each in wanted if not each & accounts]
        wanted.append(accounts.union(*touching))
    assert sorted(group.accounts for group in found) == sorted(
        tuple(sorted(each)) for each in wanted
    )
    again, _left = groups(uses[::-1], useless=lambda _value: None, most=99)
    assert again == found
