"""The heat tab: hour by weekday and month by day, with what stands beside them in words."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.analysis.timeline.heat import HeatMatrix, is_night
from app.base.i18n import _, ngettext
from app.base.reference.holidays import holiday_name, is_workday
from app.gui import words
from app.gui.panes.timeline.heat_grid import HeatGrid
from app.gui.panes.timeline.saying import amount_words
from app.gui.panes.timeline.ticks import month_text, weekday
from app.model.selection import Period

if TYPE_CHECKING:
    import numpy as np

    from app.ops.timeline_heat import Heat

MONTHS = 12


class HeatView(QScrollArea):
    """Shows when money moves; cells set the period or ask for their transfers.

    Signals:
        day_chosen: the ``Period`` of a day.
        hour_chosen: a weekday (0 Monday) and an hour.
    """

    day_chosen = Signal(object)
    hour_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._heat: Heat | None = None
        self._by_amount = True
        page = QWidget()
        self.week = HeatGrid(_("Hour by weekday"), self._week_words, page)
        self.months = HeatGrid(_("Day by month"), self._month_words, page)
        self.week.chosen.connect(self.hour_chosen)
        self.months.chosen.connect(self._choose_day)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setProperty("role", "muted")
        self._week_title = QLabel()
        self._month_title = QLabel()
        legend = QLabel(
            _("A bar above an hour: night (22 to 6). A square in a day: off work by the calendar.")
        )
        legend.setProperty("role", "faint")
        legend.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        for title, grid in ((self._week_title, self.week), (self._month_title, self.months)):
            title.setProperty("role", "heading")
            column.addWidget(title)
            column.addWidget(grid)
        column.addWidget(legend)
        column.addWidget(self.facts)
        column.addStretch(1)
        self.setWidget(page)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_heat(self, heat: Heat, *, by_amount: bool) -> None:
        """Show other sums."""
        self._heat, self._by_amount = heat, by_amount
        sums = heat.sums
        self._week_title.setText(
            _("Hour by weekday, by amount") if by_amount else _("Hour by weekday, by number")
        )
        self._month_title.setText(
            _("Day by month, by amount") if by_amount else _("Day by month, by number")
        )
        self.week.show_matrix(
            self._values(sums.week), [weekday(day) for day in sums.week.rows],
            [f"{hour:02d}" for hour in range(24)],
            night=[hour for hour in range(24) if is_night(hour)],
        )  # fmt: skip
        marked, missing = [], []
        for row, number in enumerate(sums.months.rows):
            year, month = divmod(number, MONTHS)
            length = calendar.monthrange(year, month + 1)[1]
            for day in range(1, 32):
                if day > length:
                    missing.append((row, day - 1))
                elif is_workday(date(year, month + 1, day)) is False:
                    marked.append((row, day - 1))
        self.months.show_matrix(
            self._values(sums.months), [_month(number) for number in sums.months.rows],
            [str(day) for day in range(1, 32)], marked=marked, missing=missing,
        )  # fmt: skip
        self.facts.setText(fact_words(heat))

    def _values(self, matrix: HeatMatrix) -> np.ndarray:
        return matrix.fen if self._by_amount else matrix.flows.astype(float)

    def _week_words(self, row: int, column: int) -> str:
        if self._heat is None:
            return ""
        matrix = self._heat.sums.week
        when = f"{weekday(row)} {column:02d}:00–{column:02d}:59"
        return self._figures(when, matrix, row, column)

    def _month_words(self, row: int, column: int) -> str:
        if self._heat is None:
            return ""
        matrix = self._heat.sums.months
        day = _day(matrix.rows[row], column)
        name = holiday_name(day)
        worked = is_workday(day)
        kind = name or {True: _("working day"), False: _("day off"), None: ""}[worked]
        when = f"{day.isoformat()} {weekday(day.weekday())} {kind}".strip()
        return self._figures(when, matrix, row, column)

    def _figures(self, when: str, matrix: HeatMatrix, row: int, column: int) -> str:
        flows, fen = int(matrix.flows[row, column]), int(matrix.fen[row, column])
        told = ngettext("{n} transfer", "{n} transfers", flows).format(n=words.count(flows))
        currency = self._heat.currency if self._heat is not None else ""
        return f"{when}\n{told} · {amount_words(fen, currency)}"

    @Slot(int, int)
    def _choose_day(self, row: int, column: int) -> None:
        if self._heat is not None:
            day = _day(self._heat.sums.months.rows[row], column)
            start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - case time is naive
            self.day_chosen.emit(
                Period(start, start + timedelta(days=1) - timedelta(microseconds=1))
            )


def fact_words(heat: Heat) -> str:
    """What the matrices do not show: night, days off, rows without a clock, missing calendar."""
    sums = heat.sums
    flows, fen = sums.total
    if not flows:
        return _("Nothing moved in this period.")
    parts = [
        ngettext("{n} transfer", "{n} transfers", flows).format(n=words.count(flows))
        + f" · {amount_words(int(fen), heat.currency)}",
        _("at night {share} of the transfers, {amount}").format(
            share=f"{sums.night[0] / flows:.0%}",
            amount=amount_words(int(sums.night[1]), heat.currency),
        ),
        _("on days off {share}").format(share=f"{sums.off[0] / flows:.0%}"),
    ]
    if sums.unclocked[0]:
        parts.append(
            ngettext(
                "{n} transfer with a date only stands in no hour",
                "{n} transfers with a date only stand in no hour",
                sums.unclocked[0],
            ).format(n=words.count(sums.unclocked[0]))
        )
    if sums.calendar < flows:
        parts.append(
            _("{n} stand in years that the working calendar does not have").format(
                n=words.count(flows - sums.calendar)
            )
        )
    return _("; ").join(parts)


def _month(number: int) -> str:
    year, month = divmod(number, MONTHS)
    return month_text(datetime(year, month + 1, 1))  # noqa: DTZ001 - case time is naive


def _day(number: int, column: int) -> date:
    year, month = divmod(number, MONTHS)
    return date(year, month + 1, column + 1)
