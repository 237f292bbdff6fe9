"""Dirt of real returns: which rows are dirty, and how values are spelt.

What changes the meaning of a row (a coarse time, a missing direction, a row that is lost) is
decided once for each entry, here in ``mark``, so that a second return of the same row says the
same. How a value is spelt is decided when a file is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.world import EPOCH, moment

if TYPE_CHECKING:
    import random

    from app.demo.world import Account, Entry, World

EMPTY = ("null", "-", "--", "/", "无", "None")
CLEAN = ("东澜银行",)
"""Banks that are asked twice: nothing in their rows may change between the two answers."""
PLAIN = ("汀江银行", "测试银行")
"""Layouts with too few columns, or with damage of their own, for lost directions."""
FORMATS = {
    "digits": "%Y%m%d%H%M%S",
    "dashes": "%Y-%m-%d %H:%M:%S",
    "slashes": "%Y/%m/%d %H:%M:%S",
}


def mark(world: World) -> list[str]:
    """Choose the dirty entries; gives the accounts with rows that the bank left out."""
    rng = world.rng
    gaps: list[str] = []
    banks = [a for a in world.accounts if a.obtained and a.kind == "bank" and len(a.entries) > 12]
    for place, account in enumerate(banks):
        if place % 3 == 0 and account.bank not in CLEAN:
            _coarsen(account, rng)
        elif account.bank not in PLAIN:
            _spoil(account, rng)
        if place % 40 == 7:
            for entry in account.entries[5:10]:
                entry.dirt = ""
            for entry in account.entries[6:8]:
                entry.missing = True
            gaps.append(account.key)
    return gaps


def _coarsen(account: Account, rng: random.Random) -> None:
    for entry in account.entries:
        draw = rng.random()
        entry.precision = 0 if draw < 0.02 else 1 if draw < 0.08 else 2


def _spoil(account: Account, rng: random.Random) -> None:
    entries = account.entries
    clean = account.bank in CLEAN
    for before, entry, after in zip(entries, entries[1:], entries[2:], strict=False):
        if before.dirt or not before.time < entry.time < after.time:
            continue
        plain = entry.effective and not entry.reversal and entry.amount > 0
        draw = rng.random()
        if draw < 0.0015:
            entry.dirt = rng.choice(("no time", "no amount", "no own"))
        elif entry.reversal and draw < 0.4:
            entry.dirt = "silent"
        elif not plain:
            continue
        elif draw < 0.012:
            entry.dirt = "blank"
        elif draw < 0.04:
            entry.dirt = "negative"
        elif draw < 0.055 and not clean and entry.other is not None:
            entry.dirt = "masked"
        elif draw < 0.06 and not clean and entry.movement.kind == "service":
            entry.dirt = "cut"
    last = entries[-1]
    usable = last.effective and not last.reversal and entries[-2].time < last.time
    if not clean and usable and not entries[-2].dirt and rng.random() < 0.3:
        last.dirt = "neutral"


def time_text(entry: Entry, form: str) -> str | float:
    """The entry's time as far as its source tells it; ``serial`` is Excel's day number."""
    at = moment(entry.time)
    if entry.precision == 0:
        return f"{at:%Y-%m-%d}" if form != "digits" else f"{at:%Y%m%d}"
    if entry.precision == 1:
        if form == "digits":
            return f"{at:%Y%m%d%H%M}"
        return f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}"
    if form == "db2":
        return f"{at:%Y-%m-%d-%H.%M.%S}.000000"
    if form == "serial":
        return (at - EPOCH).total_seconds() / 86_400 + 25_569
    return at.strftime(FORMATS[form])


def yuan_text(fen: int, *, grouped: bool = False, trimmed: bool = False) -> str:
    """Fen as yuan: ``49999.00``, ``49,999.00`` or, trimmed, ``49999``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    head = f"{whole:,}" if grouped else str(whole)
    return f"{sign}{head}" if trimmed and not rest else f"{sign}{head}.{rest:02d}"


def name_text(name: str, rng: random.Random) -> str:
    """A variant of a name that is still the same name."""
    draw = rng.random()
    if draw < 0.5:
        return " ".join(name) if len(name) == 2 else f"{name[0]} {name[1:]}"
    return f"{name}（个人）" if draw < 0.8 else f"{name}　"


def damaged_text(number: str) -> str:
    """A card number as a spreadsheet shows it: ``6.22202E+18``."""
    return f"{int(number):.5E}"


def masked_text(number: str) -> str:
    """``6226******5669``."""
    return f"{number[:6]}******{number[-4:]}"
