"""What customers of SPDB export: the account stands in the row above the header (FORMATS 1.5)."""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

LAYOUTS = (
    Layout(
        key="spdb_export",
        title=N_("SPDB statement of a customer"),
        kind="transfers",
        columns=(
            Column("no", ("顺序号", "序号"), 2),
            Column("time", ("交易日期", "交易时间"), 1),
            Column("deal", ("交易类型", "交易摘要"), 1),
            Column("amount_in", ("存入金额", "存入"), 3),
            Column("amount_out", ("取出金额", "取出", "支取金额"), 3),
            Column("balance", ("余额", "账户余额"), 1),
            Column("cp_name", ("交易对手名称", "对方户名"), 2),
            Column("cp_number", ("交易对手账号", "对方账号"), 2),
            Column("remark", ("附言",), 1),
            Column("currency", ("币种",), 1),
        ),
        required=(("time",), ("amount_in",), ("amount_out",), ("cp_name", "cp_number", "no")),
        hints=("spdb", "浦发"),
        constants=export_owner("spdb"),
        transfers=Transfers(direction="columns", inverted_words=False),
    ),
)
