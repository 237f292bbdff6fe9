"""流水: the transfers of the selected account, and the proof of each."""

from __future__ import annotations

from app.base.i18n import N_
from app.gui.inspector.registry import SectionSpec
from app.gui.pane_registry import PaneSpec

PANE = PaneSpec(
    key="transfers",
    title=N_("Transfers"),
    icon="transfers",
    perspectives=("analysis",),
    order=30,
    make="view:TransfersPane",
    below=True,
    takes=("accounts", "parties", "flows"),
    room=0.5,
)
SECTIONS = (
    SectionSpec(
        "transfer",
        N_("Transfer and its proof"),
        ("flows",),
        order=5,
        make="inspector:TransferInspector",
        fills=True,
    ),
)
