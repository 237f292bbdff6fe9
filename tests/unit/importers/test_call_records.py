"""Call records as operators, the police and subscribers have them, through the real importer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importers.formats.call_records import LONGEST_CALL, clock_of, direction_of, seconds_of
from app.ops.calls import CallRow, list_calls
from tests.unit.importers.desk import Desk, workbook, write

OPERATOR = (
    "序号,通信记录唯一标识,通话类型,话单类型,本机号码,本机IMSI号,本机IMEI号,本机RAC号,本机LAC号,本机基站ID,"
    "本机CELLID,本机归属运营商,本机通话所在地,对方号码,对方IMSI号,对方IMEI号,对方RAC号,对方LAC号,对方基站ID,"
    "对方CELLID,对方归属运营商,对方通话所在地,对方号码归属地,前转主叫号码,呼叫开始时间,呼叫时长,是否群内呼叫,"
    "群组编号,群组名称,短信发送接收时间"
)


def operator_row(own: str, other: str, **cells: str) -> str:
    given_ = {"本机号码": own, "对方号码": other, **cells}
    return ",".join(given_.get(name, "") for name in OPERATOR.split(","))


def calls_of(desk: Desk, phone: str) -> list[CallRow]:
    return list_calls(desk.case, phone=phone)


def test_operator_return(shared: Desk, tmp_path) -> None:
    when = {"呼叫开始时间": "2020-07-02 15:29:00"}
    rows = [
        operator_row("8613900000001", "8613900000002", 话单类型="主叫话单", 呼叫时长="61",
                     本机LAC号="4301", 本机CELLID="21001", 本机IMSI号="460000000000001",
                     是否群内呼叫="1", 群组编号="77", **when),
        operator_row("8613900000001", "+86 755-2222-3333", 话单类型="MT", 呼叫时长="00:00:11",
                     前转主叫号码="008613900000003", **when),
        operator_row("8613900000001", "10086", 通话类型="短信", 话单类型="MO", 呼叫时长="0",
                     短信发送接收时间="20200702153700"),
        operator_row("8613900000001", "1795113900000002", 话单类型="呼转", **when),
        operator_row("", "8613900000002", **when),
        operator_row("8613900000001", "8613900000002"),
    ]  # fmt: skip
    write(tmp_path / "话单.csv", "\n".join([OPERATOR, *rows]) + "\n", "gb18030")
    report = shared.take(tmp_path)
    (file,) = report.files
    assert (file.format, file.kind, file.totals.rows_read) == ("call_records", "calls", 6)
    assert [issue.code for issue in file.rejects] == ["no_own_account", "no_time"]
    made, taken, forwarded, message = calls_of(shared, "13900000001")
    assert (made.other, made.direction, made.seconds) == ("13900000002", "out", 61)
    assert (made.own_lac, made.own_cell, made.own_imsi) == ("4301", "21001", "460000000000001")
    assert (made.group, made.line) == ("77", 2)
    assert (taken.other, taken.direction, taken.seconds) == ("075522223333", "in", 11)
    assert taken.forwarded == "13900000003"
    assert (forwarded.other, forwarded.direction) == ("13900000002", None)
    assert (message.other, message.is_message, message.direction) == ("10086", True, "out")
    assert message.time.isoformat() == "2020-07-02T15:37:00"
    reader = shared.case.ledger.reader()
    given_ = reader.execute(
        "select other_given from call_record where own = '13900000001' order by line"
    ).fetchall()
    reader.close()
    assert [each for (each,) in given_] == [
        "8613900000002", "+86 755-2222-3333", None, "1795113900000002",
    ]  # fmt: skip


def test_mirrored_with_numbers_of_both_sides(shared: Desk, tmp_path) -> None:
    header = [
        "本方电话号码", "本方身份证号", "本方 IMEI （机型）", "本方LAC", "本方CI", "本方地址",
        "通讯日期", "时间", "通讯时长", "主被叫", "对方号码", "对方身份证号", "对方原始号码",
    ]  # fmt: skip
    rows = [
        ["13900000011", "990101199001019072", "860000000000017（某型）", "43", "12",
         "测试路一号", "2020-07-02", "15:29:30", "1分1秒", "被叫", "13900000012",
         "990101199001010019", "8613900000012"],
        ["13900000011", "", "", "", "", "", "2020/7/3", "", "1'1''", "主叫", "", "", "95588"],
    ]  # fmt: skip
    workbook(tmp_path / "本方对方话单.xlsx", {"Sheet1": [header, *rows]})
    report = shared.take(tmp_path)
    assert report.files[0].totals.rows_imported == 2
    first, second = calls_of(shared, "13900000011")
    assert (first.time.isoformat(), first.exactness) == ("2020-07-02T15:29:30", 2)
    assert (first.own_imei, first.own_lac, first.own_cell) == ("860000000000017", "43", "12")
    assert (first.seconds, first.direction, first.own_place) == (61, "in", "测试路一号")
    assert (second.time.isoformat(), second.exactness) == ("2020-07-03T00:00:00", 0)
    assert (second.seconds, second.other) == (61, "95588")


def test_bill_takes_its_number_from_above_the_header_or_the_name(shared: Desk, tmp_path) -> None:
    header = "起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)\n"
    row = "2020-07-02 15:29,测试市,被叫,075522223333,1小时2分3秒,国内通话,套餐,0.00\n"
    write(tmp_path / "one.csv", f"本机号码：13900000021,,,,,,,\n{header}{row}", "gb18030")
    write(tmp_path / "详单_8613900000022.csv", header + row, "gb18030")
    write(tmp_path / "详单_139000000231.csv", header + row + "\n", "gb18030")
    report = shared.take(tmp_path)
    assert [file.totals.rows_imported for file in report.files] == [1, 1, 1]
    assert len(calls_of(shared, "bill:详单_139000000231")) == 1
    for phone in ("13900000021", "13900000022"):
        (call,) = calls_of(shared, phone)
        assert (call.seconds, call.exactness, call.own_place) == (3723, 1, "测试市")


def test_withdrawn_calls_are_gone(desk: Desk, tmp_path) -> None:
    row = operator_row("13900000001", "13900000002", 呼叫开始时间="2020-07-02 15:29:00")
    write(tmp_path / "话单.csv", f"{OPERATOR}\n{row}\n")
    report = desk.take(tmp_path)
    assert len(list_calls(desk.case)) == 1
    desk.withdraw(report.batch)
    assert list_calls(desk.case) == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("61", 61), ("1分1秒", 61), ("1'1''", 61), ("1′1″", 61), ("00:01:01", 61), ("01：01", 61),
        ("1小时", 3600), ("1时2分", 3720), ("5秒", 5), ("2分钟", 120), ("1h2m3s", 3723), ("0", 0),
        ("", None), ("长", None), ("1:2:3:4", None), ("::", None), ("-5", None), ("9" * 50, None),
        ("99999999", None), ("٣", 3),
    ],
)  # fmt: skip
def test_duration(text, seconds):
    assert seconds_of(text) == seconds


@given(st.integers(0, 86_399))
def test_duration_in_every_spelling(total):
    hours, minutes, seconds = total // 3600, total // 60 % 60, total % 60
    for text in (
        str(total),
        f"{hours}时{minutes}分{seconds}秒",
        f"{hours:02}:{minutes:02}:{seconds:02}",
        f"{total // 60}'{seconds}''",
    ):
        assert seconds_of(text) == total


@given(st.text(max_size=60))
def test_any_duration_and_clock_is_answered(text):
    found = seconds_of(text)
    assert found is None or 0 <= found <= LONGEST_CALL
    clock_of(text)


@pytest.mark.parametrize(
    ("way", "what", "direction"),
    [
        ("主叫话单", "", -1), ("被叫", "", 1), ("MO", "", -1), ("MT", "", 1), ("", "主叫", -1),
        ("发送", "国内短信", -1), ("接收", "", 1), ("呼转", "", None), ("", "", None),
        ("MOBILE", "", None), ("主叫前转", "", None), ("主叫/被叫", "", None),
    ],
)  # fmt: skip
def test_direction(way, what, direction):
    assert direction_of(way, what) == direction
