"""What customers of CCB export: the table of the web bank and that of the app (FORMATS 1.5).

The web's has the account in a row above the header and two columns of amounts; time and balance
are missing in some. The app's has signed amounts and packs account and name of the other side.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

_PACKED = "^([A-Z]{0,2}[0-9*]{6,32}) */?"
"""``6217…/name``, ``2433…name``, ``Z2000****0010/name``."""

LAYOUTS = (
    Layout(
        key="ccb_export",
        title=N_("CCB statement of a customer"),
        kind="transfers",
        columns=(
            Column("posted", ("记账日", "记账日期"), 3),
            Column("date", ("交易日期", "交易日"), 1),
            Column("clock", ("交易时间",), 1),
            Column("amount_out", ("支出", "支出金额", "借方金额"), 3),
            Column("amount_in", ("收入", "收入金额", "贷方金额"), 3),
            Column("balance", ("账户余额", "余额"), 1),
            Column("currency", ("币种", "币别"), 1),
            Column("summary", ("摘要",), 1),
            Column("cp_number", ("对方账号", "对方账户"), 1),
            Column("cp_name", ("对方户名",), 1),
            Column("spot", ("交易地点", "交易地点/附言"), 2),
            Column("remark", ("备注", "附言"), 1),
        ),
        required=(
            ("posted",),
            ("date",),
            ("amount_in",),
            ("amount_out",),
            ("cp_number", "cp_name", "spot"),
        ),
        hints=("ccb", "建行", "建设银行"),
        constants=export_owner("ccb"),
        transfers=Transfers(
            direction="columns",
            inverted_words=False,
            derive={"date": "coalesce(date, posted)"},
        ),
    ),
    Layout(
        key="ccb_export_app",
        title=N_("CCB statement of the app (个人活期账户全部交易明细)"),
        kind="transfers",
        columns=(
            Column("no", ("序号",), 1),
            Column("summary", ("摘要",), 1),
            Column("currency", ("币别", "币种"), 2),
            Column("sort", ("钞汇", "钞/汇"), 3),
            Column("date", ("交易日期",), 1),
            Column("amount", ("交易金额",), 1),
            Column("balance", ("账户余额", "余额"), 1),
            Column("spot", ("交易地点/附言", "交易地点"), 3),
            Column("cp_info", ("对方账号与户名",), 4),
            Column("cp_number", ("对方账号",), 1),
            Column("cp_name", ("户名", "对方户名"), 1),
        ),
        required=(
            ("date",),
            ("amount",),
            ("sort",),
            ("spot",),
            ("cp_info", "cp_number", "cp_name"),
        ),
        hints=("ccb", "建行", "建设银行"),
        constants=export_owner("ccb"),
        transfers=Transfers(
            direction="sign",
            inverted_words=False,
            derive={
                "cp_number": f"""coalesce(cp_number,
                    nullif(regexp_extract(cp_info, '{_PACKED}', 1), ''))""",
                "cp_name": f"""coalesce(cp_name,
                    nullif(trim(regexp_replace(cp_info, '{_PACKED}', '')), ''))""",
            },
        ),
    ),
)
