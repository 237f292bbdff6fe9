"""Whether an account is a source, a transit or a sink of money (来源, 中转, 沉淀).

Two definitions are in use beside each other: (i) by the ratio of what came to what went, one class
for each account; (ii) by shares of the turnover, where an account can be several or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class AccountClass(StrEnum):
    """Where an account stands in the run of money (账户特征)."""

    SOURCE = "source"
    TRANSIT = "transit"
    SINK = "sink"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True)
class Thresholds:
    """Limits of both definitions; the defaults are the customary ones.

    Attributes:
        source_ratio: in / out up to this is a source, by (i).
        transit_ratio: in / out above that and up to this is transit, above it a sink.
        source_share: out / turnover from this on is a source, by (ii).
        transit_share: |in - out| / turnover up to this is transit.
        sink_share: in / turnover from this on is a sink.

    Raises:
        ValueError: a limit is below zero, a share above one, or the ratios stand the wrong way.
    """

    source_ratio: Fraction = Fraction(15, 100)
    transit_ratio: Fraction = Fraction(135, 100)
    source_share: Fraction = Fraction(8, 10)
    transit_share: Fraction = Fraction(1, 10)
    sink_share: Fraction = Fraction(8, 10)

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other."""
        shares = (self.source_share, self.transit_share, self.sink_share)
        if not 0 <= self.source_ratio <= self.transit_ratio or not all(0 <= s <= 1 for s in shares):
            raise ValueError


def ratio_of(came: int, went: int) -> Fraction | None:
    """In / out; nothing where nothing went."""
    return Fraction(came, went) if went else None


def class_by_ratio(came: int, went: int, limits: Thresholds) -> AccountClass | None:
    """The class by (i), of sums in minor units; nothing where nothing moved.

    An account that paid out nothing is a sink, one that got nothing a source.
    """
    if came == 0 and went == 0:
        return None
    if went == 0:
        return AccountClass.SINK
    if came == 0 or _at_most(came, went, limits.source_ratio):
        return AccountClass.SOURCE
    return (
        AccountClass.TRANSIT
        if _at_most(came, went, limits.transit_ratio)
        else AccountClass.SINK
    )  # fmt: skip


def classes_by_share(came: int, went: int, limits: Thresholds) -> tuple[AccountClass, ...]:
    """The classes by (ii): none, one or several."""
    turnover = came + went
    if turnover == 0:
        return ()
    found = []
    if not _below(went, turnover, limits.source_share):
        found.append(AccountClass.SOURCE)
    if _at_most(abs(came - went), turnover, limits.transit_share):
        found.append(AccountClass.TRANSIT)
    if not _below(came, turnover, limits.sink_share):
        found.append(AccountClass.SINK)
    return tuple(found)


def _at_most(part: int, whole: int, limit: Fraction) -> bool:
    """Whether part / whole <= limit, without rounding."""
    return part * limit.denominator <= whole * limit.numerator


def _below(part: int, whole: int, limit: Fraction) -> bool:
    return part * limit.denominator < whole * limit.numerator
