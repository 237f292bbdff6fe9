"""camt.053, the bank-to-customer statement of ISO 20022, in every version.

Elements are known by their local names. An entry whose details each carry an amount that add up
to it is one row for each detail; any other entry is one row. ``CdtDbtInd`` says where the money
went also for a reversal (``RvslInd``), whose parties are those of the payment it takes back.
"""

from __future__ import annotations

import codecs
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers.documents._rows import Lines, Place, Rows, balance_remark, cut, decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow

NAME = "camt.053"
BLOCK = 1 << 16
MAX_DEPTH = 100
MAX_ELEMENTS = 2_000_000
MAX_TEXT = 20_000
HEADER = [
    "account", "account owner", "currency", "booking date", "value date", "credit or debit",
    "amount", "entry status", "reversal", "counterparty name", "counterparty account",
    "counterparty bank", "remittance information", "entry information", "transaction code",
    "servicer reference", "end to end id", "statement",
]  # fmt: skip
DETAILS_DIFFER = N_(
    "The details of the entry do not add up to its amount {amount}; it was read as one row."
)
_GB = re.compile(rb"""encoding\s*=\s*["'](gb[0-9a-z-]+)["']""", re.IGNORECASE)
_SISTERS = {
    "BkToCstmrAcctRpt": N_("It is a camt.052 report of a day that is not over, no statement."),
    "BkToCstmrDbtCdtNtfctn": N_("It is a camt.054 notice of single bookings, no statement."),
}
"""Messages with the same entries, which a statement repeats: they are refused by name."""
_STATEMENT_PARTS = ("Id", "Acct", "Bal", "Ntry")


def sniff(head: bytes) -> bool:
    """Whether a file is XML that soon names a bank-to-customer statement."""
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith(b"<") and any(
        name in plain for name in (b"BkToCstmrStmt", *(each.encode() for each in _SISTERS))
    )


def tables(stream: BinaryIO, progress: Progress, place: Place | None = None) -> Iterator[Rows]:
    """One table with the entries of every statement in the file."""
    del place
    table = Rows("", iter(()))
    table.rows = _rows(stream, table, progress)
    yield table


