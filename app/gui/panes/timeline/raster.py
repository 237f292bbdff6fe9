"""Very many strokes as pixels: each is drawn singly, all of them in a few passes over an image.

Painting lines one by one costs milliseconds per thousand; counting where upright lines begin and
end, and summing down each column, costs the same for ten or for forty thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.gui.panes.timeline.strokes import Strokes

LEAST_ALPHA: Final = 110
MOST_COUNT: Final = 255
HEAD: Final = 3


def rastered(
    strokes: Strokes, width: int, height: int, out: QColor, into: QColor, *,
    heads: bool = True, sharp: int = 1,
) -> QImage:  # fmt: skip
    """An image of all strokes: their first half in one colour, their second in the other.

    With ``sharp`` it has so many pixels for each one of the frame, both ways.
    """
    if sharp > 1:
        strokes = strokes.enlarged(sharp)
        width, height = width * sharp, height * sharp
    first, second = _halves(strokes, HEAD * sharp if heads else 0)
    leaving = _coverage(*first, width, height)
    coming = _coverage(*second, width, height)
    pixels = np.zeros(width * height, np.uint32)
    top = max(int(leaving.max(initial=0)), int(coming.max(initial=0)), 4)
    seen = np.flatnonzero(leaving)
    pixels[seen] = _shades(out, top)[np.minimum(leaving[seen], MOST_COUNT)]
    seen = np.flatnonzero((coming > 0) & (coming >= leaving))
    pixels[seen] = _shades(into, top)[np.minimum(coming[seen], MOST_COUNT)]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the pixels go, the image stays


def _halves(strokes: Strokes, head: int) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Columns (x, from, to) of the upright halves; money from or to the outside has one half."""
    both = strokes.out & strokes.into
    middle = np.where(
        both, (strokes.y0 + strokes.y1) / 2, np.where(strokes.out, strokes.y1, strokes.y0)
    )
    gone = _widened(strokes, strokes.out, strokes.x0, strokes.y0, middle)
    came = _widened(strokes, strokes.into, strokes.x1, middle, strokes.y1)
    if not head:
        return gone, came
    ends = _heads(strokes, head)
    return gone, tuple(np.concatenate(pair) for pair in zip(came, ends, strict=True))  # type: ignore[return-value]


def _widened(
    strokes: Strokes, which: NDArray[np.bool_], x: Any, start: Any, stop: Any
) -> tuple[Any, Any, Any]:
    """A line of several pixels is several lines."""
    places = np.flatnonzero(which)
    wide = strokes.wide[places].astype(np.int64)
    again = np.repeat(places, wide)
    nth = np.arange(len(again)) - np.repeat(np.cumsum(wide) - wide, wide)
    left = np.floor(x[again]).astype(np.int64) + nth - (wide.repeat(wide) - 1) // 2
    return left, start[again], stop[again]


def _heads(strokes: Strokes, head: int) -> tuple[Any, Any, Any]:
    """Arrowheads where money arrives: short lines beside the end of each."""
    places = np.flatnonzero(strokes.into)
    x = np.floor(strokes.x1[places]).astype(np.int64)
    end = strokes.y1[places]
    back = np.where(end >= strokes.y0[places], -1.0, 1.0)
    columns = [
        (x + sign * aside, end + back * aside, end + back * (head + 2))
        for aside in range(1, head + 1)
        for sign in (-1, 1)
    ]
    return tuple(np.concatenate(each) for each in zip(*columns, strict=True))  # type: ignore[return-value]


def _coverage(x: Any, start: Any, stop: Any, width: int, height: int) -> NDArray[np.int32]:
    """How many lines cover each pixel."""
    low = np.clip(np.floor(np.minimum(start, stop)), 0, height).astype(np.int64)
    high = np.clip(np.ceil(np.maximum(start, stop)), 0, height).astype(np.int64)
    inside = (x >= 0) & (x < width) & (high > low)
    x, low, high = x[inside], low[inside], high[inside]
    size = (height + 1) * width
    change = np.bincount(low * width + x, minlength=size).astype(np.int32)
    change -= np.bincount(high * width + x, minlength=size).astype(np.int32)
    change = change.reshape(height + 1, width)
    return np.cumsum(change[:height], axis=0, dtype=np.int32).ravel()


def _shades(colour: QColor, top: int) -> NDArray[np.uint32]:
    """Premultiplied pixels by how many strokes lie over one: the more of them, the more solid."""
    counts = np.arange(MOST_COUNT + 1)
    share = np.minimum(1.0, np.log1p(counts) / np.log1p(top))
    alphas = (LEAST_ALPHA + (255 - LEAST_ALPHA) * share).astype(np.uint32)
    alphas[0] = 0
    red, green, blue = (
        (part * alphas) // 255 for part in (colour.red(), colour.green(), colour.blue())
    )
    return (alphas << 24) | (red << 16) | (green << 8) | blue  # type: ignore[no-any-return]
