"""The dialogs that open and make a case. They stay until the case is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.base.settings import OFFICER, Settings
from app.gui.file_choice import choose_folder, file_name

if TYPE_CHECKING:
    from app.base.errors import KnownError

SUFFIX = ".xunxian"


class AccessDialog(QDialog):
    """What both dialogs share: a form, a line for what went wrong, two buttons.

    Signals:
        tried: the form is filled in; the owner opens the case and answers with ``accept``
            or ``show_wrong``.
    """

    tried = Signal()

    def __init__(self, parent: QWidget | None, *, title: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(8)
        column.addLayout(self.form)
        self._wrong = QLabel()
        self._wrong.setProperty("role", "danger")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        column.addWidget(self._wrong)
        self._buttons = QDialogButtonBox()
        self.go = self._buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self._buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self._try)
        self._buttons.rejected.connect(self.reject)
        column.addWidget(self._buttons)
        self.officer = QLineEdit(Settings().get(OFFICER))

    def wrong(self) -> str:
        """What the line says; empty when nothing is wrong."""
        return self._wrong.text()

    def show_wrong(self, error: KnownError) -> None:
        """Say why it did not work and let the officer try again."""
        self.set_busy(busy=False)
        self._say(str(error))

    def set_busy(self, *, busy: bool) -> None:
        """No second try while the first is under way."""
        self.go.setEnabled(not busy)

    def complaint(self) -> str:
        """What is still missing in the form; empty when it can be tried."""
        return ""

    @Slot()
    def _try(self) -> None:
        missing = self.complaint()
        self._say(missing)
        if not missing:
            self.set_busy(busy=True)
            self.tried.emit()

    def _say(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        self._wrong.setAccessibleName(text)
        self.adjustSize()


class UnlockDialog(AccessDialog):
    """Asks for the passphrase of a case, and for the officer where several share one.

    Only a name from the settings is offered: on a laptop of several people any other would be
    written under what somebody else did.
    """

    def __init__(self, folder: Path, parent: QWidget | None = None, *, officer: str = "") -> None:
        super().__init__(
            parent, title=_("Unlock {case}").format(case=folder.stem), verb=_("Unlock")
        )
        self.folder = folder
        place = QLabel(str(folder))
        place.setProperty("role", "muted")
        place.setWordWrap(True)
        self.passphrase = secret_field()
        if officer:
            self.officer.setText(officer)
        self.officer.setPlaceholderText(_("empty: whose passphrase it is"))
        self.form.addRow(_("Case"), place)
        self.form.addRow(_("Passphrase"), self.passphrase)
        self.form.addRow(_("Officer"), self.officer)
        self.passphrase.setFocus()

    def show_wrong(self, error: KnownError) -> None:
        """The passphrase is marked for typing over."""
        super().show_wrong(error)
        self.passphrase.setFocus()
        self.passphrase.selectAll()


class NewCaseDialog(AccessDialog):
    """Asks for name, place, officer and passphrase of a new case."""

    def __init__(self, parent: QWidget | None = None, *, place: Path | None = None) -> None:
        super().__init__(parent, title=_("New case"), verb=_("Create"))
        self.name = QLineEdit()
        self.place = QLineEdit(str(place or Path.home()))
        browse = QPushButton(_("Choose…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.place, 1)
        row.addWidget(browse)
        self.passphrase = secret_field()
        self.again = secret_field()
        self.form.addRow(_("Name of the case"), self.name)
        self.form.addRow(_("Folder"), row)
        self.form.addRow(_("Officer"), self.officer)
        self.form.addRow(_("Passphrase"), self.passphrase)
        self.form.addRow(_("Once more"), self.again)
        hint = QLabel(_("Without the passphrase nobody can open the case. Keep it safe."))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.form.addRow("", hint)
        self.name.setFocus()

    @property
    def folder(self) -> Path:
        """Where the case will lie."""
        name = file_name(self.name.text())
        return Path(self.place.text().strip()) / f"{name or 'case'}{SUFFIX}"

    def complaint(self) -> str:
        """Names the first field that is not right."""
        if not self.name.text().strip():
            return _("The case needs a name.")
        if not Path(self.place.text().strip()).is_dir():
            return _("The folder is not there.")
        if not self.passphrase.text():
            return _("The passphrase is empty.")
        if self.passphrase.text() != self.again.text():
            return _("The two entries differ.")
        if not self.officer.text().strip():
            return _("Name the officer; the journal needs it.")
        return super().complaint()

    @Slot()
    def _browse(self) -> None:
        chosen = choose_folder(self, _("Folder"), Path(self.place.text()))
        if chosen is not None:
            self.place.setText(str(chosen))


def secret_field() -> QLineEdit:
    """A field that shows dots."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
