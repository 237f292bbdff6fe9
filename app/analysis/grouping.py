"""Accounts that used the same address, device or place: which values say something, and groups."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

_CARRIER_GRADE = ipaddress.ip_network("100.64.0.0/10")
_PRIVATE = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
_MAC_DIGITS = 12
_TERMINAL_SIGNS = 4
"""Shorter numbers are a shop's own counting; the scheme gives eight signs (银联 终端号)."""
_LOCAL_BIT, _GROUP_BIT = 0x02, 0x01


class Useless(StrEnum):
    """Why a value joins nobody."""

    UNREADABLE = "unreadable"
    PRIVATE = "private"
    CARRIER_GRADE = "carrier_grade"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    MULTICAST = "multicast"
    RESERVED = "reserved"
    EMPTY = "all_zero_or_broadcast"
    RANDOMISED = "randomised"
    TOO_MANY = "too_many_accounts"


def useless_address(text: str) -> Useless | None:
    """Why an IP address is nobody's own line; ``None`` where it says something.

    Sources: RFC 1918, 6598, 3927, 4193, 6890 (documentation networks are reserved). An IPv4
    address inside IPv6 is judged as what it is.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return Useless.UNREADABLE
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    tests = (
        (address.is_unspecified or int(address) == 0xFFFFFFFF, Useless.EMPTY),
        (address.is_loopback, Useless.LOOPBACK),
        (address.is_link_local, Useless.LINK_LOCAL),
        (address.is_multicast, Useless.MULTICAST),
        (address in _CARRIER_GRADE, Useless.CARRIER_GRADE),
        (any(address in net for net in _PRIVATE), Useless.PRIVATE),
        (address.is_reserved or address.is_private, Useless.RESERVED),
    )
    return next((reason for holds, reason in tests if holds), None)


def useless_mac(text: str) -> Useless | None:
    """Why a MAC address is no device's own; ``None`` where it says something.

    Phones make up locally administered addresses for every network (IEEE 802, second bit).
    """
    digits = plain_mac(text)
    if len(digits) != _MAC_DIGITS:
        return Useless.UNREADABLE
    if digits in ("0" * _MAC_DIGITS, "F" * _MAC_DIGITS):
        return Useless.EMPTY
    first = int(digits[:2], 16)
    if first & _GROUP_BIT:
        return Useless.MULTICAST
    return Useless.RANDOMISED if first & _LOCAL_BIT else None


def useless_terminal(text: str) -> Useless | None:
    """Why the number of a till or machine (终端号) is nobody's; ``None`` where it says something.

    Zeros, nines and dashes stand where a system had nothing to write.
    """
    signs = set(text.strip().upper())
    if signs <= set("0-.") or signs in ({"9"}, {"F"}) or text.strip().upper() in ("NULL", "N/A"):
        return Useless.EMPTY
    return None if len(text.strip()) >= _TERMINAL_SIGNS else Useless.UNREADABLE


def plain_mac(text: str) -> str:
    """Twelve capital hex digits of a MAC address in any spelling; empty where it is none."""
    bare = text.strip().upper().translate({ord(sign): None for sign in ":-. "})
    return bare if len(bare) == _MAC_DIGITS and set(bare) <= set("0123456789ABCDEF") else ""


def plain_address(text: str) -> str:
    """One spelling of an IP address, IPv4 inside IPv6 as IPv4; the text itself where it is none."""
    bare = text.strip()
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return bare
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


@dataclass(frozen=True)
class Use:
    """That an account used a value, in so many rows, between two times."""

    value: str
    account: int
    rows: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Group:
    """Accounts that shared values join (团伙): directly, or one through the other."""

    accounts: tuple[int, ...]
    uses: tuple[Use, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The shared values."""
        return tuple(sorted({use.value for use in self.uses}))


def groups(
    uses: Iterable[Use], *, useless: Callable[[str], Useless | None], most: int, joined: bool = True
) -> tuple[list[Group], dict[Useless, int]]:
    """The groups of accounts that values join, the largest first.

    Args:
        uses: who used what; of one value and account once.
        useless: why a value joins nobody, or ``None``.
        most: a value that more accounts used is a place's or a network's and joins nobody.
        joined: put groups that share an account together (union-find); else each value is a group.

    Returns:
        Groups of two or more accounts, and how many shared values were left out for which reason.
    """
    by_value: dict[str, list[Use]] = {}
    for use in uses:
        by_value.setdefault(use.value, []).append(use)
    left: dict[Useless, int] = {}
    kept: list[list[Use]] = []
    for value, users in by_value.items():
        if len({use.account for use in users}) < 2:
            continue
        reason = useless(value) or (Useless.TOO_MANY if len(users) > most else None)
        if reason is None:
            kept.append(users)
        else:
            left[reason] = left.get(reason, 0) + 1
    parts = _united(kept) if joined else kept
    found = [
        Group(
            tuple(sorted({use.account for use in part})),
            tuple(sorted(part, key=lambda use: (use.value, use.account))),
        )
        for part in parts
    ]
    found.sort(
        key=lambda each: (-len(each.accounts), -len(each.values), each.accounts, each.values)
    )
    return found, dict(sorted(left.items()))


def _united(parts: Collection[list[Use]]) -> list[list[Use]]:
    root: dict[int, int] = {}

    def top(account: int) -> int:
        while root.setdefault(account, account) != account:
            root[account] = root[root[account]]
            account = root[account]
        return account

    for users in parts:
        for use in users[1:]:
            root[top(use.account)] = top(users[0].account)
    found: dict[int, list[Use]] = {}
    for users in parts:
        found.setdefault(top(users[0].account), []).extend(users)
    return list(found.values())
