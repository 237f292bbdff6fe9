"""Tables of known layout on their way into the stage: rows that wait, chunks, facts."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.importers import staging, textfile, transfers
from app.importers.dirt import Dirtiness, tidied
from app.importers.facts import Fact, FactRow, NoticeFact, RejectFact, facts_query
from app.importers.layout import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import duckdb

    from app.base.progress import Progress
    from app.importers.header import Recognition
    from app.importers.layout import FileContext, NumberedRow
    from app.importers.regular import RegularChunk
    from app.ops.import_report import FileReport
    from app.store.ledger.connection import Ledger

ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class SourcedFact:
    """A fact with the row it stands in."""

    fact: Fact
    file: int
    sheet: int
    sheet_name: str
    line: int


@dataclass(frozen=True)
class Table:
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

    table: Table
    text: io.StringIO = field(default_factory=io.StringIO)
    rows: int = 0


class TableReader:
    """Takes the rows of recognised tables into the stage, and their facts aside.

    Rows of small tables of one shape wait and are read together. ``on_staged`` is called whenever
    rows came onto the stage, so that they can be settled before they are too many.
    """

    def __init__(
        self,
        ledger: Ledger,
        batch: int,
        progress: Progress,
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self._ledger = ledger
        self._connection = connection
        self._batch = batch
        self._progress = progress
        self._waiting: dict[tuple[object, ...], _Waiting] = {}
        self._counts: dict[tuple[int, int], staging.SheetCount] = {}
        self._chunk_numbers = itertools.count()
        self._contexts: dict[tuple[int, int], FileContext] = {}
        self.on_staged: Callable[[], None] = lambda: None
        self.facts: list[SourcedFact] = []

    def begin(self, table: Table) -> None:
        """A table is about to be read."""
        self._counts[(table.file, table.sheet)] = staging.SheetCount()
        self._contexts[(table.file, table.sheet)] = table.context

    def chunk(self, chunk: RegularChunk, delimiter: str, table: Table) -> bool:
        """Read a regular chunk of a file as it is; ``False`` where that cannot be."""
        address = self._ledger.staging.put_chunk("chunk", chunk.data)
        raw = staging.raw_from_chunk(address, table.width, delimiter=delimiter, quoted=chunk.quoted)
        source = staging.placed_chunk(
            table.file, table.sheet, chunk.first_line, list(table.constants.values())
        )
        try:
            return self._stage(raw, table, chunk.dirt, source, expected=chunk.lines)
        finally:
            self._ledger.staging.drop_chunk("chunk")

    def flush(self, least: int = 0) -> None:
        """Read the rows that wait, where a shape has more than ``least`` of them."""
        for shape, waiting in list(self._waiting.items()):
            if waiting.rows > least:
                del self._waiting[shape]
                self._read_waiting(waiting)

    def drop_file(self, file: int) -> None:
        """Forget a refused file; rows of it that wait are read first, and dropped by the caller."""
        self.flush()
        for place in [place for place in self._counts if place[0] == file]:
            del self._counts[place]
        self.facts = [fact for fact in self.facts if fact.file != file]

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

    def rows(self, rows: Iterable[NumberedRow], table: Table) -> None:
        """Take rows of a table; they wait until enough of one shape are there."""
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
        data, dirt = tidied(waiting.text.getvalue().encode("utf-8", "replace"), ",")
        address = self._ledger.staging.put_chunk("rows", data)
        raw = staging.raw_from_csv(address, table.width, constants=len(table.constants))
        try:
            if table.recognition.layout.transfers is not None:
                self._stage(raw, table, dirt)
            else:
                self._read_facts(raw, table, dirt)
        finally:
            self._ledger.staging.drop_chunk("rows")

    def _stage(
        self,
        raw: str,
        table: Table,
        dirt: Dirtiness,
        source: str = "temp.raw",
        *,
        expected: int | None = None,
    ) -> bool:
        rules = table.recognition.layout.transfers
        if rules is None:
            raise ValueError(table.recognition.layout.key)
        query = transfers.build(
            table.recognition, tuple(table.constants), source, table.width, dirt
        )
        done = staging.stage_chunk(
            self._connection,
            raw,
            query,
            staging.RowsRules(
                int(rules.space),
                rules.space is not Space.BANK,
                rules.two_sided,
                rules.inverted_words,
                rules.direction == "columns",
            ),
            self._batch,
            next(self._chunk_numbers),
            self._counts,
            expected,
            table.width,
        )
        self.on_staged()
        return done

    def _read_facts(self, raw: str, table: Table, dirt: Dirtiness) -> None:
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
                    lost = damaged and fact.reason == "no_own_account"
                    reason = "own_number_damaged" if lost else fact.reason
                    refused.append((self._batch, file, sheet, line, outcome, reason, cells))
                else:
                    self.facts.append(SourcedFact(fact, file, sheet, context.sheet, line))
            count.outcomes[outcome] += 1
        if refused:
            self._connection.executemany(
                "insert into refusal values (?, ?, ?, ?, ?, ?, ?)", refused
            )
