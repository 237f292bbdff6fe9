"""freeze."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base import money
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, tell

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers
    from app.ops.freeze_board import FreezeRow


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(
        subparsers, "freeze", _freeze,
        _("List the accounts to freeze, by the traced money that can still be there."),
    )  # fmt: skip
    parser.add_argument("--trace", metavar="N", type=int, help=_("This trace alone."))
    parser.add_argument("--at", metavar="T", help=_("As things stand then; now unless given."))
    parser.add_argument("--xlsx", metavar="FILE", type=Path, help=_("Write the list to FILE."))


def _freeze(args: argparse.Namespace) -> ExitStatus:
    from app.ops.freeze_board import export_freeze_board, freeze_board

    with opened_case(args, read_only=True) as case:
        rows = freeze_board(case, trace=args.trace, at=moment_of(args.at))
    if args.xlsx is not None:
        export_freeze_board(rows, target=args.xlsx)
    emit(
        args,
        [row.to_json() for row in rows],
        (_line(row) for row in rows),
    )
    if not rows:
        tell(
            _("No kept trace shows money that stayed. Follow it first: “xunxian trace”, from the"
              " incidents or the victims' accounts.")
        )  # fmt: skip
    return ExitStatus.DONE


def _line(row: FreezeRow) -> str:
    since = _("{minutes} min").format(minutes=row.minutes_since)
    held = _("held") if row.held else "-"
    return (
        f"{row.account}  {row.holder or _('unknown')}  {row.bank or '-'}"
        f"  {money.plain(row.can_be_there_fen)}  {since}  {held}  {row.reason}"
    )
