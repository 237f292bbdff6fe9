"""bench: the project's own benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command
from app.cli.output import emit, reporting

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(
        subparsers, "bench", _bench,
        _("Measure the import beside a bare read of the same files."), case=False,
    )  # fmt: skip
    parser.add_argument(
        "--rows", metavar="N", type=int, default=1_000_000, help=_("Data rows in all.")
    )
    parser.add_argument(
        "--files", metavar="N", type=int, default=0, help=_("Into how many files they go.")
    )
    parser.add_argument("--dir", metavar="DIR", type=Path, help=_("Where to work."))


def _bench(args: argparse.Namespace) -> ExitStatus:
    from app.ops.bench import run_bench

    if args.rows < 10:
        raise UsageError(_("Too few rows to measure."))
    files = args.files or max(1, args.rows // 3_000_000)
    with reporting() as progress:
        figures = run_bench(rows=args.rows, files=files, folder=args.dir, tell=progress)
    emit(args, figures, (f"{name}: {value}" for name, value in figures.items()))
    return ExitStatus.DONE if figures["correct"] else ExitStatus.FAILED
