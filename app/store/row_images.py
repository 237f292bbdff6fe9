"""Rows of ``case.db`` before and after a change, and putting them back.

While a ``Capture`` is attached to a session, the unit of work tells of every row that it inserts,
updates or deletes, cascades and orphans among them, and statements over many rows are asked which
rows they will touch. An image is the row as the database keeps it, so that JSON, enumerations and
times come back exactly as they were. Statements on a bare connection are not seen.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import object_session

from app.model.base import COUNTED, Base

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy.orm import Mapper, ORMExecuteState, Session

Row = dict[str, Any]
Place = tuple[str, tuple[Any, ...]]
"""A table and the key of a row in it."""

NEVER: Final = frozenset({"journal_entry", "meta", "undo_step", "view_state", "officer"})
"""Tables of which nothing is ever put back."""

_INFO: Final = "row_capture"
_AT_ONCE: Final = 400


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

    def to_json(self) -> list[Any]:
        """The form in which a step keeps it."""
        return [self.table, list(self.key), _told(self.before), _told(self.after)]

    @classmethod
    def from_json(cls, value: list[Any]) -> RowImage:
        """The inverse of ``to_json``."""
        table, key, before, after = value
        return cls(table, tuple(key), _read(before), _read(after))

    def turned(self) -> RowImage:
        """The change that takes this one back."""
        return RowImage(self.table, self.key, self.after, self.before)

    def originals(self) -> Iterator[str]:
        """The hashes of files in the vault that the row names."""
        for row in (self.before, self.after):
            for name, value in (row or {}).items():
                if name.endswith("sha256") and value:
                    yield value


class Capture:
    """Hears what a session changes, from its making until ``images`` is asked.

    Args:
        session: the transaction that is heard.
        only: these tables alone; all but ``NEVER`` without it.
    """

    def __init__(self, session: Session, *, only: Collection[str] | None = None) -> None:
        self._session = session
        self._only = only
        self._before: dict[Place, Row | None] = {}
        session.info[_INFO] = self
        event.listen(session, "do_orm_execute", _hear_statement)

    def wants(self, table: str) -> bool:
        """Whether changes of the table are kept."""
        return table not in NEVER if self._only is None else table in self._only

    def note(self, table: str, key: tuple[Any, ...], *, is_new: bool = False) -> None:
        """Keep how a row is now, unless it was touched before."""
        place = (table, key)
        if place not in self._before:
            row = None if is_new else _rows(self._session, table, [key]).get(key)
            self._before[place] = row

    def note_all(self, table: str, keys: list[tuple[Any, ...]]) -> None:
        """Keep how some rows are now."""
        fresh = [key for key in keys if (table, key) not in self._before]
        rows = _rows(self._session, table, fresh)
        self._before.update({(table, key): rows.get(key) for key in fresh})

    def images(self) -> list[RowImage]:
        """What became of the rows, in the order in which they were touched; stops hearing."""
        self._session.flush()
        self._session.info.pop(_INFO, None)
        event.remove(self._session, "do_orm_execute", _hear_statement)
        after: dict[Place, Row] = {}
        for table, keys in _by_table(self._before).items():
            found = _rows(self._session, table, keys)
            after.update({(table, key): row for key, row in found.items()})
        return [
            RowImage(*place, before, after.get(place))
            for place, before in self._before.items()
            if before != after.get(place)
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
    for table, keys in _by_table((image.table, image.key) for image in wanted).items():
        if not sa.inspect(connection).has_table(table):
            raise RowsDiffer(table, keys[0])
        found = _rows(session, table, keys)
        now.update({(table, key): row for key, row in found.items()})
    added: list[tuple[str, Row]] = []
    for image in wanted:
        held = now.get((image.table, image.key))
        if not _is_as(held, image):
            raise RowsDiffer(image.table, image.key)
        if image.after is None:
            _delete(connection, image)
        elif held is None:
            added.append((image.table, image.after))
        elif image.before is not None:
            changed = _changed(image)
            if changed & _unique(image.table):
                # another row may hold the value until its own turn
                _delete(connection, image)
                added.append((image.table, held | {c: image.after[c] for c in changed}))
            elif changed:
                _update(connection, image, sorted(changed))
    for table, row in added:
        _insert(connection, table, row)
    session.expire_all()


def _is_as(held: Row | None, image: RowImage) -> bool:
    """Whether a row is what the change began with, as far as the change is concerned."""
    if held is None or image.before is None:
        return held is None and image.before is None
    compared = (
        _changed(image) if image.after is not None else set(image.before) - _counted(image.table)
    )
    return all(held.get(column) == image.before[column] for column in compared)


def _changed(image: RowImage) -> set[str]:
    before, after = image.before or {}, image.after or {}
    differing = {c for c in before.keys() & after.keys() if before[c] != after[c]}
    return differing - _counted(image.table)


def _counted(table: str) -> set[str]:
    known = Base.metadata.tables.get(table)
    return set() if known is None else {c.name for c in known.columns if c.info.get(COUNTED)}


def _unique(table: str) -> set[str]:
    known = Base.metadata.tables.get(table)
    if known is None:
        return set()
    bound: list[Iterable[Any]] = [
        each.columns for each in known.constraints if isinstance(each, sa.UniqueConstraint)
    ]
    bound += [each.columns for each in known.indexes if each.unique]
    return {column.name for columns in bound for column in columns}


def _by_table(places: Iterable[Place]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table, key in places:
        found.setdefault(table, []).append(key)
    return found


def _key_columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].primary_key.columns]


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _where(table: str) -> str:
    return " AND ".join(f"{_q(column)} = ?" for column in _key_columns(table))


def _rows(session: Session, table: str, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], Row]:
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
        for row in rows.mappings():
            held = dict(row)
            found[tuple(held[column] for column in columns)] = held
    return found


def _delete(connection: sa.Connection, image: RowImage) -> None:
    connection.exec_driver_sql(
        f"DELETE FROM {_q(image.table)} WHERE {_where(image.table)}", image.key
    )


def _update(connection: sa.Connection, image: RowImage, columns: list[str]) -> None:
    row = image.after or {}
    sets = ", ".join(f"{_q(column)} = ?" for column in columns)
    connection.exec_driver_sql(
        f"UPDATE {_q(image.table)} SET {sets} WHERE {_where(image.table)}",
        (*(row[column] for column in columns), *image.key),
    )


def _insert(connection: sa.Connection, table: str, row: Row) -> None:
    names = ", ".join(_q(column) for column in row)
    places = ", ".join("?" * len(row))
    connection.exec_driver_sql(
        f"INSERT INTO {_q(table)} ({names}) VALUES ({places})", tuple(row.values())
    )


def _told(row: Row | None) -> Row | None:
    if row is None:
        return None
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }


def _read(row: Row | None) -> Row | None:
    if row is None:
        return None
    return {
        name: base64.b64decode(value["base64"]) if isinstance(value, dict) else value
        for name, value in row.items()
    }


def _listening(target: Any, mapper: Mapper[Any]) -> tuple[Capture, str] | None:
    session = object_session(target)
    capture = session.info.get(_INFO) if session is not None else None
    table = getattr(mapper.local_table, "name", "")
    return (capture, table) if capture is not None and capture.wants(table) else None


def _hear_inserted(mapper: Mapper[Any], _connection: sa.Connection, target: Any) -> None:
    if heard := _listening(target, mapper):
        capture, table = heard
        capture.note(table, tuple(mapper.primary_key_from_instance(target)), is_new=True)


def _hear_changing(mapper: Mapper[Any], _connection: sa.Connection, target: Any) -> None:
    if heard := _listening(target, mapper):
        capture, table = heard
        identity = sa.inspect(target).identity
        capture.note(table, tuple(identity or mapper.primary_key_from_instance(target)))


def _hear_statement(state: ORMExecuteState) -> None:
    """A statement over many rows: keep those that it will touch."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    capture: Capture | None = state.session.info.get(_INFO)
    statement: Any = state.statement
    table: str = getattr(statement.table, "name", "")
    if capture is None or not capture.wants(table):
        return
    if state.is_insert:
        raise RuntimeError(f"rows inserted into {table} by a statement cannot be undone")
    state.session.flush()
    keys = sa.select(*Base.metadata.tables[table].primary_key.columns)
    if statement.whereclause is not None:
        keys = keys.where(statement.whereclause)
    found = state.session.execute(keys, state.parameters or {}).all()
    capture.note_all(table, [tuple(row) for row in found])


event.listen(Base, "after_insert", _hear_inserted, propagate=True)
event.listen(Base, "before_update", _hear_changing, propagate=True)
event.listen(Base, "before_delete", _hear_changing, propagate=True)
