"""Many short texts as one, so that a million of them take little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.base.reference.folding import even, fold_sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.uint32]

_END = "\U0010ffff"
"""Stands between texts: no character, and no text has it."""
_END_POINT = ord(_END)
_UNKNOWN = 0xFFFFFFFF
AT_ONCE = 10_000
"""Texts that are folded in one call, some milliseconds."""


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
    return np.concatenate([np.empty(0, np.uint32), *_folded(texts)])


def folded_texts(texts: Sequence[str]) -> list[str]:
    """``fold`` of every text, at once."""
    found: list[str] = []
    for points in _folded(texts):
        points[points == 0] = _END_POINT
        joined = points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        found += joined.split(_END)[:-1]
    return found


def _folded(texts: Sequence[str]) -> Iterator[Points]:
    """The same part by part: one call over millions of texts would keep the window waiting."""
    table = np.full(_END_POINT + 1, _UNKNOWN, np.uint32)
    table[_END_POINT] = 0
    for start in range(0, len(texts), AT_ONCE):
        part = texts[start : start + AT_ONCE]
        joined = _END.join(part)
        if joined.count(_END) != len(part) - 1:
            joined = _END.join(text.replace(_END, "") for text in part)
        raw = (even(joined) + _END).encode("utf-32-le", "surrogatepass")
        points: Points = np.frombuffer(raw, dtype="<u4").astype(np.uint32)
        for point in np.unique(points[table[points] == _UNKNOWN]).tolist():
            table[point] = fold_sign(point)
        folded = table[points]
        yield folded[(folded != 0) | (points == _END_POINT)]


def signs_of(points: Points) -> NDArray[np.int64]:
    """The different code points, rising."""
    seen = np.zeros(_END_POINT + 1, bool)
    seen[points] = True
    return np.flatnonzero(seen)
