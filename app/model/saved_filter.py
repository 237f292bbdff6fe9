"""Saved filters."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class SavedFilter(Base):
    """A filter of flows under a name (筛选方案), with the columns and the order of the table.

    ``wanted`` is a ``FlowFilter`` as JSON, ``sort`` a list of "column" or "-column".
    """

    __tablename__ = "saved_filter"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    wanted: Mapped[dict[str, Any]]
    columns: Mapped[list[str]]
    sort: Mapped[list[str]]
    officer: Mapped[str]
    time: Mapped[datetime]
