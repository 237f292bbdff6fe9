"""The payments of an incident: picking flows, typing what the victim says, taking them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.base import clock, money
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_space import AccountSpace
from app.model.batch import BatchState
from app.model.changes import Changes
from app.model.incident import IncidentPayment
from app.model.source_file import SourceFile
from app.ops.changing import changing
from app.ops.incident_payments import NOT_EFFECTIVE, resolve
from app.ops.incidents import live_incident
from app.store import journal
from app.store.ledger import activity_queries, seed_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import duckdb
    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile
    from app.store.ledger.seed_queries import SeedFlow

LONGEST_NUMBER: Final = 64
MAX_ID: Final = (1 << 63) - 1


@dataclass(frozen=True)
class TypedPayment:
    """A payment as the victim states it; ``exactness`` of the time: 0 day, 1 minute, 2 second."""

    amount_fen: int
    time: datetime
    exactness: int = 2
    payee: str | None = None
    payee_name: str | None = None
    payer: str | None = None
    payer_name: str | None = None
    space: AccountSpace = AccountSpace.BANK

    def values(self) -> dict[str, Any]:
        """The columns of ``IncidentPayment``."""
        return {
            "payer": plain_number(self.payer), "payer_name": self.payer_name or None,
            "payee": plain_number(self.payee), "payee_name": self.payee_name or None,
            "space": self.space, "time": self.time, "exactness": self.exactness,
            "amount_fen": self.amount_fen,
        }  # fmt: skip


def plain_number(text: str | None) -> str | None:
    """An account number without the blanks that people write between its figures."""
    return "".join((text or "").split()) or None


def space_named(name: str) -> AccountSpace:
    """The space of accounts of this name (bank, tenpay, alipay, other)."""
    return AccountSpace(name)


def check_payment(payment: TypedPayment) -> None:
    """Refuse what is no payment.

    Raises:
        RefusedInput: no amount above zero, no payee at all, or a number without end.
    """
    if payment.amount_fen <= 0:
        raise RefusedInput(
            _("The amount of a payment has to be above zero."), _("It is given in fen.")
        )
    if payment.amount_fen > money.MAX_FEN:
        raise RefusedInput(_("The amount is too large."))
    if not plain_number(payment.payee) and not payment.payee_name:
        raise RefusedInput(_("The payment names no payee."))
    if any(len(number or "") > LONGEST_NUMBER for number in (payment.payee, payment.payer)):
        raise RefusedInput(_("An account number is too long."))


def pick_flows(case: CaseFile, *, incident: int, flows: Sequence[int]) -> tuple[list[int], Changes]:
    """Make flows the payments of an incident; all of them or none.

    Returns:
        The numbers of the payments, and what changed.

    Raises:
        RefusedInput: a flow is not there, repeats another row, failed, is neutral, of amount zero,
            in another currency, or is a victim's payment already.
    """
    wanted = list(dict.fromkeys(flows))
    with changing(case, N_("Pick payments of incident {incident}"), incident=incident) as session:
        live_incident(session, incident)
        reader = case.ledger.reader()
        try:
            found = _effective(reader, session, wanted)
            taken = {
                state.flow.id: payment
                for payment, state in resolve(case, session).payments.items()
                if state.flow is not None and state.how == "picked"
            }
            sides = {a for flow in found for a in (flow.payer, flow.payee) if a is not None}
            keys = activity_queries.keys_of(reader, sorted(sides))
            names = seed_queries.names_of(reader, sorted(sides))
            spaces = seed_queries.spaces_of(reader, sorted(sides))
        finally:
            reader.close()
        for flow in found:
            if flow.id in taken:
                owner = session.get_one(IncidentPayment, taken[flow.id]).incident_id
                raise RefusedInput(
                    _("The flow {flow} is a payment of the incident {incident} already.").format(
                        flow=flow.id, incident=owner
                    )
                )
        added = []
        for flow in found:
            payer, payee = flow.payer or 0, flow.payee or 0
            added.append(
                IncidentPayment(
                    incident_id=incident, out_record=flow.out_record, in_record=flow.in_record,
                    payer=keys.get(payer), payer_name=names.get(payer, (None,))[0],
                    payee=keys.get(payee), payee_name=names.get(payee, (None,))[0],
                    space=AccountSpace(SPACE_NAMES[Space(spaces.get(payee, Space.BANK))]),
                    time=flow.leave, exactness=flow.exactness, amount_fen=flow.amount,
                )
            )  # fmt: skip
        return _keep(session, case, incident, added)


def type_payments(
    case: CaseFile, *, incident: int, payments: Iterable[TypedPayment]
) -> tuple[list[int], Changes]:
    """Add payments that the victim states; flows that fit are found whenever they are read.

    Returns:
        The numbers of the payments, and what changed.

    Raises:
        RefusedInput: there is no such incident, or as ``check_payment``.
    """
    stated = list(payments)
    for payment in stated:
        check_payment(payment)
    with changing(case, N_("Type payments of incident {incident}"), incident=incident) as session:
        live_incident(session, incident)
        added = [IncidentPayment(incident_id=incident, **each.values()) for each in stated]
        return _keep(session, case, incident, added)


def remove_payment(case: CaseFile, *, payment: int, why: str = "") -> Changes:
    """Take one payment out of its incident.

    Raises:
        RefusedInput: there is no such payment.
    """
    with changing(case, N_("Remove payment {payment}"), payment=payment) as session:
        found = session.get(IncidentPayment, payment)
        if found is None or found.is_withdrawn:
            raise RefusedInput(_("There is no payment {payment}.").format(payment=payment))
        live_incident(session, found.incident_id)
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by, found.withdrawn_why = case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="remove payment",
            subject=f"incident {found.incident_id}", before=_told(found), why=why,
        )  # fmt: skip
    return Changes(incidents=True, journal=True)


def _keep(
    session: Session, case: CaseFile, incident: int, added: list[IncidentPayment]
) -> tuple[list[int], Changes]:
    if not added:
        return [], Changes()
    session.add_all(added)
    session.flush()
    journal.append(
        session, officer=case.officer, verb="add payments", subject=f"incident {incident}",
        after={"payments": [_told(payment) for payment in added]},
    )  # fmt: skip
    return [payment.id for payment in added], Changes(incidents=True, journal=True)


def _told(payment: IncidentPayment) -> dict[str, Any]:
    """A payment as the journal keeps it."""
    return {
        "payment": payment.id, "out_record": payment.out_record, "in_record": payment.in_record,
        "payer": payment.payer, "payer_name": payment.payer_name, "payee": payment.payee,
        "payee_name": payment.payee_name, "space": payment.space.value,
        "time": clock.iso(payment.time), "amount_fen": payment.amount_fen,
    }  # fmt: skip


def _effective(
    reader: duckdb.DuckDBPyConnection, session: Session, wanted: list[int]
) -> list[SeedFlow]:
    """The flows of some ids, each of which can be followed; raises ``RefusedInput``."""
    unreal = next((flow for flow in wanted if not 0 <= flow <= MAX_ID), None)
    if unreal is not None:
        raise _unknown(unreal)
    found = seed_queries.flows_by_ids(reader, wanted)
    missing = [flow for flow in wanted if flow not in found]
    if missing:
        raise _missing(reader, session, missing[0])
    for flow in found.values():
        why = ""
        if flow.status in NOT_EFFECTIVE:
            why = _(NOT_EFFECTIVE[flow.status])
        elif flow.amount <= 0:
            why = _("its amount is zero")
        elif flow.currency != "CNY":
            why = _("it is in {currency}, not in yuan").format(currency=flow.currency)
        if why:
            raise RefusedInput(
                _("The flow {flow} cannot be followed: {why}.").format(flow=flow.id, why=why),
                _("Pick a flow that moved money."),
            )
    return [found[flow] for flow in wanted]


def _missing(reader: duckdb.DuckDBPyConnection, session: Session, flow: int) -> RefusedInput:
    """Why there is no such flow: a repeated row, a withdrawn import, the other side, or none."""
    first = seed_queries.repeated_records(reader, [flow]).get(flow)
    if first is not None:
        return RefusedInput(
            _("The row {flow} repeats another one and is no flow.").format(flow=flow),
            _("Pick the flow {first} instead.").format(first=first),
        )
    by_record = seed_queries.flows_by_records(reader, [flow]).get(flow)
    if by_record is not None:
        return RefusedInput(
            _("The row {flow} is the other side of a flow.").format(flow=flow),
            _("Pick the flow {first} instead.").format(first=by_record.id),
        )
    file = session.get(SourceFile, flow >> seed_queries.FILE_SHIFT)
    if file is not None and file.batch.state is BatchState.WITHDRAWN:
        return RefusedInput(
            _("The row {flow} was taken back with batch {batch}.").format(
                flow=flow, batch=file.batch_id
            )
        )
    return _unknown(flow)


def _unknown(flow: int) -> RefusedInput:
    return RefusedInput(
        _("There is no flow {flow}.").format(flow=flow), _("“xunxian flows” lists them.")
    )
