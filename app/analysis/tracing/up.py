"""Kernels: what is needed upwards, by the same allocation of each account's money read backwards.

Every unit of a flow has a place in it. ``allocate`` says from which places of which inflows each
outflow took its money (a LIFO outflow takes a lot from its end); ``follow_up`` then carries the
places that are needed from the seeds backwards in time. A seed inflow gives nothing to its payee:
what is needed of it stays there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.analysis.tracing.net import (
    BEYOND,
    CASH,
    NO_LEVEL,
    OPENING,
    PRORATA,
    REACH,
    WENT_CASH,
    Column,
    Net,
    Pool,
    Rules,
    Tally,
)
from app.analysis.tracing.pieces import (
    add_to_account,
    drop_first,
    drop_last,
    free_flow,
    held_back,
    new_piece,
    reach_account,
    rounded_share,
)


class Links(NamedTuple):
    """Where the money of outflows came from; the links of a flow lie together, in order.

    Attributes:
        source: the inflow, ``OPENING`` or ``BEYOND``.
        at: place in the outflow.
        begin: place in the inflow.
        size: how much.
        first, number: of each flow.
        used: one number, how many links there are.
    """

    source: Column
    at: Column
    begin: Column
    size: Column
    first: Column
    number: Column
    used: Column


def new_links(flows: int, accounts: int) -> Links:
    """Room for every link: each empties a lot or is the last one of its outflow."""
    size = 2 * flows + accounts + 1
    return Links(
        source=np.zeros(size, np.int32),
        at=np.zeros(size, np.int64),
        begin=np.zeros(size, np.int64),
        size=np.zeros(size, np.int64),
        first=np.zeros(flows, np.int64),
        number=np.zeros(flows, np.int32),
        used=np.zeros(1, np.int64),
    )


def add_lot(pool: Pool, account: int, amount: int, owner: int) -> None:
    """Put money on top of an account's."""
    piece = new_piece(pool, amount, 0)
    pool.owner[piece] = owner
    add_to_account(pool, account, piece, False)


def take_linked(
    pool: Pool, account: int, flow: int, amount: int, last_in: bool, links: Links
) -> None:
    """Link an outflow to the lots it takes its money from."""
    links.first[flow] = links.used[0]
    taken = 0
    while taken < amount:
        link = links.used[0]
        links.used[0] += 1
        links.number[flow] += 1
        links.at[link] = taken
        piece = pool.tail[account] if last_in else pool.head[account]
        if piece < 0:
            links.source[link] = BEYOND
            links.begin[link] = 0
            links.size[link] = amount - taken
            return
        part = pool.amount[piece]
        if part > amount - taken:
            part = amount - taken
        links.source[link] = pool.owner[piece]
        links.size[link] = part
        if last_in:
            links.begin[link] = pool.tag[piece] + pool.amount[piece] - part
        else:
            links.begin[link] = pool.tag[piece]
            pool.tag[piece] += part
        pool.amount[piece] -= part
        if pool.amount[piece] == 0:
            if last_in:
                drop_last(pool, account)
            else:
                drop_first(pool, account)
        taken += part


def allocate(
    events: Column, start: int, stop: int, net: Net, last_in: bool, pool: Pool, links: Links
) -> None:
    """Link all outflows of loaded accounts; openings are laid down at the first event."""
    if start == 0:
        for account in range(len(net.loaded)):
            if net.loaded[account] and net.opening[account] > 0:
                add_lot(pool, account, net.opening[account], OPENING)
    for place in range(start, stop):
        code = events[place]
        flow = code >> 1
        amount = net.amount[flow]
        if amount == 0:
            continue
        account = net.payee[flow] if code & 1 == 1 else net.payer[flow]
        if account < 0 or not net.loaded[account]:
            continue
        if code & 1 == 1:
            add_lot(pool, account, amount, flow)
        else:
            take_linked(pool, account, flow, amount, last_in, links)


def hold_money(
    events: Column, start: int, stop: int, net: Net, money: Column, after: Column
) -> None:
    """What each loaded account holds after every inflow, into ``after``."""
    for place in range(start, stop):
        code = events[place]
        flow = code >> 1
        account = net.payee[flow] if code & 1 == 1 else net.payer[flow]
        if account < 0 or not net.loaded[account]:
            continue
        if code & 1 == 1:
            money[account] += net.amount[flow]
            after[flow] = money[account]
        else:
            money[account] = max(0, money[account] - net.amount[flow])


