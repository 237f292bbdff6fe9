"""How values read on the screen: account numbers, names, times, kinds and states in words."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from app.base import clock, money
from app.base.i18n import N_, _
from app.ops.lookup import CARD_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.ops.accounts import AccountRow

ACCOUNT_KINDS = {
    "bank": N_("bank"),
    "tenpay": N_("Tenpay"),
    "alipay": N_("Alipay"),
    "other": N_("other"),
}
FLOW_KINDS = {
    "transfer": N_("transfer"),
    "cash": N_("cash"),
    "fee": N_("fee"),
    "interest": N_("interest"),
    "service": N_("service"),
}
FLOW_STATUSES = {
    "success": N_("success"),
    "failed": N_("failed"),
    "pending": N_("pending"),
    "reversed": N_("reversed"),
    "neutral": N_("not counted"),
}
STATUS_TONES = {"success": "muted", "failed": "danger", "pending": "warn"}
BATCH_STATES = {"complete": N_("complete"), "withdrawn": N_("withdrawn")}
_LONG = re.compile(r"(?<![\d.,¥-])\d{12,}(?![\d.,])")
_SPEAKING = re.compile(r"[0-9A-Za-z]{6,}|[\u3400-\u9fff]{2,}")
LONGEST_LINE = 400
TAIL = 4
DOT = "•"

_masked = False
_whole: ContextVar[bool] = ContextVar("whole", default=False)


def set_masked(*, masked: bool) -> None:
    """Hide who is who on a screen that others see, or show it again; for the whole program."""
    global _masked  # noqa: PLW0603 - one screen per process
    _masked = masked


def is_masked() -> bool:
    """Whether identities are hidden; never in what is written into files."""
    return _masked and not _whole.get()


@contextmanager
def whole() -> Iterator[None]:
    """Within, nothing is hidden: what goes into a file is whole, whatever the screen shows."""
    before = _whole.set(True)
    try:
        yield
    finally:
        _whole.reset(before)


def name(text: str) -> str:
    """A name as the screen may show it: hidden, its first character stays."""
    if not is_masked() or not text:
        return text
    return text[0] + DOT * min(3, max(1, len(text) - 1))


def identity(text: str) -> str:
    """Any number that tells who somebody is, as the screen may show it."""
    if not is_masked():
        return text
    return DOT * TAIL + text[-TAIL:] if len(text) > TAIL else DOT * TAIL


def veiled(text: str) -> str:
    """Free text in which every long number and every Chinese word is hidden."""
    if not is_masked():
        return text
    return _SPEAKING.sub(_veil, text)


def told(text: str) -> str:
    """A sentence that names accounts: long numbers in groups, or all of it veiled."""
    return veiled(text) if is_masked() else _LONG.sub(_grouped, text)


def _grouped(found: re.Match[str]) -> str:
    return grouped(found[0])


def _veil(found: re.Match[str]) -> str:
    text = found.group()
    return identity(text) if text[0].isascii() else name(text)


def unknown() -> str:
    """What stands where nothing is known; painted faint."""
    return _("unknown")


def grouped(number: str) -> str:
    """An account number in groups of four, the last four together; others stay as they are."""
    return "".join(head_and_tail(number))


def head_and_tail(number: str) -> tuple[str, str]:
    """The grouped number, cut before its last four digits (尾号), which the screen emphasises."""
    if not number.isdigit() or len(number) <= TAIL:
        return "", identity(number)
    head = identity(number)[:-TAIL]
    groups = [head[i : i + TAIL] for i in range(0, len(head), TAIL)]
    return " ".join(groups) + " ", number[-TAIL:]


def amount(minor: int, currency: str = "CNY") -> str:
    """An amount in a table: two decimals, grouped; the code only of a foreign currency."""
    return money.plain(minor) if currency == "CNY" else f"{money.plain(minor)} {currency}"


def signed(minor: int, currency: str = "CNY") -> str:
    """An amount with its sign, a real minus."""
    sign = "+" if minor > 0 else "−" if minor < 0 else ""
    return sign + amount(abs(minor), currency)


def institution(row: AccountRow) -> str:
    """Where an account is held: its bank and who says so, else a phone's place and operator."""
    place = " ".join(part for part in (row.phone_place, row.phone_operator) if part)
    parts = [row.bank or place or _(ACCOUNT_KINDS.get(row.kind, row.kind))]
    if row.card_kind:
        parts.append(_(CARD_KINDS[row.card_kind]))
    if row.bank_source == "card_number":
        parts.append(_("from the card number"))
    return " · ".join(parts)


def transfers(number: int) -> str:
    """How many transfers stand behind a figure."""
    return _("{n} transfers").format(n=count(number))


def count(number: int) -> str:
    """A number of things: grouped."""
    return f"{number:,}"


def moment(time: datetime | None, exactness: int = 2) -> str:
    """A time as exact as its source gave it."""
    return clock.shown(time, clock.Precision(exactness))


def day(time: datetime | None) -> str:
    """The day of a time."""
    return clock.shown(time, clock.Precision.DAY)


def size(number: int) -> str:
    """The size of a file: ``7.4 MB``."""
    value = float(number)
    for unit in ("B", "KB", "MB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


def one_line(text: str) -> str:
    """Text as given, made fit for one line: tabs and line ends become visible."""
    return veiled(text[:LONGEST_LINE]).replace("\r", "").replace("\t", " │ ").replace("\n", " ↵ ")
