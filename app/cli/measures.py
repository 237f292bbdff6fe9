"""measures, measure add, renew, lift, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.base import clock, money
from app.base.errors import ExitStatus
from app.base.i18n import N_, _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, tell

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers
    from app.ops.measures import MeasureRow

ACTIONS: Final = {
    "stop_payment": N_("stop-payment"),
    "freeze": N_("freeze"),
    "other": N_("other measure"),
}
STATES: Final = {
    "not_begun": N_("not begun"),
    "running": N_("running"),
    "expires_soon": N_("expires soon"),
    "expired": N_("expired"),
    "lifted": N_("lifted"),
    "renewed": N_("renewed"),
}


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    listing = add_command(
        subparsers, "measures", _measures, _("List stop-payments and freezes with their clocks.")
    )
    listing.add_argument("--at", metavar="T", help=_("As they stand then; now unless given."))
    listing.add_argument("--account", metavar="A", help=_("Only of this account."))
    listing.add_argument("--expiring", action="store_true", help=_("Only those that expire soon."))
    text = _("Record, renew and lift measures.")
    group = subparsers.add_parser("measure", help=text, description=text)
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = add_command(parts, "add", _add, _("Record a stop-payment or freeze."))
    add.add_argument("account", metavar="ACCOUNT", help=_("Any number of the account."))
    add.add_argument(
        "--kind", choices=("stop_payment", "freeze"), required=True, help=_("Which of the two.")
    )
    add.add_argument("--since", metavar="T", help=_("Its start; now unless given."))
    add.add_argument("--amount-fen", metavar="N", type=int, help=_("What is held; all without."))
    add.add_argument("--authority", metavar="NAME", help=_("Who ordered it."))
    add.add_argument("--trace", metavar="N", type=int, help=_("The trace that shows the money."))
    add.add_argument("--incident", metavar="N", type=int, help=_("The incident it is for."))
    renew = add_command(parts, "renew", _renew, _("Let a measure go on where it ends."))
    renew.add_argument("measure", metavar="MEASURE", type=int, help=_("Its number."))
    renew.add_argument("--time", metavar="T", help=_("When it was ordered; now unless given."))
    for parser in (add, renew):
        parser.add_argument("--until", metavar="T", help=_("Its end; by law unless given."))
        parser.add_argument("--document", metavar="NO", help=_("The number of the notice."))
        parser.add_argument("--reason", metavar="TEXT", help=_("Why."))
        parser.add_argument(
            "--major", action="store_true", help=_("A major or complex case: a freeze of one year.")
        )
    lift = add_command(parts, "lift", _lift, _("Record that a measure was lifted."))
    lift.add_argument("measure", metavar="MEASURE", type=int, help=_("Its number."))
    lift.add_argument("--time", metavar="T", help=_("When; now unless given."))
    remove = add_command(parts, "remove", _remove, _("Take a mistaken measure back."))
    remove.add_argument("measure", metavar="MEASURE", type=int, help=_("Its number."))
    for parser in (lift, remove):
        parser.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def measure_line(row: MeasureRow) -> str:
    """One measure in a line."""
    held = money.plain(row.amount_fen) if row.amount_fen is not None else "-"
    left = _("{hours} h left").format(hours=row.hours_left) if row.hours_left is not None else ""
    return (
        f"{row.measure}  {row.account}  {_(ACTIONS[row.action])} {row.nth}  {held}"
        f"  {clock.shown(row.since) or '-'} .. {clock.shown(row.until) or '-'}"
        f"  {_(STATES[row.state])}  {left}  {row.authority or ''} {row.document_no or ''}"
    ).rstrip()


def _measures(args: argparse.Namespace) -> ExitStatus:
    from app.ops.measures import list_measures

    with opened_case(args, read_only=True) as case:
        rows = list_measures(case, at=moment_of(args.at), account=args.account)
    if args.expiring:
        rows = [row for row in rows if row.state == "expires_soon"]
    emit(args, [row.to_json() for row in rows], (measure_line(row) for row in rows))
    return ExitStatus.DONE


def _show(args: argparse.Namespace, number: int, rows: list[MeasureRow]) -> ExitStatus:
    row = next(row for row in rows if row.measure == number)
    emit(args, row.to_json(), [measure_line(row)])
    return ExitStatus.DONE


def _add(args: argparse.Namespace) -> ExitStatus:
    from app.ops.measure_editing import add_measure, measure_action
    from app.ops.measures import list_measures

    with opened_case(args) as case:
        number, notes, _changes = add_measure(
            case, account=args.account, action=measure_action(args.kind),
            since=moment_of(args.since), until=moment_of(args.until), amount_fen=args.amount_fen,
            document_no=args.document, authority=args.authority, reason=args.reason,
            major=args.major, trace=args.trace, incident=args.incident,
        )  # fmt: skip
        rows = list_measures(case)
    for note in notes:
        tell(note)
    return _show(args, number, rows)


def _renew(args: argparse.Namespace) -> ExitStatus:
    from app.ops.measure_editing import renew_measure
    from app.ops.measures import list_measures

    with opened_case(args) as case:
        number, _changes = renew_measure(
            case, measure=args.measure, at=moment_of(args.time), until=moment_of(args.until),
            document_no=args.document, reason=args.reason, major=args.major,
        )  # fmt: skip
        rows = list_measures(case)
    return _show(args, number, rows)


def _lift(args: argparse.Namespace) -> ExitStatus:
    from app.ops.measure_editing import lift_measure
    from app.ops.measures import list_measures

    with opened_case(args) as case:
        lift_measure(case, measure=args.measure, at=moment_of(args.time), why=args.why)
        rows = list_measures(case)
    return _show(args, args.measure, rows)


def _remove(args: argparse.Namespace) -> ExitStatus:
    from app.ops.measure_editing import remove_measure

    with opened_case(args) as case:
        remove_measure(case, measure=args.measure, why=args.why)
    emit(
        args, {"measure": args.measure, "removed": True},
        [_("The measure {measure} was taken back.").format(measure=args.measure)],
    )  # fmt: skip
    return ExitStatus.DONE
