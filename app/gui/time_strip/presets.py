"""Periods one asks for again and again: after an incident, its day, the last days, a typed date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from app.base.clock import EARLIEST_YEAR, LATEST_YEAR
from app.base.i18n import _
from app.gui import words
from app.gui.time_strip.state import DAY, HOUR, TICK, Span, Unit, unit_at
from app.model.selection import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from app.ops.incidents import IncidentRow

MOST: Final = 12
"""So many incidents stand in the menu, the latest ones."""
FORMS: Final = (
    ("%Y-%m-%d %H:%M:%S", timedelta(seconds=1)), ("%Y-%m-%d %H:%M", timedelta(minutes=1)),
    ("%Y-%m-%d", DAY), ("%Y%m%d", DAY), ("%Y年%m月%d日", DAY),
)  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """An incident as far as the menu needs it: ``exactness`` 0 for a date only."""

    incident: int
    title: str
    time: datetime
    exactness: int


def happened(rows: Sequence[IncidentRow]) -> list[Happened]:
    """The incidents with a time, the latest first; the money moves after the first payment."""
    found = [
        Happened(row.incident, row.title, *row.happened) for row in rows if row.happened is not None
    ]
    return sorted(found, key=lambda each: each.time, reverse=True)


def hour_after(each: Happened) -> Period:
    """The hour from the incident on; its whole day where no clock is known."""
    if each.exactness == 0:
        return unit_at(each.time, Unit.DAY)
    return Period(each.time, each.time + HOUR - TICK)


def last_days(span: Span, days: int) -> Period:
    """The last whole days in which money moved; not more than there are."""
    end = (span.end - TICK).replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    return Period(max(span.first, end - days * DAY), end - TICK)


def typed(text: str) -> Period | None:
    """A day, minute or second as typed; the hour from a typed clock on."""
    for form, grain in FORMS:
        try:
            moment = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - case time is naive
        except ValueError:
            continue
        if not EARLIEST_YEAR <= moment.year < LATEST_YEAR:
            return None
        return Period(moment, moment + (DAY if grain == DAY else HOUR) - TICK)
    return None


class PresetMenu(QMenu):
    """The menu of periods.

    Signals:
        period_wanted: a ``Period``.
        refused: what was typed is no date.
    """

    period_wanted = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span: Span | None = None
        self._incidents: list[Happened] = []
        self._chosen: tuple[int, ...] = ()
        self.jump = QLineEdit()
        self.jump.setPlaceholderText(_("Go to a date: 2020-07-02 15:30"))
        self.jump.setAccessibleName(_("Go to a date"))
        self.jump.setMinimumWidth(230)
        self.jump.returnPressed.connect(self._jump)
        typing = QWidgetAction(self)
        typing.setDefaultWidget(self.jump)
        self.addAction(typing)
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._act)

    def show_span(self, span: Span | None) -> None:
        """Know what the strip shows."""
        self._span = span

    def show_incidents(self, incidents: Sequence[Happened]) -> None:
        """Know the incidents."""
        self._incidents = list(incidents)

    def choose_incidents(self, chosen: tuple[int, ...]) -> None:
        """Those that are selected come first."""
        self._chosen = chosen

    @Slot()
    def _fill(self) -> None:
        for action in self.actions()[1:]:
            self.removeAction(action)
            action.deleteLater()
        if self._span is not None:
            self.addSeparator()
            self._add(_("The last day"), last_days(self._span, 1))
            self._add(_("The last week"), last_days(self._span, 7))
            self._add(_("The last 30 days"), last_days(self._span, 30))
        chosen = set(self._chosen)
        first = [each for each in self._incidents if each.incident in chosen]
        rest = [each for each in self._incidents if each.incident not in chosen]
        for each in (first + rest)[:MOST]:
            self.addSeparator()
            time = words.moment(each.time, each.exactness)
            title = f"{words.veiled(each.title)}  {time}"
            head = self.addAction(title)
            head.setEnabled(False)
            if each.exactness:
                self._add(_("The hour after the incident"), hour_after(each))
                self._add(_("24 hours after"), Period(each.time, each.time + DAY - TICK))
            self._add(_("The day of the incident"), unit_at(each.time, Unit.DAY))
        self.jump.setFocus(Qt.FocusReason.PopupFocusReason)

    def _add(self, title: str, period: Period) -> None:
        self.addAction(title).setData(period)

    @Slot(object)
    def _act(self, action: QAction) -> None:
        if isinstance(action.data(), Period):
            self.period_wanted.emit(action.data())

    @Slot()
    def _jump(self) -> None:
        period = typed(self.jump.text())
        if period is None:
            self.refused.emit(self.jump.text())
            return
        self.close()
        self.period_wanted.emit(period)
