"""The bar on top: way back and on, the field for everything, undo and redo, case, lock, menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton

from app.base.i18n import _
from app.gui.actions import shown_key, title_of
from app.gui.widgets.elided import ElidedLabel
from app.gui.widgets.icons import set_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from app.gui.actions import ActionRegistry
    from app.gui.finder.box import FinderBox
    from app.ops.cases import CaseFile

HEIGHT = 40
MENU = (
    ("case.open", "import.files", "import.folder", "case.reload"),
    ("view.mask", "view.light", "view.dark", "view.reset"),
    ("settings", "officers", "keys", "about"),
    ("case.lock", "case.close"),
)


class TopBar(QFrame):
    """Its buttons are actions of the registry."""

    def __init__(
        self, case: CaseFile, actions: ActionRegistry, finder: FinderBox, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT)
        self._bound: list[tuple[QToolButton, QAction]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for key, icon in (("view.back", "back"), ("view.forward", "forward")):
            row.addWidget(self._button(actions[key], icon))
        row.addSpacing(4)
        row.addWidget(finder, 6)
        hint = QLabel("Ctrl+K")
        hint.setProperty("role", "faint")
        row.addSpacing(4)
        row.addWidget(hint)
        for key, icon in (("undo", "undo"), ("redo", "redo"), ("undo.list", "journal")):
            button = self._button(actions[key], icon)
            row.addWidget(button)
            if key == "undo.list":
                self.steps_button = button
        row.addSpacing(8)
        parts = [case.name, case.officer, *([_("read-only")] if case.read_only else [])]
        self.name = ElidedLabel(" · ".join(parts))
        self.name.setProperty("role", "heading")
        self.name.setToolTip(f"{case.name} · {case.officer}\n{case.folder}")
        self.name.setAccessibleName(_("Case and officer"))
        self.name.setMaximumWidth(300)
        self.name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.name, 5)
        row.addWidget(self._button(actions["case.lock"], "lock"))
        self.more = QToolButton()
        self.more.setToolTip(_("Menu (Alt+M)"))
        self.more.setAccessibleName(_("Menu"))
        self.more.setShortcut("Alt+M")
        self.more.setIconSize(QSize(16, 16))
        set_icon(self.more, "menu")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        for part in MENU:
            menu.addActions([actions[key] for key in part])
            menu.addSeparator()
        self.more.setMenu(menu)
        row.addWidget(self.more)

    def _button(self, action: QAction, icon: str) -> QToolButton:
        button = QToolButton()
        key = shown_key(action)
        button.setToolTip(f"{title_of(action)} ({key})" if key else title_of(action))
        button.setAccessibleName(title_of(action))
        button.setIconSize(QSize(16, 16))
        set_icon(button, icon)
        button.clicked.connect(action.trigger)
        self._bound.append((button, action))
        return button

    def refresh(self) -> None:
        """Grey out what cannot be done now."""
        for button, action in self._bound:
            button.setEnabled(action.isEnabled())
