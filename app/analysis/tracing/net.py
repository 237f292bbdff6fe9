"""What the kernels of tracing work on: flows and accounts as columns, rules, and what they keep.

Every field is one value a flow or an account. The kernels only index and assign, so that the same
source runs over arrays once compiled, and over plain lists where little is to be done.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Column = Any
"""A numpy array, or a list in its place."""

FIFO, LIFO, PRORATA, REACH = range(4)
METHODS = ("fifo", "lifo", "prorata", "reach")
NO_LEVEL = 1 << 30
NEVER = np.iinfo(np.int64).max
CASH, UNKNOWN, FEES = range(3)
HELD_LEVELS, HELD_WINDOW, HELD_LEAST, WENT_CASH = 1, 2, 4, 8
OPENING, BEYOND = -1, -2


class Net(NamedTuple):
    """Flows (fid, payer ... seed) and accounts (loaded, opening).

    Attributes:
        fid: the flow's id; negative for payments that no row proves.
        payer, payee: places of accounts, -1 for none.
        leave, arrive: microseconds of case time.
        amount: minor units, not negative.
        left: ``CASH``, ``UNKNOWN`` or ``FEES``, for flows with one side only.
        seed: whether the trace begins with it.
        loaded: all flows of the account are here, and it passes money on.
        opening: what the account held before its first flow.
    """

    fid: Column
    payer: Column
    payee: Column
    leave: Column
    arrive: Column
    amount: Column
    left: Column
    seed: Column
    loaded: Column
    opening: Column


class Rules(NamedTuple):
    """What limits a trace: method, levels, microseconds a hop (-1: none), least amount followed."""

    method: int
    levels: int
    within: int
    least: int


class Tally(NamedTuple):
    """What a trace finds: per flow its taint and level, per account the rest.

    Attributes:
        taint, flow_level: of each flow, 0 where none.
        level: the least an account was reached at, ``NO_LEVEL`` where it was not.
        first: when taint first arrived (up: when what is needed last left), ``NEVER`` for none.
        came, went: taint in and out.
        money, share: what the account holds, and the tainted part of it (pro rata).
        claim: the lowest intermediate balance (最低中间余额) since taint arrived, as a cap on it.
        held: bits of what was not followed, and why.
        left: taint that left as cash, unknown, fees.
    """

    taint: Column
    flow_level: Column
    level: Column
    first: Column
    came: Column
    went: Column
    money: Column
    share: Column
    claim: Column
    held: Column
    left: Column


def new_tally(flows: int, accounts: int, opening: Column) -> Tally:
    """An empty tally; every account holds its opening balance."""
    return Tally(
        taint=np.zeros(flows, np.int64),
        flow_level=np.zeros(flows, np.int32),
        level=np.full(accounts, NO_LEVEL, np.int32),
        first=np.full(accounts, NEVER, np.int64),
        came=np.zeros(accounts, np.int64),
        went=np.zeros(accounts, np.int64),
        money=np.array(opening, np.int64),
        share=np.zeros(accounts, np.int64),
        claim=np.zeros(accounts, np.int64),
        held=np.zeros(accounts, np.int8),
        left=np.zeros(3, np.int64),
    )


class Pool(NamedTuple):
    """Linked pieces: of money in accounts and under way, or of what is needed of a flow.

    ``spare`` holds one number, the first free piece; free pieces are chained by ``after``.

    Attributes:
        amount, tag: how much, and whether tainted (or where it begins in the flow).
        owner: the flow a piece came with, where that is asked.
        after, before: neighbours, -1 for none.
        head, tail: of each account.
        flow_head, flow_tail: of each flow under way.
        spare: first free piece, and how many are free.
    """

    amount: Column
    tag: Column
    owner: Column
    after: Column
    before: Column
    head: Column
    tail: Column
    flow_head: Column
    flow_tail: Column
    spare: Column


def new_pool(size: int, flows: int, accounts: int) -> Pool:
    """A pool of ``size`` free pieces."""
    return Pool(
        amount=np.zeros(size, np.int64),
        tag=np.zeros(size, np.int64),
        owner=np.full(size, -1, np.int32),
        after=np.append(np.arange(1, size, dtype=np.int32), np.int32(-1)),
        before=np.full(size, -1, np.int32),
        head=np.full(accounts, -1, np.int32),
        tail=np.full(accounts, -1, np.int32),
        flow_head=np.full(flows, -1, np.int32),
        flow_tail=np.full(flows, -1, np.int32),
        spare=np.array([0, size], np.int64),
    )


def grown(pool: Pool, more: int) -> Pool:
    """The pool with ``more`` further free pieces."""
    size = len(pool.amount)
    fresh = np.append(np.arange(size + 1, size + more, dtype=np.int32), np.int32(pool.spare[0]))
    return pool._replace(
        amount=np.append(np.asarray(pool.amount), np.zeros(more, np.int64)),
        tag=np.append(np.asarray(pool.tag), np.zeros(more, np.int64)),
        owner=np.append(np.asarray(pool.owner, np.int32), np.full(more, -1, np.int32)),
        after=np.append(np.asarray(pool.after, np.int32), fresh),
        before=np.append(np.asarray(pool.before, np.int32), np.full(more, -1, np.int32)),
        spare=np.array([size, pool.spare[1] + more], np.int64),
    )
