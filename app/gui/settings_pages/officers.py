"""Who has a passphrase for this case: add an officer, take one's passphrase away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton

from app.base.i18n import N_, _
from app.gui.forms.access import secret_field
from app.gui.forms.confirm import ConfirmDialog
from app.gui.settings_pages._page import PageSpec, SettingsPage
from app.gui.widgets.icons import set_icon
from app.gui.widgets.rows_model import Cell, Column, RowsModel
from app.gui.widgets.table import TableView
from app.ops.cases import OfficerSlot, add_officer, list_officers, remove_officer

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.model.changes import Changes
    from app.ops.cases import CaseFile


def _own(slot: OfficerSlot) -> Cell:
    return Cell(_("opened the case now"), "good", "unlock") if slot.own else Cell("", "muted")


COLUMNS: tuple[Column[OfficerSlot], ...] = (
    Column(N_("Officer"), lambda slot: Cell(slot.name), width=200),
    Column(N_("State"), _own, width=180),
)


class OfficersPage(SettingsPage):
    """Each officer opens the case with a passphrase of his own; the journal names him."""

    def build(self) -> None:
        """The list, and a line to add one."""
        self.hint(
            _("Every officer opens the case with a passphrase of his own. Nobody can read the"
              " passphrase of another; who loses his gets a new one from a colleague.")
        )  # fmt: skip
        self.slots: RowsModel[OfficerSlot] = RowsModel(COLUMNS, identity=_slot_id, parent=self)
        self.table = TableView(self.slots, name=_("Officers"), stretch=0, sortable=False)
        self.table.setMinimumHeight(130)
        self.column.addWidget(self.table, 1)
        self.remove = QPushButton(_("Take the passphrase away…"))
        self.remove.setAutoDefault(False)
        set_icon(self.remove, "delete")
        self.remove.clicked.connect(self._remove)
        self.column.addSpacing(8)
        self.column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(12)
        self.heading(_("Add an officer"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Name"))
        self.name.setAccessibleName(_("Name of the officer"))
        self.passphrase = secret_field()
        self.passphrase.setPlaceholderText(_("Passphrase"))
        self.passphrase.setAccessibleName(_("Passphrase of the officer"))
        self.again = secret_field()
        self.again.setPlaceholderText(_("Once more"))
        self.again.setAccessibleName(_("Once more"))
        self.add = QPushButton(_("Add"))
        self.add.setAutoDefault(False)
        set_icon(self.add, "add")
        self.add.clicked.connect(self._add_one)
        row = QHBoxLayout()
        row.setSpacing(8)
        for field in (self.name, self.passphrase, self.again):
            row.addWidget(field, 1)
        row.addWidget(self.add)
        self.column.addLayout(row)
        self.column.addSpacing(8)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("role", "danger")
        self.column.addWidget(self.told)
        if self.session is not None:
            self.session.changed.connect(self._reload)
            self._read()

    def _read(self) -> None:
        if self.session is not None:
            job = self.session.read("officers", _("Reading the officers"), list_officers)
            job.succeeded.connect(self._show)

    @Slot(object)
    def _reload(self, changes: Changes) -> None:
        if changes.officers:
            self._read()

    @Slot(object)
    def _show(self, slots: list[OfficerSlot]) -> None:
        self.slots.set_rows(slots)
        if slots and not self.table.chosen_rows():
            self.table.choose(0)
        self.remove.setEnabled(len(slots) > 1)

    @Slot()
    def _add_one(self) -> None:
        name, text = self.name.text().strip(), self.passphrase.text()
        if not name or not text or text != self.again.text():
            self.told.setText(_("Give a name, and twice the same passphrase."))
            return
        if self.session is None:
            return
        self.told.clear()

        def op(case: CaseFile, _progress: Progress) -> tuple[None, Changes]:
            return None, add_officer(case, name=name, passphrase=text)

        job = self.session.change(_("Adding an officer"), op)
        job.succeeded.connect(self._added)
        job.failed.connect(self._complain)

    @Slot()
    def _added(self) -> None:
        for field in (self.name, self.passphrase, self.again):
            field.clear()

    @Slot(object)
    def _complain(self, error: Exception) -> None:
        self.told.setText(str(error))

    @Slot()
    def _remove(self) -> None:
        chosen = self.table.chosen_rows()
        if not chosen or self.session is None:
            return
        slot: OfficerSlot = chosen[0]
        reason = ConfirmDialog.ask(
            self,
            title=_("Take the passphrase away"),
            text=_("Take away the passphrase of {officer}?").format(officer=slot.name),
            means=_("The officer cannot open this case any more; what he did stays on record."),
            verb=_("Take away"),
            with_reason=True,
        )
        if reason is None:
            return

        def op(case: CaseFile, _progress: Progress) -> tuple[None, Changes]:
            return None, remove_officer(case, slot_id=slot.slot_id, why=reason)

        job = self.session.change(_("Taking a passphrase away"), op)
        job.failed.connect(self._complain)


def _slot_id(slot: OfficerSlot) -> str:
    return slot.slot_id


PAGE = PageSpec(
    "officers", N_("Officers and passphrases"), "people", 50, OfficersPage, needs_case=True
)
