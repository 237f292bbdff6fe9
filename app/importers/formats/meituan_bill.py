"""The bill that a Meituan user exports (美团交易账单明细), FORMATS 1.5.

实付金额 is what moved; 订单金额 counts discounts that nobody paid.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers
from app.importers.owner import wallet_owner

LAYOUTS = (
    Layout(
        key="meituan_bill",
        title=N_("Meituan bill of a user (美团交易账单明细)"),
        kind="transfers",
        columns=(
            Column("posted", ("交易创建时间", "创建时间"), 2),
            Column("time", ("交易成功时间", "交易时间"), 2),
            Column("deal", ("交易类型",), 1),
            Column("summary", ("订单标题",), 4),
            Column("direction", ("收/支",), 3),
            Column("branch", ("支付方式",), 2),
            Column("trade_amount", ("订单金额",), 3),
            Column("amount", ("实付金额",), 4),
            Column("order", ("交易单号",), 2),
            Column("merchant_order", ("商家单号", "商户单号"), 2),
            Column("remark", ("备注",), 1),
        ),
        required=(("time", "posted"), ("summary",), ("amount", "trade_amount"), ("direction",)),
        hints=("美团",),
        constants=wallet_owner("meituan", "美团用户名", "美团账号", "用户名"),
        transfers=Transfers(
            space=Space.OTHER,
            inverted_words=False,
            kind_words="deal",
            derive={
                "time": "coalesce(time, posted)",
                "amount": "coalesce(amount, trade_amount)",
            },
        ),
    ),
)
