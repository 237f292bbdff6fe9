"""Where a trace begins: the flows of accounts in a period, flows picked one by one, incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.analysis.tracing.graph import Fetched
from app.analysis.tracing.rounds import SeedGroup
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.ops.incidents import seeds_of
from app.store.ledger import account_queries, trace_queries

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from app.ops.tracing import TraceQuestion
    from app.store.casefile import CaseFile

_REPEATED = 9
_WHY_NOT = {
    1: N_("The transfer {id} failed: no money moved."),
    2: N_("The transfer {id} is not finished: no money moved yet."),
    3: N_("The transfer {id} was reversed: no money moved."),
    4: N_("The transfer {id} has no direction: who paid whom is not known."),
    _REPEATED: N_("The row {id} repeats another one and counts in no sum."),
}


def of_account(
    reader: duckdb.DuckDBPyConnection,
    account: str,
    *,
    up: bool,
    currency: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> SeedGroup:
    """All effective outflows (up: inflows) of an account within a period, inclusive.

    Raises:
        RefusedInput: no account has this number, the period is turned round, or nothing moved.
    """
    if since is not None and until is not None and since > until:
        raise RefusedInput(_("The period ends before it begins."), _("Exchange the two times."))
    ids = account_queries.account_ids(reader, account)
    if not ids:
        raise RefusedInput(
            _("No account has the number “{number}”.").format(number=account),
            _("Look at the list of accounts."),
        )
    columns = trace_queries.seeds_of_accounts(
        reader, ids, up=up, currency=currency, since=since, until=until
    )
    flows = Fetched.of(columns)
    if not int(flows.amount.sum()):
        text = (
            _("No money came to the account {account} in this period.") if up
            else _("No money left the account {account} in this period.")
        )  # fmt: skip
        raise RefusedInput(
            text.format(account=account),
            _("Look at the transfers of the account, and widen the period."),
        )
    return SeedGroup(account, flows)


def of_flows(
    reader: duckdb.DuckDBPyConnection, ids: list[int], *, title: str = ""
) -> tuple[SeedGroup, str]:
    """Flows picked one by one, named by their id or by any row that proves them; their currency.

    Raises:
        RefusedInput: there is no such flow, or it moved no money, or currencies differ.
    """
    named = trace_queries.named_flows(reader, ids)
    found = {asked: (flow, currency, status) for asked, flow, currency, status in named}
    for asked in ids:
        if asked not in found:
            raise RefusedInput(
                _("There is no transfer {id}.").format(id=asked),
                _("Take the number from the list of transfers."),
            )
        status = found[asked][2]
        if status:
            raise RefusedInput(
                _(_WHY_NOT[status]).format(id=asked), _("Choose a transfer that moved money.")
            )
    currencies = {currency for _flow, currency, _status in found.values()}
    if len(currencies) > 1:
        raise RefusedInput(
            _("The transfers are in several currencies."), _("Follow each currency by itself.")
        )
    wanted = sorted({flow for flow, _currency, _status in found.values()})
    group = SeedGroup(
        title or ", ".join(str(asked) for asked in ids[:3]),
        Fetched.of(trace_queries.flows_by_id(reader, wanted)),
    )
    if not group.amount:
        raise RefusedInput(
            _("The transfers move no money: their amount is zero."),
            _("Choose a transfer that moved money."),
        )
    return group, currencies.pop()


def unproved(payments: list[tuple[int, int, datetime, int]]) -> Fetched:
    """Payments that no row proves, as flows without a payer.

    Args:
        payments: (number of its own, ledger account of the payee, time, fen).
    """
    moments = np.array([payment[2] for payment in payments], "datetime64[us]").astype(np.int64)
    columns: dict[str, Any] = {
        "fid": np.array([-1 - payment[0] for payment in payments], np.int64),
        "payer": np.full(len(payments), -1),
        "payee": np.array([payment[1] for payment in payments], np.int64),
        "leave": moments, "arrive": moments, "place": np.zeros(len(payments), np.int64),
        "amount": np.array([payment[3] for payment in payments], np.int64),
        "left": np.full(len(payments), 1), "in_record": np.full(len(payments), -1),
    }  # fmt: skip
    return Fetched.of(columns)


def together(title: str, parts: list[Fetched]) -> SeedGroup:
    """Several pieces of one victim's money."""
    names = Fetched.__dataclass_fields__
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return SeedGroup(title, Fetched(**columns))


def of_incident(case: CaseFile, reader: duckdb.DuckDBPyConnection, incident: int) -> SeedGroup:
    """What a victim paid: flows where rows prove it, else what the report says.

    Raises:
        RefusedInput: there is no such incident, or none of its payments can be followed.
    """
    seeds = seeds_of(case, incident)
    parts = []
    if seeds.flows:
        parts.append(Fetched.of(trace_queries.flows_by_id(reader, sorted(set(seeds.flows)))))
    typed = [
        (each.payment_id, each.payee_account_id, each.time, each.amount_fen)
        for each in seeds.typed
        if each.payee_account_id is not None
    ]
    if typed:
        parts.append(unproved(typed))
    if not parts:
        raise RefusedInput(
            _("No statement names an account that the victim of “{title}” paid.").format(
                title=seeds.title
            ),
            _("Ask for the statements of these accounts and import them."),
        )
    return together(seeds.title, parts)


def groups_of(
    case: CaseFile, reader: duckdb.DuckDBPyConnection, question: TraceQuestion
) -> tuple[list[SeedGroup], str]:
    """The seeds of a question, one group a victim, and their currency.

    Raises:
        RefusedInput: as the functions above.
    """
    if question.min_fen < 0:
        raise RefusedInput(
            _("The least amount is below zero."), _("Give an amount of zero or more.")
        )
    currency = question.currency
    groups = [
        of_account(
            reader, account, up=question.direction == "up", currency=currency,
            since=question.since, until=question.until,
        )
        for account in dict.fromkeys(question.accounts)
    ]  # fmt: skip
    if question.flows:
        group, currency = of_flows(reader, list(dict.fromkeys(question.flows)))
        groups.append(group)
    groups += [
        of_incident(case, reader, incident) for incident in dict.fromkeys(question.incidents)
    ]
    if not groups:
        raise RefusedInput(
            _("Nothing says where the money begins."),
            _("Name an account, transfers or an incident."),
        )
    if question.flows and currency != question.currency and len(groups) > 1:
        raise RefusedInput(
            _("The transfers are in several currencies."), _("Follow each currency by itself.")
        )
    return groups, currency
