"""Asking before something that cannot be undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.gui import theme


class ConfirmDialog(QDialog):
    """A question, what follows from a yes, and on request why.

    Tests replace ``ask``.
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        title: str,
        text: str,
        means: str,
        verb: str,
        with_reason: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(12)
        sign = QLabel()
        sign.setPixmap(theme.icon("warning", "warn").pixmap(20, 20))
        words = QLabel(text)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        top.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(words, 1)
        column.addLayout(top)
        follows = QLabel(means)
        follows.setProperty("role", "muted")
        follows.setWordWrap(True)
        column.addWidget(follows)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText(_("Reason, for the journal"))
        self._reason.setAccessibleName(_("Reason"))
        self._reason.setVisible(with_reason)
        column.addWidget(self._reason)
        buttons = QDialogButtonBox()
        yes = buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        yes.setProperty("role", "danger")
        no = buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        no.setDefault(True)
        yes.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        (self._reason if with_reason else no).setFocus()

    def reason(self) -> str:
        """What was typed."""
        return self._reason.text().strip()

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        *,
        title: str,
        text: str,
        means: str,
        verb: str,
        with_reason: bool = False,
    ) -> str | None:
        """Ask; the reason typed (may be empty) after a yes, else None."""
        dialog = cls(
            parent, title=title, text=text, means=means, verb=verb, with_reason=with_reason
        )
        answer = dialog.exec()
        reason = dialog.reason()
        dialog.deleteLater()
        return reason if answer == QDialog.DialogCode.Accepted else None
