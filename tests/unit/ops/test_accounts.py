"""Accounts know their holder, their statement's period, and what the bank answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.base.progress import Progress
from app.ops.account_card import accounts_named
from app.ops.accounts import list_accounts
from app.ops.importing import import_paths
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

CARD = "6222020000000000034"
ASKED = "6217990000000000014"


def test_statement_period_answer_and_surest_holder(case: CaseFile, tmp_path: Path) -> None:
    write_statement(tmp_path / "交易明细.csv", CARD, rows=4)
    (tmp_path / "任务信息.csv").write_text(
        "任务流水号,银行名称,主体类别,证账号码,账卡号,发送时间,反馈时间,反馈结果,反馈非明细结果,反馈明细结果,"
        "入库时间,入库状态,请求单号,查询结果\n"
        f"RW1,测试银行,个人,,{ASKED},20200703090000,20200703150000,失败,,查无此账户,,,QQ1,查询失败\n",
        encoding="utf-8",
    )
    (tmp_path / "账户信息.csv").write_text(
        "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,账户余额,币种,开户网点,账户状态,"
        "开户人证件类型,账号开户银行\n"
        f"测试丙丙,990103199503030039,{CARD},6222020000000000_156_1,20200601,1.00,人民币,测试支行,"
        "正常,居民身份证,东澜银行\n"
        f"测试甲,990101199001010019,{ASKED},,20200601,1.00,人民币,测试支行,正常,居民身份证,东澜银行\n",
        encoding="utf-8",
    )
    import_paths(case, paths=[tmp_path], progress=Progress())
    rows = {row.account: row for row in list_accounts(case)}
    own = rows[CARD]
    assert own.obtained
    assert own.statement_since == datetime(2020, 7, 2, 9, 1)
    assert own.statement_until == datetime(2020, 7, 2, 9, 4)
    assert (own.holder, own.confidence, own.bank) == ("测试丙丙", 95, "东澜银行")
    assert set(own.aliases) == {"6222020000000000", "6222020000000000_156_1"}
    assert own.answer is None
    asked = rows[ASKED]
    assert not asked.obtained
    assert asked.answer == "none"


def test_accounts_are_found_by_any_of_their_numbers(case: CaseFile, tmp_path: Path) -> None:
    assert accounts_named(case, [CARD]) == []
    assert not case.has_ledger
    write_statement(tmp_path / "交易明细.csv", CARD, rows=4)
    import_paths(case, paths=[tmp_path], progress=Progress())
    (row,) = accounts_named(case, [f" {CARD}", "nobody", CARD])
    assert row.account == CARD
    assert row == next(each for each in list_accounts(case) if each.account == CARD)
