"""Column lists of bank returns: (header as banks write it, this generator's name for the value)."""

from __future__ import annotations

Layout = tuple[tuple[str, str], ...]

_CORE = """交易卡号=card 交易账号=number 交易方户名=holder 交易方证件号码=id 交易时间=time
交易金额=amount 交易余额=balance 收付标志=dir 交易对手账卡号=o_card 现金标志=cash 对手户名=o_name
对手身份证号=o_id 对手开户银行=o_bank 摘要说明=summary 交易币种=currency 交易网点名称=branch
交易发生地=place 交易是否成功=ok 传票号=voucher IP地址=ip MAC地址=mac 对手交易余额=o_balance
交易流水号=serial 日志号=log 凭证种类=v_kind 凭证号=v_number 交易柜员号=teller 备注=remark
商户名称=merchant 交易类型=type 查询反馈结果原因=reply"""

_SUBJECT = """主体户名=holder 主体卡号=card 主体证件号=id 开户行=bank 交易金额（元）=amount
交易时间=time 交易余额（元）=balance 进出标志=dir 交易对手帐卡号=o_card 对手户名=o_name
对手证件号=o_id 对手开户行=o_bank 摘要=summary 备注=remark 交易发生地=place"""

_DESK = """查询账号=asked 对方账号姓名=o_name 对方账号卡号=o_card 金额=amount 余额=balance
借贷标志=dir 交易类型=summary 交易结果=ok 交易时间=time 交易流水号=serial"""


def columns(text: str) -> list[str]:
    """Header names, written with blanks between them."""
    return text.split()


def _parse(text: str) -> Layout:
    pairs = [word.split("=") for word in text.split()]
    return tuple((header, name) for header, name in pairs)


def _after(layout: Layout, name: str, *more: tuple[str, str]) -> Layout:
    place = [column for _, column in layout].index(name) + 1
    return layout[:place] + more + layout[place:]


CORE_31 = _parse(_CORE)
CORE_28 = (*CORE_31[:28], ("ly_path", "source"))
SUBJECT = _parse(_SUBJECT)
DESK_10 = _parse(_DESK)


def _wide_34() -> Layout:
    renamed = {"交易方户名": "账户开户名称", "交易方证件号码": "开户人证件号码"}
    layout: Layout = tuple((renamed.get(header, header), name) for header, name in CORE_31)
    layout = _after(layout, "branch", ("交易网点代码", "branch_code"))
    return _after(layout, "merchant", ("商户号", "merchant_no"), ("终端号", "terminal"))


def _merged_30() -> Layout:
    layout = tuple(pair for pair in CORE_31[:28] if pair[1] != "o_balance")
    layout = _after(layout, "id", ("交易方开户行", "bank"), ("账户性质", "nature"))
    return _after(layout, "o_card", ("对手账户性质", "o_nature"))


WIDE_34 = _wide_34()
MERGED_30 = _merged_30()

ACCOUNTS = columns("""
账户开户名称 开户人证件号码 交易卡号 交易账号 账号开户时间 账户余额 可用余额 币种 开户网点代码
开户网点 账户状态 钞汇标志名称 开户人证件类型 销户日期 账户类型 开户联系方式 通信地址 联系电话
代理人 代理人电话 备注 开户省份 开户城市 账号开户银行 客户代码 法人代表 客户工商执照号码
法人代表证件号码 住宅地址 邮政编码 代办人证件号码 邮箱地址 关联资金账户 地税纳税号 单位电话
代办人证件类型 住宅电话 法人代表证件类型 国税纳税号 单位地址 工作单位 销户网点 最后交易时间
账户销户银行 任务流水号
""")
PERSONS = columns("""
客户名称 证照类型 证照号码 单位地址 联系电话 联系手机 单位电话 住宅电话 工作单位 邮箱地址
代办人姓名 代办人证件类型 代办人证件号码 国税纳税号 地税纳税号 法人代表 法人代表证件类型
法人代表证件号码 出生日期 户籍地址 客户工商执照号码
""")
SUB_ACCOUNTS = columns("""
银行名称 开户账号 子账户账号 余额 可用余额 子账户类别 子账户序号 币种 钞汇标识 账户状态
账户人姓名 账户序号 备注
""")
TASKS = columns("""
任务流水号 银行名称 主体类别 证账号码 账卡号 发送时间 反馈时间 反馈结果 反馈非明细结果
反馈明细结果 入库时间 入库状态 请求单号 查询结果
""")
MEASURES = columns("""
银行名称 账号 冻结措施类型 冻结措施类型名称 冻结金额 冻结机关 冻结开始日期 冻结截止日期
措施序号 备注 任务流水号 查控主体类别
""")
OPENINGS = [
    "\t" + name
    for name in columns("""
银行卡号 银行账号 开户名称 开户行 开户人证件类型 账号开户日期 开户人证件号码
""")
]
