"""The sub-graph of a trace: flows of the accounts that taint reached, growing round by round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.tracing.compiled import WORTH_COMPILING, compiled_kernels, plain_kernels
from app.analysis.tracing.net import Net
from app.analysis.tracing.order import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Fetched:
    """Flows as the ledger gives them, one value each.

    Attributes:
        fid: id; its upper bits name the file of the row that proves it.
        payer, payee: ledger ids of accounts, -1 for none.
        leave, arrive: microseconds of case time.
        place: order in the statement of the row that the id names.
        amount: minor units.
        left: what a side that no account is named for means (``CASH`` ...).
        in_record: the payee's row where both sides prove it, else -1.
    """

    fid: Array
    payer: Array
    payee: Array
    leave: Array
    arrive: Array
    place: Array
    amount: Array
    left: Array
    in_record: Array

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> Fetched:
        """From columns by name; missing values do not occur."""
        return cls(**{name: np.ma.filled(columns[name], -1) for name in _GIVEN})

    def take(self, wanted: Array) -> Fetched:
        """Some of the flows."""
        return Fetched(**{name: getattr(self, name)[wanted] for name in _GIVEN})


_GIVEN = (
    "fid", "payer", "payee", "leave", "arrive", "place", "amount", "left", "in_record"
)  # fmt: skip
_TYPES = {
    "fid": np.int64, "payer": np.int32, "payee": np.int32, "leave": np.int64, "arrive": np.int64,
    "place": np.int64, "amount": np.int64, "left": np.int8, "in_record": np.int64,
    "in_place": np.int64, "unsure": np.int8, "seed": np.bool_,
}  # fmt: skip
"""Columns of flows; ``in_place``, ``unsure`` see ``Places``, ``seed`` see ``Net``."""


@dataclass(frozen=True)
class FirstBalance:
    """Of some accounts (ledger ids): the first row that carries a balance, and that balance."""

    account: Array
    row: Array
    balance: Array

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> FirstBalance:
        """From columns by name."""
        return cls(*(np.ma.filled(columns[name], -1) for name in ("account", "row", "balance")))


@dataclass
class Graph:
    """Flows and accounts fetched so far.

    Attributes:
        always_compiled: use the compiled kernels however little there is to do.
        columns: of the flows by the time they leave; accounts as places in ``accounts``.
        accounts: ledger ids in the order in which they were met.
        loaded: which of them have all their flows here.
    """

    always_compiled: bool = False
    columns: dict[str, Array] = field(
        default_factory=lambda: {name: np.zeros(0, kind) for name, kind in _TYPES.items()}
    )
    accounts: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    loaded: Array = field(default_factory=lambda: np.zeros(0, np.bool_))
    first_row: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    first_balance: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    opening: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    events: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    _place_of: Array = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.columns["fid"])

    @property
    def kernels(self) -> Any:
        """Compiled ones where there is much to do."""
        return compiled_kernels() if self.is_large else plain_kernels()

    @property
    def is_large(self) -> bool:
        """Whether compiling pays."""
        return self.always_compiled or 2 * len(self) >= WORTH_COMPILING

    def places_of(self, ids: Array) -> Array:
        """Places of accounts, new ones added; -1 stays -1."""
        known = ids[ids >= 0]
        top = int(known.max(initial=0)) + 1
        if top > len(self._place_of):
            room = np.full(max(top, 2 * len(self._place_of)), -1, np.int32)
            room[: len(self._place_of)] = self._place_of
            self._place_of = room
        new = np.unique(known[self._place_of[known] < 0])
        if len(new):
            self._place_of[new] = len(self.accounts) + np.arange(len(new), dtype=np.int32)
            self.accounts = np.append(self.accounts, new)
            for name, blank in (
                ("loaded", False), ("first_row", -1), ("first_balance", 0), ("opening", 0),
            ):  # fmt: skip
                old = getattr(self, name)
                setattr(self, name, np.append(old, np.full(len(new), blank, old.dtype)))
        return np.where(ids >= 0, self._place_of[np.maximum(ids, 0)], -1).astype(np.int32)

    def add(self, fetched: Fetched) -> None:
        """Take flows in that are not here yet."""
        base, count = len(self), len(fetched.fid)
        if not count:
            return
        given = {name: np.asarray(getattr(fetched, name)) for name in _GIVEN}
        for side in ("payer", "payee"):
            given[side] = self.places_of(given[side].astype(np.int64))
        given["in_place"] = given["place"]
        given["unsure"] = given["in_record"] >= 0
        given["seed"] = np.zeros(count, np.bool_)
        # flows stand by the time they leave, so that the kernels walk through memory in one go
        fresh = np.argsort(given["leave"], kind="stable")
        where = np.searchsorted(self.columns["leave"], given["leave"][fresh], side="right")
        places = where + np.arange(count)
        stays = np.ones(base + count, np.bool_)
        stays[places] = False
        for name, kind in _TYPES.items():
            column: Array = np.empty(base + count, kind)
            column[stays] = self.columns[name]
            column[places] = given[name][fresh]
            self.columns[name] = column

    def know(self, balances: FirstBalance) -> None:
        """Take in the first balances of accounts whose flows are here."""
        if len(balances.account):
            places = self.places_of(balances.account.astype(np.int64))
            self.first_row[places] = balances.row
            self.first_balance[places] = balances.balance

    def net(self) -> Net:
        """What the kernels read."""
        columns = self.columns
        return Net(
            columns["fid"], columns["payer"], columns["payee"], columns["leave"],
            columns["arrive"], columns["amount"], columns["left"], columns["seed"], self.loaded,
            self.opening,
        )  # fmt: skip

    def arrange(self, look_up: Callable[[Array, Array], dict[int, int]]) -> None:
        """Put the events in order and find the opening balances.

        Args:
            look_up: gives the place in the statement for rows of accounts (ledger ids).
        """
        count = len(self)
        late = np.flatnonzero(self.columns["arrive"] > self.columns["leave"])
        late = late[np.argsort(self.columns["arrive"][late], kind="stable")]
        given: tuple[Any, ...] = (late, np.zeros(2 * count, np.int32))
        scratch: tuple[Any, ...] = (np.zeros(2 * count, np.int32), np.zeros(2 * count, np.int32))
        if not self.is_large:
            given = tuple(column.tolist() for column in given)
            scratch = tuple(column.tolist() for column in scratch)
        while True:
            net, places = self.net(), self._places()
            if not self.is_large:
                net, places = listed(net), listed(places)
            total = self.kernels.merge_events(given[0], net, given[1])
            unsure = self.kernels.arrange(given[1], total, net, places, *scratch)
            if not unsure:
                break
            self.columns["unsure"] = np.asarray(places.unsure, np.int8)
            self._look_up(look_up)
        self.events = np.asarray(given[1][:total], np.int32)
        self._find_openings()

    def _look_up(self, look_up: Callable[[Array, Array], dict[int, int]]) -> None:
        """Learn the places on which the order depends."""
        columns = self.columns
        asked = np.flatnonzero(columns["unsure"] == 2)
        records = columns["in_record"][asked]
        found = look_up(self.accounts[columns["payee"][asked]], records)
        for flow, row in zip(asked.tolist(), records.tolist(), strict=True):
            columns["in_place"][flow] = found.get(row, columns["in_place"][flow])
        columns["unsure"][asked] = 0

    def _places(self) -> Places:
        size = len(self)
        columns = self.columns
        return Places(
            columns["in_record"],
            columns["place"],
            columns["in_place"],
            columns["unsure"],
            slot=np.full(size, -1, np.int32),
            origin=np.full(size, -1, np.int32),
        )

    def _find_openings(self) -> None:
        accounts = len(self.accounts)
        self.opening = np.zeros(accounts, np.int64)
        net, places = self.net(), self._places()
        scratch = [np.zeros(accounts, np.int64) for _ in range(3)]
        given: tuple[Any, ...] = (self.first_row, self.first_balance, *scratch)
        events: Any = self.events
        if not self.is_large:
            net, places, events = listed(net), listed(places), events.tolist()
            given = tuple(column.tolist() for column in given)
        self.kernels.find_openings(events, len(events), net, places, *given)
        self.opening = np.asarray(net.opening, np.int64)


def listed(columns: Any) -> Any:
    """The same with lists in place of arrays, which plain Python reads quicker."""
    return type(columns)(
        *(value.tolist() if isinstance(value, np.ndarray) else value for value in columns)
    )


def arrayed(columns: Any, like: Any) -> Any:
    """Lists back to arrays of the types of ``like``."""
    return type(columns)(
        *(
            np.asarray(value, pattern.dtype) if isinstance(pattern, np.ndarray) else value
            for value, pattern in zip(columns, like, strict=True)
        )
    )
