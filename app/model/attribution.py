"""Whose account it is."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account_space import OfAccount
from app.model.base import Base, Sourced, Withdrawable
from app.model.party import Party  # noqa: TC001 - SQLAlchemy reads it


class AttributionRole(StrEnum):
    """In what sense an account is somebody's."""

    HOLDER = "holder"
    USER = "user"
    AGENT = "agent"


class Attribution(OfAccount, Sourced, Withdrawable, Base):
    """The judgement that an account is a party's (归属): how sure (0 to 100), and from what.

    ``officer`` is null where a statement said so and nobody judged.
    """

    __tablename__ = "attribution"
    __table_args__ = (
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence_percent"),
        sa.Index("ix_attribution_space_account", "space", "account"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"), index=True)
    role: Mapped[AttributionRole]
    confidence: Mapped[int]
    how: Mapped[str]
    officer: Mapped[str | None]
    time: Mapped[datetime | None]

    party: Mapped[Party] = relationship()
