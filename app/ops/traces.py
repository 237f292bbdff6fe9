"""Traces as records: kept with their question, asked again, withdrawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.model.batch import BatchState, ImportBatch
from app.model.changes import Changes
from app.model.trace import Trace
from app.ops.changing import changing
from app.ops.tracing import TraceAnswer, TraceQuestion, TraceRound, trace
from app.store import journal
from app.store.ledger import trace_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.base.progress import Progress
    from app.store.casefile import CaseFile

MOST_IDS = 200_000
"""Flow ids that are kept with a trace; beyond it they are reckoned anew when asked again."""
MOST_NEW_ROWS = 200
_FIGURES = ("level", "tainted_in_fen", "tainted_out_fen", "retained_fen", "stop", "obtained")


@dataclass(frozen=True)
class TraceRow:
    """One kept trace (资金穿透); ``stale`` when imports came or went since it was reckoned."""

    id: int
    time: datetime
    officer: str
    title: str
    question: TraceQuestion
    result: dict[str, Any]
    changes: dict[str, Any] | None
    previous: int | None
    stale: bool

    def to_json(self, *, whole: bool = False) -> dict[str, Any]:
        """The form for the command line; ``whole`` with the document."""
        result = self.result
        return {
            "trace": self.id,
            "time": clock.iso(self.time),
            "officer": self.officer,
            "title": self.title,
            "question": question_to_json(self.question),
            "seed_fen": result["seed_fen"],
            "accounts": len(result["accounts"]),
            "left": result["left"],
            "previous": self.previous,
            "changes": self.changes,
            "stale": self.stale,
            **({"result": result} if whole else {}),
        }


def question_to_json(question: TraceQuestion) -> dict[str, Any]:
    """A question as it is kept."""
    return {
        name: clock.iso(value) if isinstance(value, datetime)
        else list(value) if isinstance(value, tuple) else value
        for name, value in asdict(question).items()
    }  # fmt: skip


def question_from_json(kept: dict[str, Any]) -> TraceQuestion:
    """The question again; what a newer program added to it is left out."""
    given = {name: kept[name] for name in TraceQuestion.__dataclass_fields__ if name in kept}
    for name in ("since", "until"):
        if given.get(name):
            given[name] = datetime.fromisoformat(given[name])
    for name in ("accounts", "flows", "incidents"):
        given[name] = tuple(given.get(name, ()))
    return TraceQuestion(**given)


def run_and_keep(
    case: CaseFile,
    *,
    question: TraceQuestion,
    progress: Progress,
    title: str = "",
    on_round: Callable[[TraceRound], None] | None = None,
) -> tuple[int, TraceAnswer, Changes]:
    """Follow money and keep the answer; nothing is kept unless it is whole. Raises as ``trace``."""
    answer = trace(case, question=question, progress=progress, on_round=on_round)
    with changing(case, N_("Trace “{title}”"), title=title or title_of(question)) as session:
        kept = _keep(session, case, question, title or title_of(question), answer)
    return kept, answer, Changes(traces=True, journal=True)


def run_again(
    case: CaseFile, *, trace_id: int, progress: Progress
) -> tuple[int, TraceAnswer, dict[str, Any], Changes]:
    """Ask a kept trace's question again; the new trace says what changed and why.

    Raises:
        RefusedInput: there is no such trace, or there is nothing to follow any more.
    """
    before = trace_of(case, trace_id)
    answer = trace(case, question=before.question, progress=progress)
    with changing(case, N_("Trace “{title}” again"), title=before.title) as session:
        batches = _batches(session)
        known = set(session.get_one(Trace, trace_id).batches)
        changes = _changes(case, before, answer.document, known, batches)
        kept = _keep(
            session, case, before.question, before.title, answer, previous=trace_id,
            changes=changes,
        )  # fmt: skip
    return kept, answer, changes, Changes(traces=True, journal=True)


def list_traces(case: CaseFile) -> list[TraceRow]:
    """The kept traces, the newest first; withdrawn ones are left out."""
    with case.session(read_only=True) as session:
        batches = _batches(session)
        found = session.scalars(
            sa.select(Trace).where(Trace.withdrawn_time.is_(None)).order_by(Trace.id.desc())
        )
        return [_row(each, batches) for each in found]


def trace_of(case: CaseFile, trace_id: int) -> TraceRow:
    """One kept trace.

    Raises:
        RefusedInput: there is none of this number, or it was withdrawn.
    """
    with case.session(read_only=True) as session:
        found = session.get(Trace, trace_id)
        if found is None or found.is_withdrawn:
            raise RefusedInput(
                _("There is no trace {number}.").format(number=trace_id),
                _("Look at the list of traces."),
            )
        return _row(found, _batches(session))


def successor_of(case: CaseFile, trace_id: int) -> int | None:
    """The latest trace that asked the question of this one again, directly; None without one."""
    with case.session(read_only=True) as session:
        return session.scalar(
            sa.select(sa.func.max(Trace.id)).where(
                Trace.previous_id == trace_id, Trace.withdrawn_time.is_(None)
            )
        )


def withdraw_trace(case: CaseFile, *, trace_id: int, why: str = "") -> Changes:
    """Take a trace back; it stays on record. Raises as ``trace_of``."""
    trace_of(case, trace_id)
    with changing(case, N_("Withdraw trace {trace}"), trace=trace_id) as session:
        found = session.get_one(Trace, trace_id)
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by = case.officer
        found.withdrawn_why = why
        journal.append(
            session, officer=case.officer, verb="withdraw trace", subject=f"trace {trace_id}",
            why=why,
        )  # fmt: skip
    return Changes(traces=True, journal=True)


def title_of(question: TraceQuestion) -> str:
    """How a trace is called unless somebody names it."""
    seeds = [
        *question.accounts,
        *(_("transfer {id}").format(id=flow) for flow in question.flows[:3]),
        *(_("incident {id}").format(id=incident) for incident in question.incidents),
    ]
    return ", ".join(seeds[:4])


def _row(found: Trace, batches: list[str]) -> TraceRow:
    return TraceRow(
        found.id, found.time, found.officer, found.title, question_from_json(found.parameters),
        found.result, found.changes, found.previous_id, sorted(found.batches) != sorted(batches),
    )  # fmt: skip


def _batches(session: Session) -> list[str]:
    """The imports that count now."""
    query = sa.select(ImportBatch.id).where(ImportBatch.state == BatchState.COMPLETE)
    return [str(batch) for batch in session.scalars(query.order_by(ImportBatch.id))]


def _keep(
    session: Session,
    case: CaseFile,
    question: TraceQuestion,
    title: str,
    answer: TraceAnswer,
    previous: int | None = None,
    changes: dict[str, Any] | None = None,
) -> int:
    document = answer.document
    ids = document["flow_ids"]
    kept = document if len(ids) <= MOST_IDS else {**document, "flow_ids": None}
    made = Trace(
        time=clock.now(case.zone), officer=case.officer, title=title,
        parameters=question_to_json(question), batches=_batches(session), result=kept,
        changes=changes, previous_id=previous,
    )  # fmt: skip
    session.add(made)
    session.flush()
    journal.append(
        session, officer=case.officer, verb="trace", subject=f"trace {made.id}",
        after={
            "question": question_to_json(question), "seed_fen": document["seed_fen"],
            "accounts": len(document["accounts"]), "flows": len(ids), "previous": previous,
        },
    )  # fmt: skip
    return made.id


def _changes(
    case: CaseFile,
    before: TraceRow,
    after: dict[str, Any],
    known: set[str],
    batches: list[str],
) -> dict[str, Any]:
    """What became different, and the rows that made it so."""
    old = {each["account"]: each for each in before.result["accounts"]}
    new = {each["account"]: each for each in after["accounts"]}
    differing = []
    for account in dict.fromkeys((*new, *old)):
        was, now = old.get(account), new.get(account)
        figures = {
            name: [was and was.get(name), now and now.get(name)]
            for name in _FIGURES
            if (was or {}).get(name) != (now or {}).get(name)
        }
        if figures:
            holder = (now or was or {}).get("holder")
            differing.append({"account": account, "holder": holder, "changed": figures})
    ids = before.result["flow_ids"]
    fresh = sorted(set(after["flow_ids"]) - set(ids or ()))
    arrived = [int(batch) for batch in batches if batch not in known]
    reader = case.ledger.reader()
    try:
        rows = trace_queries.rows_of_batches(reader, fresh, arrived) if arrived else []
    finally:
        reader.close()
    return {
        "since_trace": before.id,
        "new_batches": arrived,
        "withdrawn_batches": sorted(int(batch) for batch in known - set(batches)),
        "accounts": differing,
        "left": {
            name: [before.result["left"][name], after["left"][name]]
            for name in after["left"]
            if before.result["left"][name] != after["left"][name]
        },
        "new_flows": fresh,
        "gone_flows": sorted(set(ids or ()) - set(after["flow_ids"])),
        "new_rows": rows[:MOST_NEW_ROWS],
        "new_rows_total": len(rows),
    }
