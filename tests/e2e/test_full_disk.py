"""A disk that fills up during an import: said clearly, nothing imported, the case still works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.demo.returns import write_bulk
from tests.e2e.program import Program, new_case, two_statements
from tests.e2e.state import differing, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEGABYTES = 64


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that is soon full; made of memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], check=False
    )
    if made.returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, *, leave: int) -> Path:
    """Take up all room but ``leave`` bytes."""
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(disk).free - leave))
    return ballast


@pytest.mark.slow
@pytest.mark.parametrize("leave", [200_000, 2_500_000, 6_000_000])
def test_the_disk_fills_up(program: Program, small_disk: Path, tmp_path: Path, leave: int) -> None:
    case = new_case(small_disk / "one.xunxian")
    program.run("import", case, two_statements(tmp_path / "first"))
    before = state_of(case)
    write_bulk(tmp_path / "bulk", rows=80_000, files=2, seed=3)
    ballast = fill(small_disk, leave=leave)
    done = program.run("import", case, tmp_path / "bulk", "--json", status=1)
    assert done.out == ""
    assert "full" in done.err
    assert "mistake" not in done.err
    assert "Traceback" not in done.err
    flows = program.run("flows", case, "--json", status=None)
    assert flows.status in (0, 1), flows.err
    ballast.unlink()
    assert differing(before, state_of(case)) == []
    assert program.ask("verify", case)["ok"] is True
    assert program.ask("import", case, tmp_path / "bulk")["totals"]["rows_imported"] == 80_000
    assert program.ask("verify", case)["ok"] is True
