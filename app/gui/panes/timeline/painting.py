"""Painting a scene of lanes, on the screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.panes.timeline import found, marks, picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from app.gui.panes.timeline.picture import Shown
    from app.gui.panes.timeline.strokes import Frame, Strokes
    from app.gui.theme import Theme
    from app.ops.timeline_marks import Mark


def rows_of(shown: Shown) -> dict[str, int]:
    """In which row each lane is shown, by its key."""
    pairs = zip(shown.scene.lanes, shown.rows.tolist(), strict=True)
    return {lane.key: row for lane, row in pairs}


def paint_scene(
    painter: QPainter,
    frame: Frame,
    shown: Shown,
    marked: Sequence[Mark],
    strokes: Strokes | None,
    colours: Theme,
    *,
    moving: bool = False,
) -> None:
    """Everything in the lanes but what is chosen.

    Args:
        painter: its pixels are those of the frame.
        frame: what is in sight.
        shown: the scene and how it is shown.
        marked: incidents, measures and calls.
        strokes: the single transfers in sight; without them a density is painted.
        colours: the theme.
        moving: paint faster; it will be painted again.
    """
    picture.paint_ground(painter, frame, shown, colours)
    picture.paint_balances(painter, frame, shown, colours)
    if strokes is None:
        picture.paint_density(painter, frame, shown, colours)
        found.paint_silence(painter, frame, shown, colours)
    else:
        found.paint_silence(painter, frame, shown, colours)
        picture.paint_strokes(painter, strokes, frame, colours, moving=moving)
    found.paint_found(painter, frame, shown, colours)
    marks.paint_marks(painter, frame, marked, rows_of(shown), colours)
    picture.paint_period(painter, frame, shown, colours)
