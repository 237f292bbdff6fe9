"""The pane by itself: ``python -m app.gui.panes.transfers CASE`` asks for the passphrase."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.gui import theme
from app.gui.jobs import JobRunner
from app.gui.panes.transfers.view import TransfersPane
from app.gui.session import CaseSession
from app.ops.cases import open_case


def main() -> int:
    """Show the transfers of one case."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the case
        print("python -m app.gui.panes.transfers CASE", file=sys.stderr)  # noqa: T201
        return 2
    app = QApplication(sys.argv[:1])
    theme.apply_theme(app, "light")
    with open_case(
        folder=Path(sys.argv[1]), passphrase=getpass.getpass(), officer=getpass.getuser()
    ) as case:
        runner = JobRunner()
        session = CaseSession(case, runner)
        pane = TransfersPane(session)
        pane.resize(1290, 700)
        pane.show()
        session.reload()
        status = app.exec()
        pane.still()
        runner.shut_down()
    return status


if __name__ == "__main__":
    sys.exit(main())
