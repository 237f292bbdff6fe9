"""Numbers and names by which a party is known."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base, Sourced

if TYPE_CHECKING:
    from app.model.party import Party


class IdentifierKind(StrEnum):
    """What the value is."""

    RESIDENT_ID = "resident_id"
    USCC = "uscc"
    PASSPORT = "passport"
    PHONE = "phone"
    WECHAT = "wechat"
    QQ = "qq"
    EMAIL = "email"
    PLATE = "plate"
    OTHER = "other"


class Identifier(Sourced, Base):
    """One identifier of a party (标识); ``valid`` is null where its kind has no check digit."""

    __tablename__ = "identifier"
    __table_args__ = (sa.Index("ix_identifier_kind_value", "kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"), index=True)
    kind: Mapped[IdentifierKind]
    value: Mapped[str]
    valid: Mapped[bool | None]

    party: Mapped[Party] = relationship(back_populates="identifiers")


def official_numbers() -> sa.Subquery:
    """``party_id`` and ``value``: the ID card number or credit code of each party that has one."""
    return (
        sa.select(Identifier.party_id, sa.func.min(Identifier.value).label("value"))
        .where(Identifier.kind.in_((IdentifierKind.RESIDENT_ID, IdentifierKind.USCC)))
        .group_by(Identifier.party_id)
        .subquery()
    )
