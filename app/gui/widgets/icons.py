"""Icons on buttons that follow the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from app.gui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NAME = "iconName"
_TONE = "iconTone"


def set_icon(button: QAbstractButton, name: str, tone: str = "text") -> None:
    """Give a button an icon in the colour of a token, and remember both for ``redraw``."""
    button.setProperty(_NAME, name)
    button.setProperty(_TONE, tone)
    button.setIcon(theme.icon(name, tone))


def set_primary(button: QAbstractButton, *, primary: bool) -> None:
    """Make a button with an icon the primary one of its place, or a quiet one."""
    button.setProperty("role", "primary" if primary else "")
    button.style().unpolish(button)
    button.style().polish(button)
    set_icon(button, str(button.property(_NAME)), "on_accent" if primary else "text")


def redraw(root: QWidget) -> None:
    """Draw the icons below ``root`` anew after the theme was switched."""
    for button in root.findChildren(QAbstractButton):
        name = button.property(_NAME)
        if name:
            button.setIcon(theme.icon(name, button.property(_TONE)))
