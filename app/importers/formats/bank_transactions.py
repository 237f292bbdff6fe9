"""交易明细信息 of the police fund query platform: the 28 to 34 column core and its flavours.

Covers the 31-column core, the 28-column cut, the 30-column and 34-column variants, older column
names and the 主体 flavour of cleaning tools (FORMATS 1.1 a, d). Card and account number are two
numbers of one account.
"""

from __future__ import annotations

from app.base.i18n import N_
from app.importers.layout import Column, Layout, Transfers
from app.importers.owner import owner_from_context

COLUMNS = (
    Column("own_card", ("交易卡号", "交易账卡号", "主体卡号", "本方卡号", "银行卡号", "卡号"), 3),
    Column("own_account", ("交易账号", "本方账号", "主体账号", "账号"), 3),
    Column("own_name", ("交易方户名", "交易户名", "账户开户名称", "主体户名", "本方户名", "户名")),
    Column(
        "own_id",
        (
            "交易方证件号码",
            "交易证件号码",
            "交易证件号",
            "开户人证件号码",
            "主体证件号",
            "主体证件号码",
            "本方证件号码",
        ),
    ),
    Column("own_bank", ("交易方开户行", "开户行", "本方开户行")),
    Column("own_class", ("账户性质",)),
    Column("time", ("交易时间", "交易日期时间", "记账时间"), 1),
    Column("date", ("交易日期", "记账日期"), 1),
    Column("clock", ("交易时刻", "交易时分秒", "时间"), 1),
    Column("amount", ("交易金额", "交易金额（元）", "金额", "发生额"), 1),
    Column("balance", ("交易余额", "交易余额（元）", "余额", "账户余额")),
    Column(
        "direction", ("收付标志", "借贷标志", "进出标志", "收支标志", "交易方向", "借贷方向"), 3
    ),
    Column(
        "cp_number",
        ("交易对手账卡号", "交易对手帐卡号", "对手账卡号", "交易对方账卡号", "对方账卡号"),
        3,
    ),
    Column("cp_card", ("对手卡号", "交易对手卡号", "对方卡号"), 3),
    Column("cp_account", ("对手账号", "交易对手账号", "对方账号", "对方帐号"), 3),
    Column("cp_class", ("对手账户性质",)),
    Column("cash", ("现金标志", "现金交易标志"), 3),
    Column("cp_name", ("对手户名", "交易对手户名", "对方户名", "对手名称", "交易对手名称")),
    Column("cp_id", ("对手身份证号", "对手证件号", "对手证件号码", "对方证件号码"), 3),
    Column("cp_bank", ("对手开户银行", "对手开户行", "对方开户行", "对方开户银行")),
    Column("summary", ("摘要说明", "摘要", "交易摘要")),
    Column("currency", ("交易币种", "币种")),
    Column("branch", ("交易网点名称", "网点名称", "交易网点")),
    Column("branch_code", ("交易网点代码",)),
    Column("spot", ("交易发生地", "交易地点", "交易发生地址")),
    Column("status", ("交易是否成功", "交易状态", "交易结果", "是否成功")),
    Column("voucher", ("传票号",)),
    Column("ip", ("IP地址", "IP", "交易IP")),
    Column("mac", ("MAC地址", "MAC")),
    Column("cp_balance", ("对手交易余额", "对手余额")),
    Column("serial", ("交易流水号", "流水号"), 1),
    Column("log_no", ("日志号",)),
    Column("voucher_kind", ("凭证种类",)),
    Column("voucher_no", ("凭证号",)),
    Column("teller", ("交易柜员号", "柜员号")),
    Column("remark", ("备注", "附言", "交易附言"), 1),
    Column("merchant", ("商户名称",)),
    Column("merchant_no", ("商户号",)),
    Column("terminal", ("终端号",)),
    Column("deal", ("交易类型",), 1),
    Column("result", ("查询反馈结果原因", "查询反馈结果", "反馈结果原因")),
    Column("source_path", ("ly_path",)),
)

LAYOUTS = (
    Layout(
        key="bank_transactions",
        title=N_("Bank transactions (交易明细信息)"),
        kind="transfers",
        columns=COLUMNS,
        required=(
            ("own_card", "own_account"),
            ("time", "date"),
            ("amount",),
            ("direction",),
            ("cp_number", "cp_card", "cp_account", "cash", "own_name"),
        ),
        hints=("交易明细",),
        transfers=Transfers(),
    ),
    Layout(
        key="bank_transactions_named",
        title=N_("Bank transactions with the owner outside the rows"),
        kind="transfers",
        columns=tuple(c for c in COLUMNS if c.role not in ("own_card", "own_account")),
        required=(
            ("time", "date"),
            ("amount",),
            ("direction",),
            ("cp_number", "cp_card", "cp_account"),
        ),
        constants=owner_from_context,
        transfers=Transfers(),
    ),
)
