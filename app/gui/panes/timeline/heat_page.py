"""Both heat matrices on one page for the case file, with the figures that fit into their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.base.i18n import _, ngettext
from app.gui import theme, words
from app.gui.fonts import file_font
from app.gui.panes.timeline.heat_matrix import (
    Grid,
    months_of,
    paint_matrix,
    week_of,
    widest_figure,
    write_figures,
)
from app.gui.panes.timeline.heat_view import fact_words, legend_words, month_title, week_title
from app.gui.panes.timeline.paper_text import height_of, write_lines
from app.gui.panes.timeline.paper_words import lane_words
from app.gui.panes.timeline.saying import clock, span_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.heat_matrix import Matrix
    from app.gui.panes.timeline.paper_words import Head
    from app.ops.timeline_heat import Heat

MARGIN: Final = 32.0
LEAST_WIDTH: Final = 960.0
CELL: Final = 24.0
PAD: Final = 5.0
FIGURE_PX: Final = 10
GAP: Final = 14.0
TITLE: Final = 24.0


class HeatPage:
    """What is drawn, in points of the page; made and drawn on paper (see ``theme.on_paper``).

    Args:
        head: what stands over it.
        heat: the sums.
        by_amount: which of them.
        lanes: whose they are; none for the whole case.
    """

    def __init__(
        self, head: Head, heat: Heat, lanes: Sequence[Lane], *, by_amount: bool
    ) -> None:  # fmt: skip
        self._by_amount = by_amount
        self._parts = (
            (week_title(by_amount=by_amount), week_of(heat, by_amount=by_amount)),
            (month_title(by_amount=by_amount), months_of(heat, by_amount=by_amount)),
        )
        self._wide = max(LEAST_WIDTH, *(self._needed(matrix) for _title, matrix in self._parts))
        self.title = " · ".join(part for part in (_("Heat"), head.case, head.number) if part)
        self.about = [" · ".join(_what(heat, head)), fact_words(heat)]
        self._below = [legend_words(), *(lane_words(lane) for lane in lanes)]
        self._top = MARGIN + 30 + height_of(self.about, self._wide) + GAP
        grids = sum(
            TITLE + self._grid(matrix).height(len(matrix.rows)) + GAP
            for _title, matrix in self._parts
        )
        self.size = QSizeF(
            self._wide + 2 * MARGIN, self._top + grids + height_of(self._below, self._wide) + MARGIN
        )

    def _grid(self, matrix: Matrix) -> Grid:
        return Grid.within(matrix, self._wide, CELL, file_font(11))

    def _needed(self, matrix: Matrix) -> float:
        """The width at which every cell has room for its figure."""
        cell = widest_figure(matrix, file_font(FIGURE_PX), by_amount=self._by_amount) + PAD
        return Grid.within(matrix, 0, CELL, file_font(11)).left + len(matrix.columns) * cell + 4

    def draw(self, painter: QPainter) -> None:
        """Paint it."""
        colours = theme.current()
        painter.fillRect(QRectF(QPointF(0, 0), self.size), colours.color("surface"))
        painter.setFont(file_font(20, bold=True))
        painter.setPen(colours.color("text"))
        painter.drawText(QPointF(MARGIN, MARGIN + 20), self.title)
        write_lines(painter, self.about, MARGIN, MARGIN + 34, self._wide)
        y = self._top
        for title, matrix in self._parts:
            painter.setFont(file_font(14, bold=True))
            painter.setPen(colours.color("text"))
            painter.drawText(QPointF(MARGIN, y + TITLE - 8), title)
            y += TITLE
            grid = self._grid(matrix)
            painter.save()
            painter.translate(MARGIN, y)
            rows = range(len(matrix.rows))
            paint_matrix(painter, matrix, grid, file_font(11), colours, rows)
            write_figures(
                painter, matrix, grid, file_font(FIGURE_PX), colours, by_amount=self._by_amount
            )  # fmt: skip
            painter.restore()
            y += grid.height(len(matrix.rows)) + GAP
        write_lines(painter, self._below, MARGIN, y, self._wide)


def _what(heat: Heat, head: Head) -> list[str]:
    """When, where and whose."""
    parts = [_when(heat), _("case time {zone}").format(zone=head.zone)]
    if heat.lanes:
        parts.append(
            ngettext("{n} lane", "{n} lanes", heat.lanes).format(n=words.count(heat.lanes))
        )
    else:
        parts.append(_("all transfers of the case"))
    return [*parts, _("money in {currency}").format(currency=heat.currency)]


def _when(heat: Heat) -> str:
    if heat.since is not None and heat.until is not None:
        return span_words(heat.since, heat.until)
    if heat.since is not None:
        return _("since {time}").format(time=clock(heat.since))
    if heat.until is not None:
        return _("until {time}").format(time=clock(heat.until - 1))
    return _("all time")
