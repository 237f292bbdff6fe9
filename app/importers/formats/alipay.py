"""The seven tables of an Alipay evidence return (FORMATS 1.3).

账户明细 feeds the flows. 转账明细, 交易记录, 提现记录 and 余额明细 tell the same money again: their
rows are kept and cross-checked by order number, and count in no sum. 对应的协查数据, the last
column of every table, is what was asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.facts import (
    AccountFact,
    Fact,
    FactRow,
    LoginFact,
    PersonFact,
    RejectFact,
    RepeatFact,
    holder_of,
)
from app.importers.layout import Column, FileContext, Layout, Space, Transfers

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED = Column("asked_for", ("对应的协查数据",), 3)
_BOUND_CARD = re.compile(r"([^:：;；]*)[:：]([A-Za-z]*)[:：]?(\d{12,25})")
_BRACKETS = "replace(replace({0}, '（', '('), '）', ')')"


def _packed(info: str) -> tuple[str, str, str]:
    """SQL of the user id, the bank card and the name in ``2088…(name)`` or ``(bank)card``."""
    text = _BRACKETS.format(info)
    wallet = rf"nullif(regexp_extract({text}, '^([0-9A-Za-z@._-]{{6,}})', 1), '')"
    card = rf"nullif(regexp_extract({text}, '\)\s*([0-9*]{{6,}})$', 1), '')"
    inside = rf"nullif(regexp_extract({text}, '\(([^()]*)\)', 1), '')"
    return wallet, card, inside


_OWN_WALLET, _OWN_CARD, _OWN_NAME = _packed("own_info")
_CP_WALLET, _CP_CARD, _CP_INSIDE = _packed("cp_info")


def registration_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """注册信息: the wallet, its logins, its holder and the packed list of bound cards."""
    del context
    user = row.text("user")
    if not user:
        yield RejectFact("no_own_account")
        return
    phone = row.text("phone") or row.text("login_phone")
    holder = holder_of(row.text("name"), row.text("id_kind"), row.text("id_number"), (phone,))
    email = row.text("email")
    if holder is not None and email:
        holder = PersonFact(
            holder.name,
            holder.id_kind,
            holder.id_number,
            holder.phones,
            (),
            (("email", email),),
            holder.is_organisation,
        )
    logins = [user, *(row.text(role) for role in ("login_phone", "email"))]
    yield AccountFact(
        Space.ALIPAY,
        tuple(
            (login, "account" if index == 0 else "login")
            for index, login in enumerate(logins)
            if login
        ),
        holder,
        confidence=95,
        how="wallet_registration",
        opened=row.moment("registered"),
        closed=row.moment("closed"),
        balance_fen=row.fen("balance"),
    )
    for _kind, bank, card in _BOUND_CARD.findall(row.text("cards")):
        yield AccountFact(
            Space.BANK,
            ((card, "card"),),
            holder,
            confidence=80,
            how="bound_to_wallet",
            bank=bank,
        )


def login_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """登陆日志: one login."""
    del context
    account = row.text("user") or row.text("login")
    if not account:
        yield RejectFact("no_own_account")
        return
    yield LoginFact(Space.ALIPAY, account, row.moment("time"), row.text("ip"))


def _repeat(source: str, row: FactRow, order: str, time: str, amount: str) -> RepeatFact:
    words = f"{row.text('status')} {row.text('state')}"
    failed = any(word in words for word in ("失败", "关闭", "CLOSED", "FAIL"))
    waiting = any(word in words for word in ("等待", "WAIT", "处理中"))
    return RepeatFact(
        source,
        row.text(order),
        row.fen(amount),
        row.moment(time),
        1 if failed else 2 if waiting else 0,
    )


def transfer_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """转账明细."""
    del context
    yield _repeat("alipay_transfers", row, "order", "time", "amount")


def deal_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """交易记录."""
    del context
    yield _repeat("alipay_deals", row, "order", "time", "amount")


def withdrawal_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """提现记录."""
    del context
    yield _repeat("alipay_withdrawals", row, "order", "time", "amount")


def balance_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """余额明细: incomes and (negative) outgoings in two columns."""
    del context
    income, outgo = row.fen("amount_in"), row.fen("amount_out")
    amount = income or outgo
    yield RepeatFact(
        "alipay_balances",
        row.text("order"),
        None if amount is None else abs(amount),
        row.moment("time"),
        0,
    )


LAYOUTS = (
    Layout(
        key="alipay_account",
        title=N_("Alipay account details (账户明细)"),
        kind="transfers",
        columns=(
            Column("order", ("交易号",), 1),
            Column("merchant_order", ("商户订单号",), 2),
            Column("time2", ("交易创建时间",), 3),
            Column("date", ("付款时间",), 3),
            Column("changed", ("最近修改时间",), 2),
            Column("spot", ("交易来源地",), 2),
            Column("deal", ("类型",), 1),
            Column("own_info", ("用户信息",), 5),
            Column("cp_info", ("交易对方信息",), 5),
            Column("summary", ("消费名称",), 3),
            Column("amount", ("金额（元）", "金额"), 1),
            Column("direction", ("收/支",), 2),
            Column("status", ("交易状态",), 2),
            Column("way", ("支付方式",), 2),
            Column("settlement", ("清算流水号", "充值流水号"), 2),
            Column("remark", ("备注",), 1),
            _ASKED,
        ),
        required=(("own_info",), ("cp_info",), ("amount",), ("direction",), ("asked_for",)),
        hints=("账户明细",),
        transfers=Transfers(
            space=Space.ALIPAY,
            inverted_words=False,
            counterparty_space="case when cp_number_n is not null then 2 else 0 end",
            derive={
                "own_account": _OWN_WALLET,
                "own_name": _OWN_NAME,
                "cp_number": _CP_WALLET,
                "cp_card": _CP_CARD,
                "cp_name": f"case when {_CP_CARD} is null then {_CP_INSIDE} end",
                "cp_bank": f"case when {_CP_CARD} is not null then {_CP_INSIDE} end",
                # the moment of payment; of creation where nothing was paid
                "date": "coalesce(date, time2)",
            },
        ),
    ),
    Layout(
        key="alipay_registration",
        title=N_("Alipay registration (注册信息)"),
        kind="accounts",
        columns=(
            Column("user", ("用户ID", "支付宝用户ID"), 2, reads="number"),
            Column("email", ("登录邮箱", "登陆邮箱"), 3),
            Column("login_phone", ("登录手机", "登陆手机"), 3),
            Column("name", ("账户名称",), 2),
            Column("id_kind", ("证件类型",), 2),
            Column("id_number", ("证件号",), 2),
            Column("balance", ("可用余额",), 1, reads="fen"),
            Column("phone", ("绑定手机",), 2),
            Column("registered", ("注册时间",), 1, reads="time"),
            Column("registered_ip", ("注册时IP",), 2),
            Column("closed", ("注销时间",), 1, reads="time"),
            Column("cards", ("绑定银行卡",), 4),
            Column("linked", ("关联账户",), 3),
            Column("remark", ("备注",), 1),
            _ASKED,
        ),
        required=(("user",), ("name",), ("cards", "login_phone", "email"), ("asked_for",)),
        hints=("注册信息",),
        facts=registration_facts,
    ),
    Layout(
        key="alipay_logins",
        title=N_("Alipay login log (登陆日志)"),
        kind="logins",
        columns=(
            Column("login", ("登陆账号", "登录账号"), 3),
            Column("user", ("支付宝用户ID",), 3),
            Column("name", ("账户名",), 2),
            Column("ip", ("客户端ip",), 3),
            Column("time", ("操作发生时间",), 3, reads="time"),
            _ASKED,
        ),
        required=(("login", "user"), ("ip",), ("time",)),
        hints=("登陆日志", "登录日志"),
        facts=login_facts,
    ),
    Layout(
        key="alipay_transfers",
        title=N_("Alipay transfers (转账明细)"),
        kind="other",
        columns=(
            Column("order", ("交易号",), 1),
            Column("payer", ("付款方支付宝账号",), 5),
            Column("payee", ("收款方支付宝账号",), 5),
            Column("payee_bank", ("收款机构信息",), 4),
            Column("time", ("到账时间",), 3, reads="time"),
            Column("amount", ("转账金额（元）", "转账金额"), 3, reads="fen"),
            Column("product", ("转账产品名称",), 4),
            Column("spot", ("交易发生地",), 1),
            Column("withdrawal", ("提现流水号",), 2),
            _ASKED,
        ),
        required=(("order",), ("payer",), ("payee",), ("amount",)),
        hints=("转账明细",),
        facts=transfer_facts,
    ),
    Layout(
        key="alipay_deals",
        title=N_("Alipay deals (交易记录)"),
        kind="other",
        columns=(
            Column("order", ("交易号",), 1),
            Column("outer_order", ("外部交易号",), 3),
            Column("status", ("交易状态",), 1),
            Column("partner", ("合作伙伴ID",), 3),
            Column("buyer", ("买家用户id",), 5),
            Column("buyer_info", ("买家信息",), 4),
            Column("seller", ("卖家用户id",), 5),
            Column("seller_info", ("卖家信息",), 4),
            Column("amount", ("交易金额（元）", "交易金额"), 1, reads="fen"),
            Column("time", ("收款时间",), 3, reads="time"),
            Column("changed", ("最后修改时间",), 2),
            Column("created", ("创建时间",), 2),
            Column("deal", ("交易类型",), 1),
            Column("spot", ("来源地",), 2),
            Column("goods", ("商品名称",), 2),
            Column("address", ("收货人地址",), 3),
            _ASKED,
        ),
        required=(("order",), ("buyer",), ("seller",), ("amount",)),
        hints=("交易记录",),
        facts=deal_facts,
    ),
    Layout(
        key="alipay_withdrawals",
        title=N_("Alipay withdrawals (提现记录)"),
        kind="other",
        columns=(
            Column("deal", ("提现类型",), 4),
            Column("order", ("提现流水号",), 3),
            Column("user", ("支付宝用户id",), 3),
            Column("bank", ("会员开户银行",), 4),
            Column("card", ("会员银行账号",), 4, reads="number"),
            Column("asked", ("申请日期和时间",), 3, reads="time"),
            Column("time", ("处理时间",), 2, reads="time"),
            Column("amount", ("提现金额（元）", "提现金额"), 3, reads="fen"),
            Column("state", ("状态",), 1),
            Column("status", ("交易状态",), 1),
            Column("why", ("失败原因",), 3),
            _ASKED,
        ),
        required=(("order",), ("user",), ("amount",)),
        hints=("提现记录",),
        facts=withdrawal_facts,
    ),
    Layout(
        key="alipay_balances",
        title=N_("Alipay balance details (余额明细)"),
        kind="other",
        columns=(
            Column("order", ("交易订单号/外部流水号", "交易订单号"), 4),
            Column("account", ("账户",), 2),
            Column("other", ("对方账户", "对方帐户"), 2),
            Column("time", ("交易发生日期",), 3, reads="time"),
            Column("booked", ("银行处理日期",), 3),
            Column("amount_in", ("收入金额(+)（元）", "收入金额(+)", "收入金额"), 4, reads="fen"),
            Column("amount_out", ("支出金额(-)（元）", "支出金额(-)", "支出金额"), 4, reads="fen"),
            Column("balance", ("余额（元）", "余额"), 1, reads="fen"),
            Column("deal", ("业务类型",), 2),
            Column("spot", ("交易发生地",), 1),
            Column("bank", ("银行名称",), 1),
            Column("remark", ("备注",), 1),
            _ASKED,
        ),
        required=(("account",), ("amount_in",), ("amount_out",), ("asked_for",)),
        hints=("余额明细",),
        facts=balance_facts,
    ),
)
