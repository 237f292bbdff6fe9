"""支付流水汇总, 20 columns, as another payment company answers: payer and payee are absolute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.dirt import yuan_text
from app.demo.layouts import columns
from app.demo.world import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.demo.sheets import Row
    from app.demo.truth import FileTruth
    from app.demo.world import Account

SUMMARY_20 = columns("""
序号 支付订单号 交易类型 支付类型 交易主体的出入账标识 交易时间 币种 交易金额 交易流水号
交易余额 收款方银行卡所属银行名称 收款方银行卡所属银行卡号 收款方的支付帐号 收款方的商户名称
付款方银行卡所属银行名称 付款方银行卡所属银行卡号 付款方的支付帐号 交易支付设备ip mac地址 备注
""")


def summary(accounts: Sequence[Account], truth: FileTruth) -> list[Row]:
    """Rows of several wallets of the company, one after the other."""
    rows: list[Row] = [list(SUMMARY_20)]
    for account in accounts:
        for entry in account.entries:
            own: Row = ["", "", account.key]
            other: Row = ["", "", ""]
            if entry.other is not None:
                other = ["", "", entry.other_number]
            elif entry.other_number:
                other = ["测试银行", entry.other_number, ""]
            payee, payer = (own, other) if entry.incoming else (other, own)
            name = account.holder.name if entry.incoming else entry.other_name
            row: Row = [str(len(rows)), entry.movement.order, entry.movement.summary, "余额支付"]
            row += [
                "入账" if entry.incoming else "出账",
                f"{moment(entry.time):%Y%m%d%H%M%S}",
                "CNY",
            ]
            row += [yuan_text(entry.amount), f"L{entry.serial}", yuan_text(entry.balance)]
            rows.append([*row, *payee, name, *payer, "10.0.0.1", "", ""])
            entry.held, entry.counted = True, entry.effective
            entry.named = bool(entry.other_number)
            truth.imported(incoming=entry.incoming, fen=entry.amount, counts=entry.effective)
    return rows
