"""The desk where every failure of the window arrives, and the only place with an error dialog.

A ``KnownError`` is a sentence for the user: it goes to the message bar. ``Cancelled`` is no
failure. Everything else is a bug: a crash report without case content is written, the user is told
politely and once, and the program goes on, for the case itself is safe in its transactions.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox

from app.base.errors import Cancelled, KnownError
from app.base.i18n import _
from app.base.log import write_crash_report

if TYPE_CHECKING:
    from types import TracebackType

logger = logging.getLogger(__name__)

ShowKnown = Callable[[KnownError], None]
TellBug = Callable[[Path | None], None]

_open_box: list[QMessageBox] = []
"""The dialog on the screen: without a window to own it, Python would take it away again."""


def tell_politely(report: Path | None) -> None:
    """Say that the program made a mistake, what that means for the case and where the report is.

    The dialog does not block: a failure while painting must not stop the event loop.
    """
    box = QMessageBox(QApplication.activeWindow())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("The program made a mistake"))
    box.setText(_("A step could not be carried out, and the fault is the program's."))
    means = _("The case is intact: a change is stored whole or not at all. Check your last step.")
    where = (
        _("A report without case content lies in {path}.").format(path=report)
        if report
        else _("The report could not be written.")
    )
    box.setInformativeText(f"{means}\n\n{where}")
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    _open_box[:] = [box]
    box.open()


class ErrorDesk(QObject):
    """Takes failures from slots, jobs and threads.

    Args:
        show_known: shows a ``KnownError``, usually in the message bar of the window.
        tell_bug: tells the user about a bug; gets the report, or None where none could be written.
        parent: the owner.
    """

    _arrived = Signal(object)

    def __init__(
        self,
        show_known: ShowKnown,
        tell_bug: TellBug = tell_politely,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._show_known = show_known
        self._tell_bug = tell_bug
        self._seen: set[str] = set()
        self._busy = False
        self._before = (sys.excepthook, threading.excepthook)
        self._arrived.connect(self.take, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the exception hook of the process and its threads."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Put back the hooks of before."""
        sys.excepthook, threading.excepthook = self._before

    @Slot(object)
    def take(self, error: BaseException) -> None:
        """Deal with one failure, on the GUI thread."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, KnownError):
            self._show_known(error)
            return
        if self._busy:
            return  # telling about a bug failed in its turn; the first report says enough
        self._busy = True
        try:
            self._take_bug(error)
        finally:
            self._busy = False

    def _take_bug(self, error: BaseException) -> None:
        """Report each faulty place once: a view that fails to paint fails at every frame."""
        place = _place_of(error)
        if place in self._seen:
            return
        self._seen.add(place)
        logger.error("bug: %s", place)
        try:
            report: Path | None = write_crash_report(type(error), error, error.__traceback__)
        except OSError:
            report = None
        self._tell_bug(report)

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            app = QApplication.instance()
            if app is not None:
                app.quit()
            return
        self._receive(error.with_traceback(trace))

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._receive(arguments.exc_value)

    def _receive(self, error: BaseException) -> None:
        if threading.current_thread() is threading.main_thread():
            self.take(error)
        else:
            self._arrived.emit(error)


def _place_of(error: BaseException) -> str:
    """Type and last line of the traceback, without the message, which may quote a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__qualname__} at {where}"
