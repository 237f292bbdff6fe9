"""Reading one vaulted file into the stage: recognition, chunks, rows, facts."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers import encoding as encodings
from app.importers import spreadsheet, staging, textfile, transfers
from app.importers.dirt import Dirtiness, tidied
from app.importers.facts import Fact, FactRow, NoticeFact, RejectFact, facts_query
from app.importers.header import HEADER_ROWS, Recognition, recognise, recognise_header_free
from app.importers.layout import FileContext, Layout, NumberedRow, Space, all_layouts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.base.progress import Progress
    from app.ops.import_report import FileReport
    from app.store.ledger.connection import Ledger

HEAD_BYTES = 1 << 20
HEAD_ROWS = HEADER_ROWS + 25
ROWS_AT_ONCE = 50_000
FAST_CHARS = 1 << 20
SNIFFED_LINES = 80


@dataclass(frozen=True)
class SourcedFact:
    """A fact with the row it stands in."""

    fact: Fact
    file: int
    sheet: int
    sheet_name: str
    line: int


@dataclass
class ReadFile:
    """What reading a file left beside the stage."""

    report: FileReport
    sheets: list[tuple[int, str]] = field(default_factory=list)
    line_index: list[tuple[int, int]] = field(default_factory=list)
    remarks: list[tuple[int, int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Table:
    """One recognised table about to be read."""

    recognition: Recognition
    context: FileContext
    constants: Mapping[str, str]
    width: int
    file: int
    sheet: int

    @property
    def shape(self) -> tuple[object, ...]:
        """Tables of one shape are read by one query."""
        return (
            self.recognition.layout.key,
            tuple(sorted(self.recognition.mapping.items())),
            self.recognition.header,
            tuple(self.constants),
            self.width,
        )


@dataclass
class _Waiting:
    """Rows of tables of one shape that wait to be read together: planning a query costs more
    than reading a small file."""

    table: _Table
    text: io.StringIO = field(default_factory=io.StringIO)
    rows: int = 0


class FileReader:
    """Reads files of one import, one after the other."""

    def __init__(self, ledger: Ledger, batch: int, progress: Progress) -> None:
        self._ledger = ledger
        self._connection = ledger.connection
        self._batch = batch
        self._progress = progress
        self._waiting: dict[tuple[object, ...], _Waiting] = {}
        self._counts: dict[tuple[int, int], staging.SheetCount] = {}
        self._contexts: dict[tuple[int, int], FileContext] = {}
        self._file = 0
        self.facts: list[SourcedFact] = []
        self.bytes_done = 0
        self.bytes_total = 0

    def read(self, stream: BinaryIO, report: FileReport) -> ReadFile:
        """Read one file.

        Raises:
            RefusedInput: it is not text, not a workbook, or of no known layout.
        """
        read = ReadFile(report)
        magic = stream.read(8)
        stream.seek(0)
        if magic.startswith(spreadsheet.ZIP_MAGIC) or magic == spreadsheet.OLE_MAGIC:
            self._workbook(stream, read, zipped=magic != spreadsheet.OLE_MAGIC)
        elif not magic:
            raise RefusedInput(_("The file is empty."))
        else:
            self._text(stream, read)
        return read

    def flush(self, least: int = 0) -> None:
        """Read the rows that wait, where a shape has more than ``least`` of them."""
        for shape, waiting in list(self._waiting.items()):
            if waiting.rows > least:
                del self._waiting[shape]
                self._read_waiting(waiting)

    def drop_waiting(self) -> None:
        """Forget which sheets the refused file had; rows of it that wait are read and dropped."""
        self.flush()
        for place in [place for place in self._counts if place[0] == self._file]:
            del self._counts[place]
        self.facts = [fact for fact in self.facts if fact.file != self._file]

    def count_into(self, reports: Iterable[FileReport]) -> None:
        """Write the counts of rows into the reports, once everything is flushed."""
        by_id = {report.file_id: report for report in reports}
        for (file, _sheet), count in self._counts.items():
            totals = by_id[file].totals
            totals.rows_read += count.read
            totals.rows_rejected += count.outcomes["reject"]
            totals.rows_notice += count.outcomes["notice"]
            totals.rows_imported += count.outcomes["fact"]
            totals.damaged_numbers += count.damaged

    # --- text -----------------------------------------------------------------------------------

    def _text(self, stream: BinaryIO, read: ReadFile) -> None:
        report = read.report
        head = stream.read(HEAD_BYTES)
        found = encodings.detect(head, whole=len(head) < HEAD_BYTES)
        if found is None:
            raise RefusedInput(_("It is neither text nor a workbook."))
        report.encoding = found.name
        first = next(textfile.chunks(stream, found, HEAD_BYTES), None)
        if first is None or not first.text.strip():
            raise RefusedInput(_("The file is empty."))
        lines = first.text.split("\n")[:SNIFFED_LINES]
        context = FileContext(report.path, "")
        read.sheets.append((0, ""))
        delimiter, rows, layout, recognition = self._recognise_text(lines, context)
        if layout is not None and layout.rows is not None:
            self._rewritten(
                layout, context, self._exact_stream(stream, found, delimiter, read), read, 0
            )
            return
        if recognition is None:
            raise RefusedInput(_("No known layout has such a header."), _said(rows))
        preamble = tuple(tuple(cells) for _line, cells, _bits in rows[: recognition.header_row])
        context = FileContext(report.path, "", preamble)
        widths = [len(cells) for _line, cells, _bits in rows[recognition.header_row + 1 :]]
        width = max(len(recognition.header), max(set(widths), key=widths.count) if widths else 0)
        table = self._table(recognition, context, width, 0, read)
        header_end = rows[recognition.header_row + recognition.header_rows - 1][0]
        last_line = 0
        for chunk in textfile.chunks(stream, found):
            self._progress.step(self.bytes_done + chunk.byte_offset, self.bytes_total, _("reading"))
            read.line_index.append((chunk.first_line, chunk.byte_offset))
            last_line = chunk.first_line + chunk.text.count("\n")
            body = _below(chunk, header_end)
            if body.text:
                self._text_chunk(body, delimiter, table)
        self._row_limit(read, 0, last_line)

    def _recognise_text(
        self, lines: list[str], context: FileContext
    ) -> tuple[str, list[NumberedRow], Layout | None, Recognition | None]:
        text = "\n".join(lines)
        free = recognise_header_free(text, context, all_layouts())
        if free is not None:
            return "\t", [], free, None
        best: tuple[float, str, list[NumberedRow], Recognition] | None = None
        fallback: list[NumberedRow] = []
        for delimiter in textfile.DELIMITERS:
            if delimiter not in text:
                continue
            rows = list(textfile.exact_rows(lines, 1, delimiter))
            fallback = fallback or rows
            sections = _with_sections(rows, context)
            if sections is not None:
                return delimiter, rows, sections, None
            found = recognise(rows, context, all_layouts())
            if found is not None and (best is None or len(found.mapping) > best[0]):
                best = (len(found.mapping), delimiter, rows, found)
        if best is None:
            return ",", fallback or list(textfile.exact_rows(lines, 1, ",")), None, None
        return best[1], best[2], None, best[3]

    def _exact_stream(
        self, stream: BinaryIO, found: encodings.Encoding, delimiter: str, read: ReadFile
    ) -> Iterator[NumberedRow]:
        for chunk in textfile.chunks(stream, found):
            self._progress.check()
            read.line_index.append((chunk.first_line, chunk.byte_offset))
            yield from textfile.exact_rows(
                chunk.text.split("\n"), chunk.first_line, delimiter, chunk.bad
            )

    def _text_chunk(self, chunk: textfile.TextChunk, delimiter: str, table: _Table) -> None:
        text, dirt = tidied(chunk.text, delimiter)
        if (
            table.recognition.layout.transfers is not None
            and len(text) >= FAST_CHARS
            and textfile.is_regular(chunk, delimiter, table.width)
        ):
            lines = text.count("\n") + (0 if text.endswith("\n") else 1)
            address = self._ledger.staging.put_chunk("chunk", text.encode("utf-8", "replace"))
            raw = staging.raw_from_csv(
                address,
                table.width,
                delimiter=delimiter,
                quoted='"' in text,
                whole=(table.file, table.sheet, chunk.first_line, list(table.constants.values())),
            )
            try:
                if self._stage(raw, table, dirt, expected=lines):
                    return
            finally:
                self._ledger.staging.drop_chunk("chunk")
        rows = textfile.exact_rows(chunk.text.split("\n"), chunk.first_line, delimiter, chunk.bad)
        self._rows(rows, table)

    # --- workbooks ------------------------------------------------------------------------------

    def _workbook(self, stream: BinaryIO, read: ReadFile, *, zipped: bool) -> None:
        read.report.encoding = "xlsx" if zipped else "xls"
        if zipped:
            spreadsheet.guard_xlsx(stream, self._progress)
            stream.seek(0)
        recognised = 0
        why: list[str] = []
        for number, (name, height, rows) in enumerate(spreadsheet.sheets(stream)):
            read.sheets.append((number, name))
            context = FileContext(read.report.path, name)
            head = list(itertools.islice(rows, HEAD_ROWS))
            if not head:
                continue
            rest = itertools.chain(head, rows)
            sections = _with_sections(head, context)
            if sections is not None:
                recognised += 1
                self._rewritten(sections, context, rest, read, number)
                continue
            recognition = recognise(head, context, all_layouts())
            if recognition is None:
                why.append(_said(head))
                read.remarks.append(
                    (number, 0, "sheet_not_recognised",
                     _("The sheet “{name}” is of no known layout and was not read.").format(
                         name=name)),
                )  # fmt: skip
                continue
            recognised += 1
            preamble = tuple(tuple(cells) for _l, cells, _b in head[: recognition.header_row])
            context = FileContext(read.report.path, name, preamble)
            table = self._table(recognition, context, len(recognition.header), number, read)
            skip = recognition.header_row + recognition.header_rows
            self._rows(itertools.islice(rest, skip, None), table)
            self._row_limit(read, number, height)
        if not recognised:
            raise RefusedInput(_("No known layout has such a header."), why[0] if why else "")

    # --- both -----------------------------------------------------------------------------------

    def _rewritten(
        self,
        layout: Layout,
        context: FileContext,
        rows: Iterable[NumberedRow],
        read: ReadFile,
        sheet: int,
    ) -> None:
        """A table that a layout rewrites before it has a header."""
        if layout.rows is None:
            raise ValueError(layout.key)
        rewritten = layout.rows(rows, context)
        if layout.header_free:
            header = tuple(column.names[0] for column in layout.columns)
            mapping = {column.role: index for index, column in enumerate(layout.columns)}
            recognition: Recognition | None = Recognition(
                layout, 0, 1, 0, header, mapping, 100, (_("The words in it are this layout's."),)
            )
        else:
            head = list(itertools.islice(rewritten, HEAD_ROWS))
            recognition = recognise(head, context, (layout,))
            if recognition is None:
                raise RefusedInput(_("No known layout has such a header."), _said(head))
            rewritten = itertools.chain(head[recognition.header_row + 1 :], rewritten)
        table = self._table(recognition, context, len(recognition.header), sheet, read)
        self._rows(rewritten, table)

    def _table(
        self, recognition: Recognition, context: FileContext, width: int, sheet: int, read: ReadFile
    ) -> _Table:
        layout = recognition.layout
        report = read.report
        if report.format is None or report.kind != "transfers":
            report.format, report.kind = layout.key, layout.kind
        report.recognition.append(
            {
                "sheet": context.sheet,
                "layout": layout.key,
                "title": _(layout.title),
                "score": recognition.score,
                "header_line": recognition.header_line,
                "columns": {
                    role: recognition.header[index] for role, index in recognition.mapping.items()
                },
                "reasons": list(recognition.reasons),
                "rivals": [list(rival) for rival in recognition.rivals],
            }
        )
        constants = layout.constants(context) if layout.constants is not None else {}
        self._counts[(self._file, sheet)] = staging.SheetCount()
        self._contexts[(self._file, sheet)] = context
        return _Table(recognition, context, constants, width, self._file, sheet)

    def _rows(self, rows: Iterable[NumberedRow], table: _Table) -> None:
        waiting = self._waiting.setdefault(table.shape, _Waiting(table))
        prefix: list[object] = [table.file, table.sheet, *table.constants.values()]
        iterator = iter(rows)
        while part := list(itertools.islice(iterator, ROWS_AT_ONCE)):
            self._progress.check()
            waiting.rows += textfile.write_csv(waiting.text, part, table.width, prefix)
            if waiting.rows >= ROWS_AT_ONCE:
                self._read_waiting(waiting)
                waiting.text, waiting.rows = io.StringIO(), 0

    def _read_waiting(self, waiting: _Waiting) -> None:
        if not waiting.rows:
            return
        table = waiting.table
        text, dirt = tidied(waiting.text.getvalue(), ",")
        address = self._ledger.staging.put_chunk("rows", text.encode("utf-8", "replace"))
        raw = staging.raw_from_csv(address, table.width, constants=len(table.constants))
        try:
            if table.recognition.layout.transfers is not None:
                self._stage(raw, table, dirt)
            else:
                self._read_facts(raw, table, dirt)
        finally:
            self._ledger.staging.drop_chunk("rows")

    def _stage(
        self, raw: str, table: _Table, dirt: Dirtiness, *, expected: int | None = None
    ) -> bool:
        rules = table.recognition.layout.transfers
        if rules is None:
            raise ValueError(table.recognition.layout.key)
        query = transfers.build(
            table.recognition, tuple(table.constants), "temp.raw", table.width, dirt
        )
        return staging.stage_chunk(
            self._connection,
            raw,
            query,
            staging.RowsRules(
                int(rules.space),
                rules.space is not Space.BANK,
                rules.inverted_words,
                rules.direction == "columns",
            ),
            self._batch,
            self._counts,
            expected,
        )

    def _read_facts(self, raw: str, table: _Table, dirt: Dirtiness) -> None:
        layout = table.recognition.layout
        if layout.facts is None:
            raise ValueError(layout.key)
        self._connection.execute(f"create or replace temp table raw as {raw}")
        query, roles = facts_query(table.recognition, "temp.raw", table.width, dirt)
        refused: list[tuple[Any, ...]] = []
        for file, sheet, line, cells, damaged, *values in self._connection.execute(
            query
        ).fetchall():
            context = self._contexts[(file, sheet)]
            count = self._counts[(file, sheet)]
            count.damaged += damaged or 0
            outcome = "fact"
            for fact in layout.facts(
                FactRow(line, dict(zip(roles, values, strict=True)), cells), context
            ):
                if isinstance(fact, (RejectFact, NoticeFact)):
                    outcome = "reject" if isinstance(fact, RejectFact) else "notice"
                    refused.append((self._batch, file, sheet, line, outcome, fact.reason, cells))
                else:
                    self.facts.append(SourcedFact(fact, file, sheet, context.sheet, line))
            count.outcomes[outcome] += 1
        if refused:
            self._connection.executemany(
                "insert into refusal values (?, ?, ?, ?, ?, ?, ?)", refused
            )

    def begin_file(self, file_id: int) -> None:
        """Say which file the next ``read`` is."""
        self._file = file_id

    def _row_limit(self, read: ReadFile, sheet: int, rows: int) -> None:
        """A table that ends exactly where a spreadsheet ends was probably cut off there."""
        if rows in (spreadsheet.XLS_ROW_LIMIT, spreadsheet.XLSX_ROW_LIMIT):
            read.remarks.append(
                (sheet, rows, "row_limit",
                 _("The table ends exactly at a spreadsheet's limit of {rows} rows; the rest is"
                   " probably missing.").format(rows=rows)),
            )  # fmt: skip


def _with_sections(rows: Sequence[NumberedRow], context: FileContext) -> Layout | None:
    """A layout that rewrites rows and whose words stand in the first rows."""
    text = "\n".join("\t".join(cells) for _line, cells, _bits in rows)
    for layout in all_layouts():
        if layout.rows is None or layout.header_free:
            continue
        if all(word in text for word in layout.signature) and any(
            word in f"{context.path}\n{context.sheet}" for word in layout.hints
        ):
            head = list(layout.rows(iter(rows), context))
            if recognise(head, context, (layout,)) is not None:
                return layout
    return None


def _below(chunk: textfile.TextChunk, header_end: int) -> textfile.TextChunk:
    """The lines of a chunk below the header."""
    skip = header_end - chunk.first_line + 1
    if skip <= 0:
        return chunk
    place = 0
    for _number in range(skip):
        place = chunk.text.find("\n", place) + 1
        if place == 0:
            return textfile.TextChunk("", header_end + 1, chunk.byte_offset, chunk.bad)
    return textfile.TextChunk(chunk.text[place:], header_end + 1, chunk.byte_offset, chunk.bad)


def _said(rows: Sequence[NumberedRow]) -> str:
    """The fullest of the first rows, as a hint at what the file says."""
    if not rows:
        return ""
    fullest = max(rows[:HEADER_ROWS], key=lambda row: sum(1 for cell in row[1] if cell.strip()))
    text = " | ".join(cell.strip() for cell in fullest[1][:12] if cell.strip())
    return _("It begins: {text}").format(text=text[:200]) if text else ""
