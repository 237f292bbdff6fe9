"""Ctrl+C during an import: exit status 130, and the case as before."""

from __future__ import annotations

import shutil
import signal
import time
from typing import TYPE_CHECKING

import pytest

from app.demo.returns import write_bulk
from tests.e2e.program import Program, finished, ran_for
from tests.e2e.state import differing, state_of

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 60_000
INSTANTS = 5
MOST_TRIES = 15


@pytest.mark.slow
def test_cancelled_at_any_instant(program: Program, filled: Path, tmp_path: Path) -> None:
    write_bulk(tmp_path / "bulk", rows=ROWS, files=2, seed=3)
    whole = shutil.copytree(filled, tmp_path / "whole.xunxian")
    began = time.monotonic()
    program.run("import", whole, tmp_path / "bulk")
    lasted = time.monotonic() - began
    before = state_of(filled)
    cancelled = 0
    for number in range(MOST_TRIES):
        process = program.start("import", filled, tmp_path / "bulk", "--json")
        wait_for_lock(filled)
        ended = ran_for(process, 0.7 * lasted * (number % INSTANTS) / INSTANTS)
        lasted = min(lasted, ended or lasted)  # the machine may have become quicker
        process.send_signal(signal.SIGINT)
        done = finished(process)
        assert done.status in (0, 130), done.err
        if done.status == 130:
            cancelled += 1
            assert done.out == ""
            assert "Cancelled." in done.err
            assert "Traceback" not in done.err
            assert differing(before, state_of(filled)) == []
        else:
            shutil.rmtree(filled)
            shutil.copytree(whole, filled)
            program.run("withdraw", filled, "2")
            before = state_of(filled)
            lasted *= 0.7
        if number + 1 >= INSTANTS and cancelled >= INSTANTS - 2:
            break
    assert cancelled >= INSTANTS - 2
    program.run("import", filled, tmp_path / "bulk")
    assert program.ask("verify", filled)["ok"] is True


@pytest.mark.slow
def test_an_impatient_user(program: Program, filled: Path, tmp_path: Path) -> None:
    write_bulk(tmp_path / "bulk", rows=ROWS, files=2, seed=3)
    whole = shutil.copytree(filled, tmp_path / "whole.xunxian")
    began = time.monotonic()
    program.run("import", whole, tmp_path / "bulk")
    lasted = time.monotonic() - began
    before = state_of(filled)
    process = program.start("import", filled, tmp_path / "bulk")
    wait_for_lock(filled)
    time.sleep(0.2 * lasted)
    for _press in range(4):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    done = finished(process)
    assert done.status == 130, done.err
    assert differing(before, state_of(filled)) == []


def wait_for_lock(case: Path) -> None:
    """Until the process has opened the case, and with it heard how to be stopped."""
    deadline = time.monotonic() + 60
    while not (case / "lock").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
