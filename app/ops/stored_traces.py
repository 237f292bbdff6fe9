"""What the kept traces say together of each account, never counting the same money twice.

Only the latest of a chain of re-runs counts, and no withdrawn one. Traces whose seeds share a
transfer or a stated payment follow the same money: of them, and of the methods that one trace set
side by side, the largest figure counts for each account. Figures of different money are added.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.model.incident import IncidentPayment
from app.model.trace import Trace
from app.ops.incident_payments import Resolution, resolve
from app.store.ledger import seed_queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile


@dataclass
class TracedAccount:
    """One account over all traces; money in fen.

    Attributes:
        account: its number as the traces name it.
        arrived_fen: traced money that came.
        retained_fen: traced money that stayed.
        visible_out_fen: what others' statements show leaving, where the own one is not there.
        level: the least.
        first_arrival: of traced money.
        last_arrival: of traced money, as far as the edges tell.
        traces: which traces say so.
        incidents: incidents whose money it is.
        seeds: how many different moneys (victims, where each has a trace of his own).
        stopped: some trace stopped here because the statement is not there.
    """

    account: str
    arrived_fen: int = 0
    retained_fen: int = 0
    visible_out_fen: int = 0
    level: int | None = None
    first_arrival: datetime | None = None
    last_arrival: datetime | None = None
    traces: list[int] = field(default_factory=list)
    incidents: list[int] = field(default_factory=list)
    seeds: int = 0
    stopped: bool = False


def live_traces(session: Session) -> list[Trace]:
    """The kept traces that count: not withdrawn, and the latest of their chain."""
    found = list(
        session.scalars(sa.select(Trace).where(Trace.withdrawn_time.is_(None)).order_by(Trace.id))
    )
    replaced = {trace.previous_id for trace in found}
    return [trace for trace in found if trace.id not in replaced]


def traced_accounts(
    case: CaseFile, *, direction: str = "down", only: int | None = None
) -> dict[str, TracedAccount]:
    """Account number to what the traces of yuan say of it.

    Args:
        case: the case.
        direction: traces ``down`` or ``up`` alone.
        only: this trace alone, whatever came after it.

    Raises:
        RefusedInput: ``only`` is no trace, or was withdrawn.
    """
    with case.session(read_only=True) as session:
        if only is None:
            traces = [
                each for each in live_traces(session)
                if each.parameters.get("direction", "down") == direction
                and each.parameters.get("currency", "CNY") == "CNY"
            ]  # fmt: skip
        else:
            one = session.get(Trace, only)
            if one is None or one.is_withdrawn:
                raise RefusedInput(
                    _("There is no trace {number}.").format(number=only),
                    _("Look at the list of traces."),
                )
            traces = [one]
        resolution = resolve(case, session) if traces else Resolution({}, {})
        groups = _groups(case, session, traces, resolution)
        stated = _stated(session, resolution)
    found: dict[str, TracedAccount] = {}
    for group in groups:
        _add_group(found, group, stated)
    return found


def _stated(session: Session, resolution: Resolution) -> dict[int, list[tuple[str, datetime]]]:
    """Payee and time of the payments that no flow proves, by incident: edges do not show them."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    for payment in session.scalars(sa.select(IncidentPayment)):
        state = resolution.payments.get(payment.id)
        if state is not None and state.flow is None and payment.payee is not None:
            key = resolution.keys.get(state.payee_account or 0, payment.payee)
            found.setdefault(payment.incident_id, []).append((key, payment.time))
    return found


