"""Import batches: list them with their reconciliation, take one back whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import xlsxwriter.exceptions

from app.base import clock
from app.base.errors import CaseDamaged, StorageFull, UsageError
from app.base.i18n import _
from app.model.batch import BatchState, ImportBatch
from app.model.source_file import SourceFile
from app.model.undo import UndoStep
from app.ops import changing, import_ledger, import_parties
from app.ops.import_report import FileReport, ImportReport, Totals
from app.reports import import_issues
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.base.progress import Progress
    from app.model.changes import Changes
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class BatchRow:
    """One import as the list shows it."""

    batch: int
    time: datetime
    officer: str
    files: int
    totals: Totals
    state: str
    paths: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {
            "batch": self.batch,
            "time": clock.iso(self.time),
            "officer": self.officer,
            "files": self.files,
            **self.totals.to_json(),
            "state": self.state,
        }


def list_batches(case: CaseFile) -> list[BatchRow]:
    """All imports in their order, withdrawn ones too."""
    with case.session(read_only=True) as session:
        counted = dict(
            session.execute(
                sa.select(SourceFile.batch_id, sa.func.count()).group_by(SourceFile.batch_id)
            ).all()
        )
        return [
            BatchRow(
                batch.id,
                batch.time,
                batch.officer,
                counted.get(batch.id, 0),
                Totals.from_json(batch.totals),
                batch.state.value,
                tuple(batch.paths),
            )
            for batch in session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id))
        ]


def place_of_file(case: CaseFile, *, file: int) -> tuple[int, str]:
    """The import that brought a file, and its path in it.

    Raises:
        UsageError: there is no such file.
    """
    with case.session(read_only=True) as session:
        found = session.get(SourceFile, file)
        if found is None:
            raise UsageError(_("There is no file {number}.").format(number=file))
        return found.batch_id, found.path


def batch_report(case: CaseFile, *, batch: int) -> ImportReport:
    """The report of an import, rebuilt from the case: files, figures, refused rows, warnings.

    Raises:
        UsageError: there is no such batch.
    """
    report = ImportReport(batch)
    with case.session(read_only=True) as session:
        found = session.get(ImportBatch, batch)
        if found is None:
            raise UsageError(_("There is no batch {batch}.").format(batch=batch))
        report.unrecognised = [(path, why) for path, why in found.totals.get("unrecognised", [])]
        for file in found.files:
            report.files.append(
                FileReport(
                    file.id,
                    file.path,
                    file.sha256,
                    file.size,
                    file.format,
                    file.encoding,
                    file.kind,
                    bool(file.recognition.get("already_imported")),
                    file.container or "",
                    file.container_sha256,
                    file.recognition.get("tables", []),
                    Totals.from_json(file.totals),
                    gaps=file.recognition.get("gaps", 0),
                    mappings=file.recognition.get("mappings", {}),
                )
            )
    if case.has_ledger:
        reader = case.ledger.reader()
        try:
            import_ledger.list_issues(
                reader, batch, {entry.file_id: entry for entry in report.files}
            )
        finally:
            reader.close()
    return report


def withdraw_batch(case: CaseFile, *, batch: int, progress: Progress, why: str = "") -> Changes:
    """Take an import back whole: its rows, flows, parties; the originals stay in the vault.

    Rows that it repeated, or that repeated its rows, are judged anew.

    Raises:
        UsageError: there is no such batch, or it was withdrawn already.
    """
    progress.check()
    # case.db first: should the machine stop in between, opening the case removes the rows
    with changing.withdrawing(case, batch) as session:
        withdraw_in(session, case, batch, why)
    import_ledger.retract(case, [batch], progress.to_the_end())
    return changing.OF_BATCH


def withdraw_in(session: Session, case: CaseFile, batch: int, why: str) -> None:
    """Say in ``case.db`` that a batch counts no more; raises as ``withdraw_batch``."""
    found = session.get(ImportBatch, batch)
    if found is None:
        raise UsageError(_("There is no batch {batch}.").format(batch=batch))
    if found.state is BatchState.WITHDRAWN:
        raise UsageError(_("Batch {batch} was withdrawn already.").format(batch=batch))
    found.state = BatchState.WITHDRAWN
    found.withdrawn_time = clock.now(case.zone)
    found.withdrawn_by = case.officer
    found.withdrawn_why = why or None
    import_parties.remove_batch(session, batch)
    journal.append(
        session,
        officer=case.officer,
        verb="withdraw",
        subject=f"batch {batch}",
        before={"state": "complete"},
        after={"state": "withdrawn"},
        why=why,
    )


def repair_ledger(case: CaseFile, progress: Progress | None = None) -> list[int]:
    """Remove what the ledger holds of batches that ``case.db`` does not count; tells which.

    This is where a batch that was cut off between the two databases disappears (DESIGN section 5).
    """
    with case.session(read_only=True) as session:
        complete = set(
            session.scalars(
                sa.select(ImportBatch.id).where(ImportBatch.state == BatchState.COMPLETE)
            )
        )
    if case.read_only or not (case.has_ledger or complete):
        return []
    held = {
        int(row[0])
        for row in case.ledger.connection.execute("select id from ledger_batch").fetchall()
    }
    missing = sorted(complete - held)
    if missing:
        raise CaseDamaged(
            _("The ledger lacks what was imported as batch {batch}.").format(batch=missing[0]),
            _("Make the ledger anew with “xunxian rebuild”, or restore a backup."),
        )
    stray = sorted(held - complete)
    if stray:
        # the ledger last: it remembers that there is something to tidy
        case.vault.keep_only(_originals(case))
        import_ledger.retract(case, stray, progress)
    return stray


def _originals(case: CaseFile) -> set[str]:
    """The hashes of all originals that any table refers to, those of withdrawn imports too."""
    found: set[str] = set()
    with case.session(read_only=True) as session:
        inspector = sa.inspect(session.connection())
        for table in inspector.get_table_names():
            for column in inspector.get_columns(table):
                if str(column["name"]).endswith("sha256"):
                    held = sa.table(table, sa.column(column["name"])).c[column["name"]]
                    found.update(session.scalars(sa.select(held).where(held.is_not(None))))
        for originals in session.scalars(sa.select(UndoStep.originals)):
            found.update(originals)
    return found


def export_issues(report: ImportReport, *, target: Path) -> int:
    """Write the refused rows, notices and warnings of an import to an xlsx file.

    Raises:
        StorageFull: the file cannot be written.
    """

    def rows() -> Iterator[tuple[str, str, int, str, str, str]]:
        for file in report.files:
            for what, issues in ((_("refused"), file.rejects), (_("notice"), file.notices)):
                for issue in issues:
                    entry = issue.to_reject()
                    yield (file.path, issue.sheet, issue.line, what, entry["reason"], issue.text)
            for issue in file.warnings:
                yield (file.path, issue.sheet, issue.line, _("warning"), issue.text, issue.code)
        for path, reason in report.unrecognised:
            yield (path, "", 0, _("not imported"), reason, "")

    try:
        return import_issues.write(target, rows())
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise StorageFull(
            _("The file “{name}” cannot be written.").format(name=target.name),
            _("Choose another folder, or free some space."),
        ) from error
