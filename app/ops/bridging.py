"""Cards that bridge the money of several victims' accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.analysis.bridging import Arrival, bridges
from app.base import clock
from app.base.errors import UsageError
from app.base.i18n import _
from app.ops.hubs import stops_of
from app.ops.subjects import Facts, Period, account_subject, facts_of
from app.store.ledger import reach_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.base.progress import Progress
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class BridgingAccount:
    """An account that money of several victims can have come to, with what came of each."""

    facts: Facts
    arrivals: dict[str, Arrival[int]]

    def to_json(self) -> dict[str, Any]:
        """The entry of ``accounts`` in ``xunxian bridges --json``."""
        came = [
            {
                "from": given,
                "level": arrival.level,
                "amount_fen": arrival.amount,
                "first": clock.iso(arrival.first),
                "flow_ids": list(arrival.flows),
            }
            for given, arrival in self.arrivals.items()
        ]
        return self.facts.to_json() | {"incidents": len(self.arrivals), "arrivals": came}


def find_bridges(
    case: CaseFile,
    *,
    victims: Sequence[str],
    levels: int = 3,
    period: Period | None = None,
    least_fen: int = 0,
    least: int = 2,
    limit: int | None = None,
    progress: Progress,
) -> tuple[list[BridgingAccount], int]:
    """The accounts that money of at least ``least`` of several accounts can have come to.

    Followed is every flow after the first arrival, whole amounts; services and hubs are no bridge
    and nothing is followed through them. For what did come, in fen, hand arrivals of traces to
    ``app.analysis.bridging.bridges``.

    Returns:
        At most ``limit`` of them, and how many there are; those of most victims first, then those
        nearest to the victims, then the largest sums.

    Raises:
        RefusedInput: an account is not known.
        UsageError: fewer than two different accounts, or a limit does not fit.
        Cancelled: it was stopped.
    """
    when = period or Period()
    when.check()
    if levels < 1 or least_fen < 0:
        raise UsageError(_("A limit is below zero."))
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            subjects = [account_subject(reader, number) for number in victims]
            if len({each.accounts for each in subjects}) < max(2, len(subjects)):
                raise UsageError(_("Give two or more different accounts."))
            if not 2 <= least <= len(subjects):
                raise UsageError(_("The least number lies between 2 and how many were given."))
            stops = stops_of(case, reader)
            owned = {account for each in subjects for account in each.accounts}
            shut = {*stops.services, *stops.hubs} - owned
            arrivals: dict[str, list[Arrival[int]]] = {}
            for number, subject in enumerate(subjects):
                rows = reach_queries.reached(
                    reader, subject.accounts, shut, when.since, when.until, when.currency,
                    levels, least_fen,
                    lambda level, done=number: progress.step(  # type: ignore[misc]  # bound now
                        done * levels + level, len(subjects) * levels, _("following money")
                    ),
                )  # fmt: skip
                arrivals[subject.given] = [
                    Arrival(account, level, int(amount), first, tuple(ids))
                    for account, level, amount, _flows, first, ids in rows
                ]
            found = bridges(arrivals, least=least)
            facts = facts_of(case, reader, [each.account for each in found[:limit]])
    finally:
        reader.close()
    listed = [BridgingAccount(facts[each.account], each.arrivals) for each in found[:limit]]
    return listed, len(found)
