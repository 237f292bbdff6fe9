"""Rows of ``case.db`` before and after a change, and putting them back.

An image is the row as the database keeps it, so that JSON, enumerations and times come back exactly
as they were. ``row_capture`` takes them.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.model.base import COUNTED, Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

Row = dict[str, Any]
Place = tuple[str, tuple[Any, ...]]
"""A table and the key of a row in it."""

NEVER: Final = frozenset(
    {"journal_entry", "meta", "undo_step", "undo_value", "view_state", "officer"}
)
"""Tables of which nothing is ever put back."""

_AT_ONCE: Final = 400
_LONG: Final = 16_000
"""Letters of a text that is parked."""
_PARKED: Final = "(SELECT value FROM undo_value WHERE hash = ?)"


@dataclass(frozen=True)
class Parked:
    """A long text that a step keeps apart, by its hash: undoing need not read it to compare."""

    hash: str


class RowsDiffer(Exception):
    """A row is not as the change left it, so that the change cannot be taken back or repeated.

    Attributes:
        table: which table it stands in.
        key: its primary key.
    """

    def __init__(self, table: str, key: tuple[Any, ...]) -> None:
        super().__init__(table, key)
        self.table = table
        self.key = key


@dataclass(frozen=True)
class RowImage:
    """One row before and after a change; ``None`` where it was not there."""

    table: str
    key: tuple[Any, ...]
    before: Row | None
    after: Row | None

    def turned(self) -> RowImage:
        """The change that takes this one back."""
        return RowImage(self.table, self.key, self.after, self.before)

    def originals(self) -> Iterator[str]:
        """The hashes of files in the vault that the row names."""
        for row in (self.before, self.after):
            for name, value in (row or {}).items():
                if name.endswith("sha256") and value:
                    yield value


def to_json(session: Session, images: Iterable[RowImage]) -> dict[str, Any]:
    """The form in which a step keeps images: the columns of each table once, rows as lists.

    Long texts are kept apart in ``undo_value``.
    """
    columns: dict[str, list[str]] = {}
    rows: list[list[Any]] = []
    for image in images:
        names = columns.setdefault(image.table, list(image.before or image.after or {}))
        both = (_told(session, row, names) for row in (image.before, image.after))
        rows.append([image.table, list(image.key), *both])
    return {"columns": columns, "rows": rows}


def from_json(value: dict[str, Any]) -> list[RowImage]:
    """The inverse of ``to_json``."""
    columns = value.get("columns", {})
    return [
        RowImage(table, tuple(key), _read(before, columns[table]), _read(after, columns[table]))
        for table, key, before, after in value.get("rows", ())
    ]


def apply(session: Session, images: Iterable[RowImage]) -> None:
    """Make rows as they were after a change (or before it, given the ``turned`` images).

    References are checked when the transaction ends, so that the order of tables does not matter.
    Columns that the program counts are left as they are.

    Raises:
        RowsDiffer: a row is not as it was before.
    """
    wanted = list(images)
    session.flush()
    connection = session.connection()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    now: dict[Place, Row] = {}
    for table, keys in by_table((image.table, image.key) for image in wanted).items():
        if not sa.inspect(connection).has_table(table):
            raise RowsDiffer(table, keys[0])
        found = rows_of(session, table, keys)
        now.update({(table, key): row for key, row in found.items()})
    writes = _Writes()
    for image in wanted:
        held = now.get((image.table, image.key))
        if not _is_as(held, image):
            raise RowsDiffer(image.table, image.key)
        if image.after is None:
            writes.delete(image)
        elif held is None:
            writes.insert(image.table, image.after)
        else:
            changed = _changed(image)
            if changed & _unique(image.table):
                # another row may hold the value until its own turn
                writes.delete(image)
                writes.insert(image.table, held | {c: image.after[c] for c in changed})
            elif changed:
                writes.update(image, sorted(changed))
    writes.carry_out(connection)
    session.expire_all()


class _Writes:
    """Rows to delete, update and insert, those alike in one statement."""

    def __init__(self) -> None:
        self._deletes: dict[str, list[tuple[Any, ...]]] = {}
        self._others: dict[str, list[tuple[Any, ...]]] = {}

    def delete(self, image: RowImage) -> None:
        statement = f"DELETE FROM {_q(image.table)} WHERE {_where(image.table)}"
        self._deletes.setdefault(statement, []).append(image.key)

    def update(self, image: RowImage, columns: list[str]) -> None:
        row = image.after or {}
        sets = ", ".join(f"{_q(column)} = {_place(row[column])}" for column in columns)
        statement = f"UPDATE {_q(image.table)} SET {sets} WHERE {_where(image.table)}"
        values = (*(_bound(row[column]) for column in columns), *image.key)
        self._others.setdefault(statement, []).append(values)

    def insert(self, table: str, row: Row) -> None:
        names = ", ".join(_q(column) for column in row)
        places = ", ".join(_place(value) for value in row.values())
        statement = f"INSERT INTO {_q(table)} ({names}) VALUES ({places})"
        self._others.setdefault(statement, []).append(tuple(map(_bound, row.values())))

    def carry_out(self, connection: sa.Connection) -> None:
        """Deletions first, so that what is unique is free again."""
        # what is deleted here stays in the step: overwriting its pages would protect nothing
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
        for statements in (self._deletes, self._others):
            for statement, values in statements.items():
                connection.exec_driver_sql(statement, values)
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _is_as(held: Row | None, image: RowImage) -> bool:
    """Whether a row is what the change began with, as far as the change is concerned."""
    if held is None or image.before is None:
        return held is None and image.before is None
    if held == image.before:
        return True
    compared = (
        _changed(image) if image.after is not None else set(image.before) - _counted(image.table)
    )
    return all(_same(held.get(column), image.before[column]) for column in compared)


def _same(held: Any, told: Any) -> bool:
    if isinstance(told, Parked):
        return isinstance(held, str) and _hash(held) == told.hash
    return bool(held == told)


def _changed(image: RowImage) -> set[str]:
    before, after = image.before or {}, image.after or {}
    differing = {c for c in before.keys() & after.keys() if before[c] != after[c]}
    return differing - _counted(image.table)


@functools.cache
def _counted(table: str) -> set[str]:
    known = Base.metadata.tables.get(table)
    return set() if known is None else {c.name for c in known.columns if c.info.get(COUNTED)}


@functools.cache
def _unique(table: str) -> set[str]:
    known = Base.metadata.tables.get(table)
    if known is None:
        return set()
    bound: list[Iterable[Any]] = [
        each.columns for each in known.constraints if isinstance(each, sa.UniqueConstraint)
    ]
    bound += [each.columns for each in known.indexes if each.unique]
    return {column.name for columns in bound for column in columns}


def _place(value: Any) -> str:
    return _PARKED if isinstance(value, Parked) else "?"


def _bound(value: Any) -> Any:
    return value.hash if isinstance(value, Parked) else value


def by_table(places: Iterable[Place]) -> dict[str, list[tuple[Any, ...]]]:
    """The keys of each table."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table, key in places:
        found.setdefault(table, []).append(key)
    return found


