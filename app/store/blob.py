"""The layout of one blob in the vault, and reading it from any place.

File: ``MAGIC`` (4), blob id (16), sealed chunks, sealed trailer, trailer length (4), ``MAGIC``.
"""

from __future__ import annotations

import io
import struct
import threading
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.base.errors import CaseDamaged
from app.base.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer

CHUNK = 1 << 20
"""Bytes of the original in one chunk; the last one may be shorter."""
MAGIC = b"XXV1"
ID_BYTES = 16
TAG_BYTES = 16
_LEVEL = 1
_FOOTER = struct.Struct("<I4s")
_SUMMARY = struct.Struct("<32sQI")
_TRAILER_INDEX = (1 << 64) - 1
_local = threading.local()


def sealer(vault_key: bytes, blob_id: bytes) -> AESGCM:
    """The cipher of one blob; its key is used for no other, so chunk numbers serve as nonces."""
    derived = HKDF(hashes.SHA256(), 32, salt=blob_id, info=b"xunxian/blob").derive(vault_key)
    return AESGCM(derived)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(index: int, *, last: bool) -> bytes:
    return b"%d/%d" % (index, last)


def seal_chunk(cipher: AESGCM, index: int, plain: bytes, *, last: bool) -> bytes:
    """Compress and seal one chunk; safe to call from several threads."""
    compressor = getattr(_local, "compressor", None)
    if compressor is None:
        compressor = _local.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return cipher.encrypt(_nonce(index), compressor.compress(plain), _bound(index, last=last))


@dataclass(frozen=True)
class Trailer:
    """What closes a blob: hash and size of the original, stored length of each chunk."""

    sha256: str
    size: int
    lengths: tuple[int, ...]

    def pack(self, cipher: AESGCM) -> bytes:
        """The sealed trailer and the footer that tells its length."""
        plain = _SUMMARY.pack(bytes.fromhex(self.sha256), self.size, len(self.lengths))
        plain += struct.pack(f"<{len(self.lengths)}I", *self.lengths)
        sealed = cipher.encrypt(_nonce(_TRAILER_INDEX), plain, MAGIC)
        return sealed + _FOOTER.pack(len(sealed), MAGIC)


def damaged() -> CaseDamaged:
    """The failure of a blob that is not as it was written."""
    return CaseDamaged(
        _("An original file in the vault is damaged or was altered."),
        _("Check the case; take the file from a backup."),
    )


class BlobReader(io.RawIOBase):
    """The original bytes of one blob, seekable; every chunk is proved before it is given out."""

    def __init__(self, path: Path, vault_key: bytes, sha256: str) -> None:
        super().__init__()
        self._position = 0
        self._cached = -1
        self._plain = b""
        self._decompressor = zstandard.ZstdDecompressor()
        self._file = path.open("rb", buffering=0)
        try:
            self._read_trailer(vault_key)
            if self.trailer.sha256 != sha256:
                raise damaged()
        except BaseException:
            self._file.close()
            raise

    def _read_trailer(self, vault_key: bytes) -> None:
        total = self._file.seek(0, io.SEEK_END)
        head = len(MAGIC) + ID_BYTES
        if total < head + _FOOTER.size:
            raise damaged()
        self._file.seek(0)
        magic, blob_id = self._exactly(len(MAGIC)), self._exactly(ID_BYTES)
        self._file.seek(total - _FOOTER.size)
        length, end = _FOOTER.unpack(self._exactly(_FOOTER.size))
        if magic != MAGIC or end != MAGIC or length > total - head - _FOOTER.size:
            raise damaged()
        self._file.seek(total - _FOOTER.size - length)
        self._cipher = sealer(vault_key, blob_id)
        try:
            plain = self._cipher.decrypt(_nonce(_TRAILER_INDEX), self._exactly(length), MAGIC)
        except InvalidTag:
            raise damaged() from None
        sha256, size, count = _SUMMARY.unpack_from(plain)
        lengths = struct.unpack_from(f"<{count}I", plain, _SUMMARY.size)
        self.trailer = Trailer(sha256.hex(), size, lengths)
        self._offsets = list(accumulate(lengths, initial=head))
        if self._offsets[-1] + length + _FOOTER.size != total:
            raise damaged()

    def _exactly(self, size: int) -> bytes:
        parts = []
        while size > 0:
            part = self._file.read(size)
            if not part:
                raise damaged()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _chunk(self, index: int) -> bytes:
        if index != self._cached:
            count = len(self.trailer.lengths)
            self._file.seek(self._offsets[index])
            sealed = self._exactly(self.trailer.lengths[index])
            try:
                packed = self._cipher.decrypt(
                    _nonce(index), sealed, _bound(index, last=index == count - 1)
                )
                plain = self._decompressor.decompress(packed, max_output_size=CHUNK)
            except (InvalidTag, zstandard.ZstdError):
                raise damaged() from None
            if len(plain) != min(CHUNK, self.trailer.size - index * CHUNK):
                raise damaged()
            self._cached, self._plain = index, plain
        return self._plain

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The place in the original, in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place in the original; beyond its end nothing can be read."""
        if self.closed:
            raise ValueError("closed")
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.trailer.size}
        place = base[whence] + offset
        if place < 0:
            raise ValueError("negative place")
        self._position = place
        return place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer`` from the present place, at most to the end of the chunk."""
        if self.closed:
            raise ValueError("closed")
        view = memoryview(buffer).cast("B")
        if self._position >= self.trailer.size or not view:
            return 0
        index, start = divmod(self._position, CHUNK)
        part = self._chunk(index)[start : start + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file; what was decrypted is let go."""
        if not self.closed:
            self._file.close()
            self._plain, self._cached = b"", -1
        super().close()
