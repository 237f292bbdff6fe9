"""Source, transit and sink: the customary limits, their edges, and the law of exact comparison."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.classes import (
    AccountClass,
    Thresholds,
    class_by_ratio,
    classes_by_share,
    ratio_of,
)

SOURCE, TRANSIT, SINK = AccountClass.SOURCE, AccountClass.TRANSIT, AccountClass.SINK
USUAL = Thresholds()


@pytest.mark.parametrize(
    ("came", "went", "by_ratio", "by_share"),
    [
        (0, 0, None, ()),
        (0, 100, SOURCE, (SOURCE,)),
        (100, 0, SINK, (SINK,)),
        (15, 100, SOURCE, (SOURCE,)),
        (16, 100, TRANSIT, (SOURCE,)),
        (25, 100, TRANSIT, (SOURCE,)),
        (26, 100, TRANSIT, ()),
        (100, 100, TRANSIT, (TRANSIT,)),
        (110, 90, TRANSIT, (TRANSIT,)),
        (111, 90, TRANSIT, ()),
        (135, 100, TRANSIT, ()),
        (136, 100, SINK, ()),
        (400, 100, SINK, (SINK,)),
        (10**17, 10**17 - 1, TRANSIT, (TRANSIT,)),
    ],
)
def test_customary_limits_hold_at_their_edges(
    came: int, went: int, by_ratio: AccountClass | None, by_share: tuple[AccountClass, ...]
) -> None:
    assert class_by_ratio(came, went, USUAL) is by_ratio
    assert classes_by_share(came, went, USUAL) == by_share


def test_an_account_can_be_several_by_shares() -> None:
    half = Fraction(1, 2)
    limits = Thresholds(source_share=half, transit_share=half, sink_share=half)
    assert classes_by_share(50, 50, limits) == (SOURCE, TRANSIT, SINK)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source_ratio": Fraction(2)},
        {"source_ratio": Fraction(-1)},
        {"sink_share": Fraction(11, 10)},
        {"transit_share": Fraction(-1, 10)},
    ],
)
def test_contradicting_limits_are_refused(wrong: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it has no words
        Thresholds(**wrong)


@given(st.integers(0, 10**18), st.integers(0, 10**18))
def test_the_class_is_what_fractions_say(came: int, went: int) -> None:
    found = class_by_ratio(came, went, USUAL)
    ratio = ratio_of(came, went)
    if ratio is None:
        assert found is (SINK if came else None)
    elif ratio <= USUAL.source_ratio:
        assert found is SOURCE
    else:
        assert found is (TRANSIT if ratio <= USUAL.transit_ratio else SINK)
