"""Hearing which rows of ``case.db`` a transaction changes, and keeping how they were.

While a ``Capture`` is attached to a session, the unit of work tells of every row that it inserts,
updates or deletes, cascades and orphans among them, and statements over many rows are asked which
rows they will touch. Statements on a bare connection are not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import object_session

from app.model.base import Base
from app.store.row_images import NEVER, RowImage, by_table, rows_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Mapper, ORMExecuteState, Session

    from app.store.row_images import Place, Row

_INFO: Final = "row_capture"


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
            row = None if is_new else rows_of(self._session, table, [key]).get(key)
            self._before[place] = row

    def note_all(self, table: str, keys: list[tuple[Any, ...]]) -> None:
        """Keep how some rows are now."""
        fresh = [key for key in keys if (table, key) not in self._before]
        rows = rows_of(self._session, table, fresh)
        self._before.update({(table, key): rows.get(key) for key in fresh})

    def images(self) -> list[RowImage]:
        """What became of the rows, in the order in which they were touched; stops hearing."""
        self._session.flush()
        self._session.info.pop(_INFO, None)
        event.remove(self._session, "do_orm_execute", _hear_statement)
        after: dict[Place, Row] = {}
        for table, keys in by_table(self._before).items():
            found = rows_of(self._session, table, keys)
            after.update({(table, key): row for key, row in found.items()})
        return [
            RowImage(*place, before, after.get(place))
            for place, before in self._before.items()
            if before != after.get(place)
        ]


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
