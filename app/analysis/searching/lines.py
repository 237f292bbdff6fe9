"""Lines of text that belong to things, and the best of the things that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analysis.searching.pile import EXACT, INSIDE, PREFIX, SUFFIX, Pile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.analysis.searching.pile import Found, Ints, Ranks

    Classes = NDArray[np.int64]

NOT_FOUND = 9
"""The class of what was not found; better ones are smaller."""
_WRITTEN = {EXACT: 0, PREFIX: 2, SUFFIX: 4, INSIDE: 4}
_ENDING = {EXACT: 0, PREFIX: 2, SUFFIX: 2, INSIDE: 4}
_SPELLED = {EXACT: 1, PREFIX: 3, SUFFIX: 5, INSIDE: 5}
LEAST_PART = 3
"""Fewer figures are looked for as a whole only."""
LEAST_LETTERS = 2
_TIERS = 4
_MOST = 1 << 56


def nothing(count: int) -> Classes:
    """The classes of so many things before anything is found."""
    return np.full(count, NOT_FOUND, np.int64)


class Lines:
    """Lines to look through, each of one thing; a thing can have several."""

    def __init__(self, texts: Sequence[str], owners: Sequence[int] | Ints) -> None:
        self._pile = Pile(texts)
        self._owners = np.asarray(owners, np.int64)

    def __len__(self) -> int:
        return len(self._pile)

    def warm(self) -> None:
        """Make ready what the first pinyin would wait for."""
        self._pile.warm()

    def find_words(self, words: str, into: Classes) -> None:
        """Note the things that have a line with these words, as written."""
        found = self._pile.find(words)
        if is_short_number(words):
            self._note(_only_whole(found), _WRITTEN, into)
        else:
            self._note(found, _WRITTEN, into)

    def find_number(self, number: str, into: Classes) -> None:
        """Note the things with a number that has this part; its end counts like its beginning."""
        found = self._pile.find(number)
        self._note(found if len(number) >= LEAST_PART else _only_whole(found), _ENDING, into)

    def find_spelled(self, letters: str, into: Classes) -> None:
        """Note the things that have a line which reads like this in pinyin."""
        if len(letters) >= LEAST_LETTERS:
            self._note(self._pile.spelled(letters), _SPELLED, into)

    def _note(self, found: Found, classes: dict[int, int], into: Classes) -> None:
        if len(found):
            table = np.array([classes[rank] for rank in range(len(classes))], np.int64)
            np.minimum.at(into, self._owners[found.texts], table[found.ranks])


def at_once(whole: Classes, parts: Sequence[Classes]) -> None:
    """Note in ``whole`` what has every one of several words, a class below its poorest word."""
    if parts:
        poorest = np.maximum.reduce(parts)
        found = poorest < NOT_FOUND
        np.minimum(
            whole, np.where(found, np.minimum(poorest + 1, NOT_FOUND - 1), NOT_FOUND), out=whole
        )


def is_short_number(words: str) -> bool:
    """Whether it is so short a number that it would be found everywhere."""
    return len(words) < LEAST_PART and words.isascii() and words.isdigit()


def _only_whole(found: Found) -> Found:
    whole = found.ranks == EXACT
    return type(found)(found.texts[whole], found.ranks[whole])


def best(
    classes: Classes,
    limit: int,
    tiers: Ranks | None = None,
    weights: NDArray[np.float64] | None = None,
) -> tuple[list[int], int]:
    """The best of what was found: its numbers, and how many were found in all.

    Args:
        classes: by number, ``NOT_FOUND`` for the others.
        limit: at most so many.
        tiers: within a class, the lower first; 0 to 3.
        weights: within a tier, the heavier first.
    """
    found = np.flatnonzero(classes < NOT_FOUND)
    keys = classes[found] * _TIERS
    if tiers is not None:
        keys += tiers[found]
    keys *= _MOST
    if weights is not None:
        keys += _MOST - 1 - np.clip(weights[found], 0, _MOST - 2).astype(np.int64)
    if len(found) > limit:
        some = np.argpartition(keys, limit)[: limit + 1] if limit else np.empty(0, np.int64)
        edge = keys[some].max() if limit else -1
        # equals at the edge are taken in the order of their numbers
        some = np.flatnonzero(keys <= edge)
        found_some, keys = found[some], keys[some]
    else:
        found_some = found
    order = np.lexsort((found_some, keys))[:limit]
    return found_some[order].tolist(), len(found)
