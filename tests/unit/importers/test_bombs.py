"""Small files that would unpack, loop or reach out of bounds are refused before they do."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
import xlwt

from app.base.errors import RefusedInput
from app.base.progress import Progress
from app.importers import compound, spreadsheet
from app.importers.documents import _limits, pdf

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = b"BT /F1 10 Tf 20 700 Td (hello) Tj ET\n"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources "


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), more) + data + b"\nendstream"


def document(
    content: bytes, more: bytes = b"", *others: bytes, font: bytes = FONT, forms: bytes = b""
) -> bytes:
    """A PDF of one page; ``others`` are the objects from 6 on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> %s >> >>" % forms,
        stream(content, more), font, *others,
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + end % (len(objects) + 1, len(out))


def doubling_forms(number: int) -> bytes:
    """Each form draws the next one twice."""
    parts = []
    for form in range(number):
        inner = b"<< /XObject << /X %d 0 R >> /Font << /F1 5 0 R >> >>" % (7 + form)
        parts.append(stream(b"/X Do /X Do" if form < number - 1 else TEXT, FORM + inner))
    return document(b"/X Do", b"", *parts, forms=b"/XObject << /X 6 0 R >>")


def endless_font() -> bytes:
    table = b"begincmap 1 beginbfrange <00000000> <0fffffff> <00000000> endbfrange endcmap"
    font = FONT[:-2] + b"/ToUnicode 6 0 R >>"
    return document(TEXT, b"", stream(zlib.compress(table), b"/Filter /FlateDecode"), font=font)


def steady_lzw() -> bytes:
    """Clear, then codes of nine bits that say ever the same sign."""
    bits = "".join(f"{code:09b}" for code in [256, *[32] * 200] * 100)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


PACKED = zlib.compress(bytes(3 << 20))
FLATE = b"/Filter /FlateDecode"
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "layers": (
        lambda: document(
            base64.a85encode(PACKED) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]"
        ),
        "absurd size",
    ),
    "run_lengths": (lambda: document(b"\x81 " * 20_000, b"/Filter /RunLengthDecode"), "absurd"),
    "lzw": (lambda: document(steady_lzw(), b"/Filter /LZWDecode"), "absurd size"),
    "rows_of_a_byte": (
        lambda: document(
            zlib.compress(bytes(900_000)), FLATE + b"/DecodeParms << /Predictor 12 /Columns 1 >>"
        ),
        "absurd size",
    ),
    "endless_font": (endless_font, "absurd size"),
    "doubling_forms": (lambda: doubling_forms(30), "absurd size"),
    "breaks_off": (lambda: document(zlib.compress(TEXT * 50)[:-9], FLATE), "damaged or cut off"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_pdf(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_limits, "MAX_STREAM_BYTES", 1 << 20)
    monkeypatch.setattr(_limits, "MAX_SLOW_BYTES", 10_000)
    monkeypatch.setattr(_limits, "MAX_PREDICTED_ROWS", 10_000)
    monkeypatch.setattr(_limits, "MAX_MAPPED", 5_000)
    monkeypatch.setattr(_limits, "MAX_FORMS", 500)
    make, why = BOMBS[name]
    with pytest.raises(RefusedInput, match=why):
        list(next(pdf.tables(io.BytesIO(make()), Progress())).rows)


@pytest.mark.parametrize("cut", [4, 0])
def test_pdf_without_a_checksum_is_whole(cut: int) -> None:
    packed = zlib.compress(TEXT)
    content = packed[: len(packed) - cut]
    rows = list(next(pdf.tables(io.BytesIO(document(content, FLATE)), Progress())).rows)
    assert [cells for _line, cells, _bits in rows] == [["hello"]]


def test_pdf_with_streams_of_whole_steps() -> None:
    """A stream that fills the last step of unpacking to the byte."""
    packed = zlib.compress(b" " * (3 << 20) + TEXT.ljust(1 << 20))
    rows = list(next(pdf.tables(io.BytesIO(document(packed, FLATE)), Progress())).rows)
    assert rows == [(1, ["hello"], 0)]


def sound_xls(rows: int = 300) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("明细")
    for row in range(rows):
        for column in range(5):
            sheet.write(row, column, row * 1.5 if column else f"甲{row}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def first_table(content: bytes) -> int:
    """Where the first sector of the table of chains begins."""
    (sector,) = struct.unpack_from("<I", content, 76)
    return 512 * (int(sector) + 1)


def changed(place: int, number: int) -> bytes:
    content = bytearray(sound_xls())
    struct.pack_into("<I", content, place, number)
    return bytes(content)


TABLE = first_table(sound_xls())
DIRECTORY = 512 * (struct.unpack_from("<I", sound_xls(), 48)[0] + 1)
CELL = sound_xls().index(struct.pack("<HHHH", 0x00FD, 10, 5, 0)) + 6
BROKEN = {
    "circle": (TABLE, 0),
    "beyond_the_file": (TABLE, 5_000_000),
    "never_ends": (TABLE, 0xFFFFFFFF),
    "directory_in_a_circle": (48, 1),
    "more_tables_in_a_circle": (68, 1),
    "absurd_length": (DIRECTORY + 128 + 120, 0x7FFFFFFF),
    "far_column": (CELL, 0xFFFF),
}


@pytest.mark.parametrize("name", BROKEN)
def test_xls(name: str) -> None:
    content = changed(*BROKEN[name])
    with pytest.raises(RefusedInput, match="cannot be read"):
        compound.guard_xls(content, Progress())
    with pytest.raises(RefusedInput, match="cannot be read"):
        list(spreadsheet.sheets(io.BytesIO(content), Progress()))


def test_a_sound_xls_passes() -> None:
    (sheet,) = spreadsheet.sheets(io.BytesIO(sound_xls()), Progress())
    assert len(list(sheet[2])) == 300
