"""One pane in a window of its own, on a case: ``python -m app.gui.panes.<key> CASE``."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.base.errors import ExitStatus, KnownError
from app.base.i18n import _, preferred_language, use_language
from app.base.settings import LANGUAGE, THEME, Settings
from app.gui import theme
from app.gui.jobs import JobRunner
from app.gui.pane_registry import make_pane, spec_of
from app.gui.session import CaseSession
from app.gui.translation import translate_qt
from app.gui.widgets.message_bar import MessageBar, Tone
from app.ops.cases import open_case

if TYPE_CHECKING:
    from app.ops.cases import CaseFile

PASSPHRASE = "XUNXIAN_PASSPHRASE"  # noqa: S105 - a name, not a secret
OFFICER = "XUNXIAN_OFFICER"
SIZE = QSize(1366, 768)


class PaneWindow(QWidget):
    """A pane above a message bar."""

    def __init__(self, key: str, session: CaseSession) -> None:
        super().__init__()
        spec = spec_of(key)
        if spec is None:
            raise KnownError(_("There is no pane “{key}”.").format(key=key), "")
        self.setWindowTitle(f"{_(spec.title)} · {session.case.name}")
        self.resize(SIZE)
        self.pane = make_pane(spec, session)
        self.message = MessageBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addWidget(self.message)
        session.told.connect(self._tell)
        session.runner.failed.connect(self._fail)

    def _tell(self, text: str, tone: str) -> None:
        self.message.tell(text, Tone[tone])

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.message.show_known(error)
        else:
            self.message.tell(f"{type(error).__name__}: {error}", Tone.ERROR)


def run_alone(key: str) -> int:
    """Show a pane on the case that the command line names; the exit status.

    The passphrase comes from ``XUNXIAN_PASSPHRASE``, else it is asked for on the terminal.
    """
    if len(sys.argv) != 2:
        sys.stderr.write(f"python -m app.gui.panes.{key} CASE\n")
        return int(ExitStatus.USAGE)
    settings = Settings()
    use_language(preferred_language() if os.environ.get("XUNXIAN_LANG") else settings.get(LANGUAGE))
    app = QApplication(sys.argv[:1])
    theme.apply_theme(app, settings.get(THEME))
    translate_qt()
    try:
        with open_case(
            folder=Path(sys.argv[1]),
            passphrase=os.environ.get(PASSPHRASE) or getpass.getpass(_("Passphrase: ")),
            officer=os.environ.get(OFFICER) or getpass.getuser(),
        ) as case:
            return _show(app, key, case)
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.status)


def _show(app: QApplication, key: str, case: CaseFile) -> int:
    runner = JobRunner()
    session = CaseSession(case, runner)
    window = PaneWindow(key, session)
    window.show()
    session.reload()
    try:
        return app.exec()
    finally:
        runner.shut_down()
