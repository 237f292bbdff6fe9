"""Small bank statements of one account, balances chained."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "交易卡号,交易账号,交易方户名,交易方证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,"
    "现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易发生地,交易是否成功,"
    "传票号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,备注,商户名称,"
    "交易类型,查询反馈结果原因"
)


def write_statement(path: Path, card: str, *, rows: int, encoding: str = "utf-8") -> Path:
    """Write ``rows`` transfers of ``card``: in and out in turn, one a minute."""
    balance = 100_000
    moment = datetime(2020, 7, 2, 9, 0)
    lines = [HEADER]
    for number in range(rows):
        amount = 100 + number * 7
        comes = number % 3 != 1
        balance += amount if comes else -amount
        moment += timedelta(minutes=1)
        cells = [
            card, "", "测试丙", "990103199503030039", f"{moment:%Y-%m-%d %H:%M:%S}",
            f"{amount // 100}.{amount % 100:02d}", f"{balance // 100}.{balance % 100:02d}",
            "进" if comes else "出", "6212260000000000042", "其它", "被害人丁", "", "测试银行",
            "转账", "人民币", "", "", "成功", *[""] * 4, f"S{number}", *[""] * 8,
        ]  # fmt: skip
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path
