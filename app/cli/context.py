"""What commands share: general options, the passphrase, the officer, the opened case."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.base.errors import StorageFull, UsageError, WrongPassphrase
from app.base.i18n import _
from app.ops.cases import CaseFile, open_case

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from app.base.errors import ExitStatus

    Handler = Callable[[argparse.Namespace], ExitStatus]
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

PASSPHRASE_VARIABLE = "XUNXIAN_PASSPHRASE"  # noqa: S105 - a name, not a secret
NEW_PASSPHRASE_VARIABLE = "XUNXIAN_NEW_PASSPHRASE"  # noqa: S105
OFFICER_VARIABLE = "XUNXIAN_OFFICER"
_MAX_PASSPHRASE_BYTES = 64 * 1024


def add_command(
    subparsers: Subparsers,
    name: str,
    handler: Handler,
    text: str,
    *,
    case: bool = True,
    acting: bool = True,
) -> argparse.ArgumentParser:
    """Declare one command with the general options.

    Args:
        subparsers: what ``register`` was given; also that of a command with commands of its own.
        name: the command's word.
        handler: gets the parsed arguments, returns the exit status.
        text: one sentence for the help.
        case: whether its first argument is ``CASE``, found as ``args.case``.
        acting: whether ``--officer`` says who acts; a command that only reads may mean another.
    """
    parser = subparsers.add_parser(name, help=text, description=text)
    parser.set_defaults(handler=handler)
    if case:
        parser.add_argument("case", metavar="CASE", type=Path, help=_("The folder of the case."))
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        help=_("Read the passphrase from the first line of FILE."),
    )
    parser.set_defaults(officer=None)
    if acting:
        parser.add_argument(
            "--officer", metavar="NAME", help=_("The officer that the journal shall name.")
        )
    parser.add_argument(
        "--json", action="store_true", help=_("Print one JSON document on standard output.")
    )
    return parser


def named_officer(args: argparse.Namespace) -> str:
    """The officer of the option, else of the environment; empty when none is named."""
    return str(args.officer or os.environ.get(OFFICER_VARIABLE) or "")


def officer_of(args: argparse.Namespace) -> str:
    """The acting officer: the option, else the environment, else the login name."""
    named = named_officer(args)
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def passphrase_of(args: argparse.Namespace, *, twice: bool = False) -> str:
    """The passphrase: environment, else file, else a prompt when there is a terminal.

    Raises:
        UsageError: there is none of the three, or the file cannot be read.
        WrongPassphrase: the two entries of a new passphrase differ.
    """
    return _secret(
        PASSPHRASE_VARIABLE, args.passphrase_file, _("Passphrase: "), twice=twice,
        option="--passphrase-file",
    )  # fmt: skip


def new_passphrase_of(args: argparse.Namespace) -> str:
    """The passphrase to set, from ``XUNXIAN_NEW_PASSPHRASE``, a file or a prompt."""
    return _secret(
        NEW_PASSPHRASE_VARIABLE, args.new_passphrase_file, _("New passphrase: "), twice=True,
        option="--new-passphrase-file",
    )  # fmt: skip


def _secret(variable: str, file: Path | None, prompt: str, *, twice: bool, option: str) -> str:
    given = os.environ.get(variable)
    if given is not None:
        return given
    if file is not None:
        return _first_line(file)
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            _("No passphrase was given."),
            _("Set %(variable)s or use %(option)s FILE.")
            % {"variable": variable, "option": option},
        )
    entered = getpass.getpass(prompt)
    if twice and getpass.getpass(_("Once more: ")) != entered:
        raise WrongPassphrase(_("The two entries differ."), _("Try again."))
    return entered


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(_MAX_PASSPHRASE_BYTES)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            _("The passphrase file cannot be read."), _("It has to be a text file in UTF-8.")
        ) from None
    return text.split("\n", 1)[0].removesuffix("\r")


@contextlib.contextmanager
def opened_case(args: argparse.Namespace, *, read_only: bool = False) -> Iterator[CaseFile]:
    """The case that ``args`` names, closed at the end of the block; raises as ``open_case``.

    With ``read_only`` nothing is to be changed; the case is still opened for writing where the
    disk allows, because a case of an older version or one whose process was killed needs it.
    """
    options: dict[str, Any] = {
        "folder": args.case, "passphrase": passphrase_of(args), "officer": officer_of(args)
    }  # fmt: skip
    try:
        case = open_case(**options)
    except StorageFull:
        if not read_only:
            raise
        case = open_case(**options, read_only=True)
    with case:
        yield case


class Window(Protocol):
    """What the commands that end in the window need of it; ``__main__`` provides it.

    The command line does not know the window, so that it starts without a display or Qt.
    """

    def run(
        self,
        case_folder: Path | None = None,
        *,
        passphrase: str | None = None,
        officer: str | None = None,
    ) -> int:
        """Open the window and stay until it is closed; returns an exit status."""

    def grab_pictures(self, case: CaseFile, folder: Path) -> list[Path]:
        """Write the panes as pictures into ``folder``."""
