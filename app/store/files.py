"""Writing files so that a kill or a full disk leaves the old state or the new, nothing between."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from typing import TYPE_CHECKING, Self

from app.base.errors import StorageFull, WriteProtected
from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
TEMPORARY = ".part"
"""Ending of files that are still being written; they may be deleted on the next opening."""


@contextlib.contextmanager
def storing() -> Iterator[None]:
    """Turn a full disk into ``StorageFull``, a refusal into ``WriteProtected``; the rest passes."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                _("The disk is full."), _("Free some space and do it again; nothing was lost.")
            ) from error
        if error.errno in _REFUSED:
            raise WriteProtected(
                _("The disk refuses writing."),
                _("Check the write protection, or copy the case to another disk."),
            ) from error
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` survive a power cut (Windows does so by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` whole; raises ``StorageFull``."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
    with storing():
        try:
            with beside.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
            sync_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise


class NewFile:
    """A new file that is written piece by piece; every failure to store is a ``StorageFull``.

    Unbuffered, so that closing it after a failed write cannot fail a second time.
    """

    def __init__(self, path: Path) -> None:
        with storing():
            self._stream = path.open("xb", buffering=0)

    def write(self, content: bytes) -> None:
        """Append all of ``content``."""
        rest = memoryview(content)
        with storing():
            while rest:
                rest = rest[self._stream.write(rest) :]

    def sync(self) -> None:
        """Have the content on disk before going on, and out of the memory that caches it."""
        with storing():
            os.fsync(self._stream.fileno())
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(self._stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._stream.close()
