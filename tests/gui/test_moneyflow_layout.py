"""The law of the layout: columns by level, nothing overlaps, bands fit their cards, one answer."""

from __future__ import annotations

import random  # noqa: TC003 - hypothesis reads the signature
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.gui.panes.moneyflow.layout import CARD_WIDTH, lay_out
from app.ops.money_flow import FlowBand, FlowCard, FlowPicture
from app.ops.money_flow_ends import sums_of
from app.ops.tracing import TraceQuestion

if TYPE_CHECKING:
    from app.gui.panes.moneyflow.layout import Layout

WIDTH = 1e-6
AMOUNTS = st.one_of(st.integers(1, 300), st.integers(1, 10**12))


@st.composite
def pictures(draw: st.DrawFn) -> FlowPicture:
    """A trace of some levels: bands onward and back, services, cash, cards beyond it."""
    columns = draw(st.lists(st.integers(1, 18), min_size=1, max_size=4))
    keys = [[f"{level}{place:03}" for place in range(wide)] for level, wide in enumerate(columns)]
    levels = {key: level for level, column in enumerate(keys) for key in column}
    every = sorted(levels)
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(every), st.sampled_from(every)), max_size=40,
                 unique=True)
    )  # fmt: skip
    bands = tuple(
        FlowBand(payer, payee, max(levels[payer], levels[payee]), draw(AMOUNTS), 1, None, None,
                 beyond=draw(st.integers(0, 9)) == 0)
        for payer, payee in pairs if payer != payee
    )  # fmt: skip
    cards, accounts = [], []
    for key in every:
        beyond = levels[key] > 0 and draw(st.integers(0, 9)) == 0
        kept = draw(st.integers(0, 10**6))
        cards.append(
            FlowCard(key, None, None, levels[key], draw(st.integers(0, 10**9)), 0, kept,
                     beyond=beyond)
        )  # fmt: skip
        if levels[key] and not beyond:
            each: dict[str, Any] = {
                "account": key, "holder": None, "retained_fen": kept, "still_there_fen": None,
                "obtained": draw(st.booleans()),
            }  # fmt: skip
            accounts.append(each | ({"service": "x"} if draw(st.integers(0, 9)) == 0 else {}))
    left = {name: draw(st.integers(0, 10**9)) for name in ("cash_fen", "unknown_fen", "fees_fen")}
    document = {
        "direction": draw(st.sampled_from(("down", "up"))), "accounts": accounts, "left": left,
        "ends": [],
    }  # fmt: skip
    return FlowPicture(TraceQuestion(), document, tuple(cards), bands)


def fits(layout: Layout) -> None:
    """Every band lies within its cards at both ends, and none over another one."""
    for box in layout.boxes.values():
        for side, edge in (("source", "y0"), ("target", "y1")):
            there = [each for each in layout.ribbons if getattr(each, side) == box.key]
            at = box.x + box.width if side == "source" else box.x
            slack = WIDTH * max(1.0, box.height)
            tops = sorted((getattr(each, edge), each.width) for each in there)
            assert all((each.x0 if side == "source" else each.x1) == at for each in there)
            for top, width in tops:
                assert top >= box.y - slack
                assert top + width <= box.y + box.height + slack
            for (top, width), (below, _width) in pairwise(tops):
                assert top + width <= below + slack


@given(pictures(), st.sets(st.integers(0, 4)), st.sampled_from((1, 3, 12)), st.randoms())
@settings(max_examples=300, deadline=None)
def test_the_law_of_the_layout(
    picture: FlowPicture, opened: set[int], most: int, order: random.Random
) -> None:
    layout = lay_out(picture, frozenset(opened), most)
    up = picture.document["direction"] == "up"
    # columns by level, in the direction of the money, the ends outermost
    at = {level: x for level, x, _number in layout.columns}
    assert all(box.x == at[box.level] for box in layout.boxes.values())
    by_x = [level for level, _x in sorted(at.items(), key=lambda each: each[1])]
    assert by_x == sorted(at, reverse=up)
    spaces = sorted(at.values())
    assert all(later - sooner > CARD_WIDTH for sooner, later in pairwise(spaces))
    for end in layout.ends:
        assert end.x + end.width < min(spaces) if up else end.x > max(spaces) + CARD_WIDTH
    # nothing overlaps, and everything lies within the size
    placed = [*layout.boxes.values(), *layout.ends]
    for one, other in combinations(placed, 2):
        apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
        apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart_x or apart_y
    for each in placed:
        assert each.x >= 0
        assert each.y > 0
        assert each.x + each.width <= layout.width
        assert each.y + each.height <= layout.height
    # all cards, all money, once
    shown = [card.account for box in layout.boxes.values() for card in box.cards]
    assert sorted(shown) == sorted(card.account for card in picture.cards)
    assert sum(each.fen for each in layout.ribbons) == sum(band.fen for band in picture.bands)
    assert sum(each.fen for each in layout.ends) == sum(e.fen for e in sums_of(picture.document))
    fits(layout)
    # one answer, whatever the order in which things are given
    cards, bands = list(picture.cards), list(picture.bands)
    order.shuffle(cards)
    order.shuffle(bands)
    again = lay_out(
        replace(picture, cards=tuple(cards), bands=tuple(bands)), frozenset(opened), most
    )
    assert places(again) == places(layout)


def places(layout: Layout) -> list[object]:
    boxes = sorted(
        (each.key, each.x, each.y, each.height, tuple(card.account for card in each.cards))
        for each in layout.boxes.values()
    )
    ribbons = sorted(
        (each.source, each.target, each.y0, each.y1, each.width, each.beyond)
        for each in layout.ribbons
    )
    return [boxes, ribbons, layout.columns, layout.ends]
