"""The victims' reports of the demonstration case, as their statements would give them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.ops.incident_editing import TypedPayment, type_payments
from app.ops.incidents import IncidentFacts, add_incident

if TYPE_CHECKING:
    from app.demo.truth import MovementTruth, Truth
    from app.store.casefile import CaseFile

MOST: Final = 6
MANNERS: Final = ("冒充公检法", "刷单返利", "虚假投资理财", "冒充客服", "网络贷款", "杀猪盘")
REPORTED: Final = timedelta(hours=3)


def record_incidents(case: CaseFile, truth: Truth) -> None:
    """Record the first victims' reports with the payments that they state."""
    wanted = set(truth.victim_payments)
    paid: dict[str, list[MovementTruth]] = {}
    for movement in truth.movements:
        if movement.id in wanted and movement.payer and movement.status == "success":
            paid.setdefault(movement.payer, []).append(movement)
    holders = {account.account: account for account in truth.accounts}
    for number, (payer, movements) in enumerate(list(paid.items())[:MOST], start=1):
        victim = holders[payer]
        last = datetime.fromisoformat(movements[-1].time)
        facts = IncidentFacts(
            victim=victim.holder,
            case_no=f"云公（刑）立字〔{last.year}〕{1000 + number}号",
            id_number=victim.id_number,
            time=last + REPORTED,
            exactness=1,
            manner=MANNERS[(number - 1) % len(MANNERS)],
            loss_fen=sum(movement.amount_fen for movement in movements),
            station="云汀县公安局反诈中心",
        )
        incident, _changes = add_incident(case, facts=facts)
        type_payments(
            case,
            incident=incident,
            payments=[
                TypedPayment(
                    movement.amount_fen,
                    datetime.fromisoformat(movement.time),
                    payee=movement.payee,
                    payee_name=holders[movement.payee].holder if movement.payee else None,
                    payer=payer,
                    payer_name=victim.holder,
                )
                for movement in movements
            ],
        )
