"""What the window remembers of a case and its officer: arrangements, and what panes keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.gui.session import CaseSession


class ViewMemory(QObject):
    """Small values by key, each fit for JSON.

    Signals:
        loaded: what an earlier sitting kept is there now.
    """

    loaded = Signal()

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under a key."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Keep a value under a key."""
        self._values[key] = value

    def load(self) -> None:
        """Read what was kept."""
        self.loaded.emit()

    def save(self) -> None:
        """Write what changed."""
