"""Choosing files and folders, to read and to write: where every such dialog comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.base.i18n import _
from app.base.settings import LAST_FOLDER, Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NOT_IN_NAMES: Final = '/\\:*?"<>|'


@dataclass(frozen=True)
class Kind:
    """A kind of file: its ending with the dot, and its name for the officer."""

    ending: str
    title: str

    @property
    def pattern(self) -> str:
        """As a dialog lists it."""
        return f"{self.title} (*{self.ending})"


XLSX: Final = Kind(".xlsx", "Excel")
CSV: Final = Kind(".csv", "CSV")
PDF: Final = Kind(".pdf", "PDF")
SVG: Final = Kind(".svg", "SVG")
PNG: Final = Kind(".png", "PNG")


def file_name(*parts: str) -> str:
    """A name that every system takes, without an ending; empty parts are left out."""
    said = "-".join(part.strip() for part in parts if part.strip())
    return "".join("_" if sign in _NOT_IN_NAMES else sign for sign in said).strip(". ")


def last_folder() -> Path:
    """Where a file was written last, else the documents, else the home folder."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    for known in (Settings().get(LAST_FOLDER), documents):
        if known and Path(known).is_dir():
            return Path(known)
    return Path.home()


def choose_target(parent: QWidget, title: str, name: str, kinds: tuple[Kind, ...]) -> Path | None:
    """Ask where a file is to be written; None when the dialog was left.

    Args:
        parent: of the dialog.
        title: of the dialog.
        name: that is offered, see ``file_name``.
        kinds: that can be written, the first one is offered; what the officer types without
            one of their endings gets that of the kind he chose.
    """
    dialog = _dialog(parent, title, last_folder())
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters([kind.pattern for kind in kinds])
    dialog.setDefaultSuffix(kinds[0].ending[1:])
    by_pattern = {kind.pattern: kind for kind in kinds}
    dialog.filterSelected.connect(
        lambda pattern: dialog.setDefaultSuffix(by_pattern[pattern].ending[1:])
    )
    dialog.selectFile(name + kinds[0].ending)
    chosen = _taken(dialog)
    if not chosen:
        return None
    Settings().put(LAST_FOLDER, str(chosen[0].parent))
    picked = by_pattern.get(dialog.selectedNameFilter(), kinds[0])
    return _with_ending(chosen[0], kinds, picked)


def _with_ending(target: Path, kinds: tuple[Kind, ...], picked: Kind) -> Path:
    if any(target.suffix.lower() == kind.ending for kind in kinds):
        return target
    return target.with_name(target.name + picked.ending)


def choose_files(parent: QWidget) -> list[Path]:
    """Files to import; nothing when the dialog was left."""
    dialog = _dialog(parent, _("Import files"), None)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _taken(dialog)


def choose_import_folder(parent: QWidget) -> list[Path]:
    """A folder to import; nothing when the dialog was left."""
    chosen = choose_folder(parent, _("Import folder"), None)
    return [chosen] if chosen else []


def choose_folder(parent: QWidget, title: str, start: Path | None) -> Path | None:
    """A folder that is there; None when the dialog was left."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = _taken(dialog)
    return chosen[0] if chosen else None


def _dialog(parent: QWidget, title: str, start: Path | None) -> QFileDialog:
    return QFileDialog(parent, title, str(start) if start else "")


def _taken(dialog: QFileDialog) -> list[Path]:
    try:
        return [Path(each) for each in dialog.selectedFiles()] if dialog.exec() else []
    finally:
        dialog.deleteLater()
