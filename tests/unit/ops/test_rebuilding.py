"""The ledger made anew from the vault is the ledger that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.base.errors import CaseDamaged
from app.base.progress import Progress
from app.ops import importing
from app.ops.accounts import list_accounts
from app.ops.batches import withdraw_batch
from app.ops.cases import open_case
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.rebuilding import rebuild_ledger
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile


def _answers(case: CaseFile) -> tuple[list[object], list[object]]:
    return (
        [flow.to_json() for flow in list_flows(case)],
        [account.to_json() for account in list_accounts(case)],
    )


@pytest.fixture
def filled(case: CaseFile, tmp_path: Path) -> CaseFile:
    """Three imports: two that overlap, one withdrawn."""
    first = write_statement(tmp_path / "first.csv", "6222020000000000034", rows=12)
    second = write_statement(tmp_path / "second.csv", "6222020000000000034", rows=20)
    third = write_statement(tmp_path / "third.csv", "6228480000000000026", rows=5)
    for path in (first, second, third):
        import_paths(case, paths=[path], progress=Progress())
    withdraw_batch(case, batch=3, progress=Progress())
    return case


def test_rebuilding_gives_the_same_answers(filled: CaseFile, folder: Path) -> None:
    before = _answers(filled)
    filled.close()
    (folder / "ledger.duckdb").unlink()
    with pytest.raises(CaseDamaged):
        open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER)
    rebuild_ledger(folder=folder, passphrase=PASSPHRASE, officer=OFFICER, progress=Progress())
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        assert _answers(case) == before


def test_a_missing_original_brings_the_old_ledger_back(filled: CaseFile, folder: Path) -> None:
    before = _answers(filled)
    filled.close()
    blobs = sorted(path for path in (folder / "vault").rglob("*") if path.is_file())
    kept = {path: path.read_bytes() for path in blobs}
    for path in blobs:
        path.unlink()
    with pytest.raises(CaseDamaged):
        rebuild_ledger(folder=folder, passphrase=PASSPHRASE, officer=OFFICER, progress=Progress())
    for path, data in kept.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        assert _answers(case) == before


def test_settling_in_the_middle_of_a_file_changes_nothing(
    case: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [f"622202000000{number:07d}" for number in range(30)]
    paths = [
        write_statement(tmp_path / f"{number}.csv", card, rows=15 + number)
        for number, card in enumerate(cards)
    ]
    together = tmp_path / "together.csv"
    lines = paths[0].read_text(encoding="utf-8").splitlines()[:1]
    for path in paths:
        lines += path.read_text(encoding="utf-8").splitlines()[1:]
    together.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr("app.ops.import_tables.ROWS_AT_ONCE", 50)
    monkeypatch.setattr(importing, "RUN_ROWS", 120)
    report, _changes = import_paths(case, paths=[together], progress=Progress())
    assert report.totals.rows_imported == sum(15 + number for number in range(30))
    assert report.files[0].gaps == 0
    assert all(row.balance_fen is not None for row in list_accounts(case) if row.obtained)
