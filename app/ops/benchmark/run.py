"""One run of the benchmark: all contestants, one after the other, and what comes of it."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.demo.returns import write_bulk
from app.ops.benchmark import imports, questions, times, tracing
from app.ops.benchmark.apart import Measured, apart, machine

if TYPE_CHECKING:
    from app.base.progress import Progress

SEED = 1
LATER_SEED = 2
IMPORT_BUDGET = 5.0
MEMORY_BUDGET_MB = 4000
STEPS = 10


def run_bench(
    *,
    rows: int,
    files: int,
    folder: Path | None,
    tell: Progress,
    peer_rows: int = 1_000_000,
    later_rows: int = 20_000,
) -> dict[str, Any]:
    """Write invented statements, import them, ask questions; figures and ratios.

    Args:
        rows: data rows in all.
        files: into how many files they go.
        folder: where to work; a temporary folder that is removed afterwards by default.
        tell: hears of the steps.
        peer_rows: rows that pandas and SQLite read (all of 30 million would not fit in memory);
            0 leaves the peers out. Questions are always asked over all flows.
        later_rows: rows of a second import on top of the first, and into an empty case.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="xunxian-bench-", dir=folder))
    steps = iter(range(STEPS))

    def next_step(words: str) -> None:
        tell.step(next(steps), STEPS, words)

    peers = peer_rows > 0 and importlib.util.find_spec("pandas") is not None
    statements, case = work / "statements", work / "bench.xunxian"
    try:
        next_step("writing statements")
        truth = write_bulk(statements, rows=rows, files=files, seed=SEED)
        later = work / "later"
        write_bulk(later, rows=later_rows, files=1, seed=LATER_SEED)
        next_step("bare read")
        bare = apart(imports.bare_read, statements, work)
        next_step("import")
        imported = apart(imports.whole_import, statements, case)
        kept = sum(path.stat().st_size for path in case.rglob("*.*"))
        found: dict[str, Any] = {
            "machine": machine(),
            "rows": rows,
            "files": files,
            "megabytes": round(truth.bytes / 1e6),
            "case_megabytes": round(kept / 1e6),
            "correct": imported.details["in_fen"] == truth.in_fen
            and imported.details["out_fen"] == truth.out_fen
            and imported.details["paired"] == truth.paired_flows,
            **_import_figures(rows, bare, imported),
        }
        next_step("questions")
        asked = apart(questions.ask_case, case)
        found["accounts"] = asked.details["accounts"]
        answers = {"case": asked}
        if peers:
            next_step("pandas")
            found["pandas_import"] = _peer_import(
                rows, imported, apart(imports.pandas_import, statements, min(peer_rows, rows))
            )
            about = asked.details["ids"], asked.details["week"]
            answers["pandas"] = apart(questions.ask_pandas, case, *about)
            next_step("SQLite")
            found["sqlite_import"] = _peer_import(
                rows, imported, apart(imports.sqlite_import, statements, work, min(peer_rows, rows))
            )
            answers["sqlite"] = apart(questions.ask_sqlite, case, work, *about)
        found["questions"] = _compared(answers)
        next_step("traces")
        traced = apart(tracing.trace_case, case)
        about_day = (traced.details[name] for name in ("account", "since", "until"))
        walks = importlib.util.find_spec("networkx") is not None and peers
        walked = apart(tracing.walk_peers, case, *about_day) if walks else None
        found["traces"] = tracing.compared(traced, walked)
        next_step("timeline")
        found["timeline"] = times.told(apart(times.timeline_case, case))
        next_step("second import")
        on_top = apart(imports.whole_import, later, case)
        alone = apart(imports.whole_import, later, work / "later.xunxian")
        found["second_import"] = {
            "rows": later_rows,
            "seconds_on_top": round(on_top.seconds, 2),
            "seconds_into_empty_case": round(alone.seconds, 2),
            "to_empty_case": round(on_top.seconds / alone.seconds, 2),
            "phases": on_top.details["phases"],
        }
        tell.step(STEPS, STEPS, "done")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return found


def _import_figures(rows: int, bare: Measured, imported: Measured) -> dict[str, Any]:
    ratio = imported.seconds / bare.seconds
    return {
        "bare_read_seconds": round(bare.seconds, 2),
        "bare_read_peak_mb": round(bare.peak_mb),
        "import_seconds": round(imported.seconds, 2),
        "import_to_bare_read": round(ratio, 2),
        "import_within_budget": ratio <= IMPORT_BUDGET,
        "import_rows_per_second": round(rows / imported.seconds),
        "import_last_third_to_first": imported.details["last_third_to_first"],
        "import_peak_mb": round(imported.peak_mb),
        "memory_within_budget": imported.peak_mb < MEMORY_BUDGET_MB,
        "phases": imported.details["phases"],
    }


def _peer_import(rows: int, imported: Measured, peer: Measured) -> dict[str, Any]:
    """Seconds a row of the import to those of a peer that only reads the columns."""
    own = imported.seconds / rows
    other = peer.seconds / peer.details["rows"]
    return {
        "rows": peer.details["rows"],
        "seconds": round(peer.seconds, 2),
        "peak_mb": round(peer.peak_mb),
        "import_to_peer_per_row": round(own / other, 2),
    }


def _compared(answers: dict[str, Measured]) -> dict[str, Any]:
    """Milliseconds of each question, the budget, and how many times longer the peers take."""
    own = answers["case"].details["seconds"]
    table: dict[str, Any] = {}
    for question, seconds in own.items():
        line: dict[str, Any] = {"ms": round(1000 * seconds, 1)}
        if question in questions.BUDGETS:
            line["budget_ms"] = round(1000 * questions.BUDGETS[question])
            line["within_budget"] = seconds <= questions.BUDGETS[question]
        for peer, measured in answers.items():
            other = measured.details["seconds"].get(question)
            if peer != "case" and other is not None:
                line[f"{peer}_ms"] = round(1000 * other, 1)
                line[f"{peer}_to_case"] = round(other / seconds, 1)
        table[question] = line
    return {
        "answers": table,
        "peers_built_seconds": {
            peer: round(measured.seconds, 1) for peer, measured in answers.items() if peer != "case"
        },
        "peers_peak_mb": {peer: round(measured.peak_mb) for peer, measured in answers.items()},
    }
