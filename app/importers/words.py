"""The words that statements use, as SQL arms and patterns: one table for every layout.

Sources: the direction, status and reply words met in returns of banks, Tenpay and Alipay, and the
codes of the query platform (借贷标志 0 借 1 贷, 交易状态 00 成功 01 失败, 现金标志 01 现金).
"""

from __future__ import annotations

import re

from app.base.reference.services import services

IN_WORDS = (
    "进",
    "入",
    "收",
    "贷",
    "C",
    "CR",
    "IN",
    "I",
    "收入",
    "转入",
    "存",
    "存入",
    "入账",
    "进账",
    "贷方",
    "贷记",
    "流入",
    "贷CR",
    "C:贷",
    "C贷",
    "+",
    "1",
    "收方",
    "CREDIT",
)
OUT_WORDS = (
    "出",
    "付",
    "支",
    "借",
    "D",
    "DR",
    "OUT",
    "O",
    "支出",
    "转出",
    "取",
    "取出",
    "支取",
    "出账",
    "借方",
    "借记",
    "流出",
    "借DR",
    "D:借",
    "D借",
    "-",
    "0",
    "付方",
    "付款",
    "DEBIT",
)
NEUTRAL_WORDS = ("/", "不计", "不计收支", "其他", "其它", "中性交易", "中性")

SUCCESS_WORDS = (
    "成功",
    "00",
    "交易成功",
    "交易成功结束",
    "TRADE_SUCCESS",
    "TRADE_FINISHED",
    "支付成功",
    "已完成",
    "完成",
    "是",
    "Y",
    "YES",
    "TRUE",
    "正常",
    "SUCCESS",
    "S",
    "已到账",
    "交易完成",
    "有效",
    "已支付",
    "转账成功",
    "已存入零钱",
    "已转账",
    "对方已收钱",
    "已收钱",
    "朋友已收钱",
    "充值完成",
    "提现已到账",
    "COMPLETED",
    "COMPLETE",
    "SUCCESSFUL",
    "SUCCEEDED",
    "SUCCEED",
    "SETTLED",
    "POSTED",
    "PAID",
    "DONE",
    "OK",
    "APPROVED",
    "CLEARED",
    "BOOKED",
    "CONFIRMED",
    "EXECUTED",
    "PROCESSED",
    "FINISHED",
    "已付款",
    "已收款",
    "已入账",
    "已结算",
    "已打款",
    "已发放",
    "已汇出",
    "已转出",
    "已转入",
)
FAILED_WORDS = (
    "失败",
    "01",
    "交易失败",
    "交易关闭",
    "关闭",
    "否",
    "N",
    "NO",
    "FALSE",
    "未成功",
    "不成功",
    "FAIL",
    "FAILED",
    "F",
    "已拒绝",
    "超时",
    "TRADE_CLOSED",
    "支付失败",
    "作废",
    "无效",
    "E",
    "FAILURE",
    "REJECTED",
    "DECLINED",
    "DENIED",
    "CANCELLED",
    "CANCELED",
    "VOID",
    "VOIDED",
    "EXPIRED",
    "ERROR",
    "CLOSED",
    "已取消",
    "取消",
)
PENDING_WORDS = (
    "等待付款",
    "处理中",
    "进行中",
    "等待",
    "WAIT_BUYER_PAY",
    "待处理",
    "待支付",
    "未完成",
    "未支付",
    "冻结中",
    "P",
    "PENDING",
    "PROCESSING",
    "IN PROGRESS",
    "ON HOLD",
    "HELD",
    "INITIATED",
    "未付款",
    "未到账",
)
REVERSED_WORDS = (
    "已冲正",
    "已撤销",
    "已退款",
    "已全额退款",
    "已抹账",
    "被冲正",
    "被冲销",
    "REFUNDED",
    "R",
    "已冲销",
    "REVERSED",
    "RETURNED",
    "CHARGEBACK",
)

STATUS_UNREAD = 9
"""Staged status of a word that is not known."""


def _any(expression: str, words: tuple[str, ...]) -> str:
    """SQL: the text is one of the words."""
    pattern = "|".join(re.escape(word) for word in words).replace("'", "''")
    return f"regexp_full_match({expression}, '{pattern}')"


# the commonest words first and plainly; patterns are asked of the rest only
_DIRECTION = "replace(direction, ' ', '')"
DIRECTION_ARMS = (
    "when direction is null then null "
    "when direction in ('进', '贷') then 1 when direction in ('出', '借') then -1 "
    f"when {_any(_DIRECTION, IN_WORDS)} then 1 "
    f"when {_any(_DIRECTION, OUT_WORDS)} then -1 "
    f"when {_any(_DIRECTION, NEUTRAL_WORDS)} then 0"
)

