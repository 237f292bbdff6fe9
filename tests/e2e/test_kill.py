"""kill -9 during an import: each batch is whole or absent, and the next import is as the first."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from app.demo.returns import Scale, write_bulk, write_returns
from tests.e2e.program import (
    PATIENCE,
    ROOT,
    A,
    B,
    C,
    Program,
    finished,
    new_case,
    ran_for,
    row,
    statement,
    two_statements,
)
from tests.e2e.state import JOURNAL, differing, state_of

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 12
BULK_ROWS = 100_000
STATEMENTS = 14
"""Kills between two statements to either database, spread over the whole import."""


def demonstration_files(folder: Path) -> list[Path]:
    """Statements with their companions, a workbook, wallets."""
    write_returns(folder, seed=5, scale=Scale.small())
    wallets = sorted(folder.glob("财付通/*/*"))[:3]
    assert wallets
    return [folder / "测试银行", folder / "北屿银行", *wallets]


@pytest.mark.slow
def test_killed_at_any_instant(program: Program, tmp_path: Path) -> None:
    first, *paths = demonstration_files(tmp_path / "stick")
    base = new_case(tmp_path / "base.xunxian")
    program.run("import", base, first, status=None)
    write_bulk(tmp_path / "bulk", rows=BULK_ROWS, files=3, seed=11)
    paths.append(tmp_path / "bulk")
    whole = shutil.copytree(base, tmp_path / "whole.xunxian")
    began = time.monotonic()
    program.run("import", whole, *paths, status=None)
    lasted = time.monotonic() - began
    before, expected = state_of(base), state_of(whole)
    assert len(differing(before, expected)) > 10
    case = shutil.copytree(base, tmp_path / "case.xunxian")
    chance = random.Random(2)
    completed = 0
    for number in range(KILLS):
        process = program.start("import", case, *paths)
        ended = ran_for(process, max(0.3, lasted * (number + chance.random()) / KILLS))
        lasted = min(lasted, ended or lasted)  # the machine may have become quicker
        process.kill()
        finished(process)
        after = state_of(case)
        if differing(before, after):
            assert differing(expected, after, *JOURNAL) == [], "half a batch"
            completed += 1
            shutil.rmtree(case)
            shutil.copytree(base, case)
        assert not (case / "spill").exists() or not any((case / "spill").iterdir())
    assert completed < KILLS / 2
    assert program.ask("verify", case)["ok"] is True
    program.run("import", case, *paths, status=None)
    assert differing(expected, state_of(case), *JOURNAL) == []
    assert program.ask("verify", case)["ok"] is True


@pytest.mark.slow
def test_killed_between_any_two_statements(program: Program, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case.xunxian")
    program.run("import", case, two_statements(tmp_path / "first"))
    more = tmp_path / "more"
    rows = [
        row(C, "2020-07-02 16:00:05", "250.50", "进", A, serial="8"),
        row(C, "2020-07-02 17:00:00", "9.00", "出", B, serial="9"),
    ]
    statement(more / "c.csv", rows)
    again = row(
        A, "2020-07-02 15:30:00", "1000.00", "出", B, "赵一鸣", balance="9000.00", serial="1"
    )
    statement(more / "repeat.csv", [again])
    companions(more)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.kill_statements", case, more, str(STATEMENTS)],
        cwd=ROOT, env=program.environment, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["statements"] > 100
    assert told["wrong"] == []
    assert told["whole"] == 1
    assert told["absent"] == STATEMENTS - 1


def companions(folder: Path) -> None:
    """The account sheet and the people of one account, as banks send them beside a statement."""
    stick = folder.with_name("companions")
    write_returns(stick, seed=6, scale=Scale.small())
    for name in ("账户信息", "人员信息"):
        for path in stick.glob(f"测试银行/*{name}*"):
            shutil.copy(path, folder / path.name)
