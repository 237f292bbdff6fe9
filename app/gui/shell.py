"""Who owns the windows: opens and closes cases, and moves between welcome page and workbench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.base.errors import KnownError, WriteProtected
from app.base.i18n import _, use_language
from app.gui import recent
from app.gui.errors import ErrorDesk
from app.gui.forms.access import AccessDialog, NewCaseDialog, UnlockDialog
from app.gui.jobs import Job, JobRunner, Lane
from app.gui.main_window import MainWindow
from app.gui.pane_registry import import_panes
from app.gui.session import CaseSession
from app.gui.translation import translate_qt
from app.gui.view_memory import kept_views
from app.gui.welcome import WelcomeWindow, ask_case_folder, demo_folder
from app.importers.layout import all_layouts
from app.ops import searching
from app.ops.cases import CaseFile, create_case, open_case
from app.ops.demo import build_demo
from app.ops.view_state import remember_views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.base.progress import Progress


@dataclass(frozen=True)
class Opened:
    """A case, and what earlier windows on it have kept."""

    case: CaseFile
    views: dict[str, Any]


Answer = Opened | KnownError
LAST_WORDS_MS = 3_000
"""So long the case waits, when it is closed, for what the window wants remembered."""


class Shell(QObject):
    """One per program."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = JobRunner(self)
        self.desk = ErrorDesk(self.show_known, parent=self)
        self.runner.failed.connect(self.desk.take)
        self.welcome: WelcomeWindow | None = None
        self.window: MainWindow | None = None
        self.dialog: AccessDialog | None = None
        self._case: CaseFile | None = None
        self._officer = ""

    def start(
        self, folder: Path | None, passphrase: str | None = None, officer: str | None = None
    ) -> None:
        """Show the welcome page, or ask for the passphrase of ``folder``, or open it at once."""
        self._officer = officer or ""
        self.show_welcome()
        self.runner.start(_import_panes, key="panes", lane=Lane.FREE)
        if folder is None:
            return
        self.unlock(folder)
        if passphrase is not None and isinstance(self.dialog, UnlockDialog):
            self.dialog.passphrase.setText(passphrase)
            self.dialog.go.click()

    def show_known(self, error: KnownError) -> None:
        """Show a failure that the user can settle, in the window that is there."""
        if self.window is not None:
            self.window.show_known(error)
        elif self.welcome is not None:
            self.welcome.show_known(error)

    def _top(self) -> QWidget | None:
        return self.window or self.welcome

    # Opening

    def show_welcome(self) -> None:
        """Show the page without a case."""
        welcome = WelcomeWindow(self.runner)
        welcome.case_chosen.connect(self.unlock)
        welcome.new_wanted.connect(self.make)
        welcome.demo_wanted.connect(self.build_demo)
        welcome.language_chosen.connect(self._change_language)
        self.welcome = welcome
        welcome.show()

    @Slot(object)
    def unlock(self, folder: Path) -> None:
        """Ask for the passphrase of a case."""
        self._show_dialog(UnlockDialog(folder, self._top(), officer=self._officer))

    @Slot()
    def make(self) -> None:
        """Ask for what a new case needs."""
        known = recent.cases()
        self._show_dialog(NewCaseDialog(self._top(), place=known[0].parent if known else None))

    @Slot()
    def build_demo(self) -> None:
        """Build the demonstration case and open it; its passphrase is no secret."""
        folder = demo_folder()

        def work(progress: Progress) -> CaseFile:
            case, _report = build_demo(folder, progress=progress)
            return case

        job = self.runner.start(work, title=_("Building the demonstration case"))
        job.succeeded.connect(self._show_demo)
        job.finished.connect(self._end_demo)
        if self.welcome is not None:
            self.welcome.set_building(building=True)

    @Slot(object)
    def _show_demo(self, case: CaseFile) -> None:
        if self.welcome is None or not self.welcome.isVisible():
            case.close()  # given up meanwhile
            return
        recent.remember(case.folder)
        self.show_case(case)

    @Slot()
    def _end_demo(self) -> None:
        if self.welcome is not None:
            self.welcome.set_building(building=False)

    @Slot()
    def ask_other(self) -> None:
        """Choose another case while one is open."""
        if self.window is not None:
            folder = ask_case_folder(self.window)
            if folder is not None:
                self.unlock(folder)

    def _show_dialog(self, dialog: AccessDialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.tried.connect(self._try)
        dialog.open()

    @Slot()
    def _try(self) -> None:
        dialog = self.dialog
        officer = dialog.officer.text().strip() if dialog is not None else ""
        if isinstance(dialog, UnlockDialog):
            self._open(_unlocking(dialog.folder, dialog.passphrase.text(), officer))
        elif isinstance(dialog, NewCaseDialog):
            self._open(
                _making(
                    dialog.folder, dialog.name.text().strip(), dialog.passphrase.text(), officer
                )
            )

    def _open(self, work: Callable[[Progress], Answer]) -> None:
        job: Job = self.runner.start(work, title=_("Opening the case"))
        job.succeeded.connect(self._take_answer)
        job.failed.connect(self._end_try)

    @Slot()
    def _end_try(self) -> None:
        if self.dialog is not None:
            self.dialog.set_busy(busy=False)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if isinstance(answer, KnownError):
            if self.dialog is not None:
                self.dialog.show_wrong(answer)
            return
        if self.dialog is None or not self.dialog.isVisible():
            answer.case.close()  # given up meanwhile
            return
        self._officer = self.dialog.officer.text().strip()
        self.dialog.accept()
        self.dialog.deleteLater()
        self.dialog = None
        recent.remember(answer.case.folder)
        self.show_case(answer.case, answer.views)

    def show_case(self, case: CaseFile, views: dict[str, Any] | None = None) -> None:
        """Show the workbench of an open case; a case open before is closed."""
        self._drop_windows()
        if self._case is not None and self._case is not case:
            self._close_case()
        self._case = case
        self._show_window(case, views)

    def _show_window(self, case: CaseFile, views: dict[str, Any] | None) -> None:
        session = CaseSession(case, self.runner)
        window = MainWindow(session, views)
        session.setParent(window)
        window.closing.connect(self.close_all)
        window.open_wanted.connect(self.ask_other)
        window.lock_wanted.connect(self.lock)
        window.language_chosen.connect(self._change_language)
        self.window = window
        window.show()
        session.reload()
        if case.read_only:
            session.told.emit(
                _("The disk refuses writing: the case can be looked at, nothing can be changed."),
                "WARN",
            )

    # Closing

    @Slot()
    def lock(self) -> None:
        """Close the case and ask for its passphrase again."""
        if self._case is None:
            return
        folder = self._case.folder
        self._close_case()
        old, self.window = self.window, None
        self.show_welcome()
        if old is not None:
            _discard(old)
        self.unlock(folder)

    @Slot()
    def close_all(self) -> None:
        """The window closes: stop the work, close the case."""
        self._close_case()
        if self.window is not None:
            self.window.quiet()
            self.window.deleteLater()
        self.window = None

    def _close_case(self) -> None:
        self.runner.shut_down()
        case, self._case = self._case, None
        if case is None:
            return
        views = self.window.memory.unsaved() if self.window is not None else {}
        if views:
            self.runner.start(_remembering(case, views))
            self.runner.wait_for_done(LAST_WORDS_MS)
        searching.forget(case)
        case.close()

    def _drop_windows(self) -> None:
        for old in (self.welcome, self.window):
            if old is not None:
                _discard(old)
        self.welcome = None
        self.window = None

    @Slot(str)
    def _change_language(self, language: str) -> None:
        """Build the window anew in other words, after its menu has closed."""
        use_language(language)
        translate_qt()
        QTimer.singleShot(0, self, self._build_again)

    @Slot()
    def _build_again(self) -> None:
        if self._case is not None:
            views = None
            if self.window is not None:
                self.window.looking.keep()
                views = self.window.memory.kept()
            self.show_case(self._case, views)
        elif self.welcome is not None:
            old = self.welcome
            self.show_welcome()
            _discard(old)


def _discard(window: WelcomeWindow | MainWindow) -> None:
    """Take a window away without the signs of closing."""
    window.blockSignals(True)
    window.quiet()
    window.hide()
    window.deleteLater()


def _remembering(case: CaseFile, views: dict[str, Any]) -> Callable[[Progress], None]:
    def work(_progress: Progress) -> None:
        remember_views(case, views)

    return work


def _unlocking(folder: Path, passphrase: str, officer: str) -> Callable[[Progress], Answer]:
    def work(_progress: Progress) -> Answer:
        try:
            try:
                case = open_case(folder=folder, passphrase=passphrase, officer=officer)
            except WriteProtected:  # it can still be looked at
                case = open_case(
                    folder=folder, passphrase=passphrase, officer=officer, read_only=True
                )
        except KnownError as error:
            return error
        try:
            return Opened(case, kept_views(case))
        except BaseException:
            case.close()
            raise

    return work


def _making(folder: Path, name: str, passphrase: str, officer: str) -> Callable[[Progress], Answer]:
    def work(_progress: Progress) -> Answer:
        try:
            made = create_case(folder=folder, name=name, officer=officer, passphrase=passphrase)
            return Opened(made, {})
        except KnownError as error:
            return error

    return work


def _import_panes(_progress: Progress) -> None:
    """While somebody chooses a case and types its passphrase, so that no pane stalls later."""
    import_panes()
    all_layouts()
