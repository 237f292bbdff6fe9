"""search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.output import emit, reporting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers
    from app.ops.search_answer import SearchGroup


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(
        subparsers, "search", _search, _("Find people, numbers, amounts, days, words.")
    )
    parser.add_argument("text", metavar="TEXT", help=_("What to look for."))
    parser.add_argument(
        "--limit", metavar="N", type=int, default=8, help=_("At most so many of each kind, 8.")
    )
    parser.add_argument(
        "--scan", action="store_true", help=_("Read all rows for the words, however many differ.")
    )


def _search(args: argparse.Namespace) -> ExitStatus:
    from app.ops.search_answer import MEMO
    from app.ops.searching import scan_memos, search

    if args.limit < 1:
        raise UsageError(_("The limit is below one."))
    with opened_case(args, read_only=True) as case, reporting() as progress:
        found = search(case, args.text, limit_per_group=args.limit, progress=progress)
        groups = list(found.groups)
        if args.scan:
            scanned = scan_memos(case, args.text, progress=progress, limit=args.limit)
            groups = [each for each in groups if each.kind != MEMO]
            groups += [scanned] if scanned.hits else []
    document = found.to_json() | {
        "complete": all(each.complete for each in groups),
        "groups": [each.to_json() for each in groups],
    }
    emit(args, document, _lines(groups))
    return ExitStatus.DONE


def _lines(groups: list[SearchGroup]) -> Iterator[str]:
    if not groups:
        yield _("Nothing was found.")
    for group in groups:
        more = "" if group.complete else f"  {group.hint or _('not complete')}"
        yield f"{group.title} ({group.total:,}){more}"
        for hit in group.hits:
            yield f"  {hit.title}  {hit.under}".rstrip()
