"""The timeline as a picture for the case file: all lanes, the time in sight, legend and words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QFileDialog, QInputDialog

from app.analysis.timeline.events import from_us
from app.base.errors import StorageFull
from app.base.i18n import _
from app.gui import theme, words
from app.gui.fonts import file_font
from app.gui.panes.timeline.axis_painting import HEIGHT, paint_axis
from app.gui.panes.timeline.headings import number_words
from app.gui.panes.timeline.legend import draw_legend, legend_height
from app.gui.panes.timeline.painting import paint_scene
from app.gui.panes.timeline.strokes import Frame, strokes_in
from app.gui.picture_file import with_ending, write_page

if TYPE_CHECKING:
    from app.gui.panes.timeline.picture import Shown
    from app.gui.panes.timeline.view import TimelinePane

MARGIN: Final = 32.0
TITLE: Final = 62.0
NAMES: Final = 250.0
WIDTH: Final = 1100
TALLEST: Final = 6_000.0
LEAST_ROW: Final = 12.0
MOST_ROW: Final = 60.0
TWO_LINES: Final = 30.0
GAP: Final = 16.0


class TimelineOutput(QObject):
    """Writes what a pane shows, whatever of its lanes is scrolled away."""

    def __init__(self, pane: TimelinePane) -> None:
        super().__init__(pane)
        self._pane = pane

    @Slot()
    def ask(self) -> None:
        """Ask where, then write the picture."""
        if self._pane.canvas.shown is None:
            self._pane.session.told.emit(_("There is no lane to be drawn yet."), "INFO")
            return
        name, _filter = QFileDialog.getSaveFileName(
            self._pane, _("Save the picture"), "时间线.pdf", "PDF (*.pdf);;SVG (*.svg);;PNG (*.png)"
        )
        if not name:
            return
        number, given = QInputDialog.getText(
            self._pane, _("Save the picture"), _("Case number")
        )  # fmt: skip
        if given:
            self.write(Path(name), number)

    def write(self, target: Path, case_number: str = "") -> None:
        """Write the picture; it is drawn on the window's thread, as its icons have to be."""
        pane, canvas = self._pane, self._pane.canvas
        if canvas.shown is None:
            return
        target = with_ending(target)
        page = _Page(pane, canvas.shown, case_number)
        try:
            write_page(target, page.size, page.title, "\n".join(page.about), page.draw)
        except StorageFull as error:
            pane.session.told.emit(str(error), "ERROR")
            return
        pane.session.told.emit(_("Written: {file}").format(file=target), "GOOD")


class _Page:
    """What is drawn, in points of the page."""

    def __init__(self, pane: TimelinePane, shown: Shown, case_number: str) -> None:
        session, canvas = pane.session, pane.canvas
        self._shown, self._marks = shown, canvas.marks
        self._lanes = list(pane.headings.lanes) if shown.scene.lanes[0].accounts else []
        rows = max(1, len(shown.scene.lanes))
        row = max(LEAST_ROW, min(MOST_ROW, canvas.row_height, TALLEST / rows))
        if not self._lanes:
            row = 4 * MOST_ROW  # the whole case stands in one lane
        seen = canvas.frame
        self._frame = Frame(seen.since, seen.until, 0.0, float(rows), WIDTH, round(rows * row))
        parts = (_("Timeline"), session.case.name, case_number)
        self.title = " · ".join(part for part in parts if part)
        since, until = (words.moment(from_us(int(each))) for each in (seen.since, seen.until))
        self.about = [
            _("{since} to {until}, case time {zone}").format(
                since=since, until=until, zone=session.case.zone
            ),
            pane.page.says.whole(),
        ]
        wide = NAMES + WIDTH
        self._legend = legend_height(wide)
        self.size = QSizeF(
            wide + 2 * MARGIN,
            TITLE + HEIGHT + self._frame.height + 3 * GAP + self._legend + 2 * MARGIN,
        )

    def draw(self, painter: QPainter) -> None:
        """Title, axis, names, lanes, legend."""
        colours, frame = theme.LIGHT, self._frame
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(QPointF(0, 0), self.size), colours.color("surface"))
        painter.setFont(file_font(20, bold=True))
        painter.setPen(colours.color("text"))
        painter.drawText(QPointF(MARGIN, MARGIN + 20), self.title)
        painter.setFont(file_font(12))
        painter.setPen(colours.color("muted"))
        painter.drawText(QPointF(MARGIN, MARGIN + 42), "  ·  ".join(filter(None, self.about)))
        painter.save()
        painter.translate(MARGIN + NAMES, MARGIN + TITLE)
        painter.setClipRect(QRectF(0, 0, WIDTH, HEIGHT))
        paint_axis(painter, frame, self._marks, self._shown.period, colours)
        painter.restore()
        top = MARGIN + TITLE + HEIGHT
        self._names(painter, top)
        painter.save()
        painter.translate(MARGIN + NAMES, top)
        painter.setClipRect(QRectF(0, 0, WIDTH, frame.height))
        events = self._shown.scene.events
        strokes = None
        if events is not None:
            strokes = strokes_in(
                events, self._shown.rows, frame, self._shown.wide, self._shown.until
            )
        paint_scene(painter, frame, self._shown, self._marks, strokes, colours)
        painter.restore()
        draw_legend(painter, MARGIN, top + frame.height + GAP, NAMES + WIDTH, colours)

    def _names(self, painter: QPainter, top: float) -> None:
        colours, tall = theme.LIGHT, self._frame.lane_px
        name, number = file_font(12, bold=True), file_font(11)
        for row, lane in enumerate(self._lanes):
            y = top + row * tall
            painter.setPen(colours.color("line"))
            painter.drawLine(QPointF(MARGIN, y), QPointF(MARGIN + NAMES, y))
            said = words.name(lane.title) if lane.title else words.unknown()
            level = f"{_('L{level}').format(level=lane.level)}  " if lane.level is not None else ""
            area = QRectF(MARGIN, y, NAMES - 8, tall)
            if tall >= TWO_LINES:
                _put(painter, name, level + said, area.adjusted(0, 0, 0, -tall / 2), colours)
                below = area.adjusted(0, tall / 2, 0, 0)
                _put(painter, number, number_words(lane), below, colours, tone="muted")
            else:
                _put(painter, number, f"{level}{said}  {number_words(lane)}", area, colours)


def _put(
    painter: QPainter, font: QFont, text: str, area: QRectF, colours: theme.Theme,
    tone: str = "text",
) -> None:  # fmt: skip
    painter.setFont(font)
    painter.setPen(colours.color(tone))
    fitted = QFontMetrics(painter.font()).elidedText(
        text, Qt.TextElideMode.ElideMiddle, int(area.width())
    )
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, fitted)
