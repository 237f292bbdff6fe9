"""日志: who did what, when and why; whether the chain holds."""

from __future__ import annotations

from app.base.i18n import N_
from app.gui.pane_registry import PaneSpec

PANE = PaneSpec(
    key="journal",
    title=N_("Journal"),
    icon="journal",
    perspectives=("report",),
    order=90,
    make="view:JournalPane",
    room=0.7,
)
