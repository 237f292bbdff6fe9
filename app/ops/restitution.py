"""Giving the frozen money of an account back: who has a claim, what is his, and the rounds.

Victims are the incidents whose payments reach the account, directly or as a kept trace of them
shows; others can be given by name and loss. ``app.analysis.restitution`` says by which rule the
money is divided. Time stamps can settle it only where the account's own statement is there; without
it a single payment goes back to its victim, several are divided in proportion. A transfer that
carries the money of several victims cannot be told apart by time either.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.analysis.restitution import PRO_RATA, Credit, Plan, Victim, give_back
from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.base.reference.card_bins import bank_of_card
from app.ops.accounts import list_accounts
from app.ops.incident_editing import plain_number
from app.ops.incidents import IncidentRow, list_incidents
from app.ops.measures import list_measures
from app.ops.stored_traces import live_traces
from app.store.ledger import account_queries, request_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.model.trace import Trace
    from app.ops.accounts import AccountRow
    from app.store.casefile import CaseFile

RULES: Final = {
    "single": N_("the only credit, traced directly"),
    "time_stamp": N_("several credits, told apart by time stamp"),
    "pro_rata": N_("in proportion of the losses"),
    "nothing": N_("no victim's money is there"),
}


@dataclass(frozen=True)
class Claim:
    """A victim who has a claim on an account; ``loss_fen`` bounds what he gets."""

    key: str
    title: str
    loss_fen: int
    incident: int | None = None
    id_number: str | None = None
    phone: str | None = None


@dataclass
class Reckoning:
    """What a plan rests on, ready to be kept and printed; money in fen."""

    account: str
    kind: str
    holder: str | None
    bank: str | None
    at: datetime
    frozen_fen: int
    measure: int | None
    obtained: bool
    plan: Plan
    claims: tuple[Claim, ...]
    flow_ids: dict[str, list[int]]
    notes: list[str]

    def to_json(self) -> dict[str, Any]:
        """The form that is kept and printed; the last line is what nobody claims."""
        claims = {claim.key: claim for claim in self.claims}
        lines: list[dict[str, Any]] = [
            {
                "victim": claims[share.victim].title,
                "incident": claims[share.victim].incident,
                "id_number": claims[share.victim].id_number,
                "phone": claims[share.victim].phone,
                "loss_fen": share.loss_fen,
                "paid_in_fen": share.paid_in_fen,
                "remaining_fen": share.remaining_fen,
                "returned_fen": share.returned_fen,
                "flow_ids": self.flow_ids.get(share.victim, []),
            }
            for share in self.plan.shares
        ]
        return {
            "account": self.account,
            "holder": self.holder,
            "bank": self.bank,
            "at": clock.iso(self.at),
            "frozen_fen": self.frozen_fen,
            "measure": self.measure,
            "obtained": self.obtained,
            "rule": self.plan.rule,
            "lines": lines,
            "returned_fen": sum(line["returned_fen"] for line in lines),
            "unclaimed_fen": self.plan.unclaimed_fen,
            "notes": self.notes,
        }


@dataclass
class _Gathered:
    """Claims on an account and the money that came into it."""

    claims: dict[str, Claim] = field(default_factory=dict)
    arrivals: list[Credit] = field(default_factory=list)
    flow_ids: dict[str, list[int]] = field(default_factory=dict)
    mixed: bool = False
    notes: list[str] = field(default_factory=list)


def reckon(
    case: CaseFile,
    *,
    account: str,
    frozen_fen: int | None = None,
    measure: int | None = None,
    at: datetime | None = None,
    incidents: Sequence[int] = (),
    others: Sequence[tuple[str, int]] = (),
    pro_rata: bool = False,
) -> Reckoning:
    """Divide what is frozen in an account among the victims whose money reached it.

    Args:
        case: the case; nothing is changed.
        account: any number of the account.
        frozen_fen: what is frozen; that of the measure without it.
        measure: the freeze; the one that stands on the account without it.
        at: the moment of the freeze; that of the measure, or now, without it.
        incidents: these victims alone; all that reach the account without them.
        others: further victims: name and loss in fen.
        pro_rata: an officer finds that time stamps do not settle it.

    Raises:
        RefusedInput: the account is not known, nothing says how much is frozen, there is no such
            freeze or incident, or there is no victim.
    """
    number = plain_number(account) or ""
    known, ids = _account(case, number)
    key = known.account if known else number
    frozen, moment, measure = _frozen(case, key, frozen_fen, measure, at)
    rows = list_incidents(case)
    missing = set(incidents) - {row.incident for row in rows}
    if missing:
        raise RefusedInput(
            _("There is no incident {incident}.").format(incident=min(missing)),
            _("“xunxian incidents” lists them."),
        )
    wanted = [row for row in rows if not incidents or row.incident in incidents]
    found = _gather(case, key, ids, wanted, moment, whole=bool(known and known.obtained))
    for incident in incidents:
        if f"incident {incident}" not in found.claims:
            _claim(found, next(row for row in rows if row.incident == incident))
            found.notes.append(
                _("No payment of the incident {incident} is known to have reached the account.")
                .format(incident=incident)
            )  # fmt: skip
    for name, loss in others:
        if loss <= 0 or not name.strip() or f"victim {name}" in found.claims:
            raise RefusedInput(_("A victim needs a name of his own and a loss above zero."))
        found.claims[f"victim {name}"] = Claim(f"victim {name}", name, loss)
    if not found.claims:
        if known is None:
            raise RefusedInput(
                _("Nothing in the case names an account “{number}”.").format(number=number)
            )
        raise RefusedInput(
            _("No victim's money is known to have reached the account {account}.").format(
                account=key
            ),
            _("Record the incidents and follow their money, or give the victims."),
        )
    card = bank_of_card(key)
    rule = _rule(found, obtained=bool(known and known.obtained), forced=pro_rata, others=others)
    plan = give_back(
        frozen, [Victim(claim.key, claim.loss_fen) for claim in found.claims.values()],
        found.arrivals, rule=rule,
    )  # fmt: skip
    return Reckoning(
        key, known.kind if known else "bank", known.holder if known else None,
        (known.bank if known else None) or (card.name if card else None), moment, frozen,
        measure, bool(known and known.obtained), plan, tuple(found.claims.values()),
        found.flow_ids, found.notes,
    )  # fmt: skip


def _account(case: CaseFile, number: str) -> tuple[AccountRow | None, list[int]]:
    if not case.has_ledger:
        return None, []
    reader = case.ledger.reader()
    try:
        ids = account_queries.account_ids(reader, number)
        rows = list_accounts(case, ids=ids, reader=reader) if ids else []
    finally:
        reader.close()
    return (rows[0] if rows else None), ids


def _frozen(
    case: CaseFile, key: str, frozen_fen: int | None, measure: int | None, at: datetime | None
) -> tuple[int, datetime, int | None]:
    """How much is frozen, since when, and by which measure."""
    rows = [row for row in list_measures(case, at=at, account=key) if row.action == "freeze"]
    if measure is not None:
        rows = [row for row in rows if row.measure == measure]
        if not rows:
            raise RefusedInput(
                _("The account {account} has no freeze {measure}.").format(
                    account=key, measure=measure
                ),
                _("“xunxian measures” lists them."),
            )
    else:
        rows = [row for row in rows if row.stands]
    row = min(rows, key=lambda each: (each.since is None, each.since, each.measure), default=None)
    frozen = frozen_fen if frozen_fen is not None else (row.amount_fen if row else None)
    if frozen is None:
        raise RefusedInput(
            _("Nothing says how much is frozen in the account {account}.").format(account=key),
            _("Give --frozen-fen, or record the freeze with its amount."),
        )
    if frozen <= 0:
        raise RefusedInput(_("The frozen amount has to be above zero."))
    moment = at or (row.since if row else None) or clock.now(case.zone)
    return frozen, moment, row.measure if row else None


def _rule(
    found: _Gathered, *, obtained: bool, forced: bool, others: Sequence[tuple[str, int]]
) -> str | None:
    """What the case itself says against time stamps; they decide where it says nothing."""
    if forced:
        return PRO_RATA
    if others:
        found.notes.append(
            _("Victims given by name have no payment that time stamps could tell apart.")
        )
        return PRO_RATA
    if found.mixed:
        found.notes.append(_("One transfer carries the money of several victims."))
        return PRO_RATA
    credits_of_victims = [credit for credit in found.arrivals if credit.victim is not None]
    if not obtained and len(credits_of_victims) > 1:
        found.notes.append(_("The account's own statement is not there: its order is not known."))
        return PRO_RATA
    return None


def _claim(found: _Gathered, row: IncidentRow) -> str:
    key = f"incident {row.incident}"
    loss = row.facts.loss_fen if row.facts.loss_fen is not None else row.paid_fen
    found.claims.setdefault(
        key, Claim(key, row.title, loss, row.incident, row.facts.id_number, row.facts.phone)
    )
    return key


def _gather(
    case: CaseFile,
    key: str,
    ids: list[int],
    rows: list[IncidentRow],
    moment: datetime,
    *,
    whole: bool,
) -> _Gathered:
    """The victims whose money reached the account, and its credits with their owners."""
    found = _Gathered()
    flows: list[tuple[int, datetime, int, int]] = []
    if ids:
        reader = case.ledger.reader()
        try:
            flows = request_queries.arrivals(reader, ids, moment)
        finally:
            reader.close()
    amounts = {flow: amount for flow, _time, _exactness, amount in flows}
    owners: dict[int, dict[str, int]] = {}
    for row in rows:
        for payment in row.payments:
            if payment.payee != key or payment.why:
                continue
            if payment.flow is not None:
                if payment.flow in amounts:
                    owners.setdefault(payment.flow, {})[_claim(found, row)] = payment.amount_fen
            elif payment.time <= moment:
                owner = _claim(found, row)
                if whole:
                    found.notes.append(
                        _("The statement of the account does not show the payment {payment}.")
                        .format(payment=payment.payment)
                    )  # fmt: skip
                else:
                    found.arrivals.append(
                        Credit(payment.time, payment.exactness, payment.amount_fen, owner)
                    )
    _gather_traced(case, key, found, rows, amounts, owners)
    for flow, time, exactness, amount in flows:
        claimed = owners.get(flow, {})
        found.mixed = found.mixed or len(claimed) > 1
        left = amount
        for owner, tainted in claimed.items():
            part = min(tainted, left)
            left -= part
            found.flow_ids.setdefault(owner, []).append(flow)
            if part:
                found.arrivals.append(Credit(time, exactness, part, owner, str(flow)))
        if left and (whole or claimed):
            found.arrivals.append(Credit(time, exactness, left, None, str(flow)))
    return found


def _gather_traced(
    case: CaseFile,
    key: str,
    found: _Gathered,
    rows: list[IncidentRow],
    amounts: dict[int, int],
    owners: dict[int, dict[str, int]],
) -> None:
    """Victims whose money came through other accounts, as the kept traces of them show."""
    by_number = {row.incident: row for row in rows}
    with case.session(read_only=True) as session:
        for trace in live_traces(session):
            incidents = list(trace.parameters.get("incidents") or ())
            alone = len(incidents) == 1 and not (
                trace.parameters.get("flows") or trace.parameters.get("accounts")
            )
            if trace.parameters.get("direction") == "up" or not incidents:
                continue
            for incident, came in _arrived(trace, key, incidents, alone=alone):
                if incident not in by_number or f"incident {incident}" in found.claims:
                    continue  # what a victim paid straight is known better than a trace tells
                owner = _claim(found, by_number[incident])
                touched = [f for f in trace.result.get("flow_ids") or () if f in amounts]
                if not alone or not touched:
                    found.mixed = True
                    continue
                left = came
                for flow in touched:
                    part = min(left, amounts[flow])
                    left -= part
                    if part:
                        owners.setdefault(flow, {})[owner] = part


def _arrived(trace: Trace, key: str, incidents: list[int], *, alone: bool) -> list[tuple[int, int]]:
    """How much of each incident's money a trace shows coming to the account."""
    if alone:
        accounts = trace.result.get("accounts", ())
        came = sum(each["tainted_in_fen"] for each in accounts if each["account"] == key)
        return [(incidents[0], came)] if came else []
    # in a trace of several victims, incidents come after accounts, in their order
    victims = trace.result.get("victims") or []
    return [
        (incident, came)
        for incident, victim in zip(incidents, victims[-len(incidents) :], strict=False)
        for each in victim["accounts"]
        if each["account"] == key and (came := each["tainted_in_fen"])
    ]


def rule_words(rule: str) -> str:
    """The rule in words."""
    return _(RULES[rule])


def asks_notice(rule: str) -> bool:
    """Whether a notice comes first: art. 8 asks for one where the money is divided."""
    return rule == PRO_RATA
