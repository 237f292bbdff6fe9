"""中国工商银行借记账户历史明细: the printed history of an ICBC debit card.

The card stands above the table, the account under it in the rows; the sign of the amount is the
direction (FORMATS 1.5).
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import owner_from_context

LAYOUTS = (
    Layout(
        key="icbc_history",
        title=N_("ICBC account history (借记账户历史明细)"),
        kind="transfers",
        columns=(
            Column("time", ("交易日期",), 1),
            Column("own_account", ("账号",), 2),
            Column("kind", ("储种",), 4),
            Column("number", ("序号",), 1),
            Column("currency", ("币种",), 1),
            Column("sort", ("钞汇",), 2),
            Column("summary", ("摘要",), 1),
            Column("spot", ("地区",), 3),
            Column("amount", ("收入/支出金额",), 5),
            Column("balance", ("余额",), 1),
            Column("cp_name", ("对方户名",), 1),
            Column("cp_number", ("对方账号",), 1),
            Column("deal", ("渠道",), 2),
        ),
        required=(("time",), ("own_account",), ("amount",)),
        hints=("历史明细",),
        constants=owner_from_context,
        transfers=Transfers(direction="sign"),
    ),
)