def _rows(stream: BinaryIO, table: Rows, progress: Progress) -> Iterator[NumberedRow]:
    yield 1, HEADER, 0
    target = _Statements(table)
    parser: Any = XMLParser(target=target, forbid_dtd=True)
    target.parser = parser.parser
    try:
        for block in _blocks(stream):
            progress.check()
            parser.feed(block)
            yield from target.taken()
        parser.close()
    except DefusedXmlException as error:
        raise RefusedInput(
            _("The XML file declares entities or a document type; that is how files attack."),
            _("Ask the bank for the plain statement."),
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise RefusedInput(
            _("The XML file is damaged or cut off."), _("Ask the bank for the file again.")
        ) from error
    yield from target.taken()


def _blocks(stream: BinaryIO) -> Iterator[bytes | str]:
    """The file in blocks; Chinese encodings, which the parser does not know, as text."""
    first = stream.read(BLOCK)
    found = _GB.search(first[:200])
    if found is None:
        while first:
            yield first
            first = stream.read(BLOCK)
        return
    decoder = codecs.getincrementaldecoder("gb18030")("replace")
    while first:
        yield decoder.decode(first)
        first = stream.read(BLOCK)


class Node:
    """An element with its local name, attributes, text and children."""

    __slots__ = ("children", "currency", "firsts", "line", "name", "text")

    def __init__(self, name: str, line: int, currency: str = "") -> None:
        self.name = name
        self.line = line
        self.currency = currency
        self.text = ""
        self.children: list[Node] = []
        self.firsts: dict[str, Node] = {}

    def add(self, child: Node) -> None:
        """Take a child."""
        self.children.append(child)
        self.firsts.setdefault(child.name, child)

    def all(self, name: str) -> list[Node]:
        """The children of this name."""
        return [child for child in self.children if child.name == name]

    def at(self, *path: str) -> Node | None:
        """The first element at a path."""
        node = self
        for name in path:
            found = node.firsts.get(name)
            if found is None:
                return None
            node = found
        return node

    def said(self, *path: str) -> str:
        """The text at a path, or nothing."""
        node = self.at(*path)
        return node.text.strip() if node is not None else ""

    def first(self, *names: str) -> str:
        """The text of the first descendant with one of the names, names in order."""
        for name in names:
            for node in self._below():
                if node.name == name and node.text.strip():
                    return node.text.strip()
        return ""

    def _below(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child._below()


class _Statements:
    """Takes the events of the parser; keeps one entry at a time."""

    def __init__(self, table: Rows) -> None:
        self.parser: Any = None
        self._table = table
        self._lines = Lines()
        self._ready: list[NumberedRow] = []
        self._path: list[str] = []
        self._open: list[Node] = []
        self._elements = 0
        self._begin()

    def _begin(self) -> None:
        self._name = self._account = self._owner = self._currency = ""
        self._balances: dict[str, Decimal] = {}
        self._moved = Decimal(0)

    def taken(self) -> list[NumberedRow]:
        """The rows that are ready."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        if len(self._path) > MAX_DEPTH:
            raise RefusedInput(
                _("The XML file is nested absurdly deep."), _("Ask the bank for the file again.")
            )
        if self._open or (self._path and self._path[-1] == "Stmt" and name in _STATEMENT_PARTS):
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                raise RefusedInput(
                    _("One entry of the statement has absurdly many details."),
                    _("Ask the bank for a statement with single entries."),
                )
            node = Node(name, self.parser.CurrentLineNumber, attributes.get("Ccy", ""))
            if self._open:
                self._open[-1].add(node)
            self._open.append(node)
        elif name == "Stmt":
            self._begin()
        elif name in _SISTERS:
            raise RefusedInput(
                _(_SISTERS[name]), _("Ask the bank for the camt.053 statement of the period.")
            )
        self._path.append(name)

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        if self._open and len(self._open[-1].text) < MAX_TEXT:
            self._open[-1].text += text[:MAX_TEXT]

    def end(self, tag: str) -> None:
        """An element ends."""
        del tag
        name = self._path.pop()
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._elements = 0
                self._part(node)
        elif name == "Stmt":
            opening = self._balances.get("OPBD", self._balances.get("PRCD"))
            closing = self._balances.get("CLBD")
            for code, sentence in balance_remark(self._name, opening, self._moved, closing):
                self._table.remarks.append((self.parser.CurrentLineNumber, code, sentence))

    def close(self) -> None:
        """The document ends."""

    def _part(self, node: Node) -> None:
        if node.name == "Id":
            self._name = node.text.strip()
        elif node.name == "Acct":
            self._account = node.said("Id", "IBAN") or node.said("Id", "Othr", "Id")
            self._account = self._account or node.first("IBAN", "Id")
            self._owner = node.said("Ownr", "Nm") or node.said("Ownr", "Pty", "Nm")
            self._currency = node.said("Ccy")
        elif node.name == "Bal":
            code = node.said("Tp", "CdOrPrtry", "Cd")
            amount = decimal_of(node.said("Amt"))
            if amount is not None and (code == "CLBD" or code not in self._balances):
                self._balances[code] = -amount if node.said("CdtDbtInd") == "DBIT" else amount
        else:
            self._entry(node)

    def _entry(self, entry: Node) -> None:
        amount = decimal_of(entry.said("Amt"))
        status = entry.said("Sts", "Cd") or entry.said("Sts")
        sign = -1 if entry.said("CdtDbtInd") == "DBIT" else 1
        if amount is not None and status in ("BOOK", ""):
            self._moved += sign * amount
        details = [d for part in entry.all("NtryDtls") for d in part.all("TxDtls")]
        amounts = [_own_amount(detail, entry) for detail in details]
        if len(details) > 1 and None not in amounts:
            signs = [
                -1 if (d.said("CdtDbtInd") or entry.said("CdtDbtInd")) == "DBIT" else 1
                for d in details
            ]
            total = sum(s * (a or 0) for s, a in zip(signs, amounts, strict=True))
            if amount is not None and total == sign * amount:
                for detail, part in zip(details, amounts, strict=True):
                    way = detail.said("CdtDbtInd") or entry.said("CdtDbtInd")
                    self._row(entry, [detail], f"{part:f}", way, detail.line)
                return
            line = self._whole(entry, details)
            self._table.remarks.append(
                (line, "details_differ", _(DETAILS_DIFFER).format(amount=entry.said("Amt")[:40]))
            )
            return
        self._whole(entry, details)

    def _whole(self, entry: Node, details: list[Node]) -> int:
        """One row for an entry as it stands; the line it got."""
        return self._row(entry, details, entry.said("Amt"), entry.said("CdtDbtInd"), entry.line)

    def _row(self, entry: Node, details: list[Node], amount: str, way: str, line: int) -> int:
        detail = details[0] if len(details) == 1 else Node("TxDtls", line)
        status = entry.said("Sts", "Cd") or entry.said("Sts")
        reversal = entry.said("RvslInd").lower() in ("true", "1")
        sides = {_party(each, way, self._account, reversal=reversal) for each in details}
        name, account, bank = sides.pop() if len(sides) == 1 else ("", "", "")
        money = entry.at("Amt")
        remittance = [
            text for each in detail.all("RmtInf") for u in each.children
            if (text := u.text.strip() or u.first("Ref", "AddtlRmtInf"))
        ]  # fmt: skip
        booked = entry.at("BookgDt") or entry.at("ValDt") or Node("", 0)
        codes = [
            entry.said("BkTxCd", "Domn", *path)
            for path in (("Cd",), ("Fmly", "Cd"), ("Fmly", "SubFmlyCd"))
        ]
        cells = cut([
            self._account, self._owner, (money.currency if money else "") or self._currency,
            _when(booked), _when(entry.at("ValDt") or Node("", 0)),
            {"CRDT": "C", "DBIT": "D"}.get(way, way), amount,
            {"BOOK": "S", "": "S", "PDNG": "P", "INFO": "P", "FUTR": "P"}.get(status, status),
            "RvslInd" if reversal else "", name, account, bank, " ".join(remittance),
            " ".join(t for t in (entry.said("AddtlNtryInf"), detail.said("AddtlTxInf")) if t),
            "/".join(code for code in codes if code) or entry.said("BkTxCd", "Prtry", "Cd"),
            detail.said("Refs", "AcctSvcrRef") or entry.said("AcctSvcrRef"),
            _end_to_end(detail), self._name,
        ])  # fmt: skip
        number = self._lines.take(line)
        self._ready.append((number, cells, 0))
        return number


def _own_amount(detail: Node, entry: Node) -> Decimal | None:
    """What a detail says of itself in the entry's currency."""
    money = entry.at("Amt")
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        node = detail.at(*path)
        if node is not None and money is not None and node.currency in ("", money.currency):
            return decimal_of(node.text)
    return None


def _when(node: Node) -> str:
    """A day as ten characters; a moment with its offset, which becomes case time further on."""
    return node.said("DtTm") or node.said("Dt")[:10]


def _end_to_end(detail: Node) -> str:
    text = detail.said("Refs", "EndToEndId")
    return "" if text == "NOTPROVIDED" else text


def _party(detail: Node, way: str, own: str, *, reversal: bool) -> tuple[str, str, str]:
    """Name, account and bank of the other side."""
    payer_first = (way == "CRDT") != reversal
    parties, agents = detail.at("RltdPties"), detail.at("RltdAgts")
    parties, agents = parties or Node("", 0), agents or Node("", 0)
    for side in ("Dbtr", "Cdtr") if payer_first else ("Cdtr", "Dbtr"):
        name = (
            parties.said(side, "Nm") or parties.said(side, "Pty", "Nm")
            or parties.said(f"Ultmt{side}", "Nm") or parties.said(f"Ultmt{side}", "Pty", "Nm")
        )  # fmt: skip
        number = parties.said(f"{side}Acct", "Id", "IBAN")
        number = number or parties.said(f"{side}Acct", "Id", "Othr", "Id")
        if number and number == own:
            continue
        if name or number:
            agent = agents.at(f"{side}Agt") or Node("", 0)
            return name, number, agent.first("BICFI", "BIC", "Nm")
    return "", "", ""
