"""Invented tables of ordinary headers: the same dozen movements as many people would write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stdnum import luhn


def card(stem: str) -> str:
    """An invented card number that passes the Luhn check."""
    return stem + luhn.calc_check_digit(stem)


OWN = card("622202000000000100")
OWN_NAME = "程一"
OTHERS = [
    (card(f"62284800000000{number:04}"), name)
    for number, name in ((11, "于二"), (12, "何三"), (13, "梁四"), (14, "孟五"))
]


@dataclass(frozen=True)
class Move:
    """One movement of the own account: signed fen, the balance after it, the other side."""

    time: datetime
    fen: int
    balance: int
    other: str
    other_name: str
    serial: str

    @property
    def yuan(self) -> str:
        return _yuan(abs(self.fen))

    @property
    def signed(self) -> str:
        return _yuan(self.fen)

    @property
    def rest(self) -> str:
        return _yuan(self.balance)

    @property
    def comes(self) -> bool:
        return self.fen > 0

    @property
    def payer(self) -> tuple[str, str]:
        return (self.other, self.other_name) if self.comes else (OWN, OWN_NAME)

    @property
    def payee(self) -> tuple[str, str]:
        return (OWN, OWN_NAME) if self.comes else (self.other, self.other_name)

    def at(self, form: str) -> str:
        return self.time.strftime(form)


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _moves() -> list[Move]:
    moves, balance, time = [], 1_000_000, datetime(2021, 3, 4, 9, 15, 20)
    amounts = (-12050, 250000, -50000, -3399, 88000, -120000, 4575, -20000, 66600, -9900, 310, -777)
    for number, fen in enumerate(amounts):
        time += timedelta(days=2, hours=3, minutes=7 * number)
        balance += fen
        other, name = OTHERS[number % len(OTHERS)]
        moves.append(Move(time, fen, balance, other, name, f"SN{number:08}"))
    return moves


MOVES = _moves()
EARLY = [
    Move(datetime(2021, 3, 1 + n, 10, n), m.fen, m.balance, m.other, m.other_name, m.serial)
    for n, m in enumerate(MOVES)
]
"""The same before the 13th: dates that do not tell day from month."""


def in_year(moves: Sequence[Move], year: int) -> Sequence[Move]:
    """The same movements in another year."""
    return tuple(replace(move, time=move.time.replace(year=year)) for move in moves)


Row = Callable[[Move], Sequence[str]]


@dataclass(frozen=True)
class Table:
    """A table: its file name, header, how a row is written, and what stands around it."""

    name: str
    header: Sequence[str]
    row: Row
    above: Sequence[Sequence[str]] = ()
    below: Sequence[Sequence[str]] = ()
    moves: Sequence[Move] = tuple(MOVES)
    numbers: bool = True
    clock: str = "seconds"

    def text(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(self.above)
        if self.header:
            writer.writerow(self.header)
        writer.writerows(self.row(move) for move in self.moves)
        writer.writerows(self.below)
        return out.getvalue()

    def times(self) -> list[datetime]:
        cut = {
            "seconds": {},
            "minutes": {"second": 0},
            "day": {"second": 0, "minute": 0, "hour": 0},
        }[self.clock]
        return [move.time.replace(**cut) for move in self.moves]


ISO = "%Y-%m-%d %H:%M:%S"

RIGHT = (
    Table("付款收款", ["付款账号", "付款人", "收款账号", "收款人", "金额", "时间"],
          lambda m: [*m.payer, *m.payee, m.yuan, m.at(ISO)]),
    Table("转出转入", ["序号", "转账时间", "转出账户", "转出户名", "转入账户", "转入户名",
          "转账金额(元)", "附言"],
          lambda m: [m.serial[-2:], m.at(ISO), *m.payer, *m.payee, m.yuan, "货款"]),
    Table("汇款人", ["交易流水", "汇款人账号", "汇款人姓名", "汇款人开户行", "收款人账号",
          "收款人姓名",
                  "收款人开户行", "汇款金额", "汇款日期", "币种"],
          lambda m: [m.serial, *m.payer, "某行", *m.payee, "某行", m.yuan, m.at("%Y%m%d"),
                    "人民币"],
          clock="day"),
    Table("付款方收款方", ["付款方卡号", "付款方户名", "收款方卡号", "收款方户名", "交易金额",
          "交易日期", "交易时间", "摘要"],
          lambda m: [*m.payer, *m.payee, m.yuan, m.at("%Y/%m/%d"), m.at("%H:%M:%S"), "转账"]),
    Table("付款人是号码", ["付款人", "收款人", "发生额", "发生时间"],
          lambda m: [m.payer[0], m.payee[0], m.yuan, m.at(ISO)]),
    Table("两行表头", ["账号", "户名", "账号", "户名", "", ""],
          lambda m: [*m.payer, *m.payee, m.yuan, m.at(ISO)],
          above=[["付款方", "", "收款方", "", "金额", "时间"]]),
    Table("本方对方", ["本方账号", "本方姓名", "对方账号", "对方姓名", "收支", "金额", "余额",
          "时间", "用途"],
          lambda m: [OWN, OWN_NAME, m.other, m.other_name, "收" if m.comes else "支", m.yuan,
                    m.rest,
                     m.at(ISO), "往来"]),
    Table("借方贷方", ["日期", "卡号", "摘要", "借方金额", "贷方金额", "余额", "对方账户",
          "对方名称"],
          lambda m: [m.at("%Y-%m-%d"), OWN, "转账", "" if m.comes else m.yuan,
                     m.yuan if m.comes else "", m.rest, m.other, m.other_name], clock="day"),
    Table("收入支出", ["记账时间", "收入", "支出", "结余", "往来账号", "往来户名", "备注"],
          lambda m: [m.at(ISO), m.yuan if m.comes else "0.00", "0.00" if m.comes else m.yuan,
                     m.rest, m.other, m.other_name, ""],
          above=[["账户明细"], [f"账号：{OWN}", "户名：程一"]]),
    Table("正负", ["交易日", "交易说明", "金额", "账户余额", "对手账号", "对手"],
          lambda m: [m.at(ISO), "转账", m.signed, m.rest, m.other, m.other_name],
          above=[["卡号", f"卡号:{OWN}"]]),
    Table("卡号带合计", ["银行卡号", "持卡人姓名", "交易时间", "借/贷", "交易额", "对方卡号",
          "对方姓名", "状态"],
          lambda m: [OWN, OWN_NAME, m.at("%Y年%m月%d日 %H:%M"), "贷" if m.comes else "借", m.yuan,
                     m.other, m.other_name, "成功"],
          below=[["合计", "", "", "", "9999.00", "", "", ""]], clock="minutes"),
    Table("字母标志", ["账号", "发生日期", "DC", "发生金额", "对方账号", "对方户名", "流水号"],
          lambda m: [OWN, m.at("%Y%m%d%H%M%S"), "C" if m.comes else "D", m.yuan, m.other,
                     m.other_name, m.serial]),
    Table("千分位", ["查询账号", "交易时间", "收付方向", "金额（元）", "对方帐号", "对方单位"],
          lambda m: [OWN, m.at(ISO), "收入" if m.comes else "支出",
                     f"{abs(m.fen) / 100:,.2f}", m.other, m.other_name]),
    Table("分", ["主体账号", "时间", "方向", "金额(分)", "对端账号", "对端姓名"],
          lambda m: [OWN, m.at(ISO), "进" if m.comes else "出", str(abs(m.fen)), m.other,
                     m.other_name]),
    Table("万元", ["付款账户", "收款账户", "金额(万元)", "付款时间"],
          lambda m: [m.payer[0], m.payee[0], f"{abs(m.fen) / 1_000_000:.6f}", m.at(ISO)]),
    Table("陌生词", ["我方账号", "对方账号", "收支方向", "金额", "余额", "日期时间"],
          lambda m: [OWN, m.other, "流进来" if m.comes else "流出去", m.yuan, m.rest, m.at(ISO)]),
    Table("from_to", ["From Account", "From Name", "To Account", "To Name", "Amount", "Timestamp"],
          lambda m: [*m.payer, *m.payee, m.yuan, m.at(ISO)]),
    Table("sender", ["tx_id", "sender", "receiver", "amount", "currency", "created_at"],
          lambda m: [m.serial, m.payer[0], m.payee[0], m.yuan, "CNY", m.at("%Y-%m-%dT%H:%M:%S")]),
    Table("payer", ["Date", "Time", "Payer Account No.", "Payer Name", "Payee Account No.",
                    "Payee Name", "Amt", "Remarks"],
          lambda m: [m.at("%d/%m/%Y"), m.at("%H:%M:%S"), *m.payer, *m.payee, m.yuan, "rent"]),
    Table("debit_credit", ["Account Number", "Transaction Date", "Description", "Debit", "Credit",
                           "Balance", "Counterparty Account"],
          lambda m: [OWN, m.at("%d/%m/%Y"), "TRANSFER", "" if m.comes else m.yuan,
                     m.yuan if m.comes else "", m.rest, m.other], clock="day"),
    Table("dr_cr", ["Acct No", "Txn Date", "Narration", "Dr/Cr", "Txn Amount", "Running Balance",
                    "Counterparty Acct"],
          lambda m: [OWN, m.at("%d-%b-%Y"), "transfer", "CR" if m.comes else "DR", m.yuan, m.rest,
                     m.other], clock="day"),
    Table("signed", ["Account", "Posting Date", "Amount", "Balance", "Beneficiary Account", "Memo"],
          lambda m: [OWN, m.at("%m/%d/%Y %I:%M %p"), m.signed, m.rest, m.other, ""],
          clock="minutes"),
    Table("brackets", ["Card Number", "Value Date", "Amount (CNY)", "Closing Balance",
                       "Other Account"],
          lambda m: [OWN, m.at(ISO), f"({m.yuan})" if not m.comes else m.yuan, m.rest, m.other]),
    Table("comma", ["Account IBAN", "Booking Date", "Amount", "Balance", "Counterparty IBAN"],
          lambda m: [OWN, m.at("%d.%m.%Y"), m.signed.replace(".", ","), m.rest.replace(".", ","),
                     m.other], clock="day"),
    Table("orig_dest", ["nameOrig", "nameDest", "amount", "date", "type"],
          lambda m: [m.payer[0], m.payee[0], m.yuan, m.at(ISO), "TRANSFER"]),
    Table("direction", ["my_account", "counter_account", "counter_name", "direction", "value",
                        "datetime"],
          lambda m: [OWN, m.other, m.other_name, "in" if m.comes else "out", m.yuan, m.at(ISO)]),
    Table("paid", ["Date", "Details", "Paid Out", "Paid In", "Balance", "Other Party Account"],
          lambda m: [m.at("%d %b %Y"), "transfer", "" if m.comes else m.yuan,
                     m.yuan if m.comes else "", m.rest, m.other],
          above=[["Statement"], [f"账号: {OWN}"]], clock="day"),
    Table("余额与金额难分", ["卡号", "交易时间", "数额", "数额", "收付", "对方卡号"],
          lambda m: [OWN, m.at(ISO), m.yuan, m.rest, "收" if m.comes else "付", m.other]),
    Table("支出收入账户", ["交易时间", "支出账户", "支出户名", "收入账户", "收入户名", "交易金额"],
          lambda m: [m.at(ISO), *m.payer, *m.payee, m.yuan]),
    Table("出款入款", ["出款账号", "出款户名", "入款账号", "入款户名", "打款金额", "打款时间",
                   "打款备注"],
          lambda m: [*m.payer, *m.payee, m.yuan, m.at(ISO), ""]),
    Table("类型说方向", ["卡号", "入账日期", "交易类型", "交易额", "账户余额", "对方卡号"],
          lambda m: [OWN, m.at("%Y%m%d"), "收入" if m.comes else "支出", m.yuan, m.rest, m.other],
          clock="day"),
    Table("debtor", ["Booking date", "Amount", "Debtor account", "Debtor name", "Creditor account",
                     "Creditor name", "Remittance information"],
          lambda m: [m.at("%Y-%m-%d"), m.yuan, *m.payer, *m.payee, "invoice"], clock="day"),
    Table("无表头", [],
          lambda m: [m.at(ISO), OWN, "贷" if m.comes else "借", m.yuan, m.rest, m.other,
                     m.other_name]),
    Table("日期和转账时间", ["转出账户", "转入账户", "转账金额(元)", "转账日期", "转账时间"],
          lambda m: [m.payer[0], m.payee[0], m.yuan, m.at("%Y/%m/%d"), m.at("%H:%M:%S")]),
    Table("交易对象", ["账号", "时间", "收/付", "交易对象", "交易对象账号", "数额", "当前余额"],
          lambda m: [OWN, m.at(ISO), "收" if m.comes else "付", m.other_name, m.other, m.yuan,
                     m.rest]),
    Table("一二代码", ["账号", "交易日期", "交易金额", "借贷标识", "余额", "对方账号"],
          lambda m: [OWN, m.at(ISO), m.yuan, "2" if m.comes else "1", m.rest, m.other]),
    Table("收款付款词", ["账号", "交易日期", "交易金额", "收付类型", "对方账号"],
          lambda m: [OWN, m.at(ISO), m.yuan, "收款" if m.comes else "付款", m.other]),
    Table("括号里的方向", ["卡号", "时间", "交易金额(收入)", "交易金额(支出)", "对方账号"],
          lambda m: [OWN, m.at(ISO), m.yuan if m.comes else "", "" if m.comes else m.yuan,
                     m.other]),
    Table("报案", ["被害人账号", "被害人姓名", "嫌疑人账号", "嫌疑人姓名", "转账时间", "转账金额"],
          lambda m: [*m.payer, *m.payee, m.at(ISO), m.yuan]),
    Table("标题里的卡号", ["交易日期", "支出金额", "收入金额", "本次余额", "对方账户"],
          lambda m: [m.at(ISO), "" if m.comes else m.yuan, m.yuan if m.comes else "", m.rest,
                     m.other],
          above=[[f"账户交易明细（{OWN}）"]]),
    Table("abbreviated", ["Acct No.", "Date", "Particulars", "Withdrawal Amt.", "Deposit Amt.",
                          "Closing Bal.", "Counterparty Acct"],
          lambda m: [OWN, m.at(ISO), "x", "" if m.comes else m.yuan,
                     m.yuan if m.comes else "", m.rest, m.other]),
    Table("funds", ["Bank Card", "Date", "Details", "Funds Out", "Funds In", "Payee Account"],
          lambda m: [f"'{OWN}'", m.at(ISO), "x", "" if m.comes else m.yuan,
                     m.yuan if m.comes else "", m.other]),
    Table("completed", ["SenderID", "ReceiverID", "Amount", "Timestamp", "Status"],
          lambda m: [m.payer[0], m.payee[0], m.yuan, m.at(ISO), "COMPLETED"]),
    Table("details_say_it", ["Account", "Details", "Posting Date", "Description", "Amount",
                             "To Account"],
          lambda m: [OWN, "CREDIT" if m.comes else "DEBIT", m.at(ISO), "x", m.signed, m.other]),
    Table("utc", ["Txhash", "DateTime (UTC)", "From", "To", "TokenValue"],
          lambda m: [m.serial, (m.time - timedelta(hours=8)).strftime(ISO), m.payer[0],
                     m.payee[0], m.yuan]),
)  # fmt: skip
"""Tables whose draft has to be right as it is."""

OPEN = (
    Table("日月不分", ["Account", "Date", "Amount", "Balance", "Payee Account"],
          lambda m: [OWN, m.at("%d/%m/%Y"), m.signed, m.rest, m.other], moves=tuple(EARLY)),
    Table("没有方向", ["卡号", "时间", "金额", "对方卡号"],
          lambda m: [OWN, m.at(ISO), m.yuan, m.other]),
    Table("没有本方", ["时间", "金额", "收支", "对方姓名"],
          lambda m: [m.at(ISO), m.yuan, "收" if m.comes else "支", m.other_name]),
    Table("词不明", ["卡号", "时间", "收支标记", "金额", "对方卡号"],
          lambda m: [OWN, m.at(ISO), "甲" if m.comes else "乙", m.yuan, m.other]),
    Table("像是信用卡", ["Card No", "Date", "Amount", "Merchant"],
          lambda m: [OWN, m.at(ISO), m.signed if m is MOVES[0] else m.yuan, "shop"]),
    Table("无方向有余额", ["卡号", "时间", "金额", "余额", "对方卡号"],
          lambda m: [OWN, m.at(ISO), m.yuan, m.rest, m.other]),
    Table("只有表头说", ["入账时间", "入账金额", "卡号", "摘要"],
          lambda m: [m.at(ISO), m.yuan, OWN, "转账"]),
    Table("只有姓名", ["转账时间", "转账方", "收款方", "转账金额"],
          lambda m: [m.at(ISO), m.payer[1], m.payee[1], m.yuan]),
    Table("谁的账号", ["日期", "姓名", "账号", "金额"],
          lambda m: [m.at(ISO), m.other_name, m.serial, m.signed]),
    Table("业务类型", ["卡号", "时间", "数量", "类型"],
          lambda m: [OWN, m.at(ISO), m.yuan, "充值" if m.comes else "提现"]),
    Table("状态不明", ["付款账号", "收款账号", "金额", "时间", "状态"],
          lambda m: [m.payer[0], m.payee[0], m.yuan, m.at(ISO), "样本状态"]),
    Table("陌生表头", ["CXKH", "JYSJ", "JYJE", "JYYE", "SFBZ"],
          lambda m: [OWN, m.at(ISO), m.yuan, m.rest, "进" if m.comes else "出"]),
)  # fmt: skip
"""Tables that leave something open; the column that has to be named stands in the test."""
