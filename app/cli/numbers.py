"""calls, phones, lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base import clock
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit
from app.ops.calls import list_calls, list_phones
from app.ops.lookup import look_up, operator_name

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers
    from app.ops.calls import CallRow, PhoneRow


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    calls = add_command(subparsers, "calls", _calls, _("List calls and messages in time order."))
    calls.add_argument("--phone", metavar="P", help=_("Only of this number, as either side."))
    calls.add_argument("--since", metavar="T", help=_("From this time on, 2020-07-02T15:30:00."))
    calls.add_argument("--until", metavar="T", help=_("Up to this time; a day means all of it."))
    calls.add_argument("--limit", metavar="N", type=int, help=_("At most so many."))
    add_command(subparsers, "phones", _phones, _("List the phones and whose they are."))
    lookup = add_command(
        subparsers, "lookup", _lookup, _("Say what numbers are: card, phone, ID card …"), case=False
    )
    lookup.add_argument("numbers", metavar="NUMBER", nargs="+", help=_("The number, as written."))


def _calls(args: argparse.Namespace) -> ExitStatus:
    if args.limit is not None and args.limit < 0:
        raise UsageError(_("The limit is below zero."))
    since, until = moment_of(args.since), moment_of(args.until, end=True)
    with opened_case(args, read_only=True) as case:
        rows = list_calls(case, phone=args.phone, since=since, until=until, limit=args.limit)
    emit(args, [row.to_json() for row in rows], (_call_line(row) for row in rows))
    return ExitStatus.DONE


def _call_line(row: CallRow) -> str:
    sign = {"out": "->", "in": "<-"}.get(row.direction or "", "--")
    moment = clock.shown(row.time, clock.Precision(row.exactness))
    what = _("message") if row.is_message else _("{n} s").format(n=row.seconds or 0)
    return (
        f"{moment}  {row.own} {sign} {row.other or _('unknown')}  {what}"
        f"  {row.own_place}  [{row.file}:{row.line}]"
    )


def _phones(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=True) as case:
        rows = list_phones(case)
    emit(args, [row.to_json() for row in rows], (_phone_line(row) for row in rows))
    return ExitStatus.DONE


def _phone_line(row: PhoneRow) -> str:
    names = [party.name or party.id_number or "" for party in row.parties]
    operator = operator_name(row.operator, row.virtual) if row.operator else ""
    return (
        f"{row.number}  {'、'.join(names) or _('unknown')}  {row.place or _('unknown')} {operator}"
        f"  {_('obtained') if row.obtained else '-'}  {row.calls} + {row.calls_seen}"
        f"  {clock.iso(row.first) or '-'}  {clock.iso(row.last) or '-'}"
    )


def _lookup(args: argparse.Namespace) -> ExitStatus:
    found = [(text, look_up(text)) for text in args.numbers]
    lines = []
    for text, readings in found:
        told = [reading.sentence() for reading in readings] or [_("unknown")]
        lines += [f"{text}  {sentence}" for sentence in told]
    emit(
        args,
        [
            {"given": text, "readings": [reading.to_json() for reading in readings]}
            for text, readings in found
        ],
        lines,
    )
    return ExitStatus.DONE
