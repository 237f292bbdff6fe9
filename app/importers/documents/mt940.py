"""MT940, the customer statement message of SWIFT: several statements in one file.

The statement lines (:61:) and their details (:86:) are read one pair at a time by the library
``mt-940``, so that a broken line is one refused row and not a refused file; where each begins is
found here. Of the two dates the booking date is the time of the row, and the value date is kept
beside it. A reversal of a credit (RC) is money that leaves, one of a debit (RD) money that comes.
"""

from __future__ import annotations

import logging
import re
from datetime import date, datetime
from decimal import Decimal, DecimalException
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from stdnum import iban as iban_numbers

from app.importers.documents._rows import (
    Lines,
    Place,
    Rows,
    balance_remark,
    cut,
    decimal_of,
    decoded,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow

NAME = "mt940"
MAX_TAG_CHARS = 20_000
HEADER = [
    ":25: account", ":25: as given", "currency", "booking date", "value date", ":61: mark",
    ":61: amount", "balance", "counterparty name", "counterparty account", "counterparty bank",
    "purpose", "posting text", "type", "customer reference", "bank reference", "details",
]  # fmt: skip
_FIRST = re.compile(rb"(?:^|[\r\n]|\{4:)[ \t]*:20:[^\r\n]*")
_BODY = re.compile(rb"[\r\n]:(?:60[FM]|61):")
_TAG = re.compile(r":(\d{2}[A-Z]?|NS):")
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,.]+)")
_IBAN = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)([A-Z]{3})?")
_BANK = re.compile(r"(?:\d{8}|[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)/(.+)")
_CODES = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ORDP|BENM|ISDT|PREF|RTRN|ULTC|ULTD|PURP|CNTP|ID|ADDR)/"
)
_KEYED = re.compile(r"\d{3}\?\d{2}")
_LINE = re.compile(
    r"(\d{6}(?:\d{4}|[ ]{4})?(?:R?[DC])[A-Z]?[ \n]?)([\d.,]+)([A-Z][A-Z0-9 ]{3})?([^\n]*)(.*)",
    re.DOTALL,
)
_REFERENCE_CHARS = 16


def sniff(head: bytes) -> bool:
    """Whether a file begins like an MT940 message, with or without its SWIFT envelope."""
    head = head.replace(b"\x00", b"")
    first = _FIRST.search(head[:4096])
    return first is not None and _BODY.search(head, first.end() - 1) is not None


def tables(stream: BinaryIO, progress: Progress, place: Place | None = None) -> Iterator[Rows]:
    """One table with a row for each :61: of every statement.

    Raises:
        RefusedInput: the file is absurdly large.
    """
    del place
    data = whole(stream)
    table = Rows("", iter(()))
    table.rows = _Reader(table, progress).rows(decoded(data))
    yield table


@cache
def _library() -> Any:
    """The library, silenced: what it logs quotes the statement."""
    import mt940

    logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
    return mt940


