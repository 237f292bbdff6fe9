"""Transfers as strokes in pixels: which are in sight, where each begins and ends, how wide it is.

Pure arithmetic over columns; nothing here is painted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from app.analysis.timeline.events import DAY, MINUTE, OUTSIDE, SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.analysis.timeline.events import Events

SPANS: Final = np.array([DAY, MINUTE, SECOND], np.int64)
"""How long a moment lasts, by its exactness: a date-only row is its whole day."""
WIDEST: Final = 4
REACH: Final = 6.0
"""Pixels around a stroke that still mean it."""


@dataclass(frozen=True)
class Frame:
    """What is in sight: time (microseconds) over ``width`` pixels, lanes over ``height``."""

    since: float
    until: float
    top: float
    bottom: float
    width: int
    height: int

    @property
    def us_per_px(self) -> float:
        """Microseconds in one pixel."""
        return (self.until - self.since) / max(1, self.width)

    @property
    def lane_px(self) -> float:
        """Height of one lane."""
        return self.height / max(1e-9, self.bottom - self.top)

    def x(self, moments: Any) -> Any:
        """Pixels from the left."""
        return (moments - self.since) / self.us_per_px

    def y(self, lanes: Any) -> Any:
        """Pixels from the top."""
        return (lanes - self.top) * self.lane_px

    def moment(self, x: float) -> float:
        """The moment at a pixel."""
        return self.since + x * self.us_per_px

    def lane(self, y: float) -> int:
        """The lane at a pixel, which may be none."""
        return int(np.floor(self.top + y / self.lane_px))


@dataclass(frozen=True)
class Strokes:
    """The transfers in sight, a column each, in pixels.

    Attributes:
        place: the row of the events.
        x0: where it leaves, ``x1`` where it arrives.
        y0: the payer's line or the lane's upper edge for money from outside; ``y1`` likewise.
        out: it has a payer's lane; ``into`` a payee's.
        wide: 1 to ``WIDEST`` pixels by amount.
        bar: pixels that its moment lasts.
    """

    place: NDArray[np.int64]
    x0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y0: NDArray[np.float64]
    y1: NDArray[np.float64]
    out: NDArray[np.bool_]
    into: NDArray[np.bool_]
    wide: NDArray[np.int8]
    bar: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.place)

    def enlarged(self, times: int) -> Strokes:
        """The same on so many times as many pixels."""
        return Strokes(
            self.place, self.x0 * times, self.x1 * times, self.y0 * times, self.y1 * times,
            self.out, self.into, self.wide * np.int8(times), self.bar * times,
        )  # fmt: skip


def widths(amounts: NDArray[np.int64]) -> NDArray[np.int8]:
    """Widths by the logarithm of the amount: thousandths of the largest are thin."""
    top = float(amounts.max(initial=0))
    if top <= 0:
        return np.ones(len(amounts), np.int8)
    steps = np.log10(np.maximum(amounts, 1) / top)  # 0 for the largest, -1 for a tenth
    return np.clip(np.round(WIDEST + steps * 1.2), 1, WIDEST).astype(np.int8)


def strokes_in(
    events: Events,
    rows: NDArray[np.int32],
    frame: Frame,
    wide: NDArray[np.int8],
    until: float | None = None,
) -> Strokes:
    """The strokes of a frame.

    Args:
        events: in the order of time.
        rows: the row in which each lane of the events is shown, -1 for none.
        frame: what is in sight.
        wide: the width of each event.
        until: the moment that playback has reached; later ones are not there yet.
    """
    slack = 12 * frame.us_per_px
    end = frame.until + slack if until is None else min(frame.until + slack, until)
    low = int(np.searchsorted(events.leave, frame.since - slack - DAY))
    high = int(np.searchsorted(events.leave, end, side="right"))
    payer, payee = events.payer[low:high], events.payee[low:high]
    from_row = np.where(payer == OUTSIDE, -1, rows[payer])
    to_row = np.where(payee == OUTSIDE, -1, rows[payee])
    upper = np.minimum(
        np.where(from_row < 0, to_row, from_row), np.where(to_row < 0, from_row, to_row)
    )
    lower = np.maximum(from_row, to_row)
    seen = np.flatnonzero((lower >= 0) & (upper < frame.bottom) & (lower + 1 > frame.top))
    place = seen + low
    from_row, to_row = from_row[seen], to_row[seen]
    last = SPANS[events.exactness[place]]
    bare = events.exactness[place] == 0
    shift = np.where(bare, last / 2, 0.0)
    x0 = frame.x(events.leave[place] + shift)
    x1 = frame.x(events.arrive[place] + shift)
    x1 = np.where(to_row >= 0, x1, x0)  # what happens outside the lanes is not shown
    x0 = np.where(from_row >= 0, x0, x1)
    middle = 0.5
    y0 = np.where(from_row >= 0, frame.y(from_row + middle), frame.y(to_row + 0.08))
    y1 = np.where(to_row >= 0, frame.y(to_row + middle), frame.y(from_row + 0.92))
    return Strokes(
        place, x0, x1, y0, y1, from_row >= 0, to_row >= 0, wide[place], last / frame.us_per_px
    )


def nearest(strokes: Strokes, x: float, y: float, reach: float = REACH) -> int | None:
    """The row of the events that a pixel means: the nearest stroke, of several the shortest."""
    if not len(strokes):
        return None
    low, high = np.minimum(strokes.y0, strokes.y1), np.maximum(strokes.y0, strokes.y1)
    long = np.maximum(high - low, 1e-6)
    along = np.clip((y - strokes.y0) / np.where(strokes.y1 >= strokes.y0, long, -long), 0, 1)
    aside = np.abs(strokes.x0 + along * (strokes.x1 - strokes.x0) - x)
    beyond = np.maximum(0, np.maximum(low - y, y - high))
    far = np.maximum(aside, beyond)
    close = np.flatnonzero(far <= reach)
    if not len(close):
        return None
    best = close[np.lexsort((long[close], np.round(far[close])))[0]]
    return int(strokes.place[best])
