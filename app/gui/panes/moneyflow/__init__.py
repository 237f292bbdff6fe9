"""资金流: a trace as columns by level, from the victims to where the money ended."""

from __future__ import annotations

from app.base.i18n import N_
from app.gui.inspector.registry import SectionSpec
from app.gui.pane_registry import PaneSpec

PANE = PaneSpec(
    key="moneyflow",
    title=N_("Money flow"),
    icon="money-flow",
    perspectives=("analysis",),
    order=40,
    make="view:MoneyFlowPane",
    takes=("accounts", "flows", "incidents", "traces"),
    room=0.75,
)

SECTIONS = (
    SectionSpec("trace", N_("Trace"), ("traces",), order=9, make="trace_card:TraceCard"),
    SectionSpec(
        "traced", N_("In this trace"), ("accounts",), order=11, make="traced_card:TracedCard"
    ),
)
