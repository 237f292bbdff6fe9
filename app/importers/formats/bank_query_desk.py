"""查询账号流水: the ten-column flavour of the telecom-fraud desk.

The owner's name and card often stand only in the file name (``…姓名、卡号.xlsx``); a 查询账号
column, where there is one, is the own account (FORMATS 1.1 a).
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import owner_from_context

LAYOUTS = (
    Layout(
        key="bank_query_desk",
        title=N_("Account query of the fraud desk (查询账号流水)"),
        kind="transfers",
        columns=(
            Column("own_card", ("查询账号", "查询卡号", "查询账卡号"), 3),
            Column("cp_name", ("对方账号姓名", "对方姓名"), 3),
            Column("cp_number", ("对方账号卡号", "对方账卡号"), 3),
            Column("amount", ("金额", "交易金额"), 1),
            Column("balance", ("余额", "交易余额")),
            Column("direction", ("借贷标志",), 2),
            Column("deal", ("交易类型",), 1),
            Column("status", ("交易结果",)),
            Column("time", ("交易时间",), 1),
            Column("serial", ("交易流水号",), 1),
            Column("own_bank", ("交易开户行",)),
            Column("branch", ("交易网点名称",)),
            Column("summary", ("交易摘要",)),
        ),
        required=(("cp_number",), ("cp_name",), ("amount",), ("direction",), ("time",)),
        hints=("查询账号", "流水"),
        constants=owner_from_context,
        transfers=Transfers(),
    ),
)
