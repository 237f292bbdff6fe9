"""What can be done in a pane, as actions: keys work inside it, the palette reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget


def add_actions(pane: QWidget, wanted: Iterable[tuple[str, str, Callable[..., object]]]) -> None:
    """Give a pane actions.

    Args:
        pane: where their keys work.
        wanted: key (may be empty), translated title, and a bound method of an object of Qt.
    """
    for key, title, slot in wanted:
        action = QAction(title, pane)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        pane.addAction(action)


def keys_of(pane: QWidget) -> list[tuple[str, str]]:
    """Key and title of the actions that have a key."""
    return [
        (each.shortcut().toString(), each.text())
        for each in pane.actions()
        if not each.shortcut().isEmpty()
    ]
