"""accounts, flows."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from app.base import clock, money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.output import emit
from app.ops.accounts import list_accounts
from app.ops.flows import list_flows

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    add_command(subparsers, "accounts", _accounts, _("List the accounts."))
    flows = add_command(subparsers, "flows", _flows, _("List the transfers in time order."))
    flows.add_argument("--account", metavar="A", help=_("Only of this account, by any number."))
    flows.add_argument(
        "--counterparty",
        metavar="B",
        help=_("Only with this other account; - where none is named."),
    )
    flows.add_argument("--since", metavar="T", help=_("From this time on, 2020-07-02T15:30:00."))
    flows.add_argument("--until", metavar="T", help=_("Up to this time; a day means all of it."))
    flows.add_argument("--limit", metavar="N", type=int, help=_("At most so many."))


def moment_of(text: str | None, *, end: bool = False) -> datetime | None:
    """A time as typed; a day alone is its beginning, or with ``end`` its last second.

    Raises:
        UsageError: it is no time.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("“{text}” is no time.").format(text=text), _("Write it as 2020-07-02T15:30:00.")
        ) from None
    if moment.tzinfo is not None:
        raise UsageError(
            _("“{text}” carries a time zone.").format(text=text),
            _("Times are case time; leave the zone out."),
        )
    if end and len(text) <= 10:
        return datetime.combine(moment.date(), time(23, 59, 59, 999999))
    return moment


def _accounts(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=True) as case:
        rows = list_accounts(case)
    emit(
        args,
        [row.to_json() for row in rows],
        (
            f"{row.account}  {row.holder or _('unknown')}  {row.kind}"
            f"  {_('obtained') if row.obtained else '-'}"
            f"  +{money.plain(row.in_fen)} ({row.in_count})"
            f"  -{money.plain(row.out_fen)} ({row.out_count})"
            for row in rows
        ),
    )
    return ExitStatus.DONE


def _flows(args: argparse.Namespace) -> ExitStatus:
    if args.limit is not None and args.limit < 0:
        raise UsageError(_("The limit is below zero."))
    since, until = moment_of(args.since), moment_of(args.until, end=True)
    with opened_case(args, read_only=True) as case:
        rows = list_flows(
            case, account=args.account, counterparty=args.counterparty, since=since, until=until,
            limit=args.limit,
        )  # fmt: skip
    emit(
        args,
        [row.to_json() for row in rows],
        (
            f"{clock.iso(row.time)}  {row.payer or '-'} -> {row.payee or '-'}"
            f"  {money.plain(row.amount_fen)} {row.currency}  {row.kind}  {row.status}"
            f"  {row.summary or ''}"
            f"  [{'; '.join(f'{s.file}:{s.line}' for s in row.sources)}]"
            for row in rows
        ),
    )
    return ExitStatus.DONE
