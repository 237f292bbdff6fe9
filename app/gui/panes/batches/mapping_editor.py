"""Naming the columns of an unknown table in place, with the first rows read at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RefusedInput
from app.base.i18n import _, ngettext
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.jobs import Lane
from app.gui.panes.batches.mapping_model import READING_COLUMNS, Row
from app.gui.panes.batches.role_grid import RoleGrid
from app.gui.panes.batches.rule_fields import RuleFields
from app.gui.panes.batches.skip_line import SkipLine
from app.gui.widgets.icons import set_icon, set_primary
from app.gui.widgets.rows_model import RowsModel
from app.gui.widgets.table import TableView
from app.ops.mapping_forms import Reading, form_at, header_lines, mapping_of, read_sample
from app.ops.mapping_skips import left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.base.progress import Progress
    from app.gui.session import CaseSession
    from app.ops.mapping_forms import DraftedForm, MappingForm

PAUSE_MS = 200
NO_HEADER = 0
EQUALS = "equals"
LONGEST_LINE = 60
MOST_UNSURE = 3


class MappingEditor(QWidget):
    """One table at a time; a workbook has a choice of its sheets.

    Signals:
        used: the mappings (opaque) of the tables that were filled in.
        left: nothing is wanted.
    """

    used = Signal(object)
    left = Signal()

    def __init__(self, session: CaseSession, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tables: list[DraftedForm] = []
        self._forms: list[MappingForm] = []
        self._touched: set[int] = set()
        self._number = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self.sheet = QComboBox()
        self.header = QComboBox()
        self.use = QPushButton(verb)
        self.leave = QPushButton(_("Leave"))
        self.rules = RuleFields()
        self.skips = SkipLine()
        self.more = QToolButton()
        self.more.setText(_("More rules"))
        self.more.setCheckable(True)
        self.grid = RoleGrid()
        self.reading: RowsModel[Row] = RowsModel(READING_COLUMNS, parent=self)
        self.table = TableView(
            self.reading, name=_("The rows as they would be read"), stretch=8, sortable=False
        )
        self._said = QLabel()
        self._build()
        self.sheet.activated.connect(self._choose_table)
        self.header.activated.connect(self._choose_header)
        self.rules.changed.connect(self._take_rules)
        self.grid.role_chosen.connect(self._take_role)
        self.grid.skip_wanted.connect(self._leave_out)
        self.skips.changed.connect(self._take_skips)
        self.more.toggled.connect(self._show_more)
        self.use.clicked.connect(self.use_now)
        self.leave.clicked.connect(self.left)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        self._sheet_label = QLabel(_("Sheet"))
        for label, field in ((self._sheet_label, self.sheet), (QLabel(_("Header")), self.header)):
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(label.text())
            field.setFont(ui_font(TABLE_PX))
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(10)
            top.addWidget(label)
            top.addWidget(field, 1 if field is self.sheet else 3)
        set_icon(self.use, "check")
        set_primary(self.use, primary=True)
        top.addWidget(self.more)
        top.addWidget(self.leave)
        top.addWidget(self.use)
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setAccessibleName(_("What is to be looked at"))
        column.addLayout(top)
        column.addWidget(self.rules)
        column.addWidget(self.skips)
        self._show_more(wanted=False)
        column.addWidget(self._said)
        column.addWidget(self.grid, 3)
        column.addWidget(self.table, 2)

    def show_tables(self, tables: Sequence[DraftedForm], sheet: str = "") -> None:
        """Edit the mappings of the tables of a file, beginning with one sheet."""
        self._tables = list(tables)
        self._forms = [table.form for table in tables]
        self._touched = set()
        self.sheet.clear()
        self.sheet.addItems([table.sample.sheet or "–" for table in tables])
        for widget in (self.sheet, self._sheet_label):
            widget.setVisible(len(tables) > 1)
        names = [table.sample.sheet for table in tables]
        self._show(names.index(sheet) if sheet in names else 0)

    def form(self) -> MappingForm:
        """The form as it is filled in now."""
        return self._forms[self._number]

    def said(self) -> str:
        """What is to be looked at."""
        return self._said.text()

    def still(self) -> None:
        """Stop the timer before the window goes away."""
        self._pause.stop()

    @Slot()
    def use_now(self) -> None:
        """Hand over the mappings; what is missing is said instead."""
        mappings = []
        for number in sorted(self._touched | {self._number}):
            try:
                mappings.append(mapping_of(self._forms[number]))
            except RefusedInput as error:
                self._show(number)
                self._say(error.text, "danger")
                return
        self.used.emit(mappings)

    def _show(self, number: int) -> None:
        self._number = number
        table, form = self._tables[number], self._forms[number]
        self.sheet.setCurrentIndex(number)
        self.header.clear()
        for line, said in header_lines(table.sample):
            text = _("line {line}: {said}").format(line=line, said=said[:LONGEST_LINE])
            self.header.addItem(text, line)
        self.header.addItem(_("The table has no header"), NO_HEADER)
        chosen = form.base.header_row if form.base is not None else NO_HEADER
        self.header.setCurrentIndex(max(0, self.header.findData(chosen)))
        self.rules.show_form(form)
        self.skips.show_form(form)
        self.grid.show_table(table.sample, form)
        if form.in_words or form.out_words or form.time_zone or form.skip:
            self.more.setChecked(True)
        self._read()

    def _take(self, form: MappingForm) -> None:
        self._forms[self._number] = form
        self._touched.add(self._number)
        self._pause.start()

    @Slot(int)
    def _choose_table(self, number: int) -> None:
        self._show(number)

    @Slot(int)
    def _choose_header(self, index: int) -> None:
        line = int(self.header.itemData(index))
        form = form_at(self._tables[self._number].sample, line, self.form())
        self._take(form)
        self.rules.show_form(form)
        self.skips.show_form(form)
        self.grid.show_table(self._tables[self._number].sample, form)

    @Slot()
    def _take_rules(self) -> None:
        self._take(self.rules.taken(self.form()))

    @Slot(int, str)
    def _take_role(self, column: int, role: str) -> None:
        self._take(self.form().with_role(column, role))
        self.grid.show_roles(self.form())

    @Slot(bool)
    def _show_more(self, wanted: bool) -> None:
        self.rules.show_rare(wanted)
        self.skips.setVisible(wanted)

    @Slot(object)
    def _take_skips(self, form: MappingForm) -> None:
        self._take(form)
        self.skips.show_form(form)

    @Slot(int, str)
    def _leave_out(self, column: int, text: str) -> None:
        """Rows with such a cell are no transfers."""
        self.more.setChecked(True)
        self._take_skips(left_out(self.form(), column, EQUALS, text))

    @Slot()
    def _read(self) -> None:
        if not self._forms:
            return
        self._pause.stop()
        sample, form = self._tables[self._number].sample, self.form()

        def work(_progress: Progress) -> Reading:
            return read_sample(sample, form)

        job = self._session.runner.start(work, key="mapping-reading", lane=Lane.FREE)
        job.succeeded.connect(self._show_reading)

    @Slot(object)
    def _show_reading(self, reading: Reading) -> None:
        self.reading.set_rows(list(reading.rows))
        if reading.problem:
            self._say(reading.problem, "danger")
            return
        refused = sum(row["outcome"] == "reject" for row in reading.rows)
        if refused:
            self._say(
                ngettext(
                    "{n} of the first rows would be refused.",
                    "{n} of the first rows would be refused.",
                    refused,
                ).format(n=refused),
                "warn",
            )
            return
        table = self._tables[self._number]
        if self._number not in self._touched and table.unsure:
            told = [f"{column}: {why}" for column, why in table.unsure[:MOST_UNSURE]]
            self._say("\n".join([_("To be looked at:"), *told]), "warn")
        elif table.origin is not None and self._number not in self._touched:
            name, points = table.origin
            self._say(
                _("The mapping “{name}” matches its header by {quality} of 100.").format(
                    name=name, quality=points
                ),
                "muted",
            )
        else:
            self._say(_("These rows would be read as shown below."), "good")

    def _say(self, text: str, role: str) -> None:
        self._said.setText(text)
        self._said.setProperty("role", role)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
