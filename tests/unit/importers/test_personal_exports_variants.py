"""Exports as they also come: fewer columns, no preamble, no year, footers, damaged rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.importers.layout import FileContext
from app.importers.owner import export_owner, period_end, preamble_currency, wallet_owner
from tests.unit.importers.desk import codes, workbook, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.importers.desk import Desk

CREDIT = """{title}
交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额
01/02,01/03,样本电影票,56.78,{tail},56.78
12/30,12/31,样本商户,10.00,{tail},10.00
"""


def test_no_year_anywhere_is_refused_not_guessed(shared: Desk, tmp_path: Path) -> None:
    shared.take(write(tmp_path / "bill.csv", CREDIT.format(title="招商银行信用卡", tail="7001")))
    report = shared.file("bill.csv")
    assert [reject.code for reject in report.rejects] == ["time_unreadable"] * 2
    assert report.totals.rows_read == report.totals.rows_rejected == 2


@pytest.mark.parametrize(
    ("name", "title", "tail", "days"),
    [
        ("cmb_202401.csv", "样本", "7002", ["2024-01-02", "2023-12-30"]),
        ("a.csv", "账单周期：2023/12/06-2024/01/05", "7003", ["2024-01-02", "2023-12-30"]),
        ("b.csv", "对账单 2023年12月", "7004", ["2024-01-02", "2023-12-30"]),
        ("c 2024.csv", "样本", "7005", ["2024-01-02", "2024-12-30"]),
    ],
)
def test_the_year_comes_from_the_statement(
    shared: Desk, tmp_path: Path, name: str, title: str, tail: str, days: list[str]
) -> None:
    shared.take(write(tmp_path / name, CREDIT.format(title=title, tail=tail)))
    assert sorted(f.time.date().isoformat() for f in shared.flows(f"cmb:{tail}")) == sorted(days)


def test_a_bill_of_few_columns(shared: Desk, tmp_path: Path) -> None:
    shared.take(
        write(
            tmp_path / "few_wechat.csv",
            "交易时间,交易类型,商品,收/支,金额(元),支付方式,当前状态,备注\n"
            "2031-05-01 10:00:00,商户消费,茶,支出,￥1.50,零钱,支付成功,/\n"
            "2031-05-02 10:00:00,商户消费,茶,支出,￥2.50,零钱,样本新状态,/\n",
        ),
        write(
            tmp_path / "few_alipay.csv",
            "交易时间,交易分类,商品说明,收/支,金额,交易状态,\n"
            "2031-05-01 10:00:00,餐饮美食,茶,支出,3.50,交易成功,\n",
            "gb18030",
        ),
        write(
            tmp_path / "few_jd.csv",
            "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支\n"
            "2031-05-01 10:00:00,样本,茶,4.50（已退款1.00）,零钱,交易成功,支出\n",
        ),
        write(
            tmp_path / "few_web.csv",
            "交易创建时间,商品名称,金额（元）,收/支,交易状态,资金状态\n"
            "2031-05-01 10:00:00,茶,5.50,,交易成功,已支出\n",
        ),
    )
    found = {
        name: (shared.file(name).format, shared.file(name).totals.out_fen)
        for name in ("few_wechat.csv", "few_alipay.csv", "few_jd.csv", "few_web.csv")
    }
    assert found == {
        "few_wechat.csv": ("wechat_bill", 150),
        "few_alipay.csv": ("alipay_bill", 350),
        "few_jd.csv": ("jd_bill", 450),
        "few_web.csv": ("alipay_bill_web", 550),
    }
    # a state that nobody knows is neither success nor failure
    assert codes(shared.file("few_wechat.csv")) == {"status_unread"}
    assert shared.accounts()["wechat:few_wechat"].out_fen == 150


def test_totals_below_the_rows_are_no_rows(shared: Desk, tmp_path: Path) -> None:
    shared.take(
        write(
            tmp_path / "totals.csv",
            "交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,日志号,交易渠道,交易附言\n"
            "20310601,100000,转存,+5.00,5.00,样本,1,掌银,\n"
            "合计,,,+5.00,5.00,,,,\n"
            "20310602,100000,转存,,5.00,样本,2,掌银,\n",
        )
    )
    report = shared.file("totals.csv")
    assert (report.totals.rows_read, report.totals.rows_imported) == (2, 1)
    assert [reject.code for reject in report.rejects] == ["no_amount"]


def test_a_reversal_with_a_sign_is_what_its_sign_says(shared: Desk, tmp_path: Path) -> None:
    shared.take(
        write(
            tmp_path / "signed_reversal.csv",
            "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n"
            "2031-06-01,CNY,-30.00,,转账汇款,样本乙 6225000000000166,转账\n"
            "2031-06-01,CNY,30.00,,转账冲正,样本乙 6225000000000166,冲正\n"
            "2031-06-02,CNY,-30.00,,退汇,样本乙 6225000000000166,退汇\n",
        )
    )
    totals = shared.file("signed_reversal.csv").totals
    assert (totals.in_fen, totals.out_fen) == (3000, 6000)


def test_an_xlsx_with_numbers_and_dates(shared: Desk, tmp_path: Path) -> None:
    shared.take(
        workbook(
            tmp_path / "citic.xlsx",
            {
                "Sheet1": [
                    ["样本账单"],
                    ["交易日期", "入账日期", "交易描述", "卡末四位", "交易币种", "结算币种",
                     "交易金额", "结算金额"],
                    [47890, 47891, "样本商户", 7011.0, "人民币", "人民币", 18.5, 18.5],
                    [47892, 47892, "还款", 7011.0, "人民币", "人民币", -500, -500],
                ]
            },
        )
    )  # fmt: skip
    account = shared.accounts()["citic:7011"]
    assert (account.in_fen, account.out_fen) == (50000, 1850)


def test_police_returns_keep_their_layouts(shared: Desk, tmp_path: Path) -> None:
    shared.take(
        write(
            tmp_path / "交易明细信息.csv",
            "交易卡号,交易账号,交易方户名,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,"
            "现金标志,对手户名,摘要说明,交易币种,交易是否成功,交易流水号\n"
            "6217000000000000995,,样本,20310601100000,1.00,9.00,出,,,,,人民币,成功,1\n",
        )
    )
    assert shared.file("交易明细信息.csv").format == "bank_transactions"


def context(*lines: str, path: str = "样本.csv", sheet: str = "") -> FileContext:
    return FileContext(path, sheet, tuple(tuple(line.split(",")) for line in lines))


@pytest.mark.parametrize(
    ("lines", "path", "told"),
    [
        (("卡号: 1234****9876,卡别名: ",), "a.csv", {"own_made": "x:1234xxxx9876"}),
        (("账    号,6217 0000 0000 0000 123",), "a.csv", {"own_card": "6217000000000000123"}),
        (("账号,6217000000001230,账户类型,借记卡",), "a.csv", {"own_card": "6217000000001230"}),
        (("账户账号,CARD-001,卡内账户,001",), "a.csv", {"own_made": "x:CARD-001"}),
        (("信用卡尾号：1234",), "a.csv", {"own_made": "x:1234"}),
        ((), "a/明细 6217000000001230.csv", {"own_card": "6217000000001230"}),
        # a moment and an identity card are no account
        ((), "x_20310601100000.csv", {"own_made": "x:x_20310601100000", "period_end": "203106"}),
        ((), "990101199001010019.csv", {"own_made": "x:990101199001010019"}),
        (("户名：样本甲",), "b.csv", {"own_made": "x:b", "own_name": "样本甲"}),
        (("户名：样*甲",), "b.csv", {"own_made": "x:b"}),
        (("币    种: [   港币]",), "b.csv", {"own_made": "x:b", "currency": "港币"}),
    ],
)
def test_whose_export(lines: tuple[str, ...], path: str, told: dict[str, str]) -> None:
    assert export_owner("x")(context(*lines, path=path)) == told


def test_whose_wallet() -> None:
    wallet = wallet_owner("alipay", "支付宝账户", "账号")
    assert wallet(context("账号:[a@sample.cn]")) == {
        "own_card": "alipay:a@sample.cn",
        "own_account": "a@sample.cn",
    }
    assert wallet(context("支付宝账户：139****0001", "姓名：样本甲")) == {
        "own_card": "alipay:139xxxx0001",
        "own_name": "样本甲",
    }
    assert wallet(context("账号:[]")) == {"own_card": "alipay:样本"}


@pytest.mark.parametrize(
    ("line", "path", "month"),
    [
        ("打印日期 2031-09-01 账单 2031年01月", "a.csv", "203101"),
        ("2030-12-06 至 2031-01-05", "a.csv", "203101"),
        ("日期范围 20301206-20310105", "a.csv", "203101"),
        ("样本", "bill_2031-02.csv", "203102"),
        ("样本", "2031.csv", "2031"),
        ("样本", "6225880120310112.csv", ""),
    ],
)
def test_where_a_statement_ends(line: str, path: str, month: str) -> None:
    assert period_end(context(line, path=path)) == month


def test_the_currency_of_a_sub_account() -> None:
    assert preamble_currency(context("卡内账户,002 活期储蓄存款 港币 现汇")) == "港币"
    assert preamble_currency(context("币种：人民币")) == "人民币"
    assert preamble_currency(context("账户,1")) == ""
