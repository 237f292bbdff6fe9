"""导入: files are looked at, imported, reconciled, withdrawn, and read again by another mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _, ngettext
from app.base.progress import Progress
from app.gui import words
from app.gui.file_choice import choose_files, choose_import_folder
from app.gui.panes.batches import asking
from app.gui.panes.batches.drop_zone import DropZone
from app.gui.panes.batches.look_view import LookView
from app.gui.panes.batches.mapping_editor import MappingEditor
from app.gui.panes.batches.model import (
    DUPLICATE_TONE,
    IMPORTED_TONE,
    NOTICE_TONE,
    REJECT_TONE,
)
from app.gui.panes.batches.sheet import SheetView
from app.gui.panes.batches.work_strip import WorkStrip
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.filter_box import FilterBox
from app.gui.widgets.icons import set_icon, set_primary
from app.gui.widgets.legend import Legend
from app.gui.widgets.pane_actions import add_actions, keys_of
from app.model.selection import Selection
from app.ops import batches, flow_pages, importing, reimporting
from app.ops.mapping_forms import DraftedForm, drafted
from app.ops.table_samples import sample_original

if TYPE_CHECKING:
    from pathlib import Path

    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.batches import BatchRow
    from app.ops.cases import CaseFile
    from app.ops.import_report import FileReport, ImportReport


class BatchesPane(QWidget):
    """The import pane.

    Signals:
        status: what is shown, for the status line.
    """

    status = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: int | None = None
        self._again: FileReport | None = None
        self._kept: dict[str, Any] = {}
        self.sheet = SheetView(session)
        self.look = LookView(session)
        self.editor = MappingEditor(session, _("Withdraw and read again…"))
        self.batches, self.batch_table = self.sheet.batches, self.sheet.batch_table
        self.files, self.file_table = self.sheet.files, self.sheet.file_table
        self.issues, self.issue_table = self.sheet.issues, self.sheet.issue_table
        self.strip = WorkStrip()
        self._build()
        self._bind_keys()
        self.sheet.batch_chosen.connect(self._take_batch)
        self.sheet.again_wanted.connect(self.ask_again)
        self.look.import_wanted.connect(self._import)
        self.look.working.connect(self.strip.follow)
        self.look.left.connect(self._show_sheet)
        self.editor.used.connect(self._read_again)
        self.editor.left.connect(self._show_sheet)
        session.changed.connect(self._reload)
        session.imported.connect(self._show_import)
        session.selection_changed.connect(self._take_selection)
        session.file_wanted.connect(self._find_file)
        session.runner.started.connect(self._take_job)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._second_line())
        column.addWidget(self.strip)
        self._nothing = QWidget()
        empty = QVBoxLayout(self._nothing)
        empty.setContentsMargins(24, 8, 24, 24)
        zone = DropZone()
        zone.dropped.connect(self.look_at)
        state = EmptyState(
            "import",
            _("Nothing has been imported yet"),
            _(
                "Here every statement file stands with what became of each of its rows."
                " Drop files or folders here, or choose them; they are looked at before"
                " anything is changed."
            ),
            _("Import folder…"),
        )
        state.acted.connect(self.ask_folder)
        inside = zone.layout()
        if inside is not None:
            inside.addWidget(state)
        zone.hide_words()
        empty.addWidget(zone)
        self._loading = QWidget()
        self._stack = QStackedWidget()
        for page in (self._loading, self._nothing, self.sheet, self.look, self.editor):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 4)
        row.setSpacing(8)
        title = QLabel(_("Import"))
        title.setProperty("role", "title")
        self.filter = FilterBox(_("Filter files and rows"), _("Filter files and rows"))
        self.filter.setMaximumWidth(220)
        self.filter.wanted.connect(self.sheet.set_filter)
        self.import_files = QPushButton(_("Import files…"))
        self.import_folder = QPushButton(_("Import folder…"))
        self.withdraw = QPushButton(_("Withdraw batch…"))
        self.import_files.setToolTip(_("Choose files; they are looked at first"))
        set_icon(self.import_files, "import")
        set_icon(self.import_folder, "folder")
        set_icon(self.withdraw, "undo")
        self.withdraw.setEnabled(False)
        self.import_files.clicked.connect(self.ask_files)
        self.import_folder.clicked.connect(self.ask_folder)
        self.withdraw.clicked.connect(self.ask_withdraw)
        row.addWidget(title)
        row.addWidget(self.filter, 1)
        row.addStretch(1)
        for button in (self.import_files, self.import_folder, self.withdraw):
            row.addWidget(button)
        return row

    def _second_line(self) -> QWidget:
        self._legend_line = QWidget()
        row = QHBoxLayout(self._legend_line)
        row.setContentsMargins(16, 0, 16, 6)
        row.setSpacing(12)
        row.addWidget(
            Legend(
                [
                    (_("imported"), IMPORTED_TONE),
                    (_("duplicate"), DUPLICATE_TONE),
                    (_("notice"), NOTICE_TONE),
                    (_("rejected"), REJECT_TONE),
                ]
            )
        )
        zone = DropZone()
        zone.dropped.connect(self.look_at)
        row.addWidget(zone, 1)
        return self._legend_line

    def _bind_keys(self) -> None:
        add_actions(
            self,
            (
                ("Alt+W", _("Withdraw batch…"), self.ask_withdraw),
                ("Alt+M", _("Read with another mapping…"), self.sheet.ask_again),
                ("Alt+E", _("Export rows…"), self.sheet.ask_export),
                ("Ctrl+Return", _("Import what was looked at"), self._go),
            ),
        )

    # What the shell asks

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the pane."""
        return [*keys_of(self), ("Enter", _("From a row to its cells")), ("Ctrl+C", _("Copy rows"))]

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def step_back(self) -> bool:
        """Leave the mapping or the look, else drop the filter."""
        page = self._stack.currentWidget()
        if page is self.look:
            self.look.step_back()
            return True
        if page is self.editor:
            self._show_sheet()
            return True
        return self.filter.drop()

    def state(self) -> dict[str, Any]:
        """What is remembered."""
        return self.sheet.state()

    def restore(self, kept: dict[str, Any]) -> None:
        """As it was; the batch is chosen when the batches are there."""
        self._kept = dict(kept)
        if self.batches.rowCount():
            self.sheet.restore(self._kept)

    # What the officer asks for

    @Slot()
    def ask_files(self) -> None:
        """Choose files and look at them."""
        chosen = choose_files(self)
        if chosen:
            self.look_at(chosen)

    @Slot()
    def ask_folder(self) -> None:
        """Choose a folder and look at it."""
        chosen = choose_import_folder(self)
        if chosen:
            self.look_at(chosen)

    @Slot(object)
    def look_at(self, paths: list[Path]) -> None:
        """Look at files before they are imported."""
        self._show(self.look)
        self.look.look_at(paths)

    @Slot()
    def ask_withdraw(self) -> None:
        """Withdraw the chosen batch after a confirmation."""
        batch = self.sheet.batch
        if batch is None or batch.state == "withdrawn":
            return
        reason = asking.why_withdraw(self, batch)
        if reason is not None:
            self.strip.follow(self._session.withdraw_batch(batch.batch, reason))

    @Slot(object)
    def ask_again(self, report: FileReport) -> None:
        """Name the columns of an imported file anew."""
        self._again = report
        file_id, used = report.file_id, report.mappings

        def question(case: CaseFile) -> list[DraftedForm]:
            texts = {
                table.get("sheet", ""): used[table["mapping"]]["text"]
                for table in report.recognition
                if table.get("mapping") in used
            }
            return [
                drafted(sample, case, texts.get(sample.sheet))
                for sample in sample_original(case, file_id, Progress())
            ]

        job = self._session.read("again", _("Reading the first rows"), question)
        job.succeeded.connect(self._edit_again)

    @Slot()
    def _go(self) -> None:
        if self._stack.currentWidget() is self.look:
            self.look.import_now()

    # Work

    @Slot(object, object)
    def _import(self, paths: list[Path], mappings: list[Any]) -> None:
        def op(case: CaseFile, progress: Progress) -> tuple[ImportReport, Changes]:
            done = importing.import_paths(case, paths=paths, progress=progress, mappings=mappings)
            flow_pages.prepare_after_import(case, progress)
            return done

        job = self._session.change(_("Importing"), op)
        job.cancelled.connect(self._tell_cancelled)
        self._show_sheet()

    @Slot(object)
    def _edit_again(self, tables: list[DraftedForm]) -> None:
        if self._again is not None and tables:
            self.editor.show_tables(tables)
            self._show(self.editor)

    @Slot(object)
    def _read_again(self, mappings: list[Any]) -> None:
        report = self._again
        if report is None:
            return
        why = asking.why_again(self, report)
        if why is None:
            return
        file_id = report.file_id

        def op(case: CaseFile, progress: Progress) -> tuple[ImportReport, Changes]:
            return reimporting.reimport_file(
                case, file_id=file_id, mappings=mappings, progress=progress, why=why
            )

        job = self._session.change(_("Reading again"), op)
        job.cancelled.connect(self._tell_again_cancelled)
        job.cancelled.connect(self._session.reload)
        self.strip.follow(job)
        self._show_sheet()

    @Slot(object)
    def _take_job(self, job: Job) -> None:
        if job.title == _("Importing"):
            self.strip.follow(job)

    @Slot()
    def _tell_cancelled(self) -> None:
        self._session.told.emit(_("The import was cancelled; the case is as before."), "INFO")

    @Slot()
    def _tell_again_cancelled(self) -> None:
        self._session.told.emit(_("Cancelled; the batch is as before."), "INFO")

    # What arrives

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.batches:
            job = self._session.read("batches", _("Reading the batches"), batches.list_batches)
            job.succeeded.connect(self._show_batches)

    @Slot(object)
    def _show_import(self, report: ImportReport) -> None:
        if report.batch is not None:
            self._wanted = report.batch

    @Slot(object)
    def _show_batches(self, rows: list[BatchRow]) -> None:
        wanted, self._wanted = self._wanted, None
        first = not self.batches.rowCount()
        self.sheet.show_batches(rows, wanted)
        if self._stack.currentWidget() in (self._loading, self._nothing, self.sheet):
            self._show_sheet()
        if rows and first:
            self.sheet.give_room()
            self.sheet.restore(self._kept)
        set_primary(self.import_files, primary=bool(rows))  # the empty page has its own
        self._tell_status()

    @Slot(object)
    def _take_batch(self, batch: BatchRow | None) -> None:
        self.withdraw.setEnabled(batch is not None and batch.state != "withdrawn")

    @Slot(object)
    def _take_selection(self, selection: Selection) -> None:
        if selection.batches and not self.batch_table.hasFocus():
            self.sheet.choose_batch(selection.batches[0])

    @Slot(int)
    def _find_file(self, file: int) -> None:
        def question(case: CaseFile) -> tuple[int, str]:
            return batches.place_of_file(case, file=file)

        job = self._session.read("file-place", "", question)
        job.succeeded.connect(self._show_file)

    @Slot(object)
    def _show_file(self, place: tuple[int, str]) -> None:
        batch, path = place
        self._show_sheet()
        self.sheet.choose_file(batch, path)
        self._session.select(Selection(batches=(batch,)))

    @Slot()
    def _show_sheet(self) -> None:
        self._show(self.sheet if self.batches.rowCount() else self._nothing)
        if self.isVisible() and self.batches.rowCount():
            self.file_table.setFocus()

    def _show(self, page: QWidget) -> None:
        at_rest = page is self.sheet
        self._legend_line.setVisible(at_rest)
        self.filter.setVisible(at_rest)
        self.withdraw.setVisible(at_rest)
        for button in (self.import_files, self.import_folder):
            button.setVisible(page is self.sheet or page is self._nothing)
        self._stack.setCurrentWidget(page)

    def _tell_status(self) -> None:
        counted = [row for row in self.batches.all_rows() if row.state != "withdrawn"]
        files = sum(row.files for row in counted)
        rows = sum(row.totals.rows_imported for row in counted)
        told = (
            ngettext("{n} batch", "{n} batches", len(counted)).format(n=words.count(len(counted))),
            ngettext("{n} file", "{n} files", files).format(n=words.count(files)),
            ngettext("{n} row imported", "{n} rows imported", rows).format(n=words.count(rows)),
        )
        self.status.emit(" · ".join(told))
