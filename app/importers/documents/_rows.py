"""What every reader of a container gives, and what they share."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, BinaryIO

from app.base.errors import RefusedInput
from app.base.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.importers.layout import NumberedRow

LONGEST_CELL = 20_000
MAX_BYTES = 64 << 20
BALANCE_DIFFERS = N_(
    "Statement {name}: the opening balance {opening} and the sum of the rows {sum} do not give the"
    " closing balance {closing}; rows are missing, or a figure is wrong."
)


@dataclass(frozen=True)
class Place:
    """Where to enter a document for one row: a page and the number of its first line."""

    page: int
    first_line: int


@dataclass
class Rows:
    """One table of a document.

    Attributes:
        name: its name, empty where a document is one table.
        rows: the header first, or what stands above the header and then the header.
        remarks: (line, code, sentence) warnings; they come while ``rows`` are taken.
        pages: (first line, page) pairs; they come while ``rows`` are taken.
    """

    name: str
    rows: Iterator[NumberedRow]
    remarks: list[tuple[int, str, str]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)


class Lines:
    """Line numbers that rise by at least one: several records can stand on one physical line."""

    def __init__(self) -> None:
        self._last = 1

    def take(self, line: int) -> int:
        """The number of a record that begins on ``line``; the header's is 1."""
        self._last = max(self._last + 1, line)
        return self._last


def decimal_of(text: str | None) -> Decimal | None:
    """An amount with a point or a comma before its last figures; ``None`` where it is none."""
    plain = (text or "").strip().replace(",", ".")
    if not plain or len(plain) > 30 or plain.count(".") > 1:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 24 else None


def balance_remark(
    name: str, opening: Decimal | None, moved: Decimal, closing: Decimal | None
) -> list[tuple[str, str]]:
    """A warning where a statement's balances and rows do not fit; nothing where one is missing."""
    if opening is None or closing is None or opening + moved == closing:
        return []
    sentence = _(BALANCE_DIFFERS).format(
        name=name[:60], opening=f"{opening:f}", sum=f"{moved:f}", closing=f"{closing:f}"
    )
    return [("statement_balance", sentence)]


def cut(cells: Sequence[str | None]) -> list[str]:
    """Cells of bounded length, without the signs that would break a line."""
    return [" ".join((cell or "").split())[:LONGEST_CELL] for cell in cells]


def decoded(data: bytes) -> str:
    """Text of a file that seldom says its encoding: mark, UTF-8, GB18030 if it is, else Latin."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def whole(stream: BinaryIO) -> bytes:
    """All bytes of a message file.

    Raises:
        RefusedInput: it is absurdly large.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusedInput(
            _("The statement file is larger than {size} MB.").format(size=MAX_BYTES >> 20),
            _("Divide it into several files."),
        )
    return data
