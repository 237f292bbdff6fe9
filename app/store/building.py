"""Building a folder under another name beside its place, so that it appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.base.i18n import _
from app.store import processes
from app.store.files import storing, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

_ENDING = ".new"


def refuse_occupied(folder: Path) -> None:
    """Raise ``UsageError`` unless ``folder`` is absent or an empty folder."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise UsageError(
            _("The folder exists and is not empty."), _("Choose a name that is not taken.")
        )


def beside(folder: Path) -> Path:
    """A name beside ``folder`` under which it can be built; tells which process builds."""
    return folder.parent / f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}{_ENDING}"


def move_into_place(draft: Path, folder: Path) -> None:
    """Give a finished folder its name, in one step."""
    with storing():
        refuse_occupied(folder)
        if folder.exists():
            folder.rmdir()
        sync_folder(draft)
        draft.rename(folder)
        sync_folder(folder.parent)


def discard_abandoned(folder: Path) -> None:
    """Delete what killed processes left of building this same folder."""
    for path in folder.parent.glob(f".*{_ENDING}"):
        stem, _dot, pid = path.name.removesuffix(_ENDING).rpartition(".")[0].rpartition(".")
        if stem == f".{folder.name}" and pid.isdigit() and processes.started(int(pid)) is None:
            shutil.rmtree(path, ignore_errors=True)
