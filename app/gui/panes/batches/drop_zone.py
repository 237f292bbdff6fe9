"""Where files and folders are dropped to be looked at before they are imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent


class DropZone(QFrame):
    """A dashed frame with a line of words.

    Signals:
        dropped: the paths, in the order of their names.
    """

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "dropzone")
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Drop files or folders here"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 2)
        self._label = QLabel(_("Drop files or folders here: they are looked at first"))
        self._label.setProperty("role", "muted")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self._label)

    def hide_words(self) -> None:
        """Leave the words to what was put inside."""
        self._label.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._mark(wanted=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """They went away again."""
        self._mark(wanted=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Tell what was dropped."""
        self._mark(wanted=False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(sorted(paths))

    def _mark(self, *, wanted: bool) -> None:
        self.setProperty("state", "over" if wanted else "")
        self.style().unpolish(self)
        self.style().polish(self)
