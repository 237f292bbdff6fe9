"""The vault: every original file as it was received, found by the SHA-256 of its bytes.

A blob is cut into chunks of 1 MiB; each is compressed, then sealed with AES-GCM under a key made
for this blob alone, its number and whether it is the last bound to it. A sealed trailer closes the
blob with the hash and size of the original and the length of every chunk, so reading can start
anywhere, and cutting, reordering, mixing or exchanging of blobs is noticed. File names are keyed
hashes: they do not tell which files a case holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import os
import secrets
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.base.errors import CaseDamaged
from app.base.i18n import _
from app.store import blob
from app.store.files import TEMPORARY, NewFile, storing, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.base.progress import Progress

_WORKERS = 2
_AHEAD = 4
"""Chunks under way at once; with the workers they bound the memory of ``put``."""


@dataclass(frozen=True)
class Stored:
    """What ``put`` answers: hash and size of the original, and whether it was not yet held."""

    sha256: str
    size: int
    new: bool


class Vault:
    """The originals of one case. Several threads may use it at once."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._name_key = hmac.digest(key, b"xunxian/names", "sha256")

    def _path(self, sha256: str) -> Path:
        name = hmac.digest(self._name_key, bytes.fromhex(sha256), "sha256").hex()
        return self._folder / name[:2] / name

    def put(self, stream: BinaryIO, *, progress: Progress | None = None, total: int = 0) -> Stored:
        """Take a file in; a file that is held already is not stored again.

        Args:
            stream: the original's bytes, read to their end; memory stays bounded.
            progress: told the bytes taken so far, and asked whether to stop.
            total: the size in bytes where known, for ``progress`` only.

        Raises:
            StorageFull: the disk is full or refuses writing; nothing is left behind.
            Cancelled: through ``progress``; nothing is left behind.
        """
        with storing():
            self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f"{secrets.token_hex(8)}{TEMPORARY}"
        try:
            trailer = self._write(temporary, stream, progress, total)
            final = self._path(trailer.sha256)
            if self._is_sound(trailer.sha256):
                temporary.unlink()
                return Stored(trailer.sha256, trailer.size, new=False)
            with storing():
                final.parent.mkdir(exist_ok=True)
                temporary.replace(final)
                sync_folder(final.parent)
                sync_folder(self._folder)
            return Stored(trailer.sha256, trailer.size, new=True)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    def _write(
        self, path: Path, stream: BinaryIO, progress: Progress | None, total: int
    ) -> blob.Trailer:
        blob_id = os.urandom(blob.ID_BYTES)
        cipher = blob.sealer(self._key, blob_id)
        digest = hashlib.sha256()
        lengths: list[int] = []
        waiting: deque[Future[bytes]] = deque()
        size = 0
        with NewFile(path) as out, ThreadPoolExecutor(_WORKERS) as pool:

            def write_oldest() -> None:
                sealed = waiting.popleft().result()
                lengths.append(len(sealed))
                out.write(sealed)

            out.write(blob.MAGIC + blob_id)
            part = _read_chunk(stream)
            while part:
                following = _read_chunk(stream) if len(part) == blob.CHUNK else b""
                waiting.append(
                    pool.submit(
                        blob.seal_chunk, cipher, len(lengths) + len(waiting), part,
                        last=not following,
                    )
                )  # fmt: skip
                digest.update(part)
                size += len(part)
                if len(waiting) >= _AHEAD:
                    write_oldest()
                if progress is not None:
                    progress.step(size, total, _("Storing the original"))
                part = following
            while waiting:
                write_oldest()
            trailer = blob.Trailer(digest.hexdigest(), size, tuple(lengths))
            out.write(trailer.pack(cipher))
            out.sync()
        return trailer

    def _is_sound(self, sha256: str) -> bool:
        """Whether the blob is held and its trailer is proved; a broken one is written anew."""
        try:
            self._reader(sha256).close()
        except CaseDamaged:
            return False
        return True

    def _reader(self, sha256: str) -> blob.BlobReader:
        try:
            return blob.BlobReader(self._path(sha256), self._key, sha256)
        except FileNotFoundError:
            raise CaseDamaged(
                _("An original file is missing from the vault."),
                _("Check the case; take the file from a backup."),
            ) from None

    def open(self, sha256: str) -> BinaryIO:
        """The original as a readable, seekable stream; the caller closes it.

        Raises:
            CaseDamaged: the blob is missing or altered; also while reading.
        """
        return io.BufferedReader(self._reader(sha256), buffer_size=blob.CHUNK)

    def read(self, sha256: str, offset: int, size: int) -> bytes:
        """At most ``size`` bytes of the original from ``offset``; raises ``CaseDamaged``."""
        with self.open(sha256) as stream:
            stream.seek(offset)
            return stream.read(size)

    def size(self, sha256: str) -> int:
        """The size of the original in bytes; raises ``CaseDamaged``."""
        with self._reader(sha256) as reader:
            return reader.trailer.size

    def has(self, sha256: str) -> bool:
        """Whether a blob of this hash is held, without proving it."""
        return self._path(sha256).exists()

    def verify(self, hashes: Iterable[str], *, progress: Progress | None = None) -> list[str]:
        """Read every original anew and compare its hash.

        Args:
            hashes: the SHA-256 of the files that should be held.
            progress: told the files checked so far, and asked whether to stop.

        Returns:
            The hashes of those that are missing or no longer what they were.
        """
        wanted = list(dict.fromkeys(hashes))
        bad = []
        for done, sha256 in enumerate(wanted):
            if progress is not None:
                progress.step(done, len(wanted), _("Checking the originals"))
            digest = hashlib.sha256()
            try:
                with self.open(sha256) as stream:
                    while part := stream.read(blob.CHUNK):
                        digest.update(part)
                        if progress is not None:
                            progress.check()
            except (CaseDamaged, OSError):
                bad.append(sha256)
                continue
            if digest.hexdigest() != sha256:
                bad.append(sha256)
        return bad

    def remove(self, sha256: str) -> None:
        """Delete an original that no batch needs any more; one that is not held is no error."""
        with storing():
            self._path(sha256).unlink(missing_ok=True)

    def keep_only(self, hashes: Iterable[str]) -> int:
        """Delete every blob but those of ``hashes``, as a killed import leaves them.

        Args:
            hashes: the SHA-256 of all originals that anything in the case refers to.

        Returns:
            How many were deleted.
        """
        wanted = {self._path(sha256).name for sha256 in hashes}
        gone = 0
        for path in self._folder.glob("??/*"):
            if path.name not in wanted:
                with storing():
                    path.unlink(missing_ok=True)
                gone += 1
        return gone

    def discard_temporaries(self) -> None:
        """Delete what a killed process left half written."""
        for path in self._folder.glob(f"*{TEMPORARY}"):
            with contextlib.suppress(OSError):
                path.unlink()


def _read_chunk(stream: BinaryIO) -> bytes:
    """One full chunk, shorter only at the end, even from streams that give little at a time."""
    part = stream.read(blob.CHUNK)
    if len(part) == blob.CHUNK or not part:
        return part
    parts, size = [part], len(part)
    while size < blob.CHUNK and (part := stream.read(blob.CHUNK - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)
