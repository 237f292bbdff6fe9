"""One test for each kind of dirt in FORMATS section 2, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from app.importers import dirt, encoding
from app.importers.header import map_columns, plain_header, unit_of
from app.importers.layout import layout_by_key
from app.model.identifier import IdentifierKind
from app.ops.import_parties import identifier_kind, is_valid, plain_id
from tests.unit.importers.desk import SHORT, Desk, cells, codes, table, workbook, write
from tests.unit.importers.test_shapes import card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def cell() -> Iterator[Callable[..., Any]]:
    """Asks a macro about values."""
    connection = duckdb.connect()
    dirt.install(connection)

    def ask(expression: str, *values: object) -> Any:
        row = connection.execute(f"select {expression}", list(values)).fetchone()
        assert row
        return row[0]

    yield ask
    connection.close()


def usual(number: int, **more: str) -> dict[str, str]:
    return {
        "card": card(number), "time": "2021-07-01 10:00:00", "amount": "10", "way": "出",
        "cp": card(number, "622848"), **more,
    }  # fmt: skip


def test_01_tabs_and_spaces_around(shared: Desk, tmp_path: Path) -> None:
    header = ["\t交易卡号", "\ufeff交易账号　", " 交易方户名", "交易时间\t", "交易 金额",
              "交易余额",
              "收付标志", "交易对手账卡号", "对手户名", "摘要说明", "交易币种", "交易是否成功",
              "交易流水号"]  # fmt: skip
    rows = [{key: f"\t {value}\u3000\u00a0" for key, value in usual(1).items()}]
    shared.take(write(tmp_path / "01.csv", table(rows, header=header)))
    assert shared.told(card(1)) == [
        ("2021-07-01 10:00:00", card(1), card(1, "622848"), 1000, "transfer", "success")
    ]


def test_02_wrappers(cell: Callable[..., Any]) -> None:
    for wrapped in ('="6222"', "'6222", "[6222]", '="6222\t"'):
        assert cell("d_unwrap(?)", wrapped) == "6222"
    assert cell("d_unwrap(?)", "张[三]") == "张[三]"


def test_03_numbers_turned_into_floats(shared: Desk, tmp_path: Path) -> None:
    rows = [
        usual(3, cp="6.22848E+18"),
        usual(3, cp="6217990000000000000", amount="11"),
        {**usual(3, amount="12"), "card": "6.21799E+18", "account": "4000000000000003_156_1"},
        {**usual(3, amount="13"), "card": "6.21799E+18"},
    ]
    report = shared.take(write(tmp_path / "03.csv", table(rows))).files[0]
    assert report.totals.damaged_numbers == 4
    assert [(r.line, r.code) for r in report.rejects] == [(5, "own_number_damaged")]
    assert [f.payee for f in shared.flows(card(3))] == [None, None]
    [by_account] = shared.flows("4000000000000003")
    assert by_account.amount_fen == 1200
    assert codes(report) >= {"damaged_own_number", "damaged_counterparty_number"}


def test_04_numeric_cells_of_workbooks(shared: Desk, tmp_path: Path) -> None:
    header = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号", "交易流水号"]
    book = workbook(tmp_path / "04.xlsx", {"明细": [
        header,
        [card(4), "2021-07-01 10:00:00", 10, "出", 6228480000000000042, 6688.0],
        [6217990000000000042, "2021-07-01 10:00:00", 11, "出", card(4, "622848"), 1],
        [123456789012, 44378.5, 12.1, "出", 621799000000042, 2],
    ]})  # fmt: skip
    report = shared.take(book).files[0]
    assert report.totals.damaged_numbers == 2
    assert [(r.line, r.code) for r in report.rejects] == [(3, "own_number_damaged")]
    [short] = shared.flows("123456789012")
    assert (short.payee, short.amount_fen, short.time.hour) == ("621799000000042", 1210, 12)


def test_05_encodings(shared: Desk, tmp_path: Path) -> None:
    codecs = ("gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-be")
    for number, codec in enumerate(codecs):
        text = table([usual(50 + number, cp_name="测试乙", summary="往来")])
        mark = "\ufeff" if codec == "utf-16-be" else ""
        write(tmp_path / "05" / f"{codec}.csv", mark + text, codec)
    report = shared.take(tmp_path / "05")
    assert [f.encoding for f in report.files] == [
        "gb18030", "gb18030", "utf-16-be", "utf-16-le", "utf-8-sig", "utf-8",
    ]  # fmt: skip
    assert {shared.flows(card(50 + n))[0].payee_name for n in range(6)} == {"测试乙"}
    assert encoding.detect(b"\x00\x01\x02\x03" * 20, whole=True) is None


def test_06_full_width_signs(cell: Callable[..., Any]) -> None:
    assert plain_header("交易金额（元）") == "交易金额(元)"
    for written, fen in (("１２．５", 1250), ("－１００", -10000), ("−1", -100), ("￥８", 800)):
        assert cell("d_fen(d_amount_text(d_fold(?)), 100)", written) == fen
    assert cell("d_fold(?)", "６２２２") == "6222"
    assert cell("d_fold(?)", "张三（个人）") == "张三(个人)"  # numbers only go through this


def test_07_amounts(cell: Callable[..., Any]) -> None:
    written = {
        "1,234,567.89": 123456789, "+10000.00": 1000000, "-10.00": -1000, "¥28.16": 2816,
        "CNY 12.3": 1230, "CNY13.50": 1350, "100元": 10000, "1 000.00": 100000, ".5": 50, "5.": 500,
        "131.77(已退款89.84)": None, "1.234,56": None, "1,5": None, "12万": None, "1E+05": None,
        "一百": None, "(100.00)": None, "100.00-": None, "0": 0, "-0.00": 0,
    }  # fmt: skip
    for text, fen in written.items():
        assert cell("d_fen(d_amount_text(?), 100)", text) == fen, text


def test_08_signs_and_blank_directions(shared: Desk, tmp_path: Path) -> None:
    rows = [usual(8, amount="-10"), usual(8, amount="-11", way=""), usual(8, amount="12", way="")]
    report = shared.take(write(tmp_path / "08.csv", table(rows))).files[0]
    assert [f.status for f in shared.flows(card(8))] == ["success", "neutral", "neutral"]
    assert (report.totals.out_fen, report.totals.in_fen) == (1000, 0)


def test_09_words_that_contradict_the_balances(shared: Desk, tmp_path: Path) -> None:
    rows, balance = [], 1000
    for number in range(5):
        balance += 10
        rows.append(usual(9, way="借", balance=str(balance), time=f"2021-07-01 10:0{number}:00"))
    report = shared.take(write(tmp_path / "09.csv", table(rows))).files[0]
    assert (report.totals.in_fen, report.totals.out_fen) == (4000 + 1000, 0)
    assert "direction_inverted" in codes(report)


def test_10_unit_by_the_header() -> None:
    assert (unit_of("交易金额(分)"), unit_of("交易金额（元）"), unit_of("交易金额")) == (
        1,
        100,
        None,
    )


def test_11_directions(cell: Callable[..., Any]) -> None:
    from app.importers.words import DIRECTION_ARMS

    arms = f"case {DIRECTION_ARMS} end from (select upper(d_fold(d_strip(?))) as direction)"
    words = {1: "进 入 收 贷 C 收入 转入 存 in + 1 贷方 C:贷 贷Cr",
        -1: "出 付 借 D 支出 转出 取 out - 0 O 借方",
             0: "/ 不计 其他 不计收支"}  # fmt: skip
    for direction, listed in words.items():
        for word in listed.split():
            assert cell(arms, word) == direction, word
    assert cell(arms, "代收代付") is None


def test_12_times(cell: Callable[..., Any]) -> None:
    second = ("20200702153000", "2020-07-02 15:30:00", "2020-07-02-15.30.00.123456",
              "2020-07-02 15:30:00 +0800 CST", "1593675000", "1593675000000", "44014.6458333333",
              "2020年07月02日15时30分00秒", "2020.7.2 15:30:00", "20200702 15:30:00",
              "20200702T153000", "2020-07-02T07:30:00Z", "2020-07-02T15:30:00.000+08:00",
              "20200702153000123")  # fmt: skip
    minute = ("202007021530", "2020/7/2 15:30", "2020-07-02  15:30", "20200702 1530")
    days = ("20200702", "2020-7-2", "2020/07/02", "2020年7月2日", "2020.07.02", "44014")
    for exactness, texts in ((2, second), (1, minute), (0, days)):
        for text in texts:
            moment = cell("d_sane_time(d_time(?))", text)
            clock = "00:00:00" if exactness == 0 else "15:30:00"
            assert str(moment) == f"2020-07-02 {clock}", text
            assert cell("d_exactness(?)", text) == exactness, text
    assert str(cell("d_time(?)", "2020070215")) == "2020-07-02 15:00:00"
    for absurd in ("2020-02-30", "20201301", "1020-01-01", "9999-01-01 00:00:00", "昨天", "12:00"):
        assert cell("d_sane_time(d_time(?))", absurd) is None, absurd
    for clock, six in (("90102", "090102"), ("9:1:2", "090102"), ("15.30.00", "153000"),
                       ("15:30", "1530"), ("0", "000000"), ("15:30:00.12", "153000")):  # fmt: skip
        assert cell("d_clock(d_clock_text(?))", clock) == six


def test_13_seconds_missing(shared: Desk, tmp_path: Path) -> None:
    """Within a minute the balance chain tells the order, else the file."""
    rows = [
        usual(13, time="2021-07-01 10:00", amount="1", balance="99"),
        usual(13, time="2021-07-01 10:01", amount="4", balance="90"),
        usual(13, time="2021-07-01 10:01", amount="5", balance="94"),
        usual(13, time="2021-07-01 10:02", amount="6"),
        usual(13, time="2021-07-01 10:02", amount="7"),
    ]
    shared.take(write(tmp_path / "13.csv", table(rows)))
    assert [f.amount_fen for f in shared.flows(card(13))] == [100, 500, 400, 600, 700]


def test_14_preamble_headers_footers(shared: Desk, tmp_path: Path) -> None:
    head, *body = table([usual(14), usual(14, amount="11")]).splitlines()
    lines = ["测试银行", "", "起止日期,2021", head, body[0], head, body[1], "合计,,,,21", "-----,,",
             "共2笔", "以上数据仅供参考"]  # fmt: skip
    report = shared.take(write(tmp_path / "14.csv", "\n".join(lines))).files[0]
    assert (report.totals.rows_read, report.totals.rows_imported) == (2, 2)
    assert [f.sources[0].line for f in shared.flows(card(14))] == [5, 7]


def test_14_a_row_that_begins_like_a_footer_is_not_lost(shared: Desk, tmp_path: Path) -> None:
    header = ["摘要说明", "交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号"]
    row = ["打印费", card(140), "二十日", "10", "出", ""]
    text = "\n".join(",".join(line) for line in (header, row, ["合计", "", "", "10", "", ""]))
    report = shared.take(write(tmp_path / "14b.csv", text)).files[0]
    assert [(r.line, r.code) for r in report.rejects] == [(2, "time_unreadable")]


def test_15_same_header_twice() -> None:
    layout = layout_by_key("tenpay_trades")
    header = ["用户ID", "网联/银联", "第三方账户名称", "对手方ID", "网联/银联", "第三方账户名称"]
    mapping = map_columns(layout, header)
    assert (mapping["network"], mapping["network2"]) == (1, 4)
    assert (mapping["third_party"], mapping["third_party2"]) == (2, 5)


def test_16_ragged_rows_and_odd_signs(shared: Desk, tmp_path: Path) -> None:
    head, one, two, three = table(
        [usual(16, summary="甲_x000D_"), usual(16, amount="11"), usual(16, amount="12")]
    ).splitlines()
    short = ",".join(two.split(",")[:9])
    lines = [head, one, short, three + ",,x", "6217"]
    report = shared.take(write(tmp_path / "16.csv", "\n".join(lines))).files[0]
    assert [(w.line, w.code) for w in report.warnings] == [(3, "cells_missing"), (4, "cells_extra")]
    assert [(r.line, r.code) for r in report.rejects] == [(5, "no_amount")]
    assert shared.flows(card(16))[0].summary == "甲"


def test_17_the_same_row_in_two_returns(shared: Desk, tmp_path: Path) -> None:
    row = usual(17, serial="S", balance="5")
    first = write(tmp_path / "17a.csv", table([row, row]))
    second = write(tmp_path / "17b.csv", table([row, row]) + "\n")
    totals = shared.take(first, second).totals
    assert (totals.rows_imported, totals.rows_duplicate, totals.out_fen) == (2, 2, 2000)


def test_18_both_sides_of_a_transfer(shared: Desk, tmp_path: Path) -> None:
    other = {**usual(18), "card": card(18, "622848"), "cp": card(18), "way": "进"}
    shared.take(write(tmp_path / "18.csv", table([usual(18), other])))
    [flow] = shared.flows(card(18))
    assert len(flow.sources) == 2


def test_19_failed_rows_fees_and_interest(shared: Desk, tmp_path: Path) -> None:
    rows = [
        usual(19, status="失败"), usual(19, status="01"), usual(19, status="交易关闭"),
        usual(19, status="00"), usual(19, cp="", summary="手续费"),
        usual(19, cp="", summary="短信费"),
        usual(19, cp="", summary="结息", way="进"),
    ]  # fmt: skip
    bare = write(tmp_path / "19b.csv", table([usual(190, status="1"), usual(190, status="0")]))
    report = shared.take(bare).files[0]
    assert [w.code for w in report.warnings] == ["status_unread"] * 2
    assert report.totals.out_fen == 0  # 1 is success for some and failure for others
    totals = shared.take(write(tmp_path / "19.csv", table(rows))).totals
    assert (totals.rows_imported, totals.out_fen, totals.in_fen) == (7, 3000, 1000)
    flows = shared.flows(card(19))
    assert sorted((f.kind, f.status) for f in flows) == [
        ("fee", "success"), ("fee", "success"), ("interest", "success"), ("transfer", "failed"),
        ("transfer", "failed"), ("transfer", "failed"), ("transfer", "success"),
    ]  # fmt: skip


def test_20_settlement_accounts_and_masks(shared: Desk, tmp_path: Path) -> None:
    rows = [
        usual(20, cp_name="支付宝（中国）网络技术有限公司"), usual(20, cp_name="财付通"),
        usual(20, cp="", cp_name="网联清算有限公司"), usual(20, cp="6226******5669"),
    ]  # fmt: skip
    shared.take(write(tmp_path / "20.csv", table(rows)))
    assert [(f.kind, f.payee is None) for f in shared.flows(card(20))] == [
        ("service", False), ("service", False), ("service", True), ("transfer", True),
    ]  # fmt: skip


def test_21_words_for_empty(cell: Callable[..., Any]) -> None:
    for word in (
        "",
        "null",
        "NULL",
        "None",
        "-",
        "--",
        "/",
        "----------",
        "——",
        "无",
        "NaN",
        "\\N",
    ):
        assert cell("d_empty(?)", word) is None, word
    for word in ("无锡", "/无", "-5", "0", "nullable"):
        assert cell("d_empty(?)", word) == word
    assert cell("d_number(?, false)", "0") is None
    assert cell("d_number(?, false)", "000") is None


def test_22_name_variants_are_kept_as_given(shared: Desk, tmp_path: Path) -> None:
    names = ["张 三", "張三", "＊三", "张三（个人）"]
    shared.take(write(tmp_path / "22.csv", table([usual(22, cp_name=name) for name in names])))
    assert [f.payee_name for f in shared.flows(card(22))] == names


def test_23_tables_that_end_at_a_spreadsheets_limit(
    shared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.importers import spreadsheet

    monkeypatch.setattr(spreadsheet, "XLS_ROW_LIMIT", 4)
    text = table([usual(23), usual(23), usual(23)])
    shared.take(write(tmp_path / "23.csv", text), write(tmp_path / "23b.csv", text[:-2]))
    shared.take(write(tmp_path / "23c.csv", table([usual(23), usual(23)])))
    lines = [list(SHORT.values()), *cells([usual(23)] * 3)]
    shared.take(workbook(tmp_path / "23d.xlsx", {"明细": lines}))
    shared.take(workbook(tmp_path / "23e.xlsx", {"明细": lines[:3]}))
    assert "row_limit" in codes(shared.file("23d.xlsx"))
    assert "row_limit" not in codes(shared.file("23e.xlsx"))
    assert "row_limit" in codes(shared.file("23.csv"))
    assert "row_limit" in codes(shared.file("23b.csv"))
    assert "row_limit" not in codes(shared.file("23c.csv"))


def test_24_the_owner_only_in_the_name(shared: Desk, tmp_path: Path) -> None:
    columns = {"time": "交易时间", "way": "收付标志", "amount": "交易金额", "cp": "对手账卡号"}
    text = table([usual(24)], columns)
    shared.take(write(tmp_path / f"测试甲、{card(24)}.csv", text))
    assert shared.accounts()[card(24)].holder == "测试甲"
    totals = shared.take(write(tmp_path / "无名流水.csv", text + "\n")).totals
    assert (totals.rows_imported, totals.rows_rejected) == (1, 0)
    assert shared.accounts()["bank:无名流水"].out_fen == 1000


def test_25_id_numbers() -> None:
    assert plain_id("11010519491231002x ") == "11010519491231002X"
    assert plain_id("110105 19491231 002X") == "11010519491231002X"
    resident = IdentifierKind.RESIDENT_ID
    assert identifier_kind("", "11010519491231002X") is resident
    assert identifier_kind("", "130503670401001") is resident
    assert identifier_kind("", "91110000600037341L") is IdentifierKind.USCC
    assert is_valid(resident, "11010519491231002X")
    assert is_valid(resident, "34052419800101001X")
    assert not is_valid(resident, "110105194912310021")
    assert is_valid(resident, "130503670401001") is None
