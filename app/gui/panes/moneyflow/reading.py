"""What the pane asks the case: incidents, kept traces, a trace level by level, what is beyond it.

A new question supersedes the one that runs; what the old one still says is not heard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.gui import words
from app.gui.jobs import Lane
from app.ops import incidents, money_flow, traces, tracing
from app.ops.flows import flows_by_id
from app.ops.money_flow_methods import METHODS, REACH, compared_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.ops.cases import CaseFile
    from app.ops.money_flow import FlowPicture
    from app.ops.money_flow_methods import Compared
    from app.ops.tracing import TraceQuestion, TraceRound

KEY = "moneyflow:"
MOST_ROWS = 500
MOST_COMPARED = 6_000_000
"""Transfers that the methods together may lead through; some 3 GB."""


class FlowReader(QObject):
    """Asks for one pane.

    Signals:
        listed: the incidents and the kept traces of the case.
        levelled: the ``FlowPicture`` after a level; more may follow.
        pictured: the whole ``FlowPicture``.
        restated: the same ``FlowPicture`` with states as they are now.
        compared: all methods' figures by account.
        widened: cards and bands beyond the trace.
        rows_read: the flow ids that were asked for, and their rows.
        failed: the trace cannot be reckoned.
    """

    listed = Signal(list, list)
    levelled = Signal(object)
    pictured = Signal(object)
    restated = Signal(object)
    compared = Signal(object)
    widened = Signal(object)
    rows_read = Signal(tuple, list)
    failed = Signal(object)

    _level = Signal(int, object)

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._run = 0
        self._level.connect(self._take_level)

    def _start(self, key: str, title: str, question: Any, lane: Lane = Lane.CASE) -> Job:
        case = self._session.case

        def work(progress: Progress) -> Any:
            return question(case, progress)

        return self._session.runner.start(work, title=title, key=KEY + key, lane=lane)

    @Slot()
    def list_starts(self) -> None:
        """Ask where one can begin."""

        def question(case: CaseFile, _progress: Progress) -> Any:
            return incidents.list_incidents(case), traces.list_traces(case)

        self._start("starts", "", question).succeeded.connect(self._take_starts)

    @Slot(object)
    def _take_starts(self, result: Any) -> None:
        self.listed.emit(*result)

    def trace(self, asked: TraceQuestion) -> None:
        """Follow money, beside what other panes ask; levels come as they are reckoned."""
        self._run += 1
        run = self._run

        def hear(found: TraceRound) -> None:
            if found.method == asked.method and self._run == run:
                self._level.emit(run, money_flow.picture_of(asked, found.document()))

        def question(case: CaseFile, progress: Progress) -> tuple[int, FlowPicture]:
            answer = tracing.trace(case, question=asked, progress=progress, on_round=hear)
            plain = money_flow.picture_of(asked, answer.document)
            return run, money_flow.completed(case, plain)

        job = self._start("trace", _("Following the money"), question, Lane.FREE)
        job.succeeded.connect(self._take_whole)
        job.failed.connect(self.failed)

    def forget(self) -> None:
        """What still runs is not wanted any more."""
        self._run += 1

    def show_kept(self, trace_id: int) -> None:
        """Show a kept trace as it was reckoned then."""
        self._run += 1
        run = self._run

        def question(case: CaseFile, _progress: Progress) -> tuple[int, FlowPicture]:
            row = traces.trace_of(case, trace_id)
            plain = money_flow.picture_of(row.question, row.result)
            return run, money_flow.completed(case, replace(plain, kept=row))

        job = self._start("trace", _("Reading the trace"), question)
        job.succeeded.connect(self._take_whole)
        job.failed.connect(self.failed)

    def complete(self, picture: FlowPicture) -> None:
        """Read the states of a picture again, after a measure or an import."""
        run = self._run

        def question(case: CaseFile, _progress: Progress) -> tuple[int, FlowPicture]:
            plain = money_flow.picture_of(picture.question, picture.document)
            return run, money_flow.completed(case, plain)

        self._start("states", "", question).succeeded.connect(self._take_states)

    def compare(self, picture: FlowPicture) -> None:
        """Ask all methods and how far they are apart, at the accounts of a picture.

        Mere reach, which is a bound and no answer, is left out where it leads through too much.
        """
        wanted = {card.account for card in picture.cards}
        asked = replace(picture.question, compare=True)

        def question(case: CaseFile, progress: Progress) -> dict[str, Compared]:
            def found(methods: Sequence[str]) -> dict[str, Compared]:
                answer = tracing.trace(
                    case, question=asked, progress=progress, on_round=_bounded, methods=methods,
                    all_compared=False,
                )  # fmt: skip
                return compared_of(answer.document["comparison"], wanted)

            try:
                return found(METHODS)
            except _ReachesTooFar:
                return found([each for each in METHODS if each != REACH])

        job = self._start("compare", _("Comparing the methods"), question, Lane.FREE)
        job.succeeded.connect(self.compared)

    def widen(self, picture: FlowPicture, account: str, *, into: bool) -> None:
        """Ask who stands behind or beyond a card."""

        def question(case: CaseFile, _progress: Progress) -> Any:
            return money_flow.beyond(case, picture, account, into=into)

        self._start("beyond", _("Reading the counterparties"), question).succeeded.connect(
            self.widened
        )

    @Slot(list)
    def read_rows(self, ids: list[int]) -> None:
        """Ask for the rows behind a band, the first of very many."""

        def question(case: CaseFile, _progress: Progress) -> Any:
            return tuple(ids), flows_by_id(case, ids[:MOST_ROWS])

        self._start(f"rows:{ids[0]}", "", question).succeeded.connect(self._take_rows)

    @Slot(object)
    def _take_rows(self, result: Any) -> None:
        self.rows_read.emit(*result)

    @Slot(object)
    def _take_whole(self, result: Any) -> None:
        run, picture = result
        if run == self._run:
            self.pictured.emit(picture)

    @Slot(object)
    def _take_states(self, result: Any) -> None:
        run, picture = result
        if run == self._run:
            self.restated.emit(picture)

    @Slot(int, object)
    def _take_level(self, run: int, picture: FlowPicture) -> None:
        if run == self._run:
            self.levelled.emit(picture)


class _ReachesTooFar(Exception):
    pass


def _bounded(found: TraceRound) -> None:
    """Give up before the memory of a small machine is full."""
    if found.flows_read <= MOST_COMPARED:
        return
    if found.method == REACH:
        raise _ReachesTooFar
    raise RefusedInput(
        _("The methods lead through more than {n} transfers and are not compared.").format(
            n=words.count(MOST_COMPARED)
        ),
        _("Narrow the trace: fewer hours per hop, a larger amount, fewer levels."),
    )
