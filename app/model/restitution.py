"""Plans for giving frozen money back."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.model.account_space import OfAccount
from app.model.base import Base, Withdrawable


class Restitution(OfAccount, Withdrawable, Base):
    """One round of giving the frozen money of an account back (资金返还), in fen.

    ``parameters`` is what was asked, ``result`` the table per victim, both as the command line
    prints them; ``notice_since`` begins the notice of 30 days. A victim who comes forward within
    it makes a new round, which names the one before it.
    """

    __tablename__ = "restitution"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    officer: Mapped[str]
    round: Mapped[int]
    frozen_fen: Mapped[int]
    notice_since: Mapped[datetime | None]
    parameters: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    measure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("measure.id"))
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("restitution.id"))
