"""journal: who did what, when and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base import clock
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.listing import moment_of
from app.cli.output import emit, reporting
from app.ops.journal_reading import JournalFilter, export_journal, list_entries, verify_journal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers
    from app.ops.journal_reading import JournalRow, JournalVerdict


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(
        subparsers, "journal", _journal, _("List who did what, when and why."), acting=False
    )
    parser.add_argument("--since", metavar="T", help=_("From this time on, 2020-07-02T15:30:00."))
    parser.add_argument("--until", metavar="T", help=_("Up to this time; a day means all of it."))
    parser.add_argument(
        "--officer", dest="by", metavar="NAME", action="append", default=[],
        help=_("Only what this officer did; may be given several times."),
    )  # fmt: skip
    parser.add_argument(
        "--verb", metavar="VERB", action="append", default=[],
        help=_("Only this action, as --json names it; may be given several times."),
    )  # fmt: skip
    parser.add_argument(
        "--text", metavar="TEXT", default="",
        help=_("Only entries with this text in action, subject, reason, before or after."),
    )  # fmt: skip
    parser.add_argument(
        "--xlsx", metavar="FILE", type=Path, help=_("Write them to this xlsx file instead.")
    )


def _journal(args: argparse.Namespace) -> ExitStatus:
    wanted = JournalFilter(
        moment_of(args.since), moment_of(args.until, end=True), tuple(args.by), tuple(args.verb),
        args.text,
    )  # fmt: skip
    with opened_case(args, read_only=True) as case, reporting() as progress:
        verdict = verify_journal(case)
        if args.xlsx is not None:
            written = export_journal(case, wanted, target=args.xlsx, progress=progress)
            document = {"file": str(args.xlsx), "entries": written, **_told(verdict)}
            said = _("{rows} rows written to {file}").format(rows=written, file=args.xlsx)
            emit(args, document, [said])
        else:
            rows = list(list_entries(case, wanted))
            document = {"entries": [row.to_json() for row in rows], **_told(verdict)}
            emit(args, document, _lines(rows, verdict))
    return ExitStatus.DONE if verdict.ok else ExitStatus.REFUSED


def _told(verdict: JournalVerdict) -> dict[str, object]:
    return {
        "total": verdict.entries,
        "ok": verdict.ok,
        "first_bad": verdict.first_bad,
        "head": verdict.head,
    }


def _lines(rows: list[JournalRow], verdict: JournalVerdict) -> Iterator[str]:
    for row in rows:
        parts = [str(row.seq), clock.shown(row.time), row.officer, row.did, row.to_what]
        if row.changed:
            parts.append(row.changed)
        if row.why:
            parts.append(_("because: {why}").format(why=row.why))
        yield "  ".join(parts)
    yield verdict.sentence()
    yield _("Last entry: {seq}, hash {hash}").format(seq=verdict.entries, hash=verdict.head)
