"""Where a money flow begins: an incident, what is selected, a kept trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.panes.moneyflow.wording import METHODS
from app.ops.tracing import TraceQuestion

if TYPE_CHECKING:
    from app.model.selection import Selection
    from app.ops.incidents import IncidentRow
    from app.ops.traces import TraceRow

KEPT = "kept"
WIDEST = 640
TITLED = 4
"""A title names so many seeds."""


class StartChooser(QComboBox):
    """A list of all of them.

    Signals:
        question_wanted: a ``TraceQuestion`` with the seeds alone.
        kept_wanted: the number of a kept trace.
        home_wanted: nothing of them, but to look at all starts.
    """

    question_wanted = Signal(object)
    kept_wanted = Signal(int)
    home_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._incidents: list[IncidentRow] = []
        self._traces: list[TraceRow] = []
        self._selection: Any = None
        self._shown: TraceQuestion | tuple[str, int] | None = None
        self.setAccessibleName(_("Where the money begins"))
        self.setMinimumWidth(260)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._take)
        self._fill()

    @property
    def count_of_starts(self) -> int:
        """How many starts there are beside the invitation."""
        return self.count() - 1

    def offer(self, incidents: list[IncidentRow], traces: list[TraceRow]) -> None:
        """What the case holds."""
        self._incidents, self._traces = incidents, traces
        self._fill()

    def offer_selection(self, selection: Selection) -> None:
        """What is selected in the other panes."""
        self._selection = selection
        self._fill()

    def incident_number(self, question: TraceQuestion) -> str:
        """The case number of the first incident of a question."""
        found = (row.facts.case_no for row in self._incidents
                 if row.incident in question.incidents)  # fmt: skip
        return next((number for number in found if number), "")

    def show_start(self, question: TraceQuestion) -> None:
        """Say where what is shown begins; what is in no list has a line of its own."""
        self._shown = TraceQuestion(
            accounts=question.accounts, flows=question.flows, incidents=question.incidents
        )
        self._fill()

    def show_kept(self, trace_id: int) -> None:
        """Say that a kept trace is shown."""
        self._shown = (KEPT, trace_id)
        self._fill()

    def words_of(self, question: TraceQuestion) -> str:
        """Where a question begins, in words."""
        parts = [words.veiled(self.title_of_incident(each)) for each in question.incidents]
        parts += [words.grouped(each) for each in question.accounts]
        if question.flows:
            parts.append(_flows_word(len(question.flows)))
        return _("From: {what}").format(what=", ".join(parts))

    def title_of(self, question: TraceQuestion) -> str:
        """How a kept trace of a question is called: never hidden, it goes into the case."""
        parts = [self.title_of_incident(each) for each in question.incidents]
        parts += question.accounts
        if question.flows:
            parts.append(_flows_word(len(question.flows)))
        return " · ".join((", ".join(parts[:TITLED]), _(METHODS[question.method])))

    def title_of_incident(self, incident: int) -> str:
        """How an incident is called."""
        titles = {row.incident: row.title for row in self._incidents}
        return titles.get(incident) or _("incident {id}").format(id=incident)

    def show_home(self) -> None:
        """Nothing is shown; any start can be chosen."""
        self._shown = None
        blocked = QSignalBlocker(self)
        self.setCurrentIndex(0)
        blocked.unblock()

    def _fill(self) -> None:
        blocked = QSignalBlocker(self)
        chosen = self._shown if self._shown is not None else self.currentData()
        self.clear()
        self.addItem(_("Begin with…"), None)
        chosen_there = self._selection.incidents if self._selection is not None else ()
        # an incident that is selected stands first: the button begins with it
        for row in sorted(self._incidents, key=lambda row: row.incident not in chosen_there):
            title = words.veiled(_short(row)) or _("incident {id}").format(id=row.incident)
            self.addItem(_("Incident: {title}").format(title=title),
                         TraceQuestion(incidents=(row.incident,)))  # fmt: skip
        selection = self._selection
        if selection is not None and selection.accounts:
            label = ngettext("{n} account", "{n} accounts", len(selection.accounts)).format(
                n=words.count(len(selection.accounts))
            )
            if len(selection.accounts) == 1:
                label = words.grouped(selection.accounts[0])
            self.addItem(_("Selected: {what}").format(what=label),
                         TraceQuestion(accounts=selection.accounts))  # fmt: skip
        if selection is not None and selection.flows:
            self.addItem(_("Selected: {what}").format(what=_flows_word(len(selection.flows))),
                         TraceQuestion(flows=selection.flows))  # fmt: skip
        for kept in self._traces:
            self.addItem(_("Kept trace: {title}").format(title=words.veiled(kept.title)),
                         (KEPT, kept.id))  # fmt: skip
        places = [place for place in range(self.count()) if self.itemData(place) == chosen]
        if isinstance(self._shown, TraceQuestion) and not places:
            self.addItem(self.words_of(self._shown), self._shown)
            places = [self.count() - 1]
        self.setCurrentIndex(places[0] if places else 0)
        self.setToolTip(self.currentText())
        view = self.view()
        view.setMinimumWidth(min(WIDEST, view.sizeHintForColumn(0) + 24))
        blocked.unblock()

    @Slot(int)
    def _take(self, place: int) -> None:
        data = self.itemData(place)
        self._shown = data
        if isinstance(data, TraceQuestion):
            self.question_wanted.emit(data)
        elif data is None:
            self.home_wanted.emit()
        else:
            self.kept_wanted.emit(int(data[1]))

    @Slot()
    def begin(self) -> None:
        """The first start there is; else the list, so that one sees what is missing."""
        if self.count_of_starts > 0:
            self.setCurrentIndex(1)
            self._take(1)
        else:
            self.showPopup()


def _short(row: IncidentRow) -> str:
    """The victim first: a list that has little room cuts the end, not the name."""
    facts = row.facts
    return " · ".join(part for part in (facts.victim, facts.manner, facts.case_no) if part)


def _flows_word(number: int) -> str:
    return ngettext("{n} transfer", "{n} transfers", number).format(n=words.count(number))
