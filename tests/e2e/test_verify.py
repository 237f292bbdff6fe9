"""``verify`` finds what was altered behind the program's back."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from app.demo.returns import write_bulk
from tests.e2e.program import Program, new_case

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.program import Done

KEYS = {
    "ok", "database_ok", "ledger_ok", "files", "files_changed", "journal_entries", "journal_ok",
}  # fmt: skip


@pytest.fixture
def grown(program: Program, case: Path, tmp_path: Path) -> Path:
    """A case with a ledger of a megabyte or so."""
    write_bulk(tmp_path / "bulk", rows=6_000, files=2, seed=8)
    program.run("import", case, tmp_path / "bulk")
    return case


def overwrite(path: Path, place: int, content: bytes) -> None:
    with path.open("r+b") as stream:
        stream.seek(place)
        stream.write(content)


def refused(done: Done) -> None:
    assert done.status == 3, done.err
    assert done.document["ok"] is False
    assert "mistake" not in done.err
    assert "Traceback" not in done.err


def test_a_case_in_order(program: Program, grown: Path) -> None:
    found = program.ask("verify", grown)
    assert found.keys() >= KEYS
    assert found["ok"] is found["database_ok"] is found["ledger_ok"] is found["journal_ok"] is True
    assert found["files"] == 2
    assert found["files_changed"] == []
    assert found["journal_entries"] == 2


def test_altered_originals(program: Program, grown: Path) -> None:
    first, second = sorted(path for path in grown.glob("vault/*/*") if path.is_file())
    overwrite(first, first.stat().st_size // 2, b"altered")
    second.unlink()
    done = program.run("verify", grown, "--json", status=None)
    refused(done)
    changed = done.document["files_changed"]
    assert len(changed) == 2
    assert done.document["ledger_ok"] is done.document["database_ok"] is True
    assert program.run("verify", grown, status=3).out.count("Missing or altered") == 2


def test_an_altered_database(program: Program, grown: Path) -> None:
    database = grown / "case.db"
    overwrite(database, database.stat().st_size // 2, b"\0" * 64)
    refused(program.run("verify", grown, "--json", status=None))


def test_an_altered_ledger(program: Program, grown: Path, tmp_path: Path) -> None:
    """Wherever whole blocks of the ledger are altered, it is seen."""
    chance = random.Random(1)
    size = (grown / "ledger.duckdb").stat().st_size
    for number in range(3):
        copy = shutil.copytree(grown, tmp_path / f"copy{number}.xunxian")
        start = 0 if number == 0 else chance.randrange(size // 8, size // 2)
        ledger = copy / "ledger.duckdb"
        overwrite(ledger, start, bytes(chance.randrange(256) for _ in range(size // 3)))
        refused(program.run("verify", copy, "--json", status=None))


def test_missing_databases(program: Program, grown: Path, tmp_path: Path) -> None:
    for name in ("ledger.duckdb", "case.db", "case.json"):
        copy = shutil.copytree(grown, tmp_path / f"without-{name}.xunxian")
        (copy / name).unlink()
        refused(program.run("verify", copy, "--json", status=None))


def test_databases_of_another_case(program: Program, grown: Path, tmp_path: Path) -> None:
    other = new_case(tmp_path / "other.xunxian")
    for name in ("ledger.duckdb", "case.db"):
        copy = shutil.copytree(other, tmp_path / f"mixed-{name}.xunxian")
        shutil.copy(grown / name, copy / name)
        refused(program.run("verify", copy, "--json", status=None))
