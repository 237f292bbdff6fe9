"""The bill that a JD user exports (京东交易流水), FORMATS 1.5.

An amount may say what was paid back since, ``131.77(已退款89.84)``: 131.77 left, and the refund
is a row of its own.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers
from app.importers.owner import wallet_owner

LAYOUTS = (
    Layout(
        key="jd_bill",
        title=N_("JD bill of a user (京东交易流水)"),
        kind="transfers",
        columns=(
            Column("time", ("交易时间",), 1),
            Column("cp_name", ("商户名称",), 3),
            Column("summary", ("交易说明",), 4),
            Column("amount", ("金额", "金额(元)"), 1),
            Column("branch", ("收/付款方式", "支付方式", "收付款方式"), 3),
            Column("status", ("交易状态",), 2),
            Column("direction", ("收/支",), 3),
            Column("deal", ("交易分类",), 2),
            Column("order", ("交易订单号",), 3),
            Column("merchant_order", ("商家订单号", "商户订单号"), 3),
            Column("remark", ("备注",), 1),
        ),
        required=(("time",), ("cp_name",), ("summary",), ("amount",), ("direction",)),
        hints=("京东",),
        constants=wallet_owner("jd", "京东账号名", "京东账号", "京东用户名"),
        transfers=Transfers(
            space=Space.OTHER,
            inverted_words=False,
            kind_words="deal",
            status_arms="""
                when regexp_matches(status, '退款|成功|完成|已付款|收货|发货') then 0
                when regexp_matches(status, '失败|关闭|取消|撤销') then 1
                when regexp_matches(status, '等待|待|处理中|未') then 2""",
            derive={"amount": r"regexp_replace(amount, '[(（].*$', '')"},
        ),
    ),
)
