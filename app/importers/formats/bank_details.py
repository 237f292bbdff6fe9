"""详细信息: several account sections in one sheet, direction by position.

Each section begins with a line ``（…）：account``; payer columns 3 to 5 and payee columns 7 to 9
are absolute, and the section's account stands in one of the two (FORMATS 1.1 a). The rows are
rewritten with the section's account, its direction and its counterparty in columns of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.header import plain_header
from app.importers.layout import Cells, Column, FileContext, Layout, NumberedRow, Transfers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SECTION = re.compile(r"^[^\d]*[（(][^（()）]*[)）]\s*[:：]\s*([0-9A-Za-z_*-]{6,})")
ADDED = ("本方账卡号", "本方姓名", "收付", "对端账卡号", "对端姓名", "对端银行")
_PAYER = range(2, 5)
_PAYEE = range(6, 9)


def with_sections(rows: Iterable[NumberedRow], context: FileContext) -> Iterator[NumberedRow]:
    """Rows with the six columns of ``ADDED`` in front; section lines are taken out."""
    del context
    account = ""
    headed = False
    for line, cells, flags in rows:
        filled = [cell for cell in cells if cell.strip()]
        found = _SECTION.match(filled[0].strip()) if filled and len(filled) <= 2 else None
        if found:
            account = found.group(1)
            continue
        if _is_header(cells):
            if not headed:
                yield line, [*ADDED, *cells], flags
            headed = True
            continue
        yield line, [*_sides(cells, account), *cells], flags


def _is_header(cells: Cells) -> bool:
    plain = [plain_header(cell) for cell in cells]
    return any("付款" in cell for cell in plain) and any("收款" in cell for cell in plain)


def _sides(cells: Cells, account: str) -> Cells:
    def part(places: range) -> Cells:
        return [cells[i].strip() if i < len(cells) else "" for i in places]

    payer, payee = part(_PAYER), part(_PAYEE)
    if account and account in payer:
        mine, other, word = payer, payee, "出"
    elif account and account in payee:
        mine, other, word = payee, payer, "进"
    else:
        return [account, "", "", "", "", ""]
    names = [value for value in mine if value != account]
    number = next((value for value in other if sum(s.isdigit() for s in value) >= 6), "")
    rest = [value for value in other if value != number]
    return [account, _named(names), word, number, _named(rest), _bank(rest)]


def _named(values: Cells) -> str:
    return next((value for value in values if value and "银行" not in value), "")


def _bank(values: Cells) -> str:
    return next((value for value in values if "银行" in value), "")


LAYOUTS = (
    Layout(
        key="bank_details",
        title=N_("Account sections of the query platform (详细信息)"),
        kind="transfers",
        columns=(
            Column("own_card", (ADDED[0],), 4),
            Column("own_name", (ADDED[1],), 4),
            Column("direction", (ADDED[2],), 4),
            Column("cp_number", (ADDED[3],), 4),
            Column("cp_name", (ADDED[4],), 4),
            Column("cp_bank", (ADDED[5],), 4),
            Column("time", ("交易时间", "交易日期", "转账时间"), 1),
            Column("amount", ("交易金额", "转账金额", "金额"), 1),
            Column("balance", ("交易余额", "余额", "账户余额")),
            Column("currency", ("币种", "交易币种")),
            Column("serial", ("交易流水号", "流水号", "业务流水号"), 1),
            Column("status", ("交易状态", "交易结果", "交易是否成功")),
            Column("summary", ("摘要", "交易摘要", "摘要说明")),
            Column("remark", ("备注", "附言")),
            Column("deal", ("交易类型",)),
            Column("branch", ("交易网点名称", "交易网点")),
            Column("ip", ("IP地址", "IP")),
            Column("mac", ("MAC地址", "MAC")),
        ),
        required=(("own_card",), ("direction",), ("time",), ("amount",)),
        hints=("详细信息",),
        transfers=Transfers(),
        rows=with_sections,
        signature=("付款", "收款"),
    ),
)
