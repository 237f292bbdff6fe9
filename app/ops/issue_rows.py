"""The row behind a reject, a notice or a warning of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.source_file import SourceFile
from app.ops.flows import FlowSource, RawRow, raw_row
from app.store.ledger import issue_queries

if TYPE_CHECKING:
    from app.store.casefile import CaseFile


def issue_row(case: CaseFile, *, file_id: int, sheet: str, line: int) -> RawRow:
    """The row as given, read again from the vaulted original.

    Raises:
        KnownError: the original is not there any more, was altered, or has no such line.
    """
    with case.session(read_only=True) as session:
        file = session.get_one(SourceFile, file_id)
        path, sha256 = file.path, file.sha256
    reader = case.ledger.reader()
    try:
        number = issue_queries.sheet_number(reader, file_id, sheet)
        record = issue_queries.record_at(reader, file_id, number, line)
    finally:
        reader.close()
    source = FlowSource(
        record, file_id, path, sheet, number, line, sha256, duplicate=False
    )  # fmt: skip
    return raw_row(case, source)
