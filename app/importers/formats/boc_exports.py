"""What customers of BOC get: debit card details and credit card bills (FORMATS 1.5).

Of the own card four figures are given in each row; counterparties are masked; runs of dashes are
empty cells. A credit card bill may hold several cards and several currencies.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import export_owner

_TAIL = r"""case when regexp_matches(own_tail, '[0-9]')
    then 'boc:' || right(lpad(regexp_replace(own_tail, '\.0$', ''), 4, '0'), 4)
    else own_card end"""
_HINTS = ("boc", "中行", "中国银行")

LAYOUTS = (
    Layout(
        key="boc_debit",
        title=N_("BOC debit card statement (交易流水明细)"),
        kind="transfers",
        columns=(
            Column("date", ("记账日期",), 1),
            Column("clock", ("记账时间",), 2),
            Column("currency", ("币别", "币种"), 1),
            Column("amount", ("金额", "交易金额"), 1),
            Column("balance", ("余额",), 1),
            Column("deal", ("交易名称",), 3),
            Column("way", ("渠道",), 2),
            Column("branch", ("网点名称",), 1),
            Column("remark", ("附言",), 2),
            Column("cp_name", ("对方账户名", "对方户名"), 2),
            Column("cp_number", ("对方卡号/账号", "对方账号", "对方卡号"), 2),
            Column("cp_bank", ("对方开户行",), 1),
            Column("own_tail", ("借记卡号", "卡号后四位"), 2),
            Column("no", ("序号",), 1),
        ),
        required=(
            ("date",),
            ("amount",),
            ("deal",),
            ("cp_name", "cp_number"),
            ("way", "branch", "remark"),
            ("clock", "currency"),
        ),
        hints=_HINTS,
        constants=export_owner("boc"),
        transfers=Transfers(
            direction="sign",
            inverted_words=False,
            derive={"own_card": _TAIL, "branch": "coalesce(branch, way)"},
        ),
    ),
    Layout(
        key="boc_credit",
        title=N_("BOC credit card bill"),
        kind="transfers",
        columns=(
            Column("date", ("交易日", "交易日期"), 1),
            Column("posted", ("银行记账日", "记账日"), 3),
            Column("own_tail", ("卡号后四位", "卡号末四位"), 2),
            Column("summary", ("交易描述",), 2),
            Column("amount_in", ("存入", "存入金额"), 2),
            Column("amount_out", ("支出", "支出金额"), 2),
            Column("currency", ("币种", "币别"), 1),
        ),
        required=(("date", "posted"), ("summary",), ("amount_in",), ("amount_out",), ("posted",)),
        hints=_HINTS,
        constants=export_owner("boc"),
        transfers=Transfers(
            direction="columns",
            inverted_words=False,
            derive={
                "own_card": _TAIL,
                "date": "d_with_year(coalesce(date, posted), period_end)",
            },
        ),
    ),
)
