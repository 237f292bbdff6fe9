"""Names and values of what is selected, a line each; lines without a value are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLayout


class FactGrid(QGridLayout):
    """Lines with fixed names.

    Args:
        titles: catalogue texts.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(4)
        self.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        for number, title in enumerate(titles):
            name, value = name_label(_(title)), value_label()
            value.setAccessibleName(_(title))
            self.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self.addWidget(value, number, 1)
            self._lines.append((name, value))

    def show_values(self, texts: Sequence[str]) -> None:
        """Fill the values in, in the order of the titles."""
        for labels, text in zip(self._lines, texts, strict=True):
            labels[1].setText(text)
            for label in labels:
                label.setVisible(bool(text))

    def values(self) -> list[str]:
        """What stands there."""
        return [value.text() for _name, value in self._lines]


def name_label(text: str) -> QLabel:
    """The name of a value."""
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label


def value_label(text: str = "") -> QLabel:
    """A value: as many lines as it needs, and it can be copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def clear(layout: QLayout) -> None:
    """Take the widgets out of a layout and away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
