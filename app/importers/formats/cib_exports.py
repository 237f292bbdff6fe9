"""What customers of CIB export: one workbook for each sub-account and currency.

The account, its sub-account and thereby the currency stand in the rows above the header.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

LAYOUTS = (
    Layout(
        key="cib_export",
        title=N_("CIB statement of a customer (兴业银行交易明细)"),
        kind="transfers",
        columns=(
            Column("time", ("交易时间",), 1),
            Column("posted", ("记账日",), 2),
            Column("amount_out", ("支出",), 2),
            Column("amount_in", ("收入",), 2),
            Column("balance", ("账户余额",), 2),
            Column("summary", ("摘要",), 1),
            Column("cp_name", ("对方户名",), 1),
            Column("cp_bank", ("对方银行",), 3),
            Column("cp_number", ("对方账号",), 1),
            Column("remark", ("用途",), 2),
            Column("branch", ("交易渠道",), 2),
            Column("note", ("备注",), 1),
        ),
        required=(("time", "posted"), ("amount_out",), ("amount_in",), ("cp_bank", "branch")),
        hints=("cib", "兴业"),
        constants=export_owner("cib"),
        transfers=Transfers(
            direction="columns",
            inverted_words=False,
            derive={"time": "coalesce(time, posted)"},
        ),
    ),
)
