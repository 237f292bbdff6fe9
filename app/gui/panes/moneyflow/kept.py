"""The kept trace that a pane shows: keeping it, whether it still holds, what became different."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.base.i18n import _
from app.gui import words
from app.gui.panes.moneyflow import differences
from app.gui.panes.moneyflow.keeping import Keeping

if TYPE_CHECKING:
    from app.gui.panes.moneyflow.view import MoneyFlowPane
    from app.ops.traces import TraceRow

STALE, CHANGED, OFFERED = "stale", "changed", "offered"


class KeptTrace(QObject):
    """Belongs to one pane."""

    def __init__(self, pane: MoneyFlowPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._newer: set[int] = set()
        self._busy = False
        self.notice = ""
        self._keeping = Keeping(pane.session, self)
        self._keeping.kept.connect(self.take)
        self._keeping.ended.connect(self._rest)
        pane.head.keep_wanted.connect(self.keep)
        pane.notice.acted.connect(self.act)
        pane.start_page.again_wanted.connect(self.run_again)
        self._asked: int | None = None
        self._invited = QTimer(self)
        self._invited.setSingleShot(True)
        self._invited.setInterval(0)  # the selection comes after the wish for the pane
        self._invited.timeout.connect(self.follow)
        self._invited.start()  # a trace may have been selected before the pane was made

    @property
    def row(self) -> TraceRow | None:
        """The kept trace that is shown; None for one that is not kept."""
        picture = self._pane.picture
        return picture.kept if picture is not None else None

    @Slot(int)
    def show(self, trace_id: int) -> None:
        """Show a kept trace, and select it for all panes."""
        self._pane.begin_anew()
        self.take(trace_id)

    @Slot(int)
    def take(self, trace_id: int) -> None:
        """What is shown was kept, or followed again; the eye stays where it is."""
        pane = self._pane
        self._asked = trace_id
        pane.forget_comparison()
        pane.starts.show_kept(trace_id)
        pane.reader.show_kept(trace_id)
        pane.choice.select_trace(trace_id)

    def forget(self) -> None:
        """Something else is shown now."""
        self._asked = None

    def invite(self) -> None:
        """Show the trace that will have been selected."""
        self._invited.start()

    @Slot()
    def follow(self) -> None:
        """Show the selected trace, unless it is shown or on its way."""
        wanted = next(iter(self._pane.session.selection.traces), None)
        if wanted is not None and wanted != self._asked:
            self.show(wanted)

    @Slot()
    def keep(self) -> None:
        """Keep what is shown."""
        picture = self._pane.picture
        if picture is not None and picture.kept is None and not self._busy:
            self._busy = True
            self.tell()
            title = self._pane.starts.title_of(picture.question)
            self._keeping.keep(picture.question, title)

    @Slot(int)
    def run_again(self, trace_id: int) -> None:
        """Ask a kept trace's question again."""
        if not self._busy:
            self._busy = True
            self.tell()
            self._keeping.run_again(trace_id)

    def take_rows(self, rows: list[TraceRow]) -> None:
        """The kept traces as they are now; the one that is shown can be out of date, or gone."""
        self._newer = {row.previous for row in rows if row.previous is not None}
        picture = self._pane.picture
        if picture is not None and picture.kept is not None:
            shown = picture.kept.id
            row = next((row for row in rows if row.id == shown), None)
            self._pane.picture = replace(picture, kept=row)
            if row is None:
                self._asked = None
                self._pane.starts.show_start(picture.question)
        session = self._pane.session
        known = {row.id for row in rows}
        left = tuple(trace for trace in session.selection.traces if trace in known)
        session.select(replace(session.selection, traces=left))
        self.tell()

    @Slot()
    def tell(self) -> None:
        """Say what is to be known of the trace that is shown."""
        pane, row = self._pane, self.row
        pane.head.offer_keep(
            kept=row.id if row is not None else None,
            possible=pane.picture is not None and pane.is_whole and not self._busy,
        )
        pane.start_page.allow(changing=not self._busy)
        pane.notice.button.setEnabled(not self._busy)
        self.notice, sentence, role, button = self._said(row)
        pane.notice.tell(sentence, role, button)
        if self.notice != CHANGED:
            pane.show_differences(on=False)

    def _said(self, row: TraceRow | None) -> tuple[str, str, str, str]:
        pane = self._pane
        if row is not None and row.stale and row.id not in self._newer:
            told = _("Out of date: imports came or went since it was run on {time}.").format(
                time=words.moment(row.time)
            )
            return STALE, told, "warn", _("Run again")
        if row is not None and row.changes is not None:
            button = _("Back to the picture") if pane.is_different else _("What changed")
            return CHANGED, differences.summary(row), "muted", button
        incidents = pane.session.selection.incidents
        if incidents and pane.picture is not None:
            asked = pane.picture.question.incidents
            if incidents[0] not in asked:
                title = pane.starts.title_of_incident(incidents[0])
                told = _("Selected: {what}").format(what=words.veiled(title))
                return OFFERED, told, "muted", _("Follow its money")
        return "", "", "muted", ""

    @Slot()
    def act(self) -> None:
        """Do what the line offers."""
        row, pane = self.row, self._pane
        if self.notice == STALE and row is not None:
            self.run_again(row.id)
        elif self.notice == CHANGED and row is not None:
            pane.show_differences(on=not pane.is_different)
            self.tell()
        elif self.notice == OFFERED:
            pane.start_incident(pane.session.selection.incidents[0])

    @Slot()
    def _rest(self) -> None:
        self._busy = False
        self.tell()
