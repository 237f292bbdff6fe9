"""Collecting Python's cyclic garbage on the GUI thread only.

Python collects on whatever thread happens to allocate. A widget that is part of a cycle would then
be destroyed on a working thread, which Qt does not survive.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS: Final = 500
THRESHOLDS: Final = (2_000, 20, 20)
"""Young objects since the last look, then young rounds, then middle rounds, before a collection."""
LONG_S: Final = 0.03
"""A round that takes longer has met what a large case keeps in memory."""


class Collector(QObject):
    """Takes over from Python's own collector while it is installed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._was_on = False

    def install(self) -> None:
        """From now on, collect here."""
        self._was_on = gc.isenabled()
        gc.disable()
        gc.collect()
        gc.freeze()  # what the start has loaded stays for good; looking at it costs time
        self._timer.start()

    def uninstall(self) -> None:
        """Give the work back."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    @Slot()
    def look(self) -> None:
        """Collect what is due."""
        young, middle, old = gc.get_count()
        if young < THRESHOLDS[0]:
            return
        if old > THRESHOLDS[2]:
            self._collect_all()
        elif middle > THRESHOLDS[1]:
            gc.collect(1)
        else:
            gc.collect(0)

    def _collect_all(self) -> None:
        began = time.perf_counter()
        gc.collect(2)
        if time.perf_counter() - began > LONG_S:
            gc.freeze()  # it is all alive; the next round would hold up the window just as long
