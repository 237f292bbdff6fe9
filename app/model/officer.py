"""Officers."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class Officer(Base):
    """Whose passphrase opens which key slot (办案民警); the slot itself stands in ``case.json``."""

    __tablename__ = "officer"

    slot_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    added: Mapped[datetime]
