"""import, batches, withdraw, issues."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from app.base import clock, money
from app.base.errors import ExitStatus, UsageError
from app.base.i18n import _
from app.cli.context import add_command, opened_case
from app.cli.drafts import draft_lines
from app.cli.output import emit, reporting, tell
from app.ops.batches import batch_report, export_issues, list_batches, withdraw_batch
from app.ops.importing import import_paths
from app.ops.mappings import read_mapping_file, write_new

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from app.cli.context import Subparsers
    from app.ops.import_report import ImportReport


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    parser = add_command(
        subparsers, "import", _import, _("Import statement files, folders and zip archives.")
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=_("What to import."))
    parser.add_argument(
        "--dry-run", action="store_true",
        help=_("Read and report, but change nothing; draft mappings for unknown tables."),
    )  # fmt: skip
    parser.add_argument(
        "--mapping", metavar="FILE", type=Path,
        help=_("Read tables of its header, and unknown ones that fit, by this mapping."),
    )  # fmt: skip
    parser.add_argument(
        "--draft", metavar="FILE", type=Path,
        help=_("With --dry-run: write the drafted mapping of an unknown table to FILE."),
    )  # fmt: skip
    add_command(subparsers, "batches", _batches, _("List the imports."))
    withdraw = add_command(subparsers, "withdraw", _withdraw, _("Take one import back whole."))
    withdraw.add_argument("batch", metavar="BATCH", type=int, help=_("The number of the import."))
    withdraw.add_argument("--why", metavar="TEXT", default="", help=_("The reason."))
    issues = add_command(
        subparsers,
        "issues",
        _issues,
        _("Write the refused rows and warnings of an import to xlsx."),
    )
    issues.add_argument("batch", metavar="BATCH", type=int, help=_("The number of the import."))
    issues.add_argument("file", metavar="FILE", type=Path, help=_("The xlsx file to make."))


def _import(args: argparse.Namespace) -> ExitStatus:
    if args.draft is not None and not args.dry_run:
        raise UsageError(_("--draft goes with --dry-run."))
    if args.draft is not None and not args.draft.name:
        raise UsageError(
            _("{path} cannot be written.").format(path=args.draft), _("Check the path.")
        )
    mapping = read_mapping_file(args.mapping) if args.mapping is not None else None
    with opened_case(args) as case, reporting(changing=True) as progress:
        report, _changes = import_paths(
            case, paths=args.paths, progress=progress, dry_run=args.dry_run, mapping=mapping
        )
    drafted = [draft for draft in report.drafts if draft["mapping"]]
    if args.draft is not None:
        for number, draft in enumerate(drafted, start=1):
            name = args.draft.stem + (f"-{number}" if number > 1 else "") + args.draft.suffix
            write_new(args.draft.with_name(name), draft["mapping"])
    emit(args, report.to_json(), itertools.chain(_import_lines(report), draft_lines(report.drafts)))
    for path, reason in report.unrecognised:
        tell(_("Not imported: {path}: {reason}").format(path=path, reason=reason))
    return ExitStatus.DONE if report.whole else ExitStatus.REFUSED


def _import_lines(report: ImportReport) -> Iterator[str]:
    for file in report.files:
        totals = file.totals
        if file.already_imported:
            yield _("{path}: imported before, nothing to do").format(path=file.path)
            continue
        yield _(
            "{path}: {layout}; read {read} = imported {imported} + repeated {repeated}"
            " + notices {notices} + refused {refused}; in {came_in}, out {went_out}"
        ).format(
            path=file.path,
            layout=file.format,
            read=totals.rows_read,
            imported=totals.rows_imported,
            repeated=totals.rows_duplicate,
            notices=totals.rows_notice,
            refused=totals.rows_rejected,
            came_in=money.yuan(totals.in_fen),
            went_out=money.yuan(totals.out_fen),
        )
        for issue in file.rejects[:20]:
            entry = issue.to_reject()
            yield _("    line {line} refused: {reason}").format(
                line=entry["line"], reason=entry["reason"]
            )
    totals = report.totals
    yield _("Batch {batch}: {files} files, {rows} rows, balanced: {balanced}").format(
        batch=report.batch if report.batch is not None else "-",
        files=len(report.files),
        rows=totals.rows_read,
        balanced=_("yes") if report.balanced else _("NO"),
    )


def _batches(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=True) as case:
        rows = list_batches(case)
    emit(
        args,
        [row.to_json() for row in rows],
        (
            _("{batch}  {time}  {officer}  {files} files  {rows} rows  {state}").format(
                batch=row.batch,
                time=clock.shown(row.time),
                officer=row.officer,
                files=row.files,
                rows=row.totals.rows_read,
                state=row.state,
            )
            for row in rows
        ),
    )
    return ExitStatus.DONE


def _withdraw(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args) as case, reporting(changing=True) as progress:
        withdraw_batch(case, batch=args.batch, progress=progress, why=args.why)
    emit(
        args,
        {"batch": args.batch, "state": "withdrawn"},
        [_("Batch {batch} was withdrawn.").format(batch=args.batch)],
    )
    return ExitStatus.DONE


def _issues(args: argparse.Namespace) -> ExitStatus:
    with opened_case(args, read_only=True) as case:
        rows = export_issues(batch_report(case, batch=args.batch), target=args.file)
    emit(
        args,
        {"file": str(args.file), "rows": rows},
        [_("{rows} rows written to {file}").format(rows=rows, file=args.file)],
    )
    return ExitStatus.DONE
