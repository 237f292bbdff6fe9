"""Whether what is in sight needs another question: more time, or the same time more finely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.analysis.timeline.density import bin_width
from app.analysis.timeline.events import EARLIEST, LATEST
from app.gui.panes.timeline.in_step import first_of, last_of

if TYPE_CHECKING:
    from app.gui.panes.timeline.strokes import Frame
    from app.ops.timeline import Scene

AIR: Final = 0.5
"""So much of the time in sight is asked for before and after it."""
COARSE: Final = 1 / 200
"""A bin that takes more of the time in sight than this could be finer."""


def wanted_time(scene: Scene, frame: Frame) -> tuple[int, int] | None:
    """The time to ask for (microseconds), or ``None`` where the scene tells all there is."""
    if scene.whole:
        return None
    seen = frame.until - frame.since
    since = int(max(frame.since - AIR * seen, first_of(scene), EARLIEST))
    until = int(min(frame.until + AIR * seen, last_of(scene) + 1, LATEST))
    known = scene.covers(
        max(frame.since, first_of(scene)), min(frame.until, last_of(scene))
    )  # fmt: skip
    if frame.until < first_of(scene) or frame.since > last_of(scene):
        known = True  # there is nothing to be known
    if known and scene.is_single:
        return None
    width = scene.density.width
    finer = width > seen * COARSE and bin_width(since, until) < width
    return None if known and not finer else (since, until)
