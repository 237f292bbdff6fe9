"""Where the money of a trace ended, taken from its document: by account, and by kind in all.

Down, by every method but reach, the kinds add up to what was followed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

CASH, UNKNOWN, FEES = "cash", "unknown", "fees"
SERVICE, MISSING, KEPT = "service", "missing", "kept"
KINDS: Final = (CASH, SERVICE, MISSING, KEPT, UNKNOWN, FEES)
_LEFT: Final = (CASH, UNKNOWN, FEES)


@dataclass(frozen=True)
class FlowEnd:
    """What of one account's traced money ended in one way, in fen.

    ``still_there``: of money that stayed, what the last known balance allows; None when no
    balance is known. ``times``: withdrawals or other ends that the document lists.
    """

    account: str
    holder: str | None
    what: str
    fen: int
    still_there: int | None = None
    times: int = 0


@dataclass(frozen=True)
class EndSum:
    """All that ended in one way; ``accounts`` are those that the document names for it.

    ``still_there`` counts what stayed in full where no balance is known.
    """

    what: str
    fen: int
    accounts: tuple[str, ...]
    still_there: int | None = None


def ends_of(document: dict[str, Any]) -> tuple[FlowEnd, ...]:
    """Every account's ends, by kind, the largest first."""
    holders = {each["account"]: each["holder"] for each in document["accounts"]}
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in document["ends"]:
        if each["account"] is not None:
            found = sums[each["what"], each["account"]]
            found[0] += each["tainted_fen"]
            found[1] += 1
    ends = [
        FlowEnd(account, holders.get(account), what, fen, times=times)
        for (what, account), (fen, times) in sums.items()
    ]
    for each in document["accounts"]:
        fen = each["retained_fen"]
        if fen > 0:
            what = _stayed(each)
            still = each["still_there_fen"] if what == KEPT else None
            ends.append(FlowEnd(each["account"], each["holder"], what, fen, still))
    return tuple(sorted(ends, key=_place))


def sums_of(document: dict[str, Any]) -> tuple[EndSum, ...]:
    """All that ended, by kind; cash, unknown and fees as the document sums them up."""
    by_kind: dict[str, list[FlowEnd]] = defaultdict(list)
    for end in ends_of(document):
        by_kind[end.what].append(end)
    found = []
    for what in KINDS:
        ends = by_kind[what]
        fen = document["left"][f"{what}_fen"] if what in _LEFT else sum(end.fen for end in ends)
        if not fen:
            continue
        still = None
        if what == KEPT:
            still = sum(end.fen if end.still_there is None else end.still_there for end in ends)
        found.append(EndSum(what, fen, tuple(end.account for end in ends), still))
    return tuple(found)


def _stayed(each: dict[str, Any]) -> str:
    if "service" in each:
        return SERVICE
    return KEPT if each["obtained"] else MISSING


def _place(end: FlowEnd) -> tuple[int, int, str]:
    return KINDS.index(end.what), -end.fen, end.account
