from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.base.errors import (
    CaseDamaged,
    CaseInUse,
    KnownError,
    StorageFull,
    UsageError,
    WrongPassphrase,
)
from app.model import Meta
from app.store import journal, schema
from app.store.casefile import CaseFile
from tests.unit.conftest import NAME, OFFICER, PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path


def reopen(folder: Path, passphrase: str = PASSPHRASE, **options: Any) -> CaseFile:
    return CaseFile.open(folder, passphrase=passphrase, officer="李", **options)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_case_comes_back(closed: Path) -> None:
    with reopen(closed) as case:
        assert (case.name, case.zone, case.officer) == (NAME, "Asia/Shanghai", "李")
        assert [(each.slot_id, each.name) for each in case.officers()] == [(case.slot_id, OFFICER)]
    assert names_in(closed) == ["case.db", "case.json", "vault"]


def test_closing_twice_is_no_error(case: CaseFile) -> None:
    case.close()
    case.close()


def test_content_lasts(case: CaseFile, folder: Path) -> None:
    with case.session() as session:
        session.add(Meta(name="x", value="1"))
    with case.vault.open(case.vault.put(_stream(b"original")).sha256) as stream:
        assert stream.read() == b"original"
    case.close()
    with reopen(folder) as again, again.session(read_only=True) as session:
        assert session.get_one(Meta, "x").value == "1"


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


