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


def redraw(root: QWidget) -> None:
    """Draw the icons below ``root`` anew after the theme was switched."""
    for button in root.findChildren(QAbstractButton):
        name = button.property(_NAME)
        if name:
            button.setIcon(theme.icon(name, button.property(_TONE)))
