"""Whom an account or a person deals with, and whom several of them have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.base import clock
from app.base.errors import UsageError
from app.base.i18n import _
from app.ops.hubs import Stops, stops_of
from app.ops.subjects import Facts, Period, account_subject, facts_of, person_subject
from app.store.ledger import dealing_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.ops.subjects import Subject
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class Moved:
    """Effective flows with one other side, as the asked account sees them; minor units."""

    in_count: int
    in_fen: int
    out_count: int
    out_fen: int
    first: datetime
    last: datetime

    def to_json(self) -> dict[str, Any]:
        """Sums and times of an answer; ``net_fen`` is what came less what went."""
        return {
            "in_count": self.in_count,
            "in_fen": self.in_fen,
            "out_count": self.out_count,
            "out_fen": self.out_fen,
            "net_fen": self.in_fen - self.out_fen,
            "first": clock.iso(self.first),
            "last": clock.iso(self.last),
        }


@dataclass(frozen=True)
class Counterparty(Moved):
    """What one account moved with another (交易对手); sums of effective flows in minor units.

    ``account`` and ``facts`` are null for money whose other side the sources do not name.
    ``own`` marks an account of the same holder (自身互转). ``service`` names the service that it
    is, ``hub`` says how many holders deal with it; ``of`` are the asked accounts.
    """

    account: str | None = None
    facts: Facts | None = None
    own: bool = False
    service: str | None = None
    hub: int | None = None
    of: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The entry of ``xunxian counterparties --json``."""
        known = self.facts
        return {
            "account": self.account,
            "holder": known.holder if known else None,
            "bank": known.bank if known else None,
            "obtained": known.obtained if known else False,
            **super().to_json(),
            "own": self.own,
            "service": self.service,
            "hub": self.hub,
        }


@dataclass(frozen=True)
class Shared:
    """An account that several of the asked deal with, with each one's sums by what was asked."""

    facts: Facts
    by: dict[str, Moved]

    @property
    def amount(self) -> int:
        """Everything that all of them moved with it."""
        return sum(moved.in_fen + moved.out_fen for moved in self.by.values())

    def to_json(self) -> dict[str, Any]:
        """The entry of ``counterparties`` in ``xunxian common --json``."""
        shared = [{"of": given} | moved.to_json() for given, moved in self.by.items()]
        return self.facts.to_json() | {"shared_by": len(self.by), "with": shared}


@dataclass(frozen=True)
class LeftOut:
    """An account that an answer leaves out, and why: service or hub."""

    facts: Facts
    reason: str
    told: str

    def to_json(self) -> dict[str, Any]:
        """The entry of ``left_out``."""
        return self.facts.to_json() | {"reason": self.reason, "told": self.told}


def reason_of(account: int, facts: Facts, stops: Stops) -> LeftOut:
    """Why a service or hub is left out."""
    if account in stops.services:
        return LeftOut(facts, "service", stops.services[account])
    return LeftOut(facts, "hub", str(stops.hubs[account]))


def list_counterparties(
    case: CaseFile,
    *,
    account: str | None = None,
    person: str | None = None,
    period: Period | None = None,
    currency: str = "CNY",
    leave_own: bool = False,
    limit: int | None = None,
) -> list[Counterparty]:
    """The counterparties of an account or of all accounts of a person, the largest sums first.

    Args:
        case: the open case.
        account: any of its numbers.
        person: whole name, ID number or another identifier.
        period: of the flows; everything unless given.
        currency: of the sums, where no period is given.
        leave_own: leave accounts of the same holder out.
        limit: at most so many.

    Raises:
        RefusedInput: no account has this number, or none is known to be the person's.
        UsageError: not exactly one of account and person, or the period is upside down.
    """
    if (account is None) == (person is None):
        raise UsageError(_("Give either an account or a person."))
    when = period or Period(currency=currency)
    when.check()
    reader = case.ledger.reader()
    try:
        subject = (
            account_subject(reader, account)
            if account is not None
            else person_subject(case, reader, person or "")
        )
        rows = dealing_queries.counterparties(
            reader, subject.accounts, when.since, when.until, when.currency,
            None if leave_own else limit,
        )  # fmt: skip
        others = [row[0] for row in rows if row[0] is not None]
        facts = facts_of(case, reader, [*subject.accounts, *others])
        stops = stops_of(case, reader)
    finally:
        reader.close()
    mine = [facts[each] for each in subject.accounts]
    found = []
    for other, *moved in rows:
        known = facts.get(other)
        own = other in subject.accounts or (
            known is not None and any(known.same_holder(each) for each in mine)
        )
        if not (own and leave_own):
            found.append(
                Counterparty(
                    *_moved(moved), known.account if known else None, known, own,
                    stops.services.get(other), stops.hubs.get(other),
                    tuple(each.account for each in mine),
                )
            )  # fmt: skip
    return found[:limit]


def common_counterparties(
    case: CaseFile,
    *,
    accounts: Sequence[str] = (),
    persons: Sequence[str] = (),
    period: Period | None = None,
    least: int = 2,
    with_services: bool = False,
) -> tuple[list[Shared], list[LeftOut]]:
    """The counterparties that at least ``least`` of several accounts and persons share (共同对手).

    Those that most share come first, then the largest sums. Services and hubs join nobody; they
    are the second list. None of the asked accounts is its own answer.

    Raises:
        RefusedInput: an account or person is not known.
        UsageError: fewer than two different ones, or ``least`` does not fit.
    """
    when = period or Period()
    when.check()
    reader = case.ledger.reader()
    try:
        subjects = [account_subject(reader, number) for number in accounts]
        subjects += [person_subject(case, reader, person) for person in persons]
        _check(subjects, least)
        rows = dealing_queries.common(
            reader, [each.accounts for each in subjects], when.since, when.until, when.currency,
            least,
        )  # fmt: skip
        facts = facts_of(case, reader, {row[0] for row in rows})
        stops = stops_of(case, reader)
    finally:
        reader.close()
    shared: dict[int, dict[str, Moved]] = {}
    for other, nth, *moved in rows:
        shared.setdefault(other, {})[subjects[nth].given] = Moved(*_moved(moved))
    stopped = set() if with_services else {other for other in shared if other in stops}
    return (
        [Shared(facts[other], by) for other, by in shared.items() if other not in stopped],
        [reason_of(other, facts[other], stops) for other in shared if other in stopped],
    )


def _check(subjects: list[Subject], least: int) -> None:
    if len({each.accounts for each in subjects}) < len(subjects) or len(subjects) < 2:
        raise UsageError(_("Give two or more different accounts or persons."))
    if not 2 <= least <= len(subjects):
        raise UsageError(_("The least number lies between 2 and how many were given."))


def _moved(row: list[Any]) -> tuple[int, int, int, int, datetime, datetime]:
    n_in, came, n_out, went, first, last = row
    return int(n_in), int(came), int(n_out), int(went), first, last
