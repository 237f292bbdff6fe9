"""Reading the journal: page by page, by officer, action, time and text; its proof; its export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock
from app.base.i18n import _
from app.model.journal import JournalEntry
from app.ops.journal_words import (
    changed_values,
    folded,
    key_words,
    subject_words,
    verb_words,
    verbs_like,
)
from app.reports import tables
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from app.base.progress import Progress
    from app.store.casefile import CaseFile

PAGE: Final = 200
"""Entries of a page."""
_CHUNK: Final = 1000


@dataclass(frozen=True)
class JournalRow:
    """One entry: who did what to what, when and why, with the state before and after."""

    seq: int
    time: datetime
    officer: str
    verb: str
    subject: str
    before: Any
    after: Any
    why: str
    hash: str
    previous_hash: str

    @property
    def did(self) -> str:
        """What was done, in words."""
        return verb_words(self.verb)

    @property
    def to_what(self) -> str:
        """To what, in words."""
        return subject_words(self.subject)

    @property
    def changed(self) -> str:
        """What changed, folded into one line."""
        return folded(changed_values(self.before, self.after))

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "seq": self.seq,
            "time": clock.iso(self.time),
            "officer": self.officer,
            "verb": self.verb,
            "subject": self.subject,
            "before": self.before,
            "after": self.after,
            "why": self.why,
            "previous_hash": self.previous_hash,
            "hash": self.hash,
        }


@dataclass(frozen=True)
class JournalFilter:
    """Which entries are wanted; what is empty lets everything through.

    Attributes:
        since: from this moment on.
        until: up to this moment, included.
        officers: any of them.
        verbs: any of them, as kept.
        text: stands in action, subject, reason, or the state before or after.
    """

    since: datetime | None = None
    until: datetime | None = None
    officers: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class JournalSummary:
    """How many entries a filter lets through, and who and what occurs in the whole journal."""

    count: int
    total: int
    officers: tuple[str, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class JournalVerdict:
    """Whether the chain of the journal holds; ``head`` is the hash of its last entry."""

    ok: bool
    entries: int
    head: str
    first_bad: int | None = None

    def sentence(self) -> str:
        """The verdict in words."""
        if self.ok:
            return _(
                "The journal is whole: {n} entries, each sealed to the one before. Write down the"
                " number and the hash of the last; whoever compares them later knows whether"
                " anything was changed or cut off since."
            ).format(n=f"{self.entries:,}")
        if self.first_bad is not None and self.first_bad > self.entries:
            return _(
                "The journal was cut off: its {n} entries hold together, but later ones are"
                " missing. Restore a backup, and find out who had the case."
            ).format(n=f"{self.entries:,}")
        return _(
            "The journal was altered: from entry {seq} of {n} on it does not hold. The entries"
            " before it can be trusted. Restore a backup, and find out who had the case."
        ).format(seq=f"{self.first_bad or 1:,}", n=f"{self.entries:,}")


def summarise(case: CaseFile, wanted: JournalFilter) -> JournalSummary:
    """What a filter lets through, and what there is to filter by."""
    with case.session(read_only=True) as session:
        count = sa.select(sa.func.count()).select_from(JournalEntry)
        officers = session.scalars(
            sa.select(JournalEntry.officer).distinct().order_by(JournalEntry.officer)
        )
        verbs = session.scalars(sa.select(JournalEntry.verb).distinct())
        return JournalSummary(
            session.scalar(count.where(*_tests(wanted))) or 0,
            session.scalar(count) or 0,
            tuple(officers),
            tuple(sorted(verbs, key=verb_words)),
        )


def read_page(
    case: CaseFile, wanted: JournalFilter, *, number: int = 0, size: int = PAGE
) -> list[JournalRow]:
    """One page of the entries, the newest first."""
    with case.session(read_only=True) as session:
        found = session.scalars(
            _wanted(wanted).order_by(JournalEntry.seq.desc()).offset(number * size).limit(size)
        )
        return [_row(entry) for entry in found]


def list_entries(case: CaseFile, wanted: JournalFilter) -> Iterator[JournalRow]:
    """All entries that a filter lets through, the oldest first, a thousand at a time."""
    last = 0
    while True:
        with case.session(read_only=True) as session:
            found = session.scalars(
                _wanted(wanted)
                .where(JournalEntry.seq > last)
                .order_by(JournalEntry.seq)
                .limit(_CHUNK)
            )
            rows = [_row(entry) for entry in found]
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].seq


def verify_journal(case: CaseFile) -> JournalVerdict:
    """Prove the chain from the case's id to the last entry."""
    with case.session(read_only=True) as session:
        checked = journal.verify(session)
        head = journal.head(session)
    return JournalVerdict(checked.ok, checked.entries, head.hash, checked.first_bad_seq)


