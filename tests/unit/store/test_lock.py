from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app.base.errors import CaseInUse, StorageFull
from app.store import lock, processes
from app.store.lock import Lock

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 32


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def edit(folder: Path, **values: object) -> None:
    path = folder / "lock"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **values}), encoding="utf-8")


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    held = Lock.acquire(tmp_path, officer="王", key=KEY)
    with pytest.raises(CaseInUse, match=f"{os.getpid()}.*王"):
        Lock.acquire(tmp_path, officer="李", key=KEY)
    with pytest.raises(CaseInUse):
        lock.check(tmp_path, key=KEY)
    held.release()
    assert not (tmp_path / "lock").exists()
    Lock.acquire(tmp_path, officer="李", key=KEY).release()


def test_the_lock_names_no_officer_to_strangers(tmp_path: Path) -> None:
    Lock.acquire(tmp_path, officer="Wang Jianguo", key=KEY)
    assert b"Wang" not in (tmp_path / "lock").read_bytes()
    with pytest.raises(CaseInUse) as caught:
        Lock.acquire(tmp_path, officer="x", key=b"other".ljust(32))
    assert "Wang" not in str(caught.value)


def test_a_lock_of_an_ended_process_is_taken_over(tmp_path: Path) -> None:
    Lock.acquire(tmp_path, officer="王", key=KEY)
    edit(tmp_path, pid=ended_process())
    Lock.acquire(tmp_path, officer="李", key=KEY).release()


def test_a_number_that_went_to_another_process_is_recognised(tmp_path: Path) -> None:
    Lock.acquire(tmp_path, officer="王", key=KEY)
    edit(tmp_path, started="another-boot/1")
    Lock.acquire(tmp_path, officer="李", key=KEY).release()


def test_a_lock_of_another_machine_is_respected_and_named(tmp_path: Path) -> None:
    Lock.acquire(tmp_path, officer="王", key=KEY)
    edit(tmp_path, host="DESKTOP-2", pid=ended_process())
    with pytest.raises(CaseInUse, match="DESKTOP-2"):
        Lock.acquire(tmp_path, officer="李", key=KEY)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null", b"[" * 5000])
def test_a_lock_that_was_never_finished_is_taken_over(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_WRITING_SECONDS", 0.1)
    (tmp_path / "lock").write_bytes(content)
    Lock.acquire(tmp_path, officer="李", key=KEY).release()


@pytest.mark.parametrize("pid", [None, -1, 0, "7", 1.5, 2**40])
def test_a_lock_with_a_senseless_process_is_taken_over(tmp_path: Path, pid: object) -> None:
    Lock.acquire(tmp_path, officer="王", key=KEY)
    edit(tmp_path, pid=pid)
    Lock.acquire(tmp_path, officer="李", key=KEY).release()


def test_a_lock_that_went_to_somebody_else_is_not_deleted(tmp_path: Path) -> None:
    held = Lock.acquire(tmp_path, officer="王", key=KEY)
    edit(tmp_path, token="another")
    held.release()
    assert (tmp_path / "lock").exists()


def test_a_full_disk_leaves_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.store.lock.os.write", full)
    with pytest.raises(StorageFull):
        Lock.acquire(tmp_path, officer="王", key=KEY)
    monkeypatch.undo()
    assert not (tmp_path / "lock").exists()


RACER = """
import sys, time
from pathlib import Path
from app.base.errors import CaseInUse
from app.store.lock import Lock
print("ready", flush=True)
sys.stdin.readline()
try:
    Lock.acquire(Path(sys.argv[1]), officer="x", key=b"k" * 32)
    print("held", flush=True)
except CaseInUse:
    print("refused", flush=True)
sys.stdin.readline()
"""


def test_of_several_processes_one_takes_a_stale_lock(tmp_path: Path) -> None:
    Lock.acquire(tmp_path, officer="王", key=KEY)
    edit(tmp_path, pid=ended_process())
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(tmp_path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _number in range(5)
    ]  # fmt: skip
    answers = []
    try:
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        for racer in racers:
            assert racer.stdout is not None
            answers.append(racer.stdout.readline().strip())
    finally:
        for racer in racers:
            racer.communicate("end\n")
    assert sorted(answers) == ["held"] + ["refused"] * 4


def test_processes_are_told_apart() -> None:
    own = processes.started(os.getpid())
    assert own
    assert processes.started(os.getpid()) == own
    assert processes.started(ended_process()) is None


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/x /mnt/nfs\\040disk nfs4 rw 0 0
/dev/sdb1 /mnt/share/stick vfat rw 0 0
host /mnt/vm 9p rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/home/x/case", False),
        ("/mnt/share", True),
        ("/mnt/share/a/b", True),
        ("/mnt/shared/a", False),
        ("/mnt/share/stick/a", False),
        ("/mnt/nfs disk/a", True),
        ("/mnt/vm/a", False),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="mount table of Linux")
def test_network_shares_are_recognised(tmp_path: Path, path: str, remote: bool) -> None:
    from pathlib import Path as AnyPath

    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert processes.on_network_share(AnyPath(path), mounts) is remote
