"""Imported files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.base import Base

if TYPE_CHECKING:
    from app.model.batch import ImportBatch


class SourceFile(Base):
    """One file of an import (来源文件), with what it was taken for and what became of its rows.

    ``path`` is relative to the path given; inside an archive ``container`` names the archive and
    ``container_sha256`` its bytes. ``size`` is in bytes.
    """

    __tablename__ = "source_file"
    __table_args__ = (sa.UniqueConstraint("batch_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"), index=True)
    ordinal: Mapped[int]
    path: Mapped[str]
    container: Mapped[str | None]
    container_sha256: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    format: Mapped[str | None]
    encoding: Mapped[str | None]
    kind: Mapped[str]
    recognition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    totals: Mapped[dict[str, Any]] = mapped_column(default=dict)

    batch: Mapped[ImportBatch] = relationship(back_populates="files")
