"""The bar on the left: perspectives on top, single panes below, settings at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QToolButton, QVBoxLayout

from app.base.i18n import _
from app.gui.pane_registry import PERSPECTIVES, pane_specs
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget

WIDTH = 76
PERSPECTIVE_HEIGHT = 50


class ActivityBar(QFrame):
    """Shows where one is.

    Signals:
        perspective_wanted: the key of a perspective.
        pane_wanted: the key of a pane to be shown.
        pane_unwanted: the key of a pane to be closed.
        settings_wanted: the settings are to be opened.
    """

    perspective_wanted = Signal(str)
    pane_wanted = Signal(str)
    pane_unwanted = Signal(str)
    settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "activity")
        self.setAccessibleName(_("Perspectives and panes"))
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 6, 4, 6)
        column.setSpacing(2)
        self._group = QButtonGroup(self)
        for number, perspective in enumerate(PERSPECTIVES):
            button = QToolButton()
            button.setCheckable(True)
            button.setText(_(perspective.title))
            button.setToolTip(f"{_(perspective.title)} (Ctrl+{number + 1})")
            button.setAccessibleName(_("Perspective {name}").format(name=_(perspective.title)))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(20, 20))
            button.setFixedSize(WIDTH - 8, PERSPECTIVE_HEIGHT)
            set_icon(button, perspective.icon)
            self._group.addButton(button, number)
            column.addWidget(button)
        self._group.idClicked.connect(self._choose)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        column.addSpacing(4)
        column.addWidget(line)
        column.addSpacing(4)
        grid = QGridLayout()
        grid.setSpacing(2)
        self._panes: dict[str, QToolButton] = {}
        for number, spec in enumerate(pane_specs()):
            button = QToolButton()
            button.setObjectName(spec.key)
            button.setCheckable(True)
            button.setProperty("role", "pane")
            button.setToolTip(_("Pane: {name}").format(name=_(spec.title)))
            button.setAccessibleName(_("Pane: {name}").format(name=_(spec.title)))
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(32, 30)
            set_icon(button, spec.icon)
            button.clicked.connect(self._toggle)
            grid.addWidget(button, number // 2, number % 2)
            self._panes[spec.key] = button
        column.addLayout(grid)
        column.addStretch(1)
        settings = QToolButton()
        settings.setToolTip(_("Settings (Ctrl+,)"))
        settings.setAccessibleName(_("Settings"))
        settings.setIconSize(QSize(20, 20))
        settings.setFixedSize(WIDTH - 8, 34)
        set_icon(settings, "settings")
        settings.clicked.connect(self.settings_wanted)
        column.addWidget(settings)

    def mark(self, perspective: str, panes: Collection[str]) -> None:
        """Show the perspective and the panes that are on the desk."""
        for number, each in enumerate(PERSPECTIVES):
            self._group.button(number).setChecked(each.key == perspective)
        for key, button in self._panes.items():
            button.setChecked(key in panes)

    @Slot(int)
    def _choose(self, number: int) -> None:
        self.perspective_wanted.emit(PERSPECTIVES[number].key)

    @Slot(bool)
    def _toggle(self, wanted: bool) -> None:
        key = self.sender().objectName()
        (self.pane_wanted if wanted else self.pane_unwanted).emit(key)
