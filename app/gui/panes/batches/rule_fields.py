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
    ZONES,
)

if TYPE_CHECKING:
    from app.ops.mapping_forms import MappingForm

FROM_FILE = "file"
WORD = "word"
RARE_LINE = 2


class RuleFields(QWidget):
    """Two lines of fields, and a third that few tables need.

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
        self.in_words, self.out_words = QLineEdit(), QLineEdit()
        self.zone = QComboBox()
        self.zone.setEditable(True)
        self.zone.addItems([_("as the case"), *ZONES])
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
            (2, 0, _("Words for in"), self.in_words),
            (2, 2, _("Words for out"), self.out_words),
            (2, 4, _("Clocks"), self.zone),
        )
        self._rare: list[QWidget] = []
        for line, column, title, field in places:
            label = QLabel(title)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            field.setAccessibleName(title)
            field.setFont(ui_font(TABLE_PX))
            grid.addWidget(label, line, column)
            grid.addWidget(field, line, column + 1)
            if line == RARE_LINE:
                self._rare += [label, field]
        for column, stretch in ((1, 4), (3, 6), (5, 2), (7, 2)):
            grid.setColumnStretch(column, stretch)
        self.time_form.setToolTip(
            _("Such as %d/%m/%Y %H:%M; several between semicolons are tried in order.")
        )
        self.own.setToolTip(
            _("The own account where no column names it: a number, or found in the file.")
        )
        self.in_words.setToolTip(
            _("Words of the direction column beside the usual ones, such as 转入 or +.")
        )
        self.zone.setToolTip(
            _("How far the clocks of the table are ahead of Greenwich, such as +07:00.")
        )
        for field in (self.rule, self.unit, self.decimal, self.space):
            field.activated.connect(self._tell)
        for editable in (self.time_form, self.own, self.zone):
            editable.currentTextChanged.connect(self._tell)
        for line_edit in (self.name, self.currency, self.in_words, self.out_words):
            line_edit.textChanged.connect(self._tell)
        order = [self.name, self.rule, self.unit, self.currency, self.own, self.time_form,
                 self.decimal, self.space, self.in_words, self.out_words, self.zone]  # fmt: skip
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_form(self, form: MappingForm) -> None:
        """Fill the fields in."""
        fields = (self.name, self.rule, self.time_form, self.unit, self.decimal, self.currency,
                  self.own, self.space, self.in_words, self.out_words, self.zone)  # fmt: skip
        blocked = [QSignalBlocker(field) for field in fields]
        self.name.setText(form.name)
        self.name.setCursorPosition(0)
        self.currency.setText(form.currency)
        self.in_words.setText(form.in_words)
        self.out_words.setText(form.out_words)
        self.zone.setCurrentText(form.time_zone or _("as the case"))
        self._follow_rule()
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
        zone = self.zone.currentText().strip()
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
            in_words=self.in_words.text(),
            out_words=self.out_words.text(),
            time_zone="" if zone == _("as the case") else zone,
        )

    def show_rare(self, wanted: bool) -> None:
        """Show the third line, or hide it."""
        for widget in self._rare:
            widget.setVisible(wanted)

    def _follow_rule(self) -> None:
        """Words count only where a column says the direction."""
        for field in (self.in_words, self.out_words):
            field.setEnabled(self.rule.currentData() == WORD)

    @Slot()
    def _tell(self) -> None:
        self._follow_rule()
        self.changed.emit()


def _choice(entries: list[tuple[str, str]], length: int = 3) -> QComboBox:
    field = QComboBox()
    for key, title in entries:
        field.addItem(title, key)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(length)
    return field
