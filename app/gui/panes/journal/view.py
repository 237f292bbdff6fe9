"""日志: the entries, the newest first, with what each changed below; filter, verify, export."""

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

from app.base.i18n import _
from app.gui import words
from app.gui.file_choice import XLSX, choose_target, file_name
from app.gui.panes.journal.entry_view import EntryView
from app.gui.panes.journal.filters import FilterLine
from app.gui.panes.journal.model import JournalModel
from app.gui.panes.journal.verdict_bar import VerdictBar
from app.gui.widgets.empty_state import EmptyState
from app.gui.widgets.icons import set_icon
from app.gui.widgets.pane_actions import add_actions, keys_of
from app.gui.widgets.table import TableView
from app.ops.journal_reading import (
    JournalFilter,
    JournalRow,
    JournalSummary,
    JournalVerdict,
    export_journal,
    read_page,
    summarise,
    verify_journal,
)

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.cases import CaseFile


@dataclass(frozen=True)
class Page:
    """A page of a filter."""

    wanted: JournalFilter
    number: int
    rows: list[JournalRow]


class JournalPane(QWidget):
    """The journal.

    Signals:
        status: what is shown, for the status line.
    """

    status = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted = JournalFilter()
        self._shown: JournalFilter | None = None
        self.entries = JournalModel(self)
        self.table = TableView(self.entries, name=_("Journal"), stretch=5, sortable=False)
        self.filters = FilterLine()
        self.verdict = VerdictBar()
        self.entry = EntryView(session)
        self._build()
        self._bind_keys()
        self.entries.page_wanted.connect(self._ask_page)
        self.entries.dataChanged.connect(self._show_chosen)
        self.table.row_chosen.connect(self.entry.show_entry)
        self.table.row_opened.connect(self._go_to_entry)
        self.filters.wanted.connect(self._take_filter)
        session.changed.connect(self._reload)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 6)
        head.setSpacing(8)
        title = QLabel(_("Journal"))
        title.setProperty("role", "title")
        self.verify = QPushButton(_("Verify the chain"))
        self.export = QPushButton(_("Export…"))
        self.verify.setToolTip(_("Prove that no entry was changed or cut off (Alt+V)"))
        self.export.setToolTip(_("Write the entries shown to xlsx (Alt+E)"))
        set_icon(self.verify, "link")
        set_icon(self.export, "export")
        self.verify.clicked.connect(self.ask_verify)
        self.export.clicked.connect(self.ask_export)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.verify)
        head.addWidget(self.export)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self.verdict)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self.entry)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([360, 220])
        self._nothing = EmptyState(
            "journal",
            _("No entry fits the filters"),
            _("Every change of the case stands here with its officer, time and reason."),
            _("Drop the filters"),
        )
        self._nothing.acted.connect(self.filters.drop)
        self._loading = QWidget()
        self._stack = QStackedWidget()
        for page in (self._loading, self._nothing, self._split):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    def _bind_keys(self) -> None:
        add_actions(
            self,
            (
                ("Alt+V", _("Verify the chain"), self.ask_verify),
                ("Alt+E", _("Export…"), self.ask_export),
            ),
        )

    # What the shell asks

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the pane."""
        return [
            *keys_of(self),
            ("Enter", _("From an entry to what it changed")),
            ("Ctrl+C", _("Copy rows")),
        ]

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()

    def step_back(self) -> bool:
        """Close the verdict, else drop the filters."""
        if not self.verdict.isHidden():
            self.verdict.hide()
            return True
        return self.filters.drop()

    def state(self) -> dict[str, Any]:
        """What is remembered."""
        line = self.filters
        return {
            "split": self._split.sizes(),
            "text": line.text.text(),
            "officer": line.officer.currentData(),
            "verb": line.verb.currentData(),
            "since": line.since.text(),
            "until": line.until.text(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """As it was."""
        sizes = kept.get("split")
        if isinstance(sizes, list) and len(sizes) == self._split.count() and all(sizes):
            self._split.setSizes([int(size) for size in sizes])
        keys = ("text", "officer", "verb", "since", "until")
        self.filters.show_filter(*(str(kept.get(key) or "") for key in keys))

    # What the officer asks for

    @Slot()
    def ask_verify(self) -> None:
        """Prove the chain."""
        job = self._session.read("journal-verify", _("Verifying the journal"), verify_journal)
        job.succeeded.connect(self._show_verdict)

    @Slot()
    def ask_export(self) -> None:
        """Write the entries shown to a workbook."""
        name = file_name(self._session.case.name, _("journal"))
        target = choose_target(self, _("Export the journal"), name, (XLSX,))
        if target is None:
            return
        wanted, case = self._wanted, self._session.case

        def work(progress: Progress) -> tuple[int, str]:
            return export_journal(case, wanted, target=target, progress=progress), target.name

        job = self._session.runner.start(work, title=_("Writing the journal"))
        job.succeeded.connect(self._tell_export)

    # What arrives

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.journal:
            self._read()

    @Slot(object)
    def _take_filter(self, wanted: JournalFilter) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._read()

    def _read(self) -> None:
        wanted = self._wanted

        def question(case: CaseFile) -> tuple[JournalSummary, Page]:
            return summarise(case, wanted), Page(wanted, 0, read_page(case, wanted))

        job = self._session.read("journal", _("Reading the journal"), question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, answer: tuple[JournalSummary, Page]) -> None:
        summary, page = answer
        self.filters.show_summary(summary)
        self.entries.start(summary.count, page.rows, same=page.wanted == self._shown)
        self._shown = page.wanted
        self._stack.setCurrentWidget(self._split if summary.count else self._nothing)
        self.export.setEnabled(summary.count > 0)
        if summary.count and not self.table.selectionModel().hasSelection():
            self.table.choose(0)
        self.status.emit(self.filters.count_words())

    @Slot(int)
    def _ask_page(self, number: int) -> None:
        wanted = self._wanted

        def question(case: CaseFile) -> Page:
            return Page(wanted, number, read_page(case, wanted, number=number))

        job = self._session.read(f"journal-page-{number}", _("Reading the journal"), question)
        job.succeeded.connect(self._take_page)

    @Slot(object)
    def _take_page(self, page: Page) -> None:
        if page.wanted == self._wanted:
            self.entries.take_page(page.number, page.rows)

    @Slot()
    def _show_chosen(self) -> None:
        chosen = self.table.chosen_rows()
        if len(chosen) == 1:
            self.entry.show_entry(chosen[0])

    @Slot(object)
    def _go_to_entry(self, _entry: JournalRow | None) -> None:
        self.entry.take_focus()

    @Slot(object)
    def _show_verdict(self, verdict: JournalVerdict) -> None:
        self.verdict.show_verdict(verdict)

    @Slot(object)
    def _tell_export(self, written: tuple[int, str]) -> None:
        rows, name = written
        self._session.told.emit(
            _("{rows} rows written to {file}").format(rows=words.count(rows), file=name), "GOOD"
        )
