"""The companion sheets of a bank return: accounts, sub-accounts, persons, tasks, measures.

They prove whose an account is, which numbers are one account, and what a bank answered (FORMATS
1.1 b).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.facts import (
    AccountFact,
    AnswerFact,
    Fact,
    FactRow,
    MeasureFact,
    PersonFact,
    RejectFact,
    holder_of,
)
from app.importers.layout import Column, FileContext, Layout, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAILED = ("失败", "错误", "超时")
_NONE = ("无", "不存在", "查无", "未开户")


def _numbers(row: FactRow, *roles: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((row.text(role), kind) for role, kind in roles if row.text(role))


def _spellings(row: FactRow, *roles: str) -> tuple[tuple[str, str], ...]:
    """(bare, as given) where the sheet writes a number with a suffix."""
    return tuple(
        (row.text(role), row.text(f"{role}_given"))
        for role in roles
        if row.text(role) and row.text(role) != row.text(f"{role}_given")
    )


def _details(row: FactRow, *roles: str) -> tuple[tuple[str, str], ...]:
    return tuple((role, row.text(role)) for role in roles if row.text(role))


def account_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """账户信息 and 开户信息: one account with its holder."""
    del context
    numbers = _numbers(row, ("card", "card"), ("account", "account"))
    if not numbers:
        yield RejectFact("no_own_account")
        return
    phones = tuple(row.text(role) for role in ("phone", "phone2", "phone3"))
    holder = holder_of(row.text("name"), row.text("id_kind"), row.text("id_number"), phones)
    if holder is not None:
        details = _details(row, "address", "home", "work", "workplace", "email", "postcode")
        licence = row.text("licence")
        holder = PersonFact(
            holder.name,
            holder.id_kind,
            holder.id_number,
            holder.phones,
            details,
            (("licence", licence),) if licence else (),
            holder.is_organisation,
        )
    yield AccountFact(
        Space.BANK,
        numbers,
        holder,
        confidence=95,
        how="account_sheet",
        bank=row.text("bank"),
        branch=row.text("branch"),
        opened=row.moment("opened"),
        closed=row.moment("closed"),
        state=row.text("state"),
        account_class=row.text("class"),
        currency=row.text("currency"),
        balance_fen=row.fen("balance"),
        spellings=_spellings(row, "card", "account"),
    )
    legal = row.text("legal_name")
    if legal:
        yield PersonFact(legal, row.text("legal_id_kind"), row.text("legal_id"))


def sub_account_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """子账户信息: a card and one of its sub-accounts."""
    del context
    numbers = _numbers(row, ("card", "card"), ("account", "account"))
    if not numbers:
        yield RejectFact("no_own_account")
        return
    yield AccountFact(
        Space.BANK,
        numbers,
        holder_of(row.text("name"), "", ""),
        confidence=85,
        how="sub_account_sheet",
        bank=row.text("bank"),
        state=row.text("state"),
        account_class=row.text("class"),
        currency=row.text("currency"),
        balance_fen=row.fen("balance"),
        spellings=_spellings(row, "card", "account"),
    )


def person_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """人员信息, 人员联系方式, 人员住址."""
    del context
    phones = tuple(row.text(role) for role in ("mobile", "phone", "work_phone", "home_phone"))
    person = holder_of(row.text("name"), row.text("id_kind"), row.text("id_number"), phones)
    if person is None:
        yield RejectFact("no_name")
        return
    yield PersonFact(
        person.name,
        person.id_kind,
        person.id_number,
        person.phones,
        _details(row, "born", "address", "home", "work", "workplace", "email"),
        _details(row, "licence"),
        person.is_organisation,
    )
    for name, kind, number in (
        ("agent", "agent_id_kind", "agent_id"),
        ("legal_name", "legal_id_kind", "legal_id"),
    ):
        other = holder_of(row.text(name), row.text(kind), row.text(number))
        if other is not None:
            yield other


def task_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """任务信息: what was asked and answered; proves "none" as against "never asked"."""
    del context
    words = " ".join(
        row.text(role) for role in ("result", "rows_result", "facts_result", "query_result")
    )
    if any(word in words for word in _NONE):
        answer = "none"
    elif any(word in words for word in _FAILED):
        answer = "failed"
    elif "成功" in words:
        answer = "some"
    else:
        answer = "pending" if row.moment("answered") is None else "some"
    if not row.text("account") and not row.text("id_number"):
        yield RejectFact("no_own_account")
        return
    yield AnswerFact(
        row.text("account"),
        row.text("id_number"),
        row.moment("asked"),
        row.moment("answered"),
        answer,
        words.strip(),
    )


def measure_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """强制措施: freezes and stop-payments that the bank knows of."""
    del context
    if not row.text("account"):
        yield RejectFact("no_own_account")
        return
    yield MeasureFact(
        row.text("account"),
        row.text("kind_code"),
        row.text("kind"),
        row.fen("amount"),
        row.text("authority"),
        row.moment("since"),
        row.moment("until"),
        row.text("serial"),
    )


_ACCOUNT_COLUMNS = (
    Column("name", ("账户开户名称", "开户名称", "账户名称", "户名"), 2),
    Column("id_number", ("开户人证件号码", "开户人证件号", "证件号码"), 2),
    Column("card", ("交易卡号", "银行卡号", "卡号"), 2, reads="number"),
    Column("account", ("交易账号", "银行账号", "账号"), 2, reads="number"),
    Column("opened", ("账号开户时间", "账号开户日期", "开户时间", "开户日期"), 3, reads="time"),
    Column("balance", ("账户余额", "余额"), 1, reads="fen"),
    Column("available", ("可用余额",), 1, reads="fen"),
    Column("currency", ("币种",), 1),
    Column("branch_code", ("开户网点代码",), 3),
    Column("branch", ("开户网点",), 3),
    Column("state", ("账户状态",), 2),
    Column("cash_kind", ("钞汇标志名称", "钞汇标志"), 2),
    Column("id_kind", ("开户人证件类型",), 3),
    Column("closed", ("销户日期",), 2, reads="time"),
    Column("class", ("账户类型",), 2),
    Column("phone2", ("开户联系方式",), 2),
    Column("address", ("通信地址",), 2),
    Column("phone", ("联系电话",), 1),
    Column("agent", ("代理人",), 1),
    Column("agent_phone", ("代理人电话",), 1),
    Column("remark", ("备注",), 1),
    Column("province", ("开户省份",), 1),
    Column("city", ("开户城市",), 1),
    Column("bank", ("账号开户银行", "开户行", "开户银行"), 2),
    Column("customer", ("客户代码",), 1),
    Column("legal_name", ("法人代表",), 1),
    Column("licence", ("客户工商执照号码",), 1),
    Column("legal_id", ("法人代表证件号码",), 1),
    Column("home", ("住宅地址",), 1),
    Column("postcode", ("邮政编码",), 1),
    Column("agent_id", ("代办人证件号码",), 1),
    Column("email", ("邮箱地址",), 1),
    Column("linked", ("关联资金账户",), 1),
    Column("local_tax", ("地税纳税号",), 1),
    Column("work_phone", ("单位电话",), 1),
    Column("agent_id_kind", ("代办人证件类型",), 1),
    Column("phone3", ("住宅电话",), 1),
    Column("legal_id_kind", ("法人代表证件类型",), 1),
    Column("state_tax", ("国税纳税号",), 1),
    Column("work", ("单位地址",), 1),
    Column("workplace", ("工作单位",), 1),
    Column("closed_branch", ("销户网点",), 1),
    Column("last_used", ("最后交易时间",), 2, reads="time"),
    Column("closed_bank", ("账户销户银行",), 1),
    Column("task", ("任务流水号",), 1),
)
_PERSON_COLUMNS = (
    Column("name", ("客户名称", "开户名称", "姓名"), 2),
    Column("id_kind", ("证照类型", "证件类型"), 3),
    Column("id_number", ("证照号码", "证件号码"), 3),
    Column("work", ("单位地址",), 1),
    Column("phone", ("联系电话",), 1),
    Column("mobile", ("联系手机",), 2),
    Column("work_phone", ("单位电话",), 1),
    Column("home_phone", ("住宅电话",), 1),
    Column("workplace", ("工作单位",), 1),
    Column("email", ("邮箱地址",), 1),
    Column("agent", ("代办人姓名",), 1),
    Column("agent_id_kind", ("代办人证件类型",), 1),
    Column("agent_id", ("代办人证件号码",), 1),
    Column("state_tax", ("国税纳税号",), 1),
    Column("local_tax", ("地税纳税号",), 1),
    Column("legal_name", ("法人代表",), 1),
    Column("legal_id_kind", ("法人代表证件类型",), 1),
    Column("legal_id", ("法人代表证件号码",), 1),
    Column("born", ("出生日期",), 2),
    Column("address", ("户籍地址", "现住址_行政区划", "现住址"), 2),
    Column("home", ("住宅地址",), 2),
    Column("licence", ("客户工商执照号码",), 1),
)

LAYOUTS = (
    Layout(
        key="bank_accounts",
        title=N_("Accounts of a bank return (账户信息)"),
        kind="accounts",
        columns=_ACCOUNT_COLUMNS,
        required=(("card", "account"), ("name",), ("opened", "branch", "id_kind", "state")),
        hints=("账户信息", "开户"),
        facts=account_facts,
    ),
    Layout(
        key="bank_sub_accounts",
        title=N_("Sub-accounts of a bank return (子账户信息)"),
        kind="accounts",
        columns=(
            Column("bank", ("银行名称",), 1),
            Column("card", ("开户账号",), 3, reads="number"),
            Column("account", ("子账户账号",), 5, reads="number"),
            Column("balance", ("余额",), 1, reads="fen"),
            Column("available", ("可用余额",), 1, reads="fen"),
            Column("class", ("子账户类别",), 5),
            Column("number", ("子账户序号",), 3),
            Column("currency", ("币种",), 1),
            Column("cash_kind", ("钞汇标识",), 1),
            Column("state", ("账户状态",), 1),
            Column("name", ("账户人姓名",), 3),
            Column("index", ("账户序号",), 1),
            Column("remark", ("备注",), 1),
        ),
        required=(("card",), ("account",)),
        hints=("子账户信息",),
        facts=sub_account_facts,
    ),
    Layout(
        key="bank_persons",
        title=N_("Persons of a bank return (人员信息)"),
        kind="persons",
        columns=_PERSON_COLUMNS,
        required=(("name",), ("id_number",), ("id_kind",)),
        hints=("人员", "客户基本信息"),
        facts=person_facts,
    ),
    Layout(
        key="bank_tasks",
        title=N_("Queries and answers of a bank return (任务信息)"),
        kind="tasks",
        columns=(
            Column("task", ("任务流水号",), 2),
            Column("bank", ("银行名称",), 1),
            Column("subject", ("主体类别",), 2),
            Column("id_number", ("证账号码", "证照号码"), 3),
            Column("account", ("账卡号",), 2, reads="number"),
            Column("asked", ("发送时间",), 3, reads="time"),
            Column("answered", ("反馈时间",), 3, reads="time"),
            Column("result", ("反馈结果",), 3),
            Column("facts_result", ("反馈非明细结果",), 3),
            Column("rows_result", ("反馈明细结果",), 3),
            Column("stored", ("入库时间",), 2, reads="time"),
            Column("stored_state", ("入库状态",), 2),
            Column("request", ("请求单号",), 2),
            Column("query_result", ("查询结果",), 2),
        ),
        required=(("task",), ("id_number", "account"), ("result", "query_result")),
        hints=("任务信息",),
        facts=task_facts,
    ),
    Layout(
        key="bank_measures",
        title=N_("Freezes known to the bank (强制措施)"),
        kind="measures",
        columns=(
            Column("bank", ("银行名称",), 1),
            Column("account", ("账号", "账卡号"), 2, reads="number"),
            Column("kind_code", ("冻结措施类型",), 3),
            Column("kind", ("冻结措施类型名称",), 3),
            Column("amount", ("冻结金额",), 3, reads="fen"),
            Column("authority", ("冻结机关",), 3),
            Column("since", ("冻结开始日期",), 3, reads="time"),
            Column("until", ("冻结截止日期",), 3, reads="time"),
            Column("serial", ("措施序号",), 2),
            Column("remark", ("备注",), 1),
            Column("task", ("任务流水号",), 1),
            Column("subject", ("查控主体类别",), 2),
        ),
        required=(("account",), ("kind_code", "kind"), ("since", "until", "amount")),
        hints=("强制措施",),
        facts=measure_facts,
    ),
)
