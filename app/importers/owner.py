"""Whose statement a table is, where its rows do not say: preamble, sheet name, file name, path."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from stdnum import luhn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.importers.layout import ConstantReader, FileContext

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{12,25}(?:_\d+)*)(?![0-9A-Za-z])")
_NAME_BEFORE = re.compile(r"([一-龥·]{2,20})\s*[、：:,，_ （(-]+\s*\d{12,25}")
_NAME_AFTER = re.compile(r"\d{12,25}[）)、：:,，_ -]+\s*([一-龥·]{2,6})")
_LABEL_NUMBER = re.compile(r"(?:卡号|账号|账户|账卡号|客户账号)[:：\s]*([0-9][0-9 _]{10,30})")
_LABEL_NAME = re.compile(r"(?:户名|姓名|客户名称|账户名称|客户姓名)[:：\s]*([^\s:：,，;；]{2,40})")


def _only_card(text: str) -> str:
    """The one number of a card in a title; nothing where there are several, or none."""
    cards = {
        number
        for number in _LONG_NUMBER.findall(text)
        if 16 <= len(number) <= 19 and number.isdigit() and luhn.is_valid(number)
        and not _STAMP.match(number) and not _ID_CARD.fullmatch(number)
    }  # fmt: skip
    return cards.pop() if len(cards) == 1 else ""


def owner_from_context(context: FileContext) -> Mapping[str, str]:
    """Own card number and holder from the preamble, else sheet name, file name or folder.

    ``own_made`` is a name for the account where no number is found anywhere.
    """
    found: dict[str, str] = {}
    preamble = "\n".join(" ".join(cells) for cells in context.preamble)
    preamble = unicodedata.normalize("NFKC", preamble)
    number = _LABEL_NUMBER.search(preamble)
    if number:
        found["own_card"] = number.group(1).strip().replace(" ", "")
    elif card := _only_card(preamble):
        found["own_card"] = card
    name = _LABEL_NAME.search(preamble)
    if name:
        found["own_name"] = name.group(1)
    for text in (context.sheet, context.stem, *reversed(context.parts[:-1])):
        plain = unicodedata.normalize("NFKC", text)
        if "own_card" not in found and (number := _LONG_NUMBER.search(plain)):
            found["own_card"] = number.group(1)
            label = _NAME_BEFORE.search(plain) or _NAME_AFTER.search(plain)
            if "own_name" not in found and label:
                found["own_name"] = label.group(1)
    if "own_card" not in found:
        where = "/".join(
            part for part in (*context.parts[:-1], context.stem, context.sheet) if part
        )
        found["own_made"] = f"bank:{found.get('own_name', where)}".replace("*", "")
    return found


_SPACED_NUMBER = r"[0-9]{4}(?: [0-9]{4}){2,3}(?: [0-9]{1,4})?"
_LABEL_OWN = (
    r"(?:卡\s*号|账\s*号|帐\s*号|账户号|户口号)\s*[:：]?\s*[\[【(]?\s*(?:[一-龥]{1,6}\s*[:：])?\s*"
)
_OWN_TOKEN = re.compile(
    _LABEL_OWN + rf"({_SPACED_NUMBER}|[0-9A-Za-z*•·][0-9A-Za-z*•·-]{{5,38}})(?![0-9A-Za-z])"
)
_TAIL = re.compile(r"(?:尾号|末四位|后四位)[^0-9]{0,6}([0-9]{4})(?![0-9])")
_HOLDER = re.compile(
    r"(?:户\s*名|姓\s*名|客户名称|客户姓名|持卡人)\s*[:：]?\s*([^\s:：,，;；*]{2,40})(?![*])"
)
_STAMP = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_ID_CARD = re.compile(r"[1-9][0-9]{5}(19|20)[0-9]{9}")
_MASKS = re.compile("[*•·＊]")
_LEAST_NUMBER = 9
_LONGEST_MADE = 80
_PERIOD = re.compile(
    r"(20[0-9]{2})[年/.-]?([0-9]{1,2})[月/.-]?[0-9]{1,2}日?\s*(?:[-~至到—–－]|to)+\s*"
    r"(20[0-9]{2})[年/.-]?(0?[1-9]|1[0-2])(?![0-9])[月/.-]?"
)
_PERIOD_PACKED = re.compile(r"20[0-9]{6}\s*[-_~至到—–－]+\s*(20[0-9]{2})(0[1-9]|1[0-2])[0-9]{2}")
_MONTH = re.compile(r"(?<![0-9])(20[0-9]{2})[年/._-]?(0[1-9]|1[0-2]|[1-9](?![0-9]))")
_BILLED = re.compile(r"(?:账单|周期|月份)[^\n0-9]{0,20}(?=20[0-9]{2})")
_CURRENCY = re.compile(
    r"(?:币\s*种|币\s*别|卡内账户)\s*[:：]?[^\n:：]{0,40}?"
    r"(人民币|美元|港币|欧元|日元|英镑|澳元|加元|CNY|RMB|USD|HKD|EUR|JPY|GBP)"
)
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")


def made_account(source: str, text: str) -> str:
    """A name for an account whose number is not given: ``<source>:<text>``, masks written ``x``.

    It can never be taken for a number: it has a colon, and no mask character is left in it.
    """
    plain = _MASKS.sub("x", " ".join(text.split()))
    return f"{source}:{plain[:_LONGEST_MADE]}"


def _own_number(text: str) -> str:
    """A whole number in a name of a file or sheet, neither a date nor an identity card."""
    for found in _LONG_NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        number = found.group(1)
        if not _STAMP.match(number) and not (len(number) == 18 and _ID_CARD.match(number)):
            return number
    return ""


def export_owner(source: str) -> ConstantReader:
    """A reader of whose account an export of ``source`` (``icbc``, ``cmb`` ...) is.

    A whole number in the preamble, sheet or file name is the account; a masked one, the last four
    figures or else the name of the file make one up (``own_made``), since a row must not be lost
    for want of a number. The holder and the currency are taken where the preamble names them, and
    the month in which the statement ends (``period_end``, YYYYMM or YYYY) where it says so.
    """

    def read(context: FileContext) -> Mapping[str, str]:
        found: dict[str, str] = {}
        preamble = _preamble(context)
        label = _OWN_TOKEN.search(preamble)
        token = label.group(1).replace(" ", "") if label else ""
        tail = _TAIL.search(preamble)
        if token.isdigit() and len(token) >= _LEAST_NUMBER:
            found["own_card"] = token
        elif any(sign.isdigit() for sign in token):
            found["own_made"] = made_account(source, token)
        elif number := _own_number(context.sheet) or _own_number(context.stem):
            found["own_card"] = number
        elif tail:
            found["own_made"] = made_account(source, tail.group(1))
        else:
            found["own_made"] = made_account(source, context.stem)
        if holder := _HOLDER.search(preamble):
            found["own_name"] = holder.group(1)
        if currency := preamble_currency(context):
            found["currency"] = currency
        if period := period_end(context):
            found["period_end"] = period
        return found

    return read


def wallet_owner(source: str, *labels: str) -> ConstantReader:
    """A reader of whose wallet an export is, by the first label of the preamble that names one.

    A login that stands there in full is a second name of the account, so that others who paid it
    meet it.
    """
    pattern = re.compile(rf"(?:{'|'.join(labels)})\s*[:：]\s*(?:\[([^\]]*)\]?|([^\s,，]+))")
    holder = re.compile(r"^\s*姓\s*名\s*[:：]\s*\[?([^\s\]]{2,40})")

    def read(context: FileContext) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for cells in context.preamble:
            for cell in cells:
                named = pattern.search(cell)
                name = (named.group(1) or named.group(2) or "").strip() if named else ""
                if name and "own_card" not in found:
                    found["own_card"] = made_account(source, name)
                    if LOGIN.fullmatch(name):
                        found["own_account"] = name
                person = holder.search(cell)
                if person and "*" not in person.group(1):
                    found.setdefault("own_name", person.group(1))
        found.setdefault("own_card", made_account(source, context.stem))
        return found

    return read


LOGIN = re.compile(r"1[3-9][0-9]{9}|[0-9A-Za-z._+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+")
"""A wallet's login in full: a mobile number or a mail address."""


def _preamble(context: FileContext) -> str:
    text = "\n".join(" ".join(cell for cell in cells if cell) for cells in context.preamble)
    return unicodedata.normalize("NFKC", text)


def period_end(context: FileContext) -> str:
    """The month in which a statement ends, YYYYMM, or its year, YYYY; empty when nothing says so.

    Asked of the preamble first, then of the names of sheet and file.
    """
    for text in (_preamble(context), context.sheet, context.stem):
        plain = unicodedata.normalize("NFKC", text)
        if period := _PERIOD.search(plain):
            return f"{period.group(3)}{int(period.group(4)):02d}"
        if period := _PERIOD_PACKED.search(plain):
            return f"{period.group(1)}{period.group(2)}"
        billed = _BILLED.search(plain)
        if month := _MONTH.search(plain, billed.end() if billed else 0):
            return f"{month.group(1)}{int(month.group(2)):02d}"
        if year := _YEAR.search(plain):
            return year.group(1)
    return ""


def preamble_currency(context: FileContext) -> str:
    """The currency that a preamble names for the whole table, empty when none."""
    found = _CURRENCY.search(_preamble(context))
    return found.group(1) if found else ""
