"""Every action of the window in one list: the palette reaches them all and shows their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.gui import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

_KEY = "actionKey"
_GROUP = "actionGroup"
_ICON = "actionIcon"


class ActionRegistry(QObject):
    """The actions of one window, by key.

    Args:
        window: their shortcuts work wherever the focus is inside it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._enabled: dict[str, Callable[[], bool]] = {}

    def add(
        self,
        key: str,
        title: str,
        slot: Any,
        *,
        shortcut: str | tuple[str, ...] = "",
        icon: str = "",
        group: str = "",
        enabled: Callable[[], bool] | None = None,
    ) -> QAction:
        """Declare an action.

        Args:
            key: names it in code, ``import.files``.
            title: already translated.
            slot: a bound method or a signal, called without arguments.
            shortcut: its key, or several that mean the same; the first is shown.
            icon: a file of ``resources/icons``.
            group: what it belongs to, already translated.
            enabled: whether it can be done now; asked by ``refresh``.
        """
        action = QAction(title, self._window)
        keys = (shortcut,) if isinstance(shortcut, str) else shortcut
        action.setShortcuts([QKeySequence(each) for each in keys if each])
        action.setProperty(_KEY, key)
        action.setProperty(_GROUP, group)
        action.setProperty(_ICON, icon)
        if icon:
            action.setIcon(theme.icon(icon))
        action.triggered.connect(slot)
        self._window.addAction(action)
        self._actions[key] = action
        if enabled is not None:
            self._enabled[key] = enabled
        return action

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def all(self) -> list[QAction]:
        """Every action, in the order in which they were declared."""
        return list(self._actions.values())

    def refresh(self) -> None:
        """Ask each action whether it can be done now."""
        for key, asks in self._enabled.items():
            self._actions[key].setEnabled(asks())

    def redraw(self) -> None:
        """Draw the icons anew after the theme was switched."""
        for action in self._actions.values():
            if action.property(_ICON):
                action.setIcon(theme.icon(action.property(_ICON)))

    def do(self, key: str) -> None:
        """Carry out an action."""
        self._actions[key].trigger()


def group_of(action: QAction) -> str:
    """What an action belongs to; empty where nobody said."""
    return str(action.property(_GROUP) or "")


def icon_of(action: QAction) -> str:
    """The name of its icon."""
    return str(action.property(_ICON) or "")


def shown_key(action: QAction) -> str:
    """Its shortcut as it stands on the keyboard; empty without one."""
    text = action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
    return text.replace("Left", "←").replace("Right", "→")


def title_of(action: QAction) -> str:
    """Its title without the sign for a mnemonic."""
    return action.text().replace("&", "")


def matching(actions: Iterable[QAction], text: str) -> list[QAction]:
    """The actions whose title or group holds every word of ``text``, or its letters in order."""
    wanted = text.casefold().split()
    if not wanted:
        return list(actions)
    close: list[QAction] = []
    far: list[QAction] = []
    for action in actions:
        title = title_of(action).casefold()
        hay = f"{title} {group_of(action).casefold()} {shown_key(action).casefold()}"
        if all(word in hay for word in wanted):
            (close if title.startswith(wanted[0]) else far).append(action)
        elif _in_order("".join(wanted), title):
            far.append(action)
    return close + far


def _in_order(letters: str, text: str) -> bool:
    """Whether the letters stand in the text in this order, each at the start of a word or next."""
    words = text.split()
    initials = "".join(word[0] for word in words)
    return len(letters) > 1 and letters in initials
