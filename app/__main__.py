"""The program: crash log first, then the window or the command line."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from app.base import log
from app.base.errors import ExitStatus
from app.base.i18n import preferred_language, use_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from app.ops.cases import CaseFile


def _on_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write a crash report instead of a traceback, which would quote what the case holds."""
    if issubclass(kind, KeyboardInterrupt):
        return
    with contextlib.suppress(OSError):
        path = log.write_crash_report(kind, error, trace)
        if sys.stderr is not None:
            sys.stderr.write(f"xunxian: {kind.__name__}, {path}\n")


def _on_thread_crash(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        _on_crash(failure.exc_type, failure.exc_value, failure.exc_traceback)


class _Window:
    """The window, imported when it is asked for: the command line must start without Qt."""

    def run(
        self,
        case_folder: Path | None = None,
        *,
        passphrase: str | None = None,
        officer: str | None = None,
    ) -> int:
        """Open the window and stay until it is closed; returns an exit status."""
        window = importlib.import_module("app.gui.app")
        return int(window.run(case_folder, passphrase=passphrase, officer=officer))

    def grab_pictures(self, case: CaseFile, folder: Path) -> list[Path]:
        """Write the panes as pictures into ``folder``."""
        pictures: list[Path] = importlib.import_module("app.gui.app").grab_pictures(case, folder)
        return pictures


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; without arguments the window opens. Returns the exit status."""
    sys.excepthook = _on_crash
    threading.excepthook = _on_thread_crash
    # A disk without room for a log is no reason not to work.
    with contextlib.suppress(OSError):
        log.install()
    arguments = list(sys.argv[1:] if argv is None else argv)
    use_language(preferred_language())
    if not arguments:
        return _Window().run()
    from app.cli.main import main as run_command

    status = run_command(arguments, _Window())
    if argv is None and status == ExitStatus.CANCELLED:
        _end_at_once(status)
    return status


def _end_at_once(status: int) -> None:
    """End without taking the interpreter down.

    Threads of the ledger's engine that were told to stop may still be at it, and destroying them
    would abort the process. The case is closed by now.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    logging.shutdown()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
