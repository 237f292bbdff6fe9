"""Notes on flows, accounts and parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.model.changes import Changes
from app.model.note import Note
from app.ops.attaching import hanging_on, things_of, things_of_flows, where
from app.ops.changing import changing
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.model.selection import Selection
    from app.ops.attaching import Where
    from app.store.casefile import CaseFile

LONGEST: Final = 20_000
"""Letters of the longest note."""
_CHANGED: Final = Changes(notes=True, journal=True)


@dataclass(frozen=True)
class NoteRow:
    """One note (备注) and where it hangs; the flow is null where its rows were taken back."""

    note: int
    text: str
    officer: str
    time: datetime
    place: Where

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "note": self.note, "text": self.text, "officer": self.officer,
            "time": clock.iso(self.time), **self.place.to_json(),
        }  # fmt: skip


def list_notes(case: CaseFile) -> list[NoteRow]:
    """All notes, the newest first."""
    with case.session(read_only=True) as session:
        found = list(session.scalars(sa.select(Note).order_by(Note.id.desc())))
    return _rows(case, found)


def notes_on(case: CaseFile, on: Selection) -> list[NoteRow]:
    """The notes on what is selected, the newest first. Raises as ``add_note``."""
    with case.session(read_only=True) as session:
        held = hanging_on(case, session, Note, things_of(case, session, on))
        found = [note for notes in held.values() for note in notes]
    return _rows(case, sorted(found, key=lambda note: -note.id))


def noted_flows(case: CaseFile, flows: Collection[int]) -> dict[int, int]:
    """Flow id to its number of notes, for the flows that have any."""
    things = things_of_flows(case, flows)
    with case.session(read_only=True) as session:
        held = hanging_on(case, session, Note, things.values())
        return {flow: len(held[thing.mark]) for flow, thing in things.items() if thing.mark in held}


def add_note(case: CaseFile, *, text: str, on: Selection) -> tuple[list[int], Changes]:
    """Write a note down about each of the flows, accounts and parties; all of them or none.

    Returns:
        The numbers of the notes, and what changed.

    Raises:
        RefusedInput: nothing is selected, a thing is not there, the text is empty or without end.
    """
    text = _checked(text)
    with changing(case, N_("Note “{text}”"), text=_short(text)) as session:
        now = clock.now(case.zone)
        made = [
            Note(text=text, officer=case.officer, time=now, **thing.columns)
            for thing in things_of(case, session, on)
        ]
        session.add_all(made)
        session.flush()
        for note in made:
            journal.append(
                session, officer=case.officer, verb="add note", subject=f"note {note.id}",
                after=_told(note),
            )  # fmt: skip
        return [note.id for note in made], _CHANGED


def change_note(case: CaseFile, *, note: int, text: str) -> Changes:
    """Write another text into a note; raises ``RefusedInput`` as ``add_note``."""
    text = _checked(text)
    with changing(case, N_("Change note “{text}”"), text=_short(text)) as session:
        found = _note(session, note)
        if found.text == text:
            return Changes()
        journal.append(
            session, officer=case.officer, verb="change note", subject=f"note {note}",
            before={"text": found.text}, after={"text": text},
        )  # fmt: skip
        found.text = text
    return _CHANGED


def remove_note(case: CaseFile, *, note: int, why: str = "") -> Changes:
    """Remove a note; the journal keeps it. Raises ``RefusedInput`` where there is none."""
    with changing(case, N_("Remove note {note}"), note=note) as session:
        found = _note(session, note)
        journal.append(
            session, officer=case.officer, verb="remove note", subject=f"note {note}",
            before=_told(found), why=why,
        )  # fmt: skip
        session.delete(found)
    return _CHANGED


def _rows(case: CaseFile, found: Sequence[Note]) -> list[NoteRow]:
    places = where(case, found)
    return [NoteRow(note.id, note.text, note.officer, note.time, places[note.id]) for note in found]


def _note(session: Session, note: int) -> Note:
    found = session.get(Note, note)
    if found is None:
        raise RefusedInput(
            _("There is no note {note}.").format(note=note), _("“xunxian note list” lists them.")
        )
    return found


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise RefusedInput(_("The note is empty."))
    if len(text) > LONGEST:
        raise RefusedInput(_("The note has more than {number} letters.").format(number=LONGEST))
    return text


def _short(text: str) -> str:
    """The beginning of a text, in one line."""
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39] + "…"


def _told(note: Note) -> dict[str, Any]:
    """A note as the journal keeps it."""
    told = {
        "text": note.text, "out_record": note.out_record, "in_record": note.in_record,
        "account": note.account, "party": note.party_id, "payer": note.payer, "payee": note.payee,
        "flow_time": clock.iso(note.flow_time), "amount_fen": note.amount_fen,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}
