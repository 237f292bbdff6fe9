"""Keeps the timeline in step with all panes: the period, the selection, the transfer pointed at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QToolTip

from app.analysis.timeline.events import EARLIEST, LATEST, from_us, to_us
from app.analysis.timeline.pairs import Pair
from app.analysis.timeline.rhythm import Stretch
from app.gui.panes.timeline.cells import Cell
from app.gui.panes.timeline.saying import flow_words, mark_words, thing_words
from app.model.selection import Period, Selection
from app.ops.timeline_marks import INCIDENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.axis import AxisStrip
    from app.gui.panes.timeline.canvas import LaneCanvas
    from app.gui.panes.timeline.headings import LaneHeadings
    from app.gui.panes.timeline.reading import TimelineReader
    from app.gui.session import CaseSession
    from app.ops.flows import FlowRow
    from app.ops.timeline import Scene
    from app.ops.timeline_marks import Mark

HINT_MS: Final = 160


class InStep(QObject):
    """Between the session and the widgets of the pane."""

    def __init__(
        self,
        session: CaseSession,
        reader: TimelineReader,
        canvas: LaneCanvas,
        axis: AxisStrip,
        headings: LaneHeadings,
    ) -> None:
        super().__init__()
        self._session, self._reader = session, reader
        self._canvas, self._axis, self._headings = canvas, axis, headings
        self._own_period = False
        self._pointed = 0
        self._hint = QTimer(self)
        self._hint.setSingleShot(True)
        self._hint.setInterval(HINT_MS)
        self._hint.timeout.connect(self._ask_hint)
        reader.flow_read.connect(self._take_flow)
        reader.hinted.connect(self._tell_flow)
        canvas.pointed.connect(self._point)
        canvas.flow_clicked.connect(self._choose_flow)
        canvas.thing_pointed.connect(self._tell_thing)
        canvas.thing_clicked.connect(self._choose_thing)
        canvas.lane_clicked.connect(self._choose_row)
        axis.period_wanted.connect(self._want_period)
        axis.marks_clicked.connect(self.choose_marks)
        headings.chosen.connect(self._choose_lane)
        session.period_changed.connect(self.show_period)
        session.selection_changed.connect(self.follow)
        session.masking_changed.connect(self._mask)

    @Slot(object, object)
    def _want_period(self, since: int | None, until: int | None) -> None:
        period = Period()
        if since is not None and until is not None:
            period = Period(from_us(since), from_us(until))
        self._own_period = True
        self._session.set_period(period)
        self._own_period = False

    @Slot(object)
    def show_period(self, period: Period) -> None:
        """Show the brush, and bring its time into sight; without a period all time again."""
        self.brush()
        if self._own_period or self._canvas.shown is None:
            return
        if not period:
            self._canvas.show_everything()
            return
        scene = self._canvas.shown.scene
        since = to_us(period.since) if period.since else first_of(scene)
        until = to_us(period.until) if period.until else last_of(scene)
        air = (until - since) * 0.04
        self._canvas.show_time(since - air, until + air)

    def brush(self) -> None:
        """Show the brush."""
        shown, period = self._canvas.shown, self._session.period
        if shown is not None:
            since = to_us(period.since) if period.since else EARLIEST
            until = to_us(period.until) if period.until else LATEST
            shown.period = (since, until) if period else None
            self._canvas.redraw()
            self._axis.update()

    @Slot(object)
    def follow(self, selection: Selection) -> None:
        """Mark what another pane selected."""
        shown = self._canvas.shown
        if shown is not None:
            events = shown.scene.events
            shown.chosen = (
                np.flatnonzero(np.isin(events.id, selection.flows))
                if events is not None and selection.flows
                else np.zeros(0, np.int64)
            )
        self.mark_selected()
        self._canvas.redraw()

    def mark_selected(self) -> None:
        """Mark the lanes of selected accounts and persons."""
        selection = self._session.selection
        accounts, parties = set(selection.accounts), set(selection.parties)
        rows = {
            row: lane.key
            for row, lane in enumerate(self._headings.lanes)
            if accounts.intersection(lane.numbers) or (lane.is_folded and lane.party in parties)
        }
        self._headings.show_selected(rows.values())
        if self._canvas.shown is not None:
            self._canvas.shown.lanes = frozenset(rows)

    @Slot(object, bool)
    def _choose_flow(self, flow: int, more: bool) -> None:
        if more:
            before = self._session.selection
            left = set(before.flows) ^ {flow}
            self._session.select(replace(before, flows=tuple(sorted(left))))
            return
        self._reader.read_flow(flow)

    @Slot(object)
    def _take_flow(self, flow: FlowRow | None) -> None:
        if flow is not None:
            self._session.flow_selected.emit(flow)

    @Slot(int)
    def _choose_row(self, row: int) -> None:
        lanes = self._headings.lanes
        if row < len(lanes):
            self._choose_lane(lanes[row], False)

    @Slot(object, bool)
    def _choose_lane(self, lane: Lane, more: bool) -> None:
        before = self._session.selection if more else Selection()
        wanted = dict.fromkeys((*before.accounts, *lane.numbers))
        parties = before.parties
        if lane.is_folded and lane.party is not None:
            parties = tuple(dict.fromkeys((*parties, lane.party)))
        self._session.select(Selection(accounts=tuple(wanted), parties=parties))

    @Slot(object, bool)
    def _choose_thing(self, thing: object, more: bool) -> None:
        """A cell or a stretch: lane and time; a pair: its transfers; marks: their record."""
        shown = self._canvas.shown
        if isinstance(thing, Cell):
            if not thing.is_whole:
                self._choose_lane(thing.lane, more)
            self._want_period(thing.since, thing.until - 1)
        elif isinstance(thing, Pair):
            before = self._session.selection
            self._session.select(replace(before, flows=(thing.came, *thing.went)))
        elif isinstance(thing, Stretch) and shown is not None:
            self._choose_lane(shown.scene.lanes[thing.lane], more)
            self._want_period(thing.since, thing.until)
        elif isinstance(thing, tuple):
            self.choose_marks(thing)

    @Slot(object)
    def choose_marks(self, marks: Sequence[Mark]) -> None:
        """Select the records of some marks; what no pane shows is told in words."""

        def every(values: Iterable[Any]) -> tuple[Any, ...]:
            return tuple(dict.fromkeys(each for each in values if each))

        self._session.select(
            Selection(
                accounts=every(mark.account for mark in marks),
                parties=every(mark.party for mark in marks),
                incidents=every(mark.incident for mark in marks),
            )
        )
        if any(mark.kind != INCIDENT for mark in marks):
            self._session.told.emit(mark_words(marks), "INFO")

    @Slot(object)
    def _tell_thing(self, thing: object) -> None:
        shown = self._canvas.shown
        text = thing_words(thing, shown.scene.currency) if shown is not None else ""
        if text:
            QToolTip.showText(self._canvas.pointer.told_at(), text, self._canvas)
        else:
            QToolTip.hideText()

    @Slot(object)
    def _point(self, flow: int) -> None:
        self._pointed = flow
        if flow:
            self._hint.start()
        else:
            self._hint.stop()
            QToolTip.hideText()

    @Slot()
    def _ask_hint(self) -> None:
        if self._pointed:
            self._reader.read_hint(self._pointed)

    @Slot(object)
    def _tell_flow(self, flow: FlowRow | None) -> None:
        if flow is not None and flow.id == self._pointed:
            where = self._canvas.pointer.told_at()
            QToolTip.showText(where, flow_words(flow), self._canvas)

    @Slot(bool)
    def _mask(self, _masked: bool) -> None:
        self._headings.update()
        self._axis.update()


def first_of(scene: Scene) -> int:
    """The first moment that a scene knows of."""
    return scene.span[0] if scene.span else scene.since


def last_of(scene: Scene) -> int:
    """The last moment that a scene knows of."""
    return scene.span[1] if scene.span else scene.until
