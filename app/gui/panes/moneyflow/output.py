"""A money flow as a picture for the case file: PNG, SVG or PDF, with legend and method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QPainter

from app.base.i18n import _
from app.gui import theme, words
from app.gui.file_choice import XLSX, choose_target, file_name
from app.gui.fonts import file_font
from app.gui.jobs import Lane
from app.gui.panes.moneyflow import wording
from app.gui.panes.moneyflow.painting import Look, draw
from app.gui.picture_file import ask_picture, with_ending, write_page
from app.ops.money_flow_export import export_money_flow

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress
    from app.gui.panes.moneyflow.layout import Layout
    from app.gui.panes.moneyflow.view import MoneyFlowPane

MARGIN: Final = 32.0
TITLE: Final = 56.0
FOOT: Final = 74.0
LEAST_WIDTH: Final = 900.0
EVERYTHING: Final = 1e9


def page_size(layout: Layout) -> QSizeF:
    """The whole drawing with title and foot."""
    width = max(LEAST_WIDTH, layout.width) + 2 * MARGIN
    return QSizeF(width, layout.height + TITLE + FOOT + 2 * MARGIN)


def write_picture(target: Path, layout: Layout, look: Look, title: str, foot: list[str]) -> None:
    """Draw into a file by its ending (png, svg, pdf).

    Raises:
        StorageFull: the file cannot be written.
    """
    size = page_size(layout)

    def page(painter: QPainter) -> None:
        _page(painter, size, layout, look, title, foot)

    write_page(target, size, title, "\n".join(foot), page)


def _page(
    painter: QPainter, size: QSizeF, layout: Layout, look: Look, title: str, foot: list[str]
) -> None:
    colours = look.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(QPointF(0, 0), size), colours.color("surface"))
    painter.setFont(file_font(20, bold=True))
    painter.setPen(colours.color("text"))
    painter.drawText(QPointF(MARGIN, MARGIN + 20), title)
    painter.save()
    painter.translate(MARGIN, MARGIN + TITLE)
    draw(painter, layout, look, QRectF(-EVERYTHING, -EVERYTHING, 2 * EVERYTHING, 2 * EVERYTHING))
    painter.restore()
    top = MARGIN + TITLE + layout.height + 22
    x = MARGIN
    painter.setFont(file_font(12))
    for tone, word in (
        ("tainted", _("traced money, as wide as the amount")), ("money_in", _("money in")),
        ("money_out", _("money out")),
        ("faint", _("bars: when money moved over the time of the trace")),
        ("line_strong", _("±: how far the methods differ in what is kept")),
    ):  # fmt: skip
        painter.fillRect(QRectF(x, top - 9, 10, 10), colours.color(tone))
        painter.setPen(colours.color("muted"))
        painter.drawText(QPointF(x + 15, top), word)
        x += 15 + painter.fontMetrics().horizontalAdvance(word) + 18
    painter.setPen(colours.color("text"))
    painter.drawText(
        QRectF(MARGIN, top + 8, size.width() - 2 * MARGIN, FOOT - 22),
        Qt.TextFlag.TextWordWrap, "\n".join(foot),
    )  # fmt: skip


class FlowOutput(QObject):
    """Writes what a pane shows."""

    def __init__(self, pane: MoneyFlowPane) -> None:
        super().__init__(pane)
        self._pane = pane

    @Slot()
    def ask_picture(self) -> None:
        """Ask where, then write the picture."""
        if not self._has_picture():
            return
        asked = ask_picture(self._pane, self._file_name(), self._pane.case_number())
        if asked is not None:
            self.write(*asked)

    def _has_picture(self) -> bool:
        if self._pane.picture is None:
            self._pane.session.told.emit(_("Follow some money first."), "INFO")
        return self._pane.picture is not None

    def write(self, target: Path, case_number: str) -> None:
        """Write the picture off the window's thread."""
        pane = self._pane
        if pane.picture is None:
            return
        target = with_ending(target)
        layout = pane.canvas.layout_shown
        look = Look(theme.LIGHT, spread=dict(pane.canvas.spread), flat=True)
        title = " · ".join(part for part in (
            _("Money flow"), pane.session.case.name, case_number) if part)  # fmt: skip
        with words.whole():
            foot = [" · ".join(wording.parameters(pane.picture.question)), pane.start_words()]

        def work(_progress: Progress) -> Path:
            write_picture(target, layout, look, title, foot)
            return target

        job = pane.session.runner.start(work, title=_("Drawing the picture"), lane=Lane.FREE)
        job.succeeded.connect(self._tell)

    @Slot()
    def ask_workbook(self) -> None:
        """Ask where, then write accounts, edges and flows."""
        if not self._has_picture():
            return
        chosen = choose_target(self._pane, _("Save the figures"), self._file_name(), (XLSX,))
        if chosen is not None:
            self.write_workbook(chosen)

    def _file_name(self) -> str:
        pane = self._pane
        return file_name(pane.session.case.name, pane.case_number(), _("Money flow"))

    def write_workbook(self, target: Path) -> None:
        """Write accounts, edges and flows."""
        pane = self._pane
        picture = pane.picture
        if picture is None:
            return
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(target.name + ".xlsx")
        notes = [*wording.parameters(picture.question), pane.start_words()]
        states = {state: wording.state_word(state) for state in wording.STATES}
        case = pane.session.case

        def work(progress: Progress) -> Path:
            export_money_flow(
                case, picture, target=target, notes=notes, state_words=states, progress=progress
            )
            return target

        job = pane.session.runner.start(work, title=_("Writing the figures"))
        job.succeeded.connect(self._tell)

    @Slot(object)
    def _tell(self, target: Any) -> None:
        self._pane.session.told.emit(_("Written: {file}").format(file=target), "GOOD")
