"""Notes."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

from sqlalchemy.orm import Mapped, mapped_column

from app.model.attached import Attached
from app.model.base import Base


class Note(Attached, Base):
    """What an officer wrote down about a flow, an account or a party (备注)."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    officer: Mapped[str]
    time: Mapped[datetime]
