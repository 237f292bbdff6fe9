"""Starting the window."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.base.display import PLATFORM, has_display
from app.base.errors import KnownError
from app.base.i18n import _, preferred_language, use_language
from app.base.settings import LANGUAGE, SCALE_PERCENT, THEME, Settings
from app.gui import theme
from app.gui.collecting import Collector
from app.gui.pictures import grab_case
from app.gui.shell import Shell
from app.gui.translation import translate_qt

if TYPE_CHECKING:
    from pathlib import Path

    from app.ops.cases import CaseFile

TURN_SECONDS: Final = 0.001
"""How long a working thread keeps the interpreter from the window: with Python's own 5 ms, the many
short calls that make up one repaint wait for it again and again."""


def application() -> QApplication:
    """The one application of the process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    sys.setswitchinterval(TURN_SECONDS)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("xunxian")
    app.setApplicationDisplayName(_("Xunxian"))
    return app


def run(
    case_folder: Path | None = None,
    *,
    passphrase: str | None = None,
    officer: str | None = None,
) -> int:
    """Show the window until it is closed.

    Args:
        case_folder: the case to open; without it the welcome page.
        passphrase: opens it at once; without it the window asks.
        officer: who works on it.

    Returns:
        the exit status.

    Raises:
        KnownError: there is no display, or a part of the program is missing.
    """
    if not has_display() and PLATFORM not in os.environ:
        raise KnownError(
            _("There is no display to show a window on."),
            _("Use the commands without a window; `xunxian --help` lists them."),
        )
    settings = Settings()
    use_language(preferred_language() if os.environ.get("XUNXIAN_LANG") else settings.get(LANGUAGE))
    scale = settings.get(SCALE_PERCENT)
    if scale != SCALE_PERCENT.default:
        os.environ.setdefault("QT_SCALE_FACTOR", str(scale / 100))  # Qt reads it when it starts
    app = application()
    theme.apply_theme(app, settings.get(THEME))
    translate_qt()
    shell = Shell(app)
    shell.desk.install()
    collector = Collector(app)
    collector.install()
    try:
        shell.start(case_folder, passphrase, officer)
        return app.exec()
    finally:
        shell.close_all()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        collector.uninstall()
        shell.desk.uninstall()


def grab_pictures(case: CaseFile, folder: Path) -> list[Path]:
    """Save pictures of the pages of an open case, for machines without a display.

    Language and theme of the process are as before afterwards.

    Args:
        case: stays open and unchanged.
        folder: made when it is not there.

    Returns:
        the files written.
    """
    if not has_display():
        os.environ.setdefault(PLATFORM, "offscreen")
    return grab_case(application(), case, folder)
