"""Reading one vaulted file into the stage: recognition, chunks, rows, facts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from app.base.ahead import ahead
from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers import encoding as encodings
from app.importers import spreadsheet, textfile
from app.importers.documents import HEAD_BYTES as SNIFFED_BYTES
from app.importers.documents import document_of
from app.importers.header import HEADER_ROWS, Recognition, recognise, recognise_header_free
from app.importers.layout import FileContext, Layout, NumberedRow, all_layouts
from app.importers.mapping_text import write_mapping
from app.importers.regular import RegularChunk, regular
from app.ops.import_tables import Table, TableReader
from app.ops.recognising import GUESS_LINES, Recogniser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import duckdb

    from app.base.progress import Progress
    from app.importers.documents import Document
    from app.ops.import_report import FileReport
    from app.store.ledger.connection import Ledger

HEAD_BYTES = 1 << 20
HEAD_ROWS = HEADER_ROWS + 25
SNIFFED_LINES = 80


@dataclass
class ReadFile:
    """What reading a file left beside the stage."""

    report: FileReport
    sheets: list[tuple[int, str]] = field(default_factory=list)
    line_index: list[tuple[int, int]] = field(default_factory=list)
    remarks: list[tuple[int, int, str, str]] = field(default_factory=list)


class FileReader:
    """Reads files of one import, one after the other."""

    def __init__(
        self,
        ledger: Ledger,
        batch: int,
        progress: Progress,
        recogniser: Recogniser,
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self._progress = progress
        self._recogniser = recogniser
        self.tables = TableReader(ledger, batch, progress, connection)
        self.file = 0
        self.bytes_done = 0
        self.bytes_total = 0
        self.rows_done = 0

    def read(self, stream: BinaryIO, report: FileReport) -> ReadFile:
        """Read one file.

        Raises:
            RefusedInput: it is not text, workbook or document, or of no known layout.
        """
        read = ReadFile(report)
        head = stream.read(SNIFFED_BYTES)
        magic = head[:8]
        stream.seek(0)
        if magic.startswith(spreadsheet.ZIP_MAGIC) or magic == spreadsheet.OLE_MAGIC:
            self._workbook(stream, read, zipped=magic != spreadsheet.OLE_MAGIC)
        elif not magic:
            raise RefusedInput(_("The file is empty."))
        elif document := document_of(head):
            self._document(document, stream, read)
        else:
            self._text(stream, read)
        return read

    # --- text -----------------------------------------------------------------------------------

    def _text(self, stream: BinaryIO, read: ReadFile) -> None:
        report = read.report
        head = stream.read(HEAD_BYTES)
        found = encodings.detect(head, whole=len(head) < HEAD_BYTES)
        if found is None:
            raise RefusedInput(_("It is neither text nor a workbook."))
        report.encoding = found.name
        first = next(textfile.chunks(stream, found, HEAD_BYTES), None)
        text = first.text if first is not None else ""
        if not text.strip():
            raise RefusedInput(_("The file is empty."))
        lines = text.split("\n")[:SNIFFED_LINES]
        context = FileContext(report.path, "")
        read.sheets.append((0, ""))
        delimiter, rows, layout, recognition = self._recognise_text(lines, context)
        if layout is not None and layout.rows is not None:
            self._rewritten(
                layout, context, self._exact_stream(stream, found, delimiter, read), read, 0
            )
            return
        if recognition is None:
            near = self._recogniser.unknown_text(text.split("\n")[:GUESS_LINES], context)
            raise RefusedInput(_("No known layout has such a header."), near or _said(rows))
        preamble = tuple(tuple(cells) for _line, cells, _bits in rows[: recognition.header_row])
        context = FileContext(report.path, "", preamble)
        widths = [len(cells) for _line, cells, _bits in rows[recognition.header_row + 1 :]]
        width = max(len(recognition.header), max(set(widths), key=widths.count) if widths else 0)
        table = self._table(recognition, context, width, 0, read)
        last = recognition.header_row + recognition.header_rows - 1
        header_end = rows[last][0] if last >= 0 else 0
        last_line = 0
        for part in ahead(_parts(textfile.chunks(stream, found), header_end, delimiter, table)):
            self._progress.step(
                self.bytes_done + part.byte_offset,
                self.bytes_total,
                _("reading"),
                rows=self.rows_done + last_line,
            )
            read.line_index.append((part.first_line, part.byte_offset))
            last_line = part.last_line
            if part.ready is None:
                self._exact_chunk(part.body, delimiter, table)
            elif not self.tables.chunk(part.ready, delimiter, table):
                self._exact_chunk(part.ready.as_text(), delimiter, table)
        self.rows_done += last_line
        self._row_limit(read, 0, last_line)

    def _recognise_text(
        self, lines: list[str], context: FileContext
    ) -> tuple[str, list[NumberedRow], Layout | None, Recognition | None]:
        text = "\n".join(lines)
        named = self._recogniser.text(lines, context, wanted=True)
        if named is not None:
            return named[0], named[1], None, named[2]
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
            mapped = self._recogniser.text(lines, context, wanted=False)
            if mapped is not None:
                return mapped[0], mapped[1], None, mapped[2]
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

    def _exact_chunk(self, chunk: textfile.TextChunk | None, delimiter: str, table: Table) -> None:
        if chunk is None or not chunk.data:
            return
        rows = textfile.exact_rows(chunk.text.split("\n"), chunk.first_line, delimiter, chunk.bad)
        self.tables.rows(rows, table)

    # --- workbooks ------------------------------------------------------------------------------

    def _workbook(self, stream: BinaryIO, read: ReadFile, *, zipped: bool) -> None:
        read.report.encoding = "xlsx" if zipped else "xls"
        if zipped:
            spreadsheet.guard_xlsx(stream, self._progress)
            stream.seek(0)
        recognised = 0
        why: list[str] = []
        for number, (name, height, rows) in enumerate(spreadsheet.sheets(stream, self._progress)):
            head = list(itertools.islice(rows, HEAD_ROWS))
            read.sheets.append((number, name))
            if not head:
                continue
            if self._sheet(number, name, head, rows, read):
                recognised += 1
                self._row_limit(read, number, height)
            else:
                why.append(self._recogniser.near or _said(head))
        if not recognised:
            raise RefusedInput(_("No known layout has such a header."), why[0] if why else "")

    # --- documents ------------------------------------------------------------------------------

    def _document(self, document: Document, stream: BinaryIO, read: ReadFile) -> None:
        read.report.encoding = document.name
        recognised = 0
        why: list[str] = []
        for number, table in enumerate(document.tables(stream, self._progress, None)):
            head = list(itertools.islice(table.rows, HEAD_ROWS))
            read.sheets.append((number, table.name))
            if self._sheet(number, table.name, head, table.rows, read):
                recognised += 1
            else:
                why.append(self._recogniser.near or _said(head))
            read.remarks += [(number, *remark) for remark in table.remarks]
            read.line_index += table.pages
        if not recognised:
            raise RefusedInput(_("No known layout has such a header."), why[0] if why else "")

    # --- all ------------------------------------------------------------------------------------

    def _sheet(
        self,
        number: int,
        name: str,
        head: list[NumberedRow],
        rows: Iterator[NumberedRow],
        read: ReadFile,
    ) -> bool:
        """Read one sheet of a workbook or document; ``False`` where no layout knows it."""
        context = FileContext(read.report.path, name)
        rest = itertools.chain(head, rows)
        recognition = self._recogniser.wanted(head, context)
        sections = _with_sections(head, context) if recognition is None else None
        if sections is not None:
            self._rewritten(sections, context, rest, read, number)
            return True
        recognition = (
            recognition
            or recognise(head, context, all_layouts())
            or self._recogniser.mapped(head, context)
        )
        if recognition is None:
            near = self._recogniser.unknown(list(itertools.islice(rest, GUESS_LINES)), context)
            read.remarks.append(
                (number, 0, "sheet_not_recognised",
                 " ".join(filter(None, (
                     _("The sheet “{name}” is of no known layout and was not read.").format(
                         name=name), near)))),
            )  # fmt: skip
            return False
        preamble = tuple(tuple(cells) for _l, cells, _b in head[: recognition.header_row])
        context = FileContext(read.report.path, name, preamble)
        table = self._table(recognition, context, len(recognition.header), number, read)
        skip = recognition.header_row + recognition.header_rows
        self.tables.rows(itertools.islice(rest, skip, None), table)
        return True

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
            recognition = Recognition(
                layout, 0, 1, 0, header, mapping, 100, (_("The words in it are this layout's."),)
            )
        else:
            head = list(itertools.islice(rewritten, HEAD_ROWS))
            found = recognise(head, context, (layout,))
            if found is None:
                raise RefusedInput(_("No known layout has such a header."), _said(head))
            recognition = found
            rewritten = itertools.chain(head[recognition.header_row + 1 :], rewritten)
        table = self._table(recognition, context, len(recognition.header), sheet, read)
        self.tables.rows(rewritten, table)

    def _table(
        self, recognition: Recognition, context: FileContext, width: int, sheet: int, read: ReadFile
    ) -> Table:
        layout = recognition.layout
        report = read.report
        if report.format is None or (layout.kind == "transfers" and report.kind != "transfers"):
            report.format, report.kind = layout.key, layout.kind
        report.recognition.append(
            {
                "sheet": context.sheet,
                "layout": layout.key,
                "title": layout.title,
                "score": recognition.score,
                "header_line": recognition.header_line,
                "columns": {
                    role: recognition.header[index] for role, index in recognition.mapping.items()
                },
                "reasons": list(recognition.reasons),
                "rivals": [list(rival) for rival in recognition.rivals],
            }
        )
        use = self._recogniser.use_of(layout.key)
        if use is not None:
            report.recognition[-1]["mapping"] = use.mapping.name
            report.mappings[use.mapping.name] = {
                "text": write_mapping(use.mapping), "given": use.given
            }  # fmt: skip
        if layout.note is not None:
            code, text = layout.note
            read.remarks.append((sheet, recognition.header_line, code, _(text)))
        constants = layout.constants(context) if layout.constants is not None else {}
        table = Table(recognition, context, constants, width, self.file, sheet)
        self.tables.begin(table)
        return table

    def begin_file(self, file_id: int) -> None:
        """Say which file the next ``read`` is."""
        self.file = file_id

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


@dataclass(frozen=True)
class _Part:
    """A chunk of a table on its way: as regular rows where that can be, else as text."""

    first_line: int
    last_line: int
    byte_offset: int
    ready: RegularChunk | None
    body: textfile.TextChunk | None


def _parts(
    chunks: Iterator[textfile.TextChunk], header_end: int, delimiter: str, table: Table
) -> Iterator[_Part]:
    """The chunks below the header, made ready; the text itself goes as soon as it can."""
    for chunk in chunks:
        last_line = chunk.first_line + max(chunk.lines - 1, 0)
        body = _below(chunk, header_end)
        ready = None
        if table.recognition.layout.transfers is not None:
            ready = regular(body, delimiter, table.width)
        yield _Part(chunk.first_line, last_line, chunk.byte_offset, ready, None if ready else body)


def _below(chunk: textfile.TextChunk, header_end: int) -> textfile.TextChunk:
    """The lines of a chunk below the header."""
    skip = header_end - chunk.first_line + 1
    if skip <= 0:
        return chunk
    place = 0
    for _number in range(skip):
        place = chunk.data.find(b"\n", place) + 1
        if place == 0:
            return textfile.TextChunk(b"", header_end + 1, chunk.byte_offset, chunk.bad, 0)
    return textfile.TextChunk(
        chunk.data[place:], header_end + 1, chunk.byte_offset, chunk.bad, chunk.newlines - skip
    )


def _said(rows: Sequence[NumberedRow]) -> str:
    """The fullest of the first rows, as a hint at what the file says."""
    if not rows:
        return ""
    fullest = max(rows[:HEADER_ROWS], key=lambda row: sum(1 for cell in row[1] if cell.strip()))
    text = " | ".join(cell.strip() for cell in fullest[1][:12] if cell.strip())
    return _("It begins: {text}").format(text=text[:200]) if text else ""
