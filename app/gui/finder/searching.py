"""Asking the case: the one place of the window that knows the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.jobs import Lane
from app.ops import searching

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.searching import SearchAnswer

PER_GROUP = 6


class Searching(QObject):
    """Keeps the search of a case ready, and asks it; a new question supersedes the last.

    Signals:
        ready: what fell behind was read; an incomplete answer can be asked for again.
    """

    ready = Signal()

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.changed.connect(self._refresh)

    def ask(self, text: str) -> Job:
        """Search the case, in the free lane: it does not wait for an import."""
        case = self._session.case

        def work(progress: Progress) -> SearchAnswer:
            return searching.search(
                case, text, limit_per_group=PER_GROUP, progress=progress, wait=False
            )

        return self._session.runner.start(work, key="search", lane=Lane.FREE)

    @Slot(object)
    def _refresh(self, changes: Changes) -> None:
        case = self._session.case

        def work(progress: Progress) -> None:
            searching.refresh(case, changes)
            searching.warm(case, progress)

        job = self._session.runner.start(work, key="search-warm", lane=Lane.FREE)
        job.succeeded.connect(self.ready)
