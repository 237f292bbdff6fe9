"""One key hides who is who on a screen that others can see (演示遮蔽)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView

from app.base.i18n import _
from app.gui import words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.session import CaseSession


def is_on() -> bool:
    """Whether identities are hidden."""
    return words.is_masked()


def toggle(session: CaseSession, window: QWidget) -> None:
    """Hide identities everywhere, or show them again: tables paint anew, the rest is told."""
    words.set_masked(masked=not words.is_masked())
    for view in window.findChildren(QAbstractItemView):
        view.viewport().update()
    session.masking_changed.emit(words.is_masked())
    if words.is_masked():
        session.told.emit(
            _("Identities are hidden on this screen; what is copied or exported is whole."), "INFO"
        )
