"""export flows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import ExitStatus, RefusedInput, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, reporting
from app.model.selection import DIRECTIONS, FlowFilter, Period
from app.ops.flows import KINDS, STATUSES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from app.cli.context import Subparsers
    from app.ops.cases import CaseFile
    from app.ops.flow_pages import SortKey


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    text = _("Write transfers to a file.")
    group = subparsers.add_parser("export", help=text, description=text)
    parts = group.add_subparsers(metavar=_("COMMAND"), required=True)
    parser = add_command(
        parts, "flows", _flows,
        _("Write the transfers of a filter to an xlsx or csv file, each with its source."),
    )  # fmt: skip
    option = parser.add_argument
    option(
        "--out", metavar="FILE", type=Path, required=True,
        help=_("The file to write; its name ends in .xlsx or .csv."),
    )  # fmt: skip
    option("--filter", metavar="NAME", help=_("Begin with this saved filter, columns and sort."))
    _many(parser, "--account", "A", _("Only of this account, by any number."))
    _many(parser, "--party", "N", _("Only of the accounts of this party."), number=True)
    _many(
        parser, "--counterparty", "B", _("Only with this other account; - where none is named.")
    )  # fmt: skip
    option("--since", metavar="T", help=_("From this time on, 2020-07-02T15:30:00."))
    option("--until", metavar="T", help=_("Up to this time; a day means all of it."))
    option("--min-fen", metavar="N", type=int, help=_("Only with at least N fen."))
    option("--max-fen", metavar="N", type=int, help=_("Only with at most N fen."))
    option(
        "--direction", choices=DIRECTIONS,
        help=_("Only what comes in to the accounts or parties, or goes out of them."),
    )  # fmt: skip
    for name, values, told in (
        ("--kind", KINDS, _("Only of this kind.")),
        ("--status", STATUSES, _("Only with this status.")),
    ):
        option(name, choices=values, action="append", default=[], help=told)
    _many(parser, "--channel", "TEXT", _("Only through this channel, as the source says it."))
    _many(parser, "--currency", "CODE", _("Only in this currency."))
    _many(parser, "--tag", "NAME", _("Only with this tag."))
    option("--text", metavar="TEXT", help=_("Only with all these words in names, numbers, memo."))
    _many(parser, "--sort", "COLUMN", _("Sort by this column; --sort=-COLUMN falling."))
    option("--columns", metavar="A,B", help=_("These columns, in this order."))


def _many(
    parser: argparse.ArgumentParser, name: str, metavar: str, text: str, *, number: bool = False
) -> None:
    parser.add_argument(
        name, metavar=metavar, action="append", default=[], type=int if number else str, help=text
    )


def _flows(args: argparse.Namespace) -> ExitStatus:
    from app.ops.flow_export import export_flows, kind_of

    kind = kind_of(args.out)
    with opened_case(args, read_only=True) as case, reporting() as progress:
        wanted, sort, columns = _wanted(args, case)
        written = export_flows(
            case, args.out, wanted=wanted, sort=sort, columns=columns, progress=progress, kind=kind
        )
    document = {"file": str(written.path), "flows": written.flows, "sheets": written.sheets}
    said = _("{rows} rows written to {file}").format(rows=written.flows, file=written.path)
    emit(args, document, [said])
    return ExitStatus.DONE


def _wanted(
    args: argparse.Namespace, case: CaseFile
) -> tuple[FlowFilter, list[SortKey], Sequence[str]]:
    """The filter, the order and the columns; what was typed comes before what was saved."""
    from app.ops.saved_filters import list_filters
    from app.ops.tagging import tag_number

    wanted, sort = FlowFilter(), list(args.sort)
    columns: Sequence[str] = ()
    if args.filter is not None:
        saved = next((row for row in list_filters(case) if row.name == args.filter), None)
        if saved is None:
            raise RefusedInput(_("There is no saved filter “{name}”.").format(name=args.filter))
        wanted, sort, columns = saved.wanted, sort or list(saved.sort), saved.columns
    since, until = moment_of(args.since), moment_of(args.until, end=True)
    if args.direction and not (args.account or args.party or wanted.accounts or wanted.parties):
        raise UsageError(
            _("In and out are seen from accounts or parties."), _("Use --account or --party.")
        )
    try:
        period = Period(since or wanted.period.since, until or wanted.period.until)
    except ValueError:
        raise UsageError(_("The period ends before it begins.")) from None
    wanted = replace(
        wanted,
        accounts=(*wanted.accounts, *args.account),
        parties=(*wanted.parties, *args.party),
        counterparties=(*wanted.counterparties, *args.counterparty),
        period=period,
        least_fen=wanted.least_fen if args.min_fen is None else args.min_fen,
        most_fen=wanted.most_fen if args.max_fen is None else args.max_fen,
        direction=args.direction or wanted.direction,
        kinds=(*wanted.kinds, *args.kind),
        statuses=(*wanted.statuses, *args.status),
        channels=(*wanted.channels, *args.channel),
        currencies=(*wanted.currencies, *(code.upper() for code in args.currency)),
        tags=(*wanted.tags, *(tag_number(case, name) for name in args.tag)),
        text=wanted.text if args.text is None else args.text,
    )
    listed = tuple(args.columns.split(",")) if args.columns else columns
    return wanted, [_sort_key(text) for text in sort], listed


def _sort_key(text: str) -> SortKey:
    from app.ops.flow_pages import SORTS, SortKey

    column = text.removeprefix("-")
    if column not in SORTS:
        raise UsageError(
            _("Transfers cannot be sorted by “{name}”.").format(name=column),
            _("There are: {names}.").format(names=", ".join(SORTS)),
        )
    return SortKey(column, falling=text.startswith("-"))