def _tags(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and text of each tag."""
    begun: tuple[int, str] | None = None
    parts: list[str] = []
    size = 0
    for number, given in enumerate(text.splitlines(), start=1):
        line = given.rstrip()
        if line.startswith("{") and "{4:" in line:
            line = line.rpartition("{4:")[2]
        found = _TAG.match(line.lstrip())
        ends = line in ("-", "-}") or line.startswith(("-}", "{"))
        if found or ends:
            if begun:
                yield *begun, "\n".join(parts)
            begun = (number, found.group(1)) if found else None
            parts = [line.lstrip()[found.end() :]] if found else []
            size = 0
        elif begun and line and size < MAX_TAG_CHARS:
            parts.append(line)
            size += len(line)
    if begun:
        yield *begun, "\n".join(parts)


class _Reader:
    """The statements of one file, one after the other."""

    def __init__(self, table: Rows, progress: Progress) -> None:
        self._table = table
        self._progress = progress
        self._lines = Lines()
        self._pending: tuple[int, str, str] | None = None
        self._begin("")

    def _begin(self, name: str) -> None:
        self._name = name
        self._account = self._given = self._currency = ""
        self._opening: Decimal | None = None
        self._moved = Decimal(0)
        self._whole = True

    def rows(self, text: str) -> Iterator[NumberedRow]:
        """The header and a row for each statement line."""
        yield 1, HEADER, 0
        for number, (line, name, value) in enumerate(_tags(text)):
            if number % 1000 == 0:
                self._progress.check()
            if name == "86" and self._pending:
                start, statement, _details = self._pending
                if not _details:
                    self._pending = (start, statement, value)
                continue
            yield from self._flush()
            if name == "20":
                self._begin(" ".join(value.split())[:40])
            elif name == "25":
                self._take_account(value.strip())
            elif name in ("60F", "60M"):
                self._opening, self._currency = _signed(value)
                self._moved, self._whole = Decimal(0), True
                self._take_account(self._given)
            elif name == "34F":
                # an interim report (MT942) has no balance, its floor limit names the currency
                self._currency = value.strip()[:3]
            elif name in ("62F", "62M"):
                self._close(line, value)
            elif name == "61":
                self._pending = (line, value, "")
        yield from self._flush()

    def _take_account(self, given: str) -> None:
        """``bank/account`` and ``IBANEUR`` are also the bare number."""
        self._given = self._account = given
        iban = _IBAN.fullmatch(given.replace(" ", ""))
        bank = _BANK.fullmatch(given)
        if iban and (iban.group(2) is None or iban.group(2) == self._currency):
            self._account = iban.group(1)
        elif bank:
            self._account = bank.group(1).strip()

    def _close(self, line: int, value: str) -> None:
        closing, _currency = _signed(value)
        if self._whole:
            name = f"{self._name} ({self._given})" if self._given else self._name
            for code, sentence in balance_remark(name, self._opening, self._moved, closing):
                self._table.remarks.append((line, code, sentence))
        self._opening, self._moved = closing, Decimal(0)

    def _flush(self) -> Iterator[NumberedRow]:
        if self._pending is None:
            return
        line, statement, details = self._pending
        self._pending = None
        found = _parsed(statement, details)
        amount: Decimal | None = found.get("value")
        if amount is None:
            self._whole = False
        else:
            self._moved += amount
        cells = cut([
            self._account, self._given if self._given != self._account else "", self._currency,
            found["booked"], found["valued"], found["mark"], found["amount"], "",
            found.get("name"), found.get("account"), found.get("bank"), found.get("purpose"),
            found.get("posting"), found.get("id"), found.get("customer"), found.get("reference"),
            f"{statement} {details}" if amount is None else details,
        ])  # fmt: skip
        yield self._lines.take(line), cells, 0


def _signed(value: str) -> tuple[Decimal | None, str]:
    """A balance with its sign, and its currency."""
    found = _BALANCE.match(value.strip())
    if not found:
        return None, ""
    amount = decimal_of(found.group(4))
    return (-amount if amount is not None and found.group(1) == "D" else amount), found.group(3)


def _real_date(text: str) -> bool:
    try:
        datetime.strptime(text, "%y%m%d")  # noqa: DTZ007 - a day of the statement, no moment
    except ValueError:
        return False
    return True


def _parsed(statement: str, details: str) -> dict[str, Any]:
    """What a :61: and its :86: say; only ``details`` where they are broken."""
    library = _library()
    found: dict[str, Any] = {"booked": "", "valued": "", "mark": "", "amount": ""}
    # the library moves a 30 February to the last of the month without a word
    line = _LINE.fullmatch(statement)
    if line is None or not _real_date(statement[:6]):
        return found
    begin, figures, kind, reference, rest = line.groups()
    amount_given = _plain_amount(figures)
    # the library cuts a reference that is too long and puts the rest elsewhere
    reference, slashes, bank_reference = reference.partition("//")
    long_reference = reference if len(reference) > _REFERENCE_CHARS else ""
    if long_reference:
        reference = ""
    statement = f"{begin}{amount_given}{kind or ''}{reference}{slashes}{bank_reference}{rest}"
    read = library.models.Transactions(options=library.Options.all())
    try:
        read.parse(f":20:-\n:61:{statement}")
        data = read.transactions[0].data
        amount = data["amount"].amount
        valued, booked = data["date"], data.get("entry_date") or data["date"]
    except (RuntimeError, ValueError, ArithmeticError, DecimalException, LookupError, TypeError):
        return found
    if not isinstance(amount, Decimal) or not isinstance(booked, date):
        return found
    mark = str(data["status"])
    found |= {
        "booked": booked.isoformat(), "valued": valued.isoformat(), "mark": mark,
        "amount": f"{abs(amount):f}", "value": amount,
        "id": data.get("id"),
        "customer": _reference(long_reference or data.get("customer_reference")),
        "reference": data.get("bank_reference"), "purpose": data.get("extra_details"),
    }  # fmt: skip
    if iban_numbers.is_valid(long_reference.strip()):
        found["account"] = long_reference.strip()
    for key, value in _details(library, details).items():
        if value:
            found[key] = value
    return found


def _plain_amount(figures: str) -> str:
    """An amount with a comma before its fractions; ``1.250,00`` and ``50.75`` are met too.

    The library stops at a point and takes what stands before it; what is neither of these forms
    is given back as no amount at all.
    """
    if "." not in figures:
        return figures
    whole, _comma, fractions = figures.rpartition(",")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", whole):
        return f"{whole.replace('.', '')},{fractions}"
    if re.fullmatch(r"\d+\.\d{1,2}", figures):
        return figures.replace(".", ",")
    return "?"


def _reference(text: str | None) -> str:
    return "" if not text or text.strip().upper() == "NONREF" else text.strip()


def _details(library: Any, details: str) -> dict[str, str]:
    """The parts of a :86:, keyed (``?20``), coded (``/IBAN/``) or free."""
    joined = "".join(details.split("\n"))
    if _KEYED.match(joined):
        read = library.models.Transactions(options=library.Options.all())
        read.parse(f":20:-\n:61:000101C0,N000NONREF\n:86:{joined}")
        data = read.transactions[0].data
        name = "".join(data.get("applicant_name") or "")
        return {
            "name": name,
            "account": data.get("applicant_iban") or data.get("gvc_applicant_iban") or "",
            "bank": data.get("applicant_bin") or data.get("gvc_applicant_bin") or "",
            "purpose": " ".join(
                part for key in ("purpose", "additional_purpose") if (part := data.get(key))
            ),
            "posting": data.get("posting_text") or "",
        }
    pieces = _CODES.split(joined)
    said: dict[str, str] = {}
    for code, value in zip(pieces[1::2], pieces[2::2], strict=False):
        said.setdefault(code, value.strip("/ "))
    if not said:
        return {"purpose": " ".join(details.split())}
    return {
        "name": said.get("NAME", ""),
        "account": said.get("IBAN", ""),
        "bank": said.get("BIC", ""),
        "purpose": said.get("REMI", "") or pieces[0].strip(),
        "posting": said.get("TRTP", ""),
    }
