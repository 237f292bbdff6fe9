"""微信支付交易明细证明: the certified list of WeChat Pay trades, a PDF or what was made of one.

Whose list it is stands above the table only: name, ID number and WeChat number (FORMATS 1.2).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.layout import Column, FileContext, Layout, Space, Transfers

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWNER = re.compile(r"兹证明:(.{1,40}?)\((?:居民)?身份证(?:号码?)?:([0-9Xx*]+)\)")
_ACCOUNT = re.compile(r"在其微信号:([A-Za-z0-9_.@-]{2,60}?)中的?交易")


def owner_of_proof(context: FileContext) -> Mapping[str, str]:
    """Name, ID number and WeChat number from the sentence above the table."""
    text = "".join("".join(cells) for cells in context.preamble)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    owner, account = _OWNER.search(text), _ACCOUNT.search(text)
    found = {}
    if owner:
        found["own_name"] = owner.group(1)
        if "*" not in owner.group(2):
            found["own_id"] = owner.group(2).upper()
    if account:
        found["own_card"] = account.group(1)
    else:
        found["own_made"] = f"wechat:{owner.group(1) if owner else context.stem}".replace("*", "")
    return found


LAYOUTS = (
    Layout(
        key="wechat_proof",
        title=N_("WeChat Pay certified trades (微信支付交易明细证明)"),
        kind="transfers",
        columns=(
            Column("serial", ("交易单号",), 3),
            Column("time", ("交易时间",), 3),
            Column("deal", ("交易类型",), 3),
            Column("direction", ("收/支/其他", "收/支"), 5),
            Column("branch", ("交易方式", "支付方式"), 5),
            Column("amount", ("金额(元)", "金额"), 3),
            Column("cp_name", ("交易对方",), 3),
            Column("merchant", ("商户单号",), 3),
        ),
        required=(
            ("serial",),
            ("time",),
            ("direction",),
            ("branch",),
            ("amount",),
            ("cp_name",),
            ("merchant",),
        ),
        hints=("交易明细证明",),
        constants=owner_of_proof,
        transfers=Transfers(
            space=Space.TENPAY,
            counterparty_space="1",
            inverted_words=False,
            derive={
                "remark": "nullif(concat_ws(' ', branch, merchant), '')",
                "branch": "null::varchar",
                "merchant": "null::varchar",
            },
        ),
    ),
)
