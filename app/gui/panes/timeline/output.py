"""The timeline as a picture for the case file: PNG, SVG or PDF."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Slot

from app.base.i18n import _
from app.gui import theme
from app.gui.file_choice import file_name
from app.gui.jobs import Lane as JobLane
from app.gui.panes.timeline.heat_page import HeatPage
from app.gui.panes.timeline.page import Page
from app.gui.panes.timeline.paper_words import Head, spanned
from app.gui.panes.timeline.picture import Shown
from app.gui.picture_file import ask_picture, with_ending, write_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.base.progress import Progress
    from app.gui.panes.timeline.view import TimelinePane


class TimelineOutput(QObject):
    """Writes what a pane shows: its time in sight, with all lanes or those in sight."""

    def __init__(self, pane: TimelinePane) -> None:
        super().__init__(pane)
        self._pane = pane

    @Slot()
    def ask(self) -> None:
        """Ask where, then write all lanes, whatever of them is scrolled away."""
        self._ask(seen=False)

    @Slot()
    def ask_seen(self) -> None:
        """Ask where, then write the lanes in sight only."""
        self._ask(seen=True)

    def _ask(self, *, seen: bool) -> None:
        pane = self._pane
        if pane.is_heat:
            self._ask_heat()
            return
        if pane.canvas.shown is None:
            pane.session.told.emit(_("There is no lane to be drawn yet."), "INFO")
            return
        number = self.case_number()
        name = file_name(pane.session.case.name, number, spanned(pane.canvas.frame))
        asked = ask_picture(pane, name, number)
        if asked is not None:
            self.write(*asked, seen=seen)

    def _ask_heat(self) -> None:
        pane = self._pane
        if pane.heat.heat is None:
            pane.session.told.emit(_("The hours are still being read."), "INFO")
            return
        number = self.case_number()
        asked = ask_picture(pane, file_name(pane.session.case.name, number, _("Heat")), number)
        if asked is not None:
            self.write_heat(*asked)

    def write_heat(self, target: Path, case_number: str = "") -> None:
        """Write both matrices as they are shown, off the window's thread."""
        pane, target = self._pane, with_ending(target)
        heat, by_amount = pane.heat.heat, pane.heat.by_amount
        if heat is None:
            return
        head = Head(pane.session.case.name, case_number, pane.session.case.zone)
        lanes = pane.hours.lanes

        def work(_progress: Progress) -> Path:
            with theme.on_paper():
                page = HeatPage(head, heat, lanes, by_amount=by_amount)
                write_page(target, page.size, page.title, "\n".join(page.about), page.draw)
            return target

        self._start(work)

    def _start(self, work: Callable[[Progress], Path]) -> None:
        title = _("Drawing the picture")
        job = self._pane.session.runner.start(work, title=title, lane=JobLane.FREE)
        job.succeeded.connect(self._tell)

    def case_number(self) -> str:
        """That of a selected incident, else of the first one that the lanes have a part in."""
        chosen = set(self._pane.session.selection.incidents)
        known = [mark for mark in self._pane.canvas.marks if mark.case_no]
        picked = [mark for mark in known if mark.incident in chosen]
        picked += [mark for mark in known if mark.lanes]
        return picked[0].case_no if picked else ""

    def write(self, target: Path, case_number: str = "", *, seen: bool = False) -> None:
        """Write the picture off the window's thread.

        Args:
            target: its ending says the kind.
            case_number: that stands on it.
            seen: the lanes in sight only.
        """
        pane, canvas = self._pane, self._pane.canvas
        if canvas.shown is None:
            return
        target = with_ending(target)
        head = Head(
            pane.session.case.name, case_number, pane.session.case.zone, len(canvas.far_marks),
            pane.calls_left,
        )  # fmt: skip
        lanes = list(pane.headings.lanes) if canvas.shown.scene.lanes[0].accounts else []
        frame, rows = canvas.frame, max(1, len(lanes))
        top, bottom = (math.floor(frame.top), math.ceil(frame.bottom)) if seen else (0, rows)
        frame = replace(frame, top=max(0, top), bottom=min(rows, bottom))
        shown, marks, row_px = _still(canvas.shown), canvas.marks, canvas.row_height

        def work(_progress: Progress) -> Path:
            with theme.on_paper():
                page = Page(head, shown, marks, lanes, frame, row_px)
                write_page(target, page.size, page.title, "\n".join(page.about), page.draw)
            return target

        self._start(work)

    @Slot(object)
    def _tell(self, target: Any) -> None:
        self._pane.session.told.emit(_("Written: {file}").format(file=target), "GOOD")


def _still(shown: Shown) -> Shown:
    """What is shown now, without what is chosen; another thread may draw it."""
    return Shown(
        shown.scene, shown.rows.copy(), shown.wide, shown.by_amount, shown.log,
        chosen=np.zeros(0, np.int64), period=shown.period, until=shown.until,
    )  # fmt: skip
