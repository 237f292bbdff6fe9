"""What the cells of a column look like: times, amounts, account numbers, words.

The shares are of the filled cells, 0 to 1. Dates tell their own order where a part is beyond 12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from stdnum import luhn

from app.importers.dirt import EMPTY_WORDS, STRIPPED
from app.importers.mapping import plain_word
from app.importers.words import FAILED_WORDS, IN_WORDS, NEUTRAL_WORDS, OUT_WORDS, SUCCESS_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.importers.layout import Cells

_YEAR_FIRST = re.compile(
    r"(19|20)\d{2}[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])日?"
    r"([ T_-]*\d{1,2}[:.时点].*)?"
)
_YEAR_DIGITS = re.compile(
    r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([ T]?[0-2]\d[0-5]\d([0-5]\d)?(\d{3})?)?"
)
_EPOCH = re.compile(r"1[0-9]{9}|1[0-9]{12}")
_CLOCK = re.compile(r"[0-2]?\d[:时点][0-5]\d([:分][0-5]\d(\.\d+)?秒?)?|[0-2]\d[0-5]\d[0-5]\d")
_MONEY = re.compile(
    r"(?i)\(?[+-]?(?:[A-Z]{2,3})?[$€£¥￥]?[+-]?(\d{1,3}(,\d{2,3})+|\d+)?(\.\d+)?元?\)?-?(CR|DR|[A-Z]{3})?"
)
_COMMA_MONEY = re.compile(r"[+-]?[€£$]?(\d{1,3}(\.\d{3})+|\d+),\d{2}-?(€|EUR)?")
_FRACTION = re.compile(r"[.,]\d{1,2}(?!\d)|\.\d{4,}(?!\d)")
_LESS = re.compile(r"\(.*\)|-.*|[^0-9]{1,4}-.*|.*-|.*(?i:DR)")
_ACCOUNT = re.compile(r"(?=(.*\d){5})[0-9A-Za-z_@.* -]{6,34}")
_ADDRESS = re.compile(
    r"0x[0-9a-fA-F]{40}|[13T][1-9A-HJ-NP-Za-km-z]{25,33}|bc1[0-9a-z]{20,70}"
    r"|[^@\s]{1,64}@[^@\s]{1,64}\.[A-Za-z]{2,12}"
)
"""An address of a chain of blocks, or of mail."""
_DECIMAL = re.compile(r"[+-]?\d*\.\d+")
_MASKED = re.compile(r"[0-9]{2,8}[*xX]{2,}[0-9]{2,6}")
_NAME = re.compile(r"[\u4e00-\u9fff·*]{2,5}|[\u4e00-\u9fffA-Za-z()（）·*&., ]{4,60}")
_LETTERS = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_IP = re.compile(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]{6,39}:[0-9a-fA-F:]*")
_CURRENCIES = frozenset(
    ("CNY", "RMB", "USD", "HKD", "EUR", "JPY", "GBP", "AUD", "CAD", "SGD", "KRW", "THB", "MYR",
     "TWD", "PHP", "VND", "INR", "IDR", "CHF", "MOP", "RUB", "NZD", "AED", "TRY", "BRL", "MXN",
     "ZAR", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "UAH", "KZT", "MMK", "LAK", "KHR",
     "USDT", "USDC", "BTC", "ETH", "TRX", "人民币", "人民币元", "美元", "港币", "港元", "欧元",
     "日元", "英镑", "澳元", "加元", "新加坡元", "泰铢", "韩元", "澳门元", "新台币", "卢布")
)  # fmt: skip

DAY_FIRST = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y",
)  # fmt: skip
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y")
NAMED_MONTH = (
    "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d %b %y",
    "%d/%b/%Y", "%b %d %Y",
)  # fmt: skip
SHORT_YEAR_FIRST = ("%y-%m-%d", "%y/%m/%d")
_CLOCKS = (
    "",
    " %H:%M:%S",
    " %H:%M",
    " %I:%M:%S %p",
    " %I:%M %p",
    ", %H:%M:%S",
    ", %H:%M",
    "T%H:%M:%S",
)

IN = frozenset(
    map(plain_word, (*IN_WORDS, "CREDIT", "CRED", "CRDT", "DEPOSIT", "RECEIVED", "收款"))
)
OUT = frozenset(map(plain_word, (*OUT_WORDS, "DEBIT", "DBIT", "DEB", "WITHDRAWAL", "SENT")))
LIKELY_IN = frozenset(
    map(
        plain_word,
        (
            "充值",
            "充币",
            "入金",
            "存款",
            "退款",
            "工资",
            "代发",
            "卖出",
            "SELL",
            "TOP-UP",
            "REFUND",
        ),
    )
)
LIKELY_OUT = frozenset(
    map(
        plain_word,
        ("提现", "提币", "出金", "取款", "消费", "缴费", "还款", "买入", "BUY", "PAYMENT",
         "WITHDRAW", "PURCHASE"),
    )
)  # fmt: skip
"""Kinds of business that mostly go one way; a balance or an officer has to confirm it."""
NEITHER = frozenset(map(plain_word, NEUTRAL_WORDS))
_WAYS = IN | OUT | NEITHER | LIKELY_IN | LIKELY_OUT
_STATUS = frozenset(map(plain_word, (*SUCCESS_WORDS, *FAILED_WORDS, "COMPLETED", "PENDING", "OK")))


@dataclass(frozen=True)
class Profile:
    """A column's cells.

    Attributes:
        values: the filled cells, blanks around them cut.
        filled: share of rows with a cell.
        time: share that the common rules read as a time.
        clock: share of clocks without a date.
        formats: forms that read all cells, where the common rules do not; both orders of day and
            month where the cells leave it open.
        money: share of amounts.
        comma: whether a comma stands before the fractions.
        fraction: share of amounts with one or two decimals.
        less: share of amounts below zero.
        account: share of what can be an account number.
        card: share of card numbers that pass the Luhn check.
        masked: share of masked numbers.
        name: share of what can be a name.
        direction: share of known direction words.
        status: share of known words of success and failure.
        currency: share of currency words.
        ip: share of network addresses.
        distinct: different values by filled cells.
    """

    values: tuple[str, ...]
    filled: float
    time: float = 0.0
    clock: float = 0.0
    formats: tuple[str, ...] = ()
    money: float = 0.0
    comma: bool = False
    fraction: float = 0.0
    less: float = 0.0
    account: float = 0.0
    card: float = 0.0
    masked: float = 0.0
    name: float = 0.0
    direction: float = 0.0
    status: float = 0.0
    currency: float = 0.0
    ip: float = 0.0
    distinct: float = 0.0

    @property
    def is_time(self) -> bool:
        """Whether the cells are dates, with or without clocks."""
        return self.time >= 0.8 or bool(self.formats)

    @property
    def is_number(self) -> bool:
        """Whether the cells are amounts."""
        return self.money >= 0.8 and not self.is_time and self.card < 0.3

    @property
    def has_clock(self) -> bool:
        """Whether the times have clocks."""
        return any(
            ":" in v or "时" in v or (v[:4].isdigit() and len(v) >= 12) for v in self.values[:20]
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The different cells as direction words are compared."""
        return tuple(dict.fromkeys(plain_word(value) for value in self.values))


