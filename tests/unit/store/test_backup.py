from __future__ import annotations

import io
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

from app.base.errors import Cancelled, CaseInUse, KnownError, StorageFull, UsageError
from app.base.progress import Progress
from app.model import Meta
from app.store import backup, database, files, journal
from app.store.casefile import CaseFile
from tests.unit.conftest import NAME, PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def filled(case: CaseFile) -> CaseFile:
    with case.session() as session:
        session.add(Meta(name="x", value="1"))
    for number in range(3):
        case.vault.put(io.BytesIO(os.urandom(100_000) + bytes([number])))
    return case


def test_a_copy_opens_and_holds_everything(filled: CaseFile, tmp_path: Path) -> None:
    sha256 = filled.vault.put(io.BytesIO(b"original")).sha256
    target = tmp_path / "copies" / "copy.xunxian"
    copied = backup.copy(filled, target)
    assert copied.files == 2 + 4
    with CaseFile.open(target, passphrase=PASSPHRASE, officer="o") as copy:
        assert copy.name == NAME
        assert copy.vault.verify([sha256]) == []
        assert copy.database.is_sound()
        with copy.session(read_only=True) as session:
            assert session.get_one(Meta, "x").value == "1"
            assert journal.verify(session).ok
    with filled.session() as session:
        session.add(Meta(name="after", value=""))
    assert sorted(path.name for path in target.iterdir()) == ["case.db", "case.json", "vault"]
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_the_copy_never_goes_over_anything(filled: CaseFile, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "file").write_text("mine")
    for target in (taken, filled.folder, filled.folder / "copy", filled.folder / "vault" / "c"):
        with pytest.raises(UsageError):
            backup.copy(filled, target)
    assert (taken / "file").read_text() == "mine"


def nothing_made(target: Path) -> bool:
    return not target.exists() and list(target.parent.iterdir()) == []


def test_a_full_disk_leaves_nothing(
    filled: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copies" / "c"
    pieces = 0

    class Full(files.NewFile):
        def write(self, content: bytes) -> None:
            nonlocal pieces
            pieces += 1
            with files.storing():
                if pieces > 3:
                    raise OSError(28, "No space left on device")
            super().write(content)

    monkeypatch.setattr("app.store.backup.NewFile", Full)
    with pytest.raises(StorageFull):
        backup.copy(filled, target)
    assert nothing_made(target)


def test_too_little_room_is_seen_beforehand(
    filled: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr("app.store.backup.shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(StorageFull, match="too little room"):
        backup.copy(filled, tmp_path / "copies" / "c")
    assert nothing_made(tmp_path / "copies" / "c")


def test_a_disk_that_does_not_keep_what_is_written_is_found_out(
    filled: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(files.NewFile):
        def write(self, content: bytes) -> None:
            super().write(content[:-1] + bytes([content[-1] ^ 1]))

    monkeypatch.setattr("app.store.backup.NewFile", Forgetful)
    with pytest.raises(KnownError, match="read back"):
        backup.copy(filled, tmp_path / "copies" / "c")
    assert nothing_made(tmp_path / "copies" / "c")


def test_cancelling_leaves_nothing(filled: CaseFile, tmp_path: Path) -> None:
    progress = Progress(lambda report: progress.cancel() if report.done else None, interval=0)
    with pytest.raises(Cancelled):
        backup.copy(filled, tmp_path / "copies" / "c", progress=progress)
    assert nothing_made(tmp_path / "copies" / "c")
    with filled.session() as session:  # the case is free again
        session.add(Meta(name="y", value=""))


def test_writers_wait_while_it_copies(filled: CaseFile, tmp_path: Path) -> None:
    begun: list[threading.Thread] = []

    def write() -> None:
        with filled.session() as session:
            session.add(Meta(name="late", value=""))

    def sink(_report: Any) -> None:
        if not begun:
            begun.append(threading.Thread(target=write))
            begun[0].start()

    target = tmp_path / "copies" / "c"
    backup.copy(filled, target, progress=Progress(sink))
    begun[0].join()
    with (
        CaseFile.open(target, passphrase=PASSPHRASE, officer="o") as copy,
        copy.session(read_only=True) as session,
    ):
        assert session.get(Meta, "late") is None
    with filled.session(read_only=True) as session:
        assert session.get(Meta, "late") is not None


def test_a_case_that_is_worked_on_all_the_time_is_not_copied(
    filled: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_STILL_TRIES", 1)
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    filled.database.close()
    with filled.session(read_only=True) as reader:
        reader.get(Meta, "x")
        with filled.session() as session:
            session.add(Meta(name="y", value=""))
        with pytest.raises(CaseInUse):
            backup.copy(filled, tmp_path / "copies" / "c")
    assert nothing_made(tmp_path / "copies" / "c")


def test_a_case_open_for_reading_only_is_copied_too(closed: Path, tmp_path: Path) -> None:
    with CaseFile.open(closed, passphrase=PASSPHRASE, officer="o", read_only=True) as case:
        backup.copy(case, tmp_path / "copy")
    CaseFile.open(tmp_path / "copy", passphrase=PASSPHRASE, officer="o").close()
