"""The command line: finds the commands, runs one, turns failures into exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

import app.cli
from app.base import log
from app.base.errors import Cancelled, ExitStatus, KnownError
from app.base.i18n import _
from app.base.registry import modules_of
from app.cli.output import prepare_streams, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.cli.context import Window

READER_GONE = 128 + 13
"""The exit status of a program whose output nobody reads any more (SIGPIPE)."""


def build_parser() -> argparse.ArgumentParser:
    """The parser with the commands of every module in ``app.cli`` that has a ``register``."""
    parser = argparse.ArgumentParser(
        prog="xunxian",
        description=_("An offline workbench for following money through statements."),
        epilog=_("Without a command the window opens."),
    )
    subparsers = parser.add_subparsers(metavar=_("COMMAND"), required=True)
    for module in modules_of(app.cli):
        register = getattr(module, "register", None)
        if register is not None:
            register(subparsers)
    return parser


def main(argv: Sequence[str], window: Window | None = None) -> int:
    """Run one command; returns the exit status.

    Args:
        argv: without the program's name.
        window: for the commands that end in it.
    """
    prepare_streams()
    try:
        args = build_parser().parse_args(list(argv))
    except SystemExit as end:  # argparse has said what is wrong, or shown the help
        return end.code if isinstance(end.code, int) else int(ExitStatus.USAGE)
    try:
        args.window = window
        return int(args.handler(args))
    except KnownError as error:
        tell(error.text)
        if error.hint:
            tell(error.hint)
        return int(error.status)
    except (Cancelled, KeyboardInterrupt):
        tell(_("Cancelled."))
        return int(ExitStatus.CANCELLED)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback for the user
        if was_interrupted(error):
            tell(_("Cancelled."))
            return int(ExitStatus.CANCELLED)
        return report_bug(error)


def was_interrupted(error: BaseException) -> bool:
    """Whether Ctrl+C is behind it; the ledger's engine makes another exception of it."""
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        if isinstance(link, KeyboardInterrupt):
            return True
        seen.add(id(link))
        link = link.__cause__ or link.__context__
    return False


def report_bug(error: BaseException) -> int:
    """Write the crash report and say politely where it is; returns the exit status."""
    tell(_("The program made a mistake and stopped. The case is intact."))
    try:
        path = log.write_crash_report(type(error), error, error.__traceback__)
    except OSError:
        return int(ExitStatus.FAILED)
    tell(_("A report without case content was written to %s") % path)
    return int(ExitStatus.FAILED)
