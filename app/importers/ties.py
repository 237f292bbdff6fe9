"""Rows of one account at one moment, put in the order that their balances tell.

Statements without seconds, or printed in another order, give many rows of equal time. Where the
file's order does not make the balances follow from each other and another order does, that one is
taken (CLI contract: equal times stand in balance-chain order, else in file order).
"""

from __future__ import annotations

import itertools

import numpy as np

from app.importers.chains import Rows, starts_of
from app.importers.decisions import Decision

MOST_ROWS = 500_000
LARGEST_GROUP = 64


def reorder_ties(rows: Rows) -> bool:
    """Change ``place`` (and say so in ``flags``) where balances ask for it; did any change?

    ``rows`` stand by segment, moment and place.
    """
    able = np.flatnonzero(rows.effective & rows.balanced & (rows.said != 0))
    part = rows.take(able)
    signed = part.amount * part.said
    same = (part.segment[1:] == part.segment[:-1]) & (part.moment[1:] == part.moment[:-1])
    breaks = same & (part.balance[1:] != part.balance[:-1] + signed[1:])
    if not breaks.any():
        return False
    group = np.cumsum(np.concatenate(([0], ~same)))
    tied = np.flatnonzero(np.isin(group, group[1:][breaks]))[:MOST_ROWS]
    changed = False
    edges = np.append(starts_of(group[tied]), len(tied))
    for start, end in itertools.pairwise(edges):
        places = tied[start:end]
        for index, place in _moves(
            [
                (int(row), int(part.place[row]), int(part.balance[row]), int(signed[row]))
                for row in places
            ]
        ):
            rows.place[able[index]] = place
            rows.flags[able[index]] |= int(Decision.TIE_REORDERED)
            changed = True
    return changed


def _moves(group: list[tuple[int, int, int, int]]) -> list[tuple[int, int]]:
    """New places for the rows of one moment, none when no order makes a chain."""
    if not 1 < len(group) <= LARGEST_GROUP:
        return []
    order = chain([(balance - signed, balance) for _rid, _place, balance, signed in group])
    if order is None:
        return []
    places = sorted(place for _rid, place, _balance, _signed in group)
    return [
        (group[index][0], place)
        for index, place in zip(order, places, strict=True)
        if group[index][1] != place
    ]


def chain(steps: list[tuple[int, int]]) -> list[int] | None:
    """An order of (before, after) steps in which each begins where the last one ended.

    This is an Eulerian path over balances (Hierholzer's algorithm) from the one balance that is
    left more often than reached; a closed loop begins at the first step given. ``None`` when there
    is no such order.
    """
    leaving: dict[int, list[int]] = {}
    degree: dict[int, int] = {}
    for index in range(len(steps) - 1, -1, -1):
        before, after = steps[index]
        leaving.setdefault(before, []).append(index)
        degree[before] = degree.get(before, 0) + 1
        degree[after] = degree.get(after, 0) - 1
    starts = [balance for balance, net in degree.items() if net == 1]
    if len(starts) > 1 or any(abs(net) > 1 for net in degree.values()):
        return None
    start = starts[0] if starts else steps[0][0]
    path: list[int] = []
    stack: list[tuple[int, int | None]] = [(start, None)]
    while stack:
        balance, arrived_by = stack[-1]
        if leaving.get(balance):
            step = leaving[balance].pop()
            stack.append((steps[step][1], step))
        else:
            stack.pop()
            if arrived_by is not None:
                path.append(arrived_by)
    path.reverse()
    return path if len(path) == len(steps) else None
