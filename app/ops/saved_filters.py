"""Filters of flows kept under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.model.changes import Changes
from app.model.saved_filter import SavedFilter
from app.model.selection import FlowFilter
from app.ops.changing import changing
from app.store import journal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

LONGEST: Final = 60
"""Letters of the longest name."""
_CHANGED: Final = Changes(filters=True, journal=True)


@dataclass(frozen=True)
class SavedFilterRow:
    """One saved filter (筛选方案); ``sort`` names columns, with "-" before those that fall."""

    id: int
    name: str
    wanted: FlowFilter
    columns: tuple[str, ...]
    sort: tuple[str, ...]
    officer: str
    time: datetime


def list_filters(case: CaseFile) -> list[SavedFilterRow]:
    """The saved filters by name."""
    with case.session(read_only=True) as session:
        return [
            SavedFilterRow(
                each.id, each.name, FlowFilter.from_json(each.wanted), tuple(each.columns),
                tuple(each.sort), each.officer, each.time,
            )
            for each in session.scalars(sa.select(SavedFilter).order_by(SavedFilter.name))
        ]  # fmt: skip


def save_filter(
    case: CaseFile,
    *,
    name: str,
    wanted: FlowFilter,
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
) -> tuple[int, Changes]:
    """Keep a filter under its name; one of that name is replaced.

    Returns:
        Its number, and what changed.

    Raises:
        RefusedInput: the name is empty or too long, or the filter names flows one by one.
    """
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise RefusedInput(
            _("The filter needs a name of at most {number} letters.").format(number=LONGEST)
        )
    if wanted.flows:  # the next import may make them anew, under other ids
        raise RefusedInput(
            _("The transfers behind a figure cannot be kept as a filter. Tag them, and keep a"
              " filter by the tag.")
        )  # fmt: skip
    with changing(case, N_("Save filter “{filter}”"), filter=name) as session:
        found = session.scalar(sa.select(SavedFilter).where(SavedFilter.name == name))
        after = {"filter": wanted.to_json(), "columns": list(columns), "sort": list(sort)}
        before = None if found is None else _told(found)
        if found is not None and before == after:
            return found.id, Changes()
        if found is None:
            found = SavedFilter(name=name)
            session.add(found)
        found.wanted, found.columns, found.sort = wanted.to_json(), list(columns), list(sort)
        found.officer, found.time = case.officer, clock.now(case.zone)
        session.flush()
        journal.append(
            session, officer=case.officer, verb="save filter", subject=f"filter {name}",
            before=before, after=after,
        )  # fmt: skip
        return found.id, _CHANGED


def rename_filter(case: CaseFile, *, number: int, name: str) -> Changes:
    """Give a saved filter another name.

    Raises:
        RefusedInput: there is none, another has that name, or as ``save_filter``.
    """
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise RefusedInput(
            _("The filter needs a name of at most {number} letters.").format(number=LONGEST)
        )
    with changing(case, N_("Rename filter “{filter}”"), filter=name) as session:
        found = _filter(session, number)
        if found.name == name:
            return Changes()
        if session.scalar(sa.select(SavedFilter).where(SavedFilter.name == name)) is not None:
            raise RefusedInput(_("There is a filter “{name}” already.").format(name=name))
        journal.append(
            session, officer=case.officer, verb="rename filter", subject=f"filter {name}",
            before={"name": found.name}, after={"name": name},
        )  # fmt: skip
        found.name = name
    return _CHANGED


def remove_filter(case: CaseFile, *, number: int) -> Changes:
    """Forget a saved filter. Raises ``RefusedInput`` where there is none."""
    with changing(case, N_("Remove filter {filter}"), filter=number) as session:
        found = _filter(session, number)
        journal.append(
            session, officer=case.officer, verb="remove filter", subject=f"filter {found.name}",
            before=_told(found),
        )  # fmt: skip
        session.delete(found)
    return _CHANGED


def _filter(session: Session, number: int) -> SavedFilter:
    found = session.get(SavedFilter, number)
    if found is None:
        raise RefusedInput(_("There is no saved filter {number}.").format(number=number))
    return found


def _told(saved: SavedFilter) -> dict[str, Any]:
    return {"filter": saved.wanted, "columns": saved.columns, "sort": saved.sort}
