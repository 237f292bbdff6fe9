"""Whether the chain of the journal holds, in words, with the hash to write down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from app.base.i18n import _
from app.gui import words
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ops.journal_reading import JournalVerdict

GROUP = 8


class VerdictBar(QFrame):
    """Hidden until the chain was verified."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setAccessibleName(_("Verdict on the journal"))
        self._head = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        self._sign = QToolButton()
        self._sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._hash = QLabel()
        self._hash.setWordWrap(True)
        self._hash.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self._words)
        told.addWidget(self._hash)
        self.copy = QPushButton(_("Copy hash"))
        set_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        close = QToolButton()
        close.setToolTip(_("Close this message (Esc)"))
        close.setAccessibleName(_("Close this message"))
        set_icon(close, "close", "muted")
        close.clicked.connect(self.hide)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(told, 1)
        row.addWidget(self.copy)
        row.addWidget(close)
        self.hide()

    def show_verdict(self, verdict: JournalVerdict) -> None:
        """Show it until it is closed."""
        self._head = verdict.head
        icon, tone = ("done", "good") if verdict.ok else ("error", "danger")
        set_icon(self._sign, icon, tone)
        self._words.setText(verdict.sentence())
        self._hash.setText(
            _("Last entry: {seq}, hash {hash}").format(
                seq=words.count(verdict.entries), hash=grouped_hash(verdict.head)
            )
        )
        self.show()

    def text(self) -> str:
        """What is said."""
        return f"{self._words.text()} {self._hash.text()}"

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._head)


def grouped_hash(text: str) -> str:
    """A hash in groups, so that it can be written down."""
    return " ".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))
