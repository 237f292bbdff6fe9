"""Rows of bank returns in several layouts, and what an import must make of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo import dirt
from app.demo.world import moment

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from app.demo.layouts import Layout
    from app.demo.sheets import Cell, Row
    from app.demo.truth import FileTruth
    from app.demo.world import Account, Entry

_TYPES = {"transfer": "转账", "cash": "取现", "fee": "费用", "interest": "结息", "service": "消费"}
_NUMBERED = ("东澜银行", "云岭农商行", "北屿银行", "星港银行", "澜州银行")


@dataclass(frozen=True)
class Style:
    """How one bank's file is written.

    Attributes:
        words: pairs of direction words (in, out); the first is used mostly.
        codes: success and cash flags as 00 and 01 in place of words.
        lost: share of own and counterparty numbers damaged by a spreadsheet.
        numeric: damaged numbers and amounts are numeric cells (a workbook), not text.
        clean: no dirt at all, for a second answer to an earlier question.
    """

    layout: Layout
    times: tuple[str, ...] = ("digits",)
    words: tuple[tuple[str, str], ...] = (("进", "出"),)
    tab: bool = False
    grouped: float = 0.0
    odd: float = 0.0
    codes: bool = False
    newest_first: bool = False
    lost: float = 0.0
    numeric: bool = False
    card_blank: float = 0.0
    repeat_header: int = 0
    clean: bool = False


def header(style: Style) -> Row:
    """The header row."""
    return [name for name, _ in style.layout]


def render(
    style: Style,
    accounts: Sequence[tuple[Account, Sequence[Entry]]],
    truth: FileTruth,
    rng: random.Random,
) -> list[Row]:
    """Rows for accounts, each with the entries that this file shows, without the header."""
    rows: list[Row] = []
    fields = [field for _, field in style.layout]
    for account, entries in accounts:
        shown = [entry for entry in entries if not entry.missing]
        if "ok" not in fields:
            shown = [entry for entry in shown if entry.effective]
        for entry in reversed(shown) if style.newest_first else shown:
            if style.repeat_header and rows and len(rows) % style.repeat_header == 0:
                rows.append(header(style))
            rows.append(_row(style, fields, account, entry, truth, rng))
    return rows


def notice(
    style: Style, account: Account, truth: FileTruth, text: str = "查询失败：无此记录"
) -> Row:
    """The reply "asked, nothing there"."""
    truth.notice()
    values = {"card": account.key, "reply": text}
    return [values.get(field, "") for _, field in style.layout]


def _row(
    style: Style,
    fields: list[str],
    account: Account,
    entry: Entry,
    truth: FileTruth,
    rng: random.Random,
) -> Row:
    spoilt = "" if style.clean else entry.dirt
    values = _values(style, account, entry, rng)
    damaged = _damage(style, values, account, entry, rng) if style.lost else 0
    truth.damaged_numbers += damaged
    named = bool(values["o_card"]) and not isinstance(values["o_card"], float)
    named = named and "E+" not in str(values["o_card"])
    if spoilt in ("blank", "neutral"):
        values["dir"] = ""
        if spoilt == "neutral":
            values["balance"] = ""
    elif spoilt == "silent":
        values["summary"], values["type"] = "网银转账", "转账"
    elif spoilt == "negative":
        values["amount"] = f"-{values['amount']}"
    elif spoilt == "masked":
        values["o_card"], values["o_name"] = (
            dirt.masked_text(entry.other_number),
            "＊" + entry.other_name[1:],
        )
        named = False
    elif spoilt == "no time":
        values["time"] = rng.choice(("", "系统繁忙", "0000-00-00"))
    elif spoilt == "no amount":
        values["amount"] = rng.choice(("", "见附件"))
    elif spoilt == "no own":
        values["card"] = values["number"] = ""
    row = [values.get(field, "") for field in fields]
    if spoilt == "cut":
        del row[max(fields.index(name) for name in ("time", "amount", "balance", "dir")) + 1 :]
        named = False
    if style.odd and rng.random() < style.odd:
        row = _null_words(row, fields, rng)
    no_own = all(not values.get(field) or _is_lost(values[field]) for field in ("card", "number"))
    if "asked" in fields:
        no_own = False
    _count(entry, truth, spoilt=spoilt, named=named, no_own=no_own)
    if style.tab:
        return [f"{cell}\t" for cell in row]
    return row


def _count(entry: Entry, truth: FileTruth, *, spoilt: str, named: bool, no_own: bool) -> None:
    if spoilt.startswith("no ") or no_own:
        truth.rejected()
    elif entry.held:
        truth.duplicate()
    else:
        counts = entry.effective and spoilt != "neutral"
        entry.held, entry.counted, entry.named = True, counts, named
        truth.imported(
            incoming=entry.incoming,
            fen=entry.amount,
            counts=counts,
            currency=entry.movement.currency,
        )


def _is_lost(cell: Cell) -> bool:
    return isinstance(cell, float) or "E+" in str(cell)


def _values(style: Style, account: Account, entry: Entry, rng: random.Random) -> dict[str, Cell]:
    holder, other, movement = account.holder, entry.other, entry.movement
    odd = rng.random() < style.odd
    form = (
        style.times[0] if len(style.times) == 1 or rng.random() < 0.7 else rng.choice(style.times)
    )
    words = style.words[0] if rng.random() < 0.9 else rng.choice(style.words)
    incoming = entry.incoming and not entry.reversal
    grouped = rng.random() < style.grouped
    amount = dirt.yuan_text(entry.amount, grouped=grouped, trimmed=rng.random() < style.grouped)
    if entry.reversal:
        amount = f"-{amount}"
    cash = movement.kind == "cash"
    ids = holder.id_number.lower() if odd else holder.id_number
    values: dict[str, Cell] = {
        "card": account.key,
        "number": account.number,
        "holder": dirt.name_text(holder.name, rng) if odd else holder.name,
        "id": ids,
        "bank": account.bank,
        "time": dirt.time_text(entry, form),
        "amount": amount,
        "balance": dirt.yuan_text(entry.balance, grouped=grouped),
        "dir": words[0] if incoming else words[1],
        "o_card": entry.other_number,
        "o_name": entry.other_name,
        "summary": movement.summary,
        "currency": "人民币" if movement.currency == "CNY" else "美元",
        "branch": f"{account.bank}{holder.place[:2]}支行",
        "place": f"{holder.place}ATM" if cash else holder.place,
        "ok": "成功" if entry.effective else "失败",
        "cash": "现金" if cash else "其它",
        "serial": f"{account.key[-4:]}{moment(entry.time):%y%m%d}{entry.serial:08d}",
        "type": _type(entry),
        "nature": "个人",
        "branch_code": "990100",
        "source": "D:\\调证\\回执",
    }
    if style.codes:
        values["ok"] = "00" if entry.effective else "01"
        values["cash"] = "01" if cash else "00"
    if other is not None:
        values["o_id"], values["o_bank"] = other.holder.id_number, other.bank
        if not entry.incoming and movement.kind == "transfer":
            digits = sum(map(ord, holder.phone))
            values["ip"] = (
                f"10.{digits % 250}.{ord(holder.name[0]) % 250}.{ord(holder.name[-1]) % 250}"
            )
            values["mac"] = f"02-00-00-{digits % 100:02d}-{ord(holder.name[-1]) % 100:02d}-01"
        if other.obtained and other.bank in _NUMBERED and entry.serial % 17 == 0:
            values["o_card"] = other.number
    if style.card_blank and rng.random() < style.card_blank:
        values["card"] = ""
    return values


def _type(entry: Entry) -> str:
    if entry.reversal:
        return "冲正"
    kind = entry.movement.kind
    return "存现" if kind == "cash" and entry.incoming else _TYPES[kind]


def _damage(
    style: Style, values: dict[str, Cell], account: Account, entry: Entry, rng: random.Random
) -> int:
    """What a spreadsheet does to long numbers; gives how many were lost."""
    lost = 0
    other = str(values["o_card"])
    if rng.random() < style.lost:
        values["card"] = float(account.key) if style.numeric else dirt.damaged_text(account.key)
        lost += 1
        if rng.random() < 0.04:
            values["number"] = ""
    if len(other) >= 16 and other.isdigit() and rng.random() < style.lost:
        values["o_card"] = float(other) if style.numeric else dirt.damaged_text(other)
        lost += 1
    if style.numeric:
        values["amount"] = (-entry.amount if entry.reversal else entry.amount) / 100
        values["balance"] = entry.balance / 100
        if entry.precision == 2 and rng.random() < 0.3:
            values["time"] = dirt.time_text(entry, "serial")
    elif rng.random() < 0.1:
        values["id"] = f'="{values["id"]}"'
    return lost


def _null_words(row: Row, fields: list[str], rng: random.Random) -> Row:
    free = ("o_card", "o_name", "o_id", "o_bank", "ip", "mac", "merchant", "remark")
    return [
        rng.choice(dirt.EMPTY) if cell == "" and field in free else cell
        for cell, field in zip(row, fields, strict=False)
    ]
