"""Where the cards and bands of a money flow stand: columns by level, stacks for the small ones.

Lengths are in pixels at a zoom of 1. A band is as wide as its share of the scale that all bands
have in common, so that those into or out of a card never exceed its height.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, Final

from app.ops.money_flow_ends import ends_of, sums_of

if TYPE_CHECKING:
    from app.ops.money_flow import FlowBand, FlowCard, FlowPicture
    from app.ops.money_flow_ends import EndSum, FlowEnd

CARD_WIDTH: Final = 216.0
CARD_HEIGHT: Final = 86.0
STACK_HEIGHT: Final = 48.0
END_WIDTH: Final = 172.0
END_HEIGHT: Final = 58.0
GAP: Final = 12.0
COLUMN_GAP: Final = 132.0
HEAD: Final = 30.0
"""Above each column, for its name."""
SCALE_HEIGHT: Final = 640.0
"""The largest column's money is this high."""
MOST_SHOWN: Final = 12
"""Cards of a column that stand singly; the others are a stack until it is opened."""
KEPT_SHOWN: Final = 4
"""Of these, so many are there for what they kept."""


@dataclass(slots=True)
class Box:
    """A card, or a stack of several; ``key`` is the account or ``stack:level``."""

    key: str
    level: int
    x: float
    y: float
    width: float
    height: float
    cards: tuple[FlowCard, ...]
    is_stack: bool = False


@dataclass(slots=True)
class Ribbon:
    """A band between two boxes: its upper edges at both ends and how wide it is."""

    source: str
    target: str
    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    fen: int
    bands: tuple[FlowBand, ...]
    beyond: bool = False


@dataclass(frozen=True)
class EndBox:
    """All that ended in one way; it stands in the outermost column."""

    what: str
    x: float
    y: float
    width: float
    height: float
    fen: int
    accounts: tuple[str, ...]
    still_there: int | None

    @property
    def key(self) -> str:
        """Its name among the boxes."""
        return f"end:{self.what}"


@dataclass(frozen=True)
class Layout:
    """Boxes by key, ribbons, columns (level, x, cards) and the size of it all.

    ``ends`` is the outermost column, ``ends_at`` what ended at each account.
    """

    boxes: dict[str, Box]
    ribbons: tuple[Ribbon, ...]
    columns: tuple[tuple[int, float, int], ...]
    width: float
    height: float
    per_fen: float
    up: bool = False
    ends: tuple[EndBox, ...] = ()
    ends_at: dict[str, tuple[FlowEnd, ...]] = field(default_factory=dict)


@dataclass
class _Side:
    """What stands on one side of a box so far, from its upper edge."""

    used: float = 0.0


@dataclass
class _Sums:
    """Bands between two boxes before they are placed."""

    fen: int = 0
    bands: list[FlowBand] = field(default_factory=list)


def lay_out(
    picture: FlowPicture, opened: frozenset[int] = frozenset(), most: int = MOST_SHOWN
) -> Layout:
    """Place everything.

    Args:
        picture: what is drawn.
        opened: levels whose stack is open.
        most: cards that stand singly in a column that is not.
    """
    up = picture.document.get("direction") == "up"
    by_level: dict[int, list[FlowCard]] = defaultdict(list)
    for card in picture.cards:
        by_level[card.level].append(card)
    levels = sorted(by_level, reverse=up)
    loads = _loads(picture)
    totals = [sum(loads.get(card.account, 0) for card in by_level[level]) for level in levels]
    per_fen = SCALE_HEIGHT / max(*totals, 1) if totals else 0.0
    place = _weights(picture)
    boxes: dict[str, Box] = {}
    box_of: dict[str, str] = {}
    columns = []
    sums = sums_of(picture.document)
    for number, level in enumerate(levels, start=1 if up and sums else 0):
        x = number * (CARD_WIDTH + COLUMN_GAP)
        single, stacked = _parted(by_level[level], loads, None if level in opened else most)
        single.sort(key=_Order(place, boxes, box_of, loads))
        y = HEAD
        for card in single:
            height = max(CARD_HEIGHT, per_fen * loads.get(card.account, 0))
            boxes[card.account] = Box(card.account, level, x, y, CARD_WIDTH, height, (card,))
            box_of[card.account] = card.account
            y += height + GAP
        if stacked:
            key = f"stack:{level}"
            height = max(STACK_HEIGHT, per_fen * sum(loads.get(c.account, 0) for c in stacked))
            boxes[key] = Box(key, level, x, y, CARD_WIDTH, height, tuple(stacked), is_stack=True)
            box_of |= dict.fromkeys((card.account for card in stacked), key)
            y += height + GAP
        columns.append((level, x, sum(not card.beyond for card in by_level[level])))
    ribbons = _ribbons(picture, boxes, box_of, per_fen)
    ends = _end_boxes(sums, 0.0 if up else len(levels) * (CARD_WIDTH + COLUMN_GAP), per_fen)
    placed: list[Box | EndBox] = [*boxes.values(), *ends]
    width = max((box.x + box.width for box in placed), default=0.0)
    height = max((box.y + box.height for box in placed), default=0.0)
    at: dict[str, list[FlowEnd]] = defaultdict(list)
    for end in ends_of(picture.document):
        at[end.account].append(end)
    ends_at = {account: tuple(found) for account, found in at.items()}
    return Layout(boxes, ribbons, tuple(columns), width, height, per_fen, up, ends, ends_at)


