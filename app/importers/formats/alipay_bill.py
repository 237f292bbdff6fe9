"""The bill that an Alipay user exports (电子客户回单, 交易记录明细查询), FORMATS 1.5.

The app's export has 12 columns, an earlier one 11 in another order; the web's has 16 and a footer
of totals. There 收/支 is often blank and 资金状态 says what the money did. A purchase that waits
for the goods to be acknowledged has been paid.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers
from app.importers.owner import wallet_owner

_LOGIN = r"1[3-9][0-9]{9}|[^@\s]+@[^@\s]+\.[^@\s]+|[^\s]*\*[^\s]*"
STATUS_ARMS = """
    when regexp_matches(status, '确认收货|发货|待评价|已付款|退款|退还') then 0
    when regexp_matches(status, '失败|关闭|取消|撤销') then 1
    when regexp_matches(status, '等待|待付|处理中|未付') then 2
    when regexp_matches(status, '成功|完成|到账|已支付|已收款') then 0"""
_TRANSFERS = Transfers(
    space=Space.ALIPAY,
    inverted_words=False,
    kind_words="deal",
    status_arms=STATUS_ARMS,
    counterparty_space="2",
    derive={
        "time": "coalesce(posted, time)",
        # a login in full or masked; anything else in that cell is no number
        "cp_number": f"case when regexp_full_match(cp_number, '{_LOGIN}') then cp_number end",
        "direction": """coalesce(nullif(direction, ''), case
            when contains(fund_state, '已收入') then '收入'
            when contains(fund_state, '已支出') then '支出'
            when contains(fund_state, '资金转移') or contains(fund_state, '冻结') then '不计收支'
            when fund_state is null and regexp_matches(status, '关闭') then '不计收支' end)""",
    },
)

LAYOUTS = (
    Layout(
        key="alipay_bill",
        title=N_("Alipay bill of a user (电子客户回单)"),
        kind="transfers",
        columns=(
            Column("time", ("交易时间", "交易创建时间"), 3),
            Column("deal", ("交易分类", "交易类型"), 3),
            Column("cp_name", ("交易对方",), 4),
            Column("cp_number", ("对方账号", "对方账户"), 4),
            Column("summary", ("商品说明", "商品名称"), 4),
            Column("direction", ("收/支", "收支"), 5),
            Column("amount", ("金额", "金额(元)"), 3),
            Column("branch", ("收/付款方式", "收付款方式", "支付方式"), 5),
            Column("status", ("交易状态", "当前状态"), 6),
            Column("order", ("交易订单号", "交易号"), 5),
            Column("merchant_order", ("商家订单号", "商户订单号"), 5),
            Column("posted", ("付款时间",), 2),
            Column("fund_state", ("资金状态",), 2),
            Column("remark", ("备注",), 1),
        ),
        required=(
            ("time",),
            ("direction",),
            ("amount",),
            ("summary",),
            ("status",),
        ),
        hints=("支付宝", "alipay"),
        constants=wallet_owner("alipay", "支付宝账户", "支付宝账号", "账号", "账户"),
        transfers=_TRANSFERS,
    ),
    Layout(
        key="alipay_bill_web",
        title=N_("Alipay bill of the web page (交易记录明细查询)"),
        kind="transfers",
        columns=(
            Column("order", ("交易号", "支付宝交易号"), 5),
            Column("merchant_order", ("商家订单号", "商户订单号"), 5),
            Column("time", ("交易创建时间",), 4),
            Column("posted", ("付款时间",), 4),
            Column("changed", ("最近修改时间",), 3),
            Column("spot", ("交易来源地",), 3),
            Column("deal", ("类型",), 4),
            Column("cp_name", ("交易对方",), 4),
            Column("summary", ("商品名称",), 5),
            Column("amount", ("金额（元）", "金额"), 3),
            Column("direction", ("收/支",), 5),
            Column("status", ("交易状态",), 6),
            Column("fee", ("服务费（元）", "服务费"), 3),
            Column("refunded", ("成功退款（元）", "成功退款"), 3),
            Column("remark", ("备注",), 1),
            Column("fund_state", ("资金状态",), 4),
        ),
        required=(
            ("time", "posted"),
            ("direction",),
            ("amount",),
            ("summary",),
            ("spot", "posted", "fund_state", "order"),
        ),
        hints=("支付宝", "alipay"),
        constants=wallet_owner("alipay", "支付宝账户", "账号", "账户"),
        transfers=_TRANSFERS,
    ),
)
