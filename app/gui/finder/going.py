"""Where Enter leads from what was found."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from app.model.selection import FlowFilter, Period

if TYPE_CHECKING:
    from app.gui.session import CaseSession
    from app.ops.searching import Hit, Target

TRANSFERS, MONEY_FLOW = "transfers", "moneyflow"


def go_to_hit(session: CaseSession, hit: Hit) -> None:
    """Show what was found in the pane that shows such things."""
    target = hit.target
    key = target.key
    match target.kind:
        case "account":
            wanted = FlowFilter(accounts=(str(key),))
            session.go_to("accounts", accounts=(str(key),), filter=wanted)
        case "party":
            wanted = FlowFilter(parties=(int(key),))
            session.go_to(TRANSFERS, parties=(int(key),), filter=wanted)
        case "flow":
            # a filter in force could hide it
            session.go_to(TRANSFERS, flows=(int(key),), filter=FlowFilter())
        case "batch":
            session.go_to("batches", batches=(int(key),))
        case "period":
            period = period_of(target)
            session.go_to(TRANSFERS, period=period, filter=FlowFilter(period=period))
        case "amount":
            session.go_to(TRANSFERS, filter=amount_of(target))
        case "incident":
            session.go_to(MONEY_FLOW, incidents=(int(key),))
        case "trace":
            session.go_to(MONEY_FLOW, traces=(int(key),))
        case "file":
            session.go_to("batches")
            session.file_wanted.emit(int(key))
        case _:
            session.go_to(TRANSFERS, filter=FlowFilter(text=str(key)))


def period_of(target: Target) -> Period:
    """The days of a target, the last one whole."""
    first, _slash, last = str(target.key).partition("/")
    until = datetime.combine(datetime.fromisoformat(last or first), time.max)
    return Period(datetime.fromisoformat(first), until)


def amount_of(target: Target) -> FlowFilter:
    """The amounts of a target, in fen."""
    least, _slash, most = str(target.key).partition("/")
    return FlowFilter(least_fen=int(least) if least else None, most_fen=int(most) if most else None)
