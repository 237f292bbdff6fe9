"""What officers decided about payment services of one case."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base, Withdrawable


class CaseService(Withdrawable, Base):
    """The judgement that an account is a payment service, or is none (本案服务商户).

    It names a number, or the whole name of a holder. ``is_service`` false takes back what the
    shipped list or the number of counterparties made of it. ``why`` is the officer's reason.
    """

    __tablename__ = "case_service"
    __table_args__ = (
        sa.CheckConstraint("(number IS NULL) <> (name IS NULL)", name="number_or_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None]
    name: Mapped[str | None]
    is_service: Mapped[bool]
    why: Mapped[str]
    officer: Mapped[str]
    time: Mapped[datetime]
