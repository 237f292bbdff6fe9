"""What a trace found, in words of the case: accounts, edges, and what left."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    from app.analysis.tracing.graph import Graph


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


@dataclass
class TracedEdge:
    """Taint from one account (``None``: not named) to another; times in microseconds."""

    payer: int | None
    payee: int | None
    level: int
    taint: int
    flows: int
    first: int
    last: int


@dataclass
class Traced:
    """One method's answer."""

    method: int
    seed: int
    accounts: list[TracedAccount] = field(default_factory=list)
    edges: list[TracedEdge] = field(default_factory=list)
    left: tuple[int, int, int] = (0, 0, 0)
    flow_ids: list[int] = field(default_factory=list)
    ends: list[tuple[int, int, int]] = field(default_factory=list)
    """Flows whose money left the accounts: (id, taint, what of ``CASH``, ``UNKNOWN``, ``FEES``)."""

    @property
    def conserved(self) -> bool:
        """Whether every unit of the seeds is accounted for."""
        kept = sum(account.retained for account in self.accounts)
        return self.seed == kept + sum(self.left)


def read_result(graph: Graph, rules: Rules, tally: Tally, *, up: bool) -> Traced:
    """The answer as records, accounts by level and taint, flows in time order."""
    columns = graph.columns
    taint = np.asarray(tally.taint)
    told = np.flatnonzero((taint > 0) | graph.seed)
    told = told[np.lexsort((columns["fid"][told], columns["leave"][told]))]
    # a payment that no row proves has no id to show
    proved = told[columns["fid"][told] >= 0]
    found = Traced(
        rules.method,
        int(columns["amount"][graph.seed].sum()),
        left=tuple(int(part) for part in tally.left),  # type: ignore[arg-type]
        flow_ids=columns["fid"][proved].tolist(),
    )
    gone = columns["payee"] if not up else columns["payer"]
    ends = told[(gone[told] < 0) & (taint[told] > 0)]
    found.ends = list(
        zip(
            columns["fid"][ends].tolist(), taint[ends].tolist(), columns["left"][ends].tolist(),
            strict=True,
        )
    )  # fmt: skip
    _accounts(graph, rules, tally, up, found)
    _edges(graph, tally, told, found)
    return found


def _accounts(graph: Graph, rules: Rules, tally: Tally, up: bool, found: Traced) -> None:
    level = np.asarray(tally.level)
    came, went = np.asarray(tally.came), np.asarray(tally.went)
    reached = np.flatnonzero(level < NO_LEVEL)
    moved = np.maximum(came, went)[reached]
    order = np.lexsort((graph.accounts[reached], -moved, level[reached]))
    for place in reached[order].tolist():
        into, out = int(came[place]), int(went[place])
        kept = 0 if rules.method == REACH else (out - into if up else into - out)
        first = int(tally.first[place])
        known = bool(graph.loaded[place]) and not up and rules.method != REACH
        found.accounts.append(
            TracedAccount(
                int(graph.accounts[place]), int(level[place]), into, out, kept,
                None if first == NEVER else first,
                int(tally.claim[place]) if known else None, int(tally.held[place]),
            )
        )  # fmt: skip


def _edges(graph: Graph, tally: Tally, told: Any, found: Traced) -> None:
    columns = graph.columns
    taint, level = np.asarray(tally.taint)[told], np.asarray(tally.flow_level)[told]
    payer, payee = columns["payer"][told], columns["payee"][told]
    key = (payer.astype(np.int64) + 1) * (len(graph.accounts) + 1) + payee + 1
    order = np.lexsort((columns["leave"][told], key))
    if not len(order):
        return
    starts = np.flatnonzero(np.append(True, key[order][1:] != key[order][:-1]))
    sums = np.add.reduceat(taint[order], starts)
    least = np.minimum.reduceat(level[order], starts)
    counts = np.diff(np.append(starts, len(order)))
    moment = columns["leave"][told][order]
    lasts = np.append(starts[1:], len(order)) - 1
    for index, start in enumerate(starts.tolist()):
        one = order[start]
        found.edges.append(
            TracedEdge(
                int(graph.accounts[payer[one]]) if payer[one] >= 0 else None,
                int(graph.accounts[payee[one]]) if payee[one] >= 0 else None,
                int(least[index]), int(sums[index]), int(counts[index]),
                int(moment[start]), int(moment[lasts[index]]),
            )
        )  # fmt: skip
    found.edges.sort(key=lambda edge: (edge.level, -edge.taint, edge.payer or -1, edge.payee or -1))


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
