"""Requests for statements."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

from sqlalchemy.orm import Mapped, mapped_column

from app.model.account_space import OfAccount
from app.model.base import Base, Withdrawable


class StatementRequest(OfAccount, Withdrawable, Base):
    """That a statement was asked for (调证): account, period, document, what was asked.

    Whether it was answered is no field: it follows from the imports that the case holds.
    """

    __tablename__ = "statement_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked: Mapped[datetime]
    officer: Mapped[str]
    document_no: Mapped[str | None]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    what: Mapped[str]
    note: Mapped[str | None]
