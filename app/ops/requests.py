"""The request list (调证清单): whose statements should be asked for next, and why.

An account is on it when its statement is not there and an account whose statement is there paid it,
when a kept trace stopped at it, when a victim paid it, or when it was asked for. Priority 1: a
trace stopped there for want of its statement, or a victim paid it. Priority 2: two or more obtained
accounts paid it, or it received a large sum (setting ``request_large_yuan``). Priority 3: all
others. Payment services are left out: they know their customers by order number only.

The period asked for is that of the transfers that are known, with a margin of days on both sides
(setting ``request_margin_days``). Whether a request was answered is read from the imports each
time, see ``request_states``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.base import clock, money
from app.base.i18n import _, ngettext
from app.base.reference.card_bins import bank_of_card
from app.base.settings import REQUEST_LARGE_YUAN, REQUEST_MARGIN_DAYS, Settings
from app.ops.accounts import list_accounts
from app.ops.hubs import stops_of
from app.ops.incidents import list_incidents
from app.ops.request_states import TO_ASK, Asked, states_of
from app.ops.stored_traces import TracedAccount, traced_accounts
from app.reports import request_list
from app.store.ledger import activity_queries, request_queries, seed_queries

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import duckdb

    from app.ops.accounts import AccountRow
    from app.store.casefile import CaseFile

PROVED: Final = 500
"""For so many accounts at the head of the list the flows are named, ``PROOFS`` of each."""
PROOFS: Final = 20
WHAT: Final = {
    "bank": ("opening", "statement", "ip"),
    "tenpay": ("opening", "statement", "login", "cards"),
    "alipay": ("opening", "statement", "login", "cards"),
    "other": ("opening", "statement", "login"),
}
"""What to ask for, by the kind of account; words for it are in ``app.reports.request_list``."""
_ORDER: Final = ("to_ask", "failed", "asked", "answered_none", "answered")


@dataclass(frozen=True)
class RequestRow:
    """One account of the request list; money in fen.

    Attributes:
        account, holder, id_number, bank, kind: who, as far as rows tell.
        since, until: the period to ask for.
        received_fen: effective money in yuan out of obtained accounts.
        flows: how many transfers that was.
        from_accounts: out of how many obtained accounts.
        payers: up to twenty of them, the largest first.
        reason: one sentence.
        priority: 1 (highest) to 3.
        state: to_ask, asked, answered, answered_none or failed.
        what: what to ask for.
        level, traced_fen, traces: of kept traces that stopped here.
        incidents: whose victims paid it.
        flow_ids: up to twenty flows that prove it, for the head of the list.
        asked, document_no: of the last request.
        answer: what the last answer says.
    """

    account: str
    holder: str | None
    id_number: str | None
    bank: str | None
    kind: str
    since: datetime | None
    until: datetime | None
    received_fen: int
    flows: int
    from_accounts: int
    payers: tuple[str, ...]
    reason: str
    priority: int
    state: str
    what: tuple[str, ...]
    level: int | None = None
    traced_fen: int = 0
    traces: tuple[int, ...] = ()
    incidents: tuple[int, ...] = ()
    flow_ids: tuple[int, ...] = ()
    asked: datetime | None = None
    document_no: str | None = None
    answer: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract, with more beside it."""
        times = {name: clock.iso(getattr(self, name)) for name in ("since", "until", "asked")}
        return {**asdict(self), **times}


@dataclass(frozen=True)
class _Rules:
    """The settings in force."""

    margin_days: int
    large_fen: int

    @classmethod
    def now(cls) -> _Rules:
        """Read them."""
        settings = Settings()
        return cls(
            settings.get(REQUEST_MARGIN_DAYS),
            settings.get(REQUEST_LARGE_YUAN) * money.FEN_PER_YUAN,
        )


@dataclass
class _Entry:
    """An account on its way into the list."""

    id: int | None
    key: str
    received: int = 0
    flows: int = 0
    payers: int = 0
    first: datetime | None = None
    last: datetime | None = None
    payer_ids: tuple[int, ...] = ()
    obtained: bool = False
    traced: TracedAccount | None = None
    incidents: list[int] = field(default_factory=list)
    asked: Asked | None = None

    def seen(self, moment: datetime | None) -> None:
        """Widen the period by a moment."""
        if moment is not None:
            self.first = min(self.first or moment, moment)
            self.last = max(self.last or moment, moment)


