"""Keeping traces as the command line does: keep what is asked, ask a kept one again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.base.i18n import _
from app.ops.traces import run_again, run_and_keep

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.gui.session import CaseSession
    from app.model.changes import Changes
    from app.ops.cases import CaseFile
    from app.ops.tracing import TraceQuestion


class Keeping(QObject):
    """Belongs to whoever offers it.

    Signals:
        kept: the number of the trace that was made.
        ended: nothing runs any more, whatever came of it.
    """

    kept = Signal(int)
    ended = Signal()

    def __init__(self, session: CaseSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def keep(self, question: TraceQuestion, title: str) -> None:
        """Follow the money once more and keep the answer: what is kept is of one moment."""

        def op(case: CaseFile, progress: Progress) -> tuple[Any, Changes]:
            number, _answer, changes = run_and_keep(
                case, question=question, progress=progress, title=title
            )
            return number, changes

        job = self._session.change(_("Keeping the trace"), op)
        job.succeeded.connect(self._tell_kept)
        job.finished.connect(self.ended)

    def run_again(self, trace_id: int) -> None:
        """Ask the question of a kept trace again; the answer is a trace of its own."""

        def op(case: CaseFile, progress: Progress) -> tuple[Any, Changes]:
            number, _answer, _differing, changes = run_again(
                case, trace_id=trace_id, progress=progress
            )
            return number, changes

        job = self._session.change(_("Following the money again"), op)
        job.succeeded.connect(self._tell_again)
        job.finished.connect(self.ended)

    @Slot(object)
    def _tell_kept(self, result: Any) -> None:
        told = _("Kept as trace {number}; Ctrl+Z takes it back.").format(number=result[0])
        self._session.told.emit(told, "GOOD")
        self.kept.emit(result[0])

    @Slot(object)
    def _tell_again(self, result: Any) -> None:
        told = _("Followed again and kept as trace {number}; Ctrl+Z takes it back.").format(
            number=result[0]
        )
        self._session.told.emit(told, "GOOD")
        self.kept.emit(result[0])
