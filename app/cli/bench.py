"""bench: the project's own benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command
from app.cli.output import emit, reporting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers

ROWS_A_FILE = 3_000_000


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(
        subparsers, "bench", _bench,
        _("Measure the import and everyday questions beside DuckDB, pandas and SQLite."),
        case=False,
    )  # fmt: skip
    parser.add_argument(
        "--rows", metavar="N", type=int, default=1_000_000, help=_("Data rows in all.")
    )
    parser.add_argument(
        "--files", metavar="N", type=int, default=0, help=_("Into how many files they go.")
    )
    parser.add_argument("--dir", metavar="DIR", type=Path, help=_("Where to work."))
    parser.add_argument(
        "--peer-rows", metavar="N", type=int, default=1_000_000,
        help=_("Rows that pandas and SQLite read; 0 leaves them out."),
    )  # fmt: skip
    parser.add_argument(
        "--later-rows", metavar="N", type=int, default=20_000,
        help=_("Rows of a second import on top of the first."),
    )  # fmt: skip


def _bench(args: argparse.Namespace) -> ExitStatus:
    from app.ops.benchmark.run import run_bench

    if min(args.rows, args.later_rows) < 10 or args.peer_rows < 0 or args.files < 0:
        raise UsageError(_("Too few rows to measure."))
    files = args.files or -(-args.rows // ROWS_A_FILE)
    with reporting() as progress:
        figures = run_bench(
            rows=args.rows,
            files=files,
            folder=args.dir,
            tell=progress,
            peer_rows=args.peer_rows,
            later_rows=args.later_rows,
        )
    emit(args, figures, _lines(figures))
    return ExitStatus.DONE if figures["correct"] else ExitStatus.FAILED


def _lines(figures: dict[str, Any], indent: str = "") -> Iterator[str]:
    """One line a figure; a line of plain figures where a group has nothing below it."""
    for name, value in figures.items():
        if not isinstance(value, dict):
            yield f"{indent}{name}: {value}"
        elif indent and not any(isinstance(inner, dict) for inner in value.values()):
            yield f"{indent}{name}: " + ", ".join(f"{key} {one}" for key, one in value.items())
        else:
            yield f"{indent}{name}:"
            yield from _lines(value, indent + "  ")
