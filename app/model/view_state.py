"""How each officer arranged the window of a case."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base, JsonText


class ViewState(Base):
    """One remembered thing of the screen (界面状态): a perspective, columns, a filter.

    It says nothing about the case: no journal entry, and nothing to undo.
    """

    __tablename__ = "view_state"

    officer: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any | None] = mapped_column(JsonText)
    time: Mapped[datetime]
