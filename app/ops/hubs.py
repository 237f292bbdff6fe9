"""Payment services and hubs of a case: accounts in which the money of many people mixes."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.base.reference.services import service_of_number, service_that_is, services
from app.base.settings import HUB_COUNTERPARTIES, Settings
from app.model.case_service import CaseService
from app.store.ledger import service_queries

if TYPE_CHECKING:
    import duckdb

    from app.store.casefile import CaseFile
    from app.store.ledger.connection import Ledger


@dataclass(frozen=True)
class Stops:
    """Where following money ends or counts for nothing, by ledger account id.

    Attributes:
        services: payment services (支付机构) with their name, or the officer's reason; tracing
            stops at them, joins leave them out.
        hubs: accounts that very many unrelated people deal with (公共账户), with how many; they
            are shown, joins leave them out, tracing goes on.
    """

    services: dict[int, str]
    hubs: dict[int, int]

    def __contains__(self, account: object) -> bool:
        return account in self.services or account in self.hubs


@dataclass(frozen=True)
class Recognised:
    """Why an account counts as a service: ``by`` number, name or case; ``given`` said so."""

    account: int
    name: str
    by: str
    given: str


@dataclass(frozen=True)
class _Found:
    """What the ledger alone says, and of what state and threshold that was reckoned."""

    of: tuple[object, ...]
    shipped: tuple[Recognised, ...]
    hubs: tuple[tuple[int, int], ...]


_found: weakref.WeakKeyDictionary[Ledger, _Found] = weakref.WeakKeyDictionary()
_guard = threading.Lock()


def stops_of(case: CaseFile, reader: duckdb.DuckDBPyConnection) -> Stops:
    """The services and hubs of a case, after the shipped list, the names and the officers.

    A name makes a service only when it is the whole holder name or the company's legal name, and
    most rows give it. A wallet's user id and an account with a statement of its own are never
    recognised by name, and no account with a statement is a hub; the case's list is above all.

    Args:
        case: gives the officers' list.
        reader: a cursor on its ledger.
    """
    found, hubs = recognised(case, reader)
    return Stops({each.account: each.name for each in found}, dict(hubs))


def recognised(
    case: CaseFile, reader: duckdb.DuckDBPyConnection
) -> tuple[list[Recognised], list[tuple[int, int]]]:
    """The services with what made them ones, and the hubs as (account, holders)."""
    told = _of_ledger(case, reader)
    added, denied = _of_officers(case, reader)
    known = {each.account: each for each in told.shipped} | {each.account: each for each in added}
    services_found = [known[account] for account in sorted(known) if account not in denied]
    hubs = [
        (account, holders)
        for account, holders in told.hubs
        if account not in known and account not in denied
    ]
    return services_found, hubs


def _of_ledger(case: CaseFile, reader: duckdb.DuckDBPyConnection) -> _Found:
    """Reckoned once for each state of the ledger."""
    ledger = case.ledger
    least = Settings().get(HUB_COUNTERPARTIES)
    of = (service_queries.state(reader), least)
    with _guard:
        known = _found.get(ledger)
    if known is not None and known.of == of:
        return known
    known = _Found(
        of, tuple(_shipped(reader)), tuple(service_queries.busy_strangers(reader, least))
    )
    with _guard:
        _found[ledger] = known
    return known


def _shipped(reader: duckdb.DuckDBPyConnection) -> list[Recognised]:
    found: dict[int, Recognised] = {}
    candidates = service_queries.names_with(reader, [service.name for service in services()])
    named = {name: service for name in candidates if (service := service_that_is(name))}
    for account, name in service_queries.accounts_named(reader, named, strangers=True):
        found[account] = Recognised(account, named[name].name, "name", name)
    numbers = [number for service in services() for number in service.numbers]
    for account, number in service_queries.accounts_numbered(reader, numbers):
        service = service_of_number(number)
        if service is not None:
            found[account] = Recognised(account, service.name, "number", number)
    return [found[account] for account in sorted(found)]


def _of_officers(
    case: CaseFile, reader: duckdb.DuckDBPyConnection
) -> tuple[list[Recognised], set[int]]:
    """Accounts that the case's list makes services, and those that it denies to be.

    A number says more than a name, and among equals the later judgement holds.
    """
    query = (
        sa.select(CaseService).where(CaseService.withdrawn_time.is_(None)).order_by(CaseService.id)
    )
    with case.session(read_only=True) as session:
        entries = list(session.scalars(query))
    by_name = {entry.name: entry for entry in entries if entry.name is not None}
    by_number = {entry.number: entry for entry in entries if entry.number is not None}
    verdict: dict[int, CaseService] = {}
    for account, name in service_queries.accounts_named(reader, by_name, strangers=False):
        verdict[account] = by_name[name]
    for account, number in service_queries.accounts_numbered(reader, by_number):
        verdict[account] = by_number[number]
    added = [
        Recognised(account, entry.name or entry.why, "case", entry.number or entry.name or "")
        for account, entry in sorted(verdict.items())
        if entry.is_service
    ]
    return added, {account for account, entry in verdict.items() if not entry.is_service}
