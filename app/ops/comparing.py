"""Accounts that are new or vanished from one period to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.base.errors import UsageError
from app.base.i18n import _
from app.ops.counterparties import Moved
from app.ops.hubs import stops_of
from app.ops.subjects import Facts, Period, account_subject, facts_of
from app.store.ledger import dealing_queries

if TYPE_CHECKING:
    from app.store.casefile import CaseFile

NEW, VANISHED = "new", "vanished"


@dataclass(frozen=True)
class Compared:
    """An account that moved money in one of two periods only; ``state`` is new or vanished.

    ``moved`` is what it moved in that period: its own in and out, or as one asked account sees it.
    """

    facts: Facts
    state: str
    moved: Moved

    def to_json(self) -> dict[str, Any]:
        """The entry of ``accounts`` in ``xunxian compare --json``."""
        return self.facts.to_json() | {"state": self.state} | self.moved.to_json()


@dataclass(frozen=True)
class Comparison:
    """What two periods differ in; ``both`` accounts moved money in both of them."""

    accounts: list[Compared]
    new: int
    vanished: int
    both: int

    def to_json(self) -> dict[str, Any]:
        """The answer of ``xunxian compare --json``."""
        return {
            "new": self.new,
            "vanished": self.vanished,
            "both": self.both,
            "accounts": [each.to_json() for each in self.accounts],
        }


def compare(
    case: CaseFile,
    *,
    before: Period,
    after: Period,
    account: str | None = None,
    with_services: bool = False,
    limit: int | None = None,
) -> Comparison:
    """Which accounts moved money in only one of two periods, new ones first, largest sums first.

    With ``account`` its counterparties are compared instead of all accounts. Services and hubs
    are left out unless asked for.

    Raises:
        RefusedInput: no account has this number.
        UsageError: a period is upside down, both overlap, or their currencies differ.
    """
    for period in (before, after):
        period.check()
    if before.currency != after.currency:
        raise UsageError(_("Both periods have to be of one currency."))
    if before.until is None or after.since is None or before.until >= after.since:
        raise UsageError(
            _("The periods overlap."), _("The first one has to end before the second begins.")
        )
    reader = case.ledger.reader()
    try:
        own = None if account is None else account_subject(reader, account).accounts

        def moved_in(period: Period) -> dict[int, Moved]:
            bounds = period.since, period.until, period.currency
            rows = (
                dealing_queries.moved_in(reader, *bounds)
                if own is None
                else dealing_queries.counterparties(reader, own, *bounds, None)
            )
            return {
                id_: Moved(int(n_in), int(came), int(n_out), int(went), first, last)
                for id_, n_in, came, n_out, went, first, last in rows
                if id_ is not None and (own is None or id_ not in own)
            }

        earlier, later = moved_in(before), moved_in(after)
        stops = stops_of(case, reader)

        def only_in(first: dict[int, Moved], other: dict[int, Moved]) -> list[int]:
            found = [
                id_ for id_ in first if id_ not in other and (with_services or id_ not in stops)
            ]
            return sorted(found, key=lambda id_: (-first[id_].in_fen - first[id_].out_fen, id_))

        came, gone = only_in(later, earlier), only_in(earlier, later)
        listed = ([(id_, NEW, later[id_]) for id_ in came]
                  + [(id_, VANISHED, earlier[id_]) for id_ in gone])[:limit]  # fmt: skip
        facts = facts_of(case, reader, [id_ for id_, _state, _moved in listed])
    finally:
        reader.close()
    return Comparison(
        [Compared(facts[id_], state, moved) for id_, state, moved in listed],
        len(came), len(gone), len(earlier.keys() & later.keys()),
    )  # fmt: skip
