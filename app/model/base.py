"""What all nouns share: the declarative base, column types, and where an imported row came from."""

from __future__ import annotations

import enum
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class CaseTime(sa.TypeDecorator[datetime]):
    """A naive local time of the case; an aware one is refused, its meaning would be lost."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Let naive times through."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("case time is naive")
        return value


class JsonText(sa.TypeDecorator[Any]):
    """JSON kept as text; ``None`` is NULL.

    SQLite would turn a lone number in a column declared JSON into a number of its own, and a
    hash over what is read back would no longer agree.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> str | None:
        """To text."""
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        # A file name that is no valid text would not pass into the database; escaped it does.
        return text if text.isprintable() else json.dumps(value, allow_nan=False)

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> Any:
        """From text."""
        return None if value is None else json.loads(value)


COUNTED: Final = "counted"
"""In the ``info`` of a column that the program counts; undoing leaves it alone."""


def _words_of(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """Base of all tables of ``case.db``."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to declare it
        datetime: CaseTime,
        dict[str, Any]: JsonText,
        list[str]: JsonText,
        # The word is stored, not the member's name, and no CHECK binds the list of words: a new
        # word must not need the table rebuilt.
        enum.Enum: sa.Enum(
            enum.Enum, native_enum=False, create_constraint=False, length=40,
            values_callable=_words_of,
        ),
    }  # fmt: skip


class Sourced:
    """Mixin of what an import brought: batch, file, sheet and line; all null when typed by hand.

    ``line`` is the physical line of a text file or the sheet row, from 1.
    """

    @declared_attr
    def batch_id(cls) -> Mapped[int | None]:  # noqa: N805 - a class method to SQLAlchemy
        """The import that brought the row."""
        return mapped_column(sa.ForeignKey("import_batch.id"), index=True)

    @declared_attr
    def source_file_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The file that it stood in."""
        return mapped_column(sa.ForeignKey("source_file.id"), index=True)

    sheet: Mapped[str | None]
    line: Mapped[int | None]


class Withdrawable:
    """Mixin of a judgement that can be taken back: when, by whom, why; all null while it holds."""

    withdrawn_time: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_time is not None
