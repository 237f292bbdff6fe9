"""What the everyday questions share: period and currency, least amounts, and what proves a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.base import clock
from app.base.errors import UsageError
from app.base.i18n import _
from app.cli.listing import moment_of
from app.cli.output import tell
from app.ops.subjects import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sized


def add_period(parser: argparse.ArgumentParser) -> None:
    """The options of a period and its currency."""
    add_times(parser)
    add_currency(parser)


def add_times(parser: argparse.ArgumentParser) -> None:
    """The options of a period."""
    parser.add_argument("--since", metavar="T", help=_("From this time on, 2020-07-02T15:30:00."))
    parser.add_argument("--until", metavar="T", help=_("Up to this time; a day means all of it."))


def add_currency(parser: argparse.ArgumentParser) -> None:
    """The option of a currency."""
    parser.add_argument(
        "--currency", metavar="CODE", default="CNY", help=_("Money of this currency, CNY.")
    )


def add_with_services(parser: argparse.ArgumentParser) -> None:
    """The switch that leaves services and hubs in."""
    parser.add_argument(
        "--with-services", action="store_true", help=_("Leave services and hubs in.")
    )


def add_limit(parser: argparse.ArgumentParser) -> None:
    """The option that shortens a list."""
    parser.add_argument("--limit", metavar="N", type=int, help=_("At most so many."))


def period_of(args: argparse.Namespace) -> Period:
    """The period that was asked for."""
    currency = getattr(args, "currency", Period.currency).upper()
    return Period(moment_of(args.since), moment_of(args.until, end=True), currency)


def limit_of(args: argparse.Namespace) -> int | None:
    """The limit; raises ``UsageError`` below zero."""
    limit: int | None = args.limit
    if limit is not None and limit < 0:
        raise UsageError(_("The limit is below zero."))
    return limit


def proof(account: str, period: Period, counterparty: str | None = None) -> dict[str, Any]:
    """The flows behind a line: what to ask ``xunxian flows`` for."""
    asked = {"account": account}
    if counterparty is not None:
        asked["counterparty"] = counterparty
    if period.since is not None:
        asked["since"] = period.since.isoformat()
    if period.until is not None:
        asked["until"] = period.until.isoformat()
    return asked


def say_when_empty(rows: Sized, period: Period) -> None:
    """Tell on standard error that nothing was found, and for which period."""
    if rows:
        return
    if period.is_open:
        tell(_("Nothing was found."))
    else:
        tell(
            _("Nothing was found from {since} to {until}.").format(
                since=clock.iso(period.since) or "…", until=clock.iso(period.until) or "…"
            )
        )
