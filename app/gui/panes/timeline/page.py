"""The timeline on one page: title, what is shown, axis, lanes with full numbers, legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from app.base.i18n import _
from app.gui import theme, words
from app.gui.fonts import file_font
from app.gui.panes.timeline.axis_painting import HEIGHT, paint_axis
from app.gui.panes.timeline.headings import number_words
from app.gui.panes.timeline.legend import draw_legend, legend_height
from app.gui.panes.timeline.painting import paint_scene
from app.gui.panes.timeline.paper_text import height_of, write_lines
from app.gui.panes.timeline.paper_words import about, accounts_of
from app.gui.panes.timeline.strokes import Frame, strokes_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.paper_words import Head
    from app.gui.panes.timeline.picture import Shown
    from app.ops.timeline_marks import Mark

MARGIN: Final = 32.0
GAP: Final = 14.0
LEAST_NAMES: Final = 150.0
MOST_NAMES: Final = 420.0
"""A longer name is cut in its middle; numbers never are so long."""
WIDTH: Final = 1170
LEAST_ROW: Final = 18.0
MOST_ROW: Final = 120.0
TALLEST: Final = 10_000.0
"""All lanes together; a page of a PDF can have 14,400 points."""
TWO_LINES: Final = 32.0
WHOLE_ROW: Final = 240.0


class Page:
    """What is drawn, in points of the page; made and drawn on paper (see ``theme.on_paper``).

    Args:
        head: what stands over it.
        shown: the scene, as the canvas shows it.
        marks: of the case and the lanes.
        lanes: in the order of their rows; none for the whole case.
        seen: the time that is drawn, and which rows (from ``top`` to ``bottom``).
        row_px: how high a lane is on the screen.
    """

    def __init__(
        self,
        head: Head,
        shown: Shown,
        marks: Sequence[Mark],
        lanes: Sequence[Lane],
        seen: Frame,
        row_px: float,
    ) -> None:
        self._shown, self._marks = shown, marks
        self._name, self._small = file_font(12, bold=True), file_font(11)
        self._first = int(seen.top)
        self._lanes = lanes[self._first : int(seen.bottom)]
        rows = max(1, len(self._lanes))
        row = max(LEAST_ROW, min(MOST_ROW, row_px, TALLEST / rows)) if lanes else WHOLE_ROW
        self._frame = Frame(
            seen.since, seen.until, float(self._first), float(self._first + rows), WIDTH,
            round(rows * row),
        )  # fmt: skip
        self._names = self._names_width() if lanes else 0.0
        self.title = head.title
        self.about = [each for each in about(head, shown, self._frame, len(self._lanes)) if each]
        self._below = accounts_of(self._lanes)
        self._wide = self._names + WIDTH
        self._legend = legend_height(self._wide)
        self._axis = MARGIN + 30 + height_of(self.about, self._wide) + GAP
        self._top = self._axis + HEIGHT
        self._end = self._top + self._frame.height + GAP
        self.size = QSizeF(
            self._wide + 2 * MARGIN,
            self._end + self._legend + GAP + height_of(self._below, self._wide) + MARGIN,
        )

    def _names_width(self) -> float:
        name, number = QFontMetrics(self._name), QFontMetrics(self._small)
        wide = LEAST_NAMES
        for lane in self._lanes:
            first = name.horizontalAdvance(_said(lane)) + 18
            second = number.horizontalAdvance(number_words(lane)) + 18
            both = max(first, second) if self._is_high else first + second
            wide = max(wide, both)
        return min(MOST_NAMES, wide)

    @property
    def _is_high(self) -> bool:
        return self._frame.lane_px >= TWO_LINES

    def draw(self, painter: QPainter) -> None:
        """Paint it; what belongs beside the lanes covers what reaches over their edge."""
        colours, frame = theme.current(), self._frame
        surface = colours.color("surface")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(QPointF(0, 0), self.size), surface)
        left = MARGIN + self._names
        painter.save()
        painter.translate(left, self._top)
        events, strokes = self._shown.scene.events, None
        if events is not None:
            strokes = strokes_in(
                events, self._shown.rows, frame, self._shown.wide, self._shown.until
            )
        paint_scene(painter, frame, self._shown, self._marks, strokes, colours)
        painter.restore()
        # an SVG keeps no clipping everywhere, so the rest of the page is painted over it
        end = self._top + frame.height
        painter.fillRect(QRectF(0, 0, self.size.width(), self._top), surface)
        painter.fillRect(QRectF(0, end, self.size.width(), self.size.height() - end), surface)
        painter.save()
        painter.translate(left, self._axis)
        paint_axis(painter, frame, self._marks, self._shown.period, colours)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tall = end - self._axis + 1
        painter.fillRect(QRectF(0, self._axis, left, tall), surface)
        painter.fillRect(QRectF(left + WIDTH, self._axis, MARGIN, tall), surface)
        self._draw_head(painter)
        self._draw_names(painter)
        draw_legend(painter, MARGIN, self._end, self._wide, colours)
        top = self._end + self._legend + GAP
        write_lines(painter, self._below, MARGIN, top, self._wide)

    def _draw_head(self, painter: QPainter) -> None:
        painter.setFont(file_font(20, bold=True))
        painter.setPen(theme.current().color("text"))
        painter.drawText(QPointF(MARGIN, MARGIN + 20), self.title)
        write_lines(painter, self.about, MARGIN, MARGIN + 34, self._wide)

    def _draw_names(self, painter: QPainter) -> None:
        colours, tall = theme.current(), self._frame.lane_px
        right = MARGIN + self._names
        for nth, lane in enumerate(self._lanes):
            y = self._top + nth * tall
            area = QRectF(MARGIN, y, self._names - 8, tall)
            number = number_words(lane)
            if self._is_high:
                middle = y + tall / 2
                _put(
                    painter, self._name, _said(lane), QRectF(MARGIN, middle - 17, area.width(), 17)
                )
                below = QRectF(MARGIN, middle, area.width(), 16)
                _put(painter, self._small, number, below, tone="muted")
            else:
                wide = QFontMetrics(self._small).horizontalAdvance(number) + 2
                _put(painter, self._name, _said(lane), area.adjusted(0, 0, -wide - 8, 0))
                _put(painter, self._small, number,
                     QRectF(area.right() - wide, y, wide, tall), tone="muted")  # fmt: skip
            painter.setPen(colours.color("line"))
            painter.drawLine(QPointF(MARGIN, y), QPointF(right, y))
        if self._lanes:
            painter.setPen(colours.color("line_strong"))
            end = self._top + len(self._lanes) * tall
            painter.drawLine(QPointF(right, self._axis), QPointF(right, end))


def _said(lane: Lane) -> str:
    name = words.name(lane.title) if lane.title else words.unknown()
    return f"{_('L{level}').format(level=lane.level)}  {name}" if lane.level is not None else name


def _put(painter: QPainter, font: QFont, text: str, area: QRectF, *, tone: str = "text") -> None:
    painter.setFont(font)
    painter.setPen(theme.current().color(tone))
    fitted = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, fitted)
