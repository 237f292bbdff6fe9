"""Flows as a list, each with the rows that prove it; the raw row behind a source on request."""

from __future__ import annotations

import itertools
import sys
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.errors import KnownError, UsageError
from app.base.i18n import _
from app.base.progress import Progress
from app.importers import spreadsheet, textfile
from app.importers.decisions import sentences
from app.importers.documents import Document, document_named
from app.importers.documents import Place as DocumentPlace
from app.importers.encoding import BOMS, Encoding
from app.model.source_file import SourceFile
from app.store.ledger import account_queries, flow_queries

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from app.store.casefile import CaseFile

KINDS = ("transfer", "cash", "fee", "interest", "service")
STATUSES = ("success", "failed", "pending", "reversed", "neutral")
NOT_NAMED = "-"
"""Stands for the other side that no row names."""
PAGED = "pdf"
"""The encoding whose line index leads from lines to pages."""
_CODECS = {name: (codec, len(mark)) for mark, name, codec in BOMS}


@dataclass(frozen=True)
class FlowSource:
    """One row that proves a flow: where it stands; a paged document says the page too."""

    record: int
    file_id: int
    file: str
    sheet: str
    sheet_no: int
    line: int
    sha256: str
    duplicate: bool
    page: int | None = None
    page_line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        paged = {} if self.page is None else {"page": self.page, "page_line": self.page_line}
        return {
            **paged,
            "file": self.file,
            "sheet": self.sheet,
            "line": self.line,
            "sha256": self.sha256,
            "duplicate": self.duplicate,
        }


