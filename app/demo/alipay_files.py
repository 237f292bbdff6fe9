"""Alipay returns: seven tables, five of which tell the same money again in their own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.dirt import yuan_text
from app.demo.layouts import columns
from app.demo.world import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.demo.sheets import Row
    from app.demo.truth import FileTruth
    from app.demo.world import Account, Entry

DETAIL = columns("""
交易号 商户订单号 交易创建时间 付款时间 最近修改时间 交易来源地 类型 用户信息 交易对方信息
消费名称 金额（元） 收/支 交易状态 支付方式 清算流水号 备注 对应的协查数据
""")
TRANSFERS = columns("""
交易号 付款方支付宝账号 收款方支付宝账号 收款机构信息 到账时间 转账金额（元） 转账产品名称
交易发生地 提现流水号 对应的协查数据
""")
TRADES = columns("""
交易号 外部交易号 交易状态 合作伙伴ID 买家用户id 买家信息 卖家用户id 卖家信息 交易金额（元）
收款时间 最后修改时间 创建时间 交易类型 来源地 商品名称 收货人地址 对应的协查数据
""")
WITHDRAWALS = columns("""
提现类型 提现流水号 支付宝用户id 会员开户银行 会员银行账号 申请日期和时间 处理时间
提现金额（元） 状态 交易状态 失败原因 对应的协查数据
""")
BALANCES = columns("""
交易订单号/外部流水号 账户 对方帐户 交易发生日期 银行处理日期 收入金额(+)（元）
支出金额(-)（元） 余额（元） 业务类型 交易发生地 银行名称 备注 对应的协查数据
""")
REGISTRATION = columns("""
用户ID 登录邮箱 登录手机 账户名称 证件类型 证件号 可用余额 绑定手机 注册时间 注册时IP
绑定银行卡 关联账户 备注 对应的协查数据
""")
LOGINS = columns("""
登陆账号 支付宝用户ID 账户名 客户端ip 操作发生时间 对应的协查数据
""")
_STATES = {
    "success": "交易成功结束",
    "pending": "等待付款",
    "failed": "交易关闭",
    "neutral": "交易成功结束",
}


def _time(entry: Entry, later: int = 0) -> str:
    return f"{moment(entry.time + later):%Y-%m-%d %H:%M:%S}"


def detail(entries: Sequence[Entry], truth: FileTruth) -> list[Row]:
    """账户明细: the table that counts."""
    rows: list[Row] = [list(DETAIL)]
    for entry in entries:
        account, movement, status = entry.account, entry.movement, entry.movement.status
        side = "不计" if status == "neutral" else "收入" if entry.incoming else "支出"
        paid = "" if status in ("pending", "failed") else _time(entry)
        wide = entry.seq % 5 == 0
        own = (
            f"{account.key}（{account.holder.name}）"
            if wide
            else f"{account.key}({account.holder.name})"
        )
        rows.append(
            [
                movement.order,
                "" if entry.other else f"T{movement.order}",
                _time(entry),
                paid,
                _time(entry, 9),
                "支付宝网站" if entry.seq % 2 else "手机支付宝",
                "即时到账交易",
                own,
                _other(entry, wide=wide),
                movement.summary,
                yuan_text(entry.amount),
                side,
                _STATES[status],
                "",
                f"{movement.id:016d}" if movement.summary in ("提现", "充值") else "",
                "",
                account.holder.id_number,
            ]
        )
        named = bool(entry.other_number)
        entry.held, entry.counted, entry.named = True, entry.effective, named
        truth.imported(incoming=entry.incoming, fen=entry.amount, counts=entry.effective)
    return rows


def _other(entry: Entry, *, wide: bool) -> str:
    if entry.other is not None:
        left, right = ("（", "）") if wide else ("(", ")")
        return f"{entry.other.key}{left}{entry.other_name}{right}"
    if entry.other_number:
        return f"(测试银行){entry.other_number}"
    return entry.other_name


def transfers(entries: Sequence[Entry], truth: FileTruth) -> list[Row]:
    """转账明细: no direction, logins in place of ids."""
    rows: list[Row] = [list(TRANSFERS)]
    for entry in entries:
        if entry.other is None or not entry.effective:
            continue
        pair = (entry.other.number, entry.account.number)
        payer, payee = pair if entry.incoming else (pair[1], pair[0])
        row: Row = [entry.movement.order, payer, payee, "", _time(entry), yuan_text(entry.amount)]
        rows.append([*row, "转账到支付宝", "WAP", "", entry.account.holder.id_number])
        truth.other()
    return rows


def trades(entries: Sequence[Entry], truth: FileTruth) -> list[Row]:
    """交易记录: purchases."""
    rows: list[Row] = [list(TRADES)]
    states = {"success": "TRADE_SUCCESS", "pending": "WAIT_BUYER_PAY", "failed": "TRADE_CLOSED"}
    for entry in entries:
        status = entry.movement.status
        if entry.movement.kind != "service" or status == "neutral":
            continue
        account, at = entry.account, _time(entry)
        order = entry.movement.order
        row: Row = [order, f"T{order}", states[status], "", account.key, account.holder.name, ""]
        row += [
            entry.other_name,
            yuan_text(entry.amount),
            at if status == "success" else "",
            at,
            at,
        ]
        rows.append([*row, "即时到账", "支付宝网站", "商品", "", account.holder.id_number])
        truth.other()
    return rows


def withdrawals(entries: Sequence[Entry], truth: FileTruth) -> list[Row]:
    """提现记录."""
    rows: list[Row] = [list(WITHDRAWALS)]
    for entry in entries:
        if entry.movement.summary != "提现":
            continue
        row: Row = ["快速提现", f"TX{entry.movement.id}", entry.account.key, "测试银行"]
        row += [entry.other_number, _time(entry), _time(entry, 5), yuan_text(entry.amount)]
        rows.append([*row, "成功", "成功", "", entry.account.holder.id_number])
        truth.other()
    return rows


def balances(entries: Sequence[Entry], truth: FileTruth) -> list[Row]:
    """余额明细: two amount columns, outgoings negative, ``null`` for empty."""
    rows: list[Row] = [list(BALANCES)]
    for entry in entries:
        if not entry.effective:
            continue
        mark = "I" if entry.incoming else "O"
        plus = yuan_text(entry.amount) if entry.incoming else "null"
        minus = "null" if entry.incoming else yuan_text(-entry.amount)
        other = entry.other.number if entry.other is not None else "null"
        row: Row = [f"{mark}-{entry.movement.order}", entry.account.number, other, _time(entry), ""]
        row += [plus, minus, yuan_text(entry.balance), entry.movement.summary, "", "", ""]
        rows.append([*row, entry.account.holder.id_number])
        truth.other()
    return rows


def registration(
    accounts: Sequence[Account], cards: dict[str, list[Account]], truth: FileTruth
) -> list[Row]:
    """注册信息, bound cards packed into one cell."""
    rows: list[Row] = [list(REGISTRATION)]
    for account in accounts:
        person = account.holder
        bound = "".join(f"借记卡:TEST:{card.key};" for card in cards.get(person.id_number, []))
        row: Row = [account.key, "", account.number, person.name, "身份证", person.id_number]
        row += [yuan_text(account.balance), person.phone, f"{moment(account.opened):%Y-%m-%d}"]
        rows.append([*row, "192.0.2.1", bound, "", "", person.id_number])
        truth.other()
    return rows


def logins(accounts: Sequence[Account], truth: FileTruth) -> list[Row]:
    """登陆日志."""
    rows: list[Row] = [list(LOGINS)]
    for account in accounts:
        person = account.holder
        ip = f"192.0.2.{ord(person.name[-1]) % 250}"
        for entry in account.entries[::11]:
            rows.append(
                [account.number, account.key, person.name, ip, _time(entry, -40), person.id_number]
            )
            truth.other()
    return rows
