"""OFX and QFX, the statement files of banking programs: 1.x as SGML, 2.x as XML.

Both are read by one small scanner of tags in bounded memory. The common library loses the time of
day where a zone stands beside it, takes the whole file as a tree, and stops at a stray tag; here a
leaf is what follows its tag, closed or not, and only the names of aggregates open a level. A time
with a zone (``[-5:EST]``) becomes case time; one without is kept as given.
"""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from app.base.i18n import N_, _
from app.importers.documents._rows import Lines, Place, Rows, cut, decoded, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow

NAME = "ofx"
HEADER = [
    "ACCTID", "BANKID", "ACCTTYPE", "CURRENCY", "DTPOSTED", "TRNTYPE", "TRNAMT", "FITID", "NAME",
    "ACCTID of the other side", "BANKID of the other side", "MEMO", "CHECKNUM",
]  # fmt: skip
CASE_HOURS = 8
_START = re.compile(rb"OFXHEADER\s*[:=]|<\?OFX|<OFX>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z0-9._]{1,40})\s*>([^<]*)")
_LATIN = re.compile(rb"CHARSET\s*:\s*(?:1252|ISO-?8859-?1)", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(\d{6})?(?:\.\d*)?\s*(?:\[([+-]?\d{1,2}(?:\.\d{1,2})?)[^\]]*\])?")
_OWN = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
_OTHER = ("BANKACCTTO", "CCACCTTO")
_LEVELS = {*_OWN, *_OTHER, "STMTTRN", "PAYEE", "CURRENCY", "ORIGCURRENCY", "LEDGERBAL", "AVAILBAL"}
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_SECURITIES = frozenset(
    ("BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT", "INCOME", "INVEXPENSE",
     "JRNLFUND", "JRNLSEC", "MARGININTEREST", "REINVEST", "RETOFCAP", "SELLDEBT", "SELLMF",
     "SELLOPT", "SELLOTHER", "SELLSTOCK", "SPLIT", "TRANSFER")
)  # fmt: skip
SECURITIES_LEFT = N_(
    "{n} trades of securities in this file are not read: only the cash movements are."
)
NO_TRANSACTIONS = N_("The file holds no transactions.")


def sniff(head: bytes) -> bool:
    """Whether a file begins like OFX, either version."""
    return _START.search(head[:8192].replace(b"\x00", b"")) is not None


def tables(stream: BinaryIO, progress: Progress, place: Place | None = None) -> Iterator[Rows]:
    """One table with a row for each transaction of every account.

    Raises:
        RefusedInput: the file is absurdly large.
    """
    del place
    data = whole(stream)
    latin = _LATIN.search(data[:2048]) is not None
    table = Rows("", iter(()))
    table.rows = _rows(_text(data, latin=latin), table, progress)
    yield table


def _text(data: bytes, *, latin: bool) -> str:
    if not latin:
        return decoded(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str, table: Rows, progress: Progress) -> Iterator[NumberedRow]:
    yield 1, HEADER, 0
    lines = Lines()
    currency = ""
    account: dict[str, str] = {}
    deal: dict[str, str] | None = None
    levels: list[str] = []
    begun, counted, line, securities = 0, 0, 1, 0
    for number, found in enumerate(_TAG.finditer(text)):
        if number % 20_000 == 0:
            progress.check()
        closing, name, value = found.group(1) == "/", found.group(2).upper(), found.group(3)
        if deal is not None and name in ("STMTTRN", "BANKTRANLIST", *_STATEMENTS):
            yield lines.take(begun), _cells(account, currency, deal), 0
            deal = None
        if name in _STATEMENTS:
            currency, account, levels = "", {}, []
        securities += name in _SECURITIES and not closing
        if name in _LEVELS:
            if not closing:
                levels = [*levels[:8], name]
                if name == "STMTTRN":
                    line += text.count("\n", counted, found.start())
                    counted = found.start()
                    deal, begun, levels = {}, line, [name]
            elif name in levels:
                levels = levels[: levels.index(name)]
            continue
        if closing:
            continue
        plain = html.unescape(value).strip()
        inside = levels[-1] if levels else ""
        if name == "CURDEF":
            currency = plain
        elif inside in _OWN and deal is None:
            account.setdefault(name, plain)
        elif deal is not None and inside != "ORIGCURRENCY":
            deal.setdefault(f"{inside}.{name}" if inside in _OTHER else name, plain)
    if deal is not None:
        yield lines.take(begun), _cells(account, currency, deal), 0
    if securities:
        table.remarks.append((1, "securities_left", _(SECURITIES_LEFT).format(n=securities)))
    elif not begun:
        table.remarks.append((1, "no_transactions", _(NO_TRANSACTIONS)))


def _cells(account: dict[str, str], currency: str, deal: dict[str, str]) -> list[str]:
    other = {
        key: next((deal[f"{level}.{key}"] for level in _OTHER if f"{level}.{key}" in deal), "")
        for key in ("ACCTID", "BANKID")
    }
    amount = deal.get("TRNAMT", "")
    if "," in amount and "." not in amount:
        amount = amount.replace(",", ".")
    return cut([
        account.get("ACCTID"), account.get("BANKID"), account.get("ACCTTYPE"),
        deal.get("CURSYM") or currency, case_time(deal.get("DTPOSTED", "")), deal.get("TRNTYPE"),
        amount, deal.get("FITID"), deal.get("NAME"), other["ACCTID"], other["BANKID"],
        deal.get("MEMO"), deal.get("CHECKNUM"),
    ])  # fmt: skip


def case_time(text: str) -> str:
    """``20110331120000.000[-5:EST]`` as case time; without a clock or a zone as it stands."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return text
    day, clock, zone = found.groups()
    if clock is None:
        return day
    if zone is None:
        return f"{day}{clock}"
    try:
        moment = datetime.strptime(day + clock, "%Y%m%d%H%M%S")  # noqa: DTZ007 - zone follows
        moment += timedelta(hours=CASE_HOURS - float(zone))
    except (ValueError, OverflowError):
        return text
    return moment.strftime("%Y%m%d%H%M%S")
