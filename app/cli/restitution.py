"""restitution, restitutions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base import money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    parser = add_command(
        subparsers, "restitution", _restitution,
        _("Divide the frozen money of an account among the victims."),
    )  # fmt: skip
    parser.add_argument("account", metavar="ACCOUNT", help=_("Any number of the account."))
    parser.add_argument("--frozen-fen", metavar="N", type=int, help=_("What is frozen, in fen."))
    parser.add_argument("--measure", metavar="N", type=int, help=_("The freeze; else the first."))
    parser.add_argument("--at", metavar="T", help=_("When it was frozen."))
    parser.add_argument(
        "--incident", metavar="N", type=int, nargs="+", default=[], help=_("These victims alone.")
    )
    parser.add_argument(
        "--victim", metavar="NAME=FEN", nargs="+", default=[],
        help=_("Further victims with their losses in fen."),
    )  # fmt: skip
    parser.add_argument(
        "--pro-rata", action="store_true", help=_("Time stamps do not settle it: divide.")
    )
    parser.add_argument("--notice-since", metavar="T", help=_("When notice was given."))
    parser.add_argument("--no-store", action="store_true", help=_("Tell the plan, keep nothing."))
    parser.add_argument("--xlsx", metavar="FILE", type=Path, help=_("Write the table to FILE."))
    listing = add_command(
        subparsers, "restitutions", _restitutions, _("List the kept rounds, or withdraw one.")
    )
    listing.add_argument("--withdraw", metavar="N", type=int, help=_("Take this one back."))
    listing.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def _others(given: list[str]) -> list[tuple[str, int]]:
    found = []
    for text in given:
        name, _sign, loss = text.rpartition("=")
        if not name or not (loss.isascii() and loss.isdigit()):
            raise UsageError(
                _("“{text}” is no victim with a loss.").format(text=text[:60]),
                _("Write it as NAME=FEN, 张三=500000."),
            )
        found.append((name, int(loss)))
    return found


def _restitution(args: argparse.Namespace) -> ExitStatus:
    from app.ops.restitution import reckon
    from app.ops.restitution_rounds import export_restitution, keep_round

    others = _others(args.victim)
    with opened_case(args, read_only=args.no_store) as case:
        reckoning = reckon(
            case, account=args.account, frozen_fen=args.frozen_fen, measure=args.measure,
            at=moment_of(args.at), incidents=args.incident, others=others, pro_rata=args.pro_rata,
        )  # fmt: skip
        document: dict[str, Any] = {
            "restitution": None, "round": None, **reckoning.to_json(), "notice": None
        }  # fmt: skip
        if not args.no_store:
            row, _changes = keep_round(
                case, reckoning=reckoning, notice_since=moment_of(args.notice_since)
            )
            document = row.to_json()
    if args.xlsx is not None:
        export_restitution(document, target=args.xlsx)
    emit(args, document, _lines(document))
    return ExitStatus.DONE


def _lines(document: dict[str, Any]) -> Iterator[str]:
    from app.ops.restitution import rule_words

    yield _("{account}: {frozen} frozen at {time}; rule: {rule}").format(
        account=document["account"], frozen=money.plain(document["frozen_fen"]),
        time=document["at"], rule=rule_words(document["rule"]),
    )  # fmt: skip
    if document["round"] is not None:
        yield _("round {round}, kept as restitution {number}").format(
            round=document["round"], number=document["restitution"]
        )
    for line in document["lines"]:
        yield (
            f"    {line['victim']}  {money.plain(line['loss_fen'])}"
            f"  {money.plain(line['remaining_fen'])}  {money.plain(line['returned_fen'])}"
        )
    yield f"    {_('unclaimed')}  {money.plain(document['unclaimed_fen'])}"
    notice = document["notice"]
    if notice is not None:
        yield _("notice from {since} to {until}, {days} days left").format(
            since=notice["since"], until=notice["until"], days=notice["days_left"]
        )
    yield from (f"    {note}" for note in document["notes"])


def _restitutions(args: argparse.Namespace) -> ExitStatus:
    from app.ops.restitution_rounds import list_rounds, withdraw_round

    with opened_case(args, read_only=args.withdraw is None) as case:
        if args.withdraw is not None:
            withdraw_round(case, restitution=args.withdraw, why=args.why)
        rows = list_rounds(case)
    documents = [row.to_json() for row in rows]
    emit(args, documents, (line for document in documents for line in _lines(document)))
    return ExitStatus.DONE
