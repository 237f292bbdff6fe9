"""Looking at files before they are imported: what each is, what would be taken, what is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _, ngettext
from app.base.progress import Progress
from app.gui import words
from app.gui.panes.batches.mapping_editor import MappingEditor
from app.gui.panes.batches.model import FILE_COLUMNS, FileLine, equation, looked_lines
from app.gui.panes.batches.recognition import RecognitionView
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon, set_primary
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TWO_LINES, TableView
from app.model.changes import Changes
from app.ops import importing
from app.ops.mapping_forms import DraftedForm, drafted
from app.ops.table_samples import sample_paths

if TYPE_CHECKING:
    from pathlib import Path

    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.ops.cases import CaseFile
    from app.ops.import_report import ImportReport

MOST_NAMED = 3


@dataclass(frozen=True)
class Looked:
    """What a look at files found."""

    report: ImportReport


class LookView(QWidget):
    """The files above, below why they are what they are, or the columns of an unknown table.

    Signals:
        import_wanted: (paths, mappings).
        working: the ``Job`` that looks.
        left: nothing is to be imported.
    """

    import_wanted = Signal(object, object)
    working = Signal(object)
    left = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._paths: list[Path] = []
        self._mappings: dict[str, Any] = {}
        self._job: Job | None = None
        self._line: FileLine | None = None
        self.files: RowsModel[FileLine] = RowsModel(FILE_COLUMNS, identity=_place, parent=self)
        self.table = TableView(
            self.files, name=_("Files to be imported"), row_height=TWO_LINES, stretch=0
        )
        self.recognition = RecognitionView()
        self.editor = MappingEditor(session, _("Read with this mapping"))
        self.go = QPushButton(_("Import"))
        self.leave = QPushButton(_("Leave"))
        self.map_by_hand = QPushButton(_("Name the columns…"))
        self._said = QLabel()
        self._build()
        self.table.row_chosen.connect(self._choose)
        self.table.row_opened.connect(self._open)
        self.go.clicked.connect(self.import_now)
        self.leave.clicked.connect(self.leave_now)
        self.map_by_hand.clicked.connect(self.ask_columns)
        self.editor.used.connect(self._use)
        self.editor.left.connect(self._close_editor)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 4, 16, 8)
        top.setSpacing(8)
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        set_icon(self.map_by_hand, "columns")
        set_icon(self.go, "import")
        set_primary(self.go, primary=True)
        self.go.setToolTip(_("Import (Ctrl+Enter)"))
        self.leave.setToolTip(_("Leave without importing (Esc)"))
        top.addWidget(self._said, 1)
        for button in (self.map_by_hand, self.leave, self.go):
            top.addWidget(button)
        column.addLayout(top)
        self._nothing = EmptyState("question", "", "")
        self._waiting = EmptyState(
            "search",
            _("The files are being looked at"),
            _(
                "Nothing is changed yet. Whoever knows the files can import them at once;"
                " the look then ends."
            ),
        )
        self._stopped = EmptyState(
            "info",
            _("The look at the files ended early"),
            _("Nothing was changed. Look again, import at once, or leave."),
            _("Look again"),
        )
        self._stopped.acted.connect(self.look)
        self._below = QStackedWidget()
        for below in (self._nothing, self.recognition, self.editor):
            self._below.addWidget(below)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self._below)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self._stack = QStackedWidget()
        for page in (self._waiting, self._stopped, self.split):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    # What the officer asks for

    def look_at(self, paths: list[Path]) -> None:
        """Look at other files."""
        self._paths = list(paths)
        self._mappings = {}
        self.files.set_rows([])
        self.look()

    @Slot()
    def look(self) -> None:
        """Look at the files again, with the mappings that were made meanwhile."""
        paths, mappings = list(self._paths), list(self._mappings.values())

        def op(case: CaseFile, progress: Progress) -> tuple[Looked, Changes]:
            report, _changes = importing.import_paths(
                case, paths=paths, progress=progress, dry_run=True, mappings=mappings
            )
            return Looked(report), Changes()

        self._say(_("Looking at {names}").format(names=self._names()), "muted")
        self.map_by_hand.setEnabled(False)
        self._stack.setCurrentWidget(self._waiting)
        self._job = self._session.change(_("Looking at the files"), op)
        self._job.succeeded.connect(self._show)
        self._job.failed.connect(self._stop)
        self._job.cancelled.connect(self._stop)
        self.working.emit(self._job)

    @Slot()
    def import_now(self) -> None:
        """Import the files with the mappings; a look that still runs ends."""
        if not self._paths or not self.go.isEnabled():
            return
        self._end_look()
        self.import_wanted.emit(list(self._paths), list(self._mappings.values()))

    @Slot()
    def leave_now(self) -> None:
        """Leave the files alone."""
        self._end_look()
        self.left.emit()

    def step_back(self) -> None:
        """Leave the columns of a table, or the files."""
        if self._stack.currentWidget() is self.split and self._is_editing_by_hand():
            self._close_editor()
        else:
            self.leave_now()

    @Slot()
    def ask_columns(self) -> None:
        """Name the columns of the chosen file by hand."""
        line = self._line
        if line is None or (line.report is not None and line.report.already_imported):
            return
        paths, wanted = list(self._paths), line.path

        def question(case: CaseFile) -> list[DraftedForm]:
            return [drafted(sample, case) for sample in sample_paths(paths, wanted, Progress())]

        job = self._session.read("look-columns", _("Reading the first rows"), question)
        job.succeeded.connect(self._edit)

    # What arrives

    @Slot(object)
    def _show(self, result: tuple[Looked, Changes]) -> None:
        self._job = None
        report = result[0].report
        lines = looked_lines(report)
        self.files.set_rows(lines)
        self._stack.setCurrentWidget(self.split)
        self._say(*_verdict(report, lines))
        new = [line for line in lines if line.report and not line.report.already_imported]
        self.go.setEnabled(bool(new))
        if lines and not self.table.chosen_rows():
            self.table.choose(0)
        self.table.setFocus()

    @Slot()
    def _stop(self) -> None:
        if self.sender() is self._job or self._job is None:
            self._job = None
            self._say(_("Not looked at: {names}").format(names=self._names()), "muted")
            self.go.setEnabled(True)
            self._stack.setCurrentWidget(self._stopped)

    @Slot(object)
    def _choose(self, line: FileLine | None) -> None:
        self._line = line
        repeated = line is not None and line.report is not None and line.report.already_imported
        self.map_by_hand.setEnabled(line is not None and not repeated)
        if line is None:
            self._nothing.set_words(
                _("No file is chosen"), _("Choose a file to see why it was recognised.")
            )
            self._below.setCurrentWidget(self._nothing)
        elif repeated:
            self._nothing.set_words(
                _("The case holds this file already"),
                _("It has the same SHA-256 as a file that was imported; nothing is to be done."),
            )
            self._below.setCurrentWidget(self._nothing)
        elif line.report is not None:
            self.recognition.show_report(line.report)
            self._below.setCurrentWidget(self.recognition)
        elif line.drafted is None:
            self._nothing.set_words(line.reason, _("It is left out; the others are imported."))
            self._below.setCurrentWidget(self._nothing)
        else:
            self._nothing.set_words("", "")
            self._below.setCurrentWidget(self._nothing)
            self.ask_columns()

    @Slot(object)
    def _open(self, _line: FileLine) -> None:
        self.ask_columns()

    @Slot(object)
    def _edit(self, tables: list[DraftedForm]) -> None:
        if self._line is None or not tables or tables[0].sample.path != self._line.path:
            return
        self.editor.show_tables(tables, self._line.sheet)
        self._below.setCurrentWidget(self.editor)
        self._give_room()

    def _give_room(self) -> None:
        """The editor gets what few files leave over."""
        files = sum(self.table.rowHeight(n) for n in range(self.files.rowCount()))
        head, bar = self.table.horizontalHeader(), self.table.horizontalScrollBar()
        wanted = head.height() + files + bar.sizeHint().height() + 4
        total = sum(self.split.sizes())
        if wanted < self.split.sizes()[0]:
            self.split.setSizes([wanted, total - wanted])

    @Slot(object)
    def _use(self, mappings: list[Any]) -> None:
        for mapping in mappings:
            self._mappings[mapping.name] = mapping
        self.look()

    @Slot()
    def _close_editor(self) -> None:
        if self._line is not None and self._line.report is not None:
            self._choose(self._line)
        else:
            self._nothing.set_words(
                _("This table is left out"),
                _("No format knows it. “Name the columns…” says what its columns are."),
            )
            self._below.setCurrentWidget(self._nothing)
        self.table.setFocus()

    def _is_editing_by_hand(self) -> bool:
        return self._below.currentWidget() is self.editor

    def _end_look(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.supersede()

    def _names(self) -> str:
        names = [path.name or str(path) for path in self._paths]
        more = len(names) - MOST_NAMED
        if more > 0:
            return _("{names} and {n} more").format(names=", ".join(names[:MOST_NAMED]), n=more)
        return ", ".join(names)

    def _say(self, text: str, role: str) -> None:
        self._said.setText(text)
        self._said.setProperty("role", role)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)

    def said(self) -> str:
        """The verdict on all files."""
        return self._said.text()


def _verdict(report: ImportReport, lines: list[FileLine]) -> tuple[str, str]:
    """What an import would do, and its role."""
    new = [line for line in lines if line.report and not line.report.already_imported]
    missed = sum(line.report is None for line in lines)
    again = len(lines) - len(new) - missed
    parts = []
    if new:
        parts.append(
            ngettext("{n} file would be imported", "{n} files would be imported", len(new)).format(
                n=words.count(len(new))
            )
        )
        parts.append(equation(report.totals))
    if again:
        parts.append(_("{n} files were imported before").format(n=words.count(again)))
    if missed:
        parts.append(
            ngettext("{n} table is unknown", "{n} tables are unknown", missed).format(
                n=words.count(missed)
            )
        )
    if not parts:
        parts.append(_("There is no file in it."))
    tone = "text" if new and not missed else "warn"
    return " · ".join(parts), tone


def _place(line: FileLine) -> object:
    return line.path, line.sheet
