"""What the four methods say of each account, side by side, from a trace's comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection

METHODS: Final = ("fifo", "lifo", "prorata", "reach")
REACH: Final = "reach"


@dataclass(frozen=True)
class MethodFigures:
    """One method's figures of an account, in fen; ``kept`` is None for reach, which keeps nothing.

    ``went`` is None where a trace of an older program does not say it.
    """

    method: str
    came: int
    went: int | None
    kept: int | None


@dataclass(frozen=True)
class Compared:
    """All methods' figures of one account."""

    account: str
    methods: tuple[MethodFigures, ...]

    @property
    def spread_came(self) -> int:
        """How far the exact methods are apart in what came; reach is a bound, not an answer."""
        return _apart([each.came for each in self._exact])

    @property
    def spread_went(self) -> int | None:
        """How far they are apart in what went on."""
        went = [each.went for each in self._exact if each.went is not None]
        return _apart(went) if len(went) == len(self._exact) else None

    @property
    def spread_kept(self) -> int:
        """How far they are apart in what stayed."""
        return _apart([each.kept for each in self._exact if each.kept is not None])

    @property
    def _exact(self) -> list[MethodFigures]:
        return [each for each in self.methods if each.method != REACH]


def compared_of(
    comparison: dict[str, Any], wanted: Collection[str] | None = None
) -> dict[str, Compared]:
    """The comparison of a trace's document by account.

    Args:
        comparison: of the document.
        wanted: the accounts that are shown; mere reach can touch hundreds of thousands more.
    """
    found = {}
    for each in comparison["accounts"]:
        if wanted is not None and each["account"] not in wanted:
            continue
        came, kept = each["tainted_in_fen"], each["retained_fen"]
        went = each.get("tainted_out_fen", {})
        found[each["account"]] = Compared(
            each["account"],
            tuple(
                MethodFigures(name, came[name], went.get(name), kept.get(name))
                for name in METHODS if name in came
            ),
        )  # fmt: skip
    return found


def _apart(figures: list[int]) -> int:
    return max(figures, default=0) - min(figures, default=0)