def profile(cells: Iterable[str]) -> Profile:
    """The profile of a column's cells."""
    given = [cell.strip(STRIPPED + "'\"=") for cell in cells]
    values = tuple(
        cell[:200] for cell in given if cell.lower() not in EMPTY_WORDS and cell.strip("-—－─")
    )
    if not values:
        return Profile((), 0.0)
    number = len(values)
    folded = [plain_word(value) for value in values]

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for value in values if test(value)) / number

    comma = share(_COMMA_MONEY.fullmatch) >= 0.8 and any("," in value for value in values)
    money = [value.replace(" ", "") for value in values if _is_money(value.replace(" ", ""), comma)]
    year_first = share(_is_year_first)
    return Profile(
        values,
        number / max(len(given), 1),
        time=year_first,
        clock=share(_CLOCK.fullmatch),
        formats=() if year_first >= 0.8 else formats_of(values),
        money=len(money) / number,
        comma=comma,
        fraction=sum(1 for value in money if _FRACTION.search(value)) / number,
        less=sum(1 for value in money if _LESS.fullmatch(value)) / number,
        account=share(_is_account),
        card=share(lambda v: v.isdigit() and 16 <= len(v) <= 19 and luhn.is_valid(v)),
        masked=share(_MASKED.fullmatch),
        name=share(lambda v: _NAME.fullmatch(v) is not None),
        direction=sum(word in _WAYS for word in folded) / number,
        status=sum(word in _STATUS for word in folded) / number,
        currency=sum(word in _CURRENCIES for word in folded) / number,
        ip=share(_IP.fullmatch),
        distinct=len(set(values)) / number,
    )


