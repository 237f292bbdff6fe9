"""What all pages of the settings share: fields made from the declarations of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.base.i18n import _
from app.base.settings import Setting, Settings

if TYPE_CHECKING:
    from app.gui.session import CaseSession

FIELD_WIDTH = 220
MOST = 2_000_000_000


@dataclass(frozen=True)
class PageSpec:
    """What the dialog has to know of a page.

    Attributes:
        key: its name.
        title: a catalogue text.
        icon: a file of ``resources/icons``.
        order: from the top.
        make: the class of its widget, called with the session or None.
        needs_case: it is shown only while a case is open.
    """

    key: str
    title: str
    icon: str
    order: int
    make: type[SettingsPage]
    needs_case: bool = False


class SettingsPage(QWidget):
    """A form; ``save`` keeps what was entered.

    Args:
        session: of the open case, or None on the welcome page.
    """

    def __init__(self, session: CaseSession | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._fields: list[tuple[Setting[Any], QWidget]] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(0)
        self.build()
        self.column.addStretch(1)

    def build(self) -> None:
        """Make the fields; pages say which."""

    def complaint(self) -> str:
        """What is not right; empty when it can be saved."""
        return ""

    def save(self) -> list[str]:
        """Keep what was entered; the keys of the settings that changed."""
        kept = Settings()
        changed = []
        for setting, field in self._fields:
            value = _value(field)
            if value != kept.get(setting):
                kept.put(setting, value)
                changed.append(setting.key)
        return changed

    # Fields

    def choice(self, setting: Setting[Any], options: dict[Any, str]) -> QComboBox:
        """One of several values."""
        box = QComboBox()
        for value, title in options.items():
            box.addItem(title, value)
        held = Settings().get(setting)
        box.setCurrentIndex(max(0, box.findData(held)))
        self._add(setting, box)
        return box

    def number(self, setting: Setting[int], low: int, high: int, step: int = 1) -> QSpinBox:
        """A whole number."""
        box = QSpinBox()
        box.setRange(low, min(high, MOST))
        box.setSingleStep(step)
        box.setGroupSeparatorShown(True)
        box.setValue(Settings().get(setting))
        self._add(setting, box)
        return box

    def text(self, setting: Setting[str]) -> QLineEdit:
        """A line of text."""
        line = QLineEdit(Settings().get(setting))
        self._add(setting, line)
        return line

    def switch(self, setting: Setting[bool]) -> QCheckBox:
        """Yes or no."""
        box = QCheckBox()
        box.setChecked(Settings().get(setting))
        self._add(setting, box)
        return box

    def heading(self, text: str) -> None:
        """A heading over what follows."""
        label = QLabel(text)
        label.setProperty("role", "heading")
        self.column.addSpacing(8)
        self.column.addWidget(label)
        self.column.addSpacing(8)

    def hint(self, text: str) -> QLabel:
        """A muted sentence."""
        label = QLabel(text)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        self.column.addWidget(label)
        self.column.addSpacing(12)
        return label

    def _add(self, setting: Setting[Any], field: QWidget) -> None:
        field.setFixedWidth(FIELD_WIDTH)
        field.setAccessibleName(_(setting.label))
        field.setAccessibleDescription(_(setting.help))
        field.setToolTip(_(setting.help))
        below = QLabel(_(setting.help))
        below.setProperty("role", "muted")
        below.setWordWrap(True)
        label = QLabel(_(setting.label))
        label.setBuddy(field)
        for widget, gap in ((label, 4), (field, 4), (below, 14)):
            self.column.addWidget(widget)
            self.column.addSpacing(gap)
        self._fields.append((setting, field))


def _value(field: QWidget) -> Any:
    if isinstance(field, QComboBox):
        return field.currentData()
    if isinstance(field, QSpinBox):
        return field.value()
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, QLineEdit):
        return field.text().strip()
    raise TypeError(type(field).__name__)
