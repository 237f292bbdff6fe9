"""Cards that bridge incidents: accounts to which the money of two or more of them came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

Account = TypeVar("Account", int, str)


@dataclass(frozen=True)
class Arrival(Generic[Account]):
    """What came to one account of one incident's money: level (1 is straight from the victim),
    minor units, first time, and flows that say so."""

    account: Account
    level: int
    amount: int
    first: datetime
    flows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bridge(Generic[Account]):
    """An account that several incidents' money came to (串并账户), with what came of each."""

    account: Account
    arrivals: dict[str, Arrival[Account]]

    @property
    def amount(self) -> int:
        """What came of all incidents."""
        return sum(arrival.amount for arrival in self.arrivals.values())

    @property
    def level(self) -> int:
        """The deepest of its levels: how far from a victim the incidents meet."""
        return max(arrival.level for arrival in self.arrivals.values())


def bridges(
    reached: Mapping[str, Iterable[Arrival[Account]]], *, least: int = 2, levels: int | None = None
) -> list[Bridge[Account]]:
    """The accounts that money of at least ``least`` incidents came to.

    Args:
        reached: by incident, where its money came to, from stored traces or any other reckoning.
        least: how many incidents.
        levels: arrivals below this level are not looked at.

    Returns:
        Those of most incidents first, then those nearest to the victims, then the largest sums.
    """
    found: dict[Account, dict[str, Arrival[Account]]] = {}
    for incident, arrivals in reached.items():
        for arrival in arrivals:
            if levels is None or arrival.level <= levels:
                found.setdefault(arrival.account, {})[incident] = arrival
    several = [Bridge(account, by) for account, by in found.items() if len(by) >= least]
    return sorted(
        several, key=lambda each: (-len(each.arrivals), each.level, -each.amount, each.account)
    )
