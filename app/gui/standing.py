"""What is in force in the window, in words: selection, period, filter; and what Esc takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.base.i18n import _, ngettext
from app.gui import words
from app.gui.time_strip.canvas import period_words
from app.model.selection import FlowFilter, Period, Selection

if TYPE_CHECKING:
    from app.gui.session import CaseSession

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
        session.selection_changed.connect(self._take_selection)
        session.period_changed.connect(self._take_period)
        session.filter_changed.connect(self._take_filter)

    def sentence(self) -> str:
        """Selection, period and filter, as far as there are any."""
        session = self._session
        parts = []
        if session.selection:
            parts.append(_("selected: {what}").format(what=selection_words(session.selection)))
        if session.period:
            parts.append(_("period: {what}").format(what=period_words(session.period)))
        if session.filter:
            parts.append(_("filter: {what}").format(what=filter_words(session.filter)))
        return " · ".join(parts)

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
        self.changed.emit()


def selection_words(selection: Selection) -> str:
    """What is selected, counted."""
    parts = []
    for number, one, many in (
        (len(selection.parties), "{n} person", "{n} persons"),
        (len(selection.accounts), "{n} account", "{n} accounts"),
        (len(selection.flows), "{n} transfer", "{n} transfers"),
        (len(selection.incidents), "{n} incident", "{n} incidents"),
        (len(selection.batches), "{n} batch", "{n} batches"),
    ):
        if number:
            parts.append(ngettext(one, many, number).format(n=words.count(number)))
    return ", ".join(parts)


def filter_words(wanted: FlowFilter) -> str:
    """How many conditions a filter has."""
    number = len(wanted.chips())
    return ngettext("{n} condition", "{n} conditions", number).format(n=words.count(number))
