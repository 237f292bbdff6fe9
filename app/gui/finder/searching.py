"""Asking the case: the one place of the window that knows the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.gui.jobs import Lane
from app.ops import searching

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.searching import SearchAnswer

PER_GROUP: Final = 6
QUIET_MS: Final = 150
LONGEST_MS: Final = 10_000
"""It waits no longer for other work, such as an import."""


class Searching(QObject):
    """Keeps the search of a case ready, and asks it; a new question supersedes the last.

    Signals:
        ready: what fell behind was read; an incomplete answer can be asked for again.
    """

    ready = Signal()

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waited = 0
        self._quiet = QTimer(self)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._warm_when_quiet)
        session.changed.connect(self._refresh)

    def ask(self, text: str) -> Job:
        """Search the case, in the free lane: it does not wait for an import."""
        if self._quiet.isActive():
            self._warm()
        case = self._session.case

        def work(progress: Progress) -> SearchAnswer:
            return searching.search(
                case, text, limit_per_group=PER_GROUP, progress=progress, wait=False
            )

        return self._session.runner.start(work, key="search", lane=Lane.FREE)

    def still(self) -> None:
        """Stop waiting before the window goes away."""
        self._quiet.stop()

    @Slot(object)
    def _refresh(self, changes: Changes) -> None:
        searching.refresh(self._session.case, changes)
        self._waited = 0
        self._quiet.start()

    @Slot()
    def _warm_when_quiet(self) -> None:
        """What stands on the screen comes first: reading names takes the processor for seconds."""
        self._waited += 1
        if self._session.runner.jobs() and self._waited * QUIET_MS < LONGEST_MS:
            return
        self._warm()

    def _warm(self) -> None:
        self._quiet.stop()
        case = self._session.case

        def work(progress: Progress) -> None:
            searching.warm(case, progress)

        job = self._session.runner.start(work, key="search-warm", lane=Lane.FREE)
        job.succeeded.connect(self.ready)
