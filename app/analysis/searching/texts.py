"""Many short texts as one, so that a million of them take little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.base.reference.folding import even, fold_sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.uint32]

_END = "\U0010ffff"
"""Stands between texts: no character, and no text has it."""
_END_POINT = ord(_END)


class Texts:
    """Texts by number, in the order given."""

    def __init__(self, texts: Iterable[str]) -> None:
        given = list(texts)
        self._ends = np.cumsum([len(text) for text in given], dtype=np.int64)
        self._joined = "".join(given)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        return self._joined[start : self._ends[number]]


def folded_points(texts: Sequence[str]) -> Points:
    """The code points of all texts as ``fold`` leaves them, each text followed by a 0."""
    joined = _END.join(texts)
    if joined.count(_END) != max(0, len(texts) - 1):
        joined = _END.join(text.replace(_END, "") for text in texts)
    raw = (even(joined) + (_END if texts else "")).encode("utf-32-le", "surrogatepass")
    points: Points = np.frombuffer(raw, dtype="<u4").astype(np.uint32)
    table = np.zeros(_END_POINT + 1, np.uint32)
    for point in signs_of(points).tolist():
        if point != _END_POINT:
            table[point] = fold_sign(point)
    folded = table[points]
    kept: Points = folded[(folded != 0) | (points == _END_POINT)]
    return kept


def signs_of(points: Points) -> NDArray[np.int64]:
    """The different code points, rising."""
    seen = np.zeros(_END_POINT + 1, bool)
    seen[points] = True
    return np.flatnonzero(seen)


def folded_texts(texts: Sequence[str]) -> list[str]:
    """``fold`` of every text, at once."""
    if not texts:
        return []
    points = folded_points(texts)
    points[points == 0] = _END_POINT
    return points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass").split(_END)[:-1]
