"""What the window remembers of a case and its officer: arrangements, and what panes keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.ops.view_state import remember_views, view_states

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.session import CaseSession
    from app.ops.cases import CaseFile

PREFIX = "window."


class ViewMemory(QObject):
    """Small values by key, each fit for JSON; read once, written in the background.

    Signals:
        loaded: what an earlier sitting kept is there now.
    """

    loaded = Signal()

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._values: dict[str, Any] = {}
        self._unsaved: dict[str, Any] = {}
        self._writing: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under a key."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Keep a value under a key."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._unsaved[PREFIX + key] = value

    def load(self) -> None:
        """Read what was kept."""
        job = self._session.read("view-memory", "", _kept)
        job.succeeded.connect(self._take)

    @Slot(object)
    def _take(self, kept: dict[str, Any]) -> None:
        for key, value in kept.items():
            self._values.setdefault(key.removeprefix(PREFIX), value)
        self.loaded.emit()

    def save(self) -> None:
        """Write what changed, in the background."""
        if not self._unsaved:
            return
        case, self._writing = self._session.case, dict(self._unsaved)
        writing = self._writing

        def work(_progress: Progress) -> None:
            remember_views(case, writing)

        job = self._session.runner.start(work, key="view-memory:write")
        job.succeeded.connect(self._forget_written)

    def unsaved(self) -> dict[str, Any]:
        """What still has to be written before the case is closed."""
        return dict(self._unsaved)

    @Slot()
    def _forget_written(self) -> None:
        for key, value in self._writing.items():
            if self._unsaved.get(key) == value:
                del self._unsaved[key]
        self._writing = {}


def _kept(case: CaseFile) -> dict[str, Any]:
    return view_states(case, PREFIX)
