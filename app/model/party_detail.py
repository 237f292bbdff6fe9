"""What else is known of a party."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base, Sourced

if TYPE_CHECKING:
    from app.model.party import Party


class PartyDetail(Sourced, Base):
    """One fact of a party (主体信息): ``kind`` is ``address``, ``workplace``, ``birth`` ..."""

    __tablename__ = "party_detail"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("party.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]

    party: Mapped[Party] = relationship(back_populates="details")
