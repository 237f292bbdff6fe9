"""Two windows on one case, a disk that refuses or is full, wrong passphrases, a sudden close."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from app.demo.returns import write_bulk
from app.gui.forms.confirm import ConfirmDialog
from app.gui.shell import Shell
from app.ops.batches import list_batches
from app.ops.cases import open_case, verify_case
from tests.e2e.program import Program, finished
from tests.gui.conftest import OFFICER, PASSPHRASE, rest
from tests.gui.test_shell import shell, unlock

__all__ = ["shell"]

ROOM = "64m"


def is_whole(folder) -> bool:
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        return bool(verify_case(case).ok)


def test_ten_wrong_passphrases_and_then_the_right_one(qtbot, shell, full_folder):
    shell.start(full_folder)
    for number in range(10):
        unlock(qtbot, shell, f"wrong {number}")
        assert shell.dialog.isVisible()
        assert "passphrase" in shell.dialog.wrong().lower()
    unlock(qtbot, shell, PASSPHRASE)
    assert shell.window.isVisible()
    shell.window.close()
    assert is_whole(full_folder)


def test_a_case_that_is_open_elsewhere_names_who_has_it(qtbot, shell, full_folder):
    other = Shell()
    other.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, other.runner)
    try:
        shell.start(full_folder, PASSPHRASE, OFFICER)
        rest(qtbot, shell.runner)
        assert shell.window is None
        assert "open" in shell.dialog.wrong()
    finally:
        other.window.close()
    shell.dialog.go.click()
    rest(qtbot, shell.runner)
    assert shell.window.isVisible()


def test_the_lock_of_a_killed_program_is_taken_over(qtbot, shell, full_folder, home):
    program = Program(home)
    killed = program.start(
        "import", full_folder, "-", XUNXIAN_PASSPHRASE=PASSPHRASE, XUNXIAN_OFFICER=OFFICER
    )
    killed.kill()
    finished(killed)
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    assert shell.dialog is None, shell.dialog.wrong()
    assert shell.window.isVisible()


@pytest.fixture
def mounted():
    """Mounts things and takes them away again."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount")
    places = []

    def mount(*arguments, place):
        done = subprocess.run(["mount", *arguments, str(place)], check=False)
        if done.returncode != 0:
            pytest.skip("nothing can be mounted here")
        places.append(place)

    yield mount
    for place in reversed(places):
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_refuses_writing_can_be_looked_at(qtbot, shell, full_folder, mounted):
    mounted("--bind", str(full_folder), place=full_folder)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(full_folder)], check=True)
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    assert shell.dialog is None, shell.dialog.wrong()
    window = shell.window
    assert "nothing can be changed" in window.message.text()
    assert "read-only" in window.top.name.whole()
    window.show_perspective("analysis")
    rest(qtbot, shell.runner)
    assert window.pane("accounts").accounts.rowCount() >= 3
    window.session.import_paths([full_folder / "case.json"])
    rest(qtbot, shell.runner)
    assert "reading only" in window.message.text()
    window.close()
    assert shell.window is None


def test_a_full_disk_is_said_and_nothing_is_half_done(qtbot, shell, full_folder, mounted, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place=disk)
    folder = shutil.copytree(full_folder, disk / "one.xunxian")
    shell.start(folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    write_bulk(tmp_path / "bulk", rows=40_000, files=1, seed=3)
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(disk).free - 500_000))
    shell.window.session.import_paths([tmp_path / "bulk"])
    rest(qtbot, shell.runner)
    assert "full" in shell.window.message.text()
    ballast.unlink()
    shell.window.close()
    assert is_whole(folder)
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        assert [row.state for row in list_batches(case)] == ["complete"]


def test_closed_during_an_import(qtbot, shell, full_folder, tmp_path, monkeypatch):
    asked = []

    def answer(_parent, **said):
        asked.append(said["text"])
        return None if len(asked) == 1 else "go"

    monkeypatch.setattr(ConfirmDialog, "ask", answer)
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    write_bulk(tmp_path / "bulk", rows=60_000, files=3, seed=3)
    shell.window.session.import_paths([tmp_path / "bulk"])
    qtbot.waitUntil(lambda: not shell.runner.is_idle())
    qtbot.wait(400)
    assert not shell.runner.is_idle()
    shell.window.close()
    assert shell.window.isVisible()  # he thought better of it
    shell.window.close()
    assert shell.window is None
    assert is_whole(full_folder)
    with open_case(folder=full_folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        assert [row.state for row in list_batches(case)] == ["complete"]
