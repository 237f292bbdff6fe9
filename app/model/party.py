"""Who: people and organisations."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base, Sourced
from app.model.identifier import Identifier
from app.model.party_detail import PartyDetail


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Party(Sourced, Base):
    """A person or an organisation (主体); ``source`` says how it became known."""

    __tablename__ = "party"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartyKind]
    name: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(default="")

    identifiers: Mapped[list[Identifier]] = relationship(
        back_populates="party", order_by=Identifier.id, cascade="all, delete-orphan"
    )
    details: Mapped[list[PartyDetail]] = relationship(
        back_populates="party", order_by=PartyDetail.id, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012 - SQLAlchemy's way


class Person(Party):
    """A natural person (人员)."""

    __mapper_args__ = {"polymorphic_identity": PartyKind.PERSON}  # noqa: RUF012 - SQLAlchemy's way


class Organisation(Party):
    """A company, shop or public body (单位)."""

    __mapper_args__ = {"polymorphic_identity": PartyKind.ORGANISATION}  # noqa: RUF012 - SQLAlchemy's way
