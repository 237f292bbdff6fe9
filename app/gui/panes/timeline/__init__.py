"""时间线: transfers between lanes along time, their rhythm, and when in the week money moves."""

from __future__ import annotations

from app.base.i18n import N_
from app.gui.pane_registry import PaneSpec

PANE = PaneSpec(
    key="timeline",
    title=N_("Timeline"),
    icon="timeline",
    perspectives=("analysis",),
    order=35,
    make="view:TimelinePane",
    below=True,
    takes=("accounts", "parties", "flows", "incidents", "traces"),
    room=0.65,
)
