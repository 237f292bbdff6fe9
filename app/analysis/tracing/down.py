"""Kernel: taint downwards, event by event, through the money of each account.

Lots (FIFO, LIFO) are pieces of clean (0) and tainted (1) money; the parts of one payment arrive as
separate lots in the order in which they were taken. A seed flow is whole taint: what it takes from
its payer's money is gone, but takes no taint along, so that taint among it stays with the payer.
"""

from __future__ import annotations

from app.analysis.tracing.net import (
    CASH,
    LIFO,
    NO_LEVEL,
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
    add_to_flow,
    drop_first,
    drop_last,
    free_flow,
    held_back,
    new_piece,
    reach_account,
    rounded_share,
)


def take_lots(pool: Pool, account: int, flow: int, amount: int, last_in: bool) -> int:
    """Move money of an account into a flow; returns how much of it is tainted.

    What goes beyond the lots is clean.
    """
    wanted = amount
    tainted = 0
    while wanted > 0:
        piece = pool.tail[account] if last_in else pool.head[account]
        if piece < 0:
            add_to_flow(pool, flow, wanted, 0, True)
            break
        tag = pool.tag[piece]
        part = pool.amount[piece]
        if part > wanted:
            part = wanted
        if tag == 1:
            tainted += part
        add_to_flow(pool, flow, part, tag, True)
        pool.amount[piece] -= part
        if pool.amount[piece] == 0:
            if last_in:
                drop_last(pool, account)
            else:
                drop_first(pool, account)
        wanted -= part
    return tainted


def follow_down(
    events: Column, start: int, stop: int, net: Net, rules: Rules, tally: Tally, pool: Pool
) -> int:
    """Follow taint through events ``start`` to ``stop``; returns where it got to.

    It stops early when the pool runs short of pieces; grow it and go on.
    """
    method = rules.method
    lots = method < PRORATA
    for place in range(start, stop):
        if lots and pool.spare[1] < 4:
            # every piece of an account may be moved on one by one: each needs at most one more
            return place
        code = events[place]
        flow = code >> 1
        amount = net.amount[flow]
        if code & 1 == 0:
            payer = net.payer[flow]
            opened = payer >= 0 and net.loaded[payer]
            taint = 0
            if opened:
                if method == REACH:
                    if tally.level[payer] < NO_LEVEL:
                        taint = amount
                elif method == PRORATA:
                    share = tally.share[payer]
                    if share > 0 and not net.seed[flow]:
                        money = tally.money[payer]
                        taint = share
                        if amount < money:
                            taint = rounded_share(share, amount, money)
                        taint = min(taint, amount, share)
                        tally.share[payer] -= taint
                else:
                    taint = take_lots(pool, payer, flow, amount, method == LIFO)
                left = tally.money[payer] - amount
                if left < 0:
                    left = 0
                tally.money[payer] = left
                if left < tally.claim[payer]:
                    tally.claim[payer] = left
            elif lots:
                add_to_flow(pool, flow, amount, 0, True)
            if net.seed[flow]:
                taint = amount
                tally.flow_level[flow] = 1
                if lots:
                    free_flow(pool, flow)
                    add_to_flow(pool, flow, amount, 1, True)
            elif taint > 0:
                since = net.leave[flow] - tally.first[payer]
                why = held_back(rules, tally, payer, since, taint)
                if why > 0:
                    tally.held[payer] |= why
                    taint = 0
                    if lots:
                        free_flow(pool, flow)
                        add_to_flow(pool, flow, amount, 0, True)
                else:
                    tally.went[payer] += taint
                    tally.flow_level[flow] = tally.level[payer] + 1
            tally.taint[flow] = taint
            if net.payee[flow] < 0:
                if taint > 0:
                    tally.left[net.left[flow]] += taint
                    if net.left[flow] == CASH and payer >= 0 and not net.seed[flow]:
                        tally.held[payer] |= WENT_CASH
                if lots:
                    free_flow(pool, flow)
        else:
            payee = net.payee[flow]
            taint = tally.taint[flow]
            if taint > 0:
                tally.came[payee] += taint
                reach_account(tally, payee, tally.flow_level[flow], net.arrive[flow])
            if net.loaded[payee]:
                tally.money[payee] += amount
                tally.share[payee] += taint
                tally.claim[payee] += taint
                if lots:
                    piece = pool.flow_head[flow]
                    pool.flow_head[flow] = -1
                    pool.flow_tail[flow] = -1
                    while piece >= 0:
                        after = pool.after[piece]
                        add_to_account(pool, payee, piece, True)
                        piece = after
            elif lots:
                free_flow(pool, flow)
    return stop


def open_accounts(net: Net, pool: Pool, start: int, stop: int) -> int:
    """Lay the opening balance of accounts ``start`` to ``stop`` down as their oldest lot.

    Returns where it got to; it stops early when the pool runs short of pieces.
    """
    for account in range(start, stop):
        if pool.spare[1] < 1:
            return account
        if net.loaded[account] and net.opening[account] > 0:
            add_to_account(pool, account, new_piece(pool, net.opening[account], 0), True)
    return stop


KERNELS = (take_lots, follow_down, open_accounts)
"""In the order in which they call each other."""
