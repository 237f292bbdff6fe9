"""Which rows of a table are no transfers: one line to say so, and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.base.i18n import _
from app.gui.fonts import TABLE_PX, ui_font
from app.gui.widgets.icons import set_icon
from app.ops.mapping_skips import HOW_TITLES, left_out, skip_words, taken_back

if TYPE_CHECKING:
    from app.ops.mapping_forms import MappingForm


class SkipLine(QWidget):
    """Column, comparison and text of one more rule; the rules that stand, each to be taken back.

    Signals:
        changed: the form, changed.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: MappingForm | None = None
        self.column = QComboBox()
        self.how = QComboBox()
        for key, title in HOW_TITLES.items():
            self.how.addItem(_(title), key)
        self.text = QLineEdit()
        self.text.setPlaceholderText(_("such as 小计"))
        self.add = QPushButton(_("Leave out"))
        self.standing = QComboBox()
        self.take_back = QPushButton(_("Take back"))
        set_icon(self.take_back, "close")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = QLabel(_("No transfers are rows whose"))
        label.setProperty("role", "muted")
        label.setBuddy(self.column)
        row.addWidget(label)
        for field, name, stretch in (
            (self.column, _("Column"), 3), (self.how, _("Comparison"), 2),
            (self.text, _("Text"), 3),
        ):  # fmt: skip
            field.setAccessibleName(name)
            field.setFont(ui_font(TABLE_PX))
            row.addWidget(field, stretch)
        for box in (self.column, self.standing):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(8)
        self.standing.setAccessibleName(_("Rows that are left out"))
        self.standing.setFont(ui_font(TABLE_PX))
        row.addWidget(self.add)
        row.addWidget(self.standing, 4)
        row.addWidget(self.take_back)
        self.add.clicked.connect(self._add)
        self.text.returnPressed.connect(self._add)
        self.take_back.clicked.connect(self._take_back)

    def show_form(self, form: MappingForm) -> None:
        """Offer the columns of a form, and show its rules."""
        block = QSignalBlocker(self.column)
        if self._form is None or self._form.header != form.header:
            self.column.clear()
            self.column.addItems([name or "–" for name in form.header])
        block.unblock()
        self._form = form
        said = skip_words(form)
        self.standing.clear()
        self.standing.addItems(said)
        self.standing.setCurrentIndex(len(said) - 1)
        self.standing.setToolTip("\n".join(said))
        for each in (self.standing, self.take_back):
            each.setVisible(bool(said))

    @Slot()
    def _add(self) -> None:
        if self._form is None or not self.text.text().strip():
            self.text.setFocus()
            return
        form = left_out(
            self._form, self.column.currentIndex(), str(self.how.currentData()), self.text.text()
        )
        self.text.clear()
        self.changed.emit(form)

    @Slot()
    def _take_back(self) -> None:
        if self._form is not None and self.standing.count():
            self.changed.emit(taken_back(self._form, self.standing.currentIndex()))