@functools.cache
def _key_columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].primary_key.columns]


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@functools.cache
def _where(table: str) -> str:
    return " AND ".join(f"{_q(column)} = ?" for column in _key_columns(table))


def rows_of(
    session: Session, table: str, keys: list[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Row]:
    """The rows of these keys as the database keeps them."""
    connection = session.connection()
    columns = _key_columns(table)
    found: dict[tuple[Any, ...], Row] = {}
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        if len(columns) == 1:
            where = f"{_q(columns[0])} IN ({', '.join('?' * len(part))})"
        else:
            where = " OR ".join(f"({_where(table)})" for _key in part)
        given = tuple(value for key in part for value in key)
        rows = connection.exec_driver_sql(f"SELECT * FROM {_q(table)} WHERE {where}", given)
        names = list(rows.keys())
        for row in rows:
            held = dict(zip(names, row, strict=True))
            found[tuple(held[column] for column in columns)] = held
    return found


def _told(session: Session, row: Row | None, columns: list[str]) -> list[Any] | None:
    return None if row is None else [_kept(session, row[column]) for column in columns]


def _kept(session: Session, value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, Parked):
        return {"parked": value.hash}
    if isinstance(value, str) and len(value) > _LONG:
        name = _hash(value)
        session.connection().exec_driver_sql(
            "INSERT OR IGNORE INTO undo_value (hash, value) VALUES (?, ?)", (name, value)
        )
        return {"parked": name}
    return value


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _read(values: list[Any] | None, columns: list[str]) -> Row | None:
    if values is None:
        return None
    return {
        column: _unkept(value) if isinstance(value, dict) else value
        for column, value in zip(columns, values, strict=True)
    }


def _unkept(value: dict[str, str]) -> bytes | Parked:
    return Parked(value["parked"]) if "parked" in value else base64.b64decode(value["base64"])
