"""What the search keeps in memory of an open case, and when it reads it anew.

Nothing of it is ever written down. Each part knows the state of the case that it was read in; a
part that fell behind still answers, as incomplete, until it is read anew.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import sqlalchemy as sa

from app.base.i18n import _
from app.model.attribution import Attribution
from app.model.identifier import Identifier
from app.model.journal import JournalEntry
from app.model.measure import Measure
from app.model.party import Party
from app.ops.search_case import CaseThings, read_case
from app.ops.search_people import Accounts, Names, People, join_people, no_ledger, read_ledger
from app.ops.search_words import AmountCounts, Memos, read_amounts, read_memos
from app.store.ledger import search_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from app.base.progress import Progress
    from app.model.changes import Changes
    from app.store.casefile import CaseFile

Value = TypeVar("Value")
_WAIT = 0.05
_LEDGER_VERBS = ("import", "withdraw", "rebuild", "undo", "redo")


@dataclass
class Part(Generic[Value]):
    """One part of the index: its value, the state it was read in, and who reads it now."""

    value: Value | None = None
    stamp: object = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def current(
        self, stamp: object, make: Callable[[], Value], *, wait: bool, progress: Progress | None
    ) -> tuple[Value | None, bool]:
        """The value and whether it is of now.

        Args:
            stamp: the state of the case.
            make: reads it.
            wait: whether to read it, or wait for who does; else what is there has to do.
            progress: its cancel ends the waiting.
        """
        if self.stamp == stamp:
            return self.value, True
        if not wait:
            return self.value, False
        while not self.lock.acquire(timeout=_WAIT):
            if progress is not None:
                progress.check()
        try:
            if self.stamp != stamp:
                self.value, self.stamp = make(), stamp
            return self.value, True
        finally:
            self.lock.release()


class SearchIndex:
    """All parts for one case; safe from several threads, each of which has its own reader."""

    def __init__(self) -> None:
        self._ledger: Part[tuple[Accounts, Names]] = Part()
        self._people: Part[tuple[Accounts, People]] = Part()
        self._things: Part[CaseThings] = Part()
        self._amounts: Part[AmountCounts] = Part()
        self._memos: Part[Memos] = Part()
        self._turn = 0

    def forget(self) -> None:
        """Have every part read anew when it is next wanted."""
        self._turn += 1

    def now(self, case: CaseFile, reader: duckdb.DuckDBPyConnection | None) -> Asking:
        """The index as the case is now."""
        with case.session(read_only=True) as session:
            seq = session.scalar(sa.select(sa.func.max(JournalEntry.seq)))
            last = session.scalar(
                sa.select(sa.func.max(JournalEntry.seq)).where(JournalEntry.verb.in_(_LEDGER_VERBS))
            )
            people = tuple(
                session.execute(
                    sa.select(
                        *(
                            sa.select(sa.func.count()).select_from(table).scalar_subquery()
                            for table in (Party, Identifier, Attribution, Measure)
                        ),
                        *(
                            sa.select(sa.func.count(table.withdrawn_time)).scalar_subquery()
                            for table in (Attribution, Measure)
                        ),
                    )
                ).one()
            )
        rows: tuple[Any, ...] = search_queries.stamp(reader) if reader is not None else ()
        ledger = (self._turn, last, rows)
        return Asking(self, case, reader, (ledger, (ledger, people), (self._turn, seq)))


class Asking:
    """One asker's view of the index.

    Attributes:
        wait: whether parts that are not ready are read or waited for.
    """

    def __init__(
        self,
        index: SearchIndex,
        case: CaseFile,
        reader: duckdb.DuckDBPyConnection | None,
        stamps: tuple[object, object, object],
    ) -> None:
        self._index = index
        self._case = case
        self.reader = reader
        self._of_ledger, self._of_people, self._of_case = stamps
        self.wait = True
        self.progress: Progress | None = None

    def people(self) -> tuple[tuple[Accounts, People] | None, bool]:
        """Accounts and people, and whether they are of now."""
        return self._part(self._index._people, self._of_people, self._join)

    def things(self) -> tuple[CaseThings | None, bool]:
        """Incidents, traces, imports, phones, and whether they are of now."""
        return self._part(
            self._index._things,
            (self._of_case, self._of_ledger),
            lambda: read_case(self._case, self.reader),
        )

    def amounts(self) -> tuple[AmountCounts | None, bool]:
        """The amounts of flows, and whether they are of now."""
        if self.reader is None:
            return None, True
        reader = self.reader
        return self._part(self._index._amounts, self._of_ledger, lambda: read_amounts(reader))

    def memos(self) -> tuple[Memos | None, bool]:
        """The words of rows, and whether they are of now."""
        if self.reader is None:
            return None, True
        reader = self.reader
        return self._part(
            self._index._memos, self._of_ledger, lambda: read_memos(reader, self.progress)
        )

    def _join(self) -> tuple[Accounts, People]:
        reader, progress = self.reader, self.progress
        if reader is None:
            accounts, names = no_ledger()
            return accounts, join_people(self._case, None, accounts, names)
        reader.begin()  # several questions of one state
        try:
            read = self._part(
                self._index._ledger, self._of_ledger, lambda: read_ledger(reader, progress)
            )
            accounts, names = read[0] or no_ledger()
            people = join_people(self._case, reader, accounts, names)
        finally:
            reader.rollback()
        people.spelled.warm()
        return accounts, people

    def _part(
        self, part: Part[Value], stamp: object, make: Callable[[], Value]
    ) -> tuple[Value | None, bool]:
        return part.current(stamp, make, wait=self.wait, progress=self.progress)


_indexes: weakref.WeakKeyDictionary[CaseFile, SearchIndex] = weakref.WeakKeyDictionary()
_guard = threading.Lock()


def index_of(case: CaseFile) -> SearchIndex:
    """The index of an open case; it goes with the case."""
    with _guard:
        return _indexes.setdefault(case, SearchIndex())


def warm(case: CaseFile, progress: Progress | None = None) -> None:
    """Read into memory what the search needs, where it is not there or fell behind.

    To be called in the background after a case is opened and after changes; searching meanwhile
    is possible.

    Raises:
        Cancelled: ``progress`` was told to stop.
    """
    reader = case.ledger.reader() if case.has_ledger else None
    try:
        with stoppable(reader, progress) if reader is not None else contextlib.nullcontext():
            asking = index_of(case).now(case, reader)
            asking.progress = progress
            parts: tuple[Callable[[], object], ...] = (
                asking.people, asking.things, asking.amounts, asking.memos
            )  # fmt: skip
            for done, read in enumerate(parts):
                if progress is not None:
                    progress.step(done, len(parts), _("preparing the search"))
                read()
    finally:
        if reader is not None:
            reader.close()


def refresh(case: CaseFile, changes: Changes) -> None:
    """Tell the search of changes; ``warm`` or the next search reads what fell behind.

    Most changes are noticed without being told; this one is for names and numbers that were
    changed in place.
    """
    if changes.parties or changes.attributions or changes.measures or changes.records:
        index_of(case).forget()


def forget(case: CaseFile) -> None:
    """Drop what is in memory of a case, when it is locked or closed."""
    with _guard:
        _indexes.pop(case, None)