def _end_boxes(sums: tuple[EndSum, ...], x: float, per_fen: float) -> tuple[EndBox, ...]:
    found = []
    y = HEAD
    for each in sums:
        height = max(END_HEIGHT, per_fen * each.fen)
        found.append(
            EndBox(each.what, x, y, END_WIDTH, height, each.fen, each.accounts, each.still_there)
        )
        y += height + GAP
    return tuple(found)


class _Order:
    """Cards that get their money from the upper ones of the column before stand higher."""

    def __init__(
        self,
        payers: dict[str, list[tuple[str, int]]],
        boxes: dict[str, Box],
        box_of: dict[str, str],
        loads: dict[str, int],
    ) -> None:
        self._payers, self._boxes, self._box_of, self._loads = payers, boxes, box_of, loads

    def __call__(self, card: FlowCard) -> tuple[float, int, str]:
        weights, moved = [], 0
        for other, fen in self._payers.get(card.account, ()):
            box = self._boxes.get(self._box_of.get(other, ""))
            if box is not None:
                weights.append((box.y + box.height / 2) * fen)
                moved += fen
        load = self._loads.get(card.account, 0)
        # fsum: the same whatever the order of the bands
        return (fsum(weights) / moved if moved else float("inf"), -load, card.account)


def _weights(picture: FlowPicture) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for band in picture.bands:
        found[band.payee].append((band.payer, band.fen))
        found[band.payer].append((band.payee, band.fen))
    return found


def _loads(picture: FlowPicture) -> dict[str, int]:
    """How much money a card has to have room for: traced, and what its bands add up to."""
    came: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    for band in picture.bands:
        if not band.beyond:
            went[band.payer] += band.fen
            came[band.payee] += band.fen
    return {
        card.account: max(came[card.account], went[card.account],
                          *(() if card.beyond else (card.came, card.went)))
        for card in picture.cards
    }  # fmt: skip


def _parted(
    cards: list[FlowCard], loads: dict[str, int], most: int | None
) -> tuple[list[FlowCard], list[FlowCard]]:
    """Those that stand singly, and the stack; a stack of one would save nothing."""
    if most is None or len(cards) <= most + 1:
        return list(cards), []
    by_load = sorted(cards, key=lambda card: (-loads.get(card.account, 0), card.account))
    by_kept = sorted(cards, key=lambda card: (-card.kept, card.account))[:KEPT_SHOWN]
    chosen = {card.account for card in cards if card.beyond}
    chosen |= {card.account for card in by_kept if card.kept}
    for card in by_load:
        if len(chosen) >= most:
            break
        chosen.add(card.account)
    return (
        [card for card in cards if card.account in chosen],
        [card for card in by_load if card.account not in chosen],
    )


def _ribbons(
    picture: FlowPicture, boxes: dict[str, Box], box_of: dict[str, str], per_fen: float
) -> tuple[Ribbon, ...]:
    sums: dict[tuple[str, str, bool], _Sums] = defaultdict(_Sums)
    for band in picture.bands:
        ends = box_of.get(band.payer), box_of.get(band.payee)
        if ends[0] is None or ends[1] is None:
            continue
        found = sums[ends[0], ends[1], band.beyond]
        found.fen += band.fen
        found.bands.append(band)
    leaving = sorted(sums, key=lambda ends: (boxes[ends[0]].y, boxes[ends[1]].y, ends))
    arriving = sorted(sums, key=lambda ends: (boxes[ends[1]].y, boxes[ends[0]].y, ends))
    starts = _stacked(leaving, 0, sums, boxes, per_fen)
    stops = _stacked(arriving, 1, sums, boxes, per_fen)
    ribbons = []
    for pair in leaving:
        source, target, is_beyond = pair
        one, other = boxes[source], boxes[target]
        ribbons.append(
            Ribbon(
                source, target, one.x + one.width, starts[pair], other.x, stops[pair],
                0.0 if is_beyond else sums[pair].fen * per_fen, sums[pair].fen,
                tuple(sums[pair].bands), is_beyond,
            )
        )  # fmt: skip
    return tuple(ribbons)


def _stacked(
    order: list[tuple[str, str, bool]],
    side: int,
    sums: dict[tuple[str, str, bool], _Sums],
    boxes: dict[str, Box],
    per_fen: float,
) -> dict[tuple[str, str, bool], float]:
    """The upper edge of each band on one side of its boxes."""
    used: dict[str, _Side] = defaultdict(_Side)
    found = {}
    for ends in order:
        box = boxes[str(ends[side])]
        place = used[box.key]
        found[ends] = box.y + place.used
        place.used += 0.0 if ends[2] else sums[ends].fen * per_fen
    return found
