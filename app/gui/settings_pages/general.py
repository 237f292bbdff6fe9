"""Language, appearance, size, officer."""

from __future__ import annotations

from app.base.i18n import LANGUAGES, N_, _
from app.base.settings import LANGUAGE, OFFICER, SCALE_PERCENT, THEME
from app.gui.settings_pages._page import PageSpec, SettingsPage

SCALES = (75, 100, 125, 150, 175, 200, 250, 300)


class GeneralPage(SettingsPage):
    """What the window looks like and whose name stands in the journal."""

    def build(self) -> None:
        """Four fields."""
        self.choice(LANGUAGE, dict(LANGUAGES))
        self.choice(THEME, {"light": _("Light window"), "dark": _("Dark window")})
        self.choice(SCALE_PERCENT, {each: f"{each} %" for each in SCALES})
        self.text(OFFICER)


PAGE = PageSpec("general", N_("General"), "settings", 10, GeneralPage)
