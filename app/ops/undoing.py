"""Undo and redo: the steps of a case, taken back and made again one after the other.

Every change by hand is a step (see ``changing``), so are imports and withdrawals. Steps are undone
from the last one backwards, each in one transaction with its journal entry. An import is undone by
withdrawing its batch, and redone from the originals in the vault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.base.progress import Progress
from app.model.changes import Changes
from app.model.undo import UndoKind, UndoState, UndoStep
from app.ops import import_ledger
from app.ops.batches import withdraw_in
from app.ops.changing import changing, originals_of
from app.ops.reinstating import reinstated
from app.store import journal, row_images
from app.store.row_capture import Capture
from app.store.row_images import RowsDiffer, apply

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile
    from app.store.row_images import RowImage

__all__ = ["UndoRow", "changing", "list_steps", "redo", "redo_to", "undo", "undo_to"]

_COLUMNS = (
    UndoStep.id, UndoStep.time, UndoStep.officer, UndoStep.title, UndoStep.facts, UndoStep.state,
    UndoStep.kind, UndoStep.batch_id, UndoStep.rows, UndoStep.seq, UndoStep.changes,
)  # fmt: skip
_TABLES = {
    "attribution": N_("attribution"),
    "case_service": N_("service of the case"),
    "incident": N_("incident"),
    "incident_list": N_("incident list"),
    "incident_payment": N_("payment of a victim"),
    "mapping": N_("mapping"),
    "measure": N_("measure"),
    "note": N_("note"),
    "party": N_("party"),
    "restitution": N_("restitution"),
    "saved_filter": N_("saved filter"),
    "statement_request": N_("request for a statement"),
    "tag": N_("tag"),
    "tag_use": N_("tag on a flow, account or party"),
    "trace": N_("trace"),
}


@dataclass(frozen=True)
class UndoRow:
    """One step as the list of steps shows it (操作步骤).

    ``state`` is done, undone or dropped, ``kind`` change, import or withdrawal. ``rows`` counts
    the rows that it changed, ``seq`` is its entry in the journal, ``changes`` what it touches.
    """

    id: int
    time: datetime
    officer: str
    title: str
    state: str
    kind: str
    batch: int | None
    rows: int
    seq: int
    changes: Changes

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "step": self.id,
            "time": clock.iso(self.time),
            "officer": self.officer,
            "title": self.title,
            "state": self.state,
            "kind": self.kind,
            "batch": self.batch,
            "rows": self.rows,
            "journal": self.seq,
        }


def list_steps(case: CaseFile, *, dropped: bool = False, limit: int | None = None) -> list[UndoRow]:
    """The steps in the order in which they were made.

    Args:
        case: the case.
        dropped: also those that can never be redone.
        limit: only the last so many.
    """
    query = sa.select(*_COLUMNS).order_by(UndoStep.id.desc()).limit(limit)
    if not dropped:
        query = query.where(UndoStep.state != UndoState.DROPPED)
    with case.session(read_only=True) as session:
        return [_row(step) for step in reversed(session.execute(query).all())]


def undo(case: CaseFile, *, progress: Progress | None = None) -> tuple[UndoRow, Changes]:
    """Take the last step back.

    Returns:
        The step, undone, and what changed.

    Raises:
        RefusedInput: there is none, or a row was changed since by something that is no step.
        CaseDamaged: an original that has to be read again is missing.
        Cancelled: the user stopped it; the step then holds as before.
    """
    step = _next(case, UndoState.DONE)
    if step is None:
        raise RefusedInput(_("There is nothing to undo."))
    return _turn(case, step, progress or Progress(), forward=False)


def redo(case: CaseFile, *, progress: Progress | None = None) -> tuple[UndoRow, Changes]:
    """Make the step again that was undone last; raises as ``undo``."""
    step = _next(case, UndoState.UNDONE)
    if step is None:
        raise RefusedInput(
            _("There is nothing to redo."), _("A new change ends what could be redone.")
        )
    return _turn(case, step, progress or Progress(), forward=True)


def undo_to(
    case: CaseFile, *, step: int, progress: Progress | None = None
) -> tuple[list[UndoRow], Changes]:
    """Take back every step after ``step``, which stays; 0 takes all of them back.

    Should one be refused, those after it are undone nevertheless.

    Raises:
        RefusedInput: ``step`` does not hold, or as ``undo``.
    """
    if step:
        _check_state(case, step, UndoState.DONE)
    undone, changes = [], Changes()
    while (last := _next(case, UndoState.DONE)) is not None and last.id > step:
        row, changed = undo(case, progress=progress)
        undone.append(row)
        changes |= changed
    return undone, changes


def redo_to(
    case: CaseFile, *, step: int, progress: Progress | None = None
) -> tuple[list[UndoRow], Changes]:
    """Make every undone step again until ``step`` holds; raises as ``undo_to``."""
    _check_state(case, step, UndoState.UNDONE)
    redone, changes = [], Changes()
    while (following := _next(case, UndoState.UNDONE)) is not None and following.id <= step:
        row, changed = redo(case, progress=progress)
        redone.append(row)
        changes |= changed
    return redone, changes


def _row(step: UndoStep | sa.Row[Any]) -> UndoRow:
    try:
        title = _(step.title).format(**step.facts)
    except (KeyError, IndexError, ValueError):  # a title of a newer program
        title = step.title
    return UndoRow(
        step.id, step.time, step.officer, title, step.state.value, step.kind.value, step.batch_id,
        step.rows, step.seq, Changes.named(step.changes),
    )  # fmt: skip


def _next(case: CaseFile, state: UndoState) -> UndoRow | None:
    """The step that comes next: the last one that holds, or the first one that was undone."""
    order = UndoStep.id.desc() if state is UndoState.DONE else UndoStep.id
    with case.session(read_only=True) as session:
        step = session.scalar(
            sa.select(UndoStep).where(UndoStep.state == state).order_by(order).limit(1)
        )
        return _row(step) if step is not None else None


def _check_state(case: CaseFile, step: int, wanted: UndoState) -> None:
    with case.session(read_only=True) as session:
        found = session.get(UndoStep, step)
    if found is None or found.state is not wanted:
        text = _("There is no step {step} that holds.")
        if wanted is UndoState.UNDONE:
            text = _("There is no undone step {step}.")
        raise RefusedInput(text.format(step=step), _("“xunxian history” lists the steps."))


def _turn(
    case: CaseFile, row: UndoRow, progress: Progress, *, forward: bool
) -> tuple[UndoRow, Changes]:
    """Undo a step, or make it again."""
    kind = UndoKind(row.kind)
    try:
        if kind is UndoKind.CHANGE:
            with case.session() as session:
                turned = _turn_rows(session, case, row, forward=forward)
        elif (kind is UndoKind.IMPORT) is forward:
            with reinstated(case, row.batch or 0, progress), case.session() as session:
                turned = _turn_rows(session, case, row, forward=forward)
        else:
            progress.check()
            # case.db first: should the machine stop in between, opening the case removes the rows
            with case.session() as session:
                turned = _take(session, case, row, forward=forward)
            import_ledger.retract(case, [row.batch or 0], progress.to_the_end())
    except RowsDiffer as error:
        raise _differs(row, error.table, forward=forward) from error
    except exc.IntegrityError as error:
        raise _differs(row, "", forward=forward) from error
    return turned, row.changes | Changes(journal=True)


def _turn_rows(session: Session, case: CaseFile, row: UndoRow, *, forward: bool) -> UndoRow:
    """Put the rows of a step back, or make them again; a batch comes back with what it stated."""
    step = session.get_one(UndoStep, row.id)
    made, taken = _images(step, "made"), _images(step, "taken")
    if UndoKind(row.kind) is UndoKind.IMPORT and forward:
        apply(session, [image.turned() for image in taken])
        taken = []
    images = taken if UndoKind(row.kind) is UndoKind.WITHDRAWAL else made
    apply(session, images if forward else [image.turned() for image in images])
    if UndoKind(row.kind) is UndoKind.WITHDRAWAL:
        taken = []
    if step.kind is not UndoKind.CHANGE:
        _keep_images(session, step, made, taken)
    return _mark(session, case, row, forward=forward)


def _take(session: Session, case: CaseFile, row: UndoRow, *, forward: bool) -> UndoRow:
    """Say that the batch of a step counts no more, and keep what goes with it."""
    step = session.get_one(UndoStep, row.id)
    made = _images(step, "made")
    if not forward:
        apply(session, [image.turned() for image in made])
    capture = Capture(session)
    withdraw_in(session, case, row.batch or 0, f"step {row.id}")
    _keep_images(session, step, made, capture.images())
    return _mark(session, case, row, forward=forward)


def _mark(session: Session, case: CaseFile, row: UndoRow, *, forward: bool) -> UndoRow:
    step = session.get_one(UndoStep, row.id)
    before = step.state
    step.state = UndoState.DONE if forward else UndoState.UNDONE
    journal.append(
        session, officer=case.officer, verb="redo" if forward else "undo",
        subject=f"step {step.id}",
        before={"state": before.value},
        after={
            "state": step.state.value, "entry": step.seq, "rows": step.rows, "title": step.title,
            "facts": step.facts,
        },
    )  # fmt: skip
    return _row(step)


def _images(step: UndoStep, part: str) -> list[RowImage]:
    return row_images.from_json(step.images.get(part, {}))


def _keep_images(
    session: Session, step: UndoStep, made: list[RowImage], taken: list[RowImage]
) -> None:
    every = [*made, *taken]
    step.images = {
        "made": row_images.to_json(session, made),
        "taken": row_images.to_json(session, taken),
    }
    step.originals, step.rows = originals_of(every), len(every)


def _differs(row: UndoRow, table: str, *, forward: bool) -> RefusedInput:
    what = _(_TABLES.get(table, "")) if _TABLES.get(table) else _("something that it refers to")
    text = _("Step {step} “{title}” cannot be undone: {what} was changed since.")
    if forward:
        text = _("Step {step} “{title}” cannot be redone: {what} was changed since.")
    return RefusedInput(
        text.format(step=row.id, title=row.title, what=what),
        _("Change it by hand instead; the journal shows what happened to it."),
    )
