"""Making, opening, copying and checking cases, and who may open them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc

from app.base.clock import DEFAULT_ZONE
from app.base.errors import CaseDamaged, UsageError
from app.base.i18n import _
from app.model.batch import BatchState, ImportBatch
from app.model.changes import Changes
from app.model.incident import IncidentList
from app.model.officer import Officer
from app.model.source_file import SourceFile
from app.store import backup, journal
from app.store.casefile import CaseFile

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress

__all__ = [
    "CaseFile",
    "ChangedFile",
    "OfficerSlot",
    "VerifyResult",
    "add_officer",
    "backup_case",
    "change_passphrase",
    "create_case",
    "list_officers",
    "open_case",
    "remove_officer",
    "verify_case",
]


@dataclass(frozen=True)
class OfficerSlot:
    """Who has a passphrase: the slot's id, the name, whether the case was opened with it."""

    slot_id: str
    name: str
    own: bool

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {"slot": self.slot_id, "name": self.name, "own": self.own}


@dataclass(frozen=True)
class ChangedFile:
    """An original that is missing from the vault or altered in it."""

    path: str
    sha256: str


@dataclass(frozen=True)
class VerifyResult:
    """What a check of the whole case found; ``files`` counts the originals that were checked."""

    ok: bool
    database_ok: bool
    ledger_ok: bool
    files: int
    files_changed: tuple[ChangedFile, ...]
    journal_entries: int
    journal_ok: bool

    def to_json(self) -> dict[str, Any]:
        """The form fixed by the command line's contract."""
        return {
            "ok": self.ok,
            "database_ok": self.database_ok,
            "ledger_ok": self.ledger_ok,
            "files": self.files,
            "files_changed": [
                {"path": changed.path, "sha256": changed.sha256} for changed in self.files_changed
            ],
            "journal_entries": self.journal_entries,
            "journal_ok": self.journal_ok,
        }


def create_case(
    *, folder: Path, name: str, officer: str, passphrase: str, zone: str = DEFAULT_ZONE
) -> CaseFile:
    """Make an encrypted case and open it; see ``CaseFile.create``."""
    return CaseFile.create(folder, name=name, officer=officer, passphrase=passphrase, zone=zone)


def open_case(
    *,
    folder: Path,
    passphrase: str,
    officer: str,
    read_only: bool = False,
    allow_network: bool = False,
) -> CaseFile:
    """Open a case; see ``CaseFile.open``.

    What a killed import left in the ledger is taken out first.
    """
    case = CaseFile.open(
        folder,
        passphrase=passphrase,
        officer=officer,
        read_only=read_only,
        allow_network=allow_network,
    )
    try:
        if not read_only:
            # imported here: commands that need no ledger start without its engine
            from app.ops.batches import repair_ledger

            repair_ledger(case)
    except BaseException:
        case.close()
        raise
    return case


def backup_case(case: CaseFile, *, target: Path, progress: Progress | None = None) -> Changes:
    """Copy the case to ``target`` and prove the copy; see ``app.store.backup.copy``."""
    copied = backup.copy(case, target, progress=progress)
    if case.read_only:
        return Changes()
    with case.session() as session:
        journal.append(
            session,
            officer=case.officer,
            verb="backup",
            subject="case",
            after={"target": str(target), "files": copied.files, "size": copied.size},
        )
    return Changes(journal=True)


def list_officers(case: CaseFile) -> list[OfficerSlot]:
    """Who has a passphrase."""
    return [
        OfficerSlot(officer.slot_id, officer.name, own=officer.slot_id == case.slot_id)
        for officer in case.officers()
    ]


def add_officer(case: CaseFile, *, name: str, passphrase: str) -> Changes:
    """Give an officer a passphrase of his own.

    Raises:
        UsageError: the name is empty or has a passphrase already, or there is no room.
        WrongPassphrase: the passphrase is empty.
    """
    if not name.strip():
        raise UsageError(_("The officer needs a name."))
    if any(slot.name == name for slot in list_officers(case)):
        raise UsageError(
            _("This officer has a passphrase already."), _("Change it, or remove it first.")
        )
    with case.session() as session:
        journal.append(
            session, officer=case.officer, verb="add_officer", subject="officers",
            after={"name": name},
        )  # fmt: skip
        case.add_passphrase(session, officer=name, passphrase=passphrase)
    return Changes(officers=True, journal=True)


def change_passphrase(case: CaseFile, *, passphrase: str) -> Changes:
    """Put another passphrase on the slot that opened the case; raises ``WrongPassphrase``."""
    with case.session() as session:
        journal.append(
            session, officer=case.officer, verb="change_passphrase",
            subject=f"officers/{case.slot_id}",
        )  # fmt: skip
        case.change_passphrase(slot_id=case.slot_id, passphrase=passphrase)
    return Changes(officers=True, journal=True)


def remove_officer(case: CaseFile, *, slot_id: str, why: str = "") -> Changes:
    """Take an officer's passphrase away; raises ``UsageError`` for the last or an unknown one."""
    with case.session() as session:
        known = session.get(Officer, slot_id)
        journal.append(
            session, officer=case.officer, verb="remove_officer", subject="officers",
            before={"name": known.name if known is not None else "?", "slot": slot_id}, why=why,
        )  # fmt: skip
        case.remove_passphrase(session, slot_id=slot_id)
    return Changes(officers=True, journal=True)


def verify_case(case: CaseFile, progress: Progress | None = None) -> VerifyResult:
    """Check the databases, the hashes of all originals that count, and the journal's chain.

    Raises:
        Cancelled: through ``progress``.
    """
    database_ok = case.database.is_sound()
    if progress is not None:
        progress.check()
    ledger_ok = _is_ledger_sound(case)
    entries, journal_ok = 0, False
    files: dict[str, str] = {}
    try:
        with case.session(read_only=True) as session:
            wanted = session.execute(
                sa.select(SourceFile.sha256, SourceFile.path)
                .join(ImportBatch)
                .where(ImportBatch.state == BatchState.COMPLETE)
                .order_by(SourceFile.id)
            )
            lists = session.execute(sa.select(IncidentList.sha256, IncidentList.path))
            for sha256, path in [*wanted, *lists]:
                files.setdefault(sha256, path)
            checked = journal.verify(session)
            entries, journal_ok = checked.entries, checked.ok
    except (CaseDamaged, exc.SQLAlchemyError):
        database_ok = False
    changed = tuple(
        ChangedFile(files[sha256], sha256) for sha256 in case.vault.verify(files, progress=progress)
    )
    return VerifyResult(
        ok=database_ok and ledger_ok and journal_ok and not changed,
        database_ok=database_ok,
        ledger_ok=ledger_ok,
        files=len(files),
        files_changed=changed,
        journal_entries=entries,
        journal_ok=journal_ok,
    )


def _is_ledger_sound(case: CaseFile) -> bool:
    """A case without any import has no ledger yet; one with imports must have a readable one."""
    if not case.has_ledger:
        try:
            with case.session(read_only=True) as session:
                return session.scalars(sa.select(ImportBatch.id).limit(1)).first() is None
        except (CaseDamaged, exc.SQLAlchemyError):
            return False
    try:
        return case.ledger.check()
    except CaseDamaged:
        return False
