"""导入: the batches, one row per file with its reconciliation, and what was not taken."""

from __future__ import annotations

from app.base.i18n import N_
from app.gui.pane_registry import PaneSpec

PANE = PaneSpec(
    key="batches",
    title=N_("Import"),
    icon="import",
    perspectives=("import",),
    order=10,
    make="view:BatchesPane",
    takes=("batches",),
)
