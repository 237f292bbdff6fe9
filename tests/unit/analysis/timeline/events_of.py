"""Transfers of a timeline, made by hand or at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from app.analysis.timeline.events import MINUTE, OUTSIDE, Events

if TYPE_CHECKING:
    from collections.abc import Sequence

LANES = 4


def events_of(rows: Sequence[tuple[int, int, int, int, int]]) -> Events:
    """Rows of (payer, payee, moment in microseconds, fen, exactness), in the order of time."""
    ordered = sorted(rows, key=lambda row: row[2])
    payer, payee, moment, fen, exact = (
        [row[place] for row in ordered] for place in range(5)
    )  # fmt: skip
    at = np.array(moment, np.int64)
    return Events(
        np.arange(1, len(ordered) + 1), np.array(payer, np.int32), np.array(payee, np.int32), at,
        at.copy(), np.array(exact, np.int8), np.array(fen, np.int64),
        np.zeros(len(ordered), np.int8),
    )  # fmt: skip


def _row(draw: st.DrawFn) -> tuple[int, int, int, int, int]:
    payer = draw(st.integers(OUTSIDE, LANES - 1))
    payee = draw(st.integers(0 if payer == OUTSIDE else OUTSIDE, LANES - 1))
    moment = draw(st.integers(0, 600)) * MINUTE
    return payer, payee, moment, draw(st.integers(1, 5_000_000)), draw(st.sampled_from((0, 1, 2)))


rows = st.lists(st.composite(_row)(), max_size=40)