def list_requests(
    case: CaseFile,
    *,
    limit: int | None = None,
    services: bool = False,
    only: Collection[str] = (),
) -> tuple[list[RequestRow], int]:
    """The request list by priority, then by what was not asked yet, then by money.

    Args:
        case: the case.
        limit: at most so many rows.
        services: payment services too, to be asked by order number.
        only: these numbers alone, and whatever was asked for, traced or paid by victims.

    Returns:
        The rows, and how many there are without the limit.
    """
    traced = _stopped(case)
    paid = _paid_by_victims(case)
    if not case.has_ledger:
        entries = _without_ledger(traced, paid)
        asked = states_of(case, None)
        for key, each in asked.by_number.items():
            entries.setdefault(key, _Entry(None, key)).asked = each
        rows = [_row(entry, None, {}, set(), _Rules.now()) for entry in entries.values()]
        return _ranked(rows)[:limit], len(rows)
    reader = case.ledger.reader()
    try:
        return _list(case, reader, traced, paid, limit, services=services, only=only)
    finally:
        reader.close()


def _list(
    case: CaseFile,
    reader: duckdb.DuckDBPyConnection,
    traced: dict[str, TracedAccount],
    paid: dict[str, list[tuple[int, datetime]]],
    limit: int | None,
    *,
    services: bool,
    only: Collection[str],
) -> tuple[list[RequestRow], int]:
    rules = _Rules.now()
    stops = set(stops_of(case, reader).services)
    asked = states_of(case, reader)
    told = {*traced, *paid, *asked.by_number}
    numbers = {*told, *only}
    ids = {
        number: found[0][0]
        for number, found in seed_queries.accounts_of_numbers(reader, sorted(numbers)).items()
    }
    among = sorted(set(ids.values()))
    received, total = request_queries.receivers(
        reader, without=[] if services else sorted(stops), among=among,
        large_fen=rules.large_fen, limit=0 if only else limit,
    )  # fmt: skip
    entries = {
        account: _Entry(
            account, "", fen, flows, payers, first, last, tuple(some or ()), obtained=obtained
        )
        for account, fen, flows, payers, first, last, some, obtained in received
    }
    loose: dict[str, _Entry] = {}
    for number in numbers:
        account = ids.get(number)
        if account is None and number not in told:
            continue
        if account is None:
            entry = loose.setdefault(number, _Entry(None, number))
        else:
            entry = entries.setdefault(account, _Entry(account, number))
        _tell(entry, traced.get(number), paid.get(number), asked.by_number.get(number))
    missing = [entry for entry in entries.values() if entry.id in among]
    statements = request_queries.statements_of(reader, [e.id for e in missing if e.id is not None])
    for entry in missing:
        entry.obtained = entry.id in statements
    for account, answer in asked.answers.items():
        if account in entries and entries[account].asked is None:
            entries[account].asked = answer
    listed = [
        entry for entry in (*entries.values(), *loose.values())
        if (not entry.obtained or entry.asked is not None)
        and (services or entry.id not in stops or entry.asked is not None)
    ]  # fmt: skip
    wanted = [entry.id for entry in listed if entry.id is not None]
    known = {row.id: row for row in list_accounts(case, ids=wanted, reader=reader)}
    keys = activity_queries.keys_of(
        reader, sorted({payer for entry in listed for payer in entry.payer_ids})
    )
    rows = [_row(entry, known.get(entry.id or 0), keys, stops, rules) for entry in listed]
    total += sum(entry.received == 0 for entry in listed)
    ranked = _ranked(rows)[:limit]
    return _proved(reader, ranked, known), max(total, len(ranked))


def _stopped(case: CaseFile) -> dict[str, TracedAccount]:
    """The accounts at which a kept trace stopped for want of a statement, in either direction."""
    return {
        key: each
        for direction in ("up", "down")
        for key, each in traced_accounts(case, direction=direction).items()
        if each.stopped
    }


def _paid_by_victims(case: CaseFile) -> dict[str, list[tuple[int, datetime]]]:
    """Payee's number to the incidents that paid it, and when."""
    found: dict[str, list[tuple[int, datetime]]] = {}
    for incident in list_incidents(case):
        for payment in incident.payments:
            if payment.payee:
                found.setdefault(payment.payee, []).append((incident.incident, payment.time))
    return found


def _without_ledger(
    traced: dict[str, TracedAccount], paid: dict[str, list[tuple[int, datetime]]]
) -> dict[str, _Entry]:
    entries = {key: _Entry(None, key) for key in (*traced, *paid)}
    for key, entry in entries.items():
        _tell(entry, traced.get(key), paid.get(key), None)
    return entries


