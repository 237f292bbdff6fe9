"""requests, request ask, request cancel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.base import clock, money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, tell

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers

MOST_ROWS: Final = 2000


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    listing = add_command(
        subparsers, "requests", _requests,
        _("List the accounts whose statements should be asked for next."),
    )  # fmt: skip
    listing.add_argument(
        "--limit", metavar="N", type=int, default=MOST_ROWS,
        help=_("At most so many, 0 for all; 2000 unless given."),
    )  # fmt: skip
    listing.add_argument(
        "--services", action="store_true",
        help=_("Payment services too, to be asked by order number."),
    )  # fmt: skip
    listing.add_argument("--xlsx", metavar="FILE", type=Path, help=_("Write the list to FILE."))
    text = _("Record that statements were asked for.")
    group = subparsers.add_parser("request", help=text, description=text)
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    ask = add_command(parts, "ask", _ask, _("Record that statements were asked for."))
    ask.add_argument("accounts", metavar="ACCOUNT", nargs="+", help=_("Their numbers."))
    ask.add_argument("--document", metavar="NO", help=_("The number of the legal document."))
    ask.add_argument("--since", metavar="T", help=_("The period asked for."))
    ask.add_argument("--until", metavar="T", help=_("Its end; a day means all of it."))
    ask.add_argument("--time", metavar="T", help=_("When it was asked; now unless given."))
    ask.add_argument("--note", metavar="TEXT", help=_("What else is to be remembered."))
    cancel = add_command(parts, "cancel", _cancel, _("Take the last request for an account back."))
    cancel.add_argument("account", metavar="ACCOUNT", help=_("Its number."))
    cancel.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def _requests(args: argparse.Namespace) -> ExitStatus:
    from app.ops.requests import export_requests, list_requests, words_of_request

    if args.limit < 0:
        raise UsageError(_("The limit is below zero."))
    with opened_case(args, read_only=True) as case:
        rows, total = list_requests(case, limit=args.limit or None, services=args.services)
    if args.xlsx is not None:
        export_requests(rows, target=args.xlsx)
    emit(
        args,
        [row.to_json() for row in rows],
        (
            f"{row.priority}  {row.account}  {row.holder or _('unknown')}  {row.bank or '-'}"
            f"  {clock.shown(row.since, clock.Precision.DAY)}"
            f"..{clock.shown(row.until, clock.Precision.DAY)}"
            f"  {money.plain(row.received_fen)}  {words_of_request(row)}  {row.reason}"
            for row in rows
        ),
    )
    if total > len(rows):
        tell(
            _("{number} more accounts; “--limit 0” lists them all.").format(
                number=total - len(rows)
            )
        )
    return ExitStatus.DONE


def _ask(args: argparse.Namespace) -> ExitStatus:
    from app.ops.requesting import ask_statements

    with opened_case(args) as case:
        made, _changes = ask_statements(
            case, accounts=args.accounts, document_no=args.document, since=moment_of(args.since),
            until=moment_of(args.until, end=True), asked=moment_of(args.time), note=args.note,
        )  # fmt: skip
    emit(
        args, {"requests": made},
        [_("{number} requests are recorded.").format(number=len(made))],
    )  # fmt: skip
    return ExitStatus.DONE


def _cancel(args: argparse.Namespace) -> ExitStatus:
    from app.ops.requesting import cancel_request

    with opened_case(args) as case:
        cancel_request(case, account=args.account, why=args.why)
    emit(
        args, {"account": args.account, "cancelled": True},
        [_("The request for {account} was taken back.").format(account=args.account)],
    )  # fmt: skip
    return ExitStatus.DONE