def _add_group(
    found: dict[str, TracedAccount],
    group: list[Trace],
    stated: dict[int, list[tuple[str, datetime]]],
) -> None:
    """Add what one money's traces say: the largest figure of each account."""
    largest: dict[str, tuple[int, int]] = {}
    for trace in group:
        compared = {
            each["account"]: (
                max(each["tainted_in_fen"].values(), default=0),
                max(each["retained_fen"].values(), default=0),
            )
            for each in trace.result.get("comparison", {}).get("accounts", ())
        }
        last = _last_arrivals(trace)
        incidents = list(trace.parameters.get("incidents") or ())
        for incident in incidents:
            for key, moment in stated.get(incident, ()):
                last[key] = max(moment, last.get(key, moment))
        for each in trace.result.get("accounts", ()):
            key = each["account"]
            came, kept = compared.get(key, (0, 0))
            came, kept = max(came, each["tainted_in_fen"]), max(kept, each["retained_fen"])
            before = largest.get(key, (0, 0))
            largest[key] = (max(before[0], came), max(before[1], kept))
            told = found.setdefault(key, TracedAccount(key))
            told.traces.append(trace.id)
            told.visible_out_fen = max(told.visible_out_fen, each.get("visible_out_fen") or 0)
            told.incidents += [number for number in incidents if number not in told.incidents]
            told.stopped = told.stopped or each.get("stop") == "not_obtained"
            levels = [level for level in (told.level, each.get("level")) if level is not None]
            told.level = min(levels, default=None)
            told.first_arrival = _earlier(told.first_arrival, _moment(each.get("first_arrival")))
            moments = (told.last_arrival, last.get(key), _moment(each.get("first_arrival")))
            told.last_arrival = max((m for m in moments if m is not None), default=None)
    for key, (came, kept) in largest.items():
        told = found[key]
        told.arrived_fen += came
        told.retained_fen += kept
        told.seeds += max(1, *(len(trace.parameters.get("incidents") or ()) for trace in group))


def _last_arrivals(trace: Trace) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for edge in trace.result.get("edges", ()):
        moment = _moment(edge.get("last"))
        if moment is not None:
            found[edge["payee"]] = max(moment, found.get(edge["payee"], moment))
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _groups(
    case: CaseFile, session: Session, traces: list[Trace], resolution: Resolution
) -> list[list[Trace]]:
    """Traces of the same money together."""
    if not traces:
        return []
    tokens = {trace.id: _tokens(session, trace, resolution) for trace in traces}
    _join_periods(case, traces, tokens)
    root = {trace.id: trace.id for trace in traces}

    def top(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    owner: dict[tuple[str, Any], int] = {}
    for trace in traces:
        for token in tokens[trace.id]:
            first = owner.setdefault(token, trace.id)
            one, other = top(first), top(trace.id)
            root[max(one, other)] = min(one, other)
    grouped: dict[int, list[Trace]] = defaultdict(list)
    for trace in traces:
        grouped[top(trace.id)].append(trace)
    return list(grouped.values())


def _tokens(session: Session, trace: Trace, resolution: Resolution) -> set[tuple[str, Any]]:
    """What the seeds of a trace are, one by one, as far as they are named."""
    parameters = trace.parameters
    found: set[tuple[str, Any]] = {("flow", flow) for flow in parameters.get("flows") or ()}
    for incident in parameters.get("incidents") or ():
        found.add(("incident", incident))
        payments = session.scalars(
            sa.select(IncidentPayment.id).where(IncidentPayment.incident_id == incident)
        )
        for payment in payments:
            state = resolution.payments.get(payment)
            if state is not None and state.flow is not None:
                records = (state.flow.out_record, state.flow.in_record)
                found |= {("flow", record) for record in records if record is not None}
    return found


def _join_periods(
    case: CaseFile, traces: Iterable[Trace], tokens: dict[int, set[tuple[str, Any]]]
) -> None:
    """Seeds that are all of an account's money share it with seeds that are single transfers."""
    traces = list(traces)
    wide = [trace for trace in traces if trace.parameters.get("accounts")]
    if not wide or not case.has_ledger:
        return
    flows = sorted({value for each in tokens.values() for kind, value in each if kind == "flow"})
    numbers = sorted({number for trace in wide for number in trace.parameters["accounts"]})
    reader = case.ledger.reader()
    try:
        known = seed_queries.flows_by_records(reader, flows)
        accounts = seed_queries.accounts_of_numbers(reader, numbers)
    finally:
        reader.close()
    for trace in wide:
        ids = {
            account for number in trace.parameters["accounts"]
            for account, _space in accounts.get(number, ())
        }  # fmt: skip
        tokens[trace.id] |= {("account", account) for account in ids}
        up = trace.parameters.get("direction") == "up"
        since, until = (_moment(trace.parameters.get(name)) for name in ("since", "until"))
        for record, flow in known.items():
            moment = flow.arrive if up else flow.leave
            if (
                (flow.payee if up else flow.payer) in ids
                and (since is None or moment >= since)
                and (until is None or moment <= until)
            ):
                tokens[trace.id].add(("flow", record))
