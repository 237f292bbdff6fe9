"""What every pane is given: the open case, the work on it, and what is selected."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.base.i18n import _
from app.gui.shown_trace import ShownTrace
from app.model.changes import Changes
from app.model.selection import FlowFilter, Period, Selection
from app.ops import batches, flow_pages, importing, undoing
from app.ops.import_report import ImportReport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.base.progress import Progress
    from app.gui.jobs import Job, JobRunner
    from app.ops.accounts import AccountRow
    from app.ops.cases import CaseFile
    from app.ops.flows import FlowRow
    from app.ops.undoing import UndoRow

READ_KEY = "read:"
DONE, UNDONE = "done", "undone"
_NOUNS = tuple(each.name for each in fields(Selection))


class CaseSession(QObject):
    """One open case in one window. Panes know the session and never each other.

    Attributes:
        case: the open case; touched by jobs of the case lane only.
        runner: starts them.
        trace: the trace of money that is in front.

    Signals:
        changed: ``Changes``: read again what they name.
        selection_changed: the ``Selection``.
        period_changed: the ``Period``.
        filter_wanted: a ``FlowFilter`` whose transfers are to be shown.
        filter_changed: the ``FlowFilter`` in force.
        pane_wanted: the key of a pane to be shown.
        file_wanted: the id of a source file that is to be shown among those of its import.
        masking_changed: identities are hidden from now on, or shown again.
        steps_changed: the steps of the case that can be undone or redone, in order.
        account_selected: the ``AccountRow`` whose transfers are wanted, or None.
        flow_selected: a ``FlowRow``, or None.
        imported: an ``ImportReport``.
        told: (text, tone name) for the message bar.
    """

    changed = Signal(object)
    selection_changed = Signal(object)
    period_changed = Signal(object)
    filter_wanted = Signal(object)
    filter_changed = Signal(object)
    pane_wanted = Signal(str)
    file_wanted = Signal(int)
    masking_changed = Signal(bool)
    steps_changed = Signal(object)
    account_selected = Signal(object)
    flow_selected = Signal(object)
    imported = Signal(object)
    told = Signal(str, str)

    def __init__(self, case: CaseFile, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.case = case
        self.runner = runner
        self._account: AccountRow | None = None
        self._selection = Selection()
        self._period = Period()
        self._filter = FlowFilter()
        self._changing = 0
        self._loaded = False
        self._steps: list[UndoRow] = []
        self.trace = ShownTrace(self)
        self.changed.connect(self._read_steps)
        self.flow_selected.connect(self._take_flow)

    @property
    def account(self) -> AccountRow | None:
        """The selected account."""
        return self._account

    @property
    def selection(self) -> Selection:
        """What is selected in all panes."""
        return self._selection

    @property
    def period(self) -> Period:
        """The period that all panes look at; open at first."""
        return self._period

    @property
    def filter(self) -> FlowFilter:
        """The filter of transfers in force."""
        return self._filter

    @property
    def is_changing(self) -> bool:
        """Whether work that changes the case waits or runs."""
        return self._changing > 0

    # Asking and changing

    def read(self, key: str, title: str, question: Callable[[CaseFile], Any]) -> Job:
        """Ask the case something in its lane; a new question of the same key replaces the last."""
        case = self.case

        def work(_progress: Progress) -> Any:
            return question(case)

        return self.runner.start(work, title=title, key=READ_KEY + key)

    def change(self, title: str, op: Callable[[CaseFile, Progress], tuple[Any, Changes]]) -> Job:
        """Change the case in its lane; ``changed`` follows, and a failure reads all again.

        Args:
            title: the verb for the status line, already translated.
            op: returns its answer and what changed.

        Returns:
            the job; it succeeds with both.
        """
        case = self.case

        def work(progress: Progress) -> tuple[Any, Changes]:
            return op(case, progress)

        self._changing += 1
        job = self.runner.start(work, title=title)
        job.succeeded.connect(self._tell_changes)
        job.failed.connect(self.reload)  # whatever it left behind has to be seen
        job.finished.connect(self._end_change)
        return job

    def import_paths(self, paths: Sequence[Path]) -> Job:
        """Import files and folders as one batch."""
        wanted = list(paths)

        def op(case: CaseFile, progress: Progress) -> tuple[ImportReport, Changes]:
            done = importing.import_paths(case, paths=wanted, progress=progress)
            flow_pages.prepare_after_import(case, progress)
            return done

        job = self.change(_("Importing"), op)
        job.cancelled.connect(self._tell_cancelled)
        return job

    def withdraw_batch(self, batch: int, why: str = "") -> Job:
        """Take a batch back whole."""

        def op(case: CaseFile, progress: Progress) -> tuple[int, Changes]:
            return batch, batches.withdraw_batch(case, batch=batch, progress=progress, why=why)

        job = self.change(_("Withdrawing batch {batch}").format(batch=batch), op)
        job.succeeded.connect(self._finish_withdrawal)
        return job

    @property
    def is_loaded(self) -> bool:
        """Whether everything was read once; a pane made later has to read by itself."""
        return self._loaded

    @Slot()
    def reload(self) -> None:
        """Read everything again."""
        self._loaded = True
        self.changed.emit(Changes.everything())

    # What all panes share

    def select(self, selection: Selection) -> None:
        """Select something for all panes; the same again changes nothing."""
        if selection == self._selection:
            return
        self._selection = selection
        self.selection_changed.emit(selection)

    def set_period(self, period: Period) -> None:
        """Look at another period in all panes."""
        if period == self._period:
            return
        self._period = period
        self.period_changed.emit(period)

    def show_flows(self, wanted: FlowFilter) -> None:
        """Show the transfers of a filter in their pane."""
        self.set_filter(wanted)
        self.filter_wanted.emit(wanted)

    def set_filter(self, wanted: FlowFilter) -> None:
        """Say which filter is in force; the pane of transfers does."""
        if wanted == self._filter:
            return
        self._filter = wanted
        self.filter_changed.emit(wanted)

    def go_to(self, pane_key: str, **what: Any) -> None:
        """Show a pane, and in it what is named.

        Args:
            pane_key: the pane.
            what: ``filter``, a ``FlowFilter``; ``period``; ``selection``, or its single nouns
                (``accounts``, ``flows``, ``parties``, ``incidents``, ``batches``,
                ``traces``).
        """
        self.pane_wanted.emit(pane_key)
        nouns = {name: tuple(what[name]) for name in _NOUNS if name in what}
        if "selection" in what or nouns:
            self.select(replace(what.get("selection") or Selection(), **nouns))
        if "period" in what:
            self.set_period(what["period"])
        if "filter" in what:
            self.show_flows(what["filter"])

    def select_account(self, account: AccountRow | None) -> None:
        """Select an account for all panes; the same again changes nothing."""
        before = self._account.id if self._account else None
        self._account = account
        if (account.id if account else None) != before:
            self.flow_selected.emit(None)
            self.account_selected.emit(account)
        self.select(Selection(accounts=(account.account,)) if account else Selection())

    def know_account(self, account: AccountRow) -> None:
        """The selected account was read; what is shown of it stays as it is."""
        self._account = account

    def drop_account(self) -> None:
        """Something else is selected; no account is any more."""
        if self._account is not None:
            self._account = None
            self.account_selected.emit(None)

    @Slot(object)
    def _take_flow(self, flow: FlowRow | None) -> None:
        self.select(replace(self._selection, flows=(flow.id,) if flow is not None else ()))

    # Undo and redo

    @property
    def steps(self) -> list[UndoRow]:
        """The steps of the case, the latest first."""
        return list(self._steps)

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return any(step.state == DONE for step in self._steps)

    @property
    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return any(step.state == UNDONE for step in self._steps)

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if not self.can_undo:
            self.told.emit(_("There is nothing to undo."), "INFO")
            return
        self._turn(_("Undoing"), _undo)

    @Slot()
    def redo(self) -> None:
        """Make the last change that was taken back again."""
        if not self.can_redo:
            self.told.emit(_("There is nothing to redo."), "INFO")
            return
        self._turn(_("Redoing"), _redo)

    def go_to_step(self, step: UndoRow) -> None:
        """Undo until a step that counts is taken back, or redo until one that does not counts."""
        if step.state == DONE:

            def op(case: CaseFile, progress: Progress) -> tuple[Any, Changes]:
                return undoing.undo_to(case, step=step.id, progress=progress)

            self._turn(_("Undoing"), op)
        else:

            def again(case: CaseFile, progress: Progress) -> tuple[Any, Changes]:
                return undoing.redo_to(case, step=step.id, progress=progress)

            self._turn(_("Redoing"), again)

    def _turn(self, title: str, op: Callable[[CaseFile, Progress], tuple[Any, Changes]]) -> None:
        job = self.change(title, op)
        job.succeeded.connect(self._tell_step)

    @Slot(object)
    def _tell_step(self, result: tuple[Any, Changes]) -> None:
        rows = result[0] if isinstance(result[0], list) else [result[0]]
        if not rows:
            return
        last: UndoRow = rows[-1]
        sentence = _("Made again: {change}") if last.state == DONE else _("Taken back: {change}")
        self.told.emit(sentence.format(change=last.title), "GOOD")

    @Slot(object)
    def _read_steps(self, _changes: Changes) -> None:
        job = self.read("undo-steps", _("Reading the changes"), undoing.list_steps)
        job.succeeded.connect(self._take_steps)

    @Slot(object)
    def _take_steps(self, rows: list[UndoRow]) -> None:
        self._steps = list(reversed(rows))
        self.steps_changed.emit(self.steps)

    # What came of it

    @Slot()
    def _end_change(self) -> None:
        self._changing -= 1

    @Slot(object)
    def _tell_changes(self, result: tuple[Any, Changes]) -> None:
        answer, changes = result
        if isinstance(answer, ImportReport):
            self.imported.emit(answer)
        if changes:
            self.changed.emit(changes)

    @Slot(object)
    def _finish_withdrawal(self, result: tuple[int, Changes]) -> None:
        batch, _changes = result
        self.told.emit(
            _("Batch {batch} was withdrawn; its originals stay in the vault.").format(batch=batch),
            "GOOD",
        )

    @Slot()
    def _tell_cancelled(self) -> None:
        self.told.emit(_("The import was cancelled; the case is as before."), "INFO")


def _undo(case: CaseFile, progress: Progress) -> tuple[UndoRow, Changes]:
    return undoing.undo(case, progress=progress)


def _redo(case: CaseFile, progress: Progress) -> tuple[UndoRow, Changes]:
    return undoing.redo(case, progress=progress)
