"""demo, open: the commands that end in the window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.display import has_display
from app.base.errors import ExitStatus
from app.base.i18n import _
from app.cli.context import add_command, named_officer, officer_of, passphrase_of
from app.cli.output import emit, reporting, tell

if TYPE_CHECKING:
    import argparse

    from app.cli.context import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the commands."""
    demo = add_command(
        subparsers, "demo", _demo,
        _("Build the demonstration case and open the window on it."), case=False,
    )  # fmt: skip
    demo.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, default=Path("demo-output"),
        help=_("Where to build it."),
    )  # fmt: skip
    demo.add_argument(
        "--no-window", action="store_true", help=_("Write pictures even where there is a display.")
    )
    opening = add_command(subparsers, "open", _open, _("Open the window."), case=False)
    opening.add_argument(
        "case", metavar="CASE", nargs="?", type=Path, help=_("The folder of the case.")
    )


def _demo(args: argparse.Namespace) -> ExitStatus:
    from app.ops.demo import OFFICER, PASSPHRASE, build_demo

    folder = args.folder.absolute()
    with reporting() as progress:
        case, report = build_demo(folder, progress=progress)
    totals = report.totals
    found = {
        "case": str(case.folder),
        "passphrase": PASSPHRASE,
        "files": len(report.files),
        "rows_read": totals.rows_read,
        "balanced": report.balanced,
        "pictures": [],
        "reports": [],
    }
    lines = [
        _("Demonstration case: {folder}").format(folder=case.folder),
        _("Passphrase: {passphrase}").format(passphrase=PASSPHRASE),
        _("{files} files, {rows} rows read, balanced: {balanced}").format(
            files=len(report.files),
            rows=totals.rows_read,
            balanced=_("yes") if report.balanced else _("NO"),
        ),
    ]
    if has_display() and not args.no_window and not args.json:
        case_folder = case.folder
        case.close()
        emit(args, found, lines)
        args.window.run(case_folder, passphrase=PASSPHRASE, officer=OFFICER)
        return ExitStatus.DONE
    from app.ops.batches import export_issues

    try:
        tell(_("There is no display; the panes are written as pictures."))
        pictures = args.window.grab_pictures(case, folder / "pictures")
        issues = folder / "issues.xlsx"
        export_issues(report, target=issues)
    finally:
        case.close()
    found["pictures"] = [str(path) for path in pictures]
    found["reports"] = [str(issues)]
    lines += [_("Picture: {path}").format(path=path) for path in pictures]
    lines.append(_("Refused rows and warnings: {path}").format(path=issues))
    emit(args, found, lines)
    return ExitStatus.DONE


def _open(args: argparse.Namespace) -> ExitStatus:
    if not has_display():
        tell(_("There is no display to open a window on."))
        return ExitStatus.FAILED
    if args.case is None:
        return ExitStatus(args.window.run())
    passphrase, officer = None, named_officer(args)
    if os.environ.get("XUNXIAN_PASSPHRASE") or args.passphrase_file:
        passphrase, officer = passphrase_of(args), officer_of(args)
    return ExitStatus(args.window.run(args.case, passphrase=passphrase, officer=officer))
