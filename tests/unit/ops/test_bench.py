"""The benchmark proves that what it measures is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.base.progress import Progress
from app.ops.benchmark.run import run_bench

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_figures_are_whole_and_the_import_is_right(tmp_path: Path) -> None:
    figures = run_bench(
        rows=3000, files=2, folder=tmp_path, tell=Progress(), peer_rows=1000, later_rows=50
    )
    assert figures["correct"] is True
    assert figures["import_to_bare_read"] > 0
    assert figures["accounts"] > 0
    assert figures["pandas_import"]["rows"] == figures["sqlite_import"]["rows"] == 1000
    answers = figures["questions"]["answers"]
    for question in ("account_page", "counterparties", "hour_matrix", "histogram"):
        assert answers[question]["pandas_ms"] > 0
        assert answers[question]["sqlite_ms"] > 0
    assert answers["search"]["budget_ms"] == 300
    assert figures["timeline"]["milliseconds"]["overview"] > 0
    assert figures["timeline"]["flows"]["overview"] > 0
    assert figures["second_import"]["seconds_on_top"] > 0
    assert not list(tmp_path.glob("xunxian-bench-*"))