def _tell(
    entry: _Entry,
    traced: TracedAccount | None,
    paid: list[tuple[int, datetime]] | None,
    asked: Asked | None,
) -> None:
    if traced is not None:
        entry.traced = traced
        entry.seen(traced.first_arrival)
        entry.seen(traced.last_arrival)
    for incident, moment in paid or ():
        entry.seen(moment)
        if incident not in entry.incidents:
            entry.incidents.append(incident)
    if asked is not None:
        entry.asked = asked


def _row(
    entry: _Entry,
    known: AccountRow | None,
    keys: dict[int, str],
    stops: set[int],
    rules: _Rules,
) -> RequestRow:
    margin = timedelta(days=rules.margin_days)
    key = known.account if known else entry.key
    kind = known.kind if known else "bank"
    asked = entry.asked
    since = datetime.combine((entry.first - margin).date(), time()) if entry.first else None
    until = datetime.combine((entry.last + margin).date(), time(23, 59, 59)) if entry.last else None
    card = bank_of_card(key)
    service = entry.id in stops
    large = rules.large_fen
    if entry.traced is not None or entry.incidents:
        priority = 1
    else:
        priority = 2 if entry.payers > 1 or entry.received >= large > 0 else 3
    return RequestRow(
        key, known.holder if known else None, known.id_number if known else None,
        (known.bank if known else None) or (card.name if card else None), kind,
        (asked.since if asked else None) or since, (asked.until if asked else None) or until,
        entry.received, entry.flows, entry.payers,
        tuple(keys[payer] for payer in entry.payer_ids if payer in keys),
        _reason(entry, service=service), priority, asked.state if asked else TO_ASK,
        ("orders",) if service else WHAT[kind],
        entry.traced.level if entry.traced else None,
        entry.traced.arrived_fen if entry.traced else 0,
        tuple(entry.traced.traces) if entry.traced else (), tuple(entry.incidents),
        asked=asked.asked if asked else None, document_no=asked.document_no if asked else None,
        answer=asked.answer if asked else None,
    )  # fmt: skip


def _reason(entry: _Entry, *, service: bool) -> str:
    """Why the account should be asked for, in one sentence."""
    parts = []
    if entry.traced is not None:
        parts.append(
            _("a trace stopped here with {amount} at level {level}").format(
                amount=money.yuan(entry.traced.arrived_fen), level=entry.traced.level
            )
        )
    if entry.incidents:
        parts.append(
            ngettext("{n} victim paid it", "{n} victims paid it", len(entry.incidents)).format(
                n=len(entry.incidents)
            )
        )
    if entry.received:
        parts.append(
            _("it received {amount} in {flows} transfers from {accounts} obtained accounts").format(
                amount=money.yuan(entry.received), flows=entry.flows, accounts=entry.payers
            )
        )
    if service:
        parts.append(_("a payment service: ask by order number"))
    text = _("; ").join(parts) or _("it was asked for")
    return text[:1].upper() + text[1:] + _(".")


def _ranked(rows: list[RequestRow]) -> list[RequestRow]:
    return sorted(
        rows,
        key=lambda row: (
            row.priority, _ORDER.index(row.state), -row.traced_fen, -row.received_fen, row.account
        ),
    )  # fmt: skip


def _proved(
    reader: duckdb.DuckDBPyConnection, rows: list[RequestRow], known: dict[int, AccountRow]
) -> list[RequestRow]:
    """The head of the list with the flows that prove it."""
    ids = {row.account: account for account, row in known.items()}
    head = [ids[row.account] for row in rows[:PROVED] if row.account in ids]
    flows = request_queries.proofs(reader, head, PROOFS) if head else {}
    return [
        replace(row, flow_ids=tuple(flows[ids[row.account]]))
        if ids.get(row.account) in flows else row
        for row in rows
    ]  # fmt: skip


def export_requests(rows: list[RequestRow], *, target: Path) -> int:
    """Write the list to a workbook; returns how many rows, raises ``StorageFull``."""
    day = clock.Precision.DAY
    return request_list.write(
        target,
        (
            (
                str(number), row.account, row.holder, row.id_number, row.bank,
                clock.shown(row.since, day), clock.shown(row.until, day),
                request_list.words_of(row.what), row.reason, " ".join(map(str, row.flow_ids)),
                str(row.from_accounts), " ".join(row.payers), row.received_fen,
                str(row.priority), None if row.level is None else str(row.level),
                row.document_no, words_of_request(row),
            )
            for number, row in enumerate(rows, start=1)
        ),
    )  # fmt: skip


def words_of_request(row: RequestRow) -> str:
    """The state of a row in words."""
    return request_list.state_word(row.state)
