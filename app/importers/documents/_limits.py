"""Limits on what the PDF library does for a file: it has none of its own.

A few bytes of a PDF can unpack to any size in several layers, name tables of characters of any
length, and draw a form that draws a form twice, and so on. All of that is counted here.
"""

from __future__ import annotations

import zlib
from functools import cache
from types import SimpleNamespace
from typing import Any

from app.base.errors import RefusedInput
from app.base.i18n import _

MAX_STREAM_BYTES = 64 << 20
MAX_SLOW_BYTES = 4 << 20
MAX_PREDICTED_ROWS = 1 << 20
MAX_MAPPED = 1 << 20
MAX_OBJECTS = 10_000_000
MAX_CONTENT = 8 << 20
MAX_FORMS = 20_000


def too_large() -> RefusedInput:
    """What is said of a file that goes beyond a limit."""
    return RefusedInput(
        _("The PDF unpacks to an absurd size and was not opened."),
        _("Ask the bank for the statement as a table."),
    )


def damaged() -> RefusedInput:
    """What is said of a file that cannot be read whole."""
    return RefusedInput(
        _("The PDF is damaged or cut off."),
        _("Ask the bank for the electronic statement again, or type it as a table."),
    )


@cache
def install() -> None:
    """Put the limits into the library, once in a process."""
    from pdfminer import cmapdb, lzw
    from pdfminer import pdftypes as untyped

    pdftypes: Any = untyped
    pdftypes.zlib = SimpleNamespace(
        decompress=_inflated, error=zlib.error, decompressobj=zlib.decompressobj
    )
    pdftypes.decompress_corrupted = _inflated_in_part
    pdftypes.lzwdecode = lambda data: _lzw(lzw, data)
    pdftypes.rldecode = _run_lengths
    pdftypes.apply_png_predictor = _predicted(pdftypes.apply_png_predictor)
    for table in (cmapdb.CMapBase, cmapdb.FileUnicodeMap):
        table.add_cid2unichr = _counted(table.add_cid2unichr)  # type: ignore[method-assign]  # that is the limit


def _inflated(data: bytes) -> bytes:
    """Like ``zlib.decompress``, as far as the limit."""
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(data, MAX_STREAM_BYTES + 1)
    if len(found) > MAX_STREAM_BYTES:
        raise too_large()
    if not unpacker.eof:
        raise zlib.error("incomplete or truncated stream")
    return found


def _inflated_in_part(data: bytes) -> bytes:
    """A stream whose checksum is wrong or missing; one that breaks off would lose rows."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpacker.decompress(data[2:], MAX_STREAM_BYTES + 1)
    except zlib.error as error:
        raise damaged() from error
    if len(found) > MAX_STREAM_BYTES:
        raise too_large()
    if not unpacker.eof:
        raise damaged()
    return found


def _lzw(library: Any, data: bytes) -> bytes:
    from io import BytesIO

    parts: list[bytes] = []
    size = 0
    for part in library.LZWDecoder(BytesIO(data)).run():
        parts.append(part)
        size += len(part)
        # each step of the decoder is slow
        if size > MAX_STREAM_BYTES or len(parts) > MAX_SLOW_BYTES:
            raise too_large()
    return b"".join(parts)


def _run_lengths(data: bytes) -> bytes:
    """RunLengthDecode: a length, then so many bytes, or one byte to repeat; 128 ends."""
    found = bytearray()
    place = 0
    while place < len(data) and (length := data[place]) != 128:
        if length < 128:
            found += data[place + 1 : place + 2 + length]
            place += 2 + length
        else:
            found += data[place + 1 : place + 2] * (257 - length)
            place += 2
        if len(found) > MAX_STREAM_BYTES:
            raise too_large()
    return bytes(found)


def _predicted(plain: Any) -> Any:
    def predictor(pred: int, colors: int, columns: int, bits: int, data: bytes) -> Any:
        row = max(colors * columns * bits // 8, 0) + 1
        if len(data) > MAX_PREDICTED_ROWS * min(row, 16) or row > MAX_STREAM_BYTES:
            raise too_large()
        return plain(pred, colors, columns, bits, data)

    return predictor


def _counted(plain: Any) -> Any:
    def add(table: Any, *given: Any) -> None:
        added = getattr(table, "times_added", 0) + 1
        if added > MAX_MAPPED:
            raise too_large()
        table.times_added = added
        plain(table, *given)

    return add


def check_objects(document: Any) -> None:
    """Refuse a table of objects that claims more of them than any file has.

    Raises:
        RefusedInput: it does.
    """
    ranges = [part for xref in document.xrefs for part in getattr(xref, "ranges", ())]
    if sum(number for _first, number in ranges) > MAX_OBJECTS:
        raise too_large()


@cache
def page_class() -> Any:
    """The library's page, read by an interpreter that counts."""
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import stream_value
    from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

    class Interpreter(PDFPageInterpreter):
        """Refuses a page that executes more content than any page has."""

        def execute(self, streams: Any) -> None:
            """Read some streams, forms within them too."""
            size = sum(len(stream_value(stream).get_data()) for stream in streams)
            device: Any = self.device
            device.content_read = getattr(device, "content_read", 0) + size
            device.forms_read = getattr(device, "forms_read", 0) + 1
            if device.content_read > MAX_CONTENT or device.forms_read > MAX_FORMS:
                raise too_large()
            super().execute(streams)

    class Limited(Page):
        """A page whose layout is made by that interpreter."""

        @property
        def layout(self) -> Any:
            """What stands on the page."""
            if not hasattr(self, "_layout"):
                device = PDFPageAggregatorWithMarkedContent(
                    self.pdf.rsrcmgr, pageno=self.page_number, laparams=self.pdf.laparams
                )
                Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
                self._layout = device.get_result()
            return self._layout

    return Limited