_STATUS_PATTERNS = (
    ("不成功|未成功|失败|关闭|拒绝|作废", 1),
    ("等待|处理中|进行中|未完成|待", 2),
    ("已冲|已撤|已退|已抹", 3),
    ("成功|完成|到账", 0),
)
STATUS_ARMS = (
    "when status = '成功' then 0 "
    f"when {_any('upper(status)', SUCCESS_WORDS)} then 0 "
    f"when {_any('upper(status)', FAILED_WORDS)} then 1 "
    f"when {_any('upper(status)', PENDING_WORDS)} then 2 "
    f"when {_any('upper(status)', REVERSED_WORDS)} then 3 "
    + "".join(
        f"when regexp_matches(status, '{pattern}') then {status} "
        for pattern, status in _STATUS_PATTERNS
    )
    + f"else {STATUS_UNREAD}"
)


def status_of(word: str) -> int | None:
    """0 success, 1 failed, 2 pending, 3 reversed, as ``STATUS_ARMS`` says; ``None`` if unknown."""
    plain = word.upper()
    for status, words in enumerate((SUCCESS_WORDS, FAILED_WORDS, PENDING_WORDS, REVERSED_WORDS)):
        if plain in words:
            return status
    for pattern, status in _STATUS_PATTERNS:
        if re.search(pattern, word):
            return status
    return None


FEE_WORDS = "手续费|短信费|年费|工本费|管理费|汇划费|服务费|邮电费|账户费"
INTEREST_WORDS = "结息|利息|付息|存息|计息"
CASH_WORDS = "ATM|取款|取现|存现|存款机|CDM|CRS|现金|现支|现存|柜台取|柜面取|无卡存"
REVERSAL_WORDS = "冲正|抹账|抹帐|退汇|冲销|反交易"
SERVICE_WORDS = "|".join(re.escape(service.name) for service in services())
NOTICE_WORDS = (
    "查询失败|无记录|无此|查无|无数据|无交易|没有记录|未查询到|未查到|无明细|不存在|无相关|无符合|"
    "查询无|反馈失败|账户已销户"
)
FOOTER_WORDS = (
    "^[（(【]?(合计|合并统计|总计|小计|共计|累计|总额|本页|本次|以上|以下|说明|注[:：]|打印|制表|制单|"
    "导出|记录数|总笔数|总金额|共 ?[0-9]+|第 ?[0-9]+ ?页|页码|页次|人民币合计|收入合计|支出合计|"
    "借方合计|贷方合计|收入笔数|支出笔数|交易笔数|备注[:：]|经办|复核|审核|查询人|查询时间|"
    "生成时间|数据来源|温馨提示|特别提示|具体内容|已收入|待收入|已支出|待支出|美元合计|港币合计|"
    "(收入|支出|不计收支|中性交易|卡号|子账户序号|子账户类别)[:：]|[#＃]|"
    r"-----|—————|=====|\*\*\*|END|EOF)"
)

_CURRENCIES = {
    "CNY": ("人民币", "CNY", "RMB", "156", "01", "001", "人民币元", "元", "¥", "1"),
    "USD": ("美元", "USD", "840", "14", "014"),
    "HKD": ("港币", "港元", "HKD", "344", "13", "013"),
    "EUR": ("欧元", "EUR", "978", "38", "038"),
    "JPY": ("日元", "日圆", "JPY", "392", "27", "027"),
    "GBP": ("英镑", "GBP", "826", "12", "012"),
    "AUD": ("澳元", "澳大利亚元", "AUD", "036", "29", "029"),
    "CAD": ("加元", "加拿大元", "CAD", "124", "28", "028"),
    "SGD": ("新加坡元", "SGD", "702", "18", "018"),
    "KRW": ("韩元", "韩国元", "KRW", "410"),
    "THB": ("泰铢", "THB", "764"),
    "MOP": ("澳门元", "MOP", "446", "81"),
    "TWD": ("新台币", "TWD", "901"),
    "CHF": ("瑞士法郎", "CHF", "756", "15", "015"),
}
CURRENCY_ARMS = (
    "case when currency is null or currency in ('人民币', 'CNY') then 'CNY' "
    + " ".join(
        f"when {_any('upper(currency)', words)} then '{code}'"
        for code, words in _CURRENCIES.items()
    )
    + " else upper(currency) end"
)
CASH_FLAG = _any("upper(cash)", ("现金", "01", "1", "现金交易", "是", "Y", "现"))
SHORT_SERVICES = tuple(service.name for service in services() if service.alone)
