"""Pairs, silence and bursts beside a scene: asked once for all time, else for what is loaded.

So they stay the same while one zooms, and a silence that is longer than what is in sight is still
one. Reading goes through the lane of the case, reckoning does not, so that zooming never waits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.ops.timeline import Sought
from app.ops.timeline_rhythm import RHYTHM_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analysis.timeline.lanes import Lane
    from app.gui.panes.timeline.reading import RhythmAsked, TimelineReader
    from app.ops.timeline import Scene
    from app.ops.timeline_rhythm import Rhythm


class RhythmStep(QObject):
    """Adds to scenes what was found in the transfers of their lanes.

    Signals:
        found: something came; the scene at hand is to be dressed anew.
    """

    found = Signal()

    def __init__(self, reader: TimelineReader, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._lanes: list[Lane] = []
        self._rhythm: Rhythm | None = None
        self._known: RhythmAsked | None = None
        self._asked: RhythmAsked | None = None
        reader.rhythm_read.connect(self._take)

    def begin(self, lanes: Sequence[Lane]) -> None:
        """Other lanes, or other transfers: what was found counts no longer."""
        self._lanes = list(lanes)
        self._rhythm = self._known = self._asked = None

    def dressed(self, scene: Scene) -> Scene:
        """The scene with what is known to be in it; what is not known is asked for."""
        if not self._lanes or scene.span is None or (scene.whole and scene.is_single):
            return scene
        everything = scene.span[0], scene.span[1] + 1
        wanted = everything
        if sum(lane.flows for lane in self._lanes) > RHYTHM_MOST:
            if scene.is_single:
                return scene
            if scene.density.flows > 2 * RHYTHM_MOST:
                return replace(scene, sought=Sought.TOO_MANY)
            wanted = scene.since, scene.until
        asked = (*wanted, scene.currency, tuple(lane.key for lane in self._lanes))
        if self._known != asked:
            if self._asked != asked:
                self._asked = asked
                self._reader.read_rhythm(self._lanes, *wanted, scene.currency)
            return scene
        if self._rhythm is None:
            return scene if scene.is_single else replace(scene, sought=Sought.TOO_MANY)
        return replace(
            scene, pairs=self._rhythm.pairs, gaps=self._rhythm.gaps, bursts=self._rhythm.bursts,
            sought=Sought.ALL if wanted == everything else Sought.LOADED,
        )  # fmt: skip

    @Slot(object)
    def _take(self, answer: tuple[RhythmAsked, Rhythm | None]) -> None:
        if answer[0] == self._asked:
            self._known, self._rhythm = answer
            self.found.emit()
