"""A pile of folded texts that is looked through for a part of a text, or for pinyin.

The texts lie one after the other as small numbers, one for each different sign, with 0 between
them. A part is found at all places at once: first its rarest sign, then the others beside it.
Pinyin is followed character by character with all readings, initials and unfinished syllables
allowed; what of the typed letters is used up is one bit of a word at each place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.searching.texts import folded_points, signs_of
from app.base.reference.readings import readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Ranks = NDArray[np.int64]
    Bits = NDArray[np.uint64]

EXACT, PREFIX, SUFFIX, INSIDE = range(4)
"""How a part lies in a text, the best first."""
MOST_LETTERS = 60
_INITIALS = ("zh", "ch", "sh")


@dataclass(frozen=True)
class Found:
    """Numbers of texts, rising and without repetition, and how the part lies in each at best."""

    texts: Ints
    ranks: Ranks

    def __len__(self) -> int:
        return len(self.texts)


NOTHING = Found(np.empty(0, np.int64), np.empty(0, np.int64))


class Pile:
    """Texts to look through; they are folded here, what is looked for by the asker."""

    def __init__(self, texts: Sequence[str]) -> None:
        points = folded_points(texts)
        signs = signs_of(points)
        self._alphabet = signs[signs != 0]
        width: type[np.unsignedinteger[Any]] = np.uint32
        if len(self._alphabet) < 65535:
            width = np.uint8 if len(self._alphabet) < 255 else np.uint16
        table = np.zeros(int(signs[-1]) + 1 if len(signs) else 1, width)
        table[self._alphabet] = np.arange(1, len(self._alphabet) + 1)
        self._signs = table[points]
        self._ends = np.flatnonzero(self._signs == 0)
        self._often = np.bincount(self._signs, minlength=len(self._alphabet) + 1)

    def __len__(self) -> int:
        return len(self._ends)

    def find(self, part: str) -> Found:
        """The texts that hold a folded part."""
        wanted = [self._number(sign) for sign in part]
        if not wanted or 0 in wanted:
            return NOTHING
        rarest = min(range(len(wanted)), key=lambda place: int(self._often[wanted[place]]))
        starts = np.flatnonzero(self._signs == wanted[rarest]) - rarest
        starts = starts[(starts >= 0) & (starts + len(wanted) < len(self._signs))]
        order = sorted(range(len(wanted)), key=lambda place: int(self._often[wanted[place]]))
        for place in order[1:]:
            starts = starts[self._signs[starts + place] == wanted[place]]
        return self._found(starts, starts + len(wanted))

    def spelled(self, letters: str) -> Found:
        """The texts whose characters read so: whole syllables, initials, the last one unfinished.

        Args:
            letters: of pinyin, small, without spaces; more than ``MOST_LETTERS`` find nothing.
                Characters may stand among them.
        """
        length = len(letters)
        if not letters or length > MOST_LETTERS:
            return NOTHING
        steps = self._steps(letters)
        places = np.flatnonzero(steps[0][self._signs])
        starts, state = places, steps[0][self._signs[places]]
        whole, open_ = np.uint64(1 << length), np.uint64(1 << (length + 1))
        between = np.uint64((1 << length) - 2)
        hit_starts: list[Ints] = []
        hit_ends: list[Ints] = []
        while len(places):
            for bit, beyond in ((whole, 1), (open_, 0)):
                done = (state & bit) != 0
                hit_starts.append(starts[done])
                # an unfinished syllable is never the exact end of a text
                hit_ends.append(places[done] + beyond)
            goes_on = (state & between) != 0
            places, starts, state = places[goes_on] + 1, starts[goes_on], state[goes_on]
            if not len(places):
                break
            signs = self._signs[places]
            after = np.zeros(len(places), np.uint64)
            for offset in range(1, length):
                here = (state >> np.uint64(offset)) & np.uint64(1) != 0
                after[here] |= steps[offset][signs[here]]
            alive = after != 0
            places, starts, state = places[alive], starts[alive], after[alive]
        return self._found(
            np.concatenate(hit_starts or [_NONE]), np.concatenate(hit_ends or [_NONE])
        )

    def _number(self, sign: str) -> int:
        place = int(np.searchsorted(self._alphabet, ord(sign)))
        known = place < len(self._alphabet) and int(self._alphabet[place]) == ord(sign)
        return place + 1 if known else 0

    def _found(self, starts: Ints, ends: Ints) -> Found:
        """Texts of some stretches; ``ends`` are the first places behind them."""
        if not len(starts):
            return NOTHING
        texts = np.searchsorted(self._ends, starts)
        firsts = np.where(texts > 0, self._ends[texts - 1] + 1, 0)
        begins, closes = starts == firsts, ends == self._ends[texts]
        ranks = np.select(
            [begins & closes, begins, closes], [EXACT, PREFIX, SUFFIX], default=INSIDE
        ).astype(np.int64)
        order = np.lexsort((ranks, texts))
        texts, ranks = texts[order], ranks[order]
        first = np.ones(len(texts), bool)
        first[1:] = texts[1:] != texts[:-1]
        return Found(texts[first], ranks[first])

    @cached_property
    def _syllables(self) -> tuple[list[str], NDArray[np.int32]]:
        """All syllables, the first one empty, and those of each sign as numbers."""
        read = [(), *(readings(chr(point)) for point in self._alphabet.tolist())]
        numbers: dict[str, int] = {"": 0}
        for each in read:
            for reading in each:
                numbers.setdefault(reading, len(numbers))
        table = np.zeros((len(read), max((len(each) for each in read), default=0)), np.int32)
        for row, each in enumerate(read):
            table[row, : len(each)] = [numbers[reading] for reading in each]
        return list(numbers), table

    def warm(self) -> None:
        """Look up how its signs are read, which the first pinyin would wait for."""
        _ = self._syllables

    def _steps(self, letters: str) -> list[Bits]:
        """For each letter: to which letters each sign leads from there, as bits.

        Bit ``length`` is the end of a whole syllable, ``length + 1`` of an unfinished one.
        """
        syllables, table = self._syllables
        steps: list[Bits] = []
        for offset in range(len(letters)):
            rest = letters[offset:]
            leads = np.array(
                [_leads(syllable, rest, offset, len(letters)) for syllable in syllables], np.uint64
            )
            step = np.bitwise_or.reduce(leads[table], axis=1)
            if not rest[0].isascii():  # a character among the letters stands for itself
                step[self._number(rest[0])] |= np.uint64(1 << (offset + 1))
                step[0] = 0
            steps.append(step)
        return steps


def _leads(syllable: str, rest: str, offset: int, length: int) -> int:
    if not syllable or syllable[0] != rest[0]:
        return 0
    bits = 1 << (offset + 1)
    if syllable.startswith(_INITIALS) and rest.startswith(syllable[:2]):
        bits |= 1 << (offset + 2)
    if rest.startswith(syllable):
        bits |= 1 << (offset + len(syllable))
    elif syllable.startswith(rest):
        bits |= 1 << (length + 1)
    return bits


_NONE: Ints = np.empty(0, np.int64)
