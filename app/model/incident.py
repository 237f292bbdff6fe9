"""What victims reported: incidents, the payments that made them, and the lists they came from."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account_space import AccountSpace  # noqa: TC001 - SQLAlchemy reads it
from app.model.base import Base, Withdrawable


class IncidentList(Base):
    """One imported list of incidents (警情清单): the file in the vault, and how it was read.

    ``columns`` is, for each sheet, role to header; ``refused`` lists the rows that were not taken
    with sheet, line and reason. Rows read = rows taken + rows refused.
    """

    __tablename__ = "incident_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    officer: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    encoding: Mapped[str]
    columns: Mapped[dict[str, Any]]
    rows_read: Mapped[int]
    rows_taken: Mapped[int]
    rows_refused: Mapped[int]
    refused: Mapped[dict[str, Any]]


class FromList:
    """Mixin of what an incident list brought: which list, sheet and line; null when typed."""

    list_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident_list.id"), index=True)
    sheet: Mapped[str | None]
    line: Mapped[int | None]


class Incident(FromList, Withdrawable, Base):
    """A victim's report (警情): who, when, how, and what was lost in fen.

    ``exactness`` is that of ``time`` (0 day, 1 minute, 2 second). ``manner`` is the fraud's manner
    (诈骗手法) in free words; ``app.base.reference.manners`` has the usual ones.
    """

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str | None] = mapped_column(index=True)
    victim: Mapped[str]
    id_number: Mapped[str | None]
    phone: Mapped[str | None]
    time: Mapped[datetime | None]
    exactness: Mapped[int | None]
    manner: Mapped[str | None]
    loss_fen: Mapped[int | None]
    station: Mapped[str | None]
    region: Mapped[str | None]
    note: Mapped[str | None]
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]

    payments: Mapped[list[IncidentPayment]] = relationship(
        back_populates="incident", order_by="IncidentPayment.id"
    )


class IncidentPayment(FromList, Withdrawable, Base):
    """One payment of a victim (被害人转账): a picked flow, or what the victim says of it.

    A picked flow is kept by its records (``out_record`` of the payer's statement, ``in_record`` of
    the payee's), because a flow's id changes when its other side is imported. The other fields
    then repeat what the flow said, so that it is found again when its file is taken back and
    imported anew. ``exactness`` is that of ``time`` (0 day, 1 minute, 2 second).
    """

    __tablename__ = "incident_payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"), index=True)
    out_record: Mapped[int | None]
    in_record: Mapped[int | None]
    payer: Mapped[str | None]
    payer_name: Mapped[str | None]
    payee: Mapped[str | None]
    payee_name: Mapped[str | None]
    space: Mapped[AccountSpace]
    time: Mapped[datetime]
    exactness: Mapped[int]
    amount_fen: Mapped[int]

    incident: Mapped[Incident] = relationship(back_populates="payments")

    @property
    def is_picked(self) -> bool:
        """Whether an officer picked the flow."""
        return self.out_record is not None or self.in_record is not None
