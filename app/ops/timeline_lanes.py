"""Which accounts stand in the lanes of a timeline: by number, by person, by the kept traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from app.analysis.timeline.lanes import Lane
from app.base.i18n import _
from app.importers.layout import SPACE_NAMES
from app.model.account_space import AccountSpace
from app.model.attribution import Attribution
from app.model.party import Party
from app.ops.flows import flows_by_id
from app.ops.incidents import list_incidents
from app.ops.stored_traces import traced_accounts
from app.ops.subjects import facts_of
from app.store.ledger import activity_queries, page_queries, timeline_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import duckdb

    from app.model.selection import Selection
    from app.ops.stored_traces import TracedAccount
    from app.ops.subjects import Facts
    from app.store.casefile import CaseFile

PARTY: Final = "party:"
"""Before the number of a person in the key of a lane."""
LEVEL: Final = "level:"
"""Before the number of a level of the kept traces."""
GROUP: Final = "group:"
"""Before the numbers, with commas between, of accounts that an officer put into one lane."""
MOST_LANES: Final = 500
MOST_FLOWS: Final = 100
"""Both sides of so many selected transfers become lanes."""
_SPACES = {name: space for space, name in SPACE_NAMES.items()}


def party_key(party: int) -> str:
    """The key of a person's lane."""
    return f"{PARTY}{party}"


def read_lanes(
    case: CaseFile,
    keys: Sequence[str],
    *,
    folded: Collection[int] = (),
    currency: str = "CNY",
) -> list[Lane]:
    """The lanes of some keys, each account once, at most ``MOST_LANES``.

    Args:
        case: the case.
        keys: account numbers in any spelling; ``party:<id>`` for all accounts of a person;
            ``level:<n>`` for those of a level of the kept traces, in one lane;
            ``group:<number>,<number>`` for accounts that stand in one lane by hand.
        folded: persons whose accounts stand in one lane.
        currency: whose sums the lanes tell.
    """
    if not case.has_ledger or not keys:
        return []
    levels = {key: each.level for key, each in traced_accounts(case).items()}
    whole = {key: _together(key, levels) for key in keys if key.startswith((LEVEL, GROUP))}
    reader = case.ledger.reader()
    try:
        numbers = [key for key in keys if not key.startswith((PARTY, LEVEL, GROUP))]
        numbers += [number for each in whole.values() for number in each]
        ids = timeline_queries.accounts_by_number(reader, numbers)
        asked: dict[int, None] = {}
        owned = _owned(case, reader, _parties(keys))
        for key in keys:
            if key.startswith(PARTY):
                asked.update(dict.fromkeys(owned.get(int(key[len(PARTY) :]), ())))
            elif key in ids:
                asked[ids[key]] = None
        parts = {
            key: list(dict.fromkeys(ids[each] for each in whole[key] if each in ids))
            for key in whole
        }
        every = dict.fromkeys((*asked, *(each for part in parts.values() for each in part)))
        facts = facts_of(case, reader, list(every))
        owners = _owners(case, reader, list(asked))
        groups = _grouped(asked, owners, set(folded))
        groups += [(key, part) for key, part in parts.items() if part]
        groups = groups[:MOST_LANES]
        timeline_queries.put_lanes(reader, [accounts for _key, accounts in groups])
        sums = timeline_queries.totals(reader, currency)
    finally:
        reader.close()
    return [
        _lane(key, accounts, facts, owners, levels, sums.get(place))
        for place, (key, accounts) in enumerate(groups)
        if all(account in facts for account in accounts)
    ]


def busiest_keys(case: CaseFile, *, most: int = 20, currency: str = "CNY") -> list[str]:
    """The accounts that moved most, those with statements first."""
    if not case.has_ledger:
        return []
    reader = case.ledger.reader()
    try:
        ids = timeline_queries.busiest(reader, currency, most)
        keys = activity_queries.keys_of(reader, ids)
    finally:
        reader.close()
    return [keys[each] for each in ids if each in keys]


def traced_keys(case: CaseFile, *, level: int | None = None) -> list[str]:
    """The accounts of the kept traces by level, or those of one level."""
    found = traced_accounts(case).values()
    return _by_level(each for each in found if level is None or each.level == level)


def _by_level(found: Iterable[TracedAccount]) -> list[str]:
    wanted = sorted(
        found, key=lambda each: (each.level is None, each.level or 0, -each.arrived_fen)
    )
    return [each.account for each in wanted[:MOST_LANES]]


def level_keys(case: CaseFile) -> list[str]:
    """A lane for each level of the kept traces."""
    levels = {each.level for each in traced_accounts(case).values() if each.level is not None}
    return [f"{LEVEL}{level}" for level in sorted(levels)]


