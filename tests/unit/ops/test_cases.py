from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.base.errors import Cancelled, UsageError, WrongPassphrase
from app.base.progress import Progress
from app.model import BatchState, Changes, ImportBatch, JournalEntry, SourceFile
from app.ops import cases
from app.ops.cases import ChangedFile, VerifyResult
from tests.unit.conftest import NAME, OFFICER, PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile


def verbs(case: CaseFile) -> list[tuple[str, str]]:
    with case.session(read_only=True) as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq))
        return [(entry.officer, entry.verb) for entry in entries]


def add_files(case: CaseFile, *contents: bytes, state: BatchState = BatchState.COMPLETE) -> None:
    with case.session() as session:
        session.add(
            ImportBatch(
                time=datetime(2024, 1, 1), officer="o", paths=[], totals={}, state=state,
                files=[
                    SourceFile(
                        ordinal=number, path=f"{number}.csv", kind="transfers", size=len(content),
                        sha256=case.vault.put(io.BytesIO(content)).sha256,
                    )
                    for number, content in enumerate(contents)
                ],
            )
        )  # fmt: skip
    (case.folder / "ledger.duckdb").touch()


@pytest.fixture
def sound_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_is_ledger_sound", lambda _case: True)


def test_making_and_opening(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    cases.create_case(folder=folder, name=NAME, officer=OFFICER, passphrase="p").close()
    with cases.open_case(folder=folder, passphrase="p", officer="李") as case:
        assert verbs(case) == [(OFFICER, "create")]


def test_officers_come_and_go_by_the_journal(case: CaseFile, folder: Path) -> None:
    both = Changes(officers=True, journal=True)
    assert cases.add_officer(case, name="李", passphrase="second") == both
    assert [(slot.name, slot.own) for slot in cases.list_officers(case)] == [
        (OFFICER, True),
        ("李", False),
    ]
    assert cases.change_passphrase(case, passphrase="changed") == both
    other = cases.list_officers(case)[1].slot_id
    assert cases.remove_officer(case, slot_id=other, why="调离") == both
    assert [verb for _officer, verb in verbs(case)] == [
        "create", "add_officer", "change_passphrase", "remove_officer"
    ]  # fmt: skip
    assert cases.verify_case(case).ok
    case.close()
    for wrong in (PASSPHRASE, "second"):
        with pytest.raises(WrongPassphrase):
            cases.open_case(folder=folder, passphrase=wrong, officer="o")
    cases.open_case(folder=folder, passphrase="changed", officer="o").close()


def test_what_is_refused_is_not_in_the_journal(case: CaseFile) -> None:
    with pytest.raises(UsageError, match="last passphrase"):
        cases.remove_officer(case, slot_id=case.slot_id)
    with pytest.raises(UsageError):
        cases.remove_officer(case, slot_id="unknown")
    with pytest.raises(WrongPassphrase):
        cases.add_officer(case, name="李", passphrase="")
    with pytest.raises(UsageError):
        cases.add_officer(case, name=" ", passphrase="x")
    with pytest.raises(UsageError, match="already"):
        cases.add_officer(case, name=OFFICER, passphrase="x")
    with pytest.raises(WrongPassphrase):
        cases.change_passphrase(case, passphrase="")
    assert verbs(case) == [(OFFICER, "create")]
    assert [slot.name for slot in cases.list_officers(case)] == [OFFICER]


def test_a_backup_is_journalled_where_it_was_made(case: CaseFile, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    assert cases.backup_case(case, target=target) == Changes(journal=True)
    assert [verb for _officer, verb in verbs(case)] == ["create", "backup"]
    with cases.open_case(folder=target, passphrase=PASSPHRASE, officer="o") as copy:
        assert cases.verify_case(copy).ok


def test_a_sound_case(case: CaseFile) -> None:
    assert cases.verify_case(case) == VerifyResult(
        ok=True, database_ok=True, ledger_ok=True, files=0, files_changed=(),
        journal_entries=1, journal_ok=True,
    )  # fmt: skip


@pytest.mark.usefixtures("sound_ledger")
def test_originals_that_count_are_checked(case: CaseFile) -> None:
    add_files(case, b"one", b"two", b"one")
    add_files(case, b"withdrawn", state=BatchState.WITHDRAWN)
    result = cases.verify_case(case)
    assert (result.ok, result.files, result.files_changed) == (True, 2, ())
    with case.session(read_only=True) as session:
        one, two = session.scalars(
            sa.select(SourceFile.sha256).order_by(SourceFile.id).limit(2)
        ).all()
    path = case.vault._path(two)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    case.vault.remove(one)
    result = cases.verify_case(case)
    assert not result.ok
    assert result.files_changed == (ChangedFile("0.csv", one), ChangedFile("1.csv", two))
    assert result.to_json()["files_changed"][0] == {"path": "0.csv", "sha256": one}


def test_imports_without_a_ledger_are_no_sound_case(case: CaseFile) -> None:
    add_files(case, b"one")
    (case.folder / "ledger.duckdb").unlink()
    result = cases.verify_case(case)
    assert (result.ok, result.ledger_ok, result.database_ok) == (False, False, True)


def test_a_ledger_of_rubbish_is_found(case: CaseFile) -> None:
    (case.folder / "ledger.duckdb").write_bytes(b"rubbish" * 4096)
    result = cases.verify_case(case)
    assert (result.ok, result.ledger_ok, result.journal_ok) == (False, False, True)


def test_a_database_that_was_altered_is_found(case: CaseFile, folder: Path) -> None:
    with case.session() as session:  # enough pages that one can be hit which opening never reads
        for number in range(200):
            cases.journal.append(session, officer="o", verb="v", subject=str(number), why="x" * 500)
    case.close()
    path = folder / "case.db"
    content = bytearray(path.read_bytes())
    content[-5000] ^= 1
    path.write_bytes(bytes(content))
    with cases.open_case(folder=folder, passphrase=PASSPHRASE, officer="o") as again:
        result = cases.verify_case(again)
    assert (result.ok, result.database_ok) == (False, False)


def test_a_journal_that_was_altered_is_found(case: CaseFile) -> None:
    with case.session() as session:
        session.execute(sa.text("DROP TRIGGER journal_entry_no_update"))
        session.execute(sa.text("UPDATE journal_entry SET officer = 'x'"))
    result = cases.verify_case(case)
    assert (result.ok, result.journal_ok, result.database_ok) == (False, False, True)


def test_a_check_can_be_cancelled(case: CaseFile) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        cases.verify_case(case, progress)
