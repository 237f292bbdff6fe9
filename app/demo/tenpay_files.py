"""Tenpay and WeChat returns: trades in two layouts, registration, login log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.layouts import columns
from app.demo.sheets import csv_bytes
from app.demo.world import DAY, moment

if TYPE_CHECKING:
    import random

    from app.demo.sheets import Row
    from app.demo.truth import FileTruth
    from app.demo.world import Account, Entry

TRADES_27 = columns("""
用户ID 交易单号 大单号 用户侧账号名称 借贷类型 交易业务类型 交易用途类型 交易时间 交易金额(分)
账户余额(分) 用户银行卡号 用户侧网银联单号 网联/银联 第三方账户名称 对手方ID 对手侧账户名称
对手方银行卡号 对手侧银行名称 对手侧网银联单号 网联/银联 基金公司信息 间联/非间联交易
第三方账户名称 对手方接收时间 对手方接收金额(分) 备注1 备注2
""")
TRADES_15 = columns("""
用户ID 交易单号 借贷类型 交易类型 交易金额(分) 账户余额(分) 交易时间 银行类型 交易说明
商户名称 发送方 发送金额(分) 接收方 接收时间 接收金额(分)
""")
REGISTRATION = columns("""
账户状态 账号 注册姓名 注册时间 注册身份证号 绑定手机 绑定状态 开户行信息 银行账号
""")
_REMARKS = {
    "微信红包": "微信红包",
    "扫二维码付款": "扫二维码付款",
    "充值": "零钱充值",
    "提现": "零钱提现",
}


def trades(account: Account, truth: FileTruth, *, full_width: bool) -> bytes:
    """TenpayTrades.txt of one wallet, 27 columns, two header names twice."""
    head = [name.replace("(分)", "（分）") if full_width else name for name in TRADES_27]
    rows: list[Row] = [list(head)]
    for entry in account.entries:
        rows.append(_trade(entry))
        _take(entry, truth, named=entry.other is not None)
    return csv_bytes(rows, "utf-8" if full_width else "utf-8-sig", delimiter="\t")


def _trade(entry: Entry) -> Row:
    movement, account = entry.movement, entry.account
    summary = movement.summary
    packet = summary == "微信红包"
    in_bank = summary in ("充值", "提现")
    purpose = "红包" if packet else summary if in_bank else "转账" if entry.other else "商户消费"
    received = entry.time + 3 if movement.in_entry is None else movement.in_entry.time
    person = entry.other is not None
    return [
        account.key,
        movement.order,
        f"D{movement.order}",
        account.holder.name,
        "入" if entry.incoming else "出",
        "快捷支付" if summary == "充值" else "余额支付",
        purpose,
        f"{moment(entry.time):%Y-%m-%d %H:%M:%S}",
        str(entry.order_amount or entry.amount),
        str(entry.balance),
        entry.other_number if in_bank else "",
        f"{movement.id:020d}" if in_bank else "",
        "网联" if in_bank else "",
        "",
        entry.other_number if person else "",
        entry.other_name if not in_bank else "",
        "",
        "",
        "",
        "",
        "",
        "非间连交易",
        "",
        f"{moment(max(received, entry.time)):%Y-%m-%d %H:%M:%S}",
        str(entry.amount),
        _REMARKS.get(summary, "微信转账"),
        summary if person and not packet else "",
    ]


def old_trades(account: Account, truth: FileTruth, rng: random.Random) -> bytes:
    """TenpayTrades.txt as in 2018 to 2020: 15 columns, ``[ ]`` around ids, ``null``, cut rows."""
    rows: list[Row] = [list(TRADES_15)]
    for place, entry in enumerate(account.entries):
        movement = entry.movement
        at = f"{moment(entry.time):%Y-%m-%d %H:%M:%S}"
        fen, own = str(entry.amount), account.key
        other = entry.other_number if entry.other is not None else "null"
        sender, taker = (other, own) if entry.incoming else (own, other)
        row: Row = [
            f"[{own}]",
            f"[{movement.order}]",
            "入" if entry.incoming else "出",
            movement.summary,
            str(entry.order_amount or entry.amount),
            str(entry.balance),
            at,
            "余额支付",
            _REMARKS.get(movement.summary, "微信转账"),
            entry.other_name if entry.other is None else "",
            sender,
            str(entry.order_amount or entry.amount),
            taker,
            at,
            fen,
        ]
        cut = not entry.order_amount and rng.random() < 0.03
        rows.append(row[:10] if cut else row)
        _take(entry, truth, named=entry.other is not None and not cut)
        if place % 50 == 20:
            rows.append([f"[{own}]", f"[{place}]", "入", "充值", "null", "null", at, "澜州银行"])
            rows[-1] += ["", "", "null", "null", "null", "", "null"]
            truth.rejected()
    return csv_bytes(rows, "utf-8", delimiter="\t")


def _take(entry: Entry, truth: FileTruth, *, named: bool) -> None:
    entry.held, entry.counted, entry.named = True, entry.effective, named
    truth.imported(incoming=entry.incoming, fen=entry.amount, counts=entry.effective)


def registration(account: Account, cards: list[Account], truth: FileTruth) -> bytes:
    """TenpayRegInfo.txt: one line for each bound card."""
    rows: list[Row] = [list(REGISTRATION)]
    holder = account.holder
    for place, card in enumerate(cards):
        rows.append(
            [
                "正常",
                account.key,
                holder.name,
                f"{moment(account.opened):%Y-%m-%d %H:%M:%S}",
                holder.id_number,
                holder.phone,
                "绑定确认(正常)" if place == 0 else "解绑",
                f"{card.bank}借记卡快捷支付",
                card.key,
            ]
        )
        truth.other()
    return csv_bytes(rows, "utf-8", delimiter="\t")


def wechat_basics(account: Account, truth: FileTruth) -> bytes:
    """regInfobasicInfo.txt: ``key: value`` lines; the only place that joins alias and id."""
    truth.other()
    lines = (
        f"微信号: {account.number}",
        f"别名: {account.key if account.key != account.number else ''}",
        f"昵称: {account.holder.name[-1]}哥",
        f"当前绑定手机号: {account.holder.phone}",
        f"注册时间: {moment(account.opened):%Y-%m-%d %H:%M:%S}",
    )
    return ("\n".join(lines) + "\n").encode()


def wechat_logins(account: Account, truth: FileTruth) -> bytes:
    """WX登录轨迹.txt."""
    lines = ["登录日志：", "\t时间\tIP"]
    for entry in account.entries[-200::9]:
        part = ord(account.holder.name[-1]) % 65_536
        ip = f"2001:db8::{part:x}" if entry.seq % 2 else f"192.0.2.{part % 250}"
        at = moment(entry.time - entry.time % DAY + entry.time % 70_000)
        lines.append(f"\t{at:%Y-%m-%d %H:%M:%S} +0800 CST\t{ip}")
        truth.other()
    return ("\n".join(lines) + "\n").encode()