def export_journal(
    case: CaseFile, wanted: JournalFilter, *, target: Path, progress: Progress | None = None
) -> int:
    """Write the entries that a filter lets through to a workbook; returns how many.

    Every cell is text. Below the table stand the verdict on the whole journal and its head.

    Raises:
        StorageFull: the file cannot be written.
        Cancelled: through ``progress``.
    """
    total = summarise(case, wanted).count
    verdict = verify_journal(case)

    def rows() -> Iterator[tuple[str, ...]]:
        for number, row in enumerate(list_entries(case, wanted)):
            if progress is not None:
                progress.step(number, total, _("writing the journal"))
            yield (
                str(row.seq), clock.shown(row.time), row.officer, row.did, row.to_what, row.why,
                _lines(row, after=False), _lines(row, after=True), row.hash,
            )  # fmt: skip

    columns = [
        tables.TableColumn(_("No."), 8),
        tables.TableColumn(_("Time"), 20),
        tables.TableColumn(_("Officer"), 14),
        tables.TableColumn(_("Action"), 22),
        tables.TableColumn(_("Subject"), 28),
        tables.TableColumn(_("Reason"), 30),
        tables.TableColumn(_("Before"), 44),
        tables.TableColumn(_("After"), 44),
        tables.TableColumn(_("Hash"), 68),
    ]
    notes = [
        _("Case: {name}").format(name=case.name),
        verdict.sentence(),
        _("Last entry: {seq}, hash {hash}").format(seq=verdict.entries, hash=verdict.head),
    ]
    return tables.write(target, _("Journal"), columns, rows(), notes)


def _lines(row: JournalRow, *, after: bool) -> str:
    """The state before or after, a value in each line; a cell holds at most 32,767 letters."""
    lines = []
    for value in changed_values(row.before, row.after):
        text = value.after if after else value.before
        if text is not None:
            name = key_words(value.key)
            lines.append(f"{name}: {text}" if name else text)
    return "\n".join(lines)[:32_000]


def _wanted(wanted: JournalFilter) -> sa.Select[Any]:
    return sa.select(JournalEntry).where(*_tests(wanted))


def _tests(wanted: JournalFilter) -> list[sa.ColumnElement[bool]]:
    tests: list[sa.ColumnElement[bool]] = []
    if wanted.since is not None:
        tests.append(JournalEntry.time >= wanted.since)
    if wanted.until is not None:
        tests.append(JournalEntry.time <= wanted.until)
    if wanted.officers:
        tests.append(JournalEntry.officer.in_(wanted.officers))
    if wanted.verbs:
        tests.append(JournalEntry.verb.in_(wanted.verbs))
    text = wanted.text.strip()
    if text:
        places = [
            JournalEntry.subject, JournalEntry.why, JournalEntry.verb,
            sa.type_coerce(JournalEntry.before, sa.Text),
            sa.type_coerce(JournalEntry.after, sa.Text),
        ]  # fmt: skip
        found = [place.icontains(text, autoescape=True) for place in places]
        found.append(JournalEntry.verb.in_(verbs_like(text)))
        tests.append(sa.or_(*found))
    return tests


def _row(entry: JournalEntry) -> JournalRow:
    return JournalRow(
        entry.seq, entry.time, entry.officer, entry.verb, entry.subject, entry.before, entry.after,
        entry.why, entry.hash, entry.previous_hash,
    )  # fmt: skip
