"""Everything that a case holds, so that two states of it, or two cases, can be compared."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ops.cases import open_case
from app.store.ledger.schema import TABLES
from tests.e2e.program import OFFICER, PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

WHEN = frozenset({"time", "added", "created", "hash", "previous", "mac", "seal", "withdrawn_time"})
"""Columns of ``case.db`` that say when something was done, or depend on it."""

JOURNAL = ("case.journal_entry", "case.meta")
"""Is chained over the times, so that no two cases have the same."""


def state_of(folder: Path) -> dict[str, Any]:
    """Open a case as the program does and tell all it holds."""
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        return {**ledger_of(case), **database_of(case), "files": files_of(folder)}


def ledger_of(case: CaseFile) -> dict[str, Any]:
    """Number of rows and digest of every table of the ledger, whatever the order of rows."""
    found: dict[str, Any] = {}
    for name in TABLES:
        rows = case.ledger.connection.execute(
            f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {name} t"
        ).fetchone()
        found[f"ledger.{name}"] = rows
    return found


def database_of(case: CaseFile) -> dict[str, Any]:
    """All rows of every table of ``case.db``, without when they were made."""
    found: dict[str, Any] = {}
    with case.session(read_only=True) as session:
        tables = sa.inspect(session.connection()).get_table_names()
        for name in sorted(tables):
            result = session.execute(sa.text(f'select * from "{name}"'))
            columns = [key for key in result.keys() if key not in WHEN]  # noqa: SIM118
            rows = sorted(repr([r._mapping[key] for key in columns]) for r in result)
            found[f"case.{name}"] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


def files_of(folder: Path) -> list[str]:
    """The originals in the vault, and whatever lies in the folder that is not part of a case."""
    usual = {"case.json", "case.db", "case.db-wal", "case.db-shm", "ledger.duckdb",
             "ledger.duckdb.wal", "lock"}  # fmt: skip
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() not in usual
    )


def differing(before: dict[str, Any], after: dict[str, Any], *but: str) -> list[str]:
    """The tables that differ; ``but`` is not looked at."""
    return [key for key in before if key not in but and before[key] != after.get(key)]
