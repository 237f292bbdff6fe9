"""Traces of money, kept with what they were asked and what they found."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base, Withdrawable


class Trace(Withdrawable, Base):
    """One trace (资金穿透): seeds and rules in ``parameters``, what was found in ``result``.

    Both are JSON as the command line prints it; ``batches`` are the imports it was reckoned over.
    A re-run is a trace of its own that names the one before it, and says in ``changes`` what
    became different and which new rows made it so.
    """

    __tablename__ = "trace"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    officer: Mapped[str]
    title: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    batches: Mapped[list[str]]
    result: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any] | None]
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trace.id"))
