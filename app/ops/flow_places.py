"""Where the rows of statements stand: file, sheet, line and hash from a record's id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.model.source_file import SourceFile
from app.store.ledger import page_queries

if TYPE_CHECKING:
    import duckdb

    from app.store.casefile import CaseFile

_SHEET_BITS = 12
_LINE_BITS = 31


@dataclass(frozen=True)
class Places:
    """The files of a case by id (path, SHA-256), and the names of their sheets."""

    files: dict[int, tuple[str, str]]
    sheets: dict[tuple[int, int], str]

    def of(self, record: int | None) -> tuple[str, str, int, str]:
        """File, sheet, line and SHA-256 of a record."""
        if record is None:
            return "", "", 0, ""
        file = record >> (_SHEET_BITS + _LINE_BITS)
        sheet = (record >> _LINE_BITS) & ((1 << _SHEET_BITS) - 1)
        path, sha256 = self.files.get(file, ("", ""))
        return path, self.sheets.get((file, sheet), ""), record & ((1 << _LINE_BITS) - 1), sha256


def places_of(case: CaseFile, reader: duckdb.DuckDBPyConnection) -> Places:
    """What is needed to say where rows stand."""
    with case.session(read_only=True) as session:
        found = session.execute(sa.select(SourceFile.id, SourceFile.path, SourceFile.sha256)).all()
    return Places({row.id: (row.path, row.sha256) for row in found}, page_queries.sheets(reader))
