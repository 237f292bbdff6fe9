"""An import that is taken out again leaves no trace, whatever it had read until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.base.errors import Cancelled
from app.base.progress import Progress
from app.ops import batches, importing
from app.store.ledger.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

CARD, OTHER = "6217990000000000017", "6228480000000000028"
HEADER = "交易卡号,交易账号,交易时间,交易金额,收付标志,交易对手账卡号,对手户名\n"


def statement(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def people(path: Path) -> Path:
    """A file without any transfer."""
    text = "客户名称,证照类型,证照号码,联系手机\n赵一鸣,身份证,990101199001011234,13000000001\n"
    path.write_text(text, encoding="utf-8")
    return path


def take(case: CaseFile, *paths: Path, progress: Progress | None = None) -> None:
    importing.import_paths(case, paths=list(paths), progress=progress or Progress())


def contents(case: CaseFile) -> dict[str, list[tuple[Any, ...]]]:
    connection = case.ledger.connection
    return {
        name: sorted(connection.execute(f"select * from {name}").fetchall(), key=repr)
        for name in TABLES
    }


@pytest.fixture
def first(case: CaseFile, tmp_path: Path) -> CaseFile:
    """A case that knows both numbers as counterparty or own card only."""
    take(case, statement(tmp_path / "a.csv", f"{CARD},,2020-07-02 15:30:00,1.00,出,{OTHER},赵一鸣"))
    return case


@pytest.fixture
def second(tmp_path: Path) -> list[Path]:
    """Tells the same numbers as cards and account numbers, spelt otherwise; and a people sheet."""
    rows = (
        f"{OTHER},{OTHER[:17]}_156_1,2020-07-02 15:30:10,1.00,进,{CARD},钱二",
        f"{CARD},6217_99 is damaged,2020-07-02 15:30:10,x,进,,",
    )
    return [people(tmp_path / "人员信息.csv"), statement(tmp_path / "b.csv", *rows)]


def test_a_withdrawn_import(first: CaseFile, second: list[Path]) -> None:
    before = contents(first)
    take(first, *second)
    assert contents(first) != before
    batches.withdraw_batch(first, batch=2, progress=Progress())
    assert contents(first) == before


def test_what_two_imports_said_stays_when_one_goes(
    first: CaseFile, second: list[Path], tmp_path: Path
) -> None:
    take(first, *second)
    after_two = contents(first)
    row = f"{OTHER},{OTHER[:17]}_156_1,2020-07-04 15:30:10,5.00,进,{CARD},钱二"
    take(first, statement(tmp_path / "c.csv", row))
    batches.withdraw_batch(first, batch=2, progress=Progress())
    number, spelling = "number", "spelling"
    assert [row[1:3] for row in contents(first)[number]] == [row[1:3] for row in after_two[number]]
    assert [row[:2] for row in contents(first)[spelling]] == [
        row[:2] for row in after_two[spelling]
    ]


@pytest.mark.parametrize("text", ["reading", "ordering rows", "pairing"])
def test_a_cancelled_import(first: CaseFile, second: list[Path], text: str) -> None:
    before = contents(first)
    progress = Progress(lambda report: progress.cancel() if report.text == text else None)
    with pytest.raises(Cancelled):
        take(first, *second, progress=progress)
    assert contents(first) == before
    take(first, *second)
    sheets = contents(first)["sheet"]
    assert len({row[:2] for row in sheets}) == len(sheets) == 3


def test_the_same_file_again_reads_no_records(
    first: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(first)
    monkeypatch.delattr(importing.import_ledger, "make_flows")
    monkeypatch.setattr(importing.import_ledger, "retract", lambda *_args: None)
    report, _changes = importing.import_paths(
        first, paths=[tmp_path / "a.csv"], progress=Progress()
    )
    assert report.files[0].already_imported
    after = contents(first)
    assert [key for key in before if before[key] != after[key]] == ["ledger_batch"]
