"""paths, bridges, groups."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.base import clock, money
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.asking import (
    add_limit,
    add_period,
    add_times,
    add_with_services,
    limit_of,
    period_of,
    say_when_empty,
)
from app.cli.context import add_command, opened_case
from app.cli.output import emit, reporting, tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers
    from app.ops.groups import Groups
    from app.ops.paths import Path


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    paths = add_command(
        subparsers, "paths", _paths, _("Find ways of money from one account to another.")
    )
    paths.add_argument("start", metavar="FROM", help=_("The account that paid first."))
    paths.add_argument("end", metavar="TO", help=_("The account that received last."))
    paths.add_argument("--hops", metavar="N", type=int, default=4, help=_("At most so many, 4."))
    paths.add_argument(
        "--within", metavar="HOURS", type=float, help=_("From one hop to the next at most.")
    )
    paths.add_argument(
        "--most", metavar="N", type=int, default=50, help=_("At most so many paths, 50.")
    )
    bridges = add_command(
        subparsers, "bridges", _bridges, _("Find accounts that money of several victims came to.")
    )
    bridges.add_argument(
        "--from", metavar="A", dest="victims", action="append", default=[], required=True,
        help=_("A victim's account; give two or more."),
    )  # fmt: skip
    bridges.add_argument(
        "--levels", metavar="N", type=int, default=3, help=_("At most so deep, 3.")
    )
    bridges.add_argument(
        "--least", metavar="K", type=int, default=2, help=_("Of at least so many victims, 2.")
    )
    add_limit(bridges)
    for parser in (paths, bridges):
        parser.add_argument(
            "--min-fen", metavar="N", type=int, default=0, help=_("Leave smaller flows out.")
        )
        add_period(parser)
    add_with_services(paths)
    groups = add_command(
        subparsers, "groups", _groups, _("Find accounts that used one address, device or branch.")
    )
    groups.add_argument(
        "--by", choices=("ip", "mac", "terminal", "branch"), default="ip",
        help=_("What they share: ip unless given."),
    )  # fmt: skip
    groups.add_argument(
        "--most", metavar="N", type=int, default=20,
        help=_("A value of more accounts joins nobody, 20."),
    )  # fmt: skip
    groups.add_argument(
        "--all-rows", action="store_true", help=_("Of a branch take all rows, not only cash.")
    )
    add_times(groups)
    add_with_services(groups)


def _paths(args: argparse.Namespace) -> ExitStatus:
    from app.ops.paths import find_paths

    period = period_of(args)
    within = None if args.within is None else timedelta(hours=args.within)
    with opened_case(args, read_only=True) as case, reporting() as progress:
        found = find_paths(
            case, start=args.start, end=args.end, hops=args.hops, within=within,
            least=args.min_fen, period=period, with_services=args.with_services, most=args.most,
            progress=progress,
        )  # fmt: skip
    say_when_empty(found.paths, period)
    if not found.complete:
        tell(
            _("There may be others; from {amount} on none is missing.").format(
                amount=money.plain(found.whole_from_fen)
            )
        )
    emit(args, found.to_json(), (line for path in found.paths for line in _path_lines(path)))
    return ExitStatus.DONE


def _path_lines(path: Path) -> Iterator[str]:
    names = " -> ".join(f"{each.account} {each.holder or _('unknown')}" for each in path.accounts)
    yield f"{money.plain(path.width_fen)}  {names}"
    for hop in path.hops:
        yield f"  {clock.shown(hop.time)}  {money.plain(hop.amount_fen)}  [{hop.flow}]"


def _bridges(args: argparse.Namespace) -> ExitStatus:
    from app.ops.bridging import find_bridges

    period, limit = period_of(args), limit_of(args)
    with opened_case(args, read_only=True) as case, reporting() as progress:
        rows, number = find_bridges(
            case, victims=args.victims, levels=args.levels, period=period, least_fen=args.min_fen,
            least=args.least, limit=limit, progress=progress,
        )  # fmt: skip
    say_when_empty(rows, period)
    lines = [
        line
        for row in rows
        for line in (
            f"{row.facts.account}  {row.facts.holder or _('unknown')}  {len(row.arrivals)}",
            *(
                "  "
                + _("{given}: level {level}, {amount}, first {first}").format(
                    given=given, level=came.level, amount=money.plain(came.amount),
                    first=clock.shown(came.first),
                )
                for given, came in row.arrivals.items()
            ),
        )
    ]  # fmt: skip
    emit(args, {"number": number, "accounts": [row.to_json() for row in rows]}, lines)
    return ExitStatus.DONE


def _groups(args: argparse.Namespace) -> ExitStatus:
    from app.ops.groups import find_groups

    period = period_of(args)
    with opened_case(args, read_only=True) as case, reporting() as progress:
        found = find_groups(
            case, by=args.by, period=period, most=args.most, all_rows=args.all_rows,
            with_services=args.with_services, progress=progress,
        )  # fmt: skip
    say_when_empty(found.groups, period)
    document = found.to_json()
    for group in document["groups"]:
        for account in group["accounts"]:
            for use in account["uses"]:
                use["proof"] = {
                    "account": account["account"], "since": use["first"], "until": use["last"]
                }  # fmt: skip
    emit(args, document, _group_lines(found))
    return ExitStatus.DONE


def _group_lines(found: Groups) -> Iterator[str]:
    for group in found.groups:
        yield _("{accounts} accounts of {holders} holders: {values}").format(
            accounts=len(group.accounts), holders=group.holders, values="、".join(group.values)
        )
        for facts in group.accounts:
            yield f"  {facts.account}  {facts.holder or _('unknown')}"
    for reason, number in found.left_out.items():
        yield _("left out: {n} shared values ({reason})").format(n=number, reason=reason.value)
