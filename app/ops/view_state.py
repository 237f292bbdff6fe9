"""What the window remembers of a case for each officer: perspectives, columns, filters.

It is no content of the case: it makes no journal entry and no step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.model.view_state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.casefile import CaseFile


def view_state(case: CaseFile, key: str, default: Any = None) -> Any:
    """What was remembered under a key for the officer who works now."""
    with case.session(read_only=True) as session:
        found = session.get(ViewState, (case.officer, key))
        return default if found is None else found.value


def view_states(case: CaseFile, prefix: str = "") -> dict[str, Any]:
    """Everything remembered for the officer who works now under keys that begin so."""
    with case.session(read_only=True) as session:
        found = session.scalars(sa.select(ViewState).where(ViewState.officer == case.officer))
        return {each.key: each.value for each in found if each.key.startswith(prefix)}


def remember_view(case: CaseFile, key: str, value: Any) -> None:
    """Remember JSON under a key; ``None`` forgets it. A case open for reading forgets anyway."""
    remember_views(case, {key: value})


def remember_views(case: CaseFile, values: Mapping[str, Any]) -> None:
    """Remember several at once."""
    if case.read_only or not values:
        return
    with case.session() as session:
        for key, value in values.items():
            found = session.get(ViewState, (case.officer, key))
            if value is None:
                if found is not None:
                    session.delete(found)
            elif found is None:
                session.add(
                    ViewState(officer=case.officer, key=key, value=value, time=clock.now(case.zone))
                )
            elif found.value != value:
                found.value, found.time = value, clock.now(case.zone)
