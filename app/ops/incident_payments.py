"""Which flows the payments of victims are, as the ledger stands now.

A picked flow is found by its records, whatever its id has become. A typed payment is matched by
payee, amount and time, anew each time that it is read: so the import that brings its statement
settles it, and taking that import back unsettles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from app.analysis.payment_matching import Candidate, Statement, match
from app.base.i18n import N_, _
from app.importers.layout import SPACE_NAMES, Space
from app.model.incident import Incident, IncidentPayment
from app.store.ledger import activity_queries, seed_queries

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile
    from app.store.ledger.seed_queries import SeedFlow

NOT_EFFECTIVE: Final = {
    1: N_("it failed"),
    2: N_("it was not finished"),
    3: N_("it was reversed"),
    4: N_("it is neutral: no direction can be told"),
}
"""Status of a flow to why no money can be followed from it."""


@dataclass(frozen=True)
class ResolvedPayment:
    """What became of one payment.

    Attributes:
        payment_id: of ``IncidentPayment``.
        how: picked (an officer chose the flow), matched (found by payee, amount and time), typed
            (no flow proves it) or gone (a picked flow whose rows were taken back).
        flow: the flow, where there is one.
        payee_account: the account that the payee's number belongs to, if any row names it.
        payer_account: that of the payer.
        why: why the flow cannot be followed; empty where it can.
    """

    payment_id: int
    how: str
    flow: SeedFlow | None = None
    payee_account: int | None = None
    payer_account: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Resolution:
    """All payments of the case, and the names of the accounts among them."""

    payments: dict[int, ResolvedPayment]
    keys: dict[int, str]

    def of(self, payment: int) -> ResolvedPayment:
        """What became of a payment."""
        return self.payments[payment]


def resolve(case: CaseFile, session: Session) -> Resolution:
    """Find the flows of all payments of the case that were not taken back.

    All at once, because a flow is the payment of one victim only.
    """
    payments = list(
        session.scalars(
            sa.select(IncidentPayment)
            .join(Incident)
            .where(IncidentPayment.withdrawn_time.is_(None), Incident.withdrawn_time.is_(None))
            .order_by(IncidentPayment.id)
        )
    )
    if not case.has_ledger or not payments:
        return Resolution({p.id: ResolvedPayment(p.id, _how(p)) for p in payments}, {})
    reader = case.ledger.reader()
    try:
        return _resolve(reader, payments)
    finally:
        reader.close()


def _how(payment: IncidentPayment) -> str:
    return "gone" if payment.is_picked else "typed"


def _resolve(reader: duckdb.DuckDBPyConnection, payments: list[IncidentPayment]) -> Resolution:
    found: dict[int, ResolvedPayment] = {}
    picked = _picked(reader, payments)
    taken = {flow.id for flow in picked.values()}
    numbers = {number for p in payments for number in (p.payer, p.payee) if number}
    accounts = seed_queries.accounts_of_numbers(reader, sorted(numbers))
    statements: list[Statement] = []
    wanted = []
    payees: dict[int, tuple[int, ...]] = {}
    for payment in payments:
        if payment.id in picked:
            continue
        payees[payment.id] = _of_space(accounts, payment.payee, payment)
        payers = _of_space(accounts, payment.payer, None)
        said = Statement(payment.id, payment.time, payment.exactness, frozenset(payers))
        statements.append(said)
        wanted += [
            (payment.id, payee, payment.amount_fen, said.earliest, said.latest)
            for payee in payees[payment.id]
        ]
    fit = [pair for pair in seed_queries.flows_that_fit(reader, wanted) if pair[1].id not in taken]
    flows = {flow.id: flow for _place, flow in fit}
    matched = match(
        statements,
        (
            Candidate(place, flow.id, flow.payer, flow.leave, flow.arrive, flow.exactness)
            for place, flow in fit
        ),
    )
    for payment in payments:
        flow = picked.get(payment.id)
        how = "picked"
        if flow is None and payment.id in matched:
            flow, how = flows[matched[payment.id]], "matched"
        if flow is not None:
            why = NOT_EFFECTIVE.get(flow.status, "")
            found[payment.id] = ResolvedPayment(
                payment.id, how, flow, flow.payee, flow.payer, _(why) if why else ""
            )
            continue
        payer = next(iter(_of_space(accounts, payment.payer, None)), None)
        payee = next(iter(payees[payment.id]), None)
        why = _("its rows were taken back") if payment.is_picked else ""
        found[payment.id] = ResolvedPayment(payment.id, _how(payment), None, payee, payer, why)
    named = {
        account
        for each in found.values()
        for account in (each.payer_account, each.payee_account)
        if account is not None
    }
    return Resolution(found, activity_queries.keys_of(reader, sorted(named)))


def _picked(
    reader: duckdb.DuckDBPyConnection, payments: list[IncidentPayment]
) -> dict[int, SeedFlow]:
    """Payment to flow, for those whose records are still there."""
    records = [r for p in payments for r in (p.out_record, p.in_record) if r is not None]
    by_record = seed_queries.flows_by_records(reader, records)
    found = {}
    for payment in payments:
        for record in (payment.out_record, payment.in_record):
            if record is not None and record in by_record:
                found[payment.id] = by_record[record]
                break
    return found


def _of_space(
    accounts: dict[str, list[tuple[int, int]]], number: str | None, payment: IncidentPayment | None
) -> tuple[int, ...]:
    """The accounts of a number; those in the payment's space, if it is given."""
    return tuple(
        dict.fromkeys(
            account
            for account, space in accounts.get(number or "", ())
            if payment is None or SPACE_NAMES[Space(space)] == payment.space.value
        )
    )
