"""One process works on a case at a time: the lock file, and what a killed process left of it.

The file names host, process and the moment the process began, so that a lock left behind by a
killed process, or by one whose number went to another since, is recognised and taken over. The
officer's name in it is sealed: a lock that a crash left behind names nobody.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import sys
import time
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.base.errors import CaseInUse
from app.base.i18n import _
from app.store import processes
from app.store.files import storing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME = "lock"
_GUARD_OFFSET = 1 << 30
_NONCE_BYTES = 12
_WRITING_SECONDS = 1.0


class Lock:
    """The lock of one case, held from ``acquire`` to ``release``."""

    def __init__(self, path: Path, token: str) -> None:
        self._path = path
        self._token = token

    @classmethod
    def acquire(cls, folder: Path, *, officer: str, key: bytes) -> Lock:
        """Take the lock of the case in ``folder``.

        Args:
            folder: the case.
            officer: who takes it; sealed under ``key`` in the file.
            key: 32 bytes that every process which opened this case knows.

        Raises:
            CaseInUse: a living process, or a process of another machine, holds it.
            StorageFull: the lock cannot be written.
        """
        path = folder / FILE_NAME
        token = secrets.token_hex(16)
        content = _content(token, officer, key)
        with storing(), _guarded(folder):
            if path.exists():
                _refuse_if_alive(path, key)
                path.unlink(missing_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                os.write(handle, content)
            except OSError:
                path.unlink(missing_ok=True)
                raise
            finally:
                os.close(handle)
        return cls(path, token)

    def rename(self, *, officer: str, key: bytes) -> None:
        """Name another officer in it; raises ``StorageFull`` when it cannot be written."""
        beside = self._path.with_name(f"{FILE_NAME}.{self._token}")
        with storing():
            try:
                beside.write_bytes(_content(self._token, officer, key))
                beside.replace(self._path)
            finally:
                beside.unlink(missing_ok=True)

    def release(self) -> None:
        """Give the lock back; a lock that is no longer ours stays."""
        held = _read(self._path)
        if held is not None and held.get("token") == self._token:
            with contextlib.suppress(OSError):
                self._path.unlink()


def _content(token: str, officer: str, key: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, officer.encode("utf-8", "surrogatepass"), b"lock")
    return json.dumps(
        {
            "host": processes.host(),
            "pid": os.getpid(),
            "started": processes.started(os.getpid()) or "",
            "officer": base64.b64encode(nonce + sealed).decode("ascii"),
            "token": token,
        }
    ).encode()


def check(folder: Path, *, key: bytes) -> None:
    """Raise ``CaseInUse`` when the case is held, without taking the lock."""
    path = folder / FILE_NAME
    if path.exists():
        _refuse_if_alive(path, key)


def _refuse_if_alive(path: Path, key: bytes) -> None:
    held = _read(path)
    deadline = time.monotonic() + _WRITING_SECONDS
    while held is None and path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)  # another process may be between making and filling the file
        held = _read(path)
    if held is None:
        return
    host, pid = str(held.get("host", "")), held.get("pid")
    if host == processes.host():
        began = processes.started(pid) if isinstance(pid, int) and pid > 0 else None
        if began is None or (began and held.get("started") and began != held["started"]):
            return
    raise CaseInUse(
        _("The case is open on %(host)s (process %(pid)s, officer %(officer)s).")
        % {"host": host or "?", "pid": pid, "officer": _officer(held, key)},
        _("Close it there first.")
        if host == processes.host()
        else _("Close it there first; if that machine crashed, delete the file named lock."),
    )


def _officer(held: dict[str, Any], key: bytes) -> str:
    try:
        sealed = base64.b64decode(str(held["officer"]), validate=True)
        plain = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], b"lock")
        return plain.decode("utf-8", "replace")
    except (KeyError, ValueError, InvalidTag):
        return "?"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


@contextlib.contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Keep two processes from taking over the same stale lock at the same moment."""
    if sys.platform == "win32":
        import msvcrt

        with (folder / "case.json").open("rb") as stream:
            stream.seek(_GUARD_OFFSET)
            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                stream.seek(_GUARD_OFFSET)
                msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems have no such locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
