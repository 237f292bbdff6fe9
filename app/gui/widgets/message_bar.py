"""The message bar: one line, one action; known failures and results are told here."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.base.i18n import _
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from app.base.errors import KnownError


class Tone(Enum):
    """What kind of message it is: the icon's name and the token of its colour."""

    INFO = ("info", "accent")
    GOOD = ("done", "good")
    WARN = ("warning", "warn")
    ERROR = ("error", "danger")


class MessageBar(QFrame):
    """Hidden until there is something to say.

    Signals:
        acted: the message's button was pressed.
    """

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setAccessibleName(_("Message"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        self._sign = QToolButton()
        self._sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.clicked.connect(self.acted)
        close = QToolButton()
        close.setToolTip(_("Close this message (Esc)"))
        close.setAccessibleName(_("Close this message"))
        set_icon(close, "close", "muted")
        close.clicked.connect(self.clear)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(close)
        self.hide()

    def text(self) -> str:
        """What is shown; empty when hidden."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, text: str, tone: Tone = Tone.INFO, action: str = "") -> None:
        """Show one message in place of the last.

        Args:
            text: a sentence or two, already translated.
            tone: its kind.
            action: the verb of its button, if there is one thing to do about it.
        """
        name, colour = tone.value
        set_icon(self._sign, name, colour)
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.show()

    def show_known(self, error: KnownError) -> None:
        """Show a failure that the user can settle: what happened, and what to do."""
        self.tell(str(error), Tone.ERROR)

    @Slot()
    def clear(self) -> None:
        """Hide it."""
        self.hide()
        self._text.clear()
