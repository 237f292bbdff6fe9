"""Files and folders dropped onto the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent
    from PySide6.QtWidgets import QWidget

MARGIN = 16


class DropHint(QLabel):
    """Lies over the window while files are dragged above it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Drop to import"), parent)
        self.setProperty("role", "drop")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, window: QWidget) -> None:
        """Show it over the whole window."""
        self.setGeometry(window.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
        self.raise_()
        self.show()


def dropped(event: QDropEvent) -> list[Path]:
    """The files and folders of a drag, in the order of their names."""
    urls = event.mimeData().urls()
    return sorted(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
