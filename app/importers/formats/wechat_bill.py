"""The bill that a WeChat user exports (微信支付账单明细), csv once and xlsx today (FORMATS 1.5).

The wallet has no number in it; the nickname of the preamble names it. A payment that was paid back
later did leave the wallet: the refund is a row of its own. ``/`` in 收/支 is money moved between
the user's own pockets.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers
from app.importers.owner import wallet_owner

STATUS_ARMS = """
    when regexp_matches(status, '失败|关闭|取消|撤销') then 1
    when regexp_matches(status, '等待|待|处理中|未支付') then 2
    when regexp_matches(status, '退款|退还|成功|完成|到账|收钱|转账|存入|领取|转入|转出|支付|还款')
        then 0"""

LAYOUTS = (
    Layout(
        key="wechat_bill",
        title=N_("WeChat bill of a user (微信支付账单明细)"),
        kind="transfers",
        columns=(
            Column("time", ("交易时间",), 3),
            Column("deal", ("交易类型",), 3),
            Column("cp_name", ("交易对方",), 3),
            Column("summary", ("商品",), 4),
            Column("direction", ("收/支", "收/支/其他", "收支", "收/支/不计"), 5),
            Column("amount", ("金额(元)", "金额"), 3),
            Column("branch", ("支付方式", "交易方式", "收/支方式"), 5),
            Column("status", ("当前状态", "交易状态"), 6),
            Column("order", ("交易单号",), 4),
            Column("merchant_order", ("商户单号",), 4),
            Column("remark", ("备注",), 2),
        ),
        required=(
            ("time",),
            ("direction",),
            ("amount",),
            ("deal",),
            ("status",),
            ("order", "merchant_order", "branch"),
            ("summary", "cp_name"),
        ),
        hints=("微信",),
        constants=wallet_owner("wechat", "微信昵称", "微信号", "昵称"),
        transfers=Transfers(
            space=Space.TENPAY,
            inverted_words=False,
            kind_words="deal",
            status_arms=STATUS_ARMS,
        ),
    ),
)
