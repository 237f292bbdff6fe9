"""Mappings of tables of no known layout."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import COUNTED, Base


class Mapping(Base):
    """Which column of a table is what (列映射), by name; its text is what people read and share.

    ``header`` is the header it was made for, by which it is suggested for the next file; ``used``
    counts the files that it read.
    """

    __tablename__ = "mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    header: Mapped[list[str]]
    text: Mapped[str]
    created: Mapped[datetime]
    created_by: Mapped[str]
    used: Mapped[int] = mapped_column(default=0, info={COUNTED: True})
