"""The first rows of the tables of a file, for looking at them before they are imported."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.base.errors import RefusedInput, UsageError
from app.base.i18n import _
from app.importers import encoding as encodings
from app.importers import spreadsheet, textfile
from app.importers.containers import entries
from app.importers.documents import HEAD_BYTES, document_of
from app.importers.layout import FileContext
from app.model.source_file import SourceFile
from app.ops.recognising import GUESS_LINES, likeliest_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow
    from app.store.casefile import CaseFile

TEXT_BYTES = 1 << 20
MOST_TABLES = 60


@dataclass(frozen=True)
class TableSample:
    """The first rows of one table, cells as given; ``sheet`` is empty for text."""

    path: str
    sheet: str
    rows: tuple[NumberedRow, ...]

    @property
    def context(self) -> FileContext:
        """Where the table stands."""
        return FileContext(self.path, self.sheet)


def sample_paths(paths: list[Path], wanted: str, progress: Progress) -> list[TableSample]:
    """The tables of one file among those that were given.

    Args:
        paths: as for an import.
        wanted: the path of the file as the report of the import names it.
        progress: can cancel it.

    Raises:
        UsageError: the file is not there any more.
        RefusedInput: it cannot be read.
    """
    for entry in entries(paths, progress):
        if entry.path == wanted and not entry.problem:
            with entry.open() as stream:
                return _tables(stream, wanted, progress)
    raise UsageError(
        _("There is no file or folder “{path}”.").format(path=wanted), _("Check the path.")
    )


def sample_original(case: CaseFile, file_id: int, progress: Progress) -> list[TableSample]:
    """The tables of a file that was imported, from its original in the vault.

    Raises:
        CaseDamaged: the original is missing or altered.
        RefusedInput: it cannot be read.
    """
    with case.session(read_only=True) as session:
        file = session.get_one(SourceFile, file_id)
        path, sha256 = file.path, file.sha256
    with case.vault.open(sha256) as stream:
        return _tables(stream, path, progress)


def _tables(stream: BinaryIO, path: str, progress: Progress) -> list[TableSample]:
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if head.startswith(spreadsheet.ZIP_MAGIC) or head[:8] == spreadsheet.OLE_MAGIC:
        if head.startswith(spreadsheet.ZIP_MAGIC):
            spreadsheet.guard_xlsx(stream, progress)
            stream.seek(0)
        named = ((name, rows) for name, _height, rows in spreadsheet.sheets(stream, progress))
        return _sampled(path, named)
    document = document_of(head)
    if document is not None:
        found = document.tables(stream, progress, None)
        return _sampled(path, ((table.name, table.rows) for table in found))
    text = stream.read(TEXT_BYTES)
    encoding = encodings.detect(text, whole=len(text) < TEXT_BYTES)
    if encoding is None:
        raise RefusedInput(_("It is neither text nor a workbook."))
    stream.seek(0)
    first = next(textfile.chunks(stream, encoding, TEXT_BYTES), None)
    rows = likeliest_rows(first.text.split("\n")[:GUESS_LINES]) if first is not None else []
    if not rows:
        raise RefusedInput(_("The file holds no table."))
    return [TableSample(path, "", tuple(rows))]


def _sampled(path: str, tables: Iterable[tuple[str, Iterable[NumberedRow]]]) -> list[TableSample]:
    found = []
    for name, rows in itertools.islice(tables, MOST_TABLES):
        head = tuple(itertools.islice(rows, GUESS_LINES))
        if head:
            found.append(TableSample(path, name, head))
    if not found:
        raise RefusedInput(_("The file holds no table."))
    return found
