"""Starting one pane alone: ``python -m app.gui.panes.<key> [CASE]``, for whoever works on it.

Without a case a small invented one is built in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QMainWindow, QWidget

from app.base.i18n import preferred_language, use_language
from app.base.progress import Progress
from app.base.settings import THEME, Settings
from app.demo.returns import Scale
from app.gui import theme
from app.gui.app import application
from app.gui.jobs import JobRunner
from app.gui.pane_registry import make_pane, spec_of
from app.gui.session import CaseSession
from app.ops.cases import CaseFile, open_case
from app.ops.demo import OFFICER, PASSPHRASE, build_demo


def run(key: str, case_folder: Path | None = None) -> int:
    """Show one pane until its window is closed."""
    use_language(preferred_language())
    app = application()
    theme.apply_theme(app, Settings().get(THEME))
    with tempfile.TemporaryDirectory(prefix="xunxian-") as folder:
        case = _case(case_folder, Path(folder))
        runner = JobRunner()
        window = show(key, case, runner)
        try:
            return app.exec()
        finally:
            window.deleteLater()
            runner.shut_down()
            case.close()


def show(key: str, case: CaseFile, runner: JobRunner) -> QMainWindow:
    """A bare window around the pane."""
    spec = spec_of(key)
    if spec is None:
        raise KeyError(key)
    session = CaseSession(case, runner)
    window = QMainWindow()
    session.setParent(window)
    pane: QWidget = make_pane(spec, session)
    window.setCentralWidget(pane)
    window.setWindowTitle(key)
    window.resize(966, 600)
    window.show()
    session.reload()
    return window


def main(name: str) -> int:
    """What ``__main__`` of a pane calls with its ``__package__``."""
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    return run(name.rpartition(".")[2], given)


def _case(given: Path | None, folder: Path) -> CaseFile:
    if given is None:
        case, _report = build_demo(folder, progress=Progress(), scale=Scale.small())
        return case
    return open_case(
        folder=given,
        passphrase=os.environ.get("XUNXIAN_PASSPHRASE", PASSPHRASE),
        officer=os.environ.get("XUNXIAN_OFFICER", OFFICER),
    )
