"""Which encoding a text file has: byte order mark, then strict UTF-8, then GB18030.

GB2312 and GBK are subsets of GB18030, so no guesser is needed. Binary junk is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
SAMPLE_BYTES = 1 << 20


@dataclass(frozen=True)
class Encoding:
    """The name for people, the codec, and the bytes of the mark at the start."""

    name: str
    codec: str
    mark: int = 0
    certain: bool = True


def detect(head: bytes, *, whole: bool) -> Encoding | None:
    """The encoding of a file from its first bytes; ``None`` when it is no text.

    Args:
        head: the beginning of the file.
        whole: ``head`` is all of it, so that a cut character at its end is an error.
    """
    for mark, name, codec in BOMS:
        if head.startswith(mark):
            return Encoding(name, codec, len(mark))
    if _looks_binary(head):
        return None
    for codec in ("utf-8", "gb18030"):
        try:
            decoder = codecs.getincrementaldecoder(codec)("strict")
            decoder.decode(head, final=whole)
        except UnicodeDecodeError:
            if _mostly_text(head, codec):
                return Encoding(codec, codec)
            continue
        return Encoding(codec, codec, 0, certain=not head.isascii())
    return None


def _mostly_text(head: bytes, codec: str) -> bool:
    """Whether only a few of the characters beyond ASCII do not decode: a damaged text."""
    text = head.decode(codec, "replace")
    foreign = sum(1 for sign in text if sign > "\x7f")
    return text.count("\ufffd") * 10 < foreign


def _looks_binary(head: bytes) -> bool:
    control = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13))
    zeros = head.count(0)
    return (control - zeros) * 20 > len(head) or zeros * 4 > len(head)
