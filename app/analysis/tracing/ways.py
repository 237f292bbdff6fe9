"""How money left as cash or at a till: cash machine, counter, card terminal (取现, 消费)."""

from __future__ import annotations

import re

_WAYS = (
    ("atm", re.compile(r"ATM|CRS|自助|取款机|柜员机|存取款一体", re.IGNORECASE)),
    ("pos", re.compile(r"POS|消费|刷卡|商户", re.IGNORECASE)),
    ("counter", re.compile(r"柜面|柜台|窗口|现支|支取|现金|取款|取现")),
)


def way_of(*texts: str | None) -> str | None:
    """``atm``, ``pos`` or ``counter`` by the words of a row; ``None`` where none of them tells.

    The first kind that any text names holds, in this order: a machine is named for what it is,
    while words of the counter stand in many rows.
    """
    told = " ".join(text for text in texts if text)
    return next((way for way, words in _WAYS if words.search(told)), None)
