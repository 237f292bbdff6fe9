"""Kernels: lists of pieces in a pool, and exact shares. Compiled by ``compiled``; plain as is."""

from __future__ import annotations

from app.analysis.tracing.net import NEVER, Pool, Rules, Tally


def rounded_share(part: int, amount: int, whole: int) -> int:
    """``part * amount / whole``, rounded half to even, without ever leaving 64 bits.

    Args:
        part: not negative; may exceed ``whole``.
        amount: not negative, less than ``whole``.
        whole: positive, below 2 to the 62nd.
    """
    if part < 2147483648 and amount < 2147483648:
        product = part * amount
        share = product // whole
        rest = product - share * whole
    else:
        share = (part // whole) * amount
        part = part % whole
        quotient = 0
        rest = 0
        for place in range(62, -1, -1):
            quotient *= 2
            rest *= 2
            if rest >= whole:
                rest -= whole
                quotient += 1
            if (amount >> place) & 1:
                rest += part
                if rest >= whole:
                    rest -= whole
                    quotient += 1
        share += quotient
    if rest * 2 > whole or (rest * 2 == whole and share % 2 == 1):
        share += 1
    return share


def new_piece(pool: Pool, amount: int, tag: int) -> int:
    """Take a free piece; there must be one."""
    piece = pool.spare[0]
    pool.spare[0] = pool.after[piece]
    pool.spare[1] -= 1
    pool.amount[piece] = amount
    pool.tag[piece] = tag
    pool.after[piece] = -1
    pool.before[piece] = -1
    return piece


def free_piece(pool: Pool, piece: int) -> None:
    """Give a piece back."""
    pool.after[piece] = pool.spare[0]
    pool.spare[0] = piece
    pool.spare[1] += 1


def free_flow(pool: Pool, flow: int) -> None:
    """Give the pieces of a flow back."""
    piece = pool.flow_head[flow]
    while piece >= 0:
        after = pool.after[piece]
        free_piece(pool, piece)
        piece = after
    pool.flow_head[flow] = -1
    pool.flow_tail[flow] = -1


def add_to_flow(pool: Pool, flow: int, amount: int, tag: int, joined: bool) -> None:
    """Append to a flow under way; ``joined``: to its last piece where that has the same tag."""
    last = pool.flow_tail[flow]
    if joined and last >= 0 and pool.tag[last] == tag:
        pool.amount[last] += amount
        return
    piece = new_piece(pool, amount, tag)
    if last >= 0:
        pool.after[last] = piece
        pool.before[piece] = last
    else:
        pool.flow_head[flow] = piece
    pool.flow_tail[flow] = piece


def add_to_account(pool: Pool, account: int, piece: int, joined: bool) -> None:
    """Append a piece to an account; ``joined``: to its last one where that has the same tag."""
    last = pool.tail[account]
    if joined and last >= 0 and pool.tag[last] == pool.tag[piece]:
        pool.amount[last] += pool.amount[piece]
        free_piece(pool, piece)
        return
    pool.after[piece] = -1
    pool.before[piece] = last
    if last >= 0:
        pool.after[last] = piece
    else:
        pool.head[account] = piece
    pool.tail[account] = piece


def drop_first(pool: Pool, account: int) -> None:
    """Take the oldest piece out of an account."""
    piece = pool.head[account]
    after = pool.after[piece]
    pool.head[account] = after
    if after >= 0:
        pool.before[after] = -1
    else:
        pool.tail[account] = -1
    free_piece(pool, piece)


def drop_last(pool: Pool, account: int) -> None:
    """Take the youngest piece out of an account."""
    piece = pool.tail[account]
    before = pool.before[piece]
    pool.tail[account] = before
    if before >= 0:
        pool.after[before] = -1
    else:
        pool.head[account] = -1
    free_piece(pool, piece)


def held_back(rules: Rules, tally: Tally, account: int, apart: int, taint: int) -> int:
    """Why taint is not followed from an account: a bit of ``Tally.held``, 0 where it is.

    ``apart``: microseconds since taint first arrived (up: until it last left).
    """
    if tally.level[account] >= rules.levels:
        return 1
    if rules.within >= 0 and apart > rules.within:
        return 2
    if taint < rules.least:
        return 4
    return 0


def reach_account(tally: Tally, account: int, level: int, moment: int) -> None:
    """Note that taint reached an account at a level and moment."""
    if tally.first[account] == NEVER:
        tally.first[account] = moment
    if level < tally.level[account]:
        tally.level[account] = level


KERNELS = (
    rounded_share, new_piece, free_piece, free_flow, add_to_flow, add_to_account, drop_first,
    drop_last, held_back, reach_account,
)  # fmt: skip
"""In the order in which they call each other."""
