"""Measures against accounts."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

from sqlalchemy.orm import Mapped, mapped_column

from app.model.account_space import OfAccount
from app.model.base import Base, Sourced


class Measure(OfAccount, Sourced, Base):
    """A stop-payment, freeze or other coercive measure (止付, 冻结, 强制措施) on an account.

    ``kind_code`` is the code as the source gives it, ``kind`` its words.
    """

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_code: Mapped[str | None]
    kind: Mapped[str | None]
    amount_fen: Mapped[int | None]
    authority: Mapped[str | None]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    serial: Mapped[str | None]