def selected_keys(case: CaseFile, selection: Selection) -> list[str]:
    """Lanes for what is selected: accounts, persons, both sides of payments, levels of traces."""
    keys = [*selection.accounts, *map(party_key, selection.parties)]
    wanted = set(selection.incidents)
    for row in list_incidents(case) if wanted else ():
        if row.incident in wanted:
            sides = [side for each in row.payments for side in (each.payer, each.payee)]
            keys += [side for side in sides if side]
    for trace in selection.traces:
        keys += _by_level(traced_accounts(case, only=trace).values())
    if selection.flows and not keys:
        for flow in flows_by_id(case, list(selection.flows[:MOST_FLOWS])):
            keys += [side for side in (flow.payer, flow.payee) if side]
    return list(dict.fromkeys(keys))[:MOST_LANES]


def _together(key: str, levels: dict[str, int | None]) -> list[str]:
    """The numbers of a lane that holds a level or a group."""
    if key.startswith(GROUP):
        return key[len(GROUP) :].split(",")
    wanted = int(key[len(LEVEL) :])
    return [number for number, level in levels.items() if level == wanted]


def _parties(keys: Sequence[str]) -> list[int]:
    return [int(key[len(PARTY) :]) for key in keys if key.startswith(PARTY)]


def _owned(
    case: CaseFile, reader: duckdb.DuckDBPyConnection, parties: Sequence[int]
) -> dict[int, list[int]]:
    """The accounts of some persons."""
    found: dict[int, list[int]] = {}
    if parties:
        with case.session(read_only=True) as session:
            rows = session.execute(
                sa.select(Attribution.party_id, Attribution.space, Attribution.account)
                .where(Attribution.party_id.in_(parties), Attribution.withdrawn_time.is_(None))
                .order_by(Attribution.id)
            ).all()
        for party, space, text in rows:
            pair = (int(_SPACES[AccountSpace(space).value]), text)
            found.setdefault(party, []).extend(page_queries.accounts_of(reader, [pair]))
    return found


def _owners(
    case: CaseFile, reader: duckdb.DuckDBPyConnection, accounts: Sequence[int]
) -> dict[int, tuple[int, str]]:
    """The person to whom each account is attributed, the surest one."""
    numbers = timeline_queries.numbers_of(reader, accounts)
    if not numbers:
        return {}
    with case.session(read_only=True) as session:
        rows = session.execute(
            sa.select(Attribution.space, Attribution.account, Party.id, Party.name)
            .join(Party, Party.id == Attribution.party_id)
            .where(
                Attribution.withdrawn_time.is_(None),
                Attribution.account.in_(sorted({text for _space, text in numbers})),
            )
            .order_by(Attribution.confidence, Attribution.id.desc())
        ).all()
    found: dict[int, tuple[int, str]] = {}
    for space, text, party, name in rows:
        account = numbers.get((int(_SPACES[AccountSpace(space).value]), text))
        if account is not None:
            found[account] = (party, name)
    return found


def _grouped(
    asked: Collection[int], owners: dict[int, tuple[int, str]], folded: set[int]
) -> list[tuple[str, list[int]]]:
    """Accounts by lane: those of a folded person together, at the place of the first."""
    found: list[tuple[str, list[int]]] = []
    places: dict[int, int] = {}
    for account in asked:
        party = owners.get(account, (None, ""))[0]
        if party is None or party not in folded:
            found.append(("", [account]))
        elif party in places:
            found[places[party]][1].append(account)
        else:
            places[party] = len(found)
            found.append((party_key(party), [account]))
    return found


def _lane(
    key: str,
    accounts: Sequence[int],
    facts: dict[int, Facts],
    owners: dict[int, tuple[int, str]],
    levels: dict[str, int | None],
    sums: tuple[int, int, int] | None,
) -> Lane:
    numbers = tuple(facts[account].account for account in accounts)
    known = [level for number in numbers if (level := levels.get(number)) is not None]
    owner = owners.get(accounts[0])
    title = facts[accounts[0]].holder or ""
    if key.startswith(LEVEL):
        title, owner = _("Level {level}").format(level=key[len(LEVEL) :]), None
    elif key.startswith(GROUP):
        title, owner = _("{name} and others").format(name=title or numbers[0]), None
    elif key and owner:
        title = owner[1]
    first, moved, flows = sums if sums is not None else (None, 0, 0)
    return Lane(
        key=key or numbers[0],
        accounts=tuple(accounts),
        numbers=numbers,
        title=title,
        party=owner[0] if owner else None,
        level=min(known, default=None),
        first=first,
        moved=moved,
        flows=flows,
        obtained=any(facts[account].obtained for account in accounts),
        holders=tuple(facts[account].holder or "" for account in accounts),
    )
