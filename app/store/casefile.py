"""The open case: one folder, one handle, one lock."""

from __future__ import annotations

import contextlib
import shutil
import threading
import zoneinfo
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from app.base import clock
from app.base.errors import CaseDamaged, KnownError, StorageFull, UsageError
from app.base.i18n import _
from app.base.settings import LEDGER_MEMORY_MB, LEDGER_THREADS, Settings
from app.model.meta import Meta
from app.model.officer import Officer
from app.store import building, database, header, journal, keys, lock, processes, schema
from app.store.files import TEMPORARY, storing
from app.store.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy.orm import Session

    from app.store.ledger.connection import Ledger

LEDGER_NAME = "ledger.duckdb"
SPILL_NAME = "spill"
VAULT_NAME = "vault"


class CaseFile:
    """One open case.

    Attributes:
        folder: where it lies.
        case_id: its id, a UUID.
        name: what it is called.
        zone: the time zone of its times.
        officer: who works on it now, written into the journal.
        slot_id: the key slot that opened it.
        read_only: whether changes are refused.
        vault: its original files.
    """

    def __init__(
        self,
        folder: Path,
        head: header.Header,
        opened: keys.Keys,
        *,
        slot_id: str,
        officer: str,
        read_only: bool,
        held: lock.Lock | None,
    ) -> None:
        self.folder = folder
        self.case_id = head.case_id
        self.zone = head.zone
        self.officer = officer
        self.slot_id = slot_id
        self.read_only = read_only
        self.keys = opened
        self.vault = Vault(folder / VAULT_NAME, opened.subkey("vault"))
        self._header = head
        self._lock = held
        self._ledger: Ledger | None = None
        self._ledger_guard = threading.Lock()
        self._seal = journal.JournalSeal(head.case_id, head.zone, opened.subkey("journal"))
        self.database = database.Database(
            folder / database.FILE_NAME, opened.subkey("database"), read_only=read_only
        )
        self.name = ""

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        name: str,
        officer: str,
        passphrase: str,
        zone: str = clock.DEFAULT_ZONE,
    ) -> CaseFile:
        """Make a case and open it; the folder appears whole or not at all.

        Raises:
            UsageError: the folder holds something, the zone is unknown, the name is empty.
            WrongPassphrase: the passphrase is empty.
            StorageFull: the disk is full or refuses writing.
        """
        folder = folder.absolute()
        if not name.strip():
            raise UsageError(_("The case needs a name."))
        _check_zone(zone)
        building.refuse_occupied(folder)
        with storing():
            folder.parent.mkdir(parents=True, exist_ok=True)
        building.discard_abandoned(folder)
        draft = building.beside(folder)
        try:
            with storing():
                draft.mkdir(mode=0o700)
                (draft / VAULT_NAME).mkdir()
            head, opened, slot_id = keys.create(
                passphrase=passphrase, minor=schema.MINOR, zone=zone, created=clock.now(zone)
            )
            case = cls(
                draft, head, opened,
                slot_id=slot_id, officer=officer, read_only=False, held=None,
            )  # fmt: skip
            try:
                with database.known_failures():
                    schema.upgrade(case.database.engine)
                with case.session() as session:
                    session.add(Meta(name="case_id", value=head.case_id))
                    session.add(Meta(name="name", value=name))
                    session.add(Officer(slot_id=slot_id, name=officer, added=clock.now(zone)))
                    journal.append(
                        session, officer=officer, verb="create", subject="case",
                        after={"name": name, "zone": zone},
                    )  # fmt: skip
            finally:
                case.database.close()
            head.write(draft)
            building.move_into_place(draft, folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return cls._open_unlocked(folder, opened, slot_id=slot_id, officer=officer, read_only=False)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        passphrase: str,
        officer: str,
        read_only: bool = False,
        allow_network: bool = False,
    ) -> CaseFile:
        """Open a case.

        Args:
            folder: the case.
            passphrase: of any of its slots.
            officer: who works on it, for the journal; empty for the one whose passphrase it is.
            read_only: change nothing; works on write-protected disks.
            allow_network: open it even on a disk of another machine.

        Raises:
            UsageError: no such folder, or not a case.
            WrongPassphrase: no slot opens.
            CaseInUse: a living process holds it.
            CaseDamaged: it is altered, incomplete or of a newer format.
            StorageFull: the disk is full or refuses writing.
        """
        folder = folder.absolute()
        head = header.read(folder, known_major=keys.FORMAT_MAJOR)
        if not allow_network and processes.on_network_share(folder):
            raise KnownError(
                _("The case lies on a network share."),
                _("Copy it to a disk of this machine and work on the copy."),
            )
        opened, slot_id = keys.unlock(head, passphrase)
        return cls._open_unlocked(
            folder, opened, slot_id=slot_id, officer=officer, read_only=read_only
        )

    @classmethod
    def _open_unlocked(
        cls, folder: Path, opened: keys.Keys, *, slot_id: str, officer: str, read_only: bool
    ) -> CaseFile:
        held: lock.Lock | None = None
        try:
            held = lock.Lock.acquire(folder, officer=officer, key=opened.subkey("lock"))
        except StorageFull:
            if not read_only:
                raise
            lock.check(folder, key=opened.subkey("lock"))
            _refuse_unfinished(folder)
        try:
            # Another process may have changed the header between the unlocking and the lock.
            head = header.read(folder, known_major=keys.FORMAT_MAJOR)
            keys.prove(head, opened)
            if not (folder / database.FILE_NAME).is_file():
                raise CaseDamaged(
                    _("The database of this case is missing."),
                    _("Restore the case from a backup."),
                )
            case = cls(
                folder, head, opened,
                slot_id=slot_id, officer=officer, read_only=read_only, held=held,
            )  # fmt: skip
            try:
                case._prepare()
                if not officer:
                    case._name_officer()
            except BaseException:
                case.database.close()
                raise
        except BaseException:
            if held is not None:
                held.release()
            raise
        return case

    def _prepare(self) -> None:
        """Bring an older case up to date, tidy after a killed process, read the name."""
        with database.known_failures():
            if self.read_only:
                with self.database.engine.connect() as connection:
                    if schema.current(connection) < schema.MINOR:
                        raise KnownError(
                            _("The case was made by an older version and has to be updated."),
                            _("Open it for writing once, on a copy if need be."),
                        )
            else:
                schema.upgrade(self.database.engine)
                if self._header.version[1] < schema.MINOR:
                    self._replace_header(keys.with_minor(self._header, self.keys, schema.MINOR))
                self.vault.discard_temporaries()
                shutil.rmtree(self.folder / SPILL_NAME, ignore_errors=True)
                for path in self.folder.glob(f"*{TEMPORARY}"):
                    with contextlib.suppress(OSError):
                        path.unlink()
        with self.session(read_only=True) as session:
            facts = {fact.name: fact.value for fact in session.scalars(sa.select(Meta))}
        if facts.get("case_id") != self.case_id:
            raise CaseDamaged(
                _("The database belongs to another case."), _("Restore the case from a backup.")
            )
        self.name = facts.get("name", "")

    def _name_officer(self) -> None:
        """Whose passphrase opened it works on it."""
        named = {each.slot_id: each.name for each in self.officers()}
        self.officer = named.get(self.slot_id, "?")
        if self._lock is not None:
            self._lock.rename(officer=self.officer, key=self.keys.subkey("lock"))

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened when first asked for."""
        from app.store.ledger.connection import Ledger

        with self._ledger_guard:
            if self._ledger is None:
                settings = Settings()
                self._ledger = Ledger(
                    path=self.folder / LEDGER_NAME,
                    key=self.keys.subkey("ledger").hex(),
                    spill=self.folder / SPILL_NAME,
                    read_only=self.read_only,
                    memory_mb=settings.get(LEDGER_MEMORY_MB),
                    threads=settings.get(LEDGER_THREADS),
                )
            return self._ledger

    @property
    def has_ledger(self) -> bool:
        """Whether anything was ever written to the ledger."""
        return (self.folder / LEDGER_NAME).exists()

    def check_writable(self) -> None:
        """Refuse a change before it begins; raises ``KnownError`` where only reading is allowed."""
        if self.read_only:
            raise KnownError(
                _("The case is open for reading only."), _("Open it for writing to change it.")
            )

    @contextlib.contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """One transaction on ``case.db``: committed at the end, rolled back on any failure.

        Without ``read_only`` it waits for other writers and keeps them waiting, so keep it short.

        Raises:
            StorageFull: the disk is full or refuses writing.
            CaseDamaged: the database is broken.
            KnownError: the case is open for reading only.
        """
        if not read_only:
            self.check_writable()
        with self.database.session(read_only=read_only, info=self._seal.info()) as session:
            yield session

    def officers(self) -> list[Officer]:
        """Those who have a passphrase, in the order of the slots."""
        with self.session(read_only=True) as session:
            known = {officer.slot_id: officer for officer in session.scalars(sa.select(Officer))}
        return [
            known.get(slot.slot_id)
            or Officer(slot_id=slot.slot_id, name="?", added=self._header.created)
            for slot in self._header.slots
        ]

    def add_passphrase(self, session: Session, *, officer: str, passphrase: str) -> str:
        """Give ``officer`` a slot of his own; returns its id.

        The header is written last, while ``session`` can still be rolled back.

        Raises:
            WrongPassphrase: the passphrase is empty.
            UsageError: there is no room for another slot.
            StorageFull: the disk is full or refuses writing.
        """
        head, slot_id = keys.add_slot(self._header, self.keys, passphrase)
        session.add(Officer(slot_id=slot_id, name=officer, added=clock.now(self.zone)))
        session.flush()
        self._replace_header(head)
        return slot_id

    def change_passphrase(self, *, slot_id: str, passphrase: str) -> None:
        """Put another passphrase on a slot; raises as ``add_passphrase`` does."""
        self._replace_header(keys.change_slot(self._header, self.keys, slot_id, passphrase))

    def remove_passphrase(self, session: Session, *, slot_id: str) -> None:
        """Remove a slot; raises ``UsageError`` for the last one or one that is not there."""
        head = keys.remove_slot(self._header, self.keys, slot_id)
        session.execute(sa.delete(Officer).where(Officer.slot_id == slot_id))
        self._replace_header(head)

    def _replace_header(self, head: header.Header) -> None:
        head.write(self.folder)
        self._header = head

    @contextlib.contextmanager
    def quiesced(self) -> Iterator[None]:
        """Keep the files still, so that they can be copied: ledger closed, no writer, log empty.

        Raises:
            CaseInUse: another thread goes on reading or writing.
        """
        with self._ledger_guard:
            self._close_ledger()
            if self.read_only:
                yield
                return
            with self.database.still():
                yield

    def _close_ledger(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    def close(self) -> None:
        """Close everything and give the lock back; closing twice is no error."""
        try:
            with self._ledger_guard:
                self._close_ledger()
            self.database.close()
        finally:
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _refuse_unfinished(folder: Path) -> None:
    """On a disk without room to work, a log that was never merged cannot be read."""
    log = folder / f"{database.FILE_NAME}-wal"
    if log.exists() and log.stat().st_size > 0:
        raise KnownError(
            _("The case was not closed properly, and its disk refuses writing."),
            _("Copy it to another disk and open the copy."),
        )


def _check_zone(zone: str) -> None:
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise UsageError(_("There is no time zone of this name.")) from None
