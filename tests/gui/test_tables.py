"""Rows in tables: sorted as values, filtered, copied, painted so that they balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from app.base import i18n
from app.gui import words
from app.gui.panes.accounts import model as accounts
from app.gui.panes.batches import model as batches
from app.gui.panes.transfers import columns, proof
from app.gui.widgets.cell_delegate import LABEL_GAP, labels_in, segments
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TableView
from app.ops.accounts import AccountRow
from app.ops.batches import BatchRow
from app.ops.flows import FlowRow, FlowSource, RawRow
from app.ops.import_report import FileReport, ImportReport, RowIssue, Totals

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def account(number: int, *, holder: str | None = "测试甲", in_fen: int = 0) -> AccountRow:
    time = datetime(2020, 7, 2, 15, 30)
    return AccountRow(
        number, f"62179900000000{number:05}", (f"621799000000{number:04}_156_1",), "bank", holder,
        None, None, number % 2 == 0, in_fen, 0, 1, 0, time, time, None,
    )  # fmt: skip


def flow(number: int, payer: str | None, payee: str | None, **named: object) -> FlowRow:
    source = FlowSource(number, 1, "甲/一.csv", "", 0, number + 1, "ab" * 32, duplicate=False)
    values: dict[str, object] = {
        "id": number, "time": datetime(2020, 7, 2, 15, 30, number), "exactness": 2,
        "payer": payer, "payee": payee, "payer_name": None, "payee_name": None,
        "amount_fen": 100 * number, "currency": "CNY", "channel": None, "kind": "transfer",
        "status": "success", "summary": None, "sources": (source,),
    }  # fmt: skip
    return FlowRow(**{**values, **named})  # type: ignore[arg-type]


def file_report() -> FileReport:
    totals = Totals(rows_read=10, rows_imported=7, rows_duplicate=1, rows_rejected=2)
    return FileReport(
        1, "甲/一.csv", "ab" * 32, 2048, "bank_transactions", "gb18030", "transfers",
        recognition=[{"title": "Bank transactions (交易明细信息)", "score": 96}], totals=totals,
        rejects=[RowIssue("", 3, "no_amount", "甲\t乙")],
        warnings=[RowIssue("", 4, "reversal", "A reversal.")],
    )  # fmt: skip


def all_models() -> list[RowsModel]:
    report = file_report()
    made: list[RowsModel] = [
        RowsModel(accounts.COLUMNS),
        RowsModel(batches.BATCH_COLUMNS),
        RowsModel(batches.FILE_COLUMNS),
        RowsModel(batches.ISSUE_COLUMNS),
        RowsModel(proof.SOURCE_COLUMNS),
        RowsModel(proof.GIVEN_COLUMNS),
    ]
    line = batches.FileLine(report.path, report)
    moment = datetime(2020, 7, 2)
    rows: list[list[object]] = [
        [account(1), account(2, holder=None)],
        [BatchRow(1, moment, "王", 1, report.totals, state, ("a",)) for state in
         ("complete", "withdrawn")],
        [line, batches.FileLine("乙.txt", None, "no layout")],
        list(batches.issue_lines(line)),
        list(flow(1, account(1).account, None).sources),
        [proof.Given("交易金额", "1"), proof.Given("备注", "")],
    ]  # fmt: skip
    for model, each in zip(made, rows, strict=True):
        model.set_rows(each)
    return made


@pytest.mark.parametrize("number", range(6))
def test_models_obey_qt(qtmodeltester, number):
    model = all_models()[number]
    qtmodeltester.check(model, force_py=True)
    for column in range(model.columnCount()):
        model.sort(column, DOWN)
        model.sort(column, UP)
        for row in range(model.rowCount()):
            assert model.index(row, column).data() is not None
    qtmodeltester.check(model, force_py=True)


SORTED = (
    Column("In", lambda r: Cell(words.amount(r.in_fen)), key=lambda r: r.in_fen),
    Column("Balance", lambda r: Cell(None), key=lambda r: r.balance_fen),
)


def test_sums_sort_as_numbers_and_the_source_order_comes_back():
    model = RowsModel(SORTED)
    model.set_rows([account(1, in_fen=900), account(2, in_fen=10_000), account(3, in_fen=2_000)])
    model.sort(0, DOWN)
    assert [row.id for row in model.rows()] == [2, 3, 1]
    model.sort(0, UP)
    assert [row.id for row in model.rows()] == [1, 3, 2]
    model.sort(-1)
    assert [row.id for row in model.rows()] == [1, 2, 3]


def test_rows_without_a_value_come_last_in_both_orders():
    model = RowsModel(SORTED)
    model.set_rows(
        [replace(account(n), balance_fen=fen) for n, fen in ((1, None), (2, 700), (3, 900))]
    )
    for order, found in ((UP, [2, 3, 1]), (DOWN, [3, 2, 1])):
        model.sort(1, order)
        assert [row.id for row in model.rows()] == found


def test_choice_survives_sorting_filtering_and_reading_again(qtbot):
    model: RowsModel[AccountRow] = RowsModel(SORTED, identity=lambda row: row.id)
    table = TableView(model, name="accounts")
    qtbot.addWidget(table)
    chosen: list[object] = []
    table.row_chosen.connect(chosen.append)
    model.set_rows([account(n, in_fen=n) for n in range(1, 6)])
    table.choose(3)
    model.sort(0, DOWN)
    assert [row.id for row in table.chosen_rows()] == [4]
    model.set_filter(lambda row: row.id > 3)
    assert [row.id for row in table.chosen_rows()] == [4]
    model.set_rows([account(n, in_fen=-n) for n in range(1, 6)])
    assert [row.id for row in table.chosen_rows()] == [4]
    model.set_filter(lambda row: row.id == 1)
    assert table.chosen_rows() == []
    assert chosen[-1] is None


@pytest.mark.parametrize("number", [1, 7, 1_000_000])
@pytest.mark.parametrize("width", [60, 131])
def test_bar_balances_and_shows_the_least_share(number, width):
    placed = segments(((number, "good"), (0, "faint"), (1, "warn"), (1, "danger")), width)
    assert [tone for _left, _width, tone in placed] == ["good", "warn", "danger"]
    assert sum(wide for _left, wide, _tone in placed) == width
    assert all(wide >= 3 for _left, wide, _tone in placed)
    assert segments(((0, "good"),), width) == []


@pytest.mark.parametrize(
    ("widths", "room", "placed"),
    [
        ([40], 100, [(0, 40)]),
        ([40, 40], 88, [(0, 40), (48, 40)]),
        ([40, 40], 87, [(0, 40)]),
        ([40, 20, 40], 90, [(0, 40)]),
        ([40, 20, 40], 92, [(0, 40), (48, 20)]),
        ([140], 100, [(0, 100)]),
        ([140, 10], 100, [(0, 76), (84, 10)]),
        ([140, 40], 100, [(0, 76)]),
        ([140, 10], 5, [(0, 10)]),
    ],
)
def test_labels_have_room_or_are_counted(widths, room, placed):
    more = 16
    assert labels_in(widths, room, more) == placed
    if len(placed) < len(widths) and room > 50:
        left, wide = placed[-1]
        assert left + wide + LABEL_GAP + more <= room


def test_files_that_nobody_could_read_come_first():
    report = ImportReport(1, files=[file_report()])
    lines = batches.file_lines(report, [("乙.txt", "no layout")])
    assert [line.name for line in lines] == ["乙.txt", "一.csv"]
    assert batches.issue_lines(lines[0])[0].reason == "no layout"
    kinds = [issue.kind for issue in batches.issue_lines(lines[1])]
    assert kinds == ["reject", "warning"]


def test_reconciliation_in_words():
    totals = file_report().totals
    told = batches.equation(totals)
    assert told == "10 rows read = 7 imported + 1 duplicate + 0 notices + 2 rejected"
    totals.rows_read += 1
    assert batches.equation(totals).endswith("does not balance")


def test_numbers_read_in_groups_with_the_last_four_together():
    assert words.grouped("6217990000000000014") == "6217 9900 0000 000 0014"
    assert words.head_and_tail("0014") == ("", "0014")
    assert words.grouped("wechat:甲") == "wechat:甲"


def test_amounts_carry_sign_and_currency():
    assert words.signed(-13_800_000) == "−138,000.00"
    assert words.signed(13_800_000, "USD") == "+138,000.00 USD"
    assert words.one_line("a\tb\r\nc") == "a │ b ↵ c"
    assert words.size(900) == "900 B"
    assert words.size(5 * 1024**3) == "5.0 GB"


def test_times_are_as_exact_as_their_source():
    time = datetime(2020, 7, 3)
    assert words.moment(time, 0) == "2020-07-03"
    assert words.moment(time, 1) == "2020-07-03 00:00"


@pytest.mark.parametrize(
    ("kind", "name", "number"),
    [
        ("cash", "现金", "—"),
        ("fee", "手续费", "—"),
        ("interest", "利息", "—"),
        ("service", "服务商户", None),
        ("transfer", None, None),
    ],
)
def test_unknown_counterparties_are_named_by_kind(chinese, kind, name, number):
    assert columns.unnamed(kind) == name
    assert columns.number_cell(None, kind).text == number
    assert words.unknown() == "未知"


def test_cells_beyond_the_header_are_numbered():
    raw = RawRow(flow(1, "a", "b").sources[0], ("甲", ""), ("1", "", "3"), ())
    assert proof.given_cells(raw) == [
        proof.Given("甲", "1"),
        proof.Given("column 3", "3"),
    ]


def test_every_title_has_chinese(chinese):
    for model in all_models():
        for section in range(model.columnCount()):
            title = model.headerData(section, Qt.Orientation.Horizontal)
            assert not title.isascii() or title == "", title
    assert i18n.language() == "zh_CN"


def test_long_numbers_of_a_sentence_stand_in_groups():
    told = words.told("Flows of 6217990000000000014; at least ¥1,234,567,890,123.00; 2020-07-02")
    assert told == ("Flows of 6217 9900 0000 000 0014; at least ¥1,234,567,890,123.00; 2020-07-02")
    words.set_masked(masked=True)
    try:
        assert "0014" in words.told("Flows of 6217990000000000014")
        assert "6217" not in words.told("Flows of 6217990000000000014")
    finally:
        words.set_masked(masked=False)


def test_a_row_is_chosen_whatever_keys_are_held(qtbot):
    model = RowsModel(accounts.COLUMNS)
    table = TableView(model, name="accounts")
    qtbot.addWidget(table)
    told = []
    table.row_chosen.connect(told.append)
    model.set_rows([account(1), account(2), account(3)])
    table.show()
    table.choose(1)
    qtbot.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        table.choose(1)
        assert table.chosen_rows() == [model.row_at(1)]
        table.choose(2)
        assert table.chosen_rows() == [model.row_at(2)]
    finally:
        qtbot.keyRelease(table, Qt.Key.Key_Control)
    assert told[-1] is model.row_at(2)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert table.chosen_rows() == [model.row_at(1), model.row_at(2)]


def test_a_row_is_chosen_where_the_header_is_out_of_sight(qtbot):
    model = RowsModel(accounts.COLUMNS)
    table = TableView(model, name="accounts")
    qtbot.addWidget(table)
    model.set_rows([account(1)])
    table.horizontalHeader().setOffset(5000)
    table.choose(0)
    assert table.chosen_rows() == [model.row_at(0)]