def need_part(pool: Pool, flow: int, begin: int, size: int) -> None:
    """Note that ``size`` units of a flow from place ``begin`` on are needed."""
    piece = new_piece(pool, size, begin)
    last = pool.flow_tail[flow]
    if last >= 0:
        pool.after[last] = piece
    else:
        pool.flow_head[flow] = piece
    pool.flow_tail[flow] = piece


def carry_needs(pool: Pool, flow: int, net: Net, last_in: bool, links: Links, tally: Tally) -> None:
    """From what is needed of an outflow to what is needed of the inflows behind it."""
    first = links.first[flow]
    last = first + links.number[flow] - 1
    piece = pool.flow_head[flow]
    while piece >= 0:
        begin = pool.tag[piece]
        end = begin + pool.amount[piece]
        low = first
        high = last
        while low < high:
            middle = (low + high) // 2
            if links.at[middle] + links.size[middle] > begin:
                high = middle
            else:
                low = middle + 1
        while low <= last and links.at[low] < end:
            source = links.source[low]
            since = max(begin, links.at[low]) - links.at[low]
            until = min(end, links.at[low] + links.size[low]) - links.at[low]
            if source >= 0 and not net.seed[source]:
                size = until - since
                inside = links.size[low] - until if last_in else since
                need_part(pool, source, links.begin[low] + inside, size)
                tally.taint[source] += size
            low += 1
        piece = pool.after[piece]


def pieces_of(pool: Pool, flow: int) -> int:
    """How many parts of a flow are needed."""
    count = 0
    piece = pool.flow_head[flow]
    while piece >= 0:
        count += 1
        piece = pool.after[piece]
    return count


def follow_up(
    events: Column,
    start: int,
    stop: int,
    net: Net,
    rules: Rules,
    tally: Tally,
    pool: Pool,
    links: Links,
    after: Column,
) -> int:
    """Carry needs backwards from event ``start`` down to ``stop`` (exclusive).

    Returns where it got to; it stops early when the pool runs short of pieces. ``tally.taint`` of a
    flow is what is needed of it; what is not followed is put to 0 where it would arrive.
    """
    method = rules.method
    lots = method < PRORATA
    for place in range(start, stop, -1):
        code = events[place]
        flow = code >> 1
        amount = net.amount[flow]
        if code & 1 == 1:
            payee = net.payee[flow]
            if not net.loaded[payee] or net.seed[flow]:
                continue
            need = tally.taint[flow]
            if method == REACH:
                need = amount if tally.level[payee] < NO_LEVEL else 0
            elif method == PRORATA:
                share = tally.share[payee]
                need = share
                if share > 0 and amount < after[flow]:
                    need = rounded_share(share, amount, after[flow])
                need = min(need, amount, share)
                tally.share[payee] -= need
            if need > 0:
                apart = tally.first[payee] - net.arrive[flow]
                why = held_back(rules, tally, payee, apart, need)
                if why > 0:
                    tally.held[payee] |= why
                    need = 0
                    if lots:
                        free_flow(pool, flow)
                else:
                    tally.came[payee] += need
                    tally.flow_level[flow] = tally.level[payee] + 1
            tally.taint[flow] = need
            if net.payer[flow] < 0:
                if need > 0:
                    tally.left[net.left[flow]] += need
                    if net.left[flow] == CASH:
                        tally.held[payee] |= WENT_CASH
                if lots:
                    free_flow(pool, flow)
        else:
            payer = net.payer[flow]
            if net.seed[flow]:
                if lots and pool.spare[1] < 1:
                    return place
                tally.taint[flow] = amount
                tally.flow_level[flow] = 1
                if payer < 0:
                    tally.left[net.left[flow]] += amount
                    continue
                if lots and pool.flow_head[flow] < 0 and amount > 0:
                    need_part(pool, flow, 0, amount)
            need = tally.taint[flow]
            if need == 0 or payer < 0:
                continue
            if lots and net.loaded[payer]:
                if pool.spare[1] < pieces_of(pool, flow) + links.number[flow] + 1:
                    return place
                carry_needs(pool, flow, net, method == 1, links, tally)
            if lots:
                free_flow(pool, flow)
            tally.went[payer] += need
            tally.share[payer] += need
            reach_account(tally, payer, tally.flow_level[flow], net.leave[flow])
    return stop


KERNELS = (
    add_lot, take_linked, allocate, hold_money, need_part, carry_needs, pieces_of, follow_up,
)  # fmt: skip
"""In the order in which they call each other."""
