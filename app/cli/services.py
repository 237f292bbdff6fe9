"""services, service add, service remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base import clock
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.output import emit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers
    from app.ops.services import ServiceLists


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    add_command(
        subparsers,
        "services",
        _list,
        _("List payment services, hubs and what officers say of them."),
    )
    group = subparsers.add_parser(
        "service", help=_("Change the case's list of services."),
        description=_("Change the case's list of services."),
    )  # fmt: skip
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = add_command(parts, "add", _add, _("Say that an account is a service, or is none."))
    remove = add_command(parts, "remove", _remove, _("Withdraw what the case's list says."))
    for parser in (add, remove):
        parser.add_argument("number", metavar="NUMBER", nargs="?", help=_("The account's number."))
        parser.add_argument(
            "--name", metavar="TEXT", help=_("Every account of this holder, the whole name.")
        )
    add.add_argument("--not", dest="none", action="store_true", help=_("It is no service."))
    add.add_argument("--why", metavar="TEXT", required=True, help=_("The reason."))
    remove.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))


def _list(args: argparse.Namespace) -> ExitStatus:
    from app.ops.services import list_services

    with opened_case(args, read_only=True) as case:
        lists = list_services(case)
    emit(args, lists.to_json(), _lines(lists))
    return ExitStatus.DONE


def _lines(lists: ServiceLists) -> Iterator[str]:
    for each in lists.recognised:
        yield "  ".join(
            (_("service"), each.facts.account, each.facts.holder or "-", each.service, each.given)
        )
    for hub in lists.hubs:
        yield "  ".join(
            (
                _("hub"), hub.facts.account, hub.facts.holder or "-",
                _("{n} counterparties").format(n=hub.counterparties),
            )
        )  # fmt: skip
    for entry in lists.case:
        yield "  ".join(
            (
                _("the case's list"), entry.number or entry.name or "",
                _("service") if entry.is_service else _("no service"),
                entry.why, entry.officer, clock.shown(entry.time),
            )
        )  # fmt: skip


def _add(args: argparse.Namespace) -> ExitStatus:
    from app.ops.services import add_service

    with opened_case(args) as case:
        add_service(
            case, number=args.number, name=args.name, is_service=not args.none, why=args.why
        )
    subject = args.number or args.name
    emit(
        args,
        {"number": args.number, "name": args.name, "service": not args.none},
        [
            (
                _("“{subject}” is no service in this case.")
                if args.none
                else _("“{subject}” is a service in this case.")
            ).format(subject=subject)
        ],
    )
    return ExitStatus.DONE


def _remove(args: argparse.Namespace) -> ExitStatus:
    from app.ops.services import remove_service

    with opened_case(args) as case:
        remove_service(case, number=args.number, name=args.name, why=args.why)
    emit(
        args,
        {"number": args.number, "name": args.name, "removed": True},
        [
            _("The case's list says nothing of “{subject}” any more.").format(
                subject=args.number or args.name
            )
        ],
    )
    return ExitStatus.DONE
