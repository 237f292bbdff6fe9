"""What a trace found, in words of the case: accounts, edges, and what left.

A round's answer keeps columns; lists of accounts and edges are made where somebody reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.tracing.net import (
    HELD_LEAST,
    HELD_LEVELS,
    HELD_WINDOW,
    NEVER,
    NO_LEVEL,
    REACH,
    WENT_CASH,
    Rules,
    Tally,
)

if TYPE_CHECKING:
    from app.analysis.tracing.graph import Array, Graph


@dataclass
class TracedAccount:
    """One account that taint reached; ledger id, level and sums in minor units.

    ``claim`` is the lowest intermediate balance as a cap on what is retained; ``None`` where the
    account's money is not known. ``first`` is in microseconds of case time.
    """

    account: int
    level: int
    came: int
    went: int
    retained: int
    first: int | None
    claim: int | None
    held: int


@dataclass(frozen=True)
class EdgeColumns:
    """Taint between pairs of accounts, one value a pair; -1 where a side is not named.

    ``level`` is the least at which it arrived (up: left), times are microseconds.
    """

    payer: Array
    payee: Array
    level: Array
    taint: Array
    flows: Array
    first: Array
    last: Array

    def order(self) -> Array:
        """By level, then the largest first."""
        return np.lexsort((self.payee, self.payer, -self.taint, self.level))

    def taken(self, places: Array) -> EdgeColumns:
        """Some of them, in the order given."""
        return EdgeColumns(*(getattr(self, name)[places] for name in self.__dataclass_fields__))

    @classmethod
    def summed(cls, parts: list[EdgeColumns]) -> EdgeColumns:
        """Several groups' edges, one entry a pair, in order."""
        names = cls.__dataclass_fields__
        joined = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
        if len(parts) == 1:
            return parts[0].taken(parts[0].order())
        payer, payee, level, taint, flows, first, last = joined
        order = np.lexsort((payee, payer))
        starts = _starts(payer[order], payee[order])
        if not len(starts):
            return cls(*joined)
        made = cls(
            payer[order][starts], payee[order][starts],
            np.minimum.reduceat(level[order], starts), np.add.reduceat(taint[order], starts),
            np.add.reduceat(flows[order], starts), np.minimum.reduceat(first[order], starts),
            np.maximum.reduceat(last[order], starts),
        )  # fmt: skip
        return made.taken(made.order())


class Traced:
    """One method's answer for one group of seeds."""

    def __init__(self, graph: Graph, rules: Rules, tally: Tally, *, up: bool) -> None:
        columns = graph.columns
        taint = np.asarray(tally.taint)
        told = np.flatnonzero((taint > 0) | columns["seed"])
        told = told[np.lexsort((columns["fid"][told], columns["leave"][told]))]
        self.method = rules.method
        self.up = up
        self.seed = int(columns["amount"][columns["seed"]].sum())
        self.left = tuple(int(part) for part in tally.left)
        """What left as cash, unknown, fees."""
        self._fid = columns["fid"][told]
        self._leave = columns["leave"][told]
        self._taint = taint[told]
        self._level = np.asarray(tally.flow_level)[told]
        self._what = columns["left"][told]
        self._payer, self._payee = (
            np.where(side >= 0, graph.accounts[np.maximum(side, 0)], -1)
            for side in (columns["payer"][told], columns["payee"][told])
        )
        level = np.asarray(tally.level)
        came, went = np.asarray(tally.came), np.asarray(tally.went)
        reached = np.flatnonzero(level < NO_LEVEL)
        moved = np.maximum(came, went)[reached]
        reached = reached[np.lexsort((graph.accounts[reached], -moved, level[reached]))]
        self._account = graph.accounts[reached]
        self._known = graph.loaded[reached] & (not up and rules.method != REACH)
        self._figures = [
            np.asarray(column)[reached]
            for column in (level, came, went, tally.first, tally.claim, tally.held)
        ]

    def __len__(self) -> int:
        """How many accounts were reached."""
        return len(self._account)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Traced) and (
            (self.seed, self.left, self.accounts, self.flow_ids)
            == (other.seed, other.left, other.accounts, other.flow_ids)
        )

    __hash__ = None  # type: ignore[assignment]  # compared by what it found

    @property
    def last_level(self) -> int:
        """The highest level reached."""
        return int(self._figures[0].max(initial=0))

    @property
    def flow_ids(self) -> list[int]:
        """The flows that carry taint, in time order; payments without a row have no id."""
        ids: list[int] = self._fid[self._fid >= 0].tolist()
        return ids

    @cached_property
    def accounts(self) -> list[TracedAccount]:
        """By level, then the largest first."""
        found = []
        columns = (self._account, *self._figures, self._known)
        for account, level, came, went, first, claim, held, known in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            kept = 0 if self.method == REACH else (went - came if self.up else came - went)
            found.append(
                TracedAccount(
                    account, level, came, went, kept, None if first == NEVER else first,
                    claim if known else None, held,
                )
            )  # fmt: skip
        return found

    @property
    def conserved(self) -> bool:
        """Whether every unit of the seeds is accounted for."""
        return self.seed == sum(each.retained for each in self.accounts) + sum(self.left)

    def ends(self) -> dict[int, tuple[int, int]]:
        """Flows whose money left the accounts: id to taint, and whether as cash, unknown, fees."""
        far = self._payer if self.up else self._payee
        ends = np.flatnonzero((far < 0) & (self._taint > 0) & (self._fid >= 0))
        columns = (self._fid[ends], self._taint[ends], self._what[ends])
        return {
            flow: (taint, what)
            for flow, taint, what in zip(*(column.tolist() for column in columns), strict=True)
        }

    def edges(self) -> EdgeColumns:
        """Taint summed up by payer and payee."""
        order = np.lexsort((self._leave, self._payee, self._payer))
        payer, payee = self._payer[order], self._payee[order]
        leave, taint, level = self._leave[order], self._taint[order], self._level[order]
        starts = _starts(payer, payee)
        if not len(starts):
            return EdgeColumns(payer, payee, level, taint, level, leave, leave)
        ends = np.append(starts[1:], len(order))
        return EdgeColumns(
            payer[starts], payee[starts], np.minimum.reduceat(level, starts),
            np.add.reduceat(taint, starts), ends - starts, leave[starts], leave[ends - 1],
        )  # fmt: skip


def _starts(payer: Array, payee: Array) -> Array:
    """Where each pair begins among sorted ones."""
    if not len(payer):
        return np.zeros(0, np.int64)
    new: Any = (payer[1:] != payer[:-1]) | (payee[1:] != payee[:-1])
    return np.flatnonzero(np.append(True, new))


def stop_of(held: int, *, service: bool, obtained: bool, last_level: bool) -> str | None:
    """Why a trace ends at an account, the strongest reason first."""
    for holds, word in (
        (service, "service"),
        (not obtained, "not_obtained"),
        (last_level, "levels"),
        (bool(held & HELD_LEVELS), "levels"),
        (bool(held & HELD_WINDOW), "window"),
        (bool(held & HELD_LEAST), "min"),
        (bool(held & WENT_CASH), "cash"),
    ):
        if holds:
            return word
    return None
