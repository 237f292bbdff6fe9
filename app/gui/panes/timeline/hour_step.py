"""The heat tab in step with the case: asked anew with each period; a cell selects its transfers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.analysis.timeline.events import to_us
from app.base.i18n import _, ngettext
from app.gui import words
from app.ops.timeline_heat import MOST_CELL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.heat_view import HeatView
    from app.gui.panes.timeline.reading import TimelineReader
    from app.gui.panes.timeline.state import LaneState
    from app.gui.session import CaseSession
    from app.model.selection import Period
    from app.ops.timeline_heat import Heat


class HourStep(QObject):
    """Between the session and the heat tab."""

    def __init__(
        self, session: CaseSession, reader: TimelineReader, heat: HeatView, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._reader, self._heat = session, reader, heat
        self._lanes: list[Lane] = []
        self._state: LaneState | None = None
        reader.heat_read.connect(self._take_heat)
        reader.cell_read.connect(self._take_cell)
        heat.day_chosen.connect(session.set_period)
        heat.hour_chosen.connect(self._choose_hour)
        session.period_changed.connect(self._show_period)

    @property
    def lanes(self) -> list[Lane]:
        """Whose hours are shown; none for the whole case."""
        return list(self._lanes)

    def ask(self, lanes: Sequence[Lane], state: LaneState) -> None:
        """Ask for the hours of some lanes in the period of the session."""
        self._lanes, self._state = list(lanes), state
        self._reader.read_heat(self._lanes, *self._bounds(), state.currency)

    def _bounds(self) -> tuple[int | None, int | None]:
        """The period in microseconds, its end not included."""
        period = self._session.period
        return (
            to_us(period.since) if period.since else None,
            to_us(period.until) + 1 if period.until else None,
        )

    @Slot(object)
    def _show_period(self, _period: Period) -> None:
        if self._state is not None and self._heat.isVisible():
            self.ask(self._lanes, self._state)

    @Slot(object)
    def _take_heat(self, heat: Heat) -> None:
        if self._state is not None:
            self._heat.show_heat(heat, by_amount=self._state.by_amount)

    @Slot(int, int)
    def _choose_hour(self, day: int, hour: int) -> None:
        if self._state is not None:
            since, until = self._bounds()
            self._reader.read_cell(self._lanes, day, hour, since, until, self._state.currency)

    @Slot(object)
    def _take_cell(self, flows: list[int]) -> None:
        """Select the transfers of a cell in all panes."""
        self._session.select(replace(self._session.selection, flows=tuple(flows)))
        text = ngettext("{n} transfer selected", "{n} transfers selected", len(flows))
        if len(flows) == MOST_CELL:
            text = _("The first {n} transfers of the cell are selected")
        self._session.told.emit(text.format(n=words.count(len(flows))), "INFO")
