"""The structure of ``case.db`` and how older cases are brought up to date.

Every released minor format version is one module in ``versions``, named ``v<major>_<minor>`` and
written with Alembic's operations. The modules are ordinary imports rather than files that Alembic
would look for on disk, so that a packaged program finds them; which ones a database has seen
stands in its ``user_version``. Within one major version columns and tables are only added, and
new columns are nullable or have a default in the database, so that an older program can go on
working on a newer case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.base.registry import modules_of
from app.store.schema import versions

if TYPE_CHECKING:
    from types import ModuleType

    import sqlalchemy as sa

APPLICATION_ID: Final = 0x58554E58  # "XUNX", tells file managers and tools what the file is


def _minor(module: ModuleType) -> int:
    return int(module.__name__.rpartition("_")[2])


_STEPS: Final = tuple(sorted(modules_of(versions), key=_minor))
MINOR: Final = _minor(_STEPS[-1])
"""The minor format version that this program writes."""


def current(connection: sa.Connection) -> int:
    """The minor format version of a database; -1 for an empty one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) - 1


def upgrade(engine: sa.Engine) -> bool:
    """Bring a database to ``MINOR`` in one transaction; tells whether anything was to be done."""
    with engine.connect() as connection:
        if current(connection) >= MINOR:
            return False
        connection.rollback()
        # Opening a case that is up to date must not wait for Alembic to load.
        from alembic.migration import MigrationContext
        from alembic.operations import Operations

        # Rebuilding a table drops it for a moment; the check below takes the place of the keys.
        driver = connection.connection.driver_connection
        if driver is None:
            raise RuntimeError
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(begin="IMMEDIATE").begin():
                known = current(connection)
                context = MigrationContext.configure(connection)
                operations = Operations(context)
                for step in _STEPS:
                    if _minor(step) > known:
                        step.upgrade(operations)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError("a migration broke a reference")
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {MINOR + 1}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
    return True
