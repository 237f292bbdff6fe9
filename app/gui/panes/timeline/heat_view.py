"""The heat tab: hour by weekday and month by day, with what stands beside them in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.base.i18n import _, ngettext
from app.base.reference.holidays import holiday_name, is_workday
from app.gui import words
from app.gui.panes.timeline.heat_grid import HeatGrid
from app.gui.panes.timeline.heat_matrix import MONTHS, months_of, week_of
from app.gui.panes.timeline.saying import amount_words
from app.gui.panes.timeline.ticks import weekday
from app.model.selection import Period

if TYPE_CHECKING:
    from app.analysis.timeline.heat import HeatMatrix
    from app.ops.timeline_heat import Heat


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
        legend = QLabel(legend_words())
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
        self._week_title.setText(week_title(by_amount=by_amount))
        self._month_title.setText(month_title(by_amount=by_amount))
        self.week.show_matrix(week_of(heat, by_amount=by_amount))
        self.months.show_matrix(months_of(heat, by_amount=by_amount))
        self.facts.setText(fact_words(heat))

    @property
    def heat(self) -> Heat | None:
        """What is shown, once it was read."""
        return self._heat

    @property
    def by_amount(self) -> bool:
        """Whether cells tell amounts instead of numbers."""
        return self._by_amount

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


def week_title(*, by_amount: bool) -> str:
    """What stands over the week."""
    return _("Hour by weekday, by amount") if by_amount else _("Hour by weekday, by number")


def month_title(*, by_amount: bool) -> str:
    """What stands over the months."""
    return _("Day by month, by amount") if by_amount else _("Day by month, by number")


def legend_words() -> str:
    """What the signs mean."""
    return _("A bar above an hour: night (22 to 6). A square in a day: off work by the calendar.")


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


def _day(number: int, column: int) -> date:
    year, month = divmod(number, MONTHS)
    return date(year, month + 1, column + 1)
