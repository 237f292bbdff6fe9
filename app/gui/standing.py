"""What is in force in the window, in words: selection, period, filter; and what Esc takes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.base.i18n import _, ngettext
from app.gui import words
from app.model.selection import FlowFilter, Period, Selection
from app.ops import describing

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.ops.cases import CaseFile

SELECTION: Final = "selection"
PERIOD: Final = "period"
FILTER: Final = "filter"


class Standing(QObject):
    """Follows the session.

    Signals:
        changed: the sentence is another one.
    """

    changed = Signal()

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._order: list[str] = []
        self._names = describing.Names()
        session.selection_changed.connect(self._take_selection)
        session.period_changed.connect(self._take_period)
        session.filter_changed.connect(self._take_filter)
        session.masking_changed.connect(self.changed)

    def sentence(self) -> str:
        """Selection, period and filter, as far as there are any."""
        session = self._session
        parts = []
        if session.selection:
            parts.append(_("selected: {what}").format(what=self._selected(session.selection)))
        if session.period:
            told = describing.period_text(session.period)
            parts.append(_("period: {what}").format(what=told))
        if session.filter:
            told = words.told(describing.sentence(session.filter, self._names))
            parts.append(_("filter: {what}").format(what=told))
        return " · ".join(parts)

    def _selected(self, selection: Selection) -> str:
        """One account and one person by name; transfers have none, so they are counted."""
        named = replace(selection, flows=())
        parts = []
        if len(selection.accounts) == 1 and not selection.parties:
            parts.append(words.grouped(selection.accounts[0]))
            named = replace(named, accounts=())
        if named:
            parts.append(words.told(describing.sentence(named, self._names)))
        if selection.flows:
            parts.append(selection_words(Selection(flows=selection.flows)))
        return ", ".join(parts)

    def drop_last(self) -> bool:
        """Take back what was set last; False when nothing is in force."""
        if not self._order:
            return False
        last = self._order[-1]
        if last == SELECTION:
            self._session.select_account(None)
            self._session.select(Selection())
        elif last == PERIOD:
            self._session.set_period(Period())
        else:
            self._session.show_flows(FlowFilter())
        if last in self._order:
            self._order.remove(last)
        return True

    @Slot(object)
    def _take_selection(self, selection: Selection) -> None:
        self._take(SELECTION, there=bool(selection))

    @Slot(object)
    def _take_period(self, period: Period) -> None:
        self._take(PERIOD, there=bool(period))

    @Slot(object)
    def _take_filter(self, wanted: FlowFilter) -> None:
        self._take(FILTER, there=bool(wanted))

    def _take(self, what: str, *, there: bool) -> None:
        if what in self._order:
            self._order.remove(what)
        if there:
            self._order.append(what)
        self._ask_names()
        self.changed.emit()

    def _ask_names(self) -> None:
        selection, wanted = self._session.selection, self._session.filter
        if not (selection.parties or wanted.parties or wanted.tags):
            return

        def question(case: CaseFile) -> describing.Names:
            return describing.names_of(case, selection, wanted)

        job = self._session.read("names", "", question)
        job.succeeded.connect(self._take_names)

    @Slot(object)
    def _take_names(self, names: describing.Names) -> None:
        self._names = names
        self.changed.emit()


def selection_words(selection: Selection) -> str:
    """What is selected, counted."""
    parties, accounts = len(selection.parties), len(selection.accounts)
    flows, incidents = len(selection.flows), len(selection.incidents)
    batches, traces = len(selection.batches), len(selection.traces)
    counted = (
        (parties, ngettext("{n} person", "{n} persons", parties)),
        (accounts, ngettext("{n} account", "{n} accounts", accounts)),
        (flows, ngettext("{n} transfer", "{n} transfers", flows)),
        (incidents, ngettext("{n} incident", "{n} incidents", incidents)),
        (batches, ngettext("{n} batch", "{n} batches", batches)),
        (traces, ngettext("{n} trace", "{n} traces", traces)),
    )
    return ", ".join(told.format(n=words.count(number)) for number, told in counted if number)
