"""TenpayRegInfo, WeChat registration and login log of a Tenpay evidence return (FORMATS 1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.facts import (
    AccountFact,
    Fact,
    FactRow,
    LoginFact,
    NoticeFact,
    OtherFact,
    PersonFact,
    RejectFact,
    holder_of,
)
from app.importers.layout import Column, FileContext, Layout, NumberedRow, Space

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KEY_VALUE = re.compile(r"^\s*([^:：\t]{1,20})\s*[:：]\s*(.*)$")
_PHONE = re.compile(r"^1[3-9]\d{9}$")
_WECHAT_KEYS = ("微信号", "别名", "昵称", "当前绑定手机号", "绑定手机", "注册时间")


def registration_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """One line for each bound card: the account, its holder, the card."""
    del context
    if "注销信息" in row.cells or "帐号数据错误" in row.cells or "账号数据错误" in row.cells:
        yield NoticeFact("account_closed_or_wrong")
        return
    account = row.text("account")
    if not account:
        yield RejectFact("no_own_account")
        return
    phone = row.text("phone")
    holder = holder_of(row.text("name"), "居民身份证", row.text("id_number"), (phone,))
    yield AccountFact(
        Space.TENPAY,
        ((account, "account"),),
        holder,
        confidence=95,
        how="wallet_registration",
        opened=row.moment("registered"),
        state=row.text("state"),
    )
    card = row.text("card")
    if card:
        bound = "解绑" not in row.text("binding")
        yield AccountFact(
            Space.BANK,
            ((card, "card"),),
            holder,
            confidence=80 if bound else 60,
            how="bound_to_wallet" if bound else "unbound_from_wallet",
            bank=row.text("bank"),
        )


def key_value_rows(rows: Iterable[NumberedRow], context: FileContext) -> Iterator[NumberedRow]:
    """``key: value`` lines as one row under the keys as header."""
    del context
    values: dict[str, str] = {}
    first = 1
    for line, cells, _flags in rows:
        found = _KEY_VALUE.match("\t".join(cells))
        if not found:
            continue
        key, value = found.group(1).strip(), found.group(2).strip()
        if key in values and key == _WECHAT_KEYS[0]:
            yield first, [values.get(name, "") for name in _WECHAT_KEYS], 0
            values = {}
        if not values:
            first = line
        values[key] = value
    if values:
        yield first, [values.get(name, "") for name in _WECHAT_KEYS], 0


def wechat_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """A WeChat registration: the wxid, its alias and the bound phone."""
    account, alias = row.text("account"), row.text("alias")
    if not account and not alias:
        yield RejectFact("no_own_account")
        return
    phone = row.text("phone") or row.text("phone2")
    if not phone:
        phone = next((part for part in context.parts if _PHONE.fullmatch(part)), "")
    numbers = tuple((number, "login") for number in (account, alias) if number)
    identifiers = [("wechat", number) for number, _kind in numbers]
    nickname = row.text("nickname")
    yield AccountFact(
        Space.TENPAY,
        numbers,
        None,
        how="wechat_registration",
        opened=row.moment("registered"),
    )
    if phone or nickname:
        yield PersonFact(
            "", "", "", (phone,) if phone else (),
            (("nickname", nickname),) if nickname else (), tuple(identifiers),
        )  # fmt: skip


def login_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """One login: time and address; whose it was stands in the path."""
    owner = next((part for part in context.parts if _PHONE.fullmatch(part)), "")
    if row.moment("time") is None and not row.text("ip"):
        yield OtherFact(row.cells)
        return
    yield LoginFact(Space.TENPAY, owner, row.moment("time"), row.text("ip"))


LAYOUTS = (
    Layout(
        key="tenpay_registration",
        title=N_("Tenpay registration (TenpayRegInfo)"),
        kind="accounts",
        columns=(
            Column("state", ("账户状态",), 2),
            Column("account", ("账号",), 2, reads="number"),
            Column("name", ("注册姓名",), 4),
            Column("registered", ("注册时间",), 2, reads="time"),
            Column("id_number", ("注册身份证号",), 4),
            Column("phone", ("绑定手机",), 2),
            Column("binding", ("绑定状态",), 3),
            Column("bank", ("开户行信息",), 3),
            Column("card", ("银行账号",), 3, reads="number"),
        ),
        required=(("account",), ("name",), ("id_number",)),
        hints=("TenpayRegInfo",),
        facts=registration_facts,
    ),
    Layout(
        key="wechat_registration",
        title=N_("WeChat registration (regInfobasicInfo)"),
        kind="accounts",
        columns=(
            Column("account", (_WECHAT_KEYS[0],), 3),
            Column("alias", (_WECHAT_KEYS[1],), 3),
            Column("nickname", (_WECHAT_KEYS[2],), 2),
            Column("phone", (_WECHAT_KEYS[3],), 3),
            Column("phone2", (_WECHAT_KEYS[4],), 2),
            Column("registered", (_WECHAT_KEYS[5],), 2, reads="time"),
        ),
        required=(("account",),),
        hints=("regInfo",),
        facts=wechat_facts,
        rows=key_value_rows,
        header_free=True,
        signature=("微信号", "注册时间"),
    ),
    Layout(
        key="wechat_logins",
        title=N_("WeChat login log (登录轨迹)"),
        kind="logins",
        columns=(
            Column("time", ("时间", "登录时间"), 2, reads="time"),
            Column("ip", ("IP", "IP地址", "登录IP"), 2),
        ),
        required=(("time",), ("ip",)),
        hints=("登录轨迹", "登录日志"),
        facts=login_facts,
    ),
)
