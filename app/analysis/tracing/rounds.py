"""Tracing in rounds: what taint reaches in one round is fetched for the next.

So only accounts that taint really reaches are read, all methods and all victims share what was
read, and each round's answer can be shown while the next one is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from app.analysis.tracing.follow import follow
from app.analysis.tracing.graph import Array, Fetched, FirstBalance, Graph
from app.analysis.tracing.net import METHODS, NO_LEVEL, REACH, Rules, Tally
from app.analysis.tracing.result import Traced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOUR = 3_600_000_000


@dataclass(frozen=True)
class TraceRules:
    """How far and how money is followed; the limits of the command line's contract.

    Attributes:
        up: towards where it came from.
        levels: accounts at this level pass nothing on.
        within_hours: from an account's first tainted arrival, ``None`` for no limit.
        least: the least tainted part of a flow that is followed, in minor units.
        through_missing: go on over what others' statements show of accounts not obtained.
    """

    up: bool = False
    levels: int = 5
    within_hours: float | None = None
    least: int = 0
    through_missing: bool = False

    def of(self, method: str) -> Rules:
        """As the kernels take them."""
        within = -1 if self.within_hours is None else round(self.within_hours * HOUR)
        return Rules(METHODS.index(method), self.levels, within, self.least)


@dataclass(frozen=True)
class SeedGroup:
    """The flows that one trace begins with; each victim's are a group, kept apart from others."""

    title: str
    flows: Fetched

    @property
    def amount(self) -> int:
        """What the seeds move, in minor units."""
        return int(self.flows.amount.sum())


class Source(Protocol):
    """Where flows come from; accounts are ledger ids."""

    obtained: Array
    """The accounts with statements."""
    services: Array
    """The payment services, at which every method stops."""

    def fetch(self, accounts: list[int]) -> Fetched:
        """All effective flows of accounts that were neither fetched before nor are seeds."""

    def first_balances(self) -> FirstBalance:
        """The first row with a balance of each account that was fetched last."""

    def places(self, accounts: list[int], rows: list[int]) -> dict[int, int]:
        """The places of rows of accounts in the order of their statements."""


class Tracer:
    """Traces over one sub-graph that all methods and all groups of seeds share."""

    def __init__(
        self, source: Source, groups: list[SeedGroup], rules: TraceRules, check: Callable[[], None]
    ) -> None:
        """``check`` raises when the user wants to stop."""
        self._source = source
        self._rules = rules
        self._check = check
        self._graph = Graph()
        self._present = np.zeros(0, np.int64)
        self._arranged = 0
        for group in groups:
            fresh = ~np.isin(group.flows.fid, self._graph.columns["fid"])
            self._graph.add(group.flows.take(fresh))

    @property
    def flows(self) -> int:
        """How many flows were read."""
        return len(self._graph)

    def rounds(self, method: str, group: SeedGroup) -> Iterator[Traced]:
        """The answer after each round; the last one is whole."""
        rules = self._rules.of(method)
        graph = self._graph
        while True:
            graph.columns["seed"] = np.isin(graph.columns["fid"], group.flows.fid)
            self._allow(method)
            if self._arranged != len(graph):
                graph.arrange(self._places)
                self._arranged = len(graph)
            self._check()
            tally = follow(graph, rules, up=self._rules.up, check=self._check)
            yield Traced(graph, rules, tally, up=self._rules.up)
            wanted = self._wanted(tally, method)
            if not wanted:
                return
            graph.add(self._source.fetch(wanted))
            self._check()
            graph.know(self._source.first_balances())
            self._present = np.append(self._present, np.array(wanted, np.int64))

    def _passes(self, method: str) -> Array:
        """Which accounts pass money on by a method."""
        accounts = self._graph.accounts
        passing: Array = ~np.isin(accounts, self._source.services)
        if METHODS.index(method) != REACH and not self._rules.through_missing:
            passing &= np.isin(accounts, self._source.obtained)
        return passing

    def _allow(self, method: str) -> None:
        graph = self._graph
        loaded = np.isin(graph.accounts, self._present) & self._passes(method)
        if not np.array_equal(loaded, graph.loaded):
            self._arranged = 0
        graph.loaded = loaded

    def _wanted(self, tally: Tally, method: str) -> list[int]:
        """Accounts that taint reached and that may pass it on, but whose flows are not here."""
        graph = self._graph
        level = np.asarray(tally.level)
        reached = level < min(NO_LEVEL, self._rules.levels)
        wanted: Any = graph.accounts[reached & self._passes(method) & ~graph.loaded]
        return [int(account) for account in wanted]

    def _places(self, accounts: Array, rows: Array) -> dict[int, int]:
        return self._source.places(accounts.tolist(), rows.tolist())
