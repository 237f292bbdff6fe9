"""The running balance of lanes along time: as statements tell it, else what came less what went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from app.analysis.timeline.density import Density
    from app.analysis.timeline.events import Events


@dataclass(frozen=True)
class Running:
    """Balances at the end of each bin of a density, in fen.

    Attributes:
        fen: one row per lane; not a number before anything is known.
        told: which lanes' statements tell it; the others show the sum of what is seen, from 0 on.
    """

    fen: NDArray[np.float64]
    told: NDArray[np.bool_]

    def shares(self, place: int) -> list[float | None]:
        """Each lane's balance at the end of a bin, as a share of the largest balance of any.

        ``None`` where it is not known; what is below zero is nothing.
        """
        top = float(np.nanmax(self.fen, initial=0.0))
        if top <= 0 or not self.fen.shape[1]:
            return [None] * len(self.fen)
        column = self.fen[:, max(0, min(place, self.fen.shape[1] - 1))]
        return [None if np.isnan(fen) else max(0.0, float(fen)) / top for fen in column]


@dataclass(frozen=True)
class Steps:
    """The balance of one lane along time: ``before``, and after each of some moments, in fen.

    Moments are microseconds; ``before`` is not a number where nothing is known.
    """

    before: float
    moments: NDArray[np.int64]
    fen: NDArray[np.float64]


def told_steps(columns: Mapping[str, Any], known: Mapping[str, Any]) -> dict[int, Steps]:
    """The balances of lanes as the rows of their statements tell them, one step for each row.

    Args:
        columns: lane, account, moment and balance, in this order.
        known: what ``running_of`` reads; of it what was known before the period.

    Of several accounts the balances are summed up, each from its first row on.
    """
    before: dict[int, dict[int, float]] = {}
    for lane, account, place, fen in zip(
        *(known[name].tolist() for name in ("lane", "account", "bin", "balance")), strict=True
    ):
        if place < 0:
            before.setdefault(lane, {})[account] = float(fen)
    lane, account = np.asarray(columns["lane"]), np.asarray(columns["account"])
    at, balance = (
        np.asarray(columns["moment"], np.int64),
        np.asarray(columns["balance"], np.float64),
    )
    first = np.ones(len(lane), bool)
    first[1:] = (lane[1:] != lane[:-1]) | (account[1:] != account[:-1])
    change = np.diff(balance, prepend=0.0)
    for place in np.flatnonzero(first).tolist():
        owed = before.get(int(lane[place]), {}).get(int(account[place]), 0.0)
        change[place] = balance[place] - owed
    found = {}
    for each in {*np.unique(lane).tolist(), *before}:
        mine = np.flatnonzero(lane == each)
        mine = mine[np.argsort(at[mine], kind="stable")]
        base = sum(before.get(each, {}).values())
        found[each] = Steps(
            base if each in before else float("nan"), at[mine], base + np.cumsum(change[mine])
        )
    return found


def running_of(columns: Mapping[str, Any], density: Density, before: Mapping[int, int]) -> Running:
    """The balances of all lanes.

    Args:
        columns: lane, account, bin (-1 for before) and balance, in this order.
        density: what moved, bin by bin.
        before: what had come less what had gone when the first bin begins, by lane.

    A lane of several accounts is told when all statements that are there are summed up; an account
    of it without statement has no part in the sum.
    """
    lanes, bins = density.came.shape
    net = np.cumsum(density.came_fen - density.went_fen, axis=1)
    fen = net + np.array([[before.get(lane, 0)] for lane in range(lanes)], float).reshape(lanes, 1)
    told = np.zeros(lanes, bool)
    lane = np.asarray(columns["lane"], np.int64)
    account = np.asarray(columns["account"], np.int64)
    at = np.asarray(columns["bin"], np.int64)
    balance = np.asarray(columns["balance"], np.float64)
    if not len(lane) or not bins:
        return Running(fen, told)
    edges = np.flatnonzero(np.diff(lane) | np.diff(account)) + 1
    starts = np.concatenate(([0], edges)).tolist()
    stops = np.concatenate((edges, [len(lane)])).tolist()
    for start, stop in zip(starts, stops, strict=True):
        place = int(lane[start])
        places = np.searchsorted(at[start:stop], np.arange(bins), side="right") - 1
        row = np.where(places >= 0, balance[start:stop][np.maximum(places, 0)], np.nan)
        if told[place]:
            known = fen[place]
            fen[place] = np.where(np.isnan(known), row, known + np.where(np.isnan(row), 0, row))
        else:
            fen[place], told[place] = row, True
    return Running(fen, told)


def stepwise(
    running: Running, density: Density, events: Events, lane: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The balance of a lane without statement after each of its transfers: moments and fen.

    Each bin begins with what the bin before ended with.
    """
    mine = events.of_lane(lane)
    mine = mine.taken(mine.payer != mine.payee)
    moments = mine.moments(lane)
    order = np.argsort(moments, kind="stable")
    moments = moments[order]
    net = np.where(mine.payee == lane, mine.amount, -mine.amount)[order].astype(float)
    bins = np.clip((moments - density.since) // density.width, 0, max(0, density.bins - 1))
    fen = running.fen[lane]
    moved = density.came_fen[lane] - density.went_fen[lane]
    begins = np.concatenate((fen[:1] - moved[:1], fen[:-1]))[bins] if density.bins else net
    summed = np.cumsum(net)
    first = np.searchsorted(bins, bins, side="left")
    return moments, begins + summed - (summed - net)[first]
