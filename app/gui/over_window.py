"""What opens over the window: lists of changes and jobs, keys, settings, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.base.settings import IDLE_LOCK_MINUTES, LANGUAGE, THEME, Settings
from app.gui.forms.about import AboutDialog
from app.gui.forms.settings import SettingsDialog
from app.gui.jobs_list import JobsBook, JobsList
from app.gui.keys_sheet import KeysSheet
from app.gui.undo_list import UndoList
from app.gui.widgets.overlay import Corner

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow


class OverWindow(QObject):
    """Belongs to one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.book = JobsBook(window.session.runner, self)
        self.jobs = JobsList(self.book, window)
        self.steps = UndoList(window.session, window)
        self.keys = KeysSheet(window)
        self.dialog: SettingsDialog | AboutDialog | None = None

    @Slot()
    def show_steps(self) -> None:
        """Open the list of changes."""
        self.steps.open_at(self._window.top.steps_button, Corner.BELOW)

    @Slot()
    def show_jobs(self) -> None:
        """Open the list of jobs."""
        self.jobs.open_at(self._window.status.jobs_button, Corner.ABOVE)

    @Slot()
    def show_keys(self) -> None:
        """Open the sheet of keys."""
        self.keys.show_keys(self._window.looking.pane_keys(), self._window.registry.all())
        self.keys.open_at(self._window, Corner.MIDDLE)

    @Slot()
    def show_settings(self) -> None:
        """Open the settings."""
        self._settings("")

    @Slot()
    def show_officers(self) -> None:
        """Open the page of officers and passphrases."""
        self._settings("officers")

    @Slot()
    def show_about(self) -> None:
        """Say what the program is made of."""
        self._show(AboutDialog(self._window))

    def dismiss(self) -> bool:
        """Close what is open over the window; False when nothing was."""
        opened = [each for each in (self.jobs, self.steps, self.keys) if not each.isHidden()]
        for overlay in opened:
            overlay.dismiss()
        return bool(opened)

    def _settings(self, page: str) -> None:
        dialog = SettingsDialog(self._window.session, self._window, page=page)
        dialog.saved.connect(self._take_settings)
        self._show(dialog)

    def _show(self, dialog: SettingsDialog | AboutDialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()

    @Slot(list)
    def _take_settings(self, changed: list[str]) -> None:
        kept = Settings()
        if THEME.key in changed:
            self._window.choose_theme(kept.get(THEME))
        if IDLE_LOCK_MINUTES.key in changed:
            self._window.idle.start(kept.get(IDLE_LOCK_MINUTES))
        if LANGUAGE.key in changed:
            self._window.language_chosen.emit(kept.get(LANGUAGE))
