"""Changes by hand, kept so that they can be undone.

An op that changes ``case.db`` opens its transaction with ``changing`` instead of
``CaseFile.session``; nothing else is to be done.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock
from app.base.i18n import N_
from app.model.changes import Changes
from app.model.undo import UndoKind, UndoState, UndoStep
from app.store import journal, row_images
from app.store.row_capture import Capture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile
    from app.store.row_images import RowImage

OF_BATCH: Final = Changes(
    batches=True, records=True, flows=True, accounts=True, parties=True, attributions=True,
    measures=True, journal=True,
)  # fmt: skip
"""What an import, or taking one back, changes."""

_FLAGS: Final = {
    "account_detail": "accounts",
    "attribution": "attributions",
    "case_service": "services",
    "identifier": "parties",
    "incident": "incidents",
    "incident_list": "incidents",
    "incident_payment": "incidents",
    "mapping": "mappings",
    "measure": "measures",
    "note": "notes",
    "party": "parties",
    "party_detail": "parties",
    "restitution": "restitutions",
    "saved_filter": "filters",
    "statement_answer": "requests",
    "statement_request": "requests",
    "tag": "tags",
    "tag_use": "tags",
    "trace": "traces",
}
"""Table to the flag of ``Changes`` that stands for it; a table that is not here sets them all."""


@contextlib.contextmanager
def changing(case: CaseFile, title: str, /, **facts: str | int | None) -> Iterator[Session]:
    """One transaction on ``case.db`` whose changes become one step that can be undone.

    A transaction that changes no row makes no step. What was undone before can then no longer be
    redone; it stays on record as dropped.

    Args:
        case: open for writing.
        title: what is done, in English, marked with ``N_``; with places for ``facts``.
        facts: what stands in the places.

    Raises:
        StorageFull: and whatever else ``CaseFile.session`` raises.
    """
    with case.session() as session:
        capture = Capture(session)
        yield session
        images = capture.images()
        if images:
            keep_step(session, case, title, facts, made=images)


@contextlib.contextmanager
def importing(case: CaseFile, batch: int) -> Iterator[Session]:
    """The transaction that says that a batch is complete; the import becomes a step.

    Of its rows only the mappings are kept: the others come again from the originals.
    """
    with case.session() as session:
        capture = Capture(session, only=("mapping",))
        yield session
        keep_step(
            session, case, N_("Import batch {batch}"), {"batch": batch}, made=capture.images(),
            kind=UndoKind.IMPORT, batch=batch,
        )  # fmt: skip


@contextlib.contextmanager
def withdrawing(case: CaseFile, batch: int) -> Iterator[Session]:
    """The transaction that takes a batch back; the withdrawal becomes a step."""
    with case.session() as session:
        capture = Capture(session)
        yield session
        keep_step(
            session, case, N_("Withdraw batch {batch}"), {"batch": batch}, taken=capture.images(),
            kind=UndoKind.WITHDRAWAL, batch=batch,
        )  # fmt: skip


def keep_step(
    session: Session,
    case: CaseFile,
    title: str,
    facts: dict[str, Any],
    *,
    made: Iterable[RowImage] = (),
    taken: Iterable[RowImage] = (),
    kind: UndoKind = UndoKind.CHANGE,
    batch: int | None = None,
) -> None:
    """Keep what was changed as the last step; what was undone before it is dropped."""
    session.execute(
        sa.update(UndoStep)
        .where(UndoStep.state == UndoState.UNDONE)
        .values(state=UndoState.DROPPED)
    )
    made, taken = list(made), list(taken)
    every = [*made, *taken]
    changes = OF_BATCH if kind is not UndoKind.CHANGE else Changes(journal=True)
    changes |= Changes.named({_FLAGS.get(image.table, "?") for image in made})
    session.add(
        UndoStep(
            time=clock.now(case.zone), officer=case.officer, title=title, facts=facts, kind=kind,
            state=UndoState.DONE, batch_id=batch, seq=journal.head(session).seq, rows=len(every),
            changes=changes.names(), originals=originals_of(every),
            images={
                "made": row_images.to_json(session, made),
                "taken": row_images.to_json(session, taken),
            },
        )
    )  # fmt: skip
    session.flush()


def originals_of(images: Iterable[RowImage]) -> list[str]:
    """The files in the vault that some rows name, which have to stay there."""
    return sorted({sha256 for image in images for sha256 in image.originals()})
