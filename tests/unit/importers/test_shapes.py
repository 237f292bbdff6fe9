"""One small statement in many shapes: whatever a bank or a tool did to it, it says the same."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from app.demo.numbers import luhn_digit
from app.ops.flows import raw_row
from tests.unit.importers.desk import CORE, SHORT, Desk, Row, cells, codes, table, workbook, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHAPES: dict[str, Callable[[Path, str, str], None]] = {}
WARNED: dict[str, set[str]] = {}
RAGGED = {"ragged_rows"}


def card(number: int, bank: str = "621799") -> str:
    body = f"{bank}{number:012d}"
    return body + luhn_digit(body)


def rows(own: str, other: str) -> list[Row]:
    mine = {"card": own, "name": "测试甲"}
    his = {"cp": other, "cp_name": "测试乙"}
    return [
        {**mine, **his, "time": "2021-03-01 09:00:00", "amount": "1000.00", "balance": "1500.00",
         "way": "进", "serial": "K1", "summary": "货款"},
        {**mine, "time": "2021-03-01 09:05:00", "amount": "500.00", "balance": "1000.00",
         "way": "出", "serial": "K2", "summary": "ATM取款"},
        {**mine, **his, "time": "2021-03-01 09:06:00", "amount": "200.00", "balance": "800.00",
         "way": "出", "serial": "K3", "summary": "还款"},
    ]  # fmt: skip


def truth(own: str, other: str) -> list[tuple[Any, ...]]:
    return [
        ("2021-03-01 09:00:00", other, own, 100000, "transfer", "success"),
        ("2021-03-01 09:05:00", own, None, 50000, "cash", "success"),
        ("2021-03-01 09:06:00", own, other, 20000, "transfer", "success"),
    ]


def shape(
    warned: set[str] | None = None,
) -> Callable[[Callable[[Path, str, str], None]], Callable[[Path, str, str], None]]:
    """A function that writes the statement into a folder of its own."""

    def register(make: Callable[[Path, str, str], None]) -> Callable[[Path, str, str], None]:
        SHAPES[make.__name__] = make
        WARNED[make.__name__] = warned or set()
        return make

    return register


@shape()
def columns_in_another_order(folder: Path, own: str, other: str) -> None:
    order = dict(reversed(CORE.items()))
    write(folder / "a.csv", table(rows(own, other), order))


@shape()
def unknown_columns_among_the_known(folder: Path, own: str, other: str) -> None:
    columns = {"x1": "序号", **SHORT, "x2": "渠道编码", "x3": "数据批次"}
    write(folder / "a.csv", table([{**row, "x2": "9"} for row in rows(own, other)], columns))


@shape()
def optional_columns_missing(folder: Path, own: str, other: str) -> None:
    columns = {key: SHORT[key] for key in ("card", "time", "amount", "way", "cp", "summary")}
    write(folder / "a.csv", table(rows(own, other), columns))


@shape()
def other_words_for_the_columns(folder: Path, own: str, other: str) -> None:
    header = ["本方卡号", "本方账号", "本方户名", "交易日期", "发生额", "余额", "借贷标志",
              "对方账卡号", "对方户名", "摘要", "币种", "交易状态", "流水号"]  # fmt: skip
    write(folder / "a.csv", table(rows(own, other), header=header))


@shape()
def header_full_width_and_spaced(folder: Path, own: str, other: str) -> None:
    header = [f"　{name[:2]} {name[2:]}\t" for name in SHORT.values()]
    header[list(SHORT).index("amount")] = "交易金额（元）"
    header[list(SHORT).index("cp")] = "交易对手帐卡号"
    write(folder / "a.csv", table(rows(own, other), header=header))


@shape()
def every_cell_quoted(folder: Path, own: str, other: str) -> None:
    lines = [list(SHORT.values()), *cells(rows(own, other))]
    text = "\n".join(",".join(f'"{cell}\t  "' for cell in line) for line in lines)
    write(folder / "a.csv", text)


@shape()
def delimiters_at_the_end(folder: Path, own: str, other: str) -> None:
    text = table(rows(own, other)).replace("\r\n", ",,\r\n")
    write(folder / "a.csv", text)


@shape()
def delimiters_at_the_end_of_rows_only(folder: Path, own: str, other: str) -> None:
    head, _, body = table(rows(own, other)).partition("\r\n")
    write(folder / "a.csv", head + "\r\n" + body.replace("\r\n", ",\r\n"))


@shape()
def header_repeated_and_footer(folder: Path, own: str, other: str) -> None:
    head, *body = table(rows(own, other)).splitlines()
    lines = [head, body[0], "", head, body[1], body[2], "合计,,,,1700.00", "共3笔", "第1页/共1页",
             "以上数据仅供参考", "打印日期：2021-03-05", ",,,,"]  # fmt: skip
    write(folder / "a.csv", "\n".join(lines))


@shape()
def title_and_preamble(folder: Path, own: str, other: str) -> None:
    top = ["测试银行账户交易明细", "", "查询期间：2021-01-01至2021-12-31,,,,", "币种：人民币"]
    write(folder / "a.csv", "\n".join(top) + "\n" + table(rows(own, other)))


@shape()
def wrapped_cells(folder: Path, own: str, other: str) -> None:
    wrapped = [
        {**row, "card": f'="{row["card"]}"', "cp": f"'{row['cp']}" if "cp" in row else "",
         "serial": f"[{row['serial']}]"}
        for row in rows(own, other)
    ]  # fmt: skip
    write(folder / "a.csv", table(wrapped))


@shape()
def wrapped_cells_without_quotes(folder: Path, own: str, other: str) -> None:
    text = table(rows(own, other)).replace(own, f'="{own}"').replace(other, f'="{other}"')
    write(folder / "a.csv", text)


@shape()
def cells_padded_with_tabs(folder: Path, own: str, other: str) -> None:
    lines = [list(SHORT.values()), *cells(rows(own, other))]
    write(folder / "a.csv", "\r\n".join(",".join(f"{c}\t" for c in line) for line in lines))


@shape()
def amounts_with_signs_and_groups(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    for row, amount, balance in zip(
        given, ("¥1,000.00", "-500", "２００．００元"), ("+1,500.00", "CNY 1000", "￥800"),
        strict=True,
    ):  # fmt: skip
        row.update(amount=amount, balance=balance)
    write(folder / "a.csv", table(given))


@shape()
def times_in_three_spellings(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    spelled = ("20210301090000", "2021/3/1 9:05", "2021年03月01日 09时06分")
    for row, time in zip(given, spelled, strict=True):
        row["time"] = time
    write(folder / "a.csv", table(given))


@shape()
def date_and_clock_apart(folder: Path, own: str, other: str) -> None:
    columns = {**SHORT, "time": "交易日期", "clock": "交易时间"}
    given = [
        {
            **row,
            "time": row["time"][:10].replace("-", ""),
            "clock": row["time"][11:].replace(":", ""),
        }
        for row in rows(own, other)
    ]  # fmt: skip
    given[0]["clock"] = "90000"
    write(folder / "a.csv", table(given, columns))


@shape()
def directions_in_other_words(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    for row, word in zip(given, ("贷 Cr", "D", "转出"), strict=True):
        row["way"] = word
    write(folder / "a.csv", table(given))


@shape({"direction_inverted"})
def directions_exchanged(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    for row in given:
        row["way"] = "借" if row["way"] == "进" else "贷"
    quiet = [
        {"card": own, "name": "测试甲", "time": f"2021-02-0{day} 09:00:00", "amount": "0.00",
         "balance": "500.00", "way": "贷", "status": "成功"}
        for day in (1, 2)
    ]  # fmt: skip
    more = {**given[0], "time": "2021-03-02 09:00:00", "amount": "0.01", "balance": "800.01",
            "way": "借", "status": "成功"}  # fmt: skip
    write(folder / "a.csv", table([*quiet[:1], *given, more]))


@shape()
def newest_first(folder: Path, own: str, other: str) -> None:
    write(folder / "a.csv", table(rows(own, other)[::-1]))


@shape()
def newest_first_within_one_minute(folder: Path, own: str, other: str) -> None:
    before = {"card": own, "name": "测试甲", "time": "2021-02-28 09:00", "amount": "0",
              "balance": "500.00", "way": "进"}  # fmt: skip
    given = [before, *rows(own, other)]
    write(folder / "a.csv", table(given[::-1]))


@shape()
def tabs_between_cells_in_utf16(folder: Path, own: str, other: str) -> None:
    write(folder / "a.txt", table(rows(own, other), delimiter="\t"), "utf-16")


@shape()
def utf16_big_endian(folder: Path, own: str, other: str) -> None:
    text = "\ufeff" + table(rows(own, other))
    write(folder / "a.csv", text.encode("utf-16-be"))


@shape()
def lines_end_with_cr_only(folder: Path, own: str, other: str) -> None:
    write(folder / "a.csv", table(rows(own, other)).replace("\r\n", "\r"), "gb18030")


@shape()
def pipes_between_cells(folder: Path, own: str, other: str) -> None:
    write(folder / "a.txt", table(rows(own, other), delimiter="|"), "gb18030")


@shape()
def semicolons_and_a_mark(folder: Path, own: str, other: str) -> None:
    write(folder / "a.csv", table(rows(own, other), delimiter=";"), "utf-8-sig")


@shape({"cells_missing", "cells_extra"})
def ragged_rows(folder: Path, own: str, other: str) -> None:
    head, first, second, third = table(rows(own, other)).splitlines()
    second = ",".join(second.split(",")[:-3])
    write(folder / "a.csv", "\n".join([head, first, second, third + ",多,余"]))


@shape({"stray_quote"})
def quotation_mark_that_closes_nowhere(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    text = table(given).replace("货款", '"货款').replace("还款", '还"款')
    write(folder / "a.csv", text)


@shape()
def newline_inside_a_cell(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    given[0]["summary"] = "货\n款"
    given[1]["summary"] = "ATM取款_x000D_"
    write(folder / "a.csv", table(given))


@shape()
def words_for_empty(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    given[1].update(cp="-", cp_name="null", account="无")
    given[0].update(account="--------")
    given[2].update(account="NULL")
    write(folder / "a.csv", table(given))


@shape({"bad_bytes"})
def some_bytes_are_no_text(folder: Path, own: str, other: str) -> None:
    content = table(rows(own, other)).encode("utf-8")
    write(folder / "a.csv", content.replace("还款".encode(), "还".encode() + b"\xff\xfe", 1))


@shape()
def workbook_with_numbers_and_dates(folder: Path, own: str, other: str) -> None:
    lines: list[list[Any]] = [["测试银行"], [], list(SHORT.values())]
    for line in cells(rows(own, other)):
        amount, balance = list(SHORT).index("amount"), list(SHORT).index("balance")
        mixed: list[Any] = list(line)
        mixed[amount], mixed[balance] = float(line[amount]), float(line[balance])
        lines.append(mixed)
    workbook(folder / "a.xlsx", {"说明": [["由测试银行提供"]], "明细": lines})


@shape()
def workbook_with_grouped_header(folder: Path, own: str, other: str) -> None:
    upper = ["本方信息", None, "交易信息", None, None, None, "对手信息", None, None]
    lower = ["交易卡号", "交易方户名", "交易时间", "交易金额", "交易余额", "收付标志",
             "交易对手账卡号", "对手户名", "摘要说明"]  # fmt: skip
    wanted = ("card", "name", "time", "amount", "balance", "way", "cp", "cp_name", "summary")
    body = [[row.get(key, "") for key in wanted] for row in rows(own, other)]
    workbook(folder / "a.xlsx", {"明细": [upper, lower, *body]})


@shape()
def workbook_with_groups_that_complete_names(folder: Path, own: str, other: str) -> None:
    upper = ["交易卡号", "对手", None, "交易", None, None, "收付标志", "摘要说明"]
    lower = [None, "账卡号", "户名", "时间", "金额", "余额", None, None]
    wanted = ("card", "cp", "cp_name", "time", "amount", "balance", "way", "summary")
    body = [[row.get(key, "") for key in wanted] for row in rows(own, other)]
    workbook(folder / "a.xlsx", {"明细": [upper, lower, *body]})


@shape()
def account_number_with_suffix_only(folder: Path, own: str, other: str) -> None:
    given = [{**row, "card": "", "account": f"{row['card']}_156_1"} for row in rows(own, other)]
    write(folder / "a.csv", table(given))


@shape()
def two_files_of_one_statement(folder: Path, own: str, other: str) -> None:
    given = rows(own, other)
    write(folder / "明细_part1.csv", table(given[:2]), "gb18030")
    write(folder / "明细_part2.csv", table(given[2:]), "utf-8-sig")


@shape()
def owner_in_the_file_name(folder: Path, own: str, other: str) -> None:
    columns = {key: SHORT[key] for key in SHORT if key not in ("card", "account", "name")}
    write(folder / f"测试甲_{own}.csv", table(rows(own, other), columns))


@shape()
def owner_in_the_preamble(folder: Path, own: str, other: str) -> None:
    columns = {key: SHORT[key] for key in SHORT if key not in ("card", "account", "name")}
    top = f"客户姓名：测试甲,,账号：{own[:6]} {own[6:12]} {own[12:]},,\n"
    write(folder / "流水.csv", top + table(rows(own, other), columns))


@shape()
def owner_in_the_folder(folder: Path, own: str, other: str) -> None:
    columns = {key: SHORT[key] for key in SHORT if key not in ("card", "account", "name")}
    write(folder / f"测试甲（{own}）" / "流水.csv", table(rows(own, other), columns))


@pytest.fixture(scope="module")
def taken(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("shapes")
    for number, (name, make) in enumerate(SHAPES.items()):
        make(folder / name, card(number + 1), card(number + 1, "622848"))
    report = shared.take(folder)
    assert report.unrecognised == []
    return shared


@pytest.mark.parametrize("name", SHAPES)
def test_shape(taken: Desk, name: str) -> None:
    number = list(SHAPES).index(name) + 1
    own, other = card(number), card(number, "622848")
    counted = [flow for flow in taken.told(own) if flow[3] > 1]
    assert counted == truth(own, other)
    account = taken.accounts()[own]
    assert (account.in_fen // 100, account.out_fen // 100) == (1000, 700)
    assert account.holder in ("测试甲", None)
    files = [f for f in taken.reports[0].files if f.path.startswith(f"{name}/")]
    assert not any(file.rejects or file.notices for file in files)
    assert set().union(*map(codes, files)) - {"sheet_not_recognised"} == WARNED[name]


@pytest.mark.parametrize("name", SHAPES)
def test_every_flow_leads_to_its_row(taken: Desk, name: str) -> None:
    """The row read again from the vaulted original is the one that the flow came from."""
    own = card(list(SHAPES).index(name) + 1)
    for flow in taken.flows(own):
        for source in flow.sources:
            raw = raw_row(taken.case, source)
            assert raw.header
            said = unicodedata.normalize("NFKC", "".join(raw.cells)).replace(",", "")
            assert str(flow.amount_fen // 100) in said
            assert f"{flow.time.day}" in said
            assert len(raw.header) >= len(raw.cells) - 2 or name in RAGGED
