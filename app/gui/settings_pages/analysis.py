"""From where on something counts in hubs and in the list of statements to ask for."""

from __future__ import annotations

from app.base.i18n import N_
from app.base.settings import HUB_COUNTERPARTIES, REQUEST_LARGE_YUAN, REQUEST_MARGIN_DAYS
from app.gui.settings_pages._page import MOST, PageSpec, SettingsPage


class AnalysisPage(SettingsPage):
    """Thresholds."""

    def build(self) -> None:
        """Three fields."""
        self.number(HUB_COUNTERPARTIES, 2, 1_000_000_000, 10)
        self.number(REQUEST_MARGIN_DAYS, 0, 3650)
        self.number(REQUEST_LARGE_YUAN, 0, MOST, 1000)


PAGE = PageSpec("analysis", N_("Analysis"), "findings", 30, AnalysisPage)
