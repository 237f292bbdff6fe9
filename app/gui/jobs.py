"""Background work of the window: two lanes, progress, cancel, and no late surprises.

The *case lane* has one thread for as long as the program runs: whatever touches the open case goes
there, in order. The *free lane* has several, for work on plain values (layouts, pictures) and for
what only reads and takes long (the search, a trace), with readers of its own.

Work is a callable that takes a ``Progress`` and never touches a widget. Its signs come back as
signals of its ``Job``, always on the GUI thread. Connect them to bound methods of a ``QObject``; a
lambda that captures the job keeps it alive for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QThread, QThreadPool, Signal, Slot

from app.base.errors import Cancelled
from app.base.progress import Progress, ProgressReport

Work = Callable[[Progress], Any]
FREE_LEAST: Final = 4
"""A search must not wait for a trace and a picture."""


class Lane(Enum):
    """Where a job runs."""

    CASE = "case"
    FREE = "free"


class _Claim:
    """Who decides about a job: the thread that begins it, or the user who stops it before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False

    def take(self) -> bool:
        """True for the first who asks."""
        with self._lock:
            first = not self._taken
            self._taken = True
        return first


class Job(QObject):
    """One piece of background work.

    A job that was asked to stop and comes to its end all the same reports ``succeeded``: what is
    done is done, and the screens have to know. Only a job that was superseded stays silent.

    Attributes:
        key: a new job under the same key supersedes this one; empty for none.
        title: the verb for the status line, already translated.
        lane: where it runs.

    Signals:
        progressed: a ``ProgressReport``.
        succeeded: what the work returned.
        failed: the exception. The runner's ``failed`` has it shown; a pane only tidies itself up.
        cancelled: it was stopped or superseded.
        finished: last of all, after one of the three above.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    _reported = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, work: Work, *, title: str, key: str, lane: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.key = key
        self.lane = lane
        self._work = work
        self._claim = _Claim()
        self._superseded = False
        self._done = False
        self._progress = Progress(self._report)
        self._reported.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    @property
    def is_done(self) -> bool:
        """Whether ``finished`` was sent."""
        return self._done

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop; a job that still waits in its lane ends at once."""
        if self._done:
            return
        self._progress.cancel()
        if self._claim.take():
            self._settle(None, Cancelled())

    def supersede(self) -> None:
        """Stop, and never report a result, not even one that is already on its way."""
        self._superseded = True
        self.cancel()

    def _report(self, report: ProgressReport) -> None:
        """Called on the working thread; the signal carries it over."""
        self._reported.emit(report)

    @Slot(object)
    def _pass_on(self, report: ProgressReport) -> None:
        if not self._done and not self._superseded:
            self.progressed.emit(report)

    @Slot(object, object)
    def _settle(self, result: object, error: BaseException | None) -> None:
        if self._done:
            return
        self._done = True
        if self._superseded or isinstance(error, Cancelled):
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        self.finished.emit()


class _Task:
    """Carries a job's work into a pool; touches nothing of the job that belongs to the window.

    Pools get its bound method: a ``QRunnable`` made in Python is now and then never freed, when it
    ends before the pool has taken it over (PySide 6.11).
    """

    def __init__(self, job: Job) -> None:
        self._job = job  # keeps the Python side alive; the window owns the Qt side

    def run(self) -> None:
        """Do the work, on a thread of the pool."""
        job = self._job
        if not job._claim.take():
            return
        result: object = None
        error: BaseException | None = None
        try:
            job._progress.check()
            result = job._work(job._progress)
        except BaseException as raised:  # noqa: BLE001 - it is handed to the window, which decides
            error = raised
        try:
            job._ended.emit(result, error)
        except RuntimeError:
            return  # the window closed without waiting: nobody is left to tell


class JobRunner(QObject):
    """Starts jobs, owns them and cleans up after them.

    Signals:
        started: a ``Job``, for the status line.
        finished: the same ``Job``, just before it is deleted.
        failed: the exception of any job, for the desk that tells known failures from bugs.
    """

    started = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._lanes = {lane: QThreadPool(self) for lane in Lane}
        self._lanes[Lane.CASE].setMaxThreadCount(1)
        self._lanes[Lane.CASE].setExpiryTimeout(-1)  # database handles stay on their thread
        self._lanes[Lane.FREE].setMaxThreadCount(max(FREE_LEAST, QThread.idealThreadCount() - 1))

    def start(self, work: Work, *, title: str = "", key: str = "", lane: Lane = Lane.CASE) -> Job:
        """Put ``work`` into its lane; signals may be connected to the job that is returned.

        Args:
            work: called with a ``Progress`` on a thread of the lane.
            title: the verb for the status line, already translated.
            key: supersedes a running job of the same key; for questions, never for changes.
            lane: ``Lane.CASE`` for whatever touches the case.
        """
        if key:
            for running in [job for job in self._jobs if job.key == key]:
                running.supersede()
        job = Job(work, title=title, key=key, lane=lane, parent=self)
        job.failed.connect(self.failed)
        job.finished.connect(self._forget)
        self._jobs.append(job)
        self.started.emit(job)
        if not job.is_done:
            self._lanes[lane].start(_Task(job).run)
        return job

    def jobs(self) -> list[Job]:
        """The jobs that wait or run, oldest first."""
        return list(self._jobs)

    def is_idle(self) -> bool:
        """Whether nothing waits or runs and no result is on its way."""
        return not self._jobs and not any(pool.activeThreadCount() for pool in self._lanes.values())

    @Slot()
    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for job in self.jobs():
            job.cancel()

    def wait_for_done(self, milliseconds: int = 30_000) -> bool:
        """Block until no work runs any more; their last signals arrive with the event loop.

        Returns:
            whether everything ended in time.
        """
        return all(pool.waitForDone(milliseconds) for pool in self._lanes.values())

    def shut_down(self, milliseconds: int = 30_000) -> bool:
        """Stop everything and wait for it, before the window closes; False when work hangs."""
        for job in self.jobs():
            job.supersede()
        return self.wait_for_done(milliseconds)

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._jobs:
            self._jobs.remove(job)
            self.finished.emit(job)
            job.deleteLater()
