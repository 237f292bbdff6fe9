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
    Mark = tuple[Any, ...]

MAX_ID = (1 << 63) - 1
_AT_ONCE = 400


@dataclass(frozen=True)
class Thing:
    """One flow, account or party.

    Attributes:
        mark: tells it apart.
        columns: how ``Attached`` keeps it.
        marks: all marks under which it may have been kept: either record of a flow, any number of
            an account.
        flow: its id, if it is one.
    """

    mark: Mark
    columns: dict[str, Any] = field(compare=False)
    marks: frozenset[Mark] = field(compare=False)
    flow: int | None = field(default=None, compare=False)


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


def hanging_on(
    case: CaseFile, session: Session, table: type[Any], things: Iterable[Thing]
) -> dict[Mark, list[Any]]:
    """Mark to the rows of a table (``TagUse`` or ``Note``) that hang on these things.

    What was kept of a flow whose file was imported anew is found by what the flow said.
    """
    wanted = list(things)
    owner = {mark: thing.mark for thing in wanted for mark in thing.marks}
    found: dict[Mark, dict[int, Any]] = defaultdict(dict)
    for row in _rows_of_marks(session, table, owner):
        for mark in _marks_of(row):
            if mark in owner:
                found[owner[mark]][row.id] = row
    flows = {thing.flow: thing for thing in wanted if thing.flow is not None}
    known = {row_id for rows in found.values() for row_id in rows}
    lost = [row for row in _rows_that_say(session, table, flows.values()) if row.id not in known]
    if lost:
        reader = case.ledger.reader()
        try:
            ids = _found_flows(reader, lost)
        finally:
            reader.close()
        for row in lost:
            if ids.get(row.id) in flows:
                found[flows[ids[row.id]].mark][row.id] = row
    return {mark: [rows[key] for key in sorted(rows)] for mark, rows in found.items()}


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
        keys = _keys_of_sides(reader, found.values())
    finally:
        reader.close()
    return {flow.id: _thing(flow, keys) for flow in found.values()}


def _marks_of(row: Hanging) -> list[Mark]:
    """What a kept row hangs on, comparable with ``Thing.marks``."""
    if row.party_id is not None:
        return [("party", row.party_id)]
    if row.account is not None:
        return [("account", row.space, row.account)]
    return [("flow", record) for record in (row.out_record, row.in_record) if record is not None]


def _rows_of_marks(session: Session, table: type[Any], marks: Collection[Mark]) -> list[Any]:
    """The rows that may hang under these marks, some twice."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for mark in marks:
        by_kind[mark[0]].append(mark[-1])
    found: list[Any] = []
    for kind, column in (
        ("flow", table.out_record), ("flow", table.in_record), ("account", table.account),
        ("party", table.party_id),
    ):  # fmt: skip
        values = by_kind[kind]
        for start in range(0, len(values), _AT_ONCE):
            wanted = column.in_(values[start : start + _AT_ONCE])
            found += session.scalars(sa.select(table).where(wanted))
    return found


def _rows_that_say(session: Session, table: type[Any], flows: Collection[Thing]) -> list[Any]:
    """The rows that were kept of a flow with the payee, time and amount of one of these."""
    said = {
        (thing.columns["payee"], thing.columns["flow_time"], thing.columns["amount_fen"])
        for thing in flows
        if thing.columns["payee"] is not None
    }
    times = sorted({moment for _payee, moment, _fen in said})
    found: list[Any] = []
    for start in range(0, len(times), _AT_ONCE):
        wanted = table.flow_time.in_(times[start : start + _AT_ONCE])
        found += session.scalars(sa.select(table).where(wanted))
    return [row for row in found if (row.payee, row.flow_time, row.amount_fen) in said]


def _party(session: Session, party: int) -> Thing:
    if session.get(Party, party) is None:
        raise RefusedInput(_("There is no party {party}.").format(party=party))
    mark = ("party", party)
    return Thing(mark, {"party_id": party}, frozenset((mark,)))


def _flows(reader: duckdb.DuckDBPyConnection, flows: Collection[int]) -> list[Thing]:
    wanted = list(dict.fromkeys(flows))
    found = seed_queries.flows_by_ids(reader, [f for f in wanted if 0 <= f <= MAX_ID])
    missing = next((flow for flow in wanted if flow not in found), None)
    if missing is not None:
        raise RefusedInput(
            _("There is no flow {flow}.").format(flow=missing),
            _("“xunxian flows” lists them; an id changes when the other side is imported."),
        )
    keys = _keys_of_sides(reader, found.values())
    return [_thing(found[flow], keys) for flow in wanted]


def _keys_of_sides(
    reader: duckdb.DuckDBPyConnection, flows: Collection[SeedFlow]
) -> dict[int, str]:
    sides = {a for flow in flows for a in (flow.payer, flow.payee) if a is not None}
    return activity_queries.keys_of(reader, sorted(sides))


def _thing(flow: SeedFlow, keys: dict[int, str]) -> Thing:
    marks = [("flow", r) for r in (flow.out_record, flow.in_record) if r is not None]
    return Thing(
        marks[0],
        {
            "out_record": flow.out_record, "in_record": flow.in_record,
            "payer": keys.get(flow.payer or 0), "payee": keys.get(flow.payee or 0),
            "flow_time": flow.leave, "amount_fen": flow.amount,
        },
        frozenset(marks), flow.id,
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
    ids = sorted({pairs[number][0][0] for number in wanted})
    keys = activity_queries.keys_of(reader, ids)
    texts = seed_queries.numbers_of(reader, ids)
    found = []
    for number in wanted:
        account, space = pairs[number][0]
        kind, key = AccountSpace(SPACE_NAMES[Space(space)]), keys[account]
        marks = frozenset(("account", kind, text) for text in texts[account])
        found.append(Thing(("account", kind, key), {"space": kind, "account": key}, marks))
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
