"""What customers of CITIC get: credit card bills, and debit card details (FORMATS 1.5).

The last four figures of the card are a spreadsheet's number; 结算金额 in 结算币种 moved the
account. Charges are positive, repayments negative.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

_HINTS = ("citic", "中信")

LAYOUTS = (
    Layout(
        key="citic_credit",
        title=N_("CITIC credit card bill"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期", "交易日"), 1),
            Column("posted", ("入账日期", "记账日期", "入账日"), 1),
            Column("summary", ("交易描述", "交易说明"), 2),
            Column("own_tail", ("卡末四位", "卡号末四位", "卡号后四位"), 3),
            Column("trade_currency", ("交易币种",), 2),
            Column("currency", ("结算币种", "入账币种"), 3),
            Column("trade_amount", ("交易金额",), 1),
            Column("amount", ("结算金额", "入账金额"), 3),
        ),
        required=(
            ("date", "posted"),
            ("summary",),
            ("own_tail",),
            ("amount", "trade_amount"),
            ("currency", "trade_currency"),
        ),
        hints=_HINTS,
        constants=export_owner("citic"),
        transfers=Transfers(
            direction="sign_reversed",
            inverted_words=False,
            derive={
                "own_card": r"""case when regexp_matches(own_tail, '^[0-9]{1,4}(\.0+)?$')
                    then 'citic:' || lpad(regexp_replace(own_tail, '\.0+$', ''), 4, '0')
                    else own_card end""",
                "date": "d_with_year(coalesce(date, posted), period_end)",
                "currency": "case when amount is null then trade_currency else currency end",
                "amount": "coalesce(amount, d_fold(trade_amount))",
            },
        ),
    ),
    Layout(
        key="citic_debit",
        title=N_("CITIC debit card statement"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期",), 1),
            Column("clock", ("交易时间",), 1),
            Column("amount_in", ("收入金额", "贷方发生额", "存入金额"), 3),
            Column("amount_out", ("支出金额", "借方发生额", "支取金额"), 3),
            Column("balance", ("账户余额", "余额"), 1),
            Column("cp_name", ("对方账户名称", "对方户名", "对方名称"), 2),
            Column("cp_number", ("对方账号", "对方账户"), 1),
            Column("cp_bank", ("对方开户行", "对方开户行名称"), 1),
            Column("summary", ("摘要",), 1),
            Column("status", ("交易状态", "状态"), 1),
            Column("branch", ("受理机构", "交易机构"), 3),
            Column("currency", ("币种",), 1),
            Column("remark", ("附言", "备注"), 1),
        ),
        required=(("date",), ("amount_in",), ("amount_out",), ("branch",), ("cp_name",)),
        hints=_HINTS,
        constants=export_owner("citic"),
        transfers=Transfers(direction="columns", inverted_words=False),
    ),
)
