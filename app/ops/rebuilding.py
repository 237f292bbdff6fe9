"""Making the ledger anew from the originals in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.base.errors import CaseDamaged
from app.base.i18n import _
from app.importers.mapping_text import read_mapping
from app.model.batch import BatchState, ImportBatch
from app.model.changes import Changes
from app.ops.import_report import FileReport, Totals
from app.ops.importing import Importer
from app.store import journal
from app.store.casefile import LEDGER_NAME, CaseFile

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress
    from app.importers.mapping import TableMapping

ASIDE = ".before-rebuild"


@dataclass(frozen=True)
class BatchToRead:
    """One import as it has to come out again: its figures, and its files in their order."""

    number: int
    totals: Totals
    files: list[FileReport]


def rebuild_ledger(*, folder: Path, passphrase: str, officer: str, progress: Progress) -> Changes:
    """Read every original of every complete import again, in the order of the imports.

    The old ledger is set aside and comes back when anything fails. The figures of each import must
    come out as they were when it was made.

    Raises:
        CaseDamaged: an original is missing or altered, or figures came out otherwise.
    """
    with CaseFile.open(folder, passphrase=passphrase, officer=officer) as case:
        ledger = case.folder / LEDGER_NAME
        aside = ledger.with_name(LEDGER_NAME + ASIDE)
        if ledger.exists():
            ledger.replace(aside)
        ledger.with_name(LEDGER_NAME + ".wal").unlink(missing_ok=True)
        try:
            for batch in _batches(case):
                _read_again(case, batch, progress)
            with case.session() as session:
                journal.append(session, officer=case.officer, verb="rebuild", subject="ledger")
        except BaseException:
            case.close()
            if aside.exists():
                aside.replace(ledger)
            raise
    aside.unlink(missing_ok=True)
    return Changes(records=True, flows=True, accounts=True, journal=True)


def _batches(case: CaseFile) -> list[BatchToRead]:
    with case.session(read_only=True) as session:
        found = session.scalars(
            sa.select(ImportBatch)
            .where(ImportBatch.state == BatchState.COMPLETE)
            .order_by(ImportBatch.id)
        )
        return [batch_to_read(batch) for batch in found]


def batch_to_read(batch: ImportBatch) -> BatchToRead:
    """What is needed to read the originals of an import again."""
    return BatchToRead(
        batch.id,
        Totals.from_json(batch.totals),
        [
            FileReport(
                file.id,
                file.path,
                file.sha256,
                file.size,
                mappings=file.recognition.get("mappings", {}),
            )
            for file in batch.files
            if not file.recognition.get("already_imported")
        ],
    )


def read_batch(importer: Importer, batch: BatchToRead) -> None:
    """Read the originals of an import into the ledger, by the mappings of then.

    Raises:
        CaseDamaged: an original is missing or altered.
    """
    for report in batch.files:
        # what the case keeps today must not change what was read then
        importer.recogniser.given, importer.recogniser.saved = mappings_of(report)
        importer.read_vaulted(report)
    importer.finish()


def mappings_of(report: FileReport) -> tuple[list[TableMapping], list[TableMapping]]:
    """The mappings that a file was read by: those that the user had named, and the others."""
    given: list[TableMapping] = []
    saved: list[TableMapping] = []
    for kept in report.mappings.values():
        (given if kept.get("given") else saved).append(read_mapping(kept["text"]))
    return given, saved


def _read_again(case: CaseFile, batch: BatchToRead, progress: Progress) -> None:
    importer = Importer(case, progress, batch.number)
    with importer.or_nothing():
        read_batch(importer, batch)
    if importer.report.totals != batch.totals:
        raise CaseDamaged(
            _("Batch {batch} does not come out as it was imported.").format(batch=batch.number),
            _("The old ledger is back; restore the case from a backup if it is damaged."),
        )