def _is_money(value: str, comma: bool) -> bool:
    if not any(sign.isdigit() for sign in value) or len(value) > 24:
        return False
    return (_COMMA_MONEY if comma else _MONEY).fullmatch(value) is not None


def _is_account(value: str) -> bool:
    if value.isdigit():
        return 6 <= len(value) <= 32
    if _DECIMAL.fullmatch(value):
        return False
    if _ADDRESS.fullmatch(value):
        return True
    return _ACCOUNT.fullmatch(value) is not None and not _is_year_first(value)


def _is_year_first(value: str) -> bool:
    return any(
        pattern.fullmatch(value) is not None for pattern in (_YEAR_FIRST, _YEAR_DIGITS, _EPOCH)
    )


def formats_of(values: Sequence[str]) -> tuple[str, ...]:
    """The forms that read at least 95 of 100 cells; several dates forms only where all do."""
    looked = [value for value in values[:200] if any(sign.isdigit() for sign in value)]
    if len(looked) < 0.95 * len(values[:200]) or not looked or max(map(len, looked)) > 40:
        return ()
    forms = [
        date + clock
        for dates in (DAY_FIRST, MONTH_FIRST, NAMED_MONTH, SHORT_YEAR_FIRST)
        for date in dates
        for clock in _CLOCKS
    ]
    # few cells rule out nearly all forms; the others are tried on all cells
    first = looked[:: max(1, len(looked) // 5)]
    forms = [form for form in forms if sum(_reads(value, form) for value in first) > len(first) / 2]
    return tuple(
        form for form in forms if sum(_reads(value, form) for value in looked) >= 0.95 * len(looked)
    )


def span_of(values: Sequence[str], form: str) -> float:
    """Seconds between the first and the last of some times under a form."""
    read = []
    for value in values[:200]:
        try:
            read.append(datetime.strptime(value, form))  # noqa: DTZ007 - case time carries no zone
        except ValueError:
            continue
    return (max(read) - min(read)).total_seconds() if read else float("inf")


def _reads(value: str, form: str) -> bool:
    try:
        moment = datetime.strptime(value, form)  # noqa: DTZ007 - case time carries no zone
    except ValueError:
        return False
    return 1970 <= moment.year <= 2100


def figure(value: str, *, comma: bool = False) -> int | None:
    """An amount in hundredths, as the common rules and those of a mapping read it."""
    text = value.replace(" ", "")
    if not _is_money(text, comma):
        return None
    less = _LESS.fullmatch(text) is not None
    if comma:
        text = text.replace(".", "").replace(",", ".")
    figures = re.sub(r"[^0-9.]", "", text)
    whole, _point, rest = figures.partition(".")
    if not whole.isdigit() and not rest.isdigit():
        return None
    amount = int(whole or 0) * 100 + int((rest + "00")[:2] or 0)
    return -amount if less else amount


def chain_votes(signed: Sequence[int | None], balances: Sequence[int | None]) -> tuple[int, int]:
    """How many steps of a balance column follow from the amounts, and from their opposite.

    Rows may run either way; the way with more steps that follow counts.
    """
    down = up = down_opposite = up_opposite = 0
    for i in range(1, min(len(signed), len(balances))):
        before, after, amount, earlier = balances[i - 1], balances[i], signed[i], signed[i - 1]
        if before is None or after is None:
            continue
        if amount:
            down += after == before + amount
            down_opposite += after == before - amount
        if earlier:
            up += before == after + earlier
            up_opposite += before == after - earlier
    return max(((down, down_opposite), (up, up_opposite)), key=max)


class Sample:
    """The sampled rows by role."""

    def __init__(
        self, header: Sequence[str], profiles: Sequence[Profile], rows: Sequence[Cells]
    ) -> None:
        self.header = header
        self.profiles = profiles
        self.rows = rows

    def name(self, index: int) -> str:
        """The header of a column."""
        return self.header[index]

    def cells(self, index: int) -> list[str]:
        """The cells of a column, row by row."""
        return [row[index].strip() for row in self.rows]

    def figures(self, index: int) -> list[int | None]:
        """The amounts of a column in hundredths, row by row."""
        comma = self.profiles[index].comma
        return [figure(cell, comma=comma) for cell in self.cells(index)]
