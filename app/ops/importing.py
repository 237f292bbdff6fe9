"""Importing: from paths to a batch that is in the case whole, or not at all.

Order of events: files are vaulted and read; runs of settled rows are appended to the ledger under
the batch's number; repeated rows are marked and flows made; then ``case.db`` says that the batch is
complete, and only from then on it counts. Whatever goes wrong before, the batch is taken out again;
after a killed process that happens when the case is opened.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import sqlalchemy as sa

from app.analysis import pairing
from app.base import clock
from app.base.errors import Cancelled, KnownError, OutOfMemory, RefusedInput, StorageFull
from app.base.i18n import _
from app.importers import duplicates, staging
from app.importers.containers import Entry, entries, printable, sha256_of_archive
from app.model.batch import BatchState, ImportBatch
from app.model.changes import Changes
from app.model.source_file import SourceFile
from app.ops import changing, crosscheck, import_ledger
from app.ops.import_files import FileReader
from app.ops.import_parties import PartyWriter
from app.ops.import_report import FileReport, ImportReport, source_file
from app.ops.import_runs import RunSettler
from app.ops.mappings import keep_used, saved_mappings
from app.ops.recognising import Recogniser, Use
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.base.progress import Progress
    from app.importers.mapping import TableMapping
    from app.ops.import_tables import SourcedFact
    from app.store.casefile import CaseFile

_LOG = logging.getLogger(__name__)
_DAMAGED_PACKING = ("zlib", "zipfile", "lzma", "_lzma")
RUN_ROWS = 1_200_000
"""Rows that are settled and appended together."""


def import_paths(
    case: CaseFile,
    *,
    paths: list[Path],
    progress: Progress,
    dry_run: bool = False,
    mapping: TableMapping | None = None,
    mappings: Sequence[TableMapping] = (),
) -> tuple[ImportReport, Changes]:
    """Import files, folders and archives as one batch.

    Args:
        case: open for writing.
        paths: what the user gave, in his order.
        progress: hears of it and can cancel; the case is then as before.
        dry_run: read and report, but change nothing; unknown tables get a draft of a mapping.
        mapping: wins over shipped layouts for its own header, and is tried on unknown tables; it
            is kept in the case where it read something.
        mappings: further ones of this kind.

    Raises:
        UsageError: a path does not exist.
        StorageFull: the disk is full; the case is as before.
        KnownError: the case is open for reading only.
        Cancelled: the user stopped it.
    """
    case.check_writable()
    found = list(entries(paths, progress))
    given = [*([mapping] if mapping is not None else []), *mappings]
    named = {each.name for each in given}
    importer = Importer(case, progress)
    importer.recogniser.given = given
    importer.recogniser.saved = [kept for kept in saved_mappings(case) if kept.name not in named]
    importer.recogniser.drafting = dry_run
    with importer.or_nothing():
        importer.read_all(found)
        nothing_new = all(file.already_imported for file in importer.report.files)
        if not nothing_new:
            importer.finish()
        if dry_run or nothing_new:
            importer.undo()
            importer.report.dry_run = dry_run
            importer.report.batch = None
            importer.report.drafts = importer.recogniser.drafts
            return importer.report, Changes()
        importer.commit_case([str(path) for path in paths])
    return importer.report, Changes(
        batches=True, records=True, flows=True, accounts=True, parties=True,
        attributions=True, measures=True, journal=True,
    )  # fmt: skip


class Importer:
    """One import under way."""

    def __init__(self, case: CaseFile, progress: Progress, batch: int | None = None) -> None:
        """A new batch, or with ``batch`` one whose rows the ledger lost."""
        self._case = case
        self._progress = progress
        self._connection = case.ledger.connection
        with case.session(read_only=True) as session:
            self.batch = (session.scalar(sa.select(sa.func.max(ImportBatch.id))) or 0) + 1
            self._file = session.scalar(sa.select(sa.func.max(SourceFile.id))) or 0
            known = session.scalars(
                sa.select(SourceFile)
                .join(ImportBatch)
                .where(ImportBatch.state == BatchState.COMPLETE)
            )
            self._known = {
                file.sha256: (file.format, file.kind, file.encoding)
                for file in known
                if not file.recognition.get("already_imported")
            }
        if batch is not None:
            self.batch, self._known = batch, {}
        self.report = ImportReport(self.batch)
        self._fresh = not import_ledger.has_records(self._connection)
        self._reading = case.ledger.reader()
        self._runs = RunSettler(self._connection, self.batch, progress)
        self._vaulted: list[str] = []
        self._archives: dict[str, str] = {}
        self._facts: list[SourcedFact] = []
        self.recogniser = Recogniser()
        self._reader = FileReader(case.ledger, self.batch, progress, self.recogniser, self._reading)
        self._reader.tables.on_staged = self._settle_full_stage
        self._holders = import_ledger.HolderRows([])

    @contextlib.contextmanager
    def or_nothing(self) -> Iterator[None]:
        """Whatever goes wrong inside, ledger and vault are as before."""
        with self._case.ledger.order.changing(), self._or_nothing():
            yield

    @contextlib.contextmanager
    def _or_nothing(self) -> Iterator[None]:
        interrupters = (self._case.ledger.interrupt, self._reading.interrupt)
        for interrupt in interrupters:
            self._progress.on_cancel(interrupt)
        try:
            self._connection.execute("insert into ledger_batch values (?)", [self.batch])
            staging.create_stage(self._reading)
            yield
        except BaseException as error:
            for interrupt in interrupters:
                self._progress.off_cancel(interrupt)
            self._runs.stop()
            self.undo()
            named = self._named(error)
            if named is error:
                raise
            raise named from error
        finally:
            for interrupt in interrupters:
                self._progress.off_cancel(interrupt)
            self._runs.stop()
            self._reading.close()

    def undo(self) -> None:
        """Take the batch out again.

        Should that fail as well (a full disk), opening the case does it.
        """
        # the ledger last: as long as it knows the batch, opening the case tidies up as well
        self.forget()
        try:
            staging.drop_stage(self._connection)
            import_ledger.retract(self._case, [self.batch])
        except duckdb.Error as error:
            # no traceback: the engine's messages quote what statements say
            _LOG.error(
                "a batch could not be taken back (%s); it will be when the case is opened",
                type(error).__name__,
            )

    def forget(self) -> None:
        """Take back what was vaulted."""
        for sha256 in self._vaulted:
            with contextlib.suppress(OSError):
                self._case.vault.remove(sha256)
        self._vaulted = []

    def _named(self, error: BaseException) -> BaseException:
        if isinstance(error, duckdb.InterruptException) and self._progress.is_cancelled:
            return Cancelled()
        if isinstance(error, (duckdb.Error, OSError)) and _says_full(error):
            return StorageFull(
                _("The disk is full; nothing was imported."),
                _("Free some space and import again."),
            )
        if isinstance(error, (duckdb.OutOfMemoryException, MemoryError)):
            return OutOfMemory(
                _("The memory is too small for this import; nothing was imported."),
                _("Raise “Memory for the ledger” in the settings, or import fewer files at once."),
            )
        return error

    def read_all(self, found: list[Entry]) -> None:
        """Vault and read every file, settling whenever enough rows wait."""
        self._reader.bytes_total = sum(entry.size for entry in found)
        for entry in found:
            self._progress.check()
            if entry.problem:
                self.report.unrecognised.append((entry.path, entry.problem))
                continue
            try:
                self._read_one(entry)
            except RefusedInput as error:
                self.report.unrecognised.append((entry.path, str(error)))
            self._reader.bytes_done += entry.size

    def _read_one(self, entry: Entry) -> None:
        try:
            with entry.open() as stream:
                stored = self._case.vault.put(stream, progress=None, total=entry.size)
        except (StorageFull, KnownError):
            raise
        except OSError as error:
            if _says_full(error):
                raise
            raise RefusedInput(
                _("It cannot be read: {why}.").format(why=error.strerror or type(error).__name__)
            ) from error
        except Exception as error:
            if isinstance(error, EOFError) or type(error).__module__ in _DAMAGED_PACKING:
                raise RefusedInput(_("The member of the archive is damaged.")) from error
            raise
        self._file += 1
        report = FileReport(
            self._file, entry.path, stored.sha256, stored.size, container=entry.container,
            container_sha256=self._archive_hash(entry),
        )  # fmt: skip
        if self._is_known(report):
            return
        if stored.new:
            self._vaulted.append(stored.sha256)
        try:
            self.read_vaulted(report)
        except RefusedInput:
            if stored.new:
                self._vaulted.remove(stored.sha256)
                self._case.vault.remove(stored.sha256)
            self._file -= 1
            raise
        self._known[stored.sha256] = (report.format, report.kind, report.encoding)

    def read_original(self, report: FileReport) -> None:
        """Read an original of an earlier import under a new number; raises ``RefusedInput``."""
        self._file += 1
        report.file_id = self._file
        if not self._is_known(report):
            self.read_vaulted(report)
            self._known[report.sha256] = (report.format, report.kind, report.encoding)

    def _is_known(self, report: FileReport) -> bool:
        """Whether the case holds the file already; it is only told then."""
        if report.sha256 not in self._known:
            return False
        report.format, report.kind, report.encoding = self._known[report.sha256]
        report.already_imported = True
        self.report.files.append(report)
        return True

    def read_vaulted(self, report: FileReport) -> None:
        """Read one file from the vault.

        Raises:
            RefusedInput: it is of no known layout; nothing of it stays.
        """
        self._reader.begin_file(report.file_id)
        try:
            with self._case.vault.open(report.sha256) as stream:
                read = self._reader.read(stream, report)
        except RefusedInput:
            self._reader.tables.drop_file(report.file_id)
            self._runs.wait()
            import_ledger.forget_file(self._reading, report.file_id)
            raise
        import_ledger.keep_file(self._reading, self.batch, report.file_id, read)
        self.report.files.append(report)

    def _settle_full_stage(self) -> None:
        """Settle a run in the middle of a file too, but for the account it breaks off in."""
        if staging.staged_rows(self._reading) < RUN_ROWS:
            return
        self._runs.wait()
        staging.hold_back(self._reading, self._reader.file)
        staging.hand_over(self._reading)
        self._runs.start()
        staging.give_back(self._reading)

    def _archive_hash(self, entry: Entry) -> str | None:
        """The hash of the archive a member came in, taken once for each archive."""
        if entry.outer is None:
            return None
        if entry.container not in self._archives:
            self._archives[entry.container] = sha256_of_archive(entry.outer)
        return self._archives[entry.container]

    def finish(self) -> None:
        """Settle what waits, mark repetitions, make the flows, and take the final figures."""
        self._reader.tables.flush()
        self._runs.wait()
        self._reader.tables.count_into(self.report.files)
        self._facts = import_ledger.keep_facts(
            self._connection, self.batch, self._reader.tables.facts
        )
        if staging.staged_rows(self._reading):
            staging.hand_over(self._reading)
            self._runs.start()
            self._runs.wait()
        staging.drop_chunk(self._reading)
        merged = import_ledger.resolve(self._connection, settled=self._runs.settled)
        accounts = f"select own from coverage where batch = {self.batch}"
        if merged:
            accounts += f" union {import_ledger.MERGED}"
        self._progress.step(0, 3, _("looking for repeated rows"))
        duplicates.mark_duplicates(self._connection, accounts)
        self._progress.step(1, 3, _("looking for repeated rows"))
        pairing.scope_batch(self._connection, self.batch, fresh=self._fresh)
        if merged and not self._fresh:
            import_ledger.touch_merged(self._connection)
            pairing.scope_pairs(self._connection, self.batch)
        import_ledger.make_flows(self._connection, self._progress, fresh=self._fresh)
        crosscheck.remark_repeats(self._connection, self.batch)
        import_ledger.fill_report(self._connection, self.batch, self.report)
        self._holders = import_ledger.holders(self._connection, self.batch)

    def commit_case(self, paths: list[str]) -> None:
        """Say in ``case.db`` that the batch is complete; from here on it counts."""
        case = self._case
        self._progress.check()
        with changing.importing(case, self.batch) as session:
            session.add(
                ImportBatch(
                    id=self.batch,
                    time=clock.now(case.zone),
                    officer=case.officer,
                    paths=[printable(Path(path).name) for path in paths],
                    state=BatchState.COMPLETE,
                    totals={
                        **self.report.totals.to_json(),
                        "unrecognised": [list(pair) for pair in self.report.unrecognised],
                    },
                )
            )
            for ordinal, report in enumerate(self.report.files):
                session.add(source_file(report, self.batch, ordinal))
            session.flush()
            keep_used(session, case, self._uses())
            PartyWriter(session, self.batch).write(self._facts, self._holders.rows)
            journal.append(
                session,
                officer=case.officer,
                verb="import",
                subject=f"batch {self.batch}",
                after={
                    "files": len(self.report.files),
                    "unrecognised": len(self.report.unrecognised),
                    **self.report.totals.to_json(),
                },
            )

    def _uses(self) -> list[tuple[Use, int]]:
        """The mappings that read something, and how many files each."""
        names = [name for report in self.report.files for name in report.mappings]
        found = [(self.recogniser.use_of(f"mapping:{name}"), name) for name in dict.fromkeys(names)]
        return [(use, names.count(name)) for use, name in found if use is not None]


def _says_full(error: BaseException) -> bool:
    text = str(error)
    return (
        getattr(error, "errno", None) in (28, 122)
        or "No space left" in text
        or "disk is full" in text.lower()
        or "max_temp_directory_size" in text
    )
