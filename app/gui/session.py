"""What every pane is given: the open case, the work on it, and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.base.i18n import _
from app.model.changes import Changes
from app.ops import batches, importing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.base.progress import Progress
    from app.gui.jobs import Job, JobRunner
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile
    from app.ops.import_report import ImportReport

READ_KEY = "read:"


class CaseSession(QObject):
    """One open case in one window. Panes know the session and never each other.

    Attributes:
        case: the open case; touched by jobs of the case lane only.
        runner: starts them.

    Signals:
        changed: ``Changes``: read again what they name.
        account_selected: the ``AccountRow`` whose transfers are wanted, or None.
        flow_selected: a ``FlowRow``, or None.
        imported: an ``ImportReport``.
        told: (text, tone name) for the message bar.
    """

    changed = Signal(object)
    account_selected = Signal(object)
    flow_selected = Signal(object)
    imported = Signal(object)
    told = Signal(str, str)

    def __init__(self, case: CaseFile, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.case = case
        self.runner = runner
        self._account: AccountRow | None = None
        self._changing = 0

    @property
    def account(self) -> AccountRow | None:
        """The selected account."""
        return self._account

    @property
    def is_changing(self) -> bool:
        """Whether work that changes the case waits or runs."""
        return self._changing > 0

    def read(self, key: str, title: str, question: Callable[[CaseFile], Any]) -> Job:
        """Ask the case something in its lane; a new question of the same key replaces the last."""
        case = self.case

        def work(_progress: Progress) -> Any:
            return question(case)

        return self.runner.start(work, title=title, key=READ_KEY + key)

    def select_account(self, account: AccountRow | None) -> None:
        """Select an account for all panes; the same again changes nothing."""
        before = self._account.id if self._account else None
        self._account = account
        if (account.id if account else None) != before:
            self.flow_selected.emit(None)
            self.account_selected.emit(account)

    def import_paths(self, paths: Sequence[Path]) -> Job:
        """Import files and folders as one batch."""
        case, wanted = self.case, list(paths)

        def work(progress: Progress) -> tuple[ImportReport, Changes]:
            return importing.import_paths(case, paths=wanted, progress=progress)

        job = self._change(work, _("Importing"))
        job.succeeded.connect(self._finish_import)
        job.cancelled.connect(self._tell_cancelled)
        return job

    def withdraw_batch(self, batch: int, why: str = "") -> Job:
        """Take a batch back whole."""
        case = self.case

        def work(progress: Progress) -> tuple[int, Changes]:
            return batch, batches.withdraw_batch(case, batch=batch, progress=progress, why=why)

        job = self._change(work, _("Withdrawing batch {batch}").format(batch=batch))
        job.succeeded.connect(self._finish_withdrawal)
        return job

    @Slot()
    def reload(self) -> None:
        """Read everything again."""
        self.changed.emit(Changes.everything())

    def _change(self, work: Callable[[Progress], Any], title: str) -> Job:
        self._changing += 1
        job = self.runner.start(work, title=title)
        job.failed.connect(self.reload)  # whatever it left behind has to be seen
        job.finished.connect(self._end_change)
        return job

    @Slot()
    def _end_change(self) -> None:
        self._changing -= 1

    @Slot(object)
    def _finish_import(self, result: tuple[ImportReport, Changes]) -> None:
        report, changes = result
        self.imported.emit(report)
        if changes:
            self.changed.emit(changes)

    @Slot(object)
    def _finish_withdrawal(self, result: tuple[int, Changes]) -> None:
        batch, changes = result
        self.changed.emit(changes)
        self.told.emit(
            _("Batch {batch} was withdrawn; its originals stay in the vault.").format(batch=batch),
            "GOOD",
        )

    @Slot()
    def _tell_cancelled(self) -> None:
        self.told.emit(_("The import was cancelled; the case is as before."), "INFO")
