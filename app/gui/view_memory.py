"""What the window remembers of a case and its officer: arrangements, and what panes keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.ops.view_state import remember_views, view_states

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def __init__(
        self,
        session: CaseSession,
        kept: Mapping[str, Any] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Remember.

        Args:
            session: of the case.
            kept: what ``kept_views`` has read already; else ``load`` does.
            parent: its owner.
        """
        super().__init__(parent)
        self._session = session
        self.is_loaded = kept is not None
        self._values: dict[str, Any] = {
            key.removeprefix(PREFIX): value for key, value in (kept or {}).items()
        }
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
        job = self._session.read("view-memory", "", kept_views)
        job.succeeded.connect(self._take)

    @Slot(object)
    def _take(self, kept: dict[str, Any]) -> None:
        for key, value in kept.items():
            self._values.setdefault(key.removeprefix(PREFIX), value)
        self.is_loaded = True
        self.loaded.emit()

    def kept(self) -> dict[str, Any]:
        """All of it, for another window on the same case."""
        return {PREFIX + key: value for key, value in self._values.items()}

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


def kept_views(case: CaseFile) -> dict[str, Any]:
    """What windows on a case have kept for the officer who works now."""
    return view_states(case, PREFIX)
