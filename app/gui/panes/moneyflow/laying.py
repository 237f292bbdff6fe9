"""Placing cards and bands off the window's thread, where there are many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.jobs import Lane
from app.gui.panes.moneyflow.layout import Layout, lay_out

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.jobs import JobRunner
    from app.ops.money_flow import FlowPicture

KEY: Final = "moneyflow:layout"
AT_ONCE: Final = 400
"""Cards and bands that are placed while one waits: some milliseconds."""


class Laying(QObject):
    """Belongs to one pane; a new picture supersedes the one that is being placed.

    Signals:
        laid: the ``Layout``, whether the eye stays where it is, and an account to bring into sight.
    """

    laid = Signal(object, bool, str)

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._keep = True
        self._reveal = ""

    def lay(self, picture: FlowPicture, opened: frozenset[int], *, keep: bool, reveal: str) -> None:
        """Place a picture; what an earlier one asked of the eye and was not shown yet still counts.

        Args:
            picture: what is drawn.
            opened: levels whose stacks are open.
            keep: stay where the eye is.
            reveal: an account to bring into sight, or nothing.
        """
        self._keep = self._keep and keep
        self._reveal = reveal or self._reveal
        if len(picture.cards) + len(picture.bands) <= AT_ONCE:
            self.forget()
            self._take(lay_out(picture, opened))
            return

        def work(_progress: Progress) -> Layout:
            return lay_out(picture, opened)

        job = self._runner.start(work, title="", key=KEY, lane=Lane.FREE)
        job.succeeded.connect(self._take)

    def forget(self) -> None:
        """What is still being placed is not wanted any more."""
        for job in self._runner.jobs():
            if job.key == KEY:
                job.supersede()

    @Slot(object)
    def _take(self, layout: Any) -> None:
        keep, reveal = self._keep, self._reveal
        self._keep, self._reveal = True, ""
        self.laid.emit(layout, keep, reveal)
