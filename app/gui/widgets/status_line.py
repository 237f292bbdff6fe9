"""The status line: what is shown in words, and the work under way with its share and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from app.base.i18n import _
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import ProgressReport
    from app.gui.jobs import Job, JobRunner

QUIET_MS = 250
"""Work that is done sooner is not mentioned."""
PERMILLE = 1000
MINUTE = 60


class StatusLine(QFrame):
    """Sits at the bottom of the window."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self._runner = runner
        self._job: Job | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        self.setFixedHeight(28)
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._words.setAccessibleName(_("Status"))
        self._work = QLabel()
        self._work.setProperty("role", "muted")
        self._work.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
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
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(QUIET_MS)
        self._delay.timeout.connect(self._show_work)
        self._hide_work()
        runner.started.connect(self._take)
        runner.finished.connect(self._drop)

    def tell(self, text: str) -> None:
        """Say what is shown now."""
        self._words.setText(text)

    def text(self) -> str:
        """What is said."""
        return self._words.text()

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

    def _hide_work(self) -> None:
        for widget in self._work_widgets():
            widget.hide()

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
                parts.append(_left(report.seconds_left))
        else:
            self._bar.setRange(0, 0)
        self._work.setText(" · ".join(part for part in parts if part))


def _left(seconds: float) -> str:
    if seconds < MINUTE:
        return _("{n} s left").format(n=int(seconds))
    return _("{n} min left").format(n=int(seconds // MINUTE) + 1)
