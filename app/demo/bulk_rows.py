"""Bulk statements as arrays: who paid whom, sorted by account and time, with chained balances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Small = NDArray[np.int32]
    Bools = NDArray[np.bool_]

ALIPAY, TENPAY, CASH, FEE, WAGE = -1, -2, -3, -4, -5
MAX_ROWS = 1 << 25
SECONDS = 366 * 86_400
_BOTH = 0.12


@dataclass(frozen=True)
class Rows:
    """Rows in the order in which banks return them.

    ``other`` is an account's number in the list of holders, or one of the negative codes.
    ``starts`` is where each obtained account's rows begin, with the end as last item.
    """

    account: Small
    other: Small
    amount: Ints
    time: Small
    incoming: Bools
    ok: Bools
    balance: Ints
    starts: Ints
    pairs: int


def counts(rows: int) -> tuple[int, int]:
    """How many obtained accounts and how many counterparties belong to so many rows."""
    obtained = min(max(rows // 5_000, 20), 6_000)
    return obtained, min(max(rows // 77, 100), 390_000)


def make_rows(rng: np.random.Generator, rows: int) -> Rows:
    """Exactly ``rows`` rows; 24 in 100 belong to transfers that both statements show."""
    if not 10 <= rows <= MAX_ROWS:
        raise ValueError(rows)
    obtained, strangers = counts(rows)
    pairs = int(rows * _BOTH)
    single = rows - 2 * pairs
    payer = _skewed(rng, pairs, obtained, 2.2)
    payee = _skewed(rng, pairs, obtained, 1.6)
    payee = np.where(payee == payer, (payee + 1) % obtained, payee).astype(np.int32)
    at = _times(rng, pairs)
    arrives = np.minimum(at + rng.integers(0, 40, pairs, dtype=np.int32), SECONDS - 1)
    worth = _amounts(rng, pairs)
    owner, other, incoming = _singles(rng, single, obtained, strangers)
    ok = np.ones(rows, dtype=np.bool_)
    ok[2 * pairs :] = incoming | (rng.random(single) > 0.004)
    account = np.concatenate([payer, payee, owner])
    time = np.concatenate([at, arrives, _times(rng, single)])
    order = _order(account, time)
    account, time, ok = account[order], time[order], ok[order]
    other = np.concatenate([payee, payer, other])[order]
    amount = np.concatenate([worth, worth, _amounts(rng, single)])[order]
    amount = np.where(other == FEE, amount % 1_500 + 1, amount)
    ways = np.concatenate([np.zeros(pairs, np.bool_), np.ones(pairs, np.bool_), incoming])[order]
    starts = np.searchsorted(account, np.arange(obtained + 1))
    balance = _balances(account, np.where(ok, np.where(ways, amount, -amount), 0), starts, rng)
    return Rows(account, other, amount, time, ways, ok, balance, starts, pairs)


def _skewed(rng: np.random.Generator, count: int, size: int, power: float) -> Small:
    return (rng.random(count) ** power * size).astype(np.int32)


def _times(rng: np.random.Generator, count: int) -> Small:
    day = rng.integers(0, SECONDS // 86_400, count, dtype=np.int32) * 86_400
    clock = (rng.random(count) + rng.random(count)) * 43_199
    return (day + clock.astype(np.int32)).astype(np.int32)


def _amounts(rng: np.random.Generator, count: int) -> Ints:
    fen = np.exp(rng.standard_normal(count, dtype=np.float32) * 2.0 + 10.0)
    amount = np.minimum(fen, 5e8).astype(np.int64) + 1
    draw = rng.random(count, dtype=np.float32)
    rounded = (amount // 10_000 + 1) * 10_000
    amount = np.where(draw < 0.25, rounded, amount)
    return np.where(draw > 0.99, 4_999_900, amount)


def _singles(
    rng: np.random.Generator, count: int, obtained: int, strangers: int
) -> tuple[Small, Small, Bools]:
    owner = _skewed(rng, count, obtained, 1.8)
    power = np.where(rng.random(count) < 0.3, 1.0, 3.0)
    other = (obtained + rng.random(count) ** power * strangers).astype(np.int32)
    incoming = rng.random(count) < 0.42
    draw = rng.random(count)
    other[draw < 0.34] = ALIPAY
    other[draw < 0.17] = TENPAY
    incoming[draw < 0.34] &= rng.random(int((draw < 0.34).sum())) < 0.3
    for code, low, high, way in (
        (CASH, 0.34, 0.38, False),
        (FEE, 0.38, 0.41, False),
        (WAGE, 0.41, 0.44, True),
    ):
        chosen = (draw >= low) & (draw < high)
        other[chosen] = code
        incoming[chosen] = way
    return owner, other, incoming


def _order(account: Small, time: Small) -> Ints:
    """Places sorted by account, then time, then origin: one sort of packed integers."""
    key = account.astype(np.int64) << 50 | time.astype(np.int64) << 25
    key |= np.arange(len(account), dtype=np.int64)
    key.sort()
    key &= MAX_ROWS - 1
    return key


def _balances(account: Small, change: Ints, starts: Ints, rng: np.random.Generator) -> Ints:
    run = np.cumsum(change)
    before = np.concatenate([np.zeros(1, np.int64), run])[starts[:-1]]
    opening = rng.integers(0, 100_000, len(before))
    filled = starts[:-1] < starts[1:]
    low = np.zeros(len(before), np.int64)
    low[filled] = np.minimum.reduceat(run, starts[:-1][filled])
    opening = opening - np.minimum(low - before, 0) - before
    return np.asarray(run + opening[account], dtype=np.int64)
