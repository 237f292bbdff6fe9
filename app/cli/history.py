"""history, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.base import clock
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import N_, _
from app.cli.context import add_command, opened_case
from app.cli.output import emit, reporting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from app.cli.context import Subparsers
    from app.ops.undoing import UndoRow

STATES: Final = {"done": N_("holds"), "undone": N_("undone"), "dropped": N_("dropped")}


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    history = add_command(subparsers, "history", _history, _("List the steps that can be undone."))
    history.add_argument(
        "--dropped", action="store_true", help=_("Also those that can never be redone.")
    )
    undo = add_command(subparsers, "undo", _undo, _("Take the last step back."))
    undo.add_argument(
        "--to", metavar="STEP", type=int, help=_("Take back every step after this one; 0: all.")
    )
    redo = add_command(subparsers, "redo", _redo, _("Make the step again that was undone last."))
    redo.add_argument(
        "--to", metavar="STEP", type=int, help=_("Make every step again up to this one.")
    )


def step_line(row: UndoRow) -> str:
    """One step in a line."""
    return f"{row.id}  {clock.shown(row.time)}  {row.officer}  {_(STATES[row.state])}  {row.title}"


def _history(args: argparse.Namespace) -> ExitStatus:
    from app.ops.undoing import list_steps

    with opened_case(args, read_only=True) as case:
        rows = list_steps(case, dropped=args.dropped)
    emit(args, [row.to_json() for row in rows], (step_line(row) for row in rows))
    return ExitStatus.DONE


def _undo(args: argparse.Namespace) -> ExitStatus:
    from app.ops.undoing import undo, undo_to

    _check(args)
    with opened_case(args) as case, reporting(changing=True) as progress:
        if args.to is None:
            rows = [undo(case, progress=progress)[0]]
        else:
            rows = undo_to(case, step=args.to, progress=progress)[0]
    return _show(args, rows)


def _redo(args: argparse.Namespace) -> ExitStatus:
    from app.ops.undoing import redo, redo_to

    _check(args)
    with opened_case(args) as case, reporting(changing=True) as progress:
        if args.to is None:
            rows = [redo(case, progress=progress)[0]]
        else:
            rows = redo_to(case, step=args.to, progress=progress)[0]
    return _show(args, rows)


def _check(args: argparse.Namespace) -> None:
    if args.to is not None and args.to < 0:
        raise UsageError(_("There is no step {step}.").format(step=args.to))


def _show(args: argparse.Namespace, rows: Sequence[UndoRow]) -> ExitStatus:
    emit(args, [row.to_json() for row in rows], (step_line(row) for row in rows))
    return ExitStatus.DONE
