"""The list of jobs: what runs, waits and ended, with its share, time left and cancel."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import N_, _
from app.gui.widgets.fact_grid import clear
from app.gui.widgets.icons import set_icon
from app.gui.widgets.overlay import Overlay
from app.gui.widgets.status_line import time_left

if TYPE_CHECKING:
    from app.base.progress import ProgressReport
    from app.gui.jobs import Job, JobRunner

MOST_ENDED = 8
WORTH_LISTING = 1.0
"""Seconds; a question that was answered sooner is not listed among what ended."""
STATES = {
    "done": N_("done"), "failed": N_("failed"), "cancelled": N_("cancelled"),
    "running": N_("running"), "waiting": N_("waiting"),
}  # fmt: skip


@dataclass
class JobEntry:
    """One job as the list shows it."""

    title: str
    job: Job | None
    begun: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    state: str = "waiting"
    report: ProgressReport | None = None


class JobsBook(QObject):
    """Keeps what runs and what ended last.

    Signals:
        changed: something began, went on or ended.
    """

    changed = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running: list[JobEntry] = []
        self.ended: list[JobEntry] = []
        runner.started.connect(self._take)
        runner.finished.connect(self._drop)

    def entry_of(self, job: QObject | None) -> JobEntry | None:
        """What is known of a job that has not ended."""
        return next((entry for entry in self.running if entry.job is job), None)

    @Slot(object)
    def _take(self, job: Job) -> None:
        if not job.title:
            return
        self.running.append(JobEntry(job.title, job))
        job.progressed.connect(self._note)
        job.succeeded.connect(self._note_done)
        job.failed.connect(self._note_failed)
        job.cancelled.connect(self._note_cancelled)
        self.changed.emit()

    @Slot(object)
    def _note(self, report: ProgressReport) -> None:
        entry = self.entry_of(self.sender())
        if entry is not None:
            entry.report = report
            entry.state = "running"
            self.changed.emit()

    @Slot()
    def _note_done(self) -> None:
        self._mark("done")

    @Slot()
    def _note_failed(self) -> None:
        self._mark("failed")

    @Slot()
    def _note_cancelled(self) -> None:
        self._mark("cancelled")

    def _mark(self, state: str) -> None:
        entry = self.entry_of(self.sender())
        if entry is not None:
            entry.state = state

    @Slot(object)
    def _drop(self, job: Job) -> None:
        entry = self.entry_of(job)
        if entry is None:
            return
        self.running.remove(entry)
        entry.seconds = time.monotonic() - entry.begun
        entry.job = None
        if not job.key or entry.seconds >= WORTH_LISTING or entry.state == "failed":
            self.ended.insert(0, entry)
            del self.ended[MOST_ENDED:]
        self.changed.emit()


class JobsList(Overlay):
    """Opens from the status line."""

    def __init__(self, book: JobsBook, parent: QWidget) -> None:
        super().__init__(_("Jobs"), parent)
        self._book = book
        self._buttons: dict[QToolButton, JobEntry] = {}
        self._rows: dict[int, tuple[QProgressBar, QLabel]] = {}
        self._inner = QWidget()
        self._grid = QVBoxLayout(self._inner)
        self._grid.setContentsMargins(12, 0, 12, 4)
        self._grid.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(scroll, 1)
        self._shown: list[tuple[int, str]] = []
        book.changed.connect(self._refresh)

    def wanted(self) -> QSize:
        """Room for a handful of jobs."""
        self._fill()
        lines = len(self._book.running) * 62 + len(self._book.ended) * 26
        return QSize(460, min(420, max(120, 64 + lines)))

    @Slot()
    def _refresh(self) -> None:
        if self.isHidden():
            return
        if self._shown != self._state():
            self._fill()
            return
        for entry in self._book.running:
            if id(entry) in self._rows:
                bar, label = self._rows[id(entry)]
                _show_progress(entry, bar, label)

    def _state(self) -> list[tuple[int, str]]:
        return [(id(each), "") for each in self._book.running] + [
            (id(each), each.state) for each in self._book.ended
        ]

    def _fill(self) -> None:
        self._shown = self._state()
        self._buttons.clear()
        self._rows.clear()
        clear(self._grid)
        for entry in self._book.running:
            self._grid.addWidget(self._running(entry))
        if not self._book.running:
            nothing = QLabel(_("Nothing is being worked on."))
            nothing.setProperty("role", "muted")
            self._grid.addWidget(nothing)
        for entry in self._book.ended:
            self._grid.addWidget(_ended(entry))
        self._grid.addStretch(1)

    def _running(self, entry: JobEntry) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        title = QLabel(entry.title)
        cancel = QToolButton()
        cancel.setToolTip(_("Cancel this work"))
        cancel.setAccessibleName(_("Cancel: {job}").format(job=entry.title))
        set_icon(cancel, "close", "muted")
        cancel.clicked.connect(self._cancel)
        self._buttons[cancel] = entry
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setAccessibleName(_("Progress"))
        label = QLabel()
        label.setProperty("role", "muted")
        grid.addWidget(title, 0, 0)
        grid.addWidget(cancel, 0, 1)
        grid.addWidget(bar, 1, 0, 1, 2)
        grid.addWidget(label, 2, 0, 1, 2)
        self._rows[id(entry)] = (bar, label)
        _show_progress(entry, bar, label)
        return row

    @Slot()
    def _cancel(self) -> None:
        button = self.sender()
        entry = self._buttons.get(button) if isinstance(button, QToolButton) else None
        if entry is not None and entry.job is not None:
            entry.job.cancel()


def _show_progress(entry: JobEntry, bar: QProgressBar, label: QLabel) -> None:
    report = entry.report
    if report is None or report.total <= 0:
        bar.setRange(0, 0)
        label.setText(report.text if report is not None else _(STATES[entry.state]))
        return
    share = min(1.0, report.done / report.total)
    bar.setRange(0, 1000)
    bar.setValue(int(share * 1000))
    parts = [report.text, f"{share:.0%}"]
    if report.seconds_left is not None and report.seconds_left >= 1:
        parts.append(time_left(report.seconds_left))
    label.setText(" · ".join(part for part in parts if part))


def _ended(entry: JobEntry) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    title = QLabel(entry.title)
    title.setProperty("role", "muted")
    state = QLabel(f"{_(STATES[entry.state])} · {_('{n:.1f} s').format(n=entry.seconds)}")
    tones = {"done": "good", "failed": "danger"}
    state.setProperty("role", tones.get(entry.state, "muted"))
    line.addWidget(title, 1)
    line.addWidget(state)
    return row
