"""TenpayTrades: the trades of a Tenpay evidence return, layouts of 26 to 28 and of 15 columns.

Amounts are fen. Two headers occur twice (网联/银联, 第三方账户名称). The rows of a group red packet
share one order number; what each counterparty received is the flow. The person's ID number stands
in the path only (FORMATS 1.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.layout import Column, FileContext, Layout, Space, Transfers, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = re.compile(r"\d{17}[0-9Xx]|\d{15}")
_COUNTERPARTY_SPACE = "case when cp_number_n is not null then 1 else 0 end"


def person_from_path(context: FileContext) -> Mapping[str, str]:
    """ID number and account from the folders ``IDCARD/<id>/<account>/``."""
    found: dict[str, str] = {}
    for above, part in zip(("", *context.parts), context.parts, strict=False):
        if above == "IDCARD" and _ID.fullmatch(part):
            found["own_id"] = part.upper()
        if _ID.fullmatch(above) and "." not in part:
            found["own_card"] = part
    return found


LAYOUTS = (
    Layout(
        key="tenpay_trades",
        title=N_("Tenpay trades (TenpayTrades)"),
        kind="transfers",
        columns=(
            Column("own_card", ("用户ID",), 2),
            Column("order", ("交易单号",), 2),
            Column("big_order", ("大单号",), 3),
            Column("own_name", ("用户侧账号名称",), 3),
            Column("direction", ("借贷类型",), 3),
            Column("deal", ("交易业务类型",), 2),
            Column("summary", ("交易用途类型",), 2),
            Column("time", ("交易时间",), 1),
            Column("amount", ("交易金额(分)", "交易金额"), 2),
            Column("balance", ("账户余额(分)", "账户余额"), 2),
            Column("own_bank_card", ("用户银行卡号",), 2),
            Column("own_bank", ("用户侧银行名称",), 2),
            Column("own_settlement", ("用户侧网银联单号",), 2),
            Column("network", ("网联/银联",), 1),
            Column("third_party", ("第三方账户名称",), 1),
            Column("cp_number", ("对手方ID",), 3),
            Column("cp_name", ("对手侧账户名称",), 3),
            Column("cp_card", ("对手方银行卡号",), 2),
            Column("cp_bank", ("对手侧银行名称",), 2),
            Column("cp_settlement", ("对手侧网银联单号",), 2),
            Column("network2", ("网联/银联",), 1, nth=2),
            Column("fund", ("基金公司信息",), 2),
            Column("way", ("间联/非间联交易",), 2),
            Column("third_party2", ("第三方账户名称",), 1, nth=2),
            Column("received_time", ("对手方接收时间",), 2),
            Column("received", ("对手方接收金额(分)", "对手方接收金额"), 3),
            Column("remark", ("备注2",), 2),
            Column("branch", ("备注1",), 2),
        ),
        required=(
            ("own_card",),
            ("order",),
            ("direction",),
            ("amount",),
            ("time",),
            ("cp_number",),
        ),
        hints=("TenpayTrades",),
        constants=person_from_path,
        transfers=Transfers(
            space=Space.TENPAY,
            unit=Unit.FEN,
            counterparty_space=_COUNTERPARTY_SPACE,
            shared_orders=True,
            inverted_words=False,
            derive={
                "remark": "nullif(concat_ws(' ', branch, remark), '')",
                "branch": "null::varchar",
                # the wallet's own bank card and a bank card of the other side are two things
                "cp_card": "case when cp_number is null then cp_card end",
            },
        ),
    ),
    Layout(
        key="tenpay_trades_2018",
        title=N_("Tenpay trades, layout of 2018 to 2020"),
        kind="transfers",
        columns=(
            Column("own_card", ("用户ID",), 2),
            Column("order", ("交易单号",), 2),
            Column("direction", ("借贷类型",), 3),
            Column("deal", ("交易类型",), 1),
            Column("amount", ("交易金额(分)", "交易金额"), 2),
            Column("balance", ("账户余额(分)", "账户余额"), 2),
            Column("time", ("交易时间",), 1),
            Column("cp_bank", ("银行类型",), 3),
            Column("summary", ("交易说明",), 3),
            Column("merchant", ("商户名称",), 2),
            Column("payer_number", ("发送方",), 3),
            Column("sent", ("发送金额(分)", "发送金额"), 3),
            Column("payee_number", ("接收方",), 3),
            Column("received_time", ("接收时间",), 2),
            Column("received", ("接收金额(分)", "接收金额"), 3),
        ),
        required=(
            ("own_card",),
            ("order",),
            ("direction",),
            ("amount",),
            ("time",),
            ("payer_number", "payee_number", "summary"),
        ),
        hints=("TenpayTrades",),
        constants=person_from_path,
        transfers=Transfers(
            space=Space.TENPAY,
            unit=Unit.FEN,
            counterparty_space="1",
            shared_orders=True,
            inverted_words=False,
            derive={
                "cp_number": """case
                    when payer_number is not null and payer_number <> own_card then payer_number
                    when payee_number is not null and payee_number <> own_card then payee_number
                    end""",
                "cp_name": "merchant",
            },
        ),
    ),
)
