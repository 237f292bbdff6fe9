"""What a spreadsheet makes of exported transfers: identifiers, formulas, amounts, times, sheets."""

from __future__ import annotations

import csv
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine

from app.base.errors import StorageFull
from app.reports import flow_export
from app.reports.flow_export import Amount, ExportColumn, Moment, csv_text, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.reports.flow_export import Value

COLUMNS = [ExportColumn("甲", 10), ExportColumn("乙", 10)]
TIME = datetime(2020, 7, 2, 15, 30, 5)


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    book = python_calamine.load_workbook(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("6217990000000000014", "6217990000000000014\t"),
        ("0012", "0012\t"),
        ("1E5", "1E5"),
        ("3-4", "3-4\t"),
        ("7月2日", "7月2日\t"),
        ("测试甲", "测试甲"),
        ("wxid_1", "wxid_1"),
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        ("+1", "'+1"),
        ("-转账", "'-转账"),
        ("@sum", "'@sum"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("", ""),
        (None, ""),
        (17, "17"),
        (Amount(-5_000_050), "-50000.50"),
        (Amount(5), "0.05"),
        (Moment(TIME, 0), "2020-07-02"),
        (Moment(TIME, 1), "2020-07-02 15:30"),
        (Moment(TIME, 2), "2020-07-02 15:30:05"),
    ],
)
def test_csv_values(value: Value, text: str) -> None:
    assert csv_text(value) == (text if value != "1E5" else "1E5\t")


def test_csv_is_utf8_with_a_mark_and_keeps_line_breaks(tmp_path: Path) -> None:
    target = tmp_path / "一.csv"
    assert write(target, "csv", COLUMNS, [["两\n行", 'q"'], ["\ud800", None]]) == (2, 1)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf\xe7\x94\xb2")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["甲", "乙"], ["两\n行", 'q"'], ["?", ""]]


def test_workbook_values(tmp_path: Path) -> None:
    target = tmp_path / "一.xlsx"
    rows: list[list[Value]] = [
        ["6217990000000000014", Amount(13_800_050)],
        ["=1+1", Moment(TIME, 2)],
        ["https://x.example", Moment(TIME, 0)],
        ["长" * 40_000, Amount(10**16 + 1)],
        [None, 17],
    ]
    assert write(target, "xlsx", COLUMNS, rows) == (5, 1)
    [sheet] = sheets_of(target).values()
    assert sheet[0] == ["甲", "乙"]
    assert sheet[1] == ["6217990000000000014", 138_000.5]
    assert sheet[2] == ["=1+1", TIME]
    assert sheet[3] in (
        ["https://x.example", datetime(2020, 7, 2, 15, 30, 5)],
        ["https://x.example", date(2020, 7, 2)],
    )
    assert sheet[4] == ["长" * flow_export.LONGEST, "100000000000000.01"]
    assert sheet[5] == ["", 17]


def test_more_rows_than_a_sheet_holds_go_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_export, "SHEET_ROWS", 4)
    target = tmp_path / "一.xlsx"
    assert write(target, "xlsx", COLUMNS, ([str(n), None] for n in range(7))) == (7, 3)
    found = sheets_of(target)
    assert list(found) == ["Transfers", "Transfers 2", "Transfers 3"]
    assert [[row[0] for row in rows[1:]] for rows in found.values()] == [
        ["0", "1", "2"], ["3", "4", "5"], ["6"],
    ]  # fmt: skip
    assert all(rows[0][0] == "甲" for rows in found.values())


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"一.{kind}"
    target.write_text("old", "utf-8")

    def rows() -> Iterator[list[Value]]:
        yield ["1", "2"]
        raise KeyError

    with pytest.raises(KeyError):
        write(target, kind, COLUMNS, rows())
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_text("utf-8") == "old"
    write(target, kind, COLUMNS, [])
    assert target.read_bytes() != b"old"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, kind: str) -> None:
    with pytest.raises(StorageFull, match=r"cannot be written"):
        write(tmp_path / "none" / f"一.{kind}", kind, COLUMNS, [])
