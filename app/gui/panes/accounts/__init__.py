"""账户: every account that the statements name, with its sums."""

from __future__ import annotations

from app.base.i18n import N_
from app.gui.pane_registry import PaneSpec

PANE = PaneSpec(
    key="accounts",
    title=N_("Accounts"),
    icon="account",
    perspectives=("analysis", "seizure"),
    order=20,
    make="view:AccountsPane",
    takes=("accounts",),
    always=True,
)
