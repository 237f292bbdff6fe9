"""Questions about the rows that an import refused or warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def sheet_number(connection: duckdb.DuckDBPyConnection, file: int, name: str) -> int:
    """The number of a sheet of a file; 0 for text, which has none."""
    found = connection.execute(
        "select sheet from sheet where file = ? and name = ?", [file, name]
    ).fetchone()
    return int(found[0]) if found else 0


def record_at(connection: duckdb.DuckDBPyConnection, file: int, sheet: int, line: int) -> int:
    """The record of a line; -1 where the line made none."""
    found = connection.execute(
        "select id from record where file = ? and sheet = ? and line = ?", [file, sheet, line]
    ).fetchone()
    return int(found[0]) if found else -1
