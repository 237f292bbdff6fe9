"""Tracing money in a case: from seeds to a document as the command line prints it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.tracing.graph import Fetched, FirstBalance
from app.analysis.tracing.net import METHODS
from app.analysis.tracing.rounds import SeedGroup, Tracer, TraceRules
from app.base.errors import Cancelled, UsageError
from app.base.i18n import _
from app.ops import trace_seeds
from app.ops.hubs import stops_of
from app.ops.trace_report import Reporter
from app.store.ledger import trace_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    import duckdb

    from app.analysis.tracing.result import Traced
    from app.base.progress import Progress
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class TraceQuestion:
    """What a trace asks; kept with it, so that it can be asked again.

    Attributes:
        accounts: numbers of accounts; all they pay (up: are paid) in the period are seeds.
        since, until: the period, inclusive.
        flows: ids of flows.
        incidents: ids of incidents. Each account and incident is a victim of its own, whose
            money is kept apart; ``flows`` together are one.
        direction: ``down`` or ``up``.
        levels, within_hours, min_fen, through_missing: limits, see ``TraceRules``.
        stop_at_hubs: stop at accounts that very many unrelated people deal with, as at services.
        method: the one whose answer is told.
        compare: ask the other methods as well and set them beside it.
        currency: of the flows that are followed.
    """

    accounts: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    flows: tuple[int, ...] = ()
    incidents: tuple[int, ...] = ()
    direction: str = "down"
    levels: int = 5
    within_hours: float | None = None
    min_fen: int = 0
    through_missing: bool = False
    stop_at_hubs: bool = False
    method: str = "fifo"
    compare: bool = False
    currency: str = "CNY"

    @property
    def rules(self) -> TraceRules:
        """The limits."""
        return TraceRules(
            self.direction == "up", self.levels, self.within_hours, self.min_fen,
            self.through_missing,
        )  # fmt: skip

    @property
    def methods(self) -> list[str]:
        """The methods asked, ``reach`` last: it reads the most."""
        return list(METHODS) if self.compare else [self.method]


@dataclass(frozen=True)
class TraceAnswer:
    """What a trace found: the document, and the columns that it was written from."""

    document: dict[str, Any]
    flows_read: int
    by_method: dict[str, list[Traced]]


@dataclass(frozen=True)
class TraceRound:
    """What is known after a round; ``document`` writes it out for whoever shows it."""

    method: str
    found: Traced
    flows_read: int
    document: Callable[[], dict[str, Any]]


class LedgerSource:
    """Flows out of the ledger, see ``rounds.Source``."""

    def __init__(
        self,
        reader: duckdb.DuckDBPyConnection,
        currency: str,
        services: dict[int, str],
        seeds: list[SeedGroup],
    ) -> None:
        self._reader = reader
        self._currency = currency
        self.obtained = np.array(sorted(trace_queries.obtained(reader)), np.int64)
        self.services = np.array(sorted(services), np.int64)
        trace_queries.begin(reader)
        for group in seeds:
            trace_queries.keep_seeds(reader, group.flows.fid.tolist())

    def fetch(self, accounts: list[int]) -> Fetched:
        """See ``rounds.Source``."""
        return Fetched.of(trace_queries.fetch(self._reader, accounts, self._currency))

    def first_balances(self) -> FirstBalance:
        """See ``rounds.Source``."""
        return FirstBalance.of(trace_queries.first_balances(self._reader, self._currency))

    def places(self, accounts: list[int], rows: list[int]) -> dict[int, int]:
        """See ``rounds.Source``."""
        return trace_queries.places(self._reader, accounts, rows)


def trace(
    case: CaseFile,
    *,
    question: TraceQuestion,
    progress: Progress,
    on_round: Callable[[TraceRound], None] | None = None,
    methods: Collection[str] | None = None,
    all_compared: bool = True,
) -> TraceAnswer:
    """Follow money; changes nothing.

    Args:
        case: is only read.
        question: what to follow and how far.
        progress: hears of it and can cancel.
        on_round: hears of every round, the first level first.
        methods: those compared, the question's own among them; all of the question without it.
        all_compared: compare the methods at every account that any of them reaches, mere reach
            goes very far; else at those of the question's own method.

    Raises:
        RefusedInput: there is nothing to follow; the sentence says why.
        UsageError: limits that make no sense.
        Cancelled: the user stopped it.
    """
    if question.levels < 1 or (question.within_hours is not None and question.within_hours < 0):
        raise UsageError(_("Levels begin at 1 and hours at 0."))
    reader = case.ledger.reader()
    progress.on_cancel(reader.interrupt)
    try:
        asked = question.methods if methods is None else list(methods)
        return _trace(
            case, reader, question, progress, on_round, methods=asked, all_compared=all_compared
        )
    except Exception as error:
        if progress.is_cancelled:
            raise Cancelled from error
        raise
    finally:
        progress.off_cancel(reader.interrupt)
        reader.close()


def _trace(
    case: CaseFile,
    reader: duckdb.DuckDBPyConnection,
    question: TraceQuestion,
    progress: Progress,
    on_round: Callable[[TraceRound], None] | None,
    *,
    methods: list[str],
    all_compared: bool,
) -> TraceAnswer:
    groups, currency = trace_seeds.groups_of(case, reader, question)
    stops = stops_of(case, reader)
    services = dict(stops.services)
    if question.stop_at_hubs:
        services |= {
            account: _("hub of {number} holders").format(number=number)
            for account, number in stops.hubs.items()
        }
    source = LedgerSource(reader, currency, services, groups)
    tracer = Tracer(source, groups, question.rules, progress.check)
    reporter = Reporter(case, reader, question, currency, source.obtained, services)
    by_method: dict[str, list[Traced]] = {}
    steps = (question.levels + 1) * len(methods) * len(groups)
    done = 0
    for method in sorted(methods, key=lambda name: (name != question.method, name)):
        by_method[method] = []
        for group in groups:
            last: Traced | None = None
            for last in tracer.rounds(method, group):
                done = min(done + 1, steps)
                progress.step(done, steps, _("following the money"), rows=tracer.flows)
                if on_round is not None:
                    write = partial(reporter.document, {question.method: [last]}, [group])
                    on_round(TraceRound(method, last, tracer.flows, write))
            if last is not None:
                by_method[method].append(last)
    document = reporter.document(by_method, groups, all_compared=all_compared)
    return TraceAnswer(document, tracer.flows, by_method)
