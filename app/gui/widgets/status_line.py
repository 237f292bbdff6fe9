"""The status line: what is shown in words, and the work under way with its share and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.base.i18n import _
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QResizeEvent

    from app.base.progress import ProgressReport
    from app.gui.jobs import Job, JobRunner

QUIET_MS = 250
"""Work that is done sooner is not mentioned."""
PERMILLE = 1000
MINUTE = 60


class StatusLine(QFrame):
    """Sits at the bottom of the window.

    Signals:
        jobs_wanted: the list of jobs is to be opened.
    """

    jobs_wanted = Signal()

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self._runner = runner
        self._said = ""
        self._job: Job | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        self.setFixedHeight(28)
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._words.setAccessibleName(_("Status"))
        self._words.setMinimumWidth(80)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._work = QLabel()
        self._work.setProperty("role", "muted")
        self._work.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.jobs_button = QToolButton()
        self.jobs_button.setProperty("role", "status")
        self.jobs_button.setText(_("Jobs"))
        self.jobs_button.setIconSize(QSize(16, 16))
        self.jobs_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.jobs_button.setToolTip(_("What is being worked on (Ctrl+J)"))
        self.jobs_button.setAccessibleName(_("List of jobs"))
        set_icon(self.jobs_button, "clock", "muted")
        self.jobs_button.clicked.connect(self.jobs_wanted)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._cancel = QToolButton()
        self._cancel.setToolTip(_("Cancel this work"))
        self._cancel.setAccessibleName(_("Cancel this work"))
        set_icon(self._cancel, "close", "muted")
        self._cancel.clicked.connect(self.cancel)
        row.addWidget(self._words, 1)
        for widget in self._work_widgets():
            row.addWidget(widget)
        row.addWidget(self.jobs_button)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(QUIET_MS)
        self._delay.timeout.connect(self._show_work)
        self._hide_work()
        runner.started.connect(self._take)
        runner.finished.connect(self._drop)

    def tell(self, text: str) -> None:
        """Say what is shown now."""
        self._said = text
        self._words.setToolTip(text)
        self._fit()

    def text(self) -> str:
        """What is said."""
        return self._said

    def _fit(self) -> None:
        room = max(40, self._words.width())
        metrics = self._words.fontMetrics()
        self._words.setText(metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, room))
        self._words.setAccessibleDescription(self._said)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cut the words to the room there is."""
        super().resizeEvent(event)
        self._fit()

    def still(self) -> None:
        """Stop the timer before the window goes away."""
        self._delay.stop()

    @Slot()
    def cancel(self) -> None:
        """Stop the work that is shown."""
        if self._job is not None:
            self._work.setText(_("Stopping…"))
            self._job.cancel()

    def _work_widgets(self) -> Iterator[QWidget]:
        yield from (self._work, self._bar, self._cancel)

    @Slot(object)
    def _take(self, job: Job) -> None:
        if self._job is not None or not job.title:
            return
        self._job = job
        self._work.setText(job.title)
        self._bar.setRange(0, 0)
        job.progressed.connect(self._show_progress)
        self._delay.start()

    @Slot(object)
    def _drop(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        self._delay.stop()
        self._hide_work()
        waiting = [each for each in self._runner.jobs() if not each.is_done]
        if waiting:
            self._take(waiting[0])

    @Slot()
    def _show_work(self) -> None:
        for widget in self._work_widgets():
            widget.show()
        QTimer.singleShot(0, self, self._fit)

    def _hide_work(self) -> None:
        for widget in self._work_widgets():
            widget.hide()
        QTimer.singleShot(0, self, self._fit)

    @Slot(object)
    def _show_progress(self, report: ProgressReport) -> None:
        if self._job is None or self.sender() is not self._job:
            return
        parts = [self._job.title, report.text]
        if report.total > 0:
            share = min(1.0, report.done / report.total)
            self._bar.setRange(0, PERMILLE)
            self._bar.setValue(int(share * PERMILLE))
            parts.append(f"{share:.0%}")
            if report.rows:
                parts.append(
                    _("{rows:,} rows, {rate:,} a second").format(
                        rows=report.rows, rate=round(report.rows_per_second)
                    )
                )
            if report.seconds_left is not None and report.seconds_left >= 1:
                parts.append(time_left(report.seconds_left))
        else:
            self._bar.setRange(0, 0)
        self._work.setText(" · ".join(part for part in parts if part))


def time_left(seconds: float) -> str:
    """How long work still takes, in words."""
    if seconds < MINUTE:
        return _("{n} s left").format(n=int(seconds))
    return _("{n} min left").format(n=int(seconds // MINUTE) + 1)
