"""Tenpay, Alipay and payment companies: orders, red packets, bank cards behind wallets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.importers.desk import Desk, codes, table, workbook, write
from tests.unit.importers.test_shapes import card

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.importers.desk import Row

TENPAY = {
    "own": "用户ID",
    "order": "交易单号",
    "big": "大单号",
    "name": "用户侧账号名称",
    "way": "借贷类型",
    "deal": "交易业务类型",
    "use": "交易用途类型",
    "time": "交易时间",
    "amount": "交易金额(分)",
    "balance": "账户余额(分)",
    "own_card": "用户银行卡号",
    "other": "对手方ID",
    "other_name": "对手侧账户名称",
    "other_card": "对手方银行卡号",
    "other_bank": "对手侧银行名称",
    "received": "对手方接收金额(分)",
    "remark1": "备注1",
    "remark2": "备注2",
}
TREE = "L-1600000000001-1-SYN/TP01/IDCARD/990101199001010019"


def trade(**cells: str) -> Row:
    usual = {"time": "2021-06-01 10:00:00", "way": "出", "name": "测试甲", "use": "转账"}
    return {**usual, **cells}


def trades(path: Path, rows: list[Row], columns: dict[str, str] = TENPAY) -> Path:
    plain = [{"status": "", "currency": "", **row} for row in rows]
    return write(path, table(plain, columns, delimiter="\t"))


def test_group_red_packet(shared: Desk, tmp_path: Path) -> None:
    """One order of 100 yuan, three who took of it: three flows, together the order."""
    packet = {"own": "wxid_giver", "order": "R1", "amount": "10000", "use": "红包"}
    rows = [
        trade(**packet, other="wxid_one", received="3344"),
        trade(**packet, other="wxid_two", received="6000"),
        trade(**packet, other="wxid_three", received="656", time="2021-06-01 10:00:09"),
        trade(own="wxid_giver", order="R2", amount="500", other="wxid_one", received="200"),
    ]
    path = trades(tmp_path / TREE / "wxid_giver" / "TenpayTrades.txt", rows)
    report = shared.take(path)
    assert report.totals.out_fen == 3344 + 6000 + 656 + 500
    flows = shared.flows("wxid_giver")
    assert {f.payee: f.amount_fen for f in flows if f.summary == "红包"} == {
        "wxid_one": 3344, "wxid_two": 6000, "wxid_three": 656,
    }  # fmt: skip


def test_shared_order_without_a_received_amount_is_warned_of(shared: Desk, tmp_path: Path) -> None:
    row = {"own": "wxid_unsure", "order": "R9", "amount": "100"}
    rows = [trade(**row, other="wxid_p"), trade(**row, other="wxid_q")]
    shared.take(trades(tmp_path / "x" / "TenpayTrades.txt", rows))
    assert "repeated_amount" in codes(shared.file(["x", "TenpayTrades.txt"][-1]))


def test_unit_is_the_header_s(shared: Desk, tmp_path: Path) -> None:
    columns = {**TENPAY, "amount": "交易金额（元）", "balance": "账户余额（元）"}
    rows = [trade(own="wxid_yuan", order="Y1", amount="12.34", balance="5.00", other="wxid_y")]
    shared.take(trades(tmp_path / "yuan" / "TenpayTrades.txt", rows, columns))
    [flow] = shared.flows("wxid_yuan")
    assert flow.amount_fen == 1234
    assert shared.accounts()["wxid_yuan"].balance_fen == 500


def test_broken_fen_are_said(shared: Desk, tmp_path: Path) -> None:
    rows = [
        trade(own="wxid_broken", order="B1", amount="100.00", other="wxid_b"),
        trade(own="wxid_broken", order="B2", amount="100.50", other="wxid_b"),
    ]
    report = shared.take(trades(tmp_path / "TenpayTrades.txt", rows)).files[0]
    assert [w.line for w in report.warnings if w.code == "amount_rounded"] == [3]
    assert report.totals.out_fen == 100 + 101


def test_both_wallets_of_a_transfer_make_one_flow(shared: Desk, tmp_path: Path) -> None:
    order = {"order": "T1", "amount": "5000"}
    out = [trade(**order, own="wxid_from", other="wxid_to", received="5000")]
    into = [trade(**order, own="wxid_to", other="wxid_from", way="入", name="测试乙",
                  time="2021-06-01 10:00:03", received="5000")]  # fmt: skip
    shared.take(
        trades(tmp_path / "a" / "TenpayTrades.txt", out),
        trades(tmp_path / "b" / "TenpayTrades.txt", into),
    )
    [flow] = shared.flows("wxid_from")
    assert (flow.payer, flow.payee, len(flow.sources)) == ("wxid_from", "wxid_to", 2)


def test_wallet_row_on_an_obtained_card_makes_no_flow_of_the_card(
    desk: Desk, tmp_path: Path
) -> None:
    bank_card = card(301)
    withdrawal = trade(
        own="wxid_owner", order="W1", amount="30000", other_card=bank_card, use="提现"
    )
    wallet = trades(tmp_path / "TenpayTrades.txt", [withdrawal])
    statement = write(
        tmp_path / "bank.csv",
        table([{"card": bank_card, "time": "2021-06-01 10:00:20", "amount": "300.00", "way": "进",
                "cp_name": "财付通支付科技有限公司", "summary": "微信零钱提现"}]),
    )  # fmt: skip
    expected_before = [("wxid_owner", bank_card, 30000)]
    expected_after = [(None, bank_card, 30000), ("wxid_owner", None, 30000)]

    def told() -> list[tuple[str | None, str | None, int]]:
        found = [(f.payer, f.payee, f.amount_fen) for f in desk.flows()]
        return sorted(found, key=lambda one: one[0] or "")

    desk.take(wallet)
    assert told() == expected_before
    desk.take(statement)
    assert told() == expected_after
    kinds = {f.payer: f.kind for f in desk.flows()}
    assert kinds[None] == "service"
    # the card's sums come from its own statement alone
    assert desk.accounts()[bank_card].in_fen == 30000
    assert desk.accounts()[bank_card].in_count == 1
    desk.withdraw(2)
    assert told() == expected_before
    desk.withdraw(1)
    desk.take(statement, wallet)
    assert told() == expected_after


ALIPAY = ["交易号", "商户订单号", "交易创建时间", "付款时间", "最近修改时间", "交易来源地", "类型",
          "用户信息", "交易对方信息", "消费名称", "金额（元）", "收/支", "交易状态", "支付方式",
          "清算流水号", "备注", "对应的协查数据"]  # fmt: skip


def alipay(order: str, other: str, amount: object, way: str, state: str) -> list[object]:
    return [order, "", "2021-06-02 08:00:00", "2021-06-02 08:00:05", "", "APP", "转账",
            "2088000000000901（测试甲）", other, "转账", amount, way, state, "余额", "", "",
            "13000000901"]  # fmt: skip


def test_alipay_states_and_packed_counterparties(shared: Desk, tmp_path: Path) -> None:
    rows = [
        alipay("A1", "2088000000000902(测试乙)", 10.5, "支出", "交易成功"),
        alipay("A2", f"（测试银行）{card(302)}", 20, "支出", "TRADE_SUCCESS"),
        alipay("A3", "2088000000000902（测试乙）", 30, "收入", "交易关闭"),
        alipay("A4", "2088000000000902（测试乙）", 40, "收入", "等待付款"),
        alipay("A5", "2088000000000902（测试乙）", 50, "不计", "交易成功"),
        alipay("A6", "user@example.com（测试丙）", 60, "收入", "交易成功"),
        alipay("A7", "2088000000000902（测试乙）", 70, "收入", "已全额退款"),
        alipay("A8", "2088000000000902（测试乙）", 80, "收入", "神秘状态"),
    ]
    book = workbook(tmp_path / "1_账户明细_part1.xlsx", {"990101199001010019": [ALIPAY, *rows]})
    totals = shared.take(book).totals
    assert (totals.rows_imported, totals.out_fen, totals.in_fen) == (8, 3050, 6000)
    flows = {f.amount_fen: f for f in shared.flows("2088000000000901")}
    assert [flows[100 * n].status for n in (30, 40, 50, 70, 80)] == [
        "failed", "pending", "neutral", "reversed", "pending",
    ]  # fmt: skip
    assert (flows[2000].payee, flows[6000].payer) == (card(302), "user@example.com")
    assert codes(shared.file(book.name)) >= {"status_unread"}


def test_payer_and_payee_columns_are_absolute(shared: Desk, tmp_path: Path) -> None:
    header = ["序号", "支付订单号", "交易类型", "支付类型", "交易主体的出入账标识", "交易时间",
              "币种", "交易金额", "交易流水号", "交易余额", "收款方银行卡所属银行名称",
              "收款方银行卡所属银行卡号", "收款方的支付帐号", "收款方的商户名称",
              "付款方银行卡所属银行名称", "付款方银行卡所属银行卡号", "付款方的支付帐号",
              "交易支付设备ip", "mac地址", "备注"]  # fmt: skip
    both = ["", "", "p_payee", "测试商户", "", "", "p_payer", "", "", ""]
    lines = [
        header,
        ["1", "P1", "转账", "余额", "出账", "20210601100000", "CNY", "10", "S1", "", *both],
        ["2", "P2", "转账", "余额", "入账", "20210601110000", "CNY", "20", "S2", "", *both],
    ]
    path = write(tmp_path / "支付流水汇总.csv", "\n".join(",".join(line) for line in lines))
    totals = shared.take(path).totals
    assert (totals.out_fen, totals.in_fen) == (1000, 2000)
    assert [(f.payer, f.payee) for f in shared.flows("p_payer")] == [("p_payer", "p_payee")] * 2
