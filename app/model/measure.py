"""Measures against accounts."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.model.account_space import OfAccount
from app.model.base import Base, Sourced, Withdrawable


class MeasureAction(StrEnum):
    """What an officer had done to an account, each with a clock of its own."""

    STOP_PAYMENT = "stop_payment"
    FREEZE = "freeze"


class Measure(OfAccount, Sourced, Withdrawable, Base):
    """A stop-payment, freeze or other coercive measure (止付, 冻结, 强制措施) on an account.

    ``kind_code`` is the code as the source gives it, ``kind`` its words. What an officer recorded
    has ``action``, ``officer`` and ``recorded``; a renewal is a measure of its own that names the
    one before it in ``previous_id`` and begins where that ends.
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

    action: Mapped[MeasureAction | None]
    document_no: Mapped[str | None]
    officer: Mapped[str | None]
    recorded: Mapped[datetime | None]
    reason: Mapped[str | None]
    major: Mapped[bool | None]
    trace_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trace.id"))
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident.id"))
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("measure.id"))
    lifted: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lifted_why: Mapped[str | None]
