"""What customers of ICBC export: debit cards, with and without 对方账户, and credit cards.

The card stands masked in the preamble. Income and outgo have two columns twice, as traded and as
booked; the booked ones in 记账币种 moved the account. There is no time of day (FORMATS 1.5).
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

_BOOKED = "amount_in is null and amount_out is null"

LAYOUTS = (
    Layout(
        key="icbc_export",
        title=N_("ICBC statement of a customer"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期",), 1),
            Column("posted", ("记账日期", "入账日期"), 1),
            Column("summary", ("摘要",), 1),
            Column("remark", ("交易详情",), 2),
            Column("spot", ("交易场所", "交易地点"), 2),
            Column("country", ("交易国家或地区简称",), 3),
            Column("sort", ("钞/汇", "钞汇"), 2),
            Column("trade_in", ("交易金额(收入)",), 3),
            Column("trade_out", ("交易金额(支出)",), 3),
            Column("trade_currency", ("交易币种",), 1),
            Column("amount_in", ("记账金额(收入)",), 4),
            Column("amount_out", ("记账金额(支出)",), 4),
            Column("currency", ("记账币种",), 3),
            Column("balance", ("余额",), 1),
            Column("cp_name", ("对方户名",), 1),
            Column("cp_number", ("对方账户", "对方账号", "对方卡号/账号"), 1),
        ),
        required=(
            ("date", "posted"),
            ("amount_in", "trade_in"),
            ("amount_out", "trade_out"),
            ("amount_in", "trade_in", "currency"),
        ),
        hints=("icbc", "工商", "工行"),
        constants=export_owner("icbc"),
        transfers=Transfers(
            direction="columns",
            inverted_words=False,
            derive={
                "currency": f"case when {_BOOKED} then trade_currency else currency end",
                "trade_in": f"case when {_BOOKED} then trade_in end",
                "trade_out": f"case when {_BOOKED} then trade_out end",
                "amount_in": "coalesce(amount_in, trade_in)",
                "amount_out": "coalesce(amount_out, trade_out)",
                "date": "coalesce(date, posted)",
            },
        ),
    ),
)
