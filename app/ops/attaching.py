"""What tags and notes hang on: found when they are put on, and found again when they are read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_space import AccountSpace
from app.model.party import Party
from app.store.ledger import activity_queries, seed_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import duckdb
    from sqlalchemy.orm import Session

    from app.model.note import Note
    from app.model.selection import Selection
    from app.model.tag import TagUse
    from app.store.casefile import CaseFile
    from app.store.ledger.seed_queries import SeedFlow

    Hanging = TagUse | Note

MAX_ID = (1 << 63) - 1
_AT_ONCE = 400


@dataclass(frozen=True)
class Thing:
    """One flow, account or party; ``mark`` tells it apart, ``columns`` are for ``Attached``."""

    mark: tuple[Any, ...]
    columns: dict[str, Any] = field(compare=False)


@dataclass(frozen=True)
class Where:
    """Where something hangs now: ``about`` flow, account or party, and which.

    ``flow`` is an id as it is now, null where its rows were taken back; ``account`` a key.
    """

    about: str
    flow: int | None = None
    account: str | None = None
    party: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "about": self.about, "flow": self.flow, "account": self.account, "party": self.party
        }  # fmt: skip


def things_of(case: CaseFile, session: Session, on: Selection) -> list[Thing]:
    """What is selected, as it is kept.

    Raises:
        RefusedInput: nothing is selected, or a flow, account or party is not there.
    """
    if not (on.flows or on.accounts or on.parties):
        raise RefusedInput(_("No flow, account or party is selected."))
    found = [_party(session, party) for party in dict.fromkeys(on.parties)]
    if not (on.flows or on.accounts):
        return found
    if not case.has_ledger:
        raise RefusedInput(_("Nothing was imported yet."))
    reader = case.ledger.reader()
    try:
        return _flows(reader, on.flows) + _accounts(reader, on.accounts) + found
    finally:
        reader.close()


def mark_of(row: Hanging) -> tuple[Any, ...]:
    """What a kept row hangs on, comparable with ``Thing.mark``."""
    if row.party_id is not None:
        return ("party", row.party_id)
    if row.account is not None:
        return ("account", row.space, row.account)
    return ("flow", row.out_record if row.out_record is not None else row.in_record)


def marks_of_flow(thing: Thing) -> set[tuple[Any, ...]]:
    """All marks under which a thing may have been kept: either record of a flow."""
    records = (thing.columns.get("out_record"), thing.columns.get("in_record"))
    return {thing.mark} | {("flow", record) for record in records if record is not None}


def hanging_on(
    session: Session, table: type[Any], things: Iterable[Thing]
) -> dict[tuple[Any, ...], list[Any]]:
    """Mark to the rows of a table (``TagUse`` or ``Note``) that hang on these things."""
    wanted = list(things)
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    known: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        records = [
            record for thing in part for name in ("out_record", "in_record")
            if (record := thing.columns.get(name)) is not None
        ]  # fmt: skip
        accounts = [thing.mark[2] for thing in part if thing.mark[0] == "account"]
        parties = [thing.mark[1] for thing in part if thing.mark[0] == "party"]
        marks = {mark: thing.mark for thing in part for mark in marks_of_flow(thing)}
        for column, values in (
            (table.out_record, records), (table.in_record, records),
            (table.account, accounts), (table.party_id, parties),
        ):  # fmt: skip
            if not values:
                continue
            for row in session.scalars(sa.select(table).where(column.in_(values))):
                mark = next((marks[m] for m in _marks(row) if m in marks), None)
                if mark is not None and row.id not in known:
                    known.add(row.id)
                    found[mark].append(row)
    return {mark: sorted(rows, key=lambda row: row.id) for mark, rows in found.items()}


def where(case: CaseFile, rows: Sequence[Hanging]) -> dict[int, Where]:
    """Id of each row to where it hangs now; flows by their records, else by what they said."""
    found = {
        row.id: Where(row.about, account=row.account, party=row.party_id)
        for row in rows
        if row.about != "flow"
    }
    flows = [row for row in rows if row.about == "flow"]
    named = sorted({row.account for row in rows if row.account})
    if not case.has_ledger:
        return found | {row.id: Where("flow") for row in flows}
    reader = case.ledger.reader()
    try:
        ids = _found_flows(reader, flows)
        keys = _keys(reader, named)
    finally:
        reader.close()
    for row in rows:
        if row.about == "flow":
            found[row.id] = Where("flow", flow=ids.get(row.id))
        elif row.account is not None:
            found[row.id] = Where("account", account=keys.get(row.account, row.account))
    return found


def things_of_flows(case: CaseFile, flows: Collection[int]) -> dict[int, Thing]:
    """Flow id to the flow as it is kept; flows that are not there are left out."""
    if not case.has_ledger or not flows:
        return {}
    reader = case.ledger.reader()
    try:
        found = seed_queries.flows_by_ids(reader, [f for f in flows if 0 <= f <= MAX_ID])
    finally:
        reader.close()
    return {flow.id: _thing(flow, {}) for flow in found.values()}


def _marks(row: Hanging) -> list[tuple[Any, ...]]:
    if row.about != "flow":
        return [mark_of(row)]
    return [("flow", record) for record in (row.out_record, row.in_record) if record is not None]


def _party(session: Session, party: int) -> Thing:
    if session.get(Party, party) is None:
        raise RefusedInput(_("There is no party {party}.").format(party=party))
    return Thing(("party", party), {"party_id": party})


def _flows(reader: duckdb.DuckDBPyConnection, flows: Collection[int]) -> list[Thing]:
    wanted = list(dict.fromkeys(flows))
    found = seed_queries.flows_by_ids(reader, [f for f in wanted if 0 <= f <= MAX_ID])
    missing = next((flow for flow in wanted if flow not in found), None)
    if missing is not None:
        raise RefusedInput(
            _("There is no flow {flow}.").format(flow=missing),
            _("“xunxian flows” lists them; an id changes when the other side is imported."),
        )
    sides = {a for flow in found.values() for a in (flow.payer, flow.payee) if a is not None}
    keys = activity_queries.keys_of(reader, sorted(sides))
    return [_thing(found[flow], keys) for flow in wanted]


def _thing(flow: SeedFlow, keys: dict[int, str]) -> Thing:
    record = flow.out_record if flow.out_record is not None else flow.in_record
    return Thing(
        ("flow", record),
        {
            "out_record": flow.out_record, "in_record": flow.in_record,
            "payer": keys.get(flow.payer or 0), "payee": keys.get(flow.payee or 0),
            "flow_time": flow.leave, "amount_fen": flow.amount,
        },
    )  # fmt: skip


def _accounts(reader: duckdb.DuckDBPyConnection, numbers: Collection[str]) -> list[Thing]:
    wanted = [number.strip() for number in dict.fromkeys(numbers)]
    pairs = seed_queries.accounts_of_numbers(reader, wanted)
    missing = next((number for number in wanted if number not in pairs), None)
    if missing is not None:
        raise RefusedInput(
            _("No account has the number “{number}”.").format(number=missing),
            _("“xunxian accounts” lists them; a counterparty must be named by a row."),
        )
    keys = activity_queries.keys_of(reader, sorted({pairs[number][0][0] for number in wanted}))
    found = []
    for number in wanted:
        account, space = pairs[number][0]
        kind, key = AccountSpace(SPACE_NAMES[Space(space)]), keys[account]
        found.append(Thing(("account", kind, key), {"space": kind, "account": key}))
    return list(dict.fromkeys(found))


def _keys(reader: duckdb.DuckDBPyConnection, numbers: list[str]) -> dict[str, str]:
    """What accounts are called now that were called so when something was put on them."""
    pairs = seed_queries.accounts_of_numbers(reader, numbers) if numbers else {}
    keys = activity_queries.keys_of(reader, sorted({each[0][0] for each in pairs.values()}))
    return {number: keys[each[0][0]] for number, each in pairs.items()}


def _found_flows(reader: duckdb.DuckDBPyConnection, rows: list[Hanging]) -> dict[int, int]:
    """Id of each row to the id that its flow has now."""
    records = [r for row in rows for r in (row.out_record, row.in_record) if r is not None]
    by_record = seed_queries.flows_by_records(reader, records)
    found: dict[int, int] = {}
    lost = []
    for row in rows:
        flow = by_record.get(row.out_record or -1) or by_record.get(row.in_record or -1)
        if flow is not None:
            found[row.id] = flow.id
        elif row.payee and row.flow_time is not None:
            lost.append(row)
    if not lost:
        return found
    accounts = seed_queries.accounts_of_numbers(reader, sorted({str(row.payee) for row in lost}))
    wanted = [
        (place, account, row.amount_fen or 0, row.flow_time, row.flow_time)
        for place, row in enumerate(lost)
        for account, _space in accounts.get(row.payee or "", ())
        if row.flow_time is not None
    ]
    fit: dict[int, set[int]] = defaultdict(set)
    for place, flow in seed_queries.flows_that_fit(reader, wanted):
        fit[place].add(flow.id)
    return found | {lost[place].id: min(ids) for place, ids in fit.items() if len(ids) == 1}
