"""The rules of a mapping beside its columns: direction, form of the time, unit, whose numbers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.base.i18n import _
from app.gui.fonts import TABLE_PX, ui_font
from app.ops.mapping_forms import (
    DECIMAL_TITLES,
    RULE_TITLES,
    SPACE_TITLES,
    TIME_FORMS,
    UNIT_TITLES,
)

if TYPE_CHECKING:
    from app.ops.mapping_forms import MappingForm

FROM_FILE = "file"


class RuleFields(QWidget):
    """Two lines of fields.

    Signals:
        changed: some field was changed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ui_font(TABLE_PX))
        self.name = QLineEdit()
        self.rule = _choice([(key, _(title)) for key, title in RULE_TITLES.items()], 16)
        self.time_form = QComboBox()
        self.time_form.setEditable(True)
        self.time_form.addItems([_("automatic"), *TIME_FORMS])
        self.unit = _choice([(key, _(title)) for key, title in UNIT_TITLES.items()], 4)
        self.decimal = _choice([(key, _(title)) for key, title in DECIMAL_TITLES.items()], 6)
        self.currency = QLineEdit()
        self.currency.setMaxLength(5)
        self.currency.setMinimumWidth(56)
        self.own = QComboBox()
        self.own.setEditable(True)
        self.own.addItem("")
        self.own.addItem(_("from the file"))
        self.space = _choice([(key, _(title)) for key, title in SPACE_TITLES.items()])
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        places = (
            (0, 0, _("Mapping"), self.name),
            (0, 2, _("Direction"), self.rule),
            (0, 4, _("Unit"), self.unit),
            (0, 6, _("Currency"), self.currency),
            (1, 0, _("Own account"), self.own),
            (1, 2, _("Form of the time"), self.time_form),
            (1, 4, _("Figures"), self.decimal),
            (1, 6, _("Numbers of"), self.space),
        )
        for line, column, title, field in places:
            label = QLabel(title)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(title)
            field.setFont(ui_font(TABLE_PX))
            grid.addWidget(label, line, column)
            grid.addWidget(field, line, column + 1)
        for column, stretch in ((1, 4), (3, 6), (5, 2), (7, 2)):
            grid.setColumnStretch(column, stretch)
        self.time_form.setToolTip(
            _("Such as %d/%m/%Y %H:%M; several between semicolons are tried in order.")
        )
        self.own.setToolTip(
            _("The own account where no column names it: a number, or found in the file.")
        )
        for field in (self.rule, self.unit, self.decimal, self.space):
            field.activated.connect(self._tell)
        for editable in (self.time_form, self.own):
            editable.currentTextChanged.connect(self._tell)
        for line_edit in (self.name, self.currency):
            line_edit.textChanged.connect(self._tell)
        order = [self.name, self.rule, self.unit, self.currency, self.own, self.time_form,
                 self.decimal, self.space]  # fmt: skip
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_form(self, form: MappingForm) -> None:
        """Fill the fields in."""
        fields = (self.name, self.rule, self.time_form, self.unit, self.decimal, self.currency,
                  self.own, self.space)  # fmt: skip
        blocked = [QSignalBlocker(field) for field in fields]
        self.name.setText(form.name)
        self.name.setCursorPosition(0)
        self.currency.setText(form.currency)
        for field, key in (
            (self.rule, form.rule), (self.unit, form.unit), (self.decimal, form.decimal),
            (self.space, form.space),
        ):  # fmt: skip
            field.setCurrentIndex(field.findData(key))
        self.time_form.setCurrentText(form.time_form or _("automatic"))
        self.own.setCurrentText(_("from the file") if form.own == FROM_FILE else form.own)
        for block in blocked:
            block.unblock()

    def taken(self, form: MappingForm) -> MappingForm:
        """The form with what stands in the fields."""
        time_form = self.time_form.currentText().strip()
        own = self.own.currentText().strip()
        return replace(
            form,
            name=self.name.text(),
            rule=str(self.rule.currentData()),
            time_form="" if time_form == _("automatic") else time_form,
            unit=str(self.unit.currentData()),
            decimal=str(self.decimal.currentData()),
            currency=self.currency.text(),
            own=FROM_FILE if own == _("from the file") else own,
            space=str(self.space.currentData()),
        )

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


def _choice(entries: list[tuple[str, str]], length: int = 3) -> QComboBox:
    field = QComboBox()
    for key, title in entries:
        field.addItem(title, key)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(length)
    return field
