"""Facts about the case itself."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class Meta(Base):
    """One fact about the case (案件信息) as name and text: its id, its name, the journal's head."""

    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
