"""Ways of money between accounts that respect time, the widest first.

A way is a run of accounts, each paying the next, no hop before the one before it, no account
twice. Its width is the least amount of its hops, for the flows chosen best; that much can have
come through at most. Money is in minor units.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta


@dataclass(frozen=True)
class Hop:
    """One flow: it left at ``leave`` at the latest, and was there at ``arrive`` at the earliest."""

    id: int
    payer: int
    payee: int
    leave: datetime
    arrive: datetime
    amount: int


@dataclass(frozen=True)
class Way:
    """Accounts and one flow for each hop; ``width`` is the least of their amounts (过账金额)."""

    accounts: tuple[int, ...]
    hops: tuple[Hop, ...]
    width: int


@dataclass(frozen=True)
class _Label:
    """The best way to come to an account by ``hop``; ``before`` is the label it came from."""

    hop: Hop
    width: int
    before: _Label | None


_NO_LIMIT = float("inf")


def best_ways(
    hops: Iterable[Hop],
    sources: Collection[int],
    targets: Collection[int],
    *,
    longest: int,
    within: timedelta | None = None,
    most: int = 50,
    most_steps: int = 100_000,
) -> tuple[list[Way], bool]:
    """The widest ways from any of ``sources`` to any of ``targets``; each run of accounts once.

    Args:
        hops: the flows that may be used.
        sources: where ways begin; none passes another of them.
        targets: where ways end.
        longest: hops of a way at most.
        within: from the arrival of a hop to the leaving of the next at most; no limit by default.
        most: how many ways.
        most_steps: how many beginnings of ways are looked at before giving up.

    Returns:
        Ways by width, the fewer hops and then the lower account ids first; and whether the search
        came to its end (else wider ways cannot be missing, narrower ones can).
    """
    flows: dict[tuple[int, int], list[Hop]] = {}
    for hop in hops:
        flows.setdefault((hop.payer, hop.payee), []).append(hop)
    for each in flows.values():
        each.sort(key=lambda hop: (hop.leave, hop.arrive, hop.id))
    widest = {pair: max(hop.amount for hop in each) for pair, each in flows.items()}
    onward: dict[int, list[tuple[int, int]]] = {}
    for (payer, payee), width in widest.items():
        onward.setdefault(payer, []).append((payee, width))
    bounds = _bounds(widest, targets, longest)
    heap: list[tuple[float, int, tuple[int, ...], list[_Label] | None, list[_Label]]] = [
        (-bounds[longest][source], 0, (source,), [], [])
        for source in sorted(sources)
        if source in bounds[longest]
    ]
    heapq.heapify(heap)
    found: list[Way] = []
    steps = 0
    while heap and len(found) < most:
        if steps >= most_steps:
            return found, False
        steps += 1
        bound, length, accounts, labels, before = heapq.heappop(heap)
        left = longest - length
        if labels is None:
            labels = _labels(flows[accounts[-2:]], before, within)  # type: ignore[index]  # a pair
            if not labels:
                continue
            reached = min(max(label.width for label in labels), bounds[left][accounts[-1]])
            if -reached > bound:
                heapq.heappush(heap, (-reached, length, accounts, labels, []))
                continue
        if length and accounts[-1] in targets:
            best = max(labels, key=lambda label: (label.width, -label.hop.id))
            found.append(Way(accounts, _unwound(best), best.width))
            continue
        if left == 0:
            continue
        so_far = max((label.width for label in labels), default=_NO_LIMIT)
        for payee, width in onward.get(accounts[-1], ()):
            rest = bounds[left - 1].get(payee)
            if rest is None or payee in accounts or payee in sources:
                continue
            heapq.heappush(
                heap, (-min(so_far, width, rest), length + 1, (*accounts, payee), None, labels)
            )
    return found, True


def _bounds(
    widest: dict[tuple[int, int], int], targets: Collection[int], longest: int
) -> list[dict[int, float]]:
    """By hops left: how wide a way from an account to a target can be, time left aside."""
    bounds: list[dict[int, float]] = [dict.fromkeys(targets, _NO_LIMIT)]
    for _hop in range(longest):
        last = bounds[-1]
        now = dict(last)
        for (payer, payee), width in widest.items():
            rest = last.get(payee)
            if rest is not None and payer not in targets:
                now[payer] = max(now.get(payer, 0), min(width, rest))
        bounds.append(now)
    return bounds


def _labels(flows: list[Hop], before: list[_Label], within: timedelta | None) -> list[_Label]:
    """The widest way to each of the flows between two accounts, from the labels of the first.

    Flows are in the order of leaving, labels are put into that of arriving; what is still in time
    slides along. Among equal ways the one that arrived last is taken.
    """
    if not before:
        return [_Label(hop, hop.amount, None) for hop in flows]
    arrived = sorted(before, key=lambda label: (label.hop.arrive, label.hop.id))
    window: deque[_Label] = deque()
    found = []
    place = 0
    for hop in flows:
        while place < len(arrived) and arrived[place].hop.arrive <= hop.leave:
            while window and window[-1].width <= arrived[place].width:
                window.pop()
            window.append(arrived[place])
            place += 1
        while window and within is not None and window[0].hop.arrive < hop.leave - within:
            window.popleft()
        if window:
            found.append(_Label(hop, min(hop.amount, window[0].width), window[0]))
    return found


def _unwound(label: _Label) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    link: _Label | None = label
    while link is not None:
        hops.append(link.hop)
        link = link.before
    return tuple(reversed(hops))
