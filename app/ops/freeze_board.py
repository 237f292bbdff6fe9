"""The freeze board: accounts by the traced money that can still be there, and what holds it.

What can still be there is the traced money that stayed (``app.ops.stored_traces`` says how traces
are put together without counting money twice), but never more than the account's last known
balance, where that was known at the last traced arrival or later. An older balance says nothing of
money that came after it, and an account without a statement has none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from app.base import clock, money
from app.base.i18n import _
from app.base.reference.card_bins import bank_of_card
from app.ops.accounts import list_accounts
from app.ops.hubs import stops_of
from app.ops.measures import MeasureRow, standing_of
from app.ops.stored_traces import TracedAccount, traced_accounts
from app.reports import freeze_list
from app.store.ledger import request_queries, seed_queries

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from app.ops.accounts import AccountRow
    from app.store.casefile import CaseFile

PROOFS: Final = 20
PROVED: Final = 500


@dataclass(frozen=True)
class FreezeRow:
    """One account of the freeze board; money in fen.

    Attributes:
        can_be_there_fen: what ranks it.
        retained_fen: traced money that stayed, by the traces alone.
        visible_out_fen: what others' statements show leaving an account that has none, since
            then; it is told beside, because it need not be the traced money.
        balance_fen, balance_time: the last known balance and when.
        first_arrival, last_arrival: of traced money.
        minutes_since: from the last arrival to the moment asked.
        victims: how many victims' money is there.
        incidents, traces: which ones.
        flow_ids: the largest flows into the account, as proof.
        measures: stop-payments and freezes that stand.
        held: whether any measure stands.
    """

    account: str
    holder: str | None
    id_number: str | None
    bank: str | None
    kind: str
    obtained: bool
    level: int | None
    can_be_there_fen: int
    retained_fen: int
    arrived_fen: int
    visible_out_fen: int
    balance_fen: int | None
    balance_time: datetime | None
    first_arrival: datetime | None
    last_arrival: datetime | None
    minutes_since: int | None
    victims: int
    incidents: tuple[int, ...]
    traces: tuple[int, ...]
    flow_ids: tuple[int, ...]
    measures: tuple[MeasureRow, ...]
    held: bool
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        times = ("balance_time", "first_arrival", "last_arrival")
        return {
            **asdict(self),
            **{name: clock.iso(getattr(self, name)) for name in times},
            "measures": [measure.to_json() for measure in self.measures],
        }


def freeze_board(
    case: CaseFile, *, trace: int | None = None, at: datetime | None = None
) -> list[FreezeRow]:
    """The accounts to freeze, those first where most traced money can still be.

    Payment services are left out: what lies there belongs to all their customers.

    Args:
        case: the case.
        trace: this trace alone; all that count without it.
        at: as things stand then; now without it.

    Raises:
        RefusedInput: there is no such trace.
    """
    moment = at or clock.now(case.zone)
    traced = {
        key: each
        for key, each in traced_accounts(case, only=trace).items()
        if each.retained_fen > 0
    }
    if not traced:
        return []
    standing = standing_of(case, at=moment)
    reader = case.ledger.reader()
    try:
        found = seed_queries.accounts_of_numbers(reader, sorted(traced))
        ids = {key: pairs[0][0] for key, pairs in found.items()}
        services = stops_of(case, reader).services
        known = {
            row.id: row for row in list_accounts(case, ids=sorted(ids.values()), reader=reader)
        }
        order = sorted(ids, key=lambda key: -traced[key].retained_fen)[:PROVED]
        flows = request_queries.largest_arrivals(
            reader,
            [(ids[key], traced[key].first_arrival, traced[key].last_arrival) for key in order],
            PROOFS,
        )
    finally:
        reader.close()
    rows = []
    for key, each in traced.items():
        account = ids.get(key)
        if account in services:
            continue
        rows.append(
            _row(
                each, known.get(account or 0), tuple(flows.get(account or 0, ())), standing, moment
            )
        )
    return sorted(
        rows, key=lambda row: (-row.can_be_there_fen, row.minutes_since or 0, row.account)
    )


def can_be_there(
    retained_fen: int,
    balance_fen: int | None,
    balance_time: datetime | None,
    last_arrival: datetime | None,
) -> int:
    """What of traced money that stayed can still be there, in fen."""
    if balance_fen is None or balance_time is None:
        return retained_fen
    if last_arrival is not None and balance_time < last_arrival:
        return retained_fen
    return max(0, min(retained_fen, balance_fen))


def _row(
    traced: TracedAccount,
    known: AccountRow | None,
    flows: tuple[int, ...],
    standing: dict[str, list[MeasureRow]],
    moment: datetime,
) -> FreezeRow:
    key = known.account if known else traced.account
    card = bank_of_card(key)
    balance, when = (known.balance_fen, known.balance_time) if known else (None, None)
    last = traced.last_arrival
    minutes = None if last is None else max(0, int((moment - last).total_seconds() // 60))
    left = can_be_there(traced.retained_fen, balance, when, last)
    measures = tuple(standing.get(key, ()))
    return FreezeRow(
        key, known.holder if known else None, known.id_number if known else None,
        (known.bank if known else None) or (card.name if card else None),
        known.kind if known else "bank", bool(known and known.obtained), traced.level,
        left, traced.retained_fen, traced.arrived_fen, traced.visible_out_fen,
        balance, when, traced.first_arrival, last, minutes, traced.seeds,
        tuple(traced.incidents), tuple(traced.traces), flows, measures,
        bool(measures), _reason(traced, known, left),
    )  # fmt: skip


def _reason(traced: TracedAccount, known: AccountRow | None, left: int) -> str:
    text = _("{arrived} of traced money arrived at level {level}, {retained} of it stayed").format(
        arrived=money.yuan(traced.arrived_fen), level=traced.level,
        retained=money.yuan(traced.retained_fen),
    )  # fmt: skip
    if left < traced.retained_fen and known is not None:
        text += _("; the balance of {time} leaves {left}").format(
            time=clock.shown(known.balance_time), left=money.yuan(left)
        )
    elif known is None or not known.obtained:
        text += _("; its own statement is not there")
    return text + _(".")


def export_freeze_board(rows: list[FreezeRow], *, target: Path) -> int:
    """Write the board to a workbook; returns how many rows, raises ``StorageFull``."""
    return freeze_list.write(
        target,
        (
            (
                str(number), row.account, row.holder, row.id_number, row.bank, row.can_be_there_fen,
                row.retained_fen, row.balance_fen, clock.shown(row.last_arrival),
                None if row.minutes_since is None else str(row.minutes_since),
                None if row.level is None else str(row.level), str(row.victims),
                "\n".join(
                    freeze_list.held_words(each.action, each.until, each.hours_left)
                    for each in row.measures
                ),
                row.reason, " ".join(map(str, row.traces)), " ".join(map(str, row.flow_ids)),
            )
            for number, row in enumerate(rows, start=1)
        ),
    )  # fmt: skip
