"""Tags."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads it

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.attached import Attached
from app.model.base import Base


class Tag(Base):
    """A word that officers put on flows, accounts and parties (标签).

    ``colour`` is the place of its colour among the category colours of the screen, from 0.
    """

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    colour: Mapped[int] = mapped_column(default=0)
    officer: Mapped[str]
    time: Mapped[datetime]

    uses: Mapped[list[TagUse]] = relationship(
        back_populates="tag", order_by="TagUse.id", cascade="all, delete-orphan"
    )


class TagUse(Attached, Base):
    """One thing that a tag was put on (加标签), by whom and when."""

    __tablename__ = "tag_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tag.id"), index=True)
    officer: Mapped[str]
    time: Mapped[datetime]

    tag: Mapped[Tag] = relationship(back_populates="uses")
