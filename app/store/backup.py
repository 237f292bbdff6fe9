"""A verified copy of a case in another folder."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import CaseDamaged, KnownError, StorageFull, UsageError
from app.base.i18n import _
from app.store import building, database, header
from app.store.casefile import LEDGER_NAME, VAULT_NAME
from app.store.files import TEMPORARY, NewFile, storing, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.base.progress import Progress
    from app.store.casefile import CaseFile

_PIECE = 1 << 20
_MARGIN_BYTES = 16 << 20


@dataclass(frozen=True)
class Copied:
    """What was copied: number of files and their size in bytes."""

    files: int
    size: int


def copy(case: CaseFile, target: Path, *, progress: Progress | None = None) -> Copied:
    """Copy an open case to ``target``, reading every copied file again to compare its hash.

    Args:
        case: the case; it is kept still meanwhile, its ledger is closed and opens again when used.
        target: a folder that does not exist or is empty; it appears whole or not at all.
        progress: told the bytes copied and compared, and asked whether to stop.

    Raises:
        UsageError: the target is taken or lies inside the case.
        StorageFull: the disk is full or refuses writing.
        CaseDamaged: a file of the case cannot be read.
        KnownError: a copy does not read back as it was written.
        CaseInUse: another thread goes on working on the case.
    """
    target = target.absolute()
    if case.folder.resolve() in (target.resolve(), *target.resolve().parents):
        raise UsageError(_("The copy cannot lie inside the case."))
    building.refuse_occupied(target)
    with storing():
        target.parent.mkdir(parents=True, exist_ok=True)
    building.discard_abandoned(target)
    draft = building.beside(target)
    with case.quiesced():
        files = list(_files_of(case.folder))
        total = sum(path.stat().st_size for path in files)
        if shutil.disk_usage(target.parent).free < total + _MARGIN_BYTES:
            raise StorageFull(
                _("The disk has too little room for the copy."),
                _("It needs %d MB.") % (total // 1_000_000 + 1),
            )
        try:
            _copy_all(files, case.folder, draft, total, progress)
            building.move_into_place(draft, target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return Copied(len(files), total)


def _files_of(folder: Path) -> Iterator[Path]:
    """What makes up a case at rest: no lock, no log, nothing half written."""
    yield folder / header.FILE_NAME
    yield folder / database.FILE_NAME
    for name in (LEDGER_NAME, f"{LEDGER_NAME}.wal"):
        if (folder / name).exists():
            yield folder / name
    for path in sorted((folder / VAULT_NAME).rglob("*")):
        if path.is_file() and path.suffix != TEMPORARY:
            yield path


def _copy_all(
    files: list[Path], source: Path, draft: Path, total: int, progress: Progress | None
) -> None:
    with storing():
        draft.mkdir(mode=0o700)
        (draft / VAULT_NAME).mkdir()
    done = 0
    hashes: dict[Path, str] = {}
    for path in files:
        copied = draft / path.relative_to(source)
        with storing():
            copied.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with NewFile(copied) as out:
            for piece in _pieces(path):
                if progress is not None:
                    progress.step(done, total, _("Copying the case"))
                digest.update(piece)
                done += len(piece)
                out.write(piece)
            # Out of the cache too, so that the comparison below reads the disk.
            out.sync()
        hashes[copied] = digest.hexdigest()
    done = 0
    for copied, expected in hashes.items():
        digest = hashlib.sha256()
        for piece in _pieces(copied):
            if progress is not None:
                progress.step(done, total, _("Comparing the copy"))
            digest.update(piece)
            done += len(piece)
        if digest.hexdigest() != expected:
            raise KnownError(
                _("The copy does not read back as it was written."),
                _("Use another disk; this one cannot be relied on."),
            )
    for folder in {copied.parent for copied in hashes}:
        with storing():
            sync_folder(folder)


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb", buffering=0) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except OSError as error:
        raise CaseDamaged(
            _("A file of the case cannot be read."), _("Check the disk, use a backup.")
        ) from error
