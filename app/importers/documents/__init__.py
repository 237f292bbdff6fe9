"""Statements in containers that are neither delimited text nor workbooks.

Each module here reads one container format and gives its records as rows under a header, which
then go through recognition and layouts like the rows of any table. A module defines ``NAME``
(shown as the file's encoding), ``sniff`` and ``tables``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from app.base.registry import modules_of
from app.importers.documents._rows import Place, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.base.progress import Progress

__all__ = [
    "HEAD_BYTES",
    "Document",
    "Place",
    "Rows",
    "all_documents",
    "document_named",
    "document_of",
]

HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class Document:
    """One container format.

    Attributes:
        name: shown as the encoding of a file.
        sniff: whether the first ``HEAD_BYTES`` of a file are of this format.
        tables: the tables of a file, in order; the last argument says from where on rows are
            wanted, for a single row that is read again.
    """

    name: str
    sniff: Callable[[bytes], bool]
    tables: Callable[[BinaryIO, Progress, Place | None], Iterator[Rows]]


@cache
def all_documents() -> tuple[Document, ...]:
    """Every container format, in module order."""
    from app.importers import documents

    return tuple(
        Document(module.NAME, module.sniff, module.tables) for module in modules_of(documents)
    )


def document_of(head: bytes) -> Document | None:
    """The container format that a file of this beginning has, if any."""
    return next((kind for kind in all_documents() if kind.sniff(head)), None)


def document_named(name: str) -> Document | None:
    """The container format of this name, if there is one."""
    return next((kind for kind in all_documents() if kind.name == name), None)
