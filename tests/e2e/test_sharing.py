"""Copies of a case, two processes at once, and disks that refuse writing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import Program, finished, row, statement
from tests.e2e.state import differing, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_a_backup_is_the_case(program: Program, filled: Path, tmp_path: Path) -> None:
    program.run("backup", filled, tmp_path / "copy.xunxian")
    flows = program.ask("flows", filled)
    program.run("withdraw", filled, "1")
    assert program.ask("flows", filled) == []
    shutil.rmtree(filled)
    shutil.copytree(tmp_path / "copy.xunxian", filled)
    assert program.ask("flows", filled) == flows
    assert program.ask("verify", filled)["ok"] is True
    more = statement(tmp_path / "c.csv", [row("6222020000000000039", "2020-07-02 16:00:05",
                                              "250.50", "进", "6217990000000000017")])  # fmt: skip
    assert program.ask("import", filled, more)["batch"] == 2
    program.run("backup", filled, tmp_path / "copy.xunxian", status=2)


def test_two_processes_at_once(program: Program, case: Path, tmp_path: Path) -> None:
    files = [
        statement(tmp_path / f"{n}.csv", [row("6217990000000000017", f"2020-07-0{n} 10:00:00",
                                              f"{n}.00", "出", serial=str(n))])
        for n in (1, 2, 3)
    ]  # fmt: skip
    done = [finished(process) for process in [program.start("import", case, f) for f in files]]
    statuses = sorted(each.status for each in done)
    assert statuses[0] == 0
    assert set(statuses) <= {0, 5}
    assert len(program.ask("batches", case)) == statuses.count(0)
    for file in files:
        program.run("import", case, file)
    assert [f["amount_fen"] for f in program.ask("flows", case)] == [100, 200, 300]
    assert program.ask("verify", case)["ok"] is True


@pytest.fixture
def read_only(filled: Path) -> Iterator[Path]:
    """The case on a disk that refuses writing."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a disk that refuses writing")
    bound = subprocess.run(["mount", "--bind", str(filled), str(filled)], check=False)
    if bound.returncode != 0:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(filled)], check=True)
        yield filled
    finally:
        subprocess.run(["umount", "-l", str(filled)], check=True)
        time.sleep(0.1)


def test_a_disk_that_refuses_writing(
    program: Program, read_only: Path, returns: Path, tmp_path: Path
) -> None:
    assert len(program.ask("flows", read_only)) == 5
    assert len(program.ask("accounts", read_only)) == 3
    assert len(program.ask("batches", read_only)) == 1
    assert program.ask("verify", read_only)["ok"] is True
    done = program.run("import", read_only, returns, status=1)
    assert "refuses writing" in done.err
    program.run("withdraw", read_only, "1", status=1)
    program.run("backup", read_only, tmp_path / "copy.xunxian")
    assert differing(state_of(tmp_path / "copy.xunxian"), state_of(tmp_path / "copy.xunxian")) == []
    assert len(program.ask("flows", tmp_path / "copy.xunxian")) == 5
