"""What a bank answered to a request."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from app.model.account_space import OfAccount
from app.model.base import Base, Sourced


class AnswerKind(StrEnum):
    """Whether the request brought transfers."""

    SOME = "some"
    NONE = "none"
    FAILED = "failed"


class StatementAnswer(OfAccount, Sourced, Base):
    """The answer to a request for a statement (调单反馈); ``text`` quotes it."""

    __tablename__ = "statement_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    id_number: Mapped[str | None]
    asked: Mapped[datetime | None]
    answered: Mapped[datetime | None]
    answer: Mapped[AnswerKind]
    text: Mapped[str | None]
