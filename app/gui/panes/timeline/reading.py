"""What the timeline asks the case: lanes, scenes, marks, heat, single transfers.

All of it goes through the lane of the case; a new question of a kind drops the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.base.i18n import _
from app.gui.jobs import Lane as JobLane
from app.ops import timeline, timeline_heat, timeline_lanes, timeline_marks, timeline_rhythm
from app.ops.flows import flows_by_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.events import Events
    from app.analysis.timeline.lanes import Lane
    from app.base.progress import Progress
    from app.gui.jobs import Job
    from app.gui.session import CaseSession
    from app.model.selection import Selection
    from app.ops.cases import CaseFile

KEY: Final = "timeline:"
RhythmAsked = tuple[int, int, str, tuple[str, ...]]
"""From when until when, in which currency, of which lanes."""


class TimelineReader(QObject):
    """Asks, and tells what came.

    Signals:
        lanes_read: the ``Lane``s of the keys that were asked for.
        scene_read: a ``Scene``.
        overview_read: an ``Overview``.
        marks_read: the ``Marks``.
        heat_read: a ``Heat``.
        cell_read: ids of the transfers of an hour of a weekday.
        keys_read: keys of lanes to add.
        flow_read: a ``FlowRow`` or None.
        rhythm_read: what was asked for, and a ``Rhythm``; None where transfers are too many.
        hinted: the ``FlowRow`` under the pointer or None.
    """

    lanes_read = Signal(object)
    scene_read = Signal(object)
    overview_read = Signal(object)
    marks_read = Signal(object)
    heat_read = Signal(object)
    cell_read = Signal(object)
    keys_read = Signal(object)
    flow_read = Signal(object)
    rhythm_read = Signal(object)
    hinted = Signal(object)

    def __init__(self, session: CaseSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def _start(self, key: str, title: str, question: Any) -> Job:
        case = self._session.case

        def work(progress: Progress) -> Any:
            return question(case, progress)

        return self._session.runner.start(work, title=title, key=KEY + key)

    def read_lanes(self, keys: Sequence[str], folded: set[int], currency: str) -> None:
        """Ask which accounts stand behind keys."""
        wanted, persons = list(keys), set(folded)

        def question(case: CaseFile, _progress: Progress) -> list[Lane]:
            return timeline_lanes.read_lanes(case, wanted, folded=persons, currency=currency)

        job = self._start("lanes", _("Reading the lanes"), question)
        job.succeeded.connect(self.lanes_read)

    def read_scene(
        self, lanes: Sequence[Lane], since: int | None, until: int | None, currency: str
    ) -> None:
        """Ask for what is drawn of lanes in a time."""
        wanted = list(lanes)

        def question(case: CaseFile, progress: Progress) -> timeline.Scene:
            return timeline.scene(
                case, wanted, since=since, until=until, currency=currency, progress=progress
            )

        job = self._start("scene", _("Reading the timeline"), question)
        job.succeeded.connect(self.scene_read)

    def read_overview(self, since: int | None, until: int | None, currency: str) -> None:
        """Ask for all transfers along time."""

        def question(case: CaseFile, _progress: Progress) -> timeline.Overview:
            return timeline.overview(case, since=since, until=until, currency=currency)

        job = self._start("scene", _("Reading the timeline"), question)
        job.succeeded.connect(self.overview_read)

    def read_rhythm(self, lanes: Sequence[Lane], since: int, until: int, currency: str) -> None:
        """Ask for pairs, silence and bursts between two moments."""
        wanted = list(lanes)
        asked = (since, until, currency, tuple(lane.key for lane in wanted))

        def question(case: CaseFile, progress: Progress) -> Any:
            events = timeline_rhythm.events_for_rhythm(
                case, wanted, since=since, until=until, currency=currency, progress=progress
            )
            return asked, events

        job = self._start("rhythm", _("Looking for patterns"), question)
        job.succeeded.connect(self._reckon)

    @Slot(object)
    def _reckon(self, answer: tuple[RhythmAsked, Events | None]) -> None:
        asked, events = answer
        lanes = len(asked[3])

        def work(_progress: Progress) -> tuple[RhythmAsked, timeline_rhythm.Rhythm | None]:
            return asked, None if events is None else timeline_rhythm.rhythm_of(events, lanes)

        job = self._session.runner.start(
            work, title=_("Looking for patterns"), key=KEY + "reckon", lane=JobLane.FREE
        )
        job.succeeded.connect(self.rhythm_read)

    def read_marks(self, lanes: Sequence[Lane]) -> None:
        """Ask for incidents, measures and calls."""
        wanted = list(lanes)

        def question(case: CaseFile, _progress: Progress) -> timeline_marks.Marks:
            return timeline_marks.marks_of(case, wanted)

        job = self._start("marks", "", question)
        job.succeeded.connect(self.marks_read)

    def read_heat(
        self, lanes: Sequence[Lane], since: int | None, until: int | None, currency: str
    ) -> None:
        """Ask when in the week and in the month money moves."""
        wanted = list(lanes)

        def question(case: CaseFile, _progress: Progress) -> timeline_heat.Heat:
            return timeline_heat.heat(case, wanted, since=since, until=until, currency=currency)

        job = self._start("heat", _("Reading the hours"), question)
        job.succeeded.connect(self.heat_read)

    def read_cell(
        self,
        lanes: Sequence[Lane],
        weekday: int,
        hour: int,
        since: int | None,
        until: int | None,
        currency: str,
    ) -> None:
        """Ask for the transfers of an hour of a weekday."""
        wanted = list(lanes)

        def question(case: CaseFile, _progress: Progress) -> list[int]:
            return timeline_heat.flows_of_cell(
                case, wanted, weekday=weekday, hour=hour, since=since, until=until,
                currency=currency,
            )  # fmt: skip

        job = self._start("cell", _("Reading the hours"), question)
        job.succeeded.connect(self.cell_read)

    def read_busiest(self, currency: str) -> None:
        """Ask for the accounts that moved most."""

        def question(case: CaseFile, _progress: Progress) -> list[str]:
            return timeline_lanes.busiest_keys(case, currency=currency)

        self._start("keys", _("Reading the accounts"), question).succeeded.connect(self.keys_read)

    def read_traced(self) -> None:
        """Ask for the accounts of the trace in front; without one, those of the kept traces."""
        shown = self._session.trace.accounts_by_level()[: timeline_lanes.MOST_LANES]

        def question(case: CaseFile, _progress: Progress) -> list[str]:
            return shown or timeline_lanes.traced_keys(case)

        self._start("keys", _("Reading the traces"), question).succeeded.connect(self.keys_read)

    def read_levels(self) -> None:
        """Ask for a lane per level of the kept traces."""

        def question(case: CaseFile, _progress: Progress) -> list[str]:
            return timeline_lanes.level_keys(case)

        self._start("keys", _("Reading the traces"), question).succeeded.connect(self.keys_read)

    def read_selected(self, selection: Selection) -> None:
        """Ask for the accounts behind what is selected."""

        def question(case: CaseFile, _progress: Progress) -> list[str]:
            return timeline_lanes.selected_keys(case, selection)

        self._start("keys", "", question).succeeded.connect(self.keys_read)

    def read_flow(self, flow: int) -> None:
        """Ask for a transfer that was chosen."""
        self._start("flow", "", _one(flow)).succeeded.connect(self.flow_read)

    def read_hint(self, flow: int) -> None:
        """Ask for the transfer under the pointer."""
        self._start("hint", "", _one(flow)).succeeded.connect(self.hinted)

    @Slot()
    def stop(self) -> None:
        """Drop what is being asked."""
        for job in self._session.runner.jobs():
            if job.key.startswith(KEY):
                job.supersede()


def _one(flow: int) -> Any:
    def question(case: CaseFile, _progress: Progress) -> Any:
        found = flows_by_id(case, [flow])
        return found[0] if found else None

    return question
