"""Locking after idle time: nobody at the keyboard, nobody reads the case."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_MS: Final = 5_000
_SIGNS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragMove,
    }
)


class IdleWatch(QObject):
    """Watches the windows of the program for signs of life.

    Filters the events of windows, not of every widget: there are far fewer.

    Args:
        busy: while it says so, nothing is locked; running changes come first.

    Signals:
        idle: nobody did anything for the time set, and nothing is changing.
    """

    idle = Signal()

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._seconds = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def start(self, minutes: int) -> None:
        """Lock after so many minutes; 0 never locks."""
        self._seconds = minutes * 60.0
        self.touch()
        for window in QGuiApplication.topLevelWindows():
            self._watch(window)
        if minutes > 0:
            self._timer.start()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = time.monotonic()

    @Slot()
    def look(self) -> None:
        """Tell when it has been quiet for too long."""
        quiet = time.monotonic() - self._last
        if self._seconds and quiet >= self._seconds and not self._busy():
            self.stop()
            self.idle.emit()

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Note signs of life; nothing is held back."""
        if event.type() in _SIGNS:
            self.touch()
        return super().eventFilter(watched, event)
