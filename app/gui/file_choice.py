"""Choosing files and folders to import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def choose_files(parent: QWidget) -> list[Path]:
    """Files to import; nothing when the dialog was left."""
    chosen, _filter = QFileDialog.getOpenFileNames(parent, _("Import files"))
    return [Path(name) for name in chosen]


def choose_folder(parent: QWidget) -> list[Path]:
    """A folder to import; nothing when the dialog was left."""
    chosen = QFileDialog.getExistingDirectory(parent, _("Import folder"))
    return [Path(chosen)] if chosen else []
