"""What customers of CMB get, and the evidence sheet that CMB hands to the police (FORMATS 1.5).

对手信息 packs name and number in one cell. Credit card bills give the day without a year, which
the title of the bill completes; charges are positive, repayments negative. 客户资料 stands beside
the evidence sheet and tells whose the account is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import N_
from app.importers.facts import AccountFact, Fact, FactRow, RejectFact, holder_of
from app.importers.layout import Column, FileContext, Layout, Space, Transfers
from app.importers.owner import export_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINTS = ("cmb", "招行", "招商")


def customer_facts(row: FactRow, context: FileContext) -> Iterator[Fact]:
    """客户资料: one account (户口) with its holder."""
    del context
    number = row.text("account")
    if not number:
        yield RejectFact("no_own_account")
        return
    holder = holder_of(
        row.text("name") or row.text("account_name"),
        row.text("id_kind"),
        row.text("id_number"),
        (row.text("phone"),),
    )
    yield AccountFact(
        Space.BANK,
        ((number, "account"),),
        holder,
        confidence=95,
        how="account_sheet",
        bank="招商银行",
        branch=row.text("branch"),
        opened=row.moment("opened"),
        state=row.text("state"),
        balance_fen=row.fen("balance"),
    )


LAYOUTS = (
    Layout(
        key="cmb_debit",
        title=N_("CMB debit card statement (招商银行交易流水)"),
        kind="transfers",
        columns=(
            Column("date", ("记账日期",), 1),
            Column("currency", ("货币", "币种"), 2),
            Column("amount", ("交易金额",), 1),
            Column("balance", ("联机余额", "余额"), 3),
            Column("summary", ("交易摘要",), 2),
            Column("cp_info", ("对手信息", "对方信息"), 3),
            Column("remark", ("客户摘要",), 3),
        ),
        required=(("date",), ("amount",), ("balance",), ("summary",), ("cp_info", "remark")),
        hints=_HINTS,
        constants=export_owner("cmb"),
        transfers=Transfers(
            direction="sign",
            inverted_words=False,
            derive={
                "cp_number": r"nullif(regexp_extract(cp_info, '([0-9*]{7,32})$', 1), '')",
                "cp_name": r"""nullif(trim(regexp_replace(cp_info, '\s*[0-9*]{7,32}$', '')), '')""",
            },
        ),
    ),
    Layout(
        key="cmb_debit_web",
        title=N_("CMB debit card statement of the web bank"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期",), 1),
            Column("clock", ("交易时间",), 1),
            Column("amount_in", ("收入",), 2),
            Column("amount_out", ("支出",), 2),
            Column("balance", ("余额",), 1),
            Column("deal", ("交易类型",), 1),
            Column("remark", ("交易备注",), 3),
        ),
        required=(("date",), ("clock",), ("amount_in",), ("amount_out",), ("deal",), ("remark",)),
        hints=_HINTS,
        constants=export_owner("cmb"),
        transfers=Transfers(direction="columns", inverted_words=False),
    ),
    Layout(
        key="cmb_credit",
        title=N_("CMB credit card bill"),
        kind="transfers",
        columns=(
            Column("date", ("交易日", "交易日期"), 1),
            Column("posted", ("记账日", "记账日期"), 2),
            Column("summary", ("交易摘要", "交易说明"), 2),
            Column("amount", ("人民币金额", "记账金额"), 4),
            Column("own_tail", ("卡号末四位", "卡号后四位"), 3),
            Column("trade_amount", ("交易地金额",), 4),
            Column("country", ("交易地",), 2),
        ),
        required=(("date", "posted"), ("summary",), ("amount",), ("own_tail", "trade_amount")),
        hints=_HINTS,
        constants=export_owner("cmb"),
        transfers=Transfers(
            direction="sign_reversed",
            inverted_words=False,
            derive={
                "own_card": r"""case when regexp_matches(own_tail, '^[0-9]{1,4}(\.0)?$')
                    then 'cmb:' || lpad(regexp_replace(own_tail, '\.0$', ''), 4, '0')
                    else own_card end""",
                "date": "d_with_year(coalesce(date, posted), period_end)",
            },
        ),
    ),
    Layout(
        key="cmb_evidence",
        title=N_("CMB transactions handed to the police (招商交易流水)"),
        kind="transfers",
        columns=(
            Column("date", ("交易日期",), 1),
            Column("clock", ("交易时间",), 1),
            Column("own_name", ("客户名称", "户口名称"), 2),
            Column("own_card", ("交易卡号",), 3),
            Column("own_account", ("账号", "户口号"), 1),
            Column("direction", ("交易方向(D:借|C:贷)", "交易方向"), 4),
            Column("currency", ("币种名称", "币种"), 1),
            Column("amount", ("交易金额",), 1),
            Column("balance", ("联机余额",), 3),
            Column("summary", ("摘要名称", "交易摘要"), 2),
            Column("remark", ("文字摘要", "交易摘要"), 2),
            Column("cp_number", ("对方帐号", "对方账号"), 1),
            Column("cp_name", ("对方客户名称",), 3),
            Column("cp_bank", ("对方帐号开户机构名称",), 3),
            Column("cp_id", ("对手客户证件号码",), 3),
            Column("own_id", ("证件号",), 1),
            Column("serial", ("交易流水",), 1),
            Column("branch", ("交易机构",), 1),
            Column("spot", ("交易地区名称",), 1),
            Column("way", ("交易渠道", "渠道名称"), 1),
            Column("ip", ("网上交易IP地址",), 2),
            Column("mac", ("网银MAC地址",), 2),
            *(
                Column(f"rest{index}", (name,), 1)
                for index, name in enumerate(
                    (
                        "司法编号",
                        "序号",
                        "客户号",
                        "交易套号",
                        "账户代码",
                        "冲补账标记",
                        "经办柜员",
                        "对手公私标识",
                        "对手客户证件国别",
                        "对手客户证件类型",
                        "对方开户机构号",
                        "对手开户机构国别代码",
                        "对方开户地区",
                        "对手方账户类别",
                        "代办人",
                        "网银设备号",
                        "代办人证件国别",
                        "代办人证件类型",
                        "代办人证件号码",
                        "跨境交易标识",
                        "交易方式标识",
                        "ATM机具编号",
                        "账户类型",
                        "账户类别",
                        "客户序号",
                        "客户序号(客户号+户口序号唯一标识一个户口[识别新旧卡])",
                        "ATM所属机构编号",
                        "对方客户号",
                        "交易地区编码",
                        "交易代码",
                        "交易机构编号",
                        "手机号",
                        "是否手机号转账标识",
                    )
                )
            ),
        ),
        required=(
            ("own_card", "own_account"),
            ("date",),
            ("direction",),
            ("amount",),
            ("balance",),
            ("cp_number", "cp_name"),
        ),
        hints=("招商", "交易流水"),
        constants=export_owner("cmb"),
        transfers=Transfers(derive={"branch": "coalesce(branch, way)"}),
    ),
    Layout(
        key="cmb_customers",
        title=N_("CMB customers handed to the police (招商客户资料)"),
        kind="accounts",
        columns=(
            Column("name", ("客户姓名", "客户名称"), 2),
            Column("account", ("户口号",), 4, reads="number"),
            Column("branch", ("开户机构",), 2),
            Column("opened", ("开户日期",), 1, reads="time"),
            Column("state", ("户口状态",), 4),
            Column("id_kind", ("证件类型",), 1),
            Column("id_number", ("证件号码",), 1),
            Column("balance", ("活期帐户余额", "活期账户余额"), 4, reads="fen"),
            Column("account_name", ("户口名称",), 3),
            Column("phone", ("手机号", "联系电话"), 1),
        ),
        required=(("account",), ("name", "account_name"), ("state", "balance", "opened")),
        hints=("招商", "客户资料"),
        facts=customer_facts,
    ),
)
