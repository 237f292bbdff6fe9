"""Ways of money between two accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.analysis.paths import Hop, best_ways
from app.base import clock
from app.base.errors import UsageError
from app.base.i18n import _
from app.ops.hubs import stops_of
from app.ops.subjects import Facts, Period, account_subject, facts_of
from app.store.ledger import path_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from datetime import datetime

    from app.base.progress import Progress
    from app.store.casefile import CaseFile

LONGEST = 6
"""Hops at most; with more, nearly everything is connected with everything."""

_ROUNDS = ((60_000, 30_000), (600_000, 200_000))
"""Flows of a stage and in all that are looked at: the largest, more where they give too few."""


@dataclass(frozen=True)
class PathHop:
    """One hop of a path: the flow that carries the most, with its time."""

    flow: int
    time: datetime
    amount_fen: int


@dataclass(frozen=True)
class Path:
    """A path of money (资金路径): accounts in order and the flow chosen for each hop.

    ``width_fen`` is the least of the hops' amounts: so much can have come through at most.
    """

    accounts: tuple[Facts, ...]
    hops: tuple[PathHop, ...]
    width_fen: int

    def to_json(self) -> dict[str, Any]:
        """The entry of ``paths`` in ``xunxian paths --json``."""
        return {
            "hops": len(self.hops),
            "width_fen": self.width_fen,
            "accounts": [each.to_json() for each in self.accounts],
            "flows": [
                {"id": hop.flow, "time": clock.iso(hop.time), "amount_fen": hop.amount_fen}
                for hop in self.hops
            ],
            "flow_ids": [hop.flow for hop in self.hops],
        }


@dataclass(frozen=True)
class Paths:
    """Paths, the widest first.

    Attributes:
        complete: whether there are no others (else there are more or the search was cut).
        whole_from_fen: from this width on none is missing, however many there are beside.
        not_passed: how many services and hubs no path was led through.
    """

    paths: list[Path]
    complete: bool
    whole_from_fen: int
    not_passed: int

    def to_json(self) -> dict[str, Any]:
        """The answer of ``xunxian paths --json``."""
        return {
            "paths": [each.to_json() for each in self.paths],
            "complete": self.complete,
            "whole_from_fen": self.whole_from_fen,
            "services_and_hubs_not_passed": self.not_passed,
        }


def find_paths(
    case: CaseFile,
    *,
    start: str,
    end: str,
    hops: int = 4,
    within: timedelta | None = None,
    least: int = 0,
    period: Period | None = None,
    with_services: bool = False,
    most: int = 50,
    progress: Progress | None = None,
) -> Paths:
    """The widest paths from one account to another in which no hop is before the one before it.

    Args:
        case: the open case.
        start: any number of the account that paid first.
        end: any number of the account that received last.
        hops: at most, up to ``LONGEST``.
        within: from one hop to the next at most.
        least: flows below this many minor units are left out.
        period: of the flows, and the currency.
        with_services: lead paths through services and hubs, too.
        most: how many paths.
        progress: can stop it.

    Raises:
        RefusedInput: an account is not known.
        UsageError: both are one account, or a limit does not fit.
        Cancelled: it was stopped.
    """
    when = period or Period()
    when.check()
    if not 1 <= hops <= LONGEST:
        raise UsageError(_("Paths have 1 to {most} hops.").format(most=LONGEST))
    if least < 0 or most < 1 or (within is not None and within < timedelta(0)):
        raise UsageError(_("A limit is below zero."))
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            sources = account_subject(reader, start).accounts
            targets = account_subject(reader, end).accounts
            if set(sources) & set(targets):
                raise UsageError(_("Both numbers are of one account."))
            stops = stops_of(case, reader)
            shut = set() if with_services else {*stops.services, *stops.hubs}
            for staged, flows in _ROUNDS:
                limits = path_queries.Limits(
                    when.since, when.until, when.currency, least, hops, staged, flows
                )
                graph = path_queries.between(reader, sources, targets, shut, limits)
                ways, ended = best_ways(
                    (Hop(*row[:6]) for row in graph.flows), sources, targets,
                    longest=hops, within=within, most=most + 1,
                )  # fmt: skip
                if len(ways) > most or graph.whole_from <= least or not ended:
                    break
            left = {row[0]: row[6] for row in graph.flows}
            facts = facts_of(case, reader, {each for way in ways for each in way.accounts})
    finally:
        reader.close()
    return Paths(
        [
            Path(
                tuple(facts[account] for account in way.accounts),
                tuple(PathHop(hop.id, left[hop.id], hop.amount) for hop in way.hops),
                way.width,
            )
            for way in ways[:most]
        ],
        ended and len(ways) <= most and graph.whole_from <= least,
        max(graph.whole_from, least, ways[most].width + 1 if len(ways) > most else 0,
            0 if ended or not ways else ways[-1].width + 1),
        len(shut),
    )  # fmt: skip
