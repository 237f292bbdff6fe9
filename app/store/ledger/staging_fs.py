"""A file system that holds one chunk of bytes in memory, so that DuckDB reads no file from disk.

Statements are decrypted from the vault chunk by chunk and handed to DuckDB's CSV reader through
this; no plain text ever touches a disk.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, ClassVar

from fsspec import AbstractFileSystem

PROTOCOL = "stage"


class StagingFileSystem(AbstractFileSystem):  # type: ignore[misc]  # fsspec is untyped
    """Names to bytes; ``stage://name`` is what a query says."""

    protocol = PROTOCOL
    cachable = False
    root_marker = ""

    def __init__(self) -> None:
        super().__init__()
        self.chunks: dict[str, bytes] = {}

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix(f"{PROTOCOL}://").strip("/")

    def put_chunk(self, name: str, data: bytes) -> str:
        """Hold ``data`` under ``name`` and return the address for a query."""
        self.chunks[name] = data
        return f"{PROTOCOL}://{name}"

    def drop_chunk(self, name: str) -> None:
        """Forget the bytes again."""
        self.chunks.pop(name, None)

    def info(self, path: str, **_kwargs: Any) -> dict[str, Any]:
        """Override AbstractFileSystem.info."""
        name = self._strip_protocol(path)
        if name not in self.chunks:
            raise FileNotFoundError(name)
        return {"name": name, "size": len(self.chunks[name]), "type": "file", "created": 0}

    def ls(self, path: str, detail: bool = True, **_kwargs: Any) -> list[Any]:
        """Override AbstractFileSystem.ls."""
        found = [self.info(name) for name in self.chunks if name.startswith(path.strip("/"))]
        return found if detail else [entry["name"] for entry in found]

    def glob(self, path: str, **_kwargs: Any) -> list[str]:
        """Override AbstractFileSystem.glob: names are taken literally."""
        name = self._strip_protocol(path)
        return [name] if name in self.chunks else []

    def modified(self, _path: str) -> Any:
        """Override AbstractFileSystem.modified: chunks have no history."""
        return 0

    def _open(self, path: str, mode: str = "rb", **_kwargs: Any) -> BytesIO:
        if mode != "rb":
            raise PermissionError(path)
        return BytesIO(self.chunks[self._strip_protocol(path)])

    fsid: ClassVar[str] = PROTOCOL
