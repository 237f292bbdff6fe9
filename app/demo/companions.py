"""The sheets beside a bank's transactions: accounts, persons, sub-accounts, tasks, measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo import layouts
from app.demo.dirt import yuan_text
from app.demo.world import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.demo.sheets import Row
    from app.demo.world import Account

_SENT = "20200706090000"


def _rows(columns: list[str], lines: list[dict[str, str]], *, tab: bool) -> list[Row]:
    end = "\t" if tab else ""
    rows: list[Row] = [list(columns)]
    rows += [[line.get(column, "") + end for column in columns] for line in lines]
    return rows


def accounts(held: Sequence[Account]) -> list[Row]:
    """账户信息."""
    lines = []
    for account in held:
        last = account.entries[-1].time if account.entries else account.opened
        lines.append(
            {
                "账户开户名称": account.holder.name,
                "开户人证件号码": account.holder.id_number,
                "交易卡号": account.key,
                "交易账号": account.number,
                "账号开户时间": f"{moment(account.opened):%Y%m%d}",
                "账户余额": yuan_text(account.balance),
                "可用余额": yuan_text(account.balance),
                "币种": "人民币",
                "开户网点": f"{account.bank}{account.holder.place[:2]}支行",
                "账户状态": "正常",
                "开户人证件类型": "居民身份证",
                "账户类型": "个人储蓄",
                "联系电话": account.holder.phone,
                "账号开户银行": account.bank,
                "最后交易时间": f"{moment(last):%Y%m%d%H%M%S}",
                "任务流水号": task_number(account),
            }
        )
    return _rows(layouts.ACCOUNTS, lines, tab=True)


def persons(held: Sequence[Account]) -> list[Row]:
    """人员信息: one line a person."""
    people = list(dict.fromkeys(account.holder for account in held))
    lines = [
        {
            "客户名称": person.name,
            "证照类型": "居民身份证",
            "证照号码": person.id_number,
            "联系手机": person.phone,
            "出生日期": person.id_number[6:14],
            "户籍地址": f"澜汀省{person.place}",
        }
        for person in people
    ]
    return _rows(layouts.PERSONS, lines, tab=True)


def sub_accounts(held: Sequence[Account]) -> list[Row]:
    """子账户信息."""
    lines = [
        {
            "银行名称": account.bank,
            "开户账号": account.key,
            "子账户账号": account.number,
            "余额": yuan_text(account.balance),
            "可用余额": yuan_text(account.balance),
            "子账户类别": "活期",
            "子账户序号": "00001",
            "币种": "人民币",
            "钞汇标识": "钞",
            "账户状态": "正常",
            "账户人姓名": account.holder.name,
            "账户序号": "1",
        }
        for account in held
    ]
    return _rows(layouts.SUB_ACCOUNTS, lines, tab=False)


def tasks(held: Sequence[Account], refused: Sequence[Account]) -> list[Row]:
    """任务信息: what was asked, and for ``refused`` that the bank answered none."""
    lines = []
    for account in (*held, *refused):
        given = account in held
        lines.append(
            {
                "任务流水号": task_number(account),
                "银行名称": account.bank,
                "主体类别": "个人",
                "证账号码": account.holder.id_number,
                "账卡号": account.key,
                "发送时间": _SENT,
                "反馈时间": "20200706150000",
                "反馈结果": "成功" if given else "失败",
                "反馈非明细结果": "成功" if given else "",
                "反馈明细结果": "成功" if given else "查无此账户",
                "入库时间": "20200706150500" if given else "",
                "入库状态": "已入库" if given else "",
                "请求单号": f"QQ{account.key[-6:]}",
                "查询结果": "" if given else "查询失败",
            }
        )
    return _rows(layouts.TASKS, lines, tab=False)


def measures(held: Sequence[Account]) -> list[Row]:
    """强制措施: freezes of mule cards."""
    lines = [
        {
            "银行名称": account.bank,
            "账号": account.key,
            "冻结措施类型": "01",
            "冻结措施类型名称": "公安冻结",
            "冻结金额": yuan_text(account.balance),
            "冻结机关": "云汀县公安局",
            "冻结开始日期": "20200703",
            "冻结截止日期": "20210102",
            "措施序号": "1",
            "任务流水号": task_number(account),
            "查控主体类别": "个人",
        }
        for account in held
    ]
    return _rows(layouts.MEASURES, lines, tab=False)


def openings(held: Sequence[Account]) -> list[Row]:
    """开户信息 in the form with a TAB before every header."""
    rows: list[Row] = [list(layouts.OPENINGS)]
    for account in held:
        cells = (
            account.key,
            account.number,
            account.holder.name,
            account.bank,
            "居民身份证",
            f"{moment(account.opened):%Y%m%d}",
            account.holder.id_number,
        )
        rows.append([f"{cell}\t" for cell in cells])
    return rows


def task_number(account: Account) -> str:
    """The task that asked about an account."""
    return f"RW20200706{account.key[-8:]}"
