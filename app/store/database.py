"""``case.db``: SQLite under SQLCipher, spoken to through SQLAlchemy."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from app.base.errors import CaseDamaged, CaseInUse, KnownError, StorageFull
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME = "case.db"
_BUSY_SECONDS = 30
_STILL_TRIES = 20
_STILL_SECONDS = 0.25


def busy() -> CaseInUse:
    """The failure of work that would have to wait too long for other work in the same case."""
    return CaseInUse(_("The case is busy with other work."), _("Wait for it and try again."))


def known_failure(error: exc.DBAPIError) -> KnownError | None:
    """The failure that the user can act on behind a database error, if it is one."""
    text = str(error.orig).lower()
    if "disk is full" in text:
        return StorageFull(
            _("The disk is full."), _("Free some space and do it again; nothing was lost.")
        )
    if "readonly database" in text or "disk i/o error" in text:
        return StorageFull(
            _("The disk refuses writing."),
            _("Check the write protection, or copy the case to another disk."),
        )
    if "not a database" in text or "malformed" in text or "unable to open" in text:
        return CaseDamaged(
            _("The database of this case is damaged or was altered."),
            _("Restore the case from a backup."),
        )
    if "database is locked" in text:
        return busy()
    return None


@contextlib.contextmanager
def known_failures() -> Iterator[None]:
    """Turn database errors that are no bugs into ``KnownError``; the rest passes."""
    try:
        yield
    except exc.DBAPIError as error:
        known = known_failure(error)
        if known is None:
            raise
        raise known from error


class Database:
    """The engine of one ``case.db`` and its transactions. Several threads may use it at once."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self._path = path
        self._key = key
        self._read_only = read_only
        self.engine = sa.create_engine(
            "sqlite+pysqlite://",
            module=sqlcipher,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=12,
            hide_parameters=True,  # an exception's text must not quote what the case holds
        )
        event.listen(self.engine, "begin", _begin)

    def _connect(self) -> Any:
        uri = self._path.absolute().as_uri() + ("?mode=ro" if self._read_only else "?mode=rwc")
        if self._read_only and not self._path.with_name(FILE_NAME + "-wal").exists():
            uri += "&immutable=1"  # a write-protected disk has no room for the shared memory file
        # Transactions are begun by ``_begin`` alone, hence no isolation level here.
        connection = sqlcipher.connect(
            uri,
            uri=True,
            check_same_thread=False,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
        )
        try:
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA foreign_keys = ON")
            # Without it INSERT OR REPLACE would pass by the triggers that guard the journal.
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not self._read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def session(self, *, read_only: bool = False, info: dict[str, Any]) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back on any failure.

        Args:
            read_only: do not wait for writers and do not hold them up; writing then fails late.
            info: what the session carries for the journal.

        Raises:
            StorageFull: the disk is full or refuses writing.
            CaseDamaged: the database is broken.
        """
        begin = "DEFERRED" if read_only or self._read_only else "IMMEDIATE"
        engine = self.engine.execution_options(begin=begin)
        with (
            known_failures(),
            Session(engine, expire_on_commit=False, info=info) as session,
            session.begin(),
        ):
            yield session

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """Hold all writers off while the file, with nothing left in the log, is copied.

        Raises:
            CaseInUse: the log cannot be emptied because another thread goes on reading.
        """
        log = self._path.with_name(FILE_NAME + "-wal")
        engine = self.engine.execution_options(begin="IMMEDIATE")
        for _try in range(_STILL_TRIES):
            with known_failures(), self._raw() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with known_failures(), engine.begin():
                if not log.exists() or log.stat().st_size == 0:
                    yield
                    return
            time.sleep(_STILL_SECONDS)
        raise busy()

    def is_sound(self) -> bool:
        """Whether every page is as it was written and the structure holds."""
        try:
            with self._raw() as connection:
                if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                    return False
                if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    return False
                return not connection.execute("PRAGMA foreign_key_check").fetchall()
        except (exc.DBAPIError, sqlcipher.Error):
            return False

    @contextlib.contextmanager
    def _raw(self) -> Iterator[Any]:
        pooled = self.engine.raw_connection()
        try:
            yield pooled.driver_connection
        finally:
            pooled.close()

    def close(self) -> None:
        """Close all connections; the last one empties the write-ahead log."""
        self.engine.dispose()


def _begin(connection: sa.Connection) -> None:
    how = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {how}")
