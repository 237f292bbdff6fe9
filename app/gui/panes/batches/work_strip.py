"""Work under way on files: what it does, how far, how fast, how long still, and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.base.i18n import _
from app.gui import words
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from app.base.progress import ProgressReport
    from app.gui.jobs import Job

PERMILLE = 1000
MINUTE = 60


class WorkStrip(QFrame):
    """Hidden until there is work to follow; follows the work that was started last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self._job: Job | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        self._title = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self.cancel = QPushButton(_("Cancel"))
        set_icon(self.cancel, "close")
        self.cancel.clicked.connect(self._stop)
        row.addWidget(self._title)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)
        row.addWidget(self.cancel)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show the progress of a job until it ends."""
        self._job = job
        self._title.setText(job.title)
        self._words.clear()
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        job.progressed.connect(self._show)
        job.finished.connect(self._end)
        self.show()

    @property
    def job(self) -> Job | None:
        """The work that is followed."""
        return self._job

    def text(self) -> str:
        """What is said."""
        return f"{self._title.text()} {self._words.text()}".strip()

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self.cancel.setEnabled(False)
            self._words.setText(_("Stopping…"))
            self._job.cancel()

    @Slot(object)
    def _show(self, report: ProgressReport) -> None:
        if self.sender() is not self._job or not self.cancel.isEnabled():
            return
        if report.total > 0:
            self._bar.setRange(0, PERMILLE)
            self._bar.setValue(PERMILLE * min(report.done, report.total) // report.total)
        else:
            self._bar.setRange(0, 0)
        self._words.setText(progress_words(report))

    @Slot()
    def _end(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.hide()


def progress_words(report: ProgressReport) -> str:
    """Phase, share, rows, rate and time left of work."""
    parts = [report.text]
    if report.total > 0:
        parts.append(f"{min(1.0, report.done / report.total):.0%}")
    if report.rows:
        parts.append(
            _("{rows} rows, {rate} a second").format(
                rows=words.count(report.rows), rate=words.count(round(report.rows_per_second))
            )
        )
    left = report.seconds_left
    if left is not None and left >= 1:
        if left < MINUTE:
            parts.append(_("{n} s left").format(n=int(left)))
        else:
            parts.append(_("{n} min left").format(n=int(left // MINUTE) + 1))
    return " · ".join(part for part in parts if part)
