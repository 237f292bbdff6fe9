"""One method over one sub-graph, in slices that can be cancelled between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.tracing.graph import Graph, arrayed, listed
from app.analysis.tracing.net import PRORATA, REACH, Pool, Rules, Tally, grown, new_pool, new_tally
from app.analysis.tracing.up import new_links

if TYPE_CHECKING:
    from collections.abc import Callable

SLICE = 400_000
"""Events between two looks at whether the user wants to stop."""
_ROOM = 4096


def follow(graph: Graph, rules: Rules, *, up: bool, check: Callable[[], None]) -> Tally:
    """What taint does by one method; ``check`` raises when the user wants to stop."""
    tally = new_tally(len(graph), len(graph.accounts), graph.opening)
    if not len(graph):
        return tally
    return (_up if up else _down)(graph, rules, tally, check)


def _work(graph: Graph, value: Any) -> Any:
    """As the kernels want it: arrays when compiled, else lists."""
    if graph.is_large:
        return value
    return value.tolist() if isinstance(value, np.ndarray) else listed(value)


def _grow(graph: Graph, pool: Pool, more: int) -> Pool:
    if graph.is_large:
        return grown(pool, more)
    return listed(grown(pool, more))


def _down(graph: Graph, rules: Rules, tally: Tally, check: Callable[[], None]) -> Tally:
    kernels = graph.kernels
    flows, accounts = len(graph), len(graph.accounts)
    lots = rules.method < PRORATA
    pool = _work(
        graph, new_pool(2 * accounts + _ROOM if lots else 1, flows if lots else 0, accounts)
    )
    net, events, kept = _work(graph, graph.net()), _work(graph, graph.events), _work(graph, tally)
    if lots:
        _opened = kernels.open_accounts(net, pool, 0, accounts)
    done, total = 0, len(graph.events)
    while done < total:
        check()
        stop = min(total, done + SLICE)
        reached = kernels.follow_down(events, done, stop, net, rules, kept, pool)
        if reached < stop:
            pool = _grow(graph, pool, len(pool.amount) + _ROOM)
        done = reached
    return arrayed(kept, tally) if not graph.is_large else kept


def _up(graph: Graph, rules: Rules, tally: Tally, check: Callable[[], None]) -> Tally:
    kernels = graph.kernels
    flows, accounts, total = len(graph), len(graph.accounts), len(graph.events)
    lots = rules.method < PRORATA
    net, events, kept = _work(graph, graph.net()), _work(graph, graph.events), _work(graph, tally)
    links = _work(graph, new_links(flows if lots else 0, accounts if lots else 0))
    after = _work(graph, np.zeros(flows if rules.method == PRORATA else 0, np.int64))
    room = _work(graph, new_pool(flows + accounts + 1 if lots else 1, 0, accounts))
    money = _work(graph, graph.opening.copy())
    for start in range(0, total, SLICE):
        check()
        stop = min(total, start + SLICE)
        if lots:
            kernels.allocate(events, start, stop, net, rules.method == 1, room, links)
        elif rules.method != REACH:
            kernels.hold_money(events, start, stop, net, money, after)
    needs = _work(graph, new_pool(_ROOM, flows if lots else 0, 0))
    kept.share[:] = _work(graph, np.zeros(accounts, np.int64))
    done = total - 1
    while done >= 0:
        check()
        stop = max(-1, done - SLICE)
        reached = kernels.follow_up(events, done, stop, net, rules, kept, needs, links, after)
        if reached > stop:
            needs = _grow(graph, needs, len(needs.amount) + _ROOM)
        done = reached
    return arrayed(kept, tally) if not graph.is_large else kept
