"""The card of the selected incident: who lost what and when, and the hours after it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.base.i18n import N_, _, ngettext
from app.gui import words
from app.gui.inspector.registry import SectionSpec
from app.gui.widgets.fact_grid import FactGrid
from app.gui.widgets.figure import Figure
from app.gui.widgets.icons import set_icon
from app.model.selection import Period
from app.ops.incidents import IncidentRow, get_incident

if TYPE_CHECKING:
    from datetime import datetime

    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.model.selection import Selection
    from app.ops.cases import CaseFile

SECTION = SectionSpec(
    "incident", N_("Incident"), ("incidents",), order=8, make="incident_card:IncidentCard"
)
ROWS = (N_("Time"), N_("Manner"), N_("Phone"), N_("ID card"), N_("Station"), N_("Region"))


class IncidentCard(QWidget):
    """One incident; of several, the first."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: int | None = None
        self._row: IncidentRow | None = None
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self._number = QLabel()
        self._number.setProperty("role", "muted")
        self._number.setWordWrap(True)
        self.loss = Figure(_("Loss"), "text", "")
        self.paid = Figure(_("Payments"), "money_out", "money-out")
        self.loss.opened.connect(self._open)
        self.paid.opened.connect(self._open)
        self.hour = QPushButton(_("1 hour after"))
        self.day = QPushButton(_("24 hours after"))
        for button in (self.hour, self.day):
            button.setToolTip(_("Look at this time after the first payment, in all panes"))
            set_icon(button, "clock")
        self.hour.clicked.connect(self._hour_after)
        self.day.clicked.connect(self._day_after)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.hour)
        buttons.addWidget(self.day)
        buttons.addStretch(1)
        self._facts = FactGrid(ROWS)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addWidget(self._number)
        column.addSpacing(6)
        column.addWidget(self.loss)
        column.addWidget(self.paid)
        column.addSpacing(6)
        column.addLayout(self._facts)
        column.addSpacing(6)
        column.addLayout(buttons)
        session.changed.connect(self._reload)
        session.masking_changed.connect(self._draw)

    def show_selection(self, selection: Selection) -> None:
        """Read what is recorded of the incident."""
        wanted = selection.incidents[0] if selection.incidents else None
        if wanted != self._wanted:
            self._wanted = wanted
            self._read()

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.incidents or changes.flows:
            self._read()

    def _read(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return

        def question(case: CaseFile) -> IncidentRow:
            return get_incident(case, incident=wanted)

        job = self._session.read("incident-card", _("Reading the incident"), question)
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, row: IncidentRow) -> None:
        self._row = row
        self._draw()

    @Slot()
    def _draw(self) -> None:
        row = self._row
        if row is None:
            return
        facts = row.facts
        self._name.setText(words.name(facts.victim) if facts.victim else words.unknown())
        self._number.setText(facts.case_no or "")
        self._number.setVisible(bool(facts.case_no))
        self.loss.set(facts.loss_fen, "")
        number = len(row.payments)
        told = ngettext("{n} payment", "{n} payments", number).format(n=words.count(number))
        self.paid.set(row.paid_fen, told)
        exactness = facts.exactness if facts.exactness is not None else 2
        self._facts.show_values(
            (
                words.moment(facts.time, exactness) if facts.time is not None else "",
                facts.manner or "",
                words.identity(facts.phone or "") if facts.phone else "",
                words.identity(facts.id_number or "") if facts.id_number else "",
                facts.station or "",
                facts.region or "",
            )
        )
        begun = begin_of(row)
        self.hour.setEnabled(begun is not None)
        self.day.setEnabled(begun is not None)

    @Slot()
    def _open(self) -> None:
        if self._row is None:
            return
        flows = tuple(each.flow for each in self._row.payments if each.flow is not None)
        self._session.go_to("transfers", incidents=(self._row.incident,), flows=flows)

    @Slot()
    def _hour_after(self) -> None:
        self._look(timedelta(hours=1))

    @Slot()
    def _day_after(self) -> None:
        self._look(timedelta(hours=24))

    def _look(self, length: timedelta) -> None:
        begun = begin_of(self._row) if self._row is not None else None
        if begun is not None:
            self._session.set_period(Period(begun, begun + length))


def begin_of(row: IncidentRow) -> datetime | None:
    """When the first payment was made, else when it happened."""
    return min((each.time for each in row.payments), default=row.facts.time)
