"""From a filter as a person sees it to conditions of the ledger: numbers, persons, tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from app.importers.layout import SPACE_NAMES
from app.model.account_space import AccountSpace
from app.model.attribution import Attribution
from app.ops.flows import KINDS, NOT_NAMED, STATUSES
from app.ops.tagging import tagged
from app.store.ledger import page_queries
from app.store.ledger.page_queries import Stretch, Wanted

if TYPE_CHECKING:
    import duckdb

    from app.model.selection import FlowFilter
    from app.store.casefile import CaseFile

BY: Final = ("time", "amount", "hour")
_SPACES = {name: space for space, name in SPACE_NAMES.items()}
_FEWEST_DIGITS: Final = 4


@dataclass(frozen=True)
class Bars:
    """What was chosen in a histogram: only some bars, some hidden, some grey.

    A bar is its (low, high) bounds: times, fen, or hours of the day (-1: no clock was given); high
    does not belong to it, and either may be open. Grey ones stay in the view.
    """

    by: str = "time"
    only: tuple[tuple[Any, Any], ...] = ()
    hidden: tuple[tuple[Any, Any], ...] = ()
    grey: tuple[tuple[Any, Any], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no histogram measures."""
        if self.by not in BY:
            raise ValueError(self.by)

    def __bool__(self) -> bool:
        return bool(self.only or self.hidden or self.grey)

    def is_grey(self, value: Any) -> bool:
        """Whether a row with this value is shown grey."""
        return any(
            (low is None or value >= low) and (high is None or value < high)
            for low, high in self.grey
        )


def resolve(
    case: CaseFile,
    reader: duckdb.DuckDBPyConnection,
    wanted: FlowFilter,
    bars: Bars | None = None,
) -> Wanted:
    """A filter and chosen bars as conditions; numbers that nobody has match nothing."""
    accounts: list[int] | None = None
    if wanted.accounts or wanted.parties:
        accounts = page_queries.accounts_with(reader, wanted.accounts) if wanted.accounts else []
        if wanted.parties:
            accounts += page_queries.accounts_of(reader, numbers_of(case, wanted.parties))
    others: list[int] | None = None
    if wanted.counterparties:
        named = [key for key in wanted.counterparties if key != NOT_NAMED]
        others = page_queries.accounts_with(reader, named) if named else []
    return Wanted(
        accounts=None if accounts is None else tuple(sorted(set(accounts))),
        others=None if others is None else tuple(others),
        unnamed=NOT_NAMED in wanted.counterparties,
        since=wanted.period.since,
        until=wanted.period.until,
        least=wanted.least_fen,
        most=wanted.most_fen,
        direction={"in": 1, "out": -1}.get(wanted.direction or "", 0),
        kinds=tuple(KINDS.index(kind) for kind in wanted.kinds),
        statuses=tuple(STATUSES.index(status) for status in wanted.statuses),
        channels=wanted.channels,
        currencies=wanted.currencies,
        words=words_of(wanted.text),
        flows=_only(case, wanted),
        by=bars.by if bars else "time",
        only=tuple(Stretch(*bar) for bar in bars.only) if bars else (),
        without=tuple(Stretch(*bar) for bar in bars.hidden) if bars else (),
    )


def _only(case: CaseFile, wanted: FlowFilter) -> tuple[int, ...] | None:
    """The flows that are named one by one or by their tags; None for any."""
    if not wanted.tags:
        return wanted.flows or None
    under = tagged(case, wanted.tags).flows
    return tuple(set(wanted.flows) & set(under)) if wanted.flows else under


def words_of(text: str) -> tuple[str, ...]:
    """What has to be found: every word, or one number where it was typed in groups."""
    words = text.split()
    together = "".join(words)
    if len(words) > 1 and together.isdigit() and len(together) >= _FEWEST_DIGITS:
        return (together,)
    return tuple(dict.fromkeys(words))


def numbers_of(case: CaseFile, parties: tuple[int, ...]) -> list[tuple[int, str]]:
    """The account numbers of some parties, as far as anybody says so."""
    with case.session(read_only=True) as session:
        found = session.execute(
            sa.select(Attribution.space, Attribution.account).where(
                Attribution.party_id.in_(parties), Attribution.withdrawn_time.is_(None)
            )
        ).all()
    return [(_SPACES[AccountSpace(space).value], account) for space, account in found]