def test_an_empty_folder_may_be_used_a_full_one_not(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    CaseFile.create(empty, name="n", officer="o", passphrase="p").close()
    with pytest.raises(UsageError):
        CaseFile.create(empty, name="n", officer="o", passphrase="p")
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(UsageError):
        CaseFile.create(file, name="n", officer="o", passphrase="p")
    assert names_in(empty) == ["case.db", "case.json", "vault"]


@pytest.mark.parametrize(
    ("options", "failure"),
    [
        ({"name": " "}, UsageError),
        ({"zone": "Mars/Olympus"}, UsageError),
        ({"zone": "../../etc/passwd"}, UsageError),
        ({"zone": ""}, UsageError),
        ({"passphrase": ""}, WrongPassphrase),
    ],
)
def test_a_refused_case_leaves_nothing(
    tmp_path: Path, options: dict[str, str], failure: type[KnownError]
) -> None:
    wanted = {"name": "n", "officer": "o", "passphrase": "p", **options}
    with pytest.raises(failure):
        CaseFile.create(tmp_path / "cases" / "c", **wanted)
    assert not (tmp_path / "cases").exists() or names_in(tmp_path / "cases") == []


def test_nothing_in_the_folder_is_plain(case: CaseFile, folder: Path) -> None:
    with case.session() as session:
        journal.append(session, officer=OFFICER, verb="secretverb", subject="subjecttext")
    case.vault.put(_stream(b"6222021234567890123 plain row\n" * 100))
    secrets = [NAME, OFFICER, "secretverb", "subjecttext", PASSPHRASE, "6222021234567890123"]
    needles = [each.encode(code) for each in secrets for code in ("utf-8", "gb18030", "utf-16-le")]
    needles += [json.dumps(each).strip('"').encode() for each in secrets]
    for moment in ("open", "closed"):
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            for needle in needles:
                assert needle not in content, (moment, path.name)
                assert needle not in str(path.relative_to(folder)).encode()
        case.close()


def test_wrong_passphrases_do_not_open_and_leave_no_lock(closed: Path) -> None:
    for wrong in ("", "x", PASSPHRASE.upper()):
        with pytest.raises(WrongPassphrase):
            reopen(closed, wrong)
    assert names_in(closed) == ["case.db", "case.json", "vault"]


def test_one_opening_at_a_time(case: CaseFile, folder: Path) -> None:
    with pytest.raises(CaseInUse, match=OFFICER):
        reopen(folder)
    with pytest.raises(CaseInUse):
        reopen(folder, read_only=True)
    with case.session(read_only=True) as session:
        assert session.get(Meta, "name") is not None


@pytest.mark.parametrize("name", ["case.db", "case.json"])
def test_a_missing_file_is_named(closed: Path, name: str) -> None:
    (closed / name).unlink()
    with pytest.raises(CaseDamaged, match="missing"):
        reopen(closed)
    assert "lock" not in names_in(closed)


def test_an_absent_folder_and_a_foreign_one(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(UsageError):
            reopen(path)


def test_a_vault_that_was_deleted_does_not_keep_the_case_shut(closed: Path) -> None:
    shutil.rmtree(closed / "vault")
    with reopen(closed) as case:
        assert case.vault.put(_stream(b"x")).new


def test_the_database_of_another_case_is_refused(closed: Path, tmp_path: Path) -> None:
    CaseFile.create(tmp_path / "o", name="n", officer="o", passphrase=PASSPHRASE).close()
    shutil.copy(tmp_path / "o" / "case.db", closed / "case.db")
    with pytest.raises(CaseDamaged):
        reopen(closed)
    assert "lock" not in names_in(closed)


def test_a_database_of_rubbish_is_refused(closed: Path) -> None:
    for content in (b"", b"SQLite format 3\0" + bytes(8192), os.urandom(8192)):
        (closed / "case.db").write_bytes(content)
        with pytest.raises(CaseDamaged):
            reopen(closed)
        for name in ("case.db-wal", "case.db-shm"):
            (closed / name).unlink(missing_ok=True)


def test_passphrases_of_several_officers(case: CaseFile, folder: Path) -> None:
    first = case.slot_id
    with case.session() as session:
        second = case.add_passphrase(session, officer="李", passphrase="second")
    case.change_passphrase(slot_id=first, passphrase="changed")
    case.close()
    with pytest.raises(WrongPassphrase):
        reopen(folder)
    with reopen(folder, "second") as again:
        assert again.slot_id == second
        assert [each.name for each in again.officers()] == [OFFICER, "李"]
        with again.session() as session:
            again.remove_passphrase(session, slot_id=first)
        with pytest.raises(UsageError), again.session() as session:
            again.remove_passphrase(session, slot_id=second)
        assert [each.name for each in again.officers()] == ["李"]
    with pytest.raises(WrongPassphrase):
        reopen(folder, "changed")
    reopen(folder, "second").close()


def test_a_slot_that_cannot_be_written_leaves_no_name(
    case: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StorageFull("full")

    monkeypatch.setattr("app.store.header.write_atomically", full)
    with pytest.raises(StorageFull), case.session() as session:
        case.add_passphrase(session, officer="李", passphrase="second")
    assert [each.name for each in case.officers()] == [OFFICER]


def test_reading_only_changes_no_byte(closed: Path) -> None:
    def state() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in closed.iterdir() if path.is_file()}

    before = state()
    with reopen(closed, read_only=True) as case:
        assert case.name == NAME
        with pytest.raises(KnownError, match="reading only"), case.session():
            pass
        with case.session(read_only=True) as session:
            assert journal.verify(session).ok
        assert case.database.is_sound()
    assert state() == before


def refuse_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refusing(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            raise OSError(30, "Read-only file system")
        return real(path, flags, *rest, **named)

    monkeypatch.setattr("app.store.lock.os.open", refusing)


def test_a_write_protected_disk(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_writing(monkeypatch)
    with pytest.raises(StorageFull, match="refuses writing"):
        reopen(closed)
    with reopen(closed, read_only=True) as case:
        assert case.name == NAME
    (closed / "case.db-wal").write_bytes(b"left over")
    with pytest.raises(KnownError, match="not closed properly"):
        reopen(closed, read_only=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
def test_a_really_write_protected_disk(closed: Path) -> None:
    script = f"""
mount --bind {closed} {closed} && mount -o remount,ro,bind {closed} || exit 77
exec {sys.executable} -c '
import sys
from pathlib import Path
from app.base.errors import StorageFull
from app.store.casefile import CaseFile
folder, passphrase = Path(sys.argv[1]), sys.argv[2]
try:
    CaseFile.open(folder, passphrase=passphrase, officer="x")
except StorageFull:
    with CaseFile.open(folder, passphrase=passphrase, officer="x", read_only=True) as case:
        assert case.database.is_sound()
        print(case.name)
' {closed} "{PASSPHRASE}"
"""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    if done.returncode in (1, 77) and "app" not in done.stderr:
        pytest.skip("mounting is not allowed here")
    assert (done.returncode, done.stdout.strip()) == (0, NAME), done.stderr


def test_a_network_share_is_reported(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.processes.on_network_share", lambda _path: True)
    with pytest.raises(KnownError, match="network share"):
        reopen(closed)
    reopen(closed, allow_network=True).close()


def test_an_older_case_is_brought_up_to_date(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    following = SimpleNamespace(
        __name__=f"versions.v1_{schema.MINOR + 1}",
        upgrade=lambda op: op.execute("ALTER TABLE officer ADD COLUMN rank TEXT"),
    )
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, following))
    monkeypatch.setattr(schema, "MINOR", schema.MINOR + 1)
    with pytest.raises(KnownError, match="older version"):
        reopen(closed, read_only=True)
    with reopen(closed) as case, case.session() as session:
        session.execute(sa.text("UPDATE officer SET rank = 'x'"))
    monkeypatch.undo()
    version = json.loads((closed / "case.json").read_bytes())["format"]
    assert version == [1, schema.MINOR + 1]
    with reopen(closed) as case:  # the program of the older minor version goes on working on it
        assert case.officers()[0].name == OFFICER


KILLED = """
import os, signal, sys
from pathlib import Path
from app.store import building, casefile, header, journal, keys, schema
from app.store.header import Cost
keys.DEFAULT_COST = Cost(16, 1, 1)
def die(*_a, **_k):
    os.kill(os.getpid(), signal.SIGKILL)
module, name = sys.argv[2].rsplit(".", 1)
target = globals()[module] if module in globals() else getattr(casefile, module)
when, real, count = int(sys.argv[3]), getattr(target, name), 0
def counted(*a, **k):
    global count
    count += 1
    if count == when:
        if sys.argv[4] == "after":
            real(*a, **k)
        die()
    return real(*a, **k)
setattr(target, name, counted)
case = casefile.CaseFile.create(Path(sys.argv[1]), name="n", officer="o", passphrase="p")
for number in range(3):
    with case.session() as session:
        journal.append(session, officer="o", verb="v", subject=str(number))
die()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("place", "when", "side"),
    [
        ("schema.upgrade", 1, "before"),
        ("schema.upgrade", 1, "after"),
        ("journal.append", 1, "after"),
        ("os.fsync", 1, "before"),
        ("building.move_into_place", 1, "before"),
        ("building.move_into_place", 1, "after"),
        ("journal.append", 2, "before"),
        ("journal.append", 3, "after"),
        ("os.kill", 99, "before"),
    ],
)
def test_killed_at_any_moment_a_case_is_whole_or_absent(
    tmp_path: Path, place: str, when: int, side: str
) -> None:
    folder = tmp_path / "cases" / "c.xunxian"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), place, str(when), side],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    if folder.exists():
        with CaseFile.open(folder, passphrase="p", officer="o") as case:
            with case.session(read_only=True) as session:
                checked = journal.verify(session)
            assert checked.ok
            assert checked.entries >= 1
            assert case.database.is_sound()
    else:
        with CaseFile.create(folder, name="n", officer="o", passphrase="p") as case:
            assert case.name == "n"
    assert names_in(folder.parent) == ["c.xunxian"]


def test_a_killed_process_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    folder = tmp_path / "c.xunxian"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), "os.kill", "99", "before"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "lock" in names_in(folder)
    with (
        CaseFile.open(folder, passphrase="p", officer="o", read_only=True) as case,
        case.session(read_only=True) as session,
    ):
        assert journal.verify(session) == journal.JournalCheck(4, ok=True, first_bad_seq=None)
    assert "lock" not in names_in(folder)


def test_a_living_process_holds_the_case(closed: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from app.store.casefile import CaseFile\n"
        "case = CaseFile.open(Path(sys.argv[1]), passphrase=sys.argv[2], officer='o')\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(closed), PASSPHRASE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(CaseInUse, match=str(holder.pid)):
            reopen(closed)
        holder.kill()
        holder.wait()
        reopen(closed).close()
