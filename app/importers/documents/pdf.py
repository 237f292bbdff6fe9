"""PDF statements with a text layer: ruled tables, and columns of text without rules.

Ruled tables are read by their lines, other pages by the places of the words under the header. The
pages of a file are one table: repeated headers are left to the reader of rows, a row that a page
break cuts in two is put together again, and what stands beside the table is read on the first page
only, where it says whose statement it is. Each line of text or row of a table is one line; the
page on which it stands is kept.
"""

from __future__ import annotations

import logging
import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from app.base.errors import Cancelled, RefusedInput
from app.base.i18n import N_, _
from app.importers.documents._limits import (
    MAX_CONTENT,
    MAX_STREAM_BYTES,
    check_objects,
    damaged,
    install,
    page_class,
    too_large,
)
from app.importers.documents._page import Page
from app.importers.documents._pieces import Pieces
from app.importers.documents._rows import Place, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow

NAME = "pdf"
MAX_BYTES = 128 << 20
MAX_UNPACKED_BYTES = 1 << 30
MAX_PAGES = 5000
BLOCK = 1 << 16
MAX_CHARS = 60_000
NO_TEXT = N_("Page {page} holds no text; if it is a scanned page of the statement, it is missing.")
_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode)\s*/(?:FlateDecode|Fl|LZWDecode)\b")
_CODE = re.compile(r"\(cid:\d+\)")


def sniff(head: bytes) -> bool:
    """Whether a file begins like a PDF; some put a few bytes in front."""
    return b"%PDF-" in head[:1024]


def tables(stream: BinaryIO, progress: Progress, place: Place | None = None) -> Iterator[Rows]:
    """The statement as one table; ``place`` skips pages between the first and its own.

    Raises:
        RefusedInput: a scan, a password, damage, or absurd size.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusedInput(
            _("The PDF is larger than {size} MB.").format(size=MAX_BYTES >> 20),
            _("Ask the bank for the statement as a table."),
        )
    _guard(data, progress)
    table = Rows("", iter(()))
    table.rows = _rows(data, table, progress, place)
    yield table


def _guard(data: bytes, progress: Progress) -> None:
    """Refuse a file with streams that unpack to an absurd size, before anything unpacks them."""
    total = 0
    # packed twice, a small first layer can hide a bomb
    most = 1 << 20 if _TWICE.search(data) else MAX_STREAM_BYTES
    for found in _STREAM.finditer(data):
        progress.check()
        size = _unpacked(memoryview(data)[found.end() :], most)
        total += size
        if size > most or total > MAX_UNPACKED_BYTES:
            raise too_large()


def _unpacked(packed: memoryview, most: int) -> int:
    """How large a stream gets, as far as ``most``; nothing where it is not packed."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        for start in range(0, len(packed), BLOCK):
            piece: bytes | memoryview = packed[start : start + BLOCK]
            while piece and size <= most and not unpacker.eof:
                size += len(unpacker.decompress(piece, 1 << 20))
                piece = unpacker.unconsumed_tail
            if unpacker.eof or size > most:
                break
    except zlib.error:
        pass
    return size


def _open(data: bytes) -> Any:
    """The document, within limits; the library's messages, which quote it, are silenced."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    install()
    for name in ("pdfminer", "pdfplumber"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        return pdfplumber.open(BytesIO(data))
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise RefusedInput(
                _("The PDF is protected by a password."),
                _("Save it without the password, and import that."),
            ) from error
        raise


def _pages(data: bytes) -> Iterator[Page]:
    """The pages, one at a time; each is let go before the next."""
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import resolve1

    try:
        document = _open(data)
        check_objects(document.doc)
        for number, found in enumerate(PDFPage.create_pages(document.doc), start=1):
            if number > MAX_PAGES:
                raise RefusedInput(
                    _("The PDF has more than {number} pages.").format(number=MAX_PAGES),
                    _("Ask the bank for the statement as a table."),
                )
            page = page_class()(document, found, page_number=number, initial_doctop=0)
            size = sum(len(resolve1(part).get_data()) for part in found.contents)
            if size > MAX_CONTENT or len(page.chars) > MAX_CHARS:
                raise RefusedInput(
                    _("Page {page} of the PDF holds an absurd amount of text.").format(page=number),
                    _("Ask the bank for the statement as a table."),
                )
            yield Page(number, page)
            page.close()
    except (RefusedInput, Cancelled, GeneratorExit, MemoryError):
        raise
    except Exception as error:
        # the library raises whatever the damage leads it to
        raise damaged() from error


def _rows(
    data: bytes, table: Rows, progress: Progress, place: Place | None
) -> Iterator[NumberedRow]:
    pieces = Pieces()
    seen = 0
    blank: list[int] = []
    for page in _pages(data):
        progress.check()
        # the page before is read too: a row of it may end on the page that is wanted
        if place is not None and 1 < page.number < place.page - 1:
            continue
        if place is not None and page.number == place.page:
            pieces.jump(place.first_line)
        if not page.has_text:
            blank.append(page.number)
            continue
        seen += 1
        table.pages.append((pieces.next_line, page.number))
        _refuse_codes(page)
        yield from pieces.take(page)
    if not seen:
        raise RefusedInput(
            _("The PDF holds pictures of pages and no text; scans are not read."),
            _("Ask the bank for the electronic statement, or type it as a table."),
        )
    yield from pieces.rest()
    for number in blank:
        table.remarks.append((0, "page_without_text", _(NO_TEXT).format(page=number)))


def _refuse_codes(page: Page) -> None:
    """Fonts without a table of characters give numbers of glyphs, which are no text."""
    if len(_CODE.findall(page.text)) * 5 > page.length:
        raise RefusedInput(
            _("The characters of the PDF cannot be told from its fonts."),
            _("Ask the bank for the electronic statement, or type it as a table."),
        )
