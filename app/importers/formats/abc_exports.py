"""What customers of ABC export: signed amounts, name or number of the other side in one cell.

The time of day is blank in some rows, and some rows end early (FORMATS 1.5).
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

LAYOUTS = (
    Layout(
        key="abc_export",
        title=N_("ABC statement of a customer"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期",), 1),
            Column("clock", ("交易时间",), 1),
            Column("summary", ("交易摘要", "摘要"), 1),
            Column("amount", ("交易金额",), 1),
            Column("balance", ("本次余额", "账户余额", "余额"), 3),
            Column("cp_info", ("对手信息", "对方信息"), 3),
            Column("cp_name", ("对方户名",), 1),
            Column("cp_number", ("对方账号",), 1),
            Column("serial", ("日 志 号", "日志号"), 3),
            Column("branch", ("交易渠道",), 2),
            Column("remark", ("交易附言", "附言"), 2),
        ),
        required=(
            ("date",),
            ("amount",),
            ("balance",),
            ("serial", "remark"),
            ("cp_info", "serial"),
            ("branch", "remark"),
        ),
        hints=("abc", "农行", "农业银行"),
        constants=export_owner("abc"),
        transfers=Transfers(
            direction="sign",
            inverted_words=False,
            derive={
                "cp_number": r"""coalesce(cp_number,
                    nullif(regexp_extract(cp_info, '([0-9*]{7,32})$', 1), ''))""",
                "cp_name": r"""coalesce(cp_name,
                    nullif(trim(regexp_replace(cp_info, '\s*[0-9*]{7,32}$', '')), ''))""",
            },
        ),
    ),
)
