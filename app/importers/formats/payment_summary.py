"""支付流水汇总: the twenty-column return of other payment companies (FORMATS 1.4).

Payer and payee columns are absolute; the flag says which of them the subject is.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Space, Transfers

_OUT = "case when direction in ('出账', '出', '支出', '付款', '借', '付') then {0} else {1} end"

LAYOUTS = (
    Layout(
        key="payment_summary",
        title=N_("Payments of another payment company (支付流水汇总)"),
        kind="transfers",
        columns=(
            Column("index", ("序号",), 1),
            Column("order", ("支付订单号",), 3),
            Column("deal", ("交易类型",), 1),
            Column("way", ("支付类型",), 3),
            Column("direction", ("交易主体的出入账标识",), 5),
            Column("time", ("交易时间",), 1),
            Column("currency", ("币种",), 1),
            Column("amount", ("交易金额",), 1),
            Column("serial", ("交易流水号",), 1),
            Column("balance", ("交易余额",), 1),
            Column("payee_bank", ("收款方银行卡所属银行名称",), 3),
            Column("payee_card", ("收款方银行卡所属银行卡号",), 3),
            Column("payee_number", ("收款方的支付帐号", "收款方的支付账号"), 3),
            Column("payee_name", ("收款方的商户名称",), 3),
            Column("payer_bank", ("付款方银行卡所属银行名称",), 3),
            Column("payer_card", ("付款方银行卡所属银行卡号",), 3),
            Column("payer_number", ("付款方的支付帐号", "付款方的支付账号"), 3),
            Column("ip", ("交易支付设备ip",), 2),
            Column("mac", ("mac地址",), 1),
            Column("remark", ("备注",), 1),
        ),
        required=(
            ("direction",),
            ("time",),
            ("amount",),
            ("payer_number", "payer_card"),
            ("payee_number", "payee_card"),
        ),
        hints=("支付流水",),
        transfers=Transfers(
            space=Space.OTHER,
            inverted_words=False,
            counterparty_space="case when cp_number_n is not null then 3 else 0 end",
            derive={
                "own_account": _OUT.format("payer_number", "payee_number"),
                "own_name": _OUT.format("null::varchar", "payee_name"),
                "cp_number": _OUT.format("payee_number", "payer_number"),
                "cp_card": _OUT.format(
                    "case when payee_number is null then payee_card end",
                    "case when payer_number is null then payer_card end",
                ),
                "cp_name": _OUT.format("payee_name", "null::varchar"),
                "cp_bank": _OUT.format("payee_bank", "payer_bank"),
            },
        ),
    ),
)
