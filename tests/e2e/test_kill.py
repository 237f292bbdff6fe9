"""kill -9 during an import: each batch is whole or absent, and the next import is as the first."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.demo.returns import Scale, write_bulk, write_returns
from tests.e2e.program import PASSPHRASE, PATIENCE, ROOT, Program, finished, new_case
from tests.e2e.state import differing, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = 20
BULK_ROWS = 150_000


def demonstration_files(folder: Path) -> list[Path]:
    """Some files of every kind: statements with their companions, a workbook, wallets."""
    write_returns(folder, seed=5, scale=Scale.small())
    wallets = sorted(folder.glob("财付通/*/*"))[:3]
    return [folder / "测试银行", folder / "北屿银行", *wallets]


@pytest.fixture
def base(program: Program, tmp_path: Path) -> tuple[Path, list[Path]]:
    """A case with one batch that shares accounts with what comes next, and what comes next."""
    files = demonstration_files(tmp_path / "stick")
    case = new_case(tmp_path / "base.xunxian")
    program.run("import", case, files[0], status=None)
    write_bulk(tmp_path / "bulk", rows=BULK_ROWS, files=3, seed=11)
    return case, [*files[1:], files[0] / "测试银行_账户信息.csv", tmp_path / "bulk"]


@pytest.mark.slow
def test_killed_at_any_instant(
    program: Program, base: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    case, paths = base
    whole = shutil.copytree(case, tmp_path / "whole.xunxian")
    began = time.monotonic()
    program.run("import", whole, *paths, status=None)
    lasted = time.monotonic() - began
    expected, before = state_of(whole), state_of(case)
    assert differing(before, expected)
    chance = random.Random(2)
    killed = completed = 0
    while killed < KILLS:
        assert completed < KILLS, "it is too fast to be killed"
        delay = lasted * (killed + chance.random()) / KILLS
        process = program.start("import", case, *paths)
        time.sleep(max(0.3, delay))
        process.kill()
        finished(process)
        killed += 1
        after = state_of(case)
        if differing(before, after):
            assert differing(expected, after, *JOURNAL) == [], "half a batch"
            completed += 1
            shutil.rmtree(case)
            case = new_copy(tmp_path, program, paths)
        assert not any((case / "spill").glob("*"))
    assert program.ask("verify", case)["ok"] is True
    program.run("import", case, *paths, status=None)
    assert differing(expected, state_of(case), *JOURNAL) == []
    assert program.ask("verify", case)["ok"] is True
