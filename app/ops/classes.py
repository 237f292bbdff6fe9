"""The class of accounts (source, transit, sink) with the figures it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.analysis.classes import (
    AccountClass,
    Thresholds,
    class_by_ratio,
    classes_by_share,
    ratio_of,
)
from app.base import clock
from app.ops.hubs import stops_of
from app.ops.subjects import Facts, Period, account_subject, facts_of
from app.store.ledger import dealing_queries

if TYPE_CHECKING:
    from datetime import datetime

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class ClassRow:
    """One account with its class (账户特征) by both definitions; sums in minor units.

    Of an account without a statement (``facts.obtained`` false) only what others tell is known.
    ``ratio`` is in / out to four places, null where nothing went.
    """

    facts: Facts
    class_: AccountClass | None
    ratio: float | None
    shares: tuple[AccountClass, ...]
    in_count: int
    in_fen: int
    out_count: int
    out_fen: int
    first: datetime
    last: datetime

    def to_json(self) -> dict[str, Any]:
        """The entry of ``xunxian classes --json``."""
        return self.facts.to_json() | {
            "class": self.class_,
            "ratio": self.ratio,
            "by_shares": list(self.shares),
            "in_count": self.in_count,
            "in_fen": self.in_fen,
            "out_count": self.out_count,
            "out_fen": self.out_fen,
            "first": clock.iso(self.first),
            "last": clock.iso(self.last),
        }


def classify(
    case: CaseFile,
    *,
    account: str | None = None,
    period: Period | None = None,
    limits: Thresholds | None = None,
    limit: int | None = None,
) -> tuple[list[ClassRow], dict[AccountClass, int]]:
    """The classes of one account or of all that moved money, the largest turnover first.

    Services are third parties by both definitions.

    Returns:
        At most ``limit`` rows, and how many accounts of all are of each class.

    Raises:
        RefusedInput: no account has this number.
        UsageError: the period is upside down.
    """
    when, limits = period or Period(), limits or Thresholds()
    when.check()
    reader = case.ledger.reader()
    try:
        only = None if account is None else account_subject(reader, account).accounts
        moved = dealing_queries.moved_in(reader, when.since, when.until, when.currency, only)
        stops = stops_of(case, reader)
        classes = {
            row[0]: AccountClass.THIRD_PARTY
            if row[0] in stops.services
            else class_by_ratio(int(row[2]), int(row[4]), limits)
            for row in moved
        }
        moved.sort(key=lambda row: (-row[2] - row[4], row[0]))
        rows = moved[:limit]
        facts = facts_of(case, reader, [row[0] for row in rows])
    finally:
        reader.close()
    counts = dict.fromkeys(AccountClass, 0)
    for class_ in classes.values():
        if class_ is not None:
            counts[class_] += 1
    listed = []
    for id_, n_in, came, n_out, went, first, last in rows:
        third = classes[id_] is AccountClass.THIRD_PARTY
        ratio = ratio_of(int(came), int(went))
        shares = classes_by_share(int(came), int(went), limits)
        listed.append(
            ClassRow(
                facts[id_], classes[id_], None if ratio is None else round(float(ratio), 4),
                (AccountClass.THIRD_PARTY,) if third else shares,
                int(n_in), int(came), int(n_out), int(went), first, last,
            )
        )  # fmt: skip
    return listed, counts
