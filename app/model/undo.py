"""Changes that can be undone."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.model.base import Base, JsonText


class UndoState(StrEnum):
    """Whether a step holds, was undone, or can never be redone because something else was done."""

    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


class UndoKind(StrEnum):
    """What a step is: rows changed by hand, a batch imported, or a batch withdrawn."""

    CHANGE = "change"
    IMPORT = "import"
    WITHDRAWAL = "withdrawal"


class UndoStep(Base):
    """One change that can be undone (操作步骤): rows before and after it.

    ``title`` is an English text of the catalogue with places for ``facts``. ``seq`` is the journal
    entry that the change ended with, ``changes`` the names of the flags of ``Changes``.
    ``originals`` are hashes of files in the vault that the rows name. ``images`` is a list of
    (table, key, row before, row after) as the database keeps them; null where there was no row.
    Long texts stand in ``UndoValue``.
    """

    __tablename__ = "undo_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    officer: Mapped[str]
    title: Mapped[str]
    facts: Mapped[dict[str, Any]]
    state: Mapped[UndoState] = mapped_column(default=UndoState.DONE, index=True)
    kind: Mapped[UndoKind] = mapped_column(default=UndoKind.CHANGE)
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_batch.id"))
    seq: Mapped[int]
    rows: Mapped[int]
    changes: Mapped[list[str]]
    originals: Mapped[list[str]]
    images: Mapped[Any] = deferred(mapped_column(JsonText, nullable=False))


class UndoValue(Base):
    """A long text of a row before or after a step (操作步骤), kept once under its SHA-256."""

    __tablename__ = "undo_value"

    hash: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
