"""Locking after idle time, and the officer's own passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton

from app.base.i18n import N_, _
from app.base.settings import IDLE_LOCK_MINUTES
from app.gui.forms.access import secret_field
from app.gui.settings_pages._page import FIELD_WIDTH, PageSpec, SettingsPage
from app.ops.cases import change_passphrase

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.model.changes import Changes
    from app.ops.cases import CaseFile


class SecurityPage(SettingsPage):
    """The lock, and the passphrase of who is at the keyboard."""

    def build(self) -> None:
        """One setting, and two fields for another passphrase while a case is open."""
        self.number(IDLE_LOCK_MINUTES, 0, 720)
        if self.session is None:
            return
        self.heading(_("Your passphrase for this case"))
        self.passphrase, self.again = secret_field(), secret_field()
        for field, name in ((self.passphrase, _("New passphrase")), (self.again, _("Once more"))):
            self.column.addLayout(_row(name, field))
            self.column.addSpacing(8)
        self.change = QPushButton(_("Change passphrase"))
        self.change.setAutoDefault(False)
        self.change.clicked.connect(self._change)
        self.told = QLabel()
        self.told.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(self.change)
        line.addWidget(self.told, 1)
        self.column.addLayout(line)

    @Slot()
    def _change(self) -> None:
        text = self.passphrase.text()
        if self.session is None:
            return
        if not text or text != self.again.text():
            self._tell(_("The passphrase is empty or the two entries differ."), "danger")
            return

        def op(case: CaseFile, _progress: Progress) -> tuple[None, Changes]:
            return None, change_passphrase(case, passphrase=text)

        self.change.setEnabled(False)
        job = self.session.change(_("Changing the passphrase"), op)
        job.succeeded.connect(self._changed)
        job.finished.connect(self._free)

    @Slot()
    def _changed(self) -> None:
        self.passphrase.clear()
        self.again.clear()
        self._tell(_("The passphrase was changed."), "good")

    @Slot()
    def _free(self) -> None:
        self.change.setEnabled(True)

    def _tell(self, text: str, tone: str) -> None:
        self.told.setProperty("role", tone)
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.told.setText(text)


def _row(name: str, field: QLineEdit) -> QHBoxLayout:
    label = QLabel(name)
    label.setFixedWidth(130)
    label.setBuddy(field)
    field.setFixedWidth(FIELD_WIDTH)
    field.setAccessibleName(name)
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(label)
    row.addWidget(field)
    row.addStretch(1)
    return row


PAGE = PageSpec("security", N_("Security"), "lock", 40, SecurityPage)
