"""支付宝交易流水证明: the certified list of Alipay trades, a PDF or what was made of one.

Whose list it is stands above the table only: name, ID number and Alipay account (FORMATS 1.3).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.layout import Column, FileContext, Layout, Space, Transfers

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWNER = re.compile(r"兹证明:(.{1,40}?)\(证件号码?:([0-9A-Za-z*]+)\)")
_ACCOUNT = re.compile(r"在其支付宝账[号户]:?([A-Za-z0-9_.@*+-]{4,80}?)中的?(?:交易)?明细")


def owner_of_proof(context: FileContext) -> Mapping[str, str]:
    """Name, ID number and Alipay account from the sentence above the table."""
    text = "".join("".join(cells) for cells in context.preamble)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    owner, account = _OWNER.search(text), _ACCOUNT.search(text)
    found = {}
    if owner:
        found["own_name"] = owner.group(1)
        if "*" not in owner.group(2):
            found["own_id"] = owner.group(2).upper()
    if account and "*" not in account.group(1):
        found["own_card"] = account.group(1)
    else:
        made = account.group(1) if account else owner.group(1) if owner else context.stem
        found["own_made"] = f"alipay:{made}".replace("*", "x")
    return found


LAYOUTS = (
    Layout(
        key="alipay_proof",
        title=N_("Alipay certified trades (支付宝交易流水证明)"),
        kind="transfers",
        columns=(
            Column("direction", ("收/支",), 5),
            Column("cp_name", ("交易对方",), 4),
            Column("summary", ("商品说明",), 4),
            Column("branch", ("收/付款方式", "收付款方式"), 5),
            Column("amount", ("金额", "金额(元)"), 3),
            Column("serial", ("交易订单号",), 5),
            Column("merchant", ("商家订单号", "商户订单号"), 5),
            Column("time", ("交易时间",), 3),
        ),
        required=tuple(
            (role,) for role in
            ("direction", "cp_name", "summary", "branch", "amount", "serial", "merchant", "time")
        ),
        hints=("流水证明",),
        constants=owner_of_proof,
        transfers=Transfers(
            space=Space.ALIPAY,
            counterparty_space="2",
            inverted_words=False,
            derive={
                "deal": "branch",
                "remark": "merchant",
                "branch": "null::varchar",
                "merchant": "null::varchar",
            },
        ),
    ),
)  # fmt: skip
