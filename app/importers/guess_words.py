"""What the words of a header say about a column: whose it is, and what stands in it.

Chinese headers are read by the pieces that they are made of, English ones by their words; an
abbreviation counts as its word. A header can speak for several roles; the cells decide.
"""

from __future__ import annotations

import re

from app.importers.header import plain_header

_SIDES = (
    ("counterparty", r"收付款|收/付|付/收|收\(付\)款|付\(收\)款"),
    ("counterparty", r"对手|对方|对端|他方|他行|对家|往来|对象"),
    (
        "payer",
        r"付款|报案|被害|受害|事主|付方|支付[方账户卡人]|转出|汇款|汇出|打款|出账|出款|出金|划出|扣款|来源|发送|发起|付出|转账[人方]"
        r"|支出[账户方卡人]",
    ),
    (
        "payee",
        r"收款|嫌疑|涉案|收方|转入|汇入|入账|进账|到账[账人卡户]|去向|目标|接收|领款|受款|存入账|收入[账户方卡人]|入款|入金",
    ),
    ("own", r"本方|本人|我方|己方|主体|本端|查询|被查|客户|交易方|开户人|持卡人|账户所有人|用户"),
)
_ENGLISH_SIDES = (
    ("counterparty", "counterparty counter opposite opponent other contra cp opp party"),
    ("payer", "payer from sender remitter originator orig origin originating"
     " source debtor src paying ordering remitting"
     " transferor nameorig drawer fromaccount senderaccount"),
    ("payee", "payee to receiver recipient beneficiary bene destinationaccount"
     " beneficary creditor dest destination dst"
     " target receiving transferee namedest toaccount receiveraccount"),
    ("own", "own my holder customer client owner self user"),
)  # fmt: skip
_THINGS = (
    ("bank", r"银行名|开户行|开户银行|行名|网点|开户机构|所属银行|银行$|^银行(?!卡|账)"),
    ("id", r"证件|身份证|证照"),
    ("name", r"户名|姓名|名称|名字|人名|账户名|账号名|昵称"),
    ("card", r"^(?!.*账).*卡号|银行卡$|^卡$"),
    ("account", r"账号|账户|卡号|账卡|卡账|账$|卡$|银行账|地址$|钱包"),
)
_ENGLISH_THINGS = (
    ("bank", "bank branch bic swift institution"),
    ("id", "idcard passport idnumber"),
    ("name", "name holder fullname"),
    ("card", "card pan cardno cardnumber"),
    (
        "account",
        "account acct acc iban accountnumber accountno number a/c accnt wallet id"
        " address email mail uid",
    ),
)
_WITH_SIDE_ONLY = frozenset(("address", "email", "mail"))
"""Words that name an account only where the side is told: the sender's address."""
_ROLES: tuple[tuple[str, int, str], ...] = (
    ("amount_in", 93, r"(金额|发生额|数额)[-_—/:(]?(收入|贷方|贷|存入|转入|收|进)\)?$"
     r"|^(贷方|收入)[-_—/:(](金额|发生额)\)?$"),
    ("amount_out", 93, r"(金额|发生额|数额)[-_—/:(]?(支出|借方|借|支取|转出|付|出)\)?$"
     r"|^(借方|支出)[-_—/:(](金额|发生额)\)?$"),
    ("amount_in", 90, r"^(收入|转入|存入|存款|充值|贷方|贷记|进账|入账|来账|到账"
     r"|收方|收款|收|发放|代发|实发|应发)(发生)?(金额|额|数|款)$"
     r"|^(实发|应发)?(工资|薪资|薪酬|奖金|报酬|佣金|提成)(金额|额)?$"),
    ("amount_in", 88, r"^(收入|存入|贷方|贷|贷方发生|进账|转入|入|收)$"),
    ("amount_out", 90, r"^(支出|转出|支取|取出|取款|提现|借方|借记|出账|付款"
     r"|往账|付方|付|消费|扣款)(发生)?(金额|额|数|款)$"),
    ("amount_out", 88, r"^(支出|支取|借方|借|借方发生|出账|转出|出|付)$"),
    ("balance", 95, r"余额|结余|结存"),
    ("amount", 92, r"^(交易|转账|发生|汇款|支付|本次|实际)?(金额|额|数额|款额|发生额)$"
     r"|^交易额$|^发生额$"),
    ("amount", 80, r"金额|数额|款额|发生额|交易额|成交额|钱数|款项|价款|^数目$|^钱$"),
    ("amount", 70, r"^(转账|转出|转入|交易|变动|到账)?数量$|货款$"),
    ("time", 95, r"^交易(时间|日期时间|日期及时间)$"),
    ("time", 90, r"^交易(日期|日)$|^(日期|时间|日期时间|时间日期)$"),
    ("time", 85, r"^(转账|付款|支付|发生|汇款|打款|转出|业务)(时间|日期|日)$"),
    ("time", 78, r"^(记账|入账|登账|账务)(时间|日期|日)$|^年月日$"),
    ("time", 60, r"时间|日期|时刻"),
    ("time", 45, r"^(创建|到账|收款|起息|更新|修改|完成|下单)(时间|日期|日)$"),
    ("clock", 80, r"^(交易)?(时刻|时分秒|钟点)$"),
    ("clock", 55, r"^(交易)?时间$"),
    ("direction", 95, r"^(收支|借贷|收付|进出|出入|收/支|借/贷|收/付"
     r"|进/出|出/入)(标志|标识|方向|类型|类别|状态)?$"),
    ("direction", 92, r"收支|借贷|收付标|进出账?标|资金流向|资金方向"
     r"|^(交易|转账|资金|金额)?方向$|收付类"),
    ("direction", 60, r"^(交易|业务)?(类型|类别|标志|标识)$|^收付$"),
    ("currency", 95, r"币种|币别|货币|币类|^(代币|币)(符号|名称?)?$"),
    ("summary", 90, r"摘要|用途|事由"),
    ("summary", 75, r"说明|描述|内容|明细|款项性质|交易名称|商品"),
    ("remark", 90, r"备注|附言|留言|批注|注释"),
    ("serial", 90, r"流水号|交易号|交易id$|哈希|hash$|流水$"
     r"|交易单号|业务编号|交易编号|交易序号|参考号|凭证号"),
    ("serial", 75, r"单号|订单|凭证|编号"),
    ("status", 92, r"^(交易|转账|支付|订单|当前|处理)?(状态|结果)$|是否成功|成功标"),
    ("deal", 85, r"^(交易|业务|转账)(类型|方式|种类|类别|渠道|名称)$"
     r"|^渠道$|支付方式|交易码|业务类型"),
    ("branch", 85, r"(交易|办理|受理)?(网点|机构)(名称|号)?$"),
    ("place", 85, r"地点|发生地|地址$|地区$"),
    ("cash", 90, r"现金标|是否现金|现转|钞汇"),
    ("merchant", 80, r"^商户(名称|名)?$|^商家$"),
    ("ip", 95, r"^(交易|登录)?ip(地址)?$"),
    ("mac", 95, r"^mac(地址)?$|物理地址"),
    ("terminal", 90, r"^(交易|受理|pos)?(终端|机具)(编?号|号码)$"),
)  # fmt: skip
_ENGLISH_ROLES: tuple[tuple[str, int, str], ...] = (
    ("amount_in", 88, "credit|credits|deposit|deposits|in|received|receipts|income|inflow|cr"),
    ("amount_in", 90, "money in|paid in|credit amount|amount in|deposit amount|amount credited"
     "|funds in|payments in"),
    ("amount_out", 88, "debit|debits|withdrawal|withdrawals|out|spent|expense|outflow|dr|payments"),
    ("amount_out", 90, "money out|paid out|debit amount|amount out"
     "|withdrawal amount|amount debited"
     "|funds out|payments out"),
    ("balance", 95, "balance|bal|running balance|closing balance|available balance|balance after"
     "|account balance|ledger balance|end balance"),
    ("amount", 92, "amount|amt|transaction amount|txn amount|trans amount|transfer amount"),
    ("amount", 80, "value|sum|total|total amount|token value|tokenvalue|quantity|qty"
     "|money|payment amount|amount paid|amount cny|amount usd|gross"
     "|net amount|local amount"),
    ("time", 95, "transaction time|transaction datetime|datetime|timestamp|date time|date and time"
     "|txn time|tx time|trans time|transaction date time|transaction timestamp"),
    ("time", 90, "date|time|transaction date|txn date|trans date|tx date|when"),
    ("time", 97, "unix timestamp|unixtimestamp|unix time|epoch|epoch time|local time"),
    ("time", 90, "block time|block timestamp|time stamp"),
    ("time", 78, "posted|posting date|post date|booking date|entry date|payment date|posted date"
     "|date posted|booked|created|created at|completed date|started date"),
    ("time", 45, "value date|settlement date|updated|effective date|cleared date"),
    ("clock", 60, "time|transaction time|clock|txn time|trans time"),
    ("direction", 95, "direction|dr/cr|d/c|debit/credit|credit/debit"
     "|cr/dr|dc|drcr|in/out|debit credit"
     "|dr cr|flow|sign|dc flag|cdi|credit debit indicator|dr cr flag|dc indicator|side"),
    ("direction", 60, "type|transaction type|txn type|trans type|kind"),
    ("currency", 95, "currency|ccy|cur|curr|currency code"),
    ("currency", 80, "symbol|token symbol|tokensymbol|coin|asset|token"),
    ("summary", 90, "description|narrative|narration|details|particulars|transaction details"
     "|purpose|transaction description|desc|payment details|text|reason"),
    ("remark", 88, "remark|remarks|memo|note|notes|comment|comments|message"),
    ("serial", 90, "reference|ref|ref no|reference number|transaction id|txn id|trans id|serial"
     "|tx id|txid|txhash|tx hash|hash|transaction hash"
     "|transaction no|transaction number|txn no|serial no|reference no|trace no|uetr|tran id"
     "|ref number|serial number|transaction reference"
     "|transaction reference number|cheque no|check number"),
    ("serial", 60, "id|no|number"),
    ("status", 92, "status|state|result|transaction status|outcome"),
    ("deal", 80, "type|transaction type|txn type|channel|method|payment method|category|trans type"
     "|payment format|product|code"),
    ("branch", 80, "branch|branch name|teller"),
    ("place", 85, "location|place|city"),
    ("merchant", 80, "merchant|merchant name|shop"),
    ("ip", 95, "ip|ip address|ipaddress"),
    ("mac", 95, "mac|mac address"),
    ("terminal", 90, "terminal|terminal id|terminal number|terminal no"),
)  # fmt: skip
_ENGLISH_TEXTS = (
    ("summary", ("description", "narrative", "narration", "particulars", "details", "remittance")),
    ("remark", ("remark", "remarks", "memo", "note", "notes", "comment", "comments", "message")),
    ("serial", ("reference", "ref")),
)
_NUMBERED = frozenset(("card", "account", "acct", "acc", "iban"))
_SHORT = {
    "amt": "amount", "txn": "transaction", "trans": "transaction", "tran": "transaction",
    "trx": "transaction", "bal": "balance", "acct": "account", "acc": "account",
    "desc": "description", "dt": "date", "ccy": "currency", "num": "number", "nr": "number",
    "no": "number", "chq": "cheque", "ref": "reference", "qty": "quantity",
}  # fmt: skip
_AROUND = frozenset(
    ("amount", "value", "total", "sum", "of", "the", "in", "gross", "net",
     "cny", "rmb", "usd", "eur", "hkd", "gbp", "jpy", "aud", "cad", "sgd", "inr")
)  # fmt: skip
"""Words that may stand around one that says which way an amount went."""
_WAYS = (
    ("amount_out", frozenset(
        ("withdrawal", "withdrawals", "withdrawn", "debit", "debits", "debited", "outflow",
         "outgoing", "outgoings", "dr", "spent", "spending", "expense", "expenses", "charges"))),
    ("amount_in", frozenset(
        ("deposit", "deposits", "deposited", "credit", "credits", "credited", "inflow", "incoming",
         "incomings", "cr", "received", "receipts", "income", "earned", "salary", "wages"))),
)  # fmt: skip
_UTC = re.compile(r"(?<![a-z])(?:utc|gmt)(?!\s*[+＋-]\s*0?[1-9])", re.IGNORECASE)
_IN_BRACKETS = ("amount_in", "amount_out")
"""Roles that what stands in brackets can tell: 交易金额(收入)."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORDS = re.compile(r"[^a-z0-9/]+")
_BRACKET_UNIT = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]$")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_MIXED_THINGS = re.compile(
    "金额|余额|时间|日期|流水|状态|摘要|附言|备注|用途|币种|标志|单号|类型|方式|发生额|手续费"
)
IGNORED = re.compile(
    r"^(序号|行号|编号|no|no\.|#|index|row|seq|序|年龄|性别|fee|手续费|费用|利息|税|汇率|rate|fees"
    r"|price|价格|单价|unitprice)$"
)
"""Headers of columns that are no part of a transfer."""


def english_words(header: str) -> str:
    """An English header as plain words: ``fromAccount_no.`` is ``from account no``."""
    text = _CAMEL.sub(" ", header).lower()
    return _NOT_WORDS.sub(" ", text.replace("a/c", "account")).strip()


def roles_of(header: str) -> dict[str, int]:
    """Role to points from 1 to 100 that a header gives it; empty where it says nothing."""
    plain = plain_header(header)
    if not plain or len(plain) > 60 or IGNORED.match(plain):
        return {}
    bare = _BRACKET_UNIT.sub("", plain) or plain
    found: dict[str, int] = {}
    if _CHINESE.search(bare):
        for role, points, pattern in _ROLES:
            if re.search(pattern, bare) or (role in _IN_BRACKETS and re.search(pattern, plain)):
                found[role] = max(points, found.get(role, 0))
        _chinese_sides(bare, found)
    else:
        words = english_words(_BRACKET_UNIT.sub("", header.strip()) or header)
        parts = words.split()
        spelt = " ".join(_SHORT.get(part, part) for part in parts)
        for role, points, names in _ENGLISH_ROLES:
            known = names.split("|")
            if words in known or spelt in known:
                found[role] = max(points, found.get(role, 0))
        if "balance" in spelt.split() and "date" not in spelt.split():
            found["balance"] = max(85, found.get("balance", 0))
        for role, ways in _WAYS:
            rest = set(spelt.split()) - _AROUND
            if rest and rest <= ways:
                found[role] = max(88, found.get(role, 0))
        _english_sides(words, found)
    if "time" in found and says_utc(header):
        found["time"] = min(found["time"], 50)
    return found


def says_utc(header: str) -> bool:
    """Whether a header says that its times are those of Greenwich and not of the case."""
    return _UTC.search(plain_header(header)) is not None


def _chinese_sides(header: str, found: dict[str, int]) -> None:
    if _MIXED_THINGS.search(header) and not re.search("账号|账户|卡号|户名", header):
        return
    side = next((side for side, pattern in _SIDES if re.search(pattern, header)), "")
    thing = next((thing for thing, pattern in _THINGS if re.search(pattern, header)), "")
    if side and not thing and re.search("(id|编号|标识)$", header):
        thing = "account"
    if not side and re.search("地址$|钱包$", header):
        # in a table of coins the address is the other side's; the cells tell it from a street
        if re.search("^(钱包|区块链|链上|提币|充币)?(地址|钱包)$", header):
            found["counterparty_account"] = 88
        return
    if re.search("余额|币种|状态|类型|性质|时间|日期", header):
        return
    if side and thing:
        # an address with figures may be one of a street: the cells have to look like an account
        found[f"{side}_{thing}"] = 94 if header.endswith("地址") else 95
    elif side and re.search("(人|方|者|户|单位|公司|商户|信息|对象)$", header):
        # 付款人 may be a name or a number; the cells decide
        found[f"{side}_name"] = 80
        found[f"{side}_account"] = 78
    elif thing:
        found[f"own_{thing}"] = 70 if thing != "bank" else 40
    found.pop("own_bank", None)
    found.pop("payer_id", None)
    found.pop("payee_id", None)


def _english_sides(words: str, found: dict[str, int]) -> None:
    parts = words.split()
    squeezed = "".join(parts)
    side = next(
        (
            side
            for side, names in _ENGLISH_SIDES
            if any(part in names.split() for part in (*parts, squeezed))
        ),
        "",
    )
    rest = [part for part in parts if part not in ("no", "number", "num", "the", "of")]
    thing = next(
        (
            thing
            for thing, names in _ENGLISH_THINGS
            if any(part in names.split() for part in rest)
            and (side or thing != "id")
            and (thing != "bank" or rest[-1] in names.split() or not _NUMBERED & set(rest))
        ),
        "",
    )
    if not side and _WITH_SIDE_ONLY & set(parts):
        return
    if {"debit", "credit", "dr", "cr"} & set(parts) and thing and not side:
        side = "payer" if {"debit", "dr"} & set(parts) else "payee"
    if any(word in parts for word in ("amount", "amt", "date", "time", "currency", "balance")):
        return
    for role, named in _ENGLISH_TEXTS:
        if parts and (parts[-1] in named or parts[0] in named) and not side:
            found.setdefault(role, 55)
    if side and thing:
        found[f"{side}_{thing}"] = 95
    elif side:
        found[f"{side}_name"] = 80
        found[f"{side}_account"] = 79
    elif thing and (thing != "bank" or parts == ["bank"]):
        found[f"own_{thing}"] = 75 if thing != "name" else 55
        if thing == "name":
            found["counterparty_name"] = 50
    found.pop("own_bank", None)
    found.pop("payer_id", None)
    found.pop("payee_id", None)
