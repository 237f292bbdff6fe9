"""Mappings in a case: kept, suggested, used by themselves, shared, and remembered by each file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.base.errors import ExitStatus, RefusedInput, UsageError
from app.base.paths import resources
from app.base.progress import Progress
from app.cli.main import main
from app.importers.mapping import ROLES, RULES, SKIP_HOWS, UNITS
from app.importers.mapping_text import read_mapping
from app.model import JournalEntry
from app.ops import mappings, recognising
from app.ops.accounts import list_accounts
from app.ops.batches import batch_report
from app.ops.cases import open_case
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.rebuilding import rebuild_ledger
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.importers.desk import workbook
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from pathlib import Path

    from app.importers.mapping import TableMapping
    from app.ops.import_report import ImportReport
    from app.store.casefile import CaseFile

HEADER = "业务时间,甲方号码,乙方号码,变动,结存"
TEXT = """\
version: 1
name: 变动表
header: [业务时间, 甲方号码, 乙方号码, 变动, 结存]
columns:
  {time: 业务时间, own_card: 甲方号码, counterparty_card: 乙方号码, amount: 变动, balance: 结存}
direction: {rule: sign}
"""
OWN, OTHER = "6222020000000000034", "6212260000000000042"
ROWS = f"""\
2021-03-04 10:00:00,{OWN},{OTHER},-10.00,90.00
2021-03-04 11:00:00,{OWN},{OTHER},25.50,115.50
"""


def table(folder: Path, name: str = "a.csv", header: str = HEADER, rows: str = ROWS) -> Path:
    path = folder / name
    path.write_text(f"{header}\n{rows}", encoding="utf-8")
    return path


def given(folder: Path, text: str = TEXT) -> TableMapping:
    path = folder / "given.yaml"
    path.write_text(text, encoding="utf-8")
    return mappings.read_mapping_file(path)


def take(case: CaseFile, *paths: Path, **options: Any) -> ImportReport:
    report, _changes = import_paths(case, paths=list(paths), progress=Progress(), **options)
    assert report.balanced
    return report


def journal_of(case: CaseFile) -> list[tuple[str, str]]:
    with case.session(read_only=True) as session:
        found = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq))
        return [(entry.verb, entry.subject) for entry in found]


def test_a_given_mapping_reads_is_kept_and_then_used_by_itself(
    case: CaseFile, tmp_path: Path
) -> None:
    first = take(case, table(tmp_path), mapping=given(tmp_path))
    (file,) = first.files
    assert (file.format, file.totals.in_fen, file.totals.out_fen) == ("mapping:变动表", 2550, 1000)
    assert file.recognition[0]["score"] == 100
    assert file.recognition[0]["mapping"] == "变动表"
    (kept,) = mappings.list_mappings(case)
    assert (kept.name, kept.used, kept.created_by) == ("变动表", 1, OFFICER)
    more = table(tmp_path, "b.csv", rows=ROWS.replace("2021", "2022"))
    assert take(case, more).files[0].format == "mapping:变动表"
    assert mappings.list_mappings(case)[0].used == 2
    assert ("save mapping", "mapping 变动表") in journal_of(case)
    told = batch_report(case, batch=1).to_json()
    assert told["files"][0]["recognition"][0]["mapping"] == "变动表"


def test_a_mapping_that_read_nothing_is_not_kept(case: CaseFile, tmp_path: Path) -> None:
    report = take(case, table(tmp_path, header="甲,乙,丙,丁,戊"), mapping=given(tmp_path))
    assert report.files == []
    assert "业务时间" in report.unrecognised[0][1]
    assert mappings.list_mappings(case) == []


def test_a_near_header_is_suggested_only(case: CaseFile, tmp_path: Path) -> None:
    mappings.save_mapping(case, mapping=given(tmp_path))
    near = table(tmp_path, "near.csv", header=HEADER.replace("结存", "剩余"))
    report = take(case, near)
    assert report.files == []
    assert "变动表" in report.unrecognised[0][1]
    assert "66" in report.unrecognised[0][1]
    dry = take(case, near, dry_run=True)
    assert dry.drafts[0]["suggested"] == [{"name": "变动表", "quality": 66}]
    header = HEADER.replace("结存", "剩余").split(",")
    ((found, points),) = mappings.suggest(case, header=header)
    assert (found.name, points) == ("变动表", 66)
    # named, it is tried on what nothing else knows: here a column is missing
    assert "结存" in take(case, near, mapping=given(tmp_path)).unrecognised[0][1]
    wide = table(tmp_path, "wide.csv", f"{HEADER},多", ROWS.replace("0\n", "0,x\n"))
    assert take(case, wide, mapping=given(tmp_path)).files[0].recognition[0]["score"] == 83


def test_a_given_mapping_wins_over_a_shipped_layout(case: CaseFile, tmp_path: Path) -> None:
    path = write_statement(tmp_path / "known.csv", OWN, rows=4)
    header = path.read_text("utf-8").splitlines()[0].split(",")
    columns = "{time: 交易时间, own_card: 交易卡号, amount: 交易金额, balance: 交易余额}"
    text = (
        f"version: 1\nname: 另读\nheader: {json.dumps(header, ensure_ascii=False)}\n"
        f"columns: {columns}\ndirection: {{rule: in}}\n"
    )
    mappings.save_mapping(case, mapping=given(tmp_path, text))
    assert take(case, path, dry_run=True).files[0].format == "bank_transactions"
    report = take(case, path, mapping=given(tmp_path, text))
    assert report.files[0].format == "mapping:另读"
    assert report.totals.out_fen == 0


def test_a_rebuild_reads_as_it_was_read_then(case: CaseFile, folder: Path, tmp_path: Path) -> None:
    take(case, table(tmp_path), mapping=given(tmp_path))
    take(case, table(tmp_path, "b.csv", rows=ROWS.replace("2021", "2022")))
    mappings.save_mapping(case, mapping=given(tmp_path, TEXT.replace("sign}", "sign_reversed}")))
    late = write_statement(tmp_path / "known.csv", "6228480000000000026", rows=3)
    take(case, late)
    mappings.remove_mapping(case, name="变动表", why="falsch")
    before = [flow.to_json() for flow in list_flows(case)]
    case.close()
    rebuild_ledger(folder=folder, passphrase=PASSPHRASE, officer=OFFICER, progress=Progress())
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as again:
        assert [flow.to_json() for flow in list_flows(again)] == before
        assert mappings.list_mappings(again) == []


def test_sheets_of_a_workbook(case: CaseFile, tmp_path: Path) -> None:
    mappings.save_mapping(case, mapping=given(tmp_path))
    rows = [line.split(",") for line in ROWS.splitlines()]
    strange = [["甲", "乙", "丙"], ["x", "y", "z"]]
    path = workbook(
        tmp_path / "a.xlsx",
        {"一": strange, "二": [["某行导出"], HEADER.split(","), *rows], "三": strange},
    )
    (file,) = take(case, path).files
    assert (file.format, file.totals.rows_imported) == ("mapping:变动表", 2)
    assert [table["sheet"] for table in file.recognition] == ["二"]
    assert sum(issue.code == "sheet_not_recognised" for issue in file.warnings) == 2
    near = HEADER.replace("结存", "剩余").split(",")
    path = workbook(tmp_path / "b.xlsx", {"一": strange, "二": [near, *rows]})
    report = take(case, path, dry_run=True)
    assert [draft["sheet"] for draft in report.drafts] == ["一", "二"]
    assert [bool(draft["mapping"]) for draft in report.drafts] == [False, False]
    assert report.drafts[0]["why"]
    assert report.drafts[1]["suggested"] == [{"name": "变动表", "quality": 66}]


def test_the_example_in_the_documents_is_a_mapping() -> None:
    text = (resources().parent / "docs" / "mappings.md").read_text("utf-8")
    documented = read_mapping(text.split("```yaml")[1].split("```")[0])
    shipped = sorted((resources() / "mappings").glob("*.yaml"))
    assert [read_mapping(path.read_bytes()).columns for path in shipped] == [documented.columns]
    for word in (*ROLES, *RULES, *UNITS, *SKIP_HOWS):
        assert f"`{word}`" in text


def test_changes_are_journalled_and_shared(case: CaseFile, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(TEXT, encoding="utf-8")
    mapping, changes = mappings.add_mapping(case, path=path)
    assert changes.mappings
    assert not mappings.save_mapping(case, mapping=mapping)
    target = tmp_path / "out.yaml"
    mappings.export_mapping(case, name="变动表", target=target)
    assert mappings.read_mapping_file(target) == mapping
    with pytest.raises(UsageError, match="already"):
        mappings.export_mapping(case, name="变动表", target=target)
    mappings.remove_mapping(case, name="变动表")
    with pytest.raises(UsageError):
        mappings.remove_mapping(case, name="变动表")
    assert [verb for verb, _subject in journal_of(case)][-2:] == ["save mapping", "remove mapping"]
    with pytest.raises(UsageError):
        mappings.read_mapping_file(tmp_path / "none.yaml")
    path.write_bytes(b"\xff\xff")
    with pytest.raises(RefusedInput):
        mappings.add_mapping(case, path=path)


def test_the_command_line_drafts_and_uses(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    path = table(tmp_path, header="付款账号,收款账号,金额,时间", rows=(
        f"{OWN},{OTHER},10.00,2021-03-04 10:00:00\n{OTHER},{OWN},3.00,2021-03-05 10:00:00\n"
    ))  # fmt: skip
    draft = tmp_path / "draft.yaml"

    def run(*args: object) -> tuple[int, Any]:
        status = main([*map(str, args), "--json"])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else None

    status, told = run("import", closed, path, "--dry-run", "--draft", draft)
    assert status == ExitStatus.REFUSED
    (one,) = told["drafts"]
    assert one["unsure"] == []
    assert one["preview"][0]["amount_fen"] == 1000
    assert one["preview"][0]["own_account"] == OWN
    assert draft.read_text("utf-8") == one["mapping"]
    assert OWN not in one["mapping"]
    assert main(["import", str(closed), str(path), "--dry-run"]) == ExitStatus.REFUSED
    assert "payer_account: 付款账号" in capsys.readouterr().out
    status, told = run("import", closed, path, "--mapping", draft)
    assert status == ExitStatus.DONE
    assert told["totals"]["rows_imported"] == 2
    status, listed = run("mappings", closed)
    assert [row["used"] for row in listed] == [1]
    name = listed[0]["name"]
    assert run("mapping", "export", closed, name, tmp_path / "e.yaml")[0] == ExitStatus.DONE
    assert run("mapping", "remove", closed, name)[0] == ExitStatus.DONE
    assert run("mapping", "add", closed, tmp_path / "e.yaml")[1]["name"] == name
    assert run("import", closed, path, "--draft", draft)[0] == ExitStatus.USAGE
    assert run("import", closed, path, "--mapping", tmp_path / "no")[0] == ExitStatus.USAGE
    with open_case(folder=closed, passphrase=PASSPHRASE, officer=OFFICER) as case:
        assert {row.account for row in list_accounts(case) if row.obtained} == {OWN, OTHER}


def test_a_look_at_very_many_tables_says_which_were_not_drafted(
    case: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "MOST_DRAFTS", 1)
    folder = tmp_path / "strange"
    folder.mkdir()
    for name, header in (("a", "甲,乙,丙"), ("b", "丁,戊,己")):
        (folder / f"{name}.csv").write_text(f"{header}\nx,y,z\n", encoding="utf-8")
    report, _changes = import_paths(case, paths=[folder], progress=Progress(), dry_run=True)
    assert len(report.drafts) == 2
    assert "1 tables" in report.drafts[1]["why"]
