"""What the timeline remembers: which lanes stand in it, their order, how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.analysis.timeline.lanes import Lane, Order, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GROUP: Final = "group:"


@dataclass
class LaneState:
    """The lanes as the officer arranged them; JSON round trip.

    Attributes:
        keys: accounts and persons, in the order of the hand.
        folded: persons whose accounts stand in one lane.
        pinned: keys of lanes that stay on top.
        order: how the others are ordered.
        by_amount: densities and heat show money instead of numbers.
        log: bars of a density are logarithmic.
        currency: of all money shown.
    """

    keys: list[str] = field(default_factory=list)
    folded: set[int] = field(default_factory=set)
    pinned: list[str] = field(default_factory=list)
    order: Order = Order.HAND
    by_amount: bool = True
    log: bool = False
    currency: str = "CNY"

    def add(self, keys: Iterable[str]) -> int:
        """Put lanes at the end; returns how many are new."""
        fresh = [key for key in dict.fromkeys(keys) if key not in self.keys]
        self.keys += fresh
        return len(fresh)

    def remove(self, lane: Lane, shown: Sequence[Lane]) -> None:
        """Take a lane out, with all its accounts; others of its person that are shown stay."""
        gone = {lane.key, *lane.numbers}
        person = f"party:{lane.party}"
        if lane.key != person and person in self.keys:
            others = [
                each.key for each in shown if each.party == lane.party and each.key != lane.key
            ]
            place = self.keys.index(person)
            self.keys[place : place + 1] = [key for key in others if key not in self.keys]
        self.keys = [key for key in self.keys if key not in gone]
        self.pinned = [key for key in self.pinned if key not in gone]

    def clear(self) -> None:
        """Take all lanes out."""
        self.keys, self.pinned, self.folded = [], [], set()

    def fold(self, lane: Lane) -> None:
        """Put the accounts of a lane's person into one lane, or apart again."""
        if lane.party is not None:
            self.folded ^= {lane.party}

    def group(self, lanes: Sequence[Lane]) -> None:
        """Put lanes into one, at the place of the first; a group alone falls apart again."""
        if len(lanes) == 1 and lanes[0].key.startswith(GROUP):
            place = self.keys.index(lanes[0].key)
            self.keys[place : place + 1] = list(lanes[0].numbers)
            return
        numbers = list(dict.fromkeys(number for lane in lanes for number in lane.numbers))
        if len(numbers) < 2:
            return
        gone = {*numbers, *(lane.key for lane in lanes)}
        place = next((at for at, key in enumerate(self.keys) if key in gone), len(self.keys))
        self.keys.insert(place, GROUP + ",".join(numbers))
        self.keys = [key for key in self.keys if key not in gone]

    def pin(self, lane: Lane) -> None:
        """Keep a lane on top, or let it go."""
        if lane.key in self.pinned:
            self.pinned.remove(lane.key)
        else:
            self.pinned.append(lane.key)

    def move(self, shown: Sequence[Lane], lane: Lane, steps: int) -> None:
        """Move a lane by hand, from the order that is shown; the hand orders from now on."""
        keys = [each.key for each in shown]
        place = keys.index(lane.key)
        keys.insert(max(0, min(len(keys) - 1, place + steps)), keys.pop(place))
        self.order = Order.HAND
        known = set(keys)
        self.keys = keys + [key for key in self.keys if key not in known]

    def arranged(self, lanes: Iterable[Lane]) -> list[Lane]:
        """The lanes in the order that is wanted."""
        return ordered(lanes, self.order, hand=self.keys, pinned=self.pinned)

    def to_json(self) -> dict[str, Any]:
        """What is remembered."""
        return {
            "keys": list(self.keys),
            "folded": sorted(self.folded),
            "pinned": list(self.pinned),
            "order": self.order.value,
            "by_amount": self.by_amount,
            "log": self.log,
            "currency": self.currency,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> LaneState:
        """The inverse of ``to_json``; what is not understood is left out."""
        orders = {order.value: order for order in Order}
        return cls(
            keys=[str(key) for key in kept.get("keys") or ()],
            folded={int(party) for party in kept.get("folded") or ()},
            pinned=[str(key) for key in kept.get("pinned") or ()],
            order=orders.get(str(kept.get("order")), Order.HAND),
            by_amount=bool(kept.get("by_amount", True)),
            log=bool(kept.get("log", False)),
            currency=str(kept.get("currency") or "CNY"),
        )