@dataclass(frozen=True)
class FlowRow:
    """One movement of money (资金流)."""

    id: int
    time: datetime
    exactness: int
    payer: str | None
    payee: str | None
    payer_name: str | None
    payee_name: str | None
    amount_fen: int
    currency: str
    channel: str | None
    kind: str
    status: str
    summary: str | None
    sources: tuple[FlowSource, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {
            "id": self.id,
            "time": clock.iso(self.time),
            "payer": self.payer,
            "payee": self.payee,
            "payer_name": self.payer_name,
            "payee_name": self.payee_name,
            "amount_fen": self.amount_fen,
            "currency": self.currency,
            "channel": self.channel,
            "kind": self.kind,
            "status": self.status,
            "summary": self.summary,
            "sources": [source.to_json() for source in self.sources],
        }


@dataclass(frozen=True)
class RawRow:
    """A row as given: its cells under the header, its text, and what reading it decided."""

    source: FlowSource
    header: tuple[str, ...]
    cells: tuple[str, ...]
    decisions: tuple[str, ...]


def list_flows(
    case: CaseFile,
    *,
    account: str | None = None,
    counterparty: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> list[FlowRow]:
    """Flows in time order, of one account (by any of its numbers) and period if wanted.

    ``counterparty`` narrows them to those with one other account, or ``-`` to those whose other
    side no row names: what proves one line of the counterparties.

    Raises:
        UsageError: no account has this number, or a counterparty is given without an account.
    """
    if counterparty is not None and account is None:
        raise UsageError(_("A counterparty is asked for beside an account."))
    reader = case.ledger.reader()
    try:
        accounts = None if account is None else _known(reader, account)
        others: list[int] | None = None if counterparty is None else []
        if counterparty is not None and counterparty != NOT_NAMED:
            others = _known(reader, counterparty)
        flows, proofs = flow_queries.flows(reader, accounts, since, until, limit, others)
        return _with_sources(case, reader, flows, proofs)
    finally:
        reader.close()


def flows_by_id(case: CaseFile, ids: list[int]) -> list[FlowRow]:
    """Some flows by their ids, in time order; those that are gone are left out."""
    reader = case.ledger.reader()
    try:
        flows, proofs = flow_queries.flows(reader, None, None, None, None, ids=ids)
        return _with_sources(case, reader, flows, proofs)
    finally:
        reader.close()


def _with_sources(
    case: CaseFile,
    reader: duckdb.DuckDBPyConnection,
    flows: list[tuple[Any, ...]],
    proofs: list[tuple[Any, ...]],
) -> list[FlowRow]:
    """Flows with the rows that prove them, and where those stand."""
    with case.session(read_only=True) as session:
        columns = (SourceFile.id, SourceFile.path, SourceFile.sha256, SourceFile.encoding)
        found = session.execute(sa.select(*columns)).all()
    files = {row.id: (row.path, row.sha256) for row in found}
    paged = [row.id for row in found if row.encoding == PAGED]
    pages = flow_queries.pages(reader, paged) if paged else {}
    by_flow: dict[int, list[FlowSource]] = {}
    for flow, record, file, sheet_no, sheet, line, duplicate in proofs:
        path, sha256 = files.get(file, ("", ""))
        by_flow.setdefault(flow, []).append(
            FlowSource(
                record,
                file,
                path,
                sheet or "",
                sheet_no,
                line,
                sha256,
                duplicate,
                *_page_of(pages.get(file, []), line),
            )
        )
    return [
        FlowRow(
            id_, time, exactness, payer, payee, payer_name, payee_name, amount, currency, channel,
            KINDS[kind], STATUSES[status], summary, tuple(by_flow.get(id_, ())),
        )
        for (id_, time, exactness, payer, payee, payer_name, payee_name, amount, currency, kind,
             status, channel, summary) in flows
    ]  # fmt: skip


def _known(reader: duckdb.DuckDBPyConnection, number: str) -> list[int]:
    accounts = account_queries.account_ids(reader, number)
    if not accounts:
        raise UsageError(
            _("No account has the number “{number}”.").format(number=number),
            _("Look at the list of accounts."),
        )
    return accounts


def _page_of(pages: list[tuple[int, int]], line: int) -> tuple[int | None, int | None]:
    """Page and line on the page, from (first line, page) pairs; nothing without pages."""
    place = bisect_right(pages, (line, sys.maxsize)) - 1
    return (pages[place][1], line - pages[place][0] + 1) if place >= 0 else (None, None)


def raw_row(case: CaseFile, source: FlowSource) -> RawRow:
    """The row behind a source, read again from the vaulted original.

    Raises:
        KnownError: the original is not there any more, or was altered.
    """
    reader = case.ledger.reader()
    try:
        entry, flags = flow_queries.place_of(reader, source.record, source.file_id, source.line)
    finally:
        reader.close()
    with case.session(read_only=True) as session:
        file = session.get_one(SourceFile, source.file_id)
        encoding_name = file.encoding or ""
        tables = file.recognition.get("tables", [])
        sha256 = file.sha256
    header: tuple[str, ...] = ()
    header_line = next(
        (t.get("header_line", 1) for t in tables if t.get("sheet", "") == source.sheet), 1
    )
    cells: tuple[str, ...] = ()
    document = document_named(encoding_name)
    if document is not None:
        header, cells = _from_document(case, document, sha256, source, header_line, entry)
    elif encoding_name in ("xlsx", "xls"):
        header, cells = _from_workbook(case, sha256, source, header_line)
    else:
        codec, mark = _CODECS.get(encoding_name, (encoding_name or "utf-8", 0))
        encoding = Encoding(encoding_name, codec, mark)
        header = _text_line(case, sha256, encoding, 1, mark, header_line)
        cells = _text_line(case, sha256, encoding, entry[0], entry[1], source.line)
    if not cells:
        raise KnownError(_("Line {line} is not in the original file.").format(line=source.line))
    return RawRow(source, header, cells, tuple(sentences(flags)))


def _text_line(
    case: CaseFile, sha256: str, encoding: Encoding, first_line: int, offset: int, line: int
) -> tuple[str, ...]:
    """The cells of one line, entering the file where ``first_line`` begins."""
    with case.vault.open(sha256) as stream:
        chunk = next(textfile.chunks(stream, encoding, start=(offset, first_line)), None)
    if chunk is None:
        return ()
    lines = chunk.text.split("\n")[line - chunk.first_line :][: textfile.QUOTED_LINES + 1]
    if not lines:
        return ()
    delimiter = max(textfile.DELIMITERS, key=lines[0].count)
    found = next(textfile.exact_rows(lines, line, delimiter), None)
    return tuple(found[1]) if found else ()


def _from_document(
    case: CaseFile,
    document: Document,
    sha256: str,
    source: FlowSource,
    header_line: int,
    entry: tuple[int, int],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Header and cells of a row; a paged document is entered on the page of the row."""
    place = DocumentPlace(entry[1], entry[0]) if source.page is not None else None
    header: tuple[str, ...] = ()
    with case.vault.open(sha256) as stream:
        for number, table in enumerate(document.tables(stream, Progress(), place)):
            if number == source.sheet_no:
                for line, cells, _bits in table.rows:
                    if line == header_line:
                        header = tuple(cells)
                    if line == source.line:
                        return header, tuple(cells)
    return (), ()


def _from_workbook(
    case: CaseFile, sha256: str, source: FlowSource, header_line: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with case.vault.open(sha256) as stream:
        for number, (_name, _height, rows) in enumerate(spreadsheet.sheets(stream, Progress())):
            if number == source.sheet_no:
                header: tuple[str, ...] = ()
                for line, cells, _bits in itertools.takewhile(
                    lambda row: row[0] <= source.line, rows
                ):
                    if line == header_line:
                        header = tuple(cells)
                    if line == source.line:
                        return header, tuple(cells)
    return (), ()
