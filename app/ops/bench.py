"""The project's own benchmark: the import beside a bare read of the same files by DuckDB.

Each contestant runs in a process of its own, so that its peak memory is its own. Absolute times say
little on a shared machine; the ratios are what is kept.
"""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from app.base.progress import Progress, ProgressReport
from app.demo.returns import write_bulk
from app.ops.accounts import list_accounts
from app.ops.cases import create_case, open_case
from app.ops.flows import list_flows
from app.ops.importing import import_paths

if TYPE_CHECKING:
    from collections.abc import Callable

PASSPHRASE = "bench"  # noqa: S105 - the case is invented and thrown away
OFFICER = "bench"
SEED = 1


@dataclass
class Measured:
    """Seconds and peak memory of one contestant, and what else it tells."""

    seconds: float
    peak_mb: float
    details: dict[str, Any] = field(default_factory=dict)


def run_bench(*, rows: int, files: int, folder: Path | None, tell: Progress) -> dict[str, Any]:
    """Write invented statements, import them, read them barely; figures and ratios.

    Args:
        rows: data rows in all.
        files: into how many files they go.
        folder: where to work; a temporary folder that is removed afterwards by default.
        tell: hears of the steps.
    """
    work = Path(tempfile.mkdtemp(prefix="xunxian-bench-", dir=folder))
    try:
        tell.step(0, 4, "writing statements")
        truth = write_bulk(work / "statements", rows=rows, files=files, seed=SEED)
        tell.step(1, 4, "bare read")
        bare = _apart(_bare_read, work)
        tell.step(2, 4, "import")
        imported = _apart(_import, work)
        tell.step(3, 4, "questions")
        asked = _apart(_ask, work)
        tell.step(4, 4, "done")
        size = sum(path.stat().st_size for path in (work / "statements").rglob("*.csv"))
        kept = sum(path.stat().st_size for path in (work / "bench.xunxian").rglob("*.*"))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    details = imported.details
    return {
        "rows": rows,
        "files": files,
        "megabytes": round(size / 1e6),
        "case_megabytes": round(kept / 1e6),
        "correct": details["in_fen"] == truth.in_fen
        and details["out_fen"] == truth.out_fen
        and details["paired"] == truth.paired_flows,
        "bare_read_seconds": round(bare.seconds, 2),
        "import_seconds": round(imported.seconds, 2),
        "import_to_bare_read": round(imported.seconds / bare.seconds, 2),
        "import_rows_per_second": round(rows / imported.seconds),
        "import_peak_mb": round(imported.peak_mb),
        "bare_read_peak_mb": round(bare.peak_mb),
        "phases": details["phases"],
        "questions": asked.details,
    }


def _apart(work: Callable[[Path], Measured], folder: Path) -> Measured:
    """Run in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(work, (folder,))


def _peak_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare_read(folder: Path) -> Measured:
    """What DuckDB alone needs to read the files into a table of text, on disk and plain."""
    files = [str(path) for path in sorted((folder / "statements").rglob("*.csv"))]
    started = time.perf_counter()
    connection = duckdb.connect(str(folder / "bare.duckdb"))
    connection.execute("create table t as select * from read_csv(?, all_varchar = true)", [files])
    connection.close()
    return Measured(time.perf_counter() - started, _peak_mb())


def _import(folder: Path) -> Measured:
    phases: dict[str, float] = {}
    last: list[Any] = ["", time.perf_counter()]

    def sink(report: ProgressReport) -> None:
        if report.text != last[0]:
            now = time.perf_counter()
            phases[last[0]] = phases.get(last[0], 0.0) + now - last[1]
            last[:] = [report.text, now]

    with create_case(
        folder=folder / "bench.xunxian", name="bench", officer=OFFICER, passphrase=PASSPHRASE
    ) as case:
        started = time.perf_counter()
        report, _changes = import_paths(
            case, paths=[folder / "statements"], progress=Progress(sink)
        )
        seconds = time.perf_counter() - started
        phases[last[0]] = phases.get(last[0], 0.0) + time.perf_counter() - last[1]
        paired = case.ledger.connection.execute(
            "select count(*) from flow_out where out_record is not null and in_record is not null"
        ).fetchone()
    totals = report.totals
    return Measured(
        seconds,
        _peak_mb(),
        {
            "in_fen": totals.in_fen,
            "out_fen": totals.out_fen,
            "paired": paired[0] if paired else 0,
            "phases": {name or "vaulting": round(value, 2) for name, value in phases.items()},
        },
    )


def _ask(folder: Path) -> Measured:
    started = time.perf_counter()
    with open_case(folder=folder / "bench.xunxian", officer=OFFICER, passphrase=PASSPHRASE) as case:
        _ = case.ledger
        opened = time.perf_counter() - started
        began = time.perf_counter()
        accounts = list_accounts(case)
        listed = time.perf_counter() - began
        busy = sorted(accounts[:2000], key=lambda row: -(row.in_count + row.out_count))
        pages: list[float] = []
        for account in busy[5:400:40]:
            began = time.perf_counter()
            list_flows(case, account=account.account, limit=200)
            pages.append(time.perf_counter() - began)
    pages.sort()
    return Measured(
        time.perf_counter() - started,
        _peak_mb(),
        {
            "open_seconds": round(opened, 3),
            "accounts": len(accounts),
            "account_list_seconds": round(listed, 3),
            "account_page_median_seconds": round(pages[len(pages) // 2], 3) if pages else None,
        },
    )
