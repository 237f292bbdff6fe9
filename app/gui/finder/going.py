"""Where Enter leads from what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.gui.session import CaseSession


def go_to_hit(session: CaseSession, hit: Any) -> None:
    """Show what was found in the pane that shows such things."""
    target = hit.target
    if target.kind == "account":
        session.go_to("accounts", accounts=(str(target.key),))
