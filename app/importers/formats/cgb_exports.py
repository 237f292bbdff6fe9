"""Credit card bills of CGB, and of other banks that use its columns (FORMATS 1.5).

入账金额 in 入账货币 moved the account. Charges are positive, refunds and repayments negative.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

LAYOUTS = (
    Layout(
        key="cgb_credit",
        title=N_("CGB credit card bill"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期", "交易日"), 1),
            Column("posted", ("入账日期", "入账日"), 2),
            Column("summary", ("交易摘要", "交易描述", "交易说明"), 1),
            Column("trade_amount", ("交易金额",), 1),
            Column("trade_currency", ("交易货币",), 3),
            Column("amount", ("入账金额",), 3),
            Column("currency", ("入账货币",), 4),
            Column("mcc", ("MCC代码", "MCC"), 2),
        ),
        required=(
            ("date", "posted"),
            ("summary",),
            ("amount", "trade_amount"),
            ("currency", "trade_currency"),
        ),
        hints=("cgb", "广发"),
        constants=export_owner("cgb"),
        transfers=Transfers(
            direction="sign_reversed",
            inverted_words=False,
            derive={
                "date": "d_with_year(coalesce(date, posted), period_end)",
                "currency": "case when amount is null then trade_currency else currency end",
                "amount": "coalesce(amount, d_fold(trade_amount))",
            },
        ),
    ),
)
