"""The lanes of a timeline (泳道): what stands in one, and in which order they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Order(Enum):
    """How lanes are ordered."""

    HAND = "hand"
    LEVEL = "level"
    FIRST = "first"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Lane:
    """One lane: an account, or the accounts of a person folded into one.

    Attributes:
        key: what it is remembered by: the account's key, ``party:<id>``,
            ``level:<n>`` or ``group:<numbers>``.
        accounts: the ledger's ids of its accounts; ``numbers`` their keys.
        title: the holder or the person; empty where nobody is known.
        party: the person's number, where one is known.
        level: of the kept traces (0 for a victim's payee), ``None`` outside them.
        first: its first transfer in microseconds, ``None`` where it has none.
        moved: money in and out in fen, ``flows`` transfers.
        obtained: its statement is there.
        holders: of each of its accounts; empty where nobody is known.
    """

    key: str
    accounts: tuple[int, ...]
    numbers: tuple[str, ...]
    title: str = ""
    party: int | None = None
    level: int | None = None
    first: int | None = None
    moved: int = 0
    flows: int = 0
    obtained: bool = False
    holders: tuple[str, ...] = ()

    @property
    def is_folded(self) -> bool:
        """Whether several accounts stand in it."""
        return len(self.accounts) > 1 or ":" in self.key


def ordered(
    lanes: Iterable[Lane], order: Order, *, hand: Sequence[str] = (), pinned: Iterable[str] = ()
) -> list[Lane]:
    """The lanes in order, pinned ones on top in theirs; what the hand never moved stays last."""
    places = {key: place for place, key in enumerate(hand)}
    fixed = set(pinned)
    far = len(places)

    def rank(lane: Lane) -> tuple[object, ...]:
        by_hand = places.get(lane.key, far)
        head: tuple[object, ...] = ()
        if order is Order.LEVEL:
            head = (lane.level is None, lane.level or 0, lane.first is None, lane.first or 0)
        elif order is Order.FIRST:
            head = (lane.first is None, lane.first or 0)
        elif order is Order.AMOUNT:
            head = (-lane.moved,)
        return (lane.key not in fixed, *head, by_hand)

    return sorted(lanes, key=rank)
