"""How much of the machine the database of transfers may take."""

from __future__ import annotations

from app.base.i18n import N_
from app.base.settings import LEDGER_MEMORY_MB, LEDGER_THREADS
from app.gui.settings_pages._page import PageSpec, SettingsPage


class LedgerPage(SettingsPage):
    """Memory and threads."""

    def build(self) -> None:
        """Two fields."""
        self.number(LEDGER_MEMORY_MB, 256, 262_144, 256)
        self.number(LEDGER_THREADS, 0, 256)


PAGE = PageSpec("ledger", N_("Ledger"), "transfers", 20, LedgerPage)
