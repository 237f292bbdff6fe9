"""Opening the ledger: encryption, limits and a configuration that is locked afterwards."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import duckdb_extension_httpfs

from app.base.errors import CaseDamaged, StorageFull
from app.base.i18n import _
from app.store.ledger.order_lock import OrderLock
from app.store.ledger.schema import create_schema
from app.store.ledger.staging_fs import StagingFileSystem

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_MEMORY_MB = 2400
ALIAS = "ledger"
ASIDE = "aside"
"""A database in memory that all cursors see, unlike their temporary tables."""


def _crypto_extension() -> Path:
    """The signed extension that brings OpenSSL; without it DuckDB would not write encrypted."""
    package = Path(next(iter(duckdb_extension_httpfs.__path__)))
    return package / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class Ledger:
    """One open ledger file: ``connection`` is the writer; ``reader()`` gives further cursors.

    Raises:
        CaseDamaged: the file does not open with the key of the case.
        StorageFull: the disk refuses writing.
    """

    def __init__(
        self,
        path: Path,
        key: str,
        spill: Path,
        *,
        read_only: bool = False,
        memory_mb: int = DEFAULT_MEMORY_MB,
        threads: int = 0,
    ) -> None:
        self.path = path
        self.staging = StagingFileSystem()
        self._lock = threading.Lock()
        self.order = OrderLock()
        connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
            }
        )
        try:
            self._configure(connection, path, key, spill, read_only, memory_mb, threads)
            if not read_only:
                create_schema(connection)
        except duckdb.Error as error:
            connection.close()
            if "No space left" in str(error):
                raise StorageFull(
                    _("The disk is full."), _("Free some space and try again.")
                ) from error
            raise CaseDamaged(
                _("The ledger of this case cannot be opened."),
                _("Make the ledger anew with “xunxian rebuild”, or restore a backup."),
            ) from error
        self.connection = connection

    def _configure(
        self,
        connection: duckdb.DuckDBPyConnection,
        path: Path,
        key: str,
        spill: Path,
        read_only: bool,
        memory_mb: int,
        threads: int,
    ) -> None:
        connection.execute(f"load {_quoted(str(_crypto_extension()))}")
        connection.execute(f"set memory_limit = '{memory_mb}MB'")
        if threads:
            connection.execute(f"set threads = {threads}")
        connection.execute(f"set temp_directory = {_quoted(str(spill))}")
        connection.execute("set temp_file_encryption = true")
        connection.execute("set enable_progress_bar = false")
        connection.execute("set TimeZone = 'UTC'")
        # one lifts costly expressions out of CASE arms that hardly any row takes, the other
        # turns short word lists into joins
        connection.execute("set disabled_optimizers = 'common_subexpressions,in_clause'")
        connection.register_filesystem(self.staging)
        options = f"encryption_key {_quoted(key)}" + (", read_only" if read_only else "")
        connection.execute(f"attach {_quoted(str(path))} as {ALIAS} ({options})")
        connection.execute(f"attach ':memory:' as {ASIDE}")
        connection.execute(f"use {ALIAS}")
        allowed = f"[{_quoted('stage://')}, {_quoted(str(path.parent) + '/')}]"
        connection.execute(f"set allowed_directories = {allowed}")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")

    def reader(self) -> duckdb.DuckDBPyConnection:
        """A further cursor on the same file, for a thread of its own; the caller closes it."""
        with self._lock:
            cursor = self.connection.cursor()
        cursor.execute(f"use {ALIAS}")
        return cursor

    def interrupt(self) -> None:
        """Stop the running query of the writer; safe from any thread."""
        self.connection.interrupt()

    def check(self) -> bool:
        """Read every stored column once; ``False`` when a block does not decrypt or read."""
        try:
            for name in self._tables():
                self.connection.execute(f'select max(columns(*)) from "{name}"').fetchall()
        except duckdb.Error:
            return False
        return True

    def _tables(self) -> Iterator[str]:
        rows = self.connection.execute(
            "select table_name from duckdb_tables() where database_name = ?", [ALIAS]
        ).fetchall()
        return (str(row[0]) for row in rows)

    def checkpoint(self) -> None:
        """Bring everything that was committed into the one file."""
        self.connection.execute(f"checkpoint {ALIAS}")

    def close(self) -> None:
        """Close the file; what was committed is on disk."""
        self.connection.close()
