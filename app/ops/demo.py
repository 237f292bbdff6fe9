"""The demonstration case: invented returns, imported by the real importers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.i18n import _
from app.demo.returns import Scale, write_returns
from app.ops.cases import create_case
from app.ops.demo_incidents import record_incidents
from app.ops.importing import import_paths

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.ops.import_report import ImportReport
    from app.store.casefile import CaseFile

PASSPHRASE = "xunxian-demo"  # noqa: S105 - all in the demonstration case is invented and public
OFFICER = "演示警员"
CASE_NAME = "演示案件.xunxian"
RETURNS_NAME = "演示回执"


def build_demo(
    folder: Path, *, progress: Progress, scale: Scale | None = None
) -> tuple[CaseFile, ImportReport]:
    """Write the returns into ``folder`` and import them into a new case beside them.

    Raises:
        UsageError: the case is there already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    case = create_case(
        folder=free_folder(folder, CASE_NAME),
        name=_("Demonstration: a mule gang and account traders"),
        officer=OFFICER,
        passphrase=PASSPHRASE,
    )
    try:
        returns = folder / RETURNS_NAME
        if returns.exists() and any(returns.iterdir()):
            returns = Path(tempfile.mkdtemp(prefix=f"{RETURNS_NAME}-", dir=folder))
        truth = write_returns(returns, scale=scale or Scale.demo(), progress=progress)
        report, _changes = import_paths(case, paths=[returns], progress=progress)
        record_incidents(case, truth)
    except BaseException:
        case.close()
        raise
    return case, report


def free_folder(folder: Path, name: str) -> Path:
    """``folder/name``, with a number where that is taken."""
    stem, _dot, ending = name.partition(".")
    candidate = folder / name
    number = 2
    while candidate.exists():
        candidate = folder / f"{stem}-{number}.{ending}"
        number += 1
    return candidate
