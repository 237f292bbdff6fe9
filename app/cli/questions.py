"""counterparties, common, classes, compare."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.base import clock, money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import N_, _
from app.cli.asking import (
    add_currency,
    add_limit,
    add_period,
    add_with_services,
    limit_of,
    period_of,
    proof,
    say_when_empty,
)
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit
from app.ops.subjects import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.analysis.classes import Thresholds
    from app.cli.context import Subparsers
    from app.ops.counterparties import Counterparty, LeftOut, Moved, Shared

CLASSES = {
    "source": N_("source"),
    "transit": N_("transit"),
    "sink": N_("sink"),
    "third_party": N_("third party"),
}
_LIMITS = ("source_ratio", "transit_ratio", "source_share", "transit_share", "sink_share")


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    whom = add_command(
        subparsers, "counterparties", _counterparties,
        _("List whom an account or a person deals with."),
    )  # fmt: skip
    whom.add_argument("account", metavar="ACCOUNT", nargs="?", help=_("By any of its numbers."))
    whom.add_argument(
        "--person", metavar="NAME", help=_("All accounts of this name, ID number or phone.")
    )
    whom.add_argument("--leave-own", action="store_true", help=_("Leave the holder's own out."))
    add_period(whom)
    add_limit(whom)
    common = add_command(
        subparsers, "common", _common, _("List the counterparties that several have in common.")
    )
    common.add_argument("accounts", metavar="A", nargs="*", help=_("By any of its numbers."))
    common.add_argument(
        "--person", metavar="NAME", action="append", default=[],
        help=_("All accounts of this name, ID number or phone."),
    )  # fmt: skip
    common.add_argument(
        "--least", metavar="K", type=int, default=2, help=_("Shared by at least so many, 2.")
    )
    add_period(common)
    add_with_services(common)
    classes = add_command(
        subparsers, "classes", _classes, _("Say which accounts are source, transit or sink.")
    )
    classes.add_argument("--account", metavar="A", help=_("Only this account, by any number."))
    for name in _LIMITS:
        classes.add_argument(
            f"--{name.replace('_', '-')}", metavar="X", help=_("Another limit than the usual.")
        )
    add_period(classes)
    add_limit(classes)
    compare = add_command(
        subparsers, "compare", _compare, _("List accounts that are new or vanished.")
    )
    for option in ("--before", "--after"):
        compare.add_argument(
            option, metavar=("SINCE", "UNTIL"), nargs=2, required=True,
            help=_("The two ends of the period."),
        )  # fmt: skip
    compare.add_argument("--account", metavar="A", help=_("Only counterparties of this account."))
    add_currency(compare)
    add_with_services(compare)
    add_limit(compare)


def moved_line(moved: Moved) -> str:
    """Sums and times of one line."""
    return (
        f"+{money.plain(moved.in_fen)} ({moved.in_count})"
        f"  -{money.plain(moved.out_fen)} ({moved.out_count})"
        f"  {clock.shown(moved.first)}  {clock.shown(moved.last)}"
    )


def _counterparties(args: argparse.Namespace) -> ExitStatus:
    from app.ops.counterparties import list_counterparties

    period, limit = period_of(args), limit_of(args)
    with opened_case(args, read_only=True) as case:
        rows = list_counterparties(
            case, account=args.account, person=args.person, period=period,
            leave_own=args.leave_own, limit=limit,
        )  # fmt: skip
    say_when_empty(rows, period)
    document = [
        row.to_json() | {"proof": [proof(own, period, row.account or "-") for own in row.of]}
        for row in rows
    ]
    emit(args, document, (_counterparty_line(row) for row in rows))
    return ExitStatus.DONE


def _counterparty_line(row: Counterparty) -> str:
    marks = [_("own account")] if row.own else []
    marks += [row.service] if row.service else []
    marks += [_("hub")] if row.hub else []
    holder = row.facts.holder if row.facts else None
    named = row.account or _("no account named")
    return f"{named}  {holder or _('unknown')}  {moved_line(row)}  {' '.join(marks)}".rstrip()


def _common(args: argparse.Namespace) -> ExitStatus:
    from app.ops.counterparties import common_counterparties

    period = period_of(args)
    with opened_case(args, read_only=True) as case:
        shared, left = common_counterparties(
            case, accounts=args.accounts, persons=args.person, period=period, least=args.least,
            with_services=args.with_services,
        )  # fmt: skip
    say_when_empty(shared, period)
    persons = set(args.person)
    entries = []
    for row in shared:
        entry = row.to_json()
        for part in entry["with"]:
            if part["of"] not in persons:
                part["proof"] = proof(part["of"], period, row.facts.account)
        entries.append(entry)
    document = {"counterparties": entries, "left_out": [each.to_json() for each in left]}
    emit(args, document, _common_lines(shared, left))
    return ExitStatus.DONE


def _common_lines(shared: list[Shared], left: list[LeftOut]) -> Iterator[str]:
    for row in shared:
        yield f"{row.facts.account}  {row.facts.holder or _('unknown')}  {len(row.by)}"
        for given, moved in row.by.items():
            yield f"  {given}  {moved_line(moved)}"
    for out in left:
        yield _("left out: {account} {holder} ({told})").format(
            account=out.facts.account, holder=out.facts.holder or _("unknown"), told=out.told
        )


def _limits(args: argparse.Namespace) -> Thresholds:
    from app.analysis.classes import Thresholds

    given = {name: getattr(args, name) for name in _LIMITS if getattr(args, name) is not None}
    try:
        return Thresholds(**{name: Fraction(text) for name, text in given.items()})
    except (ValueError, ZeroDivisionError):
        raise UsageError(
            _("The limits do not fit together."),
            _("Ratios rise from source to transit; shares lie between 0 and 1."),
        ) from None


def _classes(args: argparse.Namespace) -> ExitStatus:
    from app.ops.classes import classify

    period, limits, limit = period_of(args), _limits(args), limit_of(args)
    with opened_case(args, read_only=True) as case:
        rows, counts = classify(
            case, account=args.account, period=period, limits=limits, limit=limit
        )
    say_when_empty(rows, period)
    document = {
        "limits": {name: float(getattr(limits, name)) for name in _LIMITS},
        "counts": {class_.value: number for class_, number in counts.items()},
        "accounts": [row.to_json() | {"proof": proof(row.facts.account, period)} for row in rows],
    }
    lines = (
        f"{row.facts.account}  {row.facts.holder or _('unknown')}"
        f"  {_(CLASSES[row.class_.value]) if row.class_ else '-'}"
        f"  {'-' if row.ratio is None else f'{row.ratio:.4f}'}"
        f"  [{'、'.join(_(CLASSES[each.value]) for each in row.shares)}]"
        f"  +{money.plain(row.in_fen)}  -{money.plain(row.out_fen)}"
        f"  {_('obtained') if row.facts.obtained else '-'}"
        for row in rows
    )
    emit(args, document, lines)
    return ExitStatus.DONE


def _compare(args: argparse.Namespace) -> ExitStatus:
    from app.ops.comparing import NEW, compare

    before, after = (
        Period(moment_of(since), moment_of(until, end=True), args.currency.upper())
        for since, until in (args.before, args.after)
    )
    with opened_case(args, read_only=True) as case:
        found = compare(
            case, before=before, after=after, account=args.account,
            with_services=args.with_services, limit=limit_of(args),
        )  # fmt: skip
    say_when_empty(found.accounts, after)
    document = found.to_json()
    for entry, row in zip(document["accounts"], found.accounts, strict=True):
        period = after if row.state == NEW else before
        entry["proof"] = (
            proof(row.facts.account, period)
            if args.account is None
            else proof(args.account, period, row.facts.account)
        )
    lines = (
        f"{_('new') if row.state == NEW else _('vanished')}  {row.facts.account}"
        f"  {row.facts.holder or _('unknown')}  {moved_line(row.moved)}"
        for row in found.accounts
    )
    emit(args, document, lines)
    return ExitStatus.DONE
