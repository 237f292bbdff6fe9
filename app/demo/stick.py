"""The detective's USB stick: files written below one folder, each with its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.i18n import _
from app.demo.sheets import zip_bytes
from app.demo.truth import FileTruth

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.progress import Progress


class Stick:
    """Collects files and their truths; archives are packed when they are closed."""

    def __init__(self, root: Path, progress: Progress | None, total: int) -> None:
        self._root = root
        self._progress = progress
        self._total = total
        self._rows = 0
        self._packed: dict[str, list[tuple[str, bytes]]] = {}
        self.files: list[FileTruth] = []
        root.mkdir(parents=True, exist_ok=True)

    def truth(
        self, path: str, layout: str, kind: str = "transfers", encoding: str = "utf-8"
    ) -> FileTruth:
        """A truth for a file about to be written."""
        if self._progress is not None:
            self._progress.step(
                min(self._rows, self._total), self._total, _("Writing invented returns")
            )
        truth = FileTruth(path, layout, kind, encoding)
        self.files.append(truth)
        return truth

    def put(self, truth: FileTruth, content: bytes, archive: str = "") -> None:
        """Write a file, or keep it for ``archive``, whose path then begins the file's."""
        self._rows += truth.rows_read if truth.kind == "transfers" else 0
        if archive:
            self._packed.setdefault(archive, []).append((truth.path, content))
            truth.path = f"{archive}/{truth.path}"
            return
        self._write(truth.path, content)

    def pack(self, archive: str, inside: str = "") -> None:
        """Close an archive; ``inside`` puts it into another one that is still open."""
        content = zip_bytes(self._packed.pop(archive))
        if not inside:
            self._write(archive, content)
            return
        self._packed.setdefault(inside, []).append((archive, content))
        for truth in self.files:
            if truth.path.startswith(f"{archive}/"):
                truth.path = f"{inside}/{truth.path}"

    def copy(self, truth: FileTruth, path: str) -> None:
        """The same bytes again under another name; an import says so and takes nothing."""
        again = FileTruth(path, truth.layout, truth.kind, truth.encoding, already_imported=True)
        self.files.append(again)
        self._write(path, (self._root / truth.path).read_bytes())

    def _write(self, path: str, content: bytes) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
