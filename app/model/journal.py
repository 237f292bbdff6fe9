"""The journal's entries."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base, JsonText


class JournalEntry(Base):
    """One line of the journal (日志): who did what to what, when and why; never changed again.

    ``hash`` covers the entry and ``previous_hash``, both hexadecimal SHA-256.
    """

    __tablename__ = "journal_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    time: Mapped[datetime]
    officer: Mapped[str]
    verb: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[Any | None] = mapped_column(JsonText)
    after: Mapped[Any | None] = mapped_column(JsonText)
    why: Mapped[str] = mapped_column(default="")
    previous_hash: Mapped[str]
    hash: Mapped[str]
