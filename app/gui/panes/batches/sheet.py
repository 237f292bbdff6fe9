"""The reconciliation sheet: batches, their files with the bar that balances, rows not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.gui import theme, words
from app.gui.file_choice import XLSX, choose_target, file_name
from app.gui.panes.batches.model import (
    BATCH_COLUMNS,
    FILE_COLUMNS,
    ISSUE_COLUMNS,
    FileLine,
    IssueLine,
    equation,
    file_lines,
    has_issues,
    issue_lines,
    says,
)
from app.gui.panes.batches.raw_row import RawRowView
from app.gui.panes.batches.recognition import RecognitionView
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TWO_LINES, TableView
from app.model.selection import Selection
from app.ops import batches

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.ops.batches import BatchRow
    from app.ops.cases import CaseFile
    from app.ops.import_report import ImportReport

MOST_BATCHES_SEEN = 3
ISSUES, RECOGNITION = 0, 1


class SheetView(QWidget):
    """Three parts, one above the other.

    Signals:
        batch_chosen: a ``BatchRow``, or None.
        again_wanted: the ``FileReport`` of a file that is to be read by another mapping.
    """

    batch_chosen = Signal(object)
    again_wanted = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.batch: BatchRow | None = None
        self._report: ImportReport | None = None
        self._line: FileLine | None = None
        self._wanted_path: str | None = None
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
        self.raw = RawRowView(session)
        self.recognition = RecognitionView()
        self._build()
        self.batch_table.row_chosen.connect(self._choose_batch)
        self.file_table.row_chosen.connect(self._choose_file)
        self.issue_table.row_chosen.connect(self._choose_issue)
        self.issue_table.row_opened.connect(self._go_to_row)
        self.export.clicked.connect(self.ask_export)
        self.again.clicked.connect(self.ask_again)
        self.tabs.currentChanged.connect(self._show_tab)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.batch_table)
        self.split.addWidget(self.file_table)
        self.split.addWidget(self._below())
        self.split.setStretchFactor(1, 2)
        self.split.setStretchFactor(2, 1)
        column.addWidget(self.split)

    def _below(self) -> QWidget:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 16, 4)
        bar.setSpacing(8)
        self.tabs = QTabBar()
        self.tabs.addTab(_("Rows not taken plainly"))
        self.tabs.addTab(_("Why this format"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.again = QPushButton(_("Read with another mapping…"))
        self.export = QPushButton(_("Export rows…"))
        self.export.setToolTip(_("Write rejects, notices and warnings of the batch to xlsx"))
        set_icon(self.again, "columns")
        set_icon(self.export, "export")
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self.again)
        bar.addWidget(self.export)
        self._caption = QLabel()
        self._caption.setProperty("role", "muted")
        self._caption.setContentsMargins(16, 0, 16, 4)
        self._caption.setTextFormat(Qt.TextFormat.PlainText)
        self._caption.setWordWrap(True)
        self._caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._plain = EmptyState("done", "", "")
        rows = QSplitter(Qt.Orientation.Horizontal)
        rows.setChildrenCollapsible(False)
        rows.addWidget(self.issue_table)
        rows.addWidget(self.raw)
        rows.setStretchFactor(0, 2)
        rows.setStretchFactor(1, 1)
        rows.setSizes([620, 300])
        self._rows = rows
        self._stack = QStackedWidget()
        for page in (self._plain, rows, self.recognition):
            self._stack.addWidget(page)
        column.addLayout(bar)
        column.addWidget(self._caption)
        column.addWidget(self._stack, 1)
        return below

    # What the pane says

    def show_batches(self, rows: list[BatchRow], wanted: int | None = None) -> None:
        """Show the batches, the newest first; ``wanted`` is chosen."""
        rows = sorted(rows, key=_batch_id, reverse=True)
        self.batch = None
        self.batches.set_rows(rows)
        if wanted is not None:
            self.choose_batch(wanted)
        if rows and not self.batch_table.chosen_rows():
            self.batch_table.choose(0)

    def choose_batch(self, batch: int) -> None:
        """Choose a batch by its number."""
        for number, row in enumerate(self.batches.rows()):
            if row.batch == batch:
                self.batch_table.choose(number)
                return

    def choose_file(self, batch: int, path: str) -> None:
        """Choose a file of a batch, as soon as its files are there."""
        self._wanted_path = path
        if self.batch is not None and self.batch.batch == batch and self._report is not None:
            self._bring_wanted()
        else:
            self.choose_batch(batch)

    def _bring_wanted(self) -> None:
        wanted, self._wanted_path = self._wanted_path, None
        place = self.files.place_of(wanted) if wanted is not None else None
        if place is not None:
            self.file_table.choose(place)

    def set_filter(self, text: str) -> None:
        """Show only files and rows with a text in them."""
        wanted = text.casefold().strip()

        def has_file(line: FileLine) -> bool:
            return wanted in line.path.casefold() or says(line, wanted)

        def has_issue(issue: IssueLine) -> bool:
            line = self._line
            return (line is not None and wanted in line.path.casefold()) or (
                wanted in f"{issue.reason} {issue.text}".casefold()
            )

        self.files.set_filter(has_file if wanted else None)
        self.issues.set_filter(has_issue if wanted else None)

    def give_room(self) -> None:
        """The list of batches takes what its rows need; most of the height is for the files."""
        top = theme.ROW_HEIGHT * (1 + min(self.batches.rowCount(), MOST_BATCHES_SEEN)) + 4
        rest = max(300, self.height() - top)
        self.split.setSizes([top, rest * 9 // 20, rest * 11 // 20])

    def state(self) -> dict[str, Any]:
        """What is remembered."""
        batch = self.batch.batch if self.batch is not None else None
        return {"split": self.split.sizes(), "batch": batch, "tab": self.tabs.currentIndex()}

    def restore(self, kept: dict[str, Any]) -> None:
        """As it was."""
        sizes = kept.get("split")
        if isinstance(sizes, list) and len(sizes) == self.split.count() and all(sizes):
            self.split.setSizes([int(size) for size in sizes])
        if isinstance(kept.get("batch"), int):
            self.choose_batch(kept["batch"])
        if kept.get("tab") in (ISSUES, RECOGNITION):
            self.tabs.setCurrentIndex(kept["tab"])

    # What the officer asks for

    @Slot()
    def ask_export(self) -> None:
        """Write what was not taken plainly to a workbook."""
        report = self._report
        if report is None:
            return
        name = file_name(
            self._session.case.name, _("batch {batch} rows").format(batch=report.batch)
        )
        target = choose_target(self, _("Export rows"), name, (XLSX,))
        if target is None:
            return

        def question(_case: CaseFile) -> tuple[int, str]:
            return batches.export_issues(report, target=target), target.name

        job = self._session.read("issues-export", _("Writing the rows"), question)
        job.succeeded.connect(self._tell_export)

    @Slot()
    def ask_again(self) -> None:
        """Read the chosen file by another mapping."""
        if self.again.isEnabled() and self._line is not None and self._line.report is not None:
            self.again_wanted.emit(self._line.report)

    # What arrives

    @Slot(object)
    def _tell_export(self, written: tuple[int, str]) -> None:
        rows, name = written
        self._session.told.emit(
            _("{rows} rows written to {file}").format(rows=words.count(rows), file=name), "GOOD"
        )

    @Slot(object)
    def _choose_batch(self, batch: BatchRow | None) -> None:
        if batch is not None and self.batch == batch:
            return
        self.batch = batch
        self.batch_chosen.emit(batch)
        self._report = None
        self.export.setEnabled(False)
        if batch is None:
            self.files.set_rows([])
            return
        number = batch.batch
        if self.batch_table.hasFocus():
            self._session.select(Selection(batches=(number,)))

        def question(case: CaseFile) -> ImportReport:
            return batches.batch_report(case, batch=number)

        job = self._session.read("batch", _("Reading the files"), question)
        job.succeeded.connect(self._show_files)

    @Slot(object)
    def _show_files(self, report: ImportReport) -> None:
        self._report = report
        self.files.set_rows(file_lines(report, report.unrecognised))
        self.export.setEnabled(any(has_issues(line) for line in self.files.all_rows()))
        self._bring_wanted()
        if self.files.rowCount() and not self.file_table.chosen_rows():
            self.file_table.choose(0)
        elif not self.file_table.chosen_rows():
            self._choose_file(None)

    @Slot(object)
    def _choose_file(self, line: FileLine | None) -> None:
        self._line = line
        report = line.report if line is not None else None
        counts = self.batch is not None and self.batch.state != "withdrawn"
        self.again.setEnabled(counts and report is not None and not report.already_imported)
        self.recognition.show_report(report)
        self.issues.set_rows(issue_lines(line) if line is not None else [])
        self.issue_table.setColumnHidden(1, not any(each.sheet for each in self.issues.all_rows()))
        self._caption.setText("  ·  ".join(_caption(line)))
        self._caption.setToolTip(report.sha256 if report else "")
        self.raw.show_issue(None)
        self._show_tab()

    @Slot()
    def _show_tab(self) -> None:
        if self.tabs.currentIndex() == RECOGNITION and self._line is not None:
            self._stack.setCurrentWidget(self.recognition)
            return
        found = bool(self.issues.all_rows())
        self._stack.setCurrentWidget(self._rows if found else self._plain)
        if self._line is None:
            self._plain.set_words(
                _("No file is chosen"),
                _("Choose a file to see its rejected rows, notices and warnings."),
            )
        elif not found:
            self._plain.set_words(
                _("Every row of this file was taken plainly"),
                _("No rejected row, no notice, no warning."),
            )

    @Slot(object)
    def _choose_issue(self, issue: IssueLine | None) -> None:
        self.raw.show_issue(issue)

    @Slot(object)
    def _go_to_row(self, _issue: IssueLine) -> None:
        if self.raw.table.isVisible():
            self.raw.table.setFocus()


def _caption(line: FileLine | None) -> list[str]:
    if line is None:
        return [_("Rejects, notices and warnings")]
    parts = [line.name]
    if line.report is not None:
        report = line.report
        parts.append(equation(report.totals))
        parts.append(f"SHA-256 {report.sha256[:12]}…")
        parts.append(words.size(report.size))
        parts += [
            f"{code} +{words.amount(sums['in'])} −{words.amount(sums['out'])}"
            for code, sums in sorted(report.totals.currencies.items())
        ]
        if report.omitted:
            parts.append(_("{n} more are not listed").format(n=report.omitted))
    return parts


def _batch_id(row: BatchRow) -> int:
    return row.batch


def _path(line: FileLine) -> str:
    return line.path
