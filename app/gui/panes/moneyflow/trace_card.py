"""The card of the selected trace in the inspector: what it followed, whether it still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.base import money
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.gui import words
from app.gui.panes.moneyflow import wording
from app.gui.panes.moneyflow.keeping import Keeping
from app.gui.widgets.fact_grid import clear
from app.gui.widgets.figure import Figure
from app.gui.widgets.icons import set_icon
from app.ops import traces
from app.ops.money_flow_ends import KEPT, sums_of

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Selection
    from app.ops.cases import CaseFile
    from app.ops.traces import TraceRow

PANE: Final = "moneyflow"
ROWS = (N_("Method"), N_("Limits"), N_("Run"), N_("Officer"))


class TraceCard(QWidget):
    """One kept trace; of several, the first."""

    def __init__(self, session: CaseSession) -> None:
        super().__init__()
        self._session = session
        self._wanted: int | None = None
        self._row: TraceRow | None = None
        self._newer: int | None = None
        self._keeping = Keeping(session, self)
        self._keeping.kept.connect(self._select)
        self._keeping.ended.connect(self._draw)
        self.name = QLabel()
        self.name.setProperty("role", "title")
        self.name.setWordWrap(True)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.seed = Figure(_("Followed"), "tainted", "trace")
        self.seed.opened.connect(self._show)
        self.ends = QGridLayout()
        self.ends.setHorizontalSpacing(12)
        self.ends.setVerticalSpacing(2)
        self.ends.setColumnStretch(0, 1)
        self.open = QPushButton(_("Show the picture"))
        self.again = QPushButton(_("Run again"))
        self.again.setToolTip(_("Ask the same over what is imported now, and say what changed"))
        self.newer = QPushButton()
        set_icon(self.open, "money-flow")
        set_icon(self.again, "redo")
        set_icon(self.newer, "forward")
        self.open.clicked.connect(self._show)
        self.again.clicked.connect(self._run_again)
        self.newer.clicked.connect(self._show_newer)
        self._values: list[QLabel] = []
        self._build()
        session.changed.connect(self._reload)
        session.masking_changed.connect(self._draw)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, title in enumerate(ROWS):
            name = QLabel(_(title))
            name.setProperty("role", "muted")
            value = QLabel()
            value.setWordWrap(True)
            value.setAccessibleName(_(title))
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
            self._values.append(value)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.open, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(6)
        for widget in (self.name, self.state, self.seed):
            column.addWidget(widget)
        column.addLayout(self.ends)
        column.addLayout(grid)
        column.addLayout(buttons)
        column.addWidget(self.newer, 0, Qt.AlignmentFlag.AlignLeft)

    def show_selection(self, selection: Selection) -> None:
        """Read what was kept."""
        wanted = selection.traces[0] if selection.traces else None
        if wanted != self._wanted:
            self._wanted = wanted
            self._read()

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.traces or changes.batches:
            self._read()

    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return

        def question(case: CaseFile) -> tuple[TraceRow | None, int | None]:
            try:
                return traces.trace_of(case, wanted), traces.successor_of(case, wanted)
            except RefusedInput:  # taken back while it was selected
                return None, None

        job = self._session.read("trace-card", _("Reading the trace"), question)
        job.succeeded.connect(self._take)

    @Slot(object)
    def _take(self, found: tuple[TraceRow | None, int | None]) -> None:
        self._row, self._newer = found
        self._draw()

    @Slot()
    def _draw(self) -> None:
        row = self._row
        for widget in (self.seed, self.open, self.again):
            widget.setEnabled(row is not None)
        self.newer.setVisible(self._newer is not None)
        clear(self.ends)
        if row is None:
            self.name.setText(_("trace {name}").format(name=self._wanted or ""))
            self._tell(_("This trace was taken back."), "muted")
            return
        self.name.setText(words.veiled(row.title) or _("trace {name}").format(name=row.id))
        if self._newer is not None:
            self._tell(_("It was run again since."), "muted")
            self.newer.setText(_("Show trace {number}").format(number=self._newer))
        elif row.stale:
            self._tell(
                _("Out of date: imports came or went since it was run. Run it again."), "warn"
            )
        else:
            self._tell(_("Up to date: it knows all that is imported."), "good")
        result = row.result
        self.seed.set(result["seed_fen"], wording.accounts_word(len(result["accounts"])))
        self._draw_ends(row)
        told = (
            _(wording.METHODS[row.question.method]),
            " · ".join(wording.limits(row.question)),
            f"{words.moment(row.time)} · #{row.id}",
            words.name(row.officer),
        )
        for value, text in zip(self._values, told, strict=True):
            value.setText(text)

    def _tell(self, text: str, tone: str) -> None:
        self.state.setText(text)
        self.state.setProperty("role", tone)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)

    def _draw_ends(self, row: TraceRow) -> None:
        lines = [(wording.end_word(each.what), each.fen, len(each.accounts), each.what)
                 for each in sums_of(row.result)]  # fmt: skip
        still = next((s.still_there for s in sums_of(row.result) if s.what == KEPT), None)
        for place, (word, fen, number, _what) in enumerate(lines):
            name, amount = QLabel(word), QLabel(money.yuan(fen))
            name.setProperty("role", "muted")
            name.setToolTip(wording.accounts_word(number) if number else "")
            amount.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.ends.addWidget(name, place, 0)
            self.ends.addWidget(amount, place, 1)
        if still is not None:
            name, amount = QLabel(_("of it can still be there")), QLabel(money.yuan(still))
            name.setProperty("role", "faint")
            amount.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.ends.addWidget(name, len(lines), 0)
            self.ends.addWidget(amount, len(lines), 1)

    @Slot()
    def _show(self) -> None:
        if self._row is not None:
            self._session.go_to(PANE, traces=(self._row.id,))

    @Slot()
    def _run_again(self) -> None:
        if self._row is not None:
            self.again.setEnabled(False)
            self._keeping.run_again(self._row.id)

    @Slot()
    def _show_newer(self) -> None:
        if self._newer is not None:
            self._session.go_to(PANE, traces=(self._newer,))

    @Slot(int)
    def _select(self, trace_id: int) -> None:
        self._session.go_to(PANE, traces=(trace_id,))
