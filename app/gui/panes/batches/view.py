"""导入: what was loaded, file by file, with the bar that balances, and what was not taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.forms.confirm import ConfirmDialog
from app.gui.panes.batches.model import (
    BATCH_COLUMNS,
    DUPLICATE_TONE,
    FILE_COLUMNS,
    IMPORTED_TONE,
    ISSUE_COLUMNS,
    NOTICE_TONE,
    REJECT_TONE,
    FileLine,
    IssueLine,
    equation,
    file_lines,
    issue_lines,
)
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon, set_primary
from app.gui.widgets.legend import Legend
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TWO_LINES, TableView
from app.ops import batches

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.batches import BatchRow
    from app.ops.cases import CaseFile
    from app.ops.import_report import ImportReport

MOST_BATCHES_SEEN = 4


class BatchesPane(QWidget):
    """The import page.

    Signals:
        status: what is shown, for the status line.
    """

    status = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._batch: BatchRow | None = None
        self._unrecognised: dict[int, list[tuple[str, str]]] = {}
        self._wanted: int | None = None
        self.batches: RowsModel[BatchRow] = RowsModel(
            BATCH_COLUMNS, identity=_batch_id, parent=self
        )
        self.files: RowsModel[FileLine] = RowsModel(FILE_COLUMNS, identity=_path, parent=self)
        self.issues: RowsModel[IssueLine] = RowsModel(ISSUE_COLUMNS, parent=self)
        self.batch_table = TableView(self.batches, name=_("Import batches"), stretch=3)
        self.file_table = TableView(
            self.files, name=_("Files of the batch"), row_height=TWO_LINES, stretch=0
        )
        self.issue_table = TableView(self.issues, name=_("Rows not taken plainly"), stretch=4)
        self._build()
        self.batch_table.row_chosen.connect(self._choose_batch)
        self.file_table.row_chosen.connect(self._choose_file)
        session.changed.connect(self._reload)
        session.imported.connect(self._show_import)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._nothing = EmptyState(
            "import",
            _("Nothing has been imported yet"),
            _(
                "Here every statement file stands with what became of each of its rows."
                " Drop files or folders onto the window, or choose them."
            ),
            _("Import folder…"),
        )
        self._nothing.acted.connect(self.ask_folder)
        self._loading = QWidget()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.batch_table)
        self._split.addWidget(self.file_table)
        self._split.addWidget(self._below())
        self._split.setStretchFactor(1, 2)
        self._split.setStretchFactor(2, 1)
        self._stack = QStackedWidget()
        for page in (self._loading, self._nothing, self._split):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        title = QLabel(_("Import"))
        title.setProperty("role", "title")
        row.addWidget(title)
        row.addSpacing(8)
        self._legend = Legend(
            [
                (_("imported"), IMPORTED_TONE),
                (_("duplicate"), DUPLICATE_TONE),
                (_("notice"), NOTICE_TONE),
                (_("rejected"), REJECT_TONE),
            ]
        )
        row.addWidget(self._legend)
        row.addStretch(1)
        self.import_files = QPushButton(_("Import files…"))
        self.import_folder = QPushButton(_("Import folder…"))
        self.withdraw = QPushButton(_("Withdraw batch…"))
        self.import_files.setToolTip(_("Import files… (Ctrl+I)"))
        set_icon(self.import_files, "import")
        set_icon(self.import_folder, "folder")
        set_icon(self.withdraw, "undo")
        self.withdraw.setEnabled(False)
        self.import_files.clicked.connect(self.ask_files)
        self.import_folder.clicked.connect(self.ask_folder)
        self.withdraw.clicked.connect(self.ask_withdraw)
        for button in (self.import_files, self.import_folder, self.withdraw):
            row.addWidget(button)
        return row

    def _below(self) -> QWidget:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._caption = QLabel()
        self._caption.setProperty("role", "muted")
        self._caption.setContentsMargins(16, 6, 16, 6)
        self._caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._plain = EmptyState("done", "", "")
        self._issue_stack = QStackedWidget()
        self._issue_stack.addWidget(self._plain)
        self._issue_stack.addWidget(self.issue_table)
        column.addWidget(self._caption)
        column.addWidget(self._issue_stack, 1)
        return below

    # What the officer asks for

    @Slot()
    def ask_files(self) -> None:
        """Choose files and import them."""
        chosen, _filter = QFileDialog.getOpenFileNames(self, _("Import files"))
        if chosen:
            self._session.import_paths([Path(name) for name in chosen])

    @Slot()
    def ask_folder(self) -> None:
        """Choose a folder and import it."""
        chosen = QFileDialog.getExistingDirectory(self, _("Import folder"))
        if chosen:
            self._session.import_paths([Path(chosen)])

    @Slot()
    def ask_withdraw(self) -> None:
        """Withdraw the chosen batch after a confirmation."""
        batch = self._batch
        if batch is None or batch.state == "withdrawn":
            return
        reason = ConfirmDialog.ask(
            self,
            title=_("Withdraw batch"),
            text=_("Withdraw batch {batch} with {rows} imported rows of {files} files?").format(
                batch=batch.batch,
                rows=words.count(batch.totals.rows_imported),
                files=words.count(batch.files),
            ),
            means=_(
                "Its rows, transfers and persons leave the case. The originals stay in the vault,"
                " and the journal keeps who withdrew it and why."
            ),
            verb=_("Withdraw"),
            with_reason=True,
        )
        if reason is not None:
            self._session.withdraw_batch(batch.batch, reason)

    # What arrives

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.batches:
            job = self._session.read("batches", _("Reading the batches"), batches.list_batches)
            job.succeeded.connect(self._show_batches)

    @Slot(object)
    def _show_import(self, report: ImportReport) -> None:
        if report.batch is not None:
            self._unrecognised[report.batch] = list(report.unrecognised)
            self._wanted = report.batch

    @Slot(object)
    def _show_batches(self, rows: list[BatchRow]) -> None:
        rows = sorted(rows, key=_batch_id, reverse=True)
        self._batch = None
        self.batches.set_rows(rows)
        if rows and self._stack.currentWidget() is not self._split:
            self._give_room(len(rows))
        self._stack.setCurrentWidget(self._split if rows else self._nothing)
        self._legend.setVisible(bool(rows))
        set_primary(self.import_files, primary=bool(rows))  # the empty page has its own
        if self._wanted is not None:
            numbers = [number for number, row in enumerate(rows) if row.batch == self._wanted]
            self._wanted = None
            if numbers:
                self.batch_table.choose(numbers[0])
        elif rows and not self.batch_table.chosen_rows():
            self.batch_table.choose(0)
        self._tell_status()

    @Slot(object)
    def _choose_batch(self, batch: BatchRow | None) -> None:
        if batch is not None and self._batch == batch:
            return
        self._batch = batch
        self.withdraw.setEnabled(batch is not None and batch.state != "withdrawn")
        if batch is None:
            self.files.set_rows([])
            return
        number = batch.batch

        def question(case: CaseFile) -> ImportReport:
            return batches.batch_report(case, batch=number)

        job = self._session.read("batch", _("Reading the files"), question)
        job.succeeded.connect(self._show_files)

    @Slot(object)
    def _show_files(self, report: ImportReport) -> None:
        unrecognised = self._unrecognised.get(report.batch or 0, [])
        self.files.set_rows(file_lines(report, unrecognised))
        if not self.file_table.chosen_rows():
            self._choose_file(None)

    @Slot(object)
    def _choose_file(self, line: FileLine | None) -> None:
        if line is None:
            self.issues.set_rows([])
            self._caption.setText(_("Rejects, notices and warnings"))
            self._plain.set_words(
                _("No file is chosen"),
                _("Choose a file to see its rejected rows, notices and warnings."),
            )
            self._issue_stack.setCurrentWidget(self._plain)
            return
        found = issue_lines(line)
        self.issues.set_rows(found)
        self._issue_stack.setCurrentWidget(self.issue_table if found else self._plain)
        if not found:
            self._plain.set_words(
                _("Every row of this file was taken plainly"),
                _("No rejected row, no notice, no warning."),
            )
        parts = [line.name]
        if line.report is not None:
            parts.append(equation(line.report.totals))
            parts.append(f"SHA-256 {line.report.sha256[:12]}…")
            parts.append(words.size(line.report.size))
            parts += _foreign(line.report.totals.currencies)
            if line.report.omitted:
                parts.append(_("{n} more are not listed").format(n=line.report.omitted))
        self._caption.setText("  ·  ".join(parts))
        self._caption.setToolTip(line.report.sha256 if line.report else "")

    def _give_room(self, batches_listed: int) -> None:
        """The list of batches takes what its rows need; most of the height is for the files."""
        top = theme.ROW_HEIGHT * (1 + min(batches_listed, MOST_BATCHES_SEEN)) + 4
        rest = max(300, self._stack.height() - top)
        self._split.setSizes([top, rest * 3 // 5, rest * 2 // 5])

    def _tell_status(self) -> None:
        counted = [row for row in self.batches.all_rows() if row.state != "withdrawn"]
        files = sum(row.files for row in counted)
        rows = sum(row.totals.rows_imported for row in counted)
        self.status.emit(
            " · ".join(
                (
                    ngettext("{n} batch", "{n} batches", len(counted)).format(
                        n=words.count(len(counted))
                    ),
                    ngettext("{n} file", "{n} files", files).format(n=words.count(files)),
                    ngettext("{n} row imported", "{n} rows imported", rows).format(
                        n=words.count(rows)
                    ),
                )
            )
        )


def _foreign(currencies: dict[str, dict[str, int]]) -> list[str]:
    return [
        f"{code} +{words.amount(sums['in'])} −{words.amount(sums['out'])}"
        for code, sums in sorted(currencies.items())
    ]


def _batch_id(row: BatchRow) -> int:
    return row.batch


def _path(line: FileLine) -> str:
    return line.path
