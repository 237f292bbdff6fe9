"""Transfers of lanes by bin of time: what is drawn where there are too many to draw singly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from app.analysis.timeline.events import DAY, HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

BINS: Final = 480
"""About so many bins stand in the time that is asked for."""
WIDTHS: Final = (
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE,
    10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY,
    2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY,
)  # fmt: skip
"""Bins are as wide as one of these (microseconds), so that they begin at round moments."""

LOWEST: Final = 0.02
"""The share of cells that may be smaller than the palest shade says."""
ALIKE: Final = 0.2
"""Values whose logarithms differ less are shown alike."""


@dataclass(frozen=True)
class Density:
    """Lanes by bins.

    Attributes:
        since: where the first bin begins, in microseconds; each is ``width`` wide.
        came: number of transfers that came, ``went`` that went: one row per lane.
        came_fen: what came, ``went_fen`` what went, in fen.
    """

    since: int
    width: int
    came: NDArray[np.int64]
    went: NDArray[np.int64]
    came_fen: NDArray[np.float64]
    went_fen: NDArray[np.float64]

    @property
    def bins(self) -> int:
        """How many bins there are."""
        return int(self.came.shape[1])

    @property
    def until(self) -> int:
        """Where the last bin ends."""
        return self.since + self.bins * self.width

    @property
    def flows(self) -> int:
        """At most so many transfers; one between lanes counts twice."""
        return int(self.came.sum() + self.went.sum())


def bin_width(since: int, until: int, bins: int = BINS) -> int:
    """The least round width with which at most ``bins`` bins cover a time."""
    span = max(1, until - since)
    return next((width for width in WIDTHS if width * bins >= span), WIDTHS[-1])


def aligned(since: int, until: int, width: int) -> tuple[int, int]:
    """The time widened to whole bins, of which there is at least one."""
    first = since // width * width
    return first, max(first + width, -(-until // width) * width)


def density_of(
    columns: Mapping[str, Any], *, lanes: int, since: int, until: int, width: int
) -> Density:
    """The answer of the ledger (lane, bin, n_in, came, n_out, went) as matrices."""
    shape = (lanes, (until - since) // width)
    came, went = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    came_fen, went_fen = np.zeros(shape), np.zeros(shape)
    at = columns["lane"], columns["bin"]
    came[at], went[at] = columns["n_in"], columns["n_out"]
    came_fen[at], went_fen[at] = columns["came"], columns["went"]
    return Density(since, width, came, went, came_fen, went_fen)


def shades(values: NDArray[Any], steps: int = 5) -> NDArray[np.int8]:
    """How dark each cell is, 0 for nothing to ``steps``, by the logarithm of its value.

    The darkest is the largest value, the palest what is smaller than nearly all others; where all
    are about the same they are neither.
    """
    some = values[values > 0].astype(float)
    if not some.size:
        return np.zeros(values.shape, np.int8)
    low, top = np.log(np.quantile(some, LOWEST)), np.log(some.max())
    if top - low < ALIKE:
        return np.where(values > 0, (steps + 1) // 2, 0).astype(np.int8)
    share = (np.log(np.maximum(values, 1e-9)) - low) / (top - low)
    return np.where(values > 0, np.clip(np.ceil(share * steps), 1, steps), 0).astype(np.int8)
