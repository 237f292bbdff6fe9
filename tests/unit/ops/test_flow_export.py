"""Transfers written to files: columns, order, signs, tags, sources."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
import python_calamine

from app.base.errors import Cancelled, UsageError
from app.base.progress import Progress
from app.model.selection import FlowFilter, Selection
from app.ops import flow_export
from app.ops.flow_export import USUAL, export_flows, kind_of
from app.ops.flow_pages import SortKey
from app.ops.flow_wanted import Bars
from app.ops.flows import list_flows
from app.ops.tagging import add_tag
from tests.unit.ops.rows import Row, take

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import ProgressReport
    from app.store.casefile import CaseFile

A, B, C = "6222020000000000034", "6228480000000000026", "6212260000000000042"
ROWS = (
    Row(A, "2020-07-02 09:00:00", 500_000, C, "被害人丁", "测试甲", summary="货款"),
    Row(A, "2020-07-02 09:05:00", -200_000, B, "测试乙", "测试甲", summary="=转账"),
    Row(A, "2020-07-03", -50_000, B, "测试乙", "测试甲", status="失败"),
)


@pytest.fixture
def filled(case: CaseFile, tmp_path: Path) -> CaseFile:
    take(case, tmp_path, ROWS)
    return case


def table_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_every_usual_column_is_there_in_both_kinds(filled: CaseFile, tmp_path: Path) -> None:
    report = export_flows(filled, tmp_path / "一.csv")
    assert (report.flows, report.sheets) == (3, 1)
    header, first, second, third = table_of(report.path)
    assert len(header) == len(USUAL)
    assert header[:4] == ["Time", "Amount", "Currency", "Payer"]
    assert header[-3:] == ["Source file", "Sheet", "Line"]
    assert first[:7] == [
        "2020-07-02 09:00:00", "5000.00", "CNY", "被害人丁", f"{C}\t", "测试甲", f"{A}\t",
    ]  # fmt: skip
    assert first[-3:] == ["rows.csv", "", "2"]
    assert second[10] == "'=转账"
    assert (third[0], third[9]) == ("2020-07-03", "failed")
    export_flows(filled, tmp_path / "一.xlsx")
    book = python_calamine.load_workbook(str(tmp_path / "一.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == header
    assert rows[1][4] == C
    assert rows[2][10] == "=转账"
    assert [row[1] for row in rows[1:]] == [5_000, 2_000, 500]


def test_filter_sort_bars_and_columns_are_those_of_the_pane(
    filled: CaseFile, tmp_path: Path
) -> None:
    report = export_flows(
        filled, tmp_path / "一.csv", wanted=FlowFilter(accounts=(A,)),
        sort=[SortKey("amount")], bars=Bars("amount", hidden=((500_000, None),)),
        columns=["amount", "counterparty_account"],
    )  # fmt: skip
    assert table_of(report.path) == [
        ["Amount", "Counterparty account", "Source file", "Sheet", "Line"],
        ["-500.00", f"{B}\t", "rows.csv", "", "4"],
        ["-2000.00", f"{B}\t", "rows.csv", "", "3"],
    ]


def test_other_currencies_are_named(filled: CaseFile, tmp_path: Path) -> None:
    take(filled, tmp_path, [Row(A, "2020-07-05 09:00:00", 700, currency="美元")], "usd.csv")
    report = export_flows(filled, tmp_path / "一.csv", columns=["time", "amount", "serial"])
    assert table_of(report.path)[0][:4] == ["Time", "Amount", "Currency", "Serial number"]
    assert table_of(report.path)[-1][2:4] == ["USD", "S0"]


def test_tags_are_told(filled: CaseFile, tmp_path: Path) -> None:
    ids = [flow.id for flow in list_flows(filled)]
    add_tag(filled, name="可疑", on=Selection(flows=tuple(ids[:2])))
    add_tag(filled, name="跑分", on=Selection(flows=(ids[1],)))
    report = export_flows(filled, tmp_path / "一.csv", columns=["tags"])
    assert [row[0] for row in table_of(report.path)] == ["Tags", "可疑", "可疑, 跑分", ""]


def test_many_pieces_make_one_file(
    filled: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_export, "_STRETCH", 2)
    monkeypatch.setattr(flow_export, "_SCATTERED", 2)
    for sort in ([], [SortKey("time", falling=True)], [SortKey("amount")]):
        report = export_flows(filled, tmp_path / "一.csv", sort=sort, columns=["amount"])
        found = [row[0] for row in table_of(report.path)[1:]]
        assert found == (
            ["5000.00", "2000.00", "500.00"]
            if not sort or (sort[0].falling is False and sort[0].column == "time")
            else ["500.00", "2000.00", "5000.00"]
        )


def test_a_stop_leaves_no_file(filled: CaseFile, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()

    def stop(report: ProgressReport) -> None:
        if report.text == "writing the transfers":
            progress.cancel()

    progress = Progress(stop)
    for name in ("一.csv", "一.xlsx"):
        with pytest.raises(Cancelled):
            export_flows(filled, folder / name, progress=progress)
    assert list(folder.iterdir()) == []


def test_what_cannot_be_written_is_said(filled: CaseFile, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column"):
        export_flows(filled, tmp_path / "一.csv", columns=["colour"])
    with pytest.raises(UsageError, match="no kind of file"):
        kind_of(tmp_path / "一.doc")
    assert kind_of(tmp_path / "一.XLSX") == "xlsx"
    report = export_flows(filled, tmp_path / "二", kind="csv")
    assert report.path.name == "二.csv"


def test_headers_speak_the_language_of_the_user(
    filled: CaseFile, tmp_path: Path, chinese: None
) -> None:
    report = export_flows(filled, tmp_path / "一.csv", columns=["time", "status"])
    rows = table_of(report.path)
    assert rows[0][:2] == ["时间", "状态"]
    assert [row[1] for row in rows[1:]] == ["成功", "成功", "失败"]
