"""Imports."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base, Withdrawable
from app.model.source_file import SourceFile


class BatchState(StrEnum):
    """Whether what the batch brought counts."""

    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"


class ImportBatch(Withdrawable, Base):
    """One import (导入批次): it exists here once all of it is in the ledger, never before."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime]
    officer: Mapped[str]
    paths: Mapped[list[str]]
    state: Mapped[BatchState] = mapped_column(default=BatchState.COMPLETE)
    totals: Mapped[dict[str, Any]]

    files: Mapped[list[SourceFile]] = relationship(
        back_populates="batch", order_by=SourceFile.ordinal, cascade="all, delete-orphan"
    )
