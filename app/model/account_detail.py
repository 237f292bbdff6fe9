"""What an account sheet says of an account."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

from sqlalchemy.orm import Mapped, mapped_column

from app.model.account_space import OfAccount
from app.model.base import Base, Sourced


class AccountDetail(OfAccount, Sourced, Base):
    """One row of an account sheet (开户资料): bank, branch, dates, state, class, balance in fen."""

    __tablename__ = "account_detail"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank: Mapped[str | None]
    branch: Mapped[str | None]
    opened: Mapped[datetime | None]
    closed: Mapped[datetime | None]
    state: Mapped[str | None]
    account_class: Mapped[str | None] = mapped_column("class")
    currency: Mapped[str | None]
    balance_fen: Mapped[int | None]
