"""The way back: what was looked at before, like the pages of a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.model.selection import FlowFilter, Period, Selection

MOST_KEPT = 100


@dataclass(frozen=True)
class Look:
    """One view: the perspective, the pane in front, and what all panes share."""

    perspective: str
    pane: str
    selection: Selection
    period: Period
    filter: FlowFilter


class ViewHistory(QObject):
    """Keeps the looks in order.

    Attributes:
        paused: remember nothing while an old look is shown again.

    Signals:
        moved: where one can go has changed.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks: list[Look] = []
        self._at = -1
        self.paused = False

    def note(self, look: Look) -> None:
        """Remember a look; one that is the last already is passed over."""
        if self.paused or (self._at >= 0 and self._looks[self._at] == look):
            return
        del self._looks[self._at + 1 :]
        self._looks.append(look)
        del self._looks[:-MOST_KEPT]
        self._at = len(self._looks) - 1
        self.moved.emit()

    @property
    def can_go_back(self) -> bool:
        """Whether there was a look before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one went back before."""
        return 0 <= self._at < len(self._looks) - 1

    def step(self, by: int) -> Look | None:
        """The look one step away; None at the end."""
        target = self._at + by
        if not 0 <= target < len(self._looks):
            return None
        self._at = target
        self.moved.emit()
        return self._looks[target]
