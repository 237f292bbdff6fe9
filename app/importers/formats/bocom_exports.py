"""What customers of BOCOM get: debit card details and credit card bills (FORMATS 1.5).

Credit card amounts have no sign and their currency in the same cell; the first word of the
description tells whether it was charged or paid back.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

_HINTS = ("bocom", "交行", "交通银行")
_PAID_BACK = "退货|退款|还款|信用卡还款|自动还款|存入|存款|溢缴|返现|返还|冲正|撤销|贷记|入账|转入"
_CHARGED = "消费|取现|预借|分期|手续费|利息|年费|违约金|滞纳金|支付|转出|还款撤销|支出|缴费"
_AMOUNT = "coalesce(amount, trade_amount)"

LAYOUTS = (
    Layout(
        key="bocom_debit",
        title=N_("BOCOM debit card statement"),
        kind="transfers",
        columns=(
            Column("no", ("序号",), 1),
            Column("date", ("交易日期",), 1),
            Column("clock", ("交易时间",), 1),
            Column("deal", ("交易类型",), 1),
            Column("direction", ("借贷", "借贷状态", "借/贷"), 3),
            Column("amount", ("交易金额",), 1),
            Column("balance", ("余额",), 1),
            Column("cp_number", ("对方账号",), 1),
            Column("cp_name", ("对方户名",), 1),
            Column("spot", ("交易地点",), 1),
            Column("summary", ("摘要",), 1),
            Column("currency", ("币种",), 1),
        ),
        required=(
            ("no",),
            ("date",),
            ("deal",),
            ("direction",),
            ("amount",),
            ("cp_number",),
            ("spot", "summary"),
        ),
        hints=_HINTS,
        constants=export_owner("bocom"),
        transfers=Transfers(inverted_words=False),
    ),
    Layout(
        key="bocom_credit",
        title=N_("BOCOM credit card bill"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期", "交易日"), 1),
            Column("posted", ("记账日期", "记账日", "入账日期"), 1),
            Column("own_tail", ("卡末四位", "卡号末四位", "卡号后四位"), 2),
            Column("summary", ("交易说明", "交易描述"), 3),
            Column("trade_amount", ("交易币种/金额", "交易币种金额"), 4),
            Column("amount", ("入账币种/金额", "清算币种/金额", "记账币种/金额"), 4),
        ),
        required=(("date", "posted"), ("summary",), ("amount", "trade_amount")),
        hints=_HINTS,
        constants=export_owner("bocom"),
        transfers=Transfers(
            inverted_words=False,
            derive={
                "own_card": r"""case when regexp_matches(own_tail, '^[0-9]{1,4}(\.0)?$')
                    then 'bocom:' || lpad(regexp_replace(own_tail, '\.0$', ''), 4, '0')
                    else own_card end""",
                "date": "d_with_year(coalesce(date, posted), period_end)",
                "currency": f"nullif(regexp_extract({_AMOUNT}, '^[A-Z]{{3}}'), '')",
                "direction": f"""case when regexp_matches({_AMOUNT}, '-[0-9]') then '收入'
                    when regexp_matches(summary, '^({_CHARGED})') then '支出'
                    when regexp_matches(summary, '^({_PAID_BACK})') then '收入' end""",
                "amount": f"regexp_replace({_AMOUNT}, '^[A-Z]{{3}} *', '')",
            },
        ),
    ),
)
