"""Reading a file of an import again by another mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.base.i18n import _
from app.base.progress import Progress
from app.model.batch import BatchState, ImportBatch
from app.model.changes import Changes
from app.model.source_file import SourceFile
from app.ops.batches import withdraw_batch
from app.ops.import_report import FileReport, ImportReport
from app.ops.importing import Importer
from app.ops.mappings import saved_mappings
from app.ops.rebuilding import mappings_of
from app.ops.undoing import undo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.importers.mapping import TableMapping
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class _Given:
    """What an import was given, as the case keeps it."""

    batch: int
    paths: tuple[str, ...]
    files: tuple[FileReport, ...]
    unrecognised: tuple[tuple[str, str], ...]


def reimport_file(
    case: CaseFile,
    *,
    file_id: int,
    mappings: Sequence[TableMapping],
    progress: Progress,
    why: str = "",
) -> tuple[ImportReport, Changes]:
    """Withdraw the import of a file and import its originals again, the file by other mappings.

    The other files of the import are read as they were. Both are steps that can be undone one
    after the other; where the second half fails or is cancelled, the first is undone.

    Args:
        case: open for writing.
        file_id: the file.
        mappings: they win over shipped layouts and over what the case keeps.
        progress: hears of it and can cancel it.
        why: the reason, for the journal.

    Raises:
        UsageError: the import was withdrawn already.
        RefusedInput: nothing reads the file; the case is as before.
        Cancelled: the user stopped it.
    """
    given = _given(case, file_id)
    progress.check()
    withdraw_batch(case, batch=given.batch, progress=Progress(), why=why)
    try:
        report = _import_again(case, given, file_id, mappings, progress)
    except BaseException:
        undo(case)  # the withdrawal
        raise
    return report, Changes(
        batches=True, records=True, flows=True, accounts=True, parties=True,
        attributions=True, measures=True, mappings=True, journal=True,
    )  # fmt: skip


def _given(case: CaseFile, file_id: int) -> _Given:
    with case.session(read_only=True) as session:
        file = session.get(SourceFile, file_id)
        found = session.get(ImportBatch, file.batch_id) if file is not None else None
        if found is None:
            raise UsageError(_("There is no such file in the case."))
        if found.state is BatchState.WITHDRAWN:
            raise UsageError(_("Batch {batch} was withdrawn already.").format(batch=found.id))
        return _Given(
            found.id,
            tuple(found.paths),
            tuple(
                FileReport(
                    file.id, file.path, file.sha256, file.size,
                    container=file.container or "", container_sha256=file.container_sha256,
                    mappings=file.recognition.get("mappings", {}),
                )
                for file in found.files
            ),
            tuple((path, why) for path, why in found.totals.get("unrecognised", [])),
        )  # fmt: skip


def _import_again(
    case: CaseFile,
    given: _Given,
    file_id: int,
    mappings: Sequence[TableMapping],
    progress: Progress,
) -> ImportReport:
    importer = Importer(case, progress)
    used: dict[str, TableMapping] = {}
    with importer.or_nothing():
        for file in given.files:
            named, kept = mappings_of(file)
            if file.file_id == file_id:
                named, kept = list(mappings), saved_mappings(case)
            importer.recogniser.given, importer.recogniser.saved = named, kept
            for mapping in importer.recogniser.given:
                used[mapping.name] = mapping
            again = FileReport(
                0, file.path, file.sha256, file.size,
                container=file.container, container_sha256=file.container_sha256,
            )  # fmt: skip
            importer.read_original(again)
        importer.report.unrecognised += given.unrecognised
        importer.recogniser.given = list(used.values())
        importer.finish()
        importer.commit_case(list(given.paths))
    return importer.report
