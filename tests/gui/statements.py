"""Three invented statement files in the 31-column layout of bank returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "交易卡号,交易账号,交易方户名,交易方证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,"
    "现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易发生地,"
    "交易是否成功,传票号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,备注,"
    "商户名称,交易类型,查询反馈结果原因"
)
FIRST = ("6217990000000000014", "测试甲", "990101199001010019")
SECOND = ("6228480000000000026", "测试乙", "990102199202020025")
VICTIM = ("6212260000000000042", "被害人丁", "990104197004040045")


def _row(
    own: tuple[str, str, str],
    time: str,
    amount: str,
    balance: str,
    sense: str,
    other: tuple[str, str, str] = ("", "", ""),
    *,
    cash: str = "其它",
    summary: str = "网银转账",
    success: str = "成功",
    serial: str = "",
) -> str:
    cells = [
        own[0], f"{own[0][:16]}_156_1", own[1], own[2], time, amount, balance, sense, other[0],
        cash, other[1], other[2], "测试银行" if other[0] else "", summary, "人民币", "测试网点",
        "测试市", success, *[""] * 4, serial, *[""] * 6, "转账", "",
    ]  # fmt: skip
    return ",".join(cells)


def files() -> dict[str, str]:
    """File name to text."""
    first = [
        _row(FIRST, "2020-07-02 15:30:00", "138000.00", "138012.50", "进", VICTIM, serial="S1",
             summary="跨行汇款"),
        _row(FIRST, "2020-07-02 15:31:05", "50000.00", "88012.50", "出", SECOND, serial="S2"),
        _row(FIRST, "2020-07-02 15:35:00", "20000.00", "68012.50", "出", cash="现金", serial="S3",
             summary="ATM取款"),
        _row(FIRST, "2020-07-02 15:38:00", "18000.00", "68012.50", "出", SECOND, serial="S4",
             success="失败"),
        _row(FIRST, "2020-07-02 15:41:00", "5.00", "68007.50", "出", serial="S5",
             summary="手续费"),
        _row(FIRST, "系统繁忙", "7.00", "68000.50", "出", SECOND, serial="S6"),
    ]  # fmt: skip
    second = [
        _row(SECOND, "2020-07-02 15:31:06", "50000.00", "50100.00", "进", FIRST, serial="T1"),
        _row(SECOND, "2020-07-03", "49000.00", "1100.00", "出", VICTIM, serial="T2"),
        "6228480000000000026" + "," * 30 + "查询失败：无此记录",
    ]
    again = first[:2]  # delivered twice
    return {
        "测试银行_交易明细信息_1.csv": "\r\n".join([HEADER, *first, ""]),
        "测试银行_交易明细信息_2.csv": "\r\n".join([HEADER, *second, ""]),
        "补充/测试银行_交易明细信息_补.csv": "\r\n".join([HEADER, *again, ""]),
    }


def in_dollars(folder: Path) -> Path:
    """Write one file whose money is all in dollars and return the folder."""
    rows = [
        _row(FIRST, "2020-07-02 10:00:00", "100.00", "", "出", SECOND, serial="U1"),
        _row(FIRST, "2020-07-03 10:00:00", "700.00", "", "出", SECOND, serial="U2"),
    ]
    text = "\r\n".join([HEADER, *rows, ""]).replace("人民币", "美元")
    folder.mkdir(parents=True)
    (folder / "测试银行_交易明细信息_美元.csv").write_bytes(text.encode("gb18030"))
    return folder


def write(folder: Path) -> Path:
    """Write the files below ``folder`` and return it."""
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("gb18030"))
    return folder
