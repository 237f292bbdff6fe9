"""Measures on accounts: stop-payments and freezes as they stand, with their clocks.

What imports brought and what officers recorded stand in one list. The rules of law are in
``app.analysis.measure_clocks``; they bind what officers record (``measure_editing``), imported
rows are told as given.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.analysis import measure_clocks as clocks
from app.base import clock
from app.model.measure import Measure
from app.ops.incident_editing import plain_number
from app.store.ledger import activity_queries, seed_queries

if TYPE_CHECKING:
    from datetime import datetime

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class MeasureRow:
    """One measure (措施) as it stands at a moment; money in fen.

    Attributes:
        measure: its number.
        account: the account's number in lists; ``space`` whose numbering it is.
        action: stop_payment, freeze or other.
        kind: the source's words.
        state: not_begun, running, expires_soon, expired, lifted or renewed.
        hours_left: until it ends, while it stands.
        nth: 1 for the first, 2 for its first renewal, and so on.
        renewed_by: the measure that goes on where this one ends.
        source: whether an import brought it.
    """

    measure: int
    account: str
    space: str
    action: str
    kind: str | None
    amount_fen: int | None
    since: datetime | None
    until: datetime | None
    state: str
    hours_left: float | None
    nth: int
    renewed_by: int | None
    authority: str | None
    document_no: str | None
    officer: str | None
    recorded: datetime | None
    reason: str | None
    major: bool
    trace: int | None
    incident: int | None
    lifted: datetime | None
    lifted_why: str | None
    source: bool

    @property
    def stands(self) -> bool:
        """Whether the money is held by it."""
        return self.state in clocks.STANDING

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        times = ("since", "until", "recorded", "lifted")
        return {**asdict(self), **{name: clock.iso(getattr(self, name)) for name in times}}


def list_measures(
    case: CaseFile, *, at: datetime | None = None, account: str | None = None
) -> list[MeasureRow]:
    """The measures of the case at a moment (now without one), those that end first on top.

    Measures that do not stand come after those that do; withdrawn ones are left out. ``account``
    takes those of one account, by any of its numbers.
    """
    moment = at or clock.now(case.zone)
    with case.session(read_only=True) as session:
        found = list(
            session.scalars(
                sa.select(Measure).where(Measure.withdrawn_time.is_(None)).order_by(Measure.id)
            )
        )
        keys = keys_of_numbers(case, [each.account for each in found])
        after: dict[int | None, int] = {
            each.previous_id: each.id for each in found if each.previous_id is not None
        }
        before = {each.id: each.previous_id for each in found}
        rows = [_row(each, moment, keys, after, before) for each in found]
    if account is not None:
        number = plain_number(account) or ""
        wanted = keys_of_numbers(case, [number]).get(number, number)
        rows = [row for row in rows if row.account == wanted]
    return sorted(rows, key=lambda row: (not row.stands, row.until is None, row.until, row.measure))


def expiring(case: CaseFile, *, at: datetime | None = None) -> list[MeasureRow]:
    """The measures that expire soon and were not renewed, the most urgent first."""
    return [row for row in list_measures(case, at=at) if row.state == clocks.SOON]


def keys_of_numbers(case: CaseFile, numbers: list[str]) -> dict[str, str]:
    """Number, in any spelling, to what its account is called in lists."""
    if not case.has_ledger or not numbers:
        return {}
    reader = case.ledger.reader()
    try:
        found = seed_queries.accounts_of_numbers(reader, sorted(set(numbers)))
        ids = {number: pairs[0][0] for number, pairs in found.items()}
        keys = activity_queries.keys_of(reader, sorted(set(ids.values())))
    finally:
        reader.close()
    return {number: keys[account] for number, account in ids.items()}


def _action(measure: Measure) -> str:
    if measure.action is not None:
        return measure.action.value
    words = measure.kind or ""
    if "止付" in words:
        return clocks.STOP_PAYMENT
    return clocks.FREEZE if "冻结" in words or measure.kind_code in ("01", "02") else "other"


def _row(
    measure: Measure,
    moment: datetime,
    keys: dict[str, str],
    after: dict[int | None, int],
    before: dict[int, int | None],
) -> MeasureRow:
    nth, link = 1, measure.previous_id
    while link is not None:
        nth, link = nth + 1, before.get(link)
    action = _action(measure)
    renewed = after.get(measure.id)
    state = clocks.state_at(
        moment, action=action, since=measure.since, until=measure.until, lifted=measure.lifted,
        renewed=renewed is not None,
    )  # fmt: skip
    return MeasureRow(
        measure.id, keys.get(measure.account, measure.account), measure.space.value, action,
        measure.kind, measure.amount_fen, measure.since, measure.until, state.state,
        state.hours_left, nth, renewed, measure.authority, measure.document_no, measure.officer,
        measure.recorded, measure.reason, bool(measure.major), measure.trace_id,
        measure.incident_id, measure.lifted, measure.lifted_why, measure.batch_id is not None,
    )  # fmt: skip


def standing_of(case: CaseFile, *, at: datetime | None = None) -> dict[str, list[MeasureRow]]:
    """The measures that stand at a moment, by account."""
    found: dict[str, list[MeasureRow]] = {}
    for row in list_measures(case, at=at):
        if row.stands:
            found.setdefault(row.account, []).append(row)
    return found
