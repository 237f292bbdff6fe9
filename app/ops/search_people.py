"""The part of the search that knows accounts, names and ID numbers, in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

from app.analysis.searching.lines import Lines
from app.analysis.searching.texts import Texts, folded_texts
from app.base.reference.card_bins import bank_of_card
from app.base.reference.folding import fold
from app.importers.layout import SPACE_NAMES
from app.model.attribution import Attribution
from app.model.identifier import Identifier, IdentifierKind
from app.model.measure import Measure
from app.model.party import Party
from app.store.ledger import search_queries

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from app.base.progress import Progress
    from app.store.casefile import CaseFile

    Ints = NDArray[np.int64]

KNOWN, NAMED, STRANGER = range(3)
"""Tiers: a statement or a measure is there; officers or sheets name them; only others' rows do."""
_SPACES = {name: int(space) for space, name in SPACE_NAMES.items()}


@dataclass(frozen=True)
class Accounts:
    """The accounts of the ledger by place: ids rising, keys, turnover, and all their numbers.

    ``holder_names`` are places among ``names``, all names as given, -1 where no row gives one;
    ``banks_of`` are places among ``banks``.
    """

    ids: Ints
    keys: Texts
    names: Texts
    holder_names: Ints
    banks: tuple[str, ...]
    banks_of: Ints
    bank_lines: Lines
    obtained: NDArray[np.bool_]
    turnover: NDArray[np.float64]
    numbers: Lines

    def bank(self, place: int) -> str:
        """The bank as rows give it, else by the digits of the card; or nothing."""
        return self.banks[int(self.banks_of[place])]

    def holder(self, place: int) -> str:
        """The holder that most rows give, or nothing."""
        name = int(self.holder_names[place])
        return self.names[name] if name >= 0 else ""

    def places(self, ids: Any) -> Ints:
        """The places of some ids, all of which are there."""
        return np.searchsorted(self.ids, np.asarray(ids, np.int64))


@dataclass(frozen=True)
class Names:
    """The names that rows give, and for which accounts and ID numbers.

    Spellings of one name that differ in blanks, width or character set are one (``folded`` by
    number, ``shown`` in the spelling that most rows have).
    """

    folded: dict[str, int]
    shown: Texts
    accounts: Ints
    account_names: Ints
    ids: Texts
    id_names: Ints
    id_accounts: Ints


@dataclass(frozen=True)
class People:
    """Parties, then names that only rows give, by place; and which accounts are theirs."""

    party_ids: Ints
    names: Texts
    spelled: Lines
    ids: Lines
    officials: dict[int, str]
    tiers: Ints
    turnover: NDArray[np.float64]
    counts: Ints
    owner_accounts: Ints
    owners: Ints
    account_tiers: Ints
    holders: dict[int, str]

    def accounts_of(self, person: int) -> list[int]:
        """The places of the accounts of one of them."""
        first, last = np.searchsorted(self.owners, [person, person + 1])
        found: list[int] = self.owner_accounts[first:last].tolist()
        return found


def read_ledger(
    reader: duckdb.DuckDBPyConnection, progress: Progress | None
) -> tuple[Accounts, Names]:
    """Accounts, numbers and names of the ledger as it is now, in a transaction that is undone."""
    given = search_queries.gather_names(reader)
    rows = search_queries.accounts(reader)
    ids = rows["account"].astype(np.int64)
    spelled = search_queries.numbers(reader)
    if progress is not None:
        progress.check()
    keys = rows["key"].tolist()
    banks, banks_of = _banks(rows["bank"].tolist(), keys)
    accounts = Accounts(
        ids,
        Texts(keys),
        Texts(given),
        rows["holder"].astype(np.int64),
        banks,
        banks_of,
        Lines(banks, range(len(banks))),
        rows["obtained"].astype(bool),
        np.asarray(rows["turnover"], np.float64),
        Lines(
            spelled["text"].tolist(),
            np.searchsorted(ids, spelled["account"].astype(np.int64)),
        ),
    )
    return accounts, _read_names(reader, accounts, given)


def _banks(given: list[str], keys: list[str]) -> tuple[tuple[str, ...], Ints]:
    """The different banks, and which is whose."""
    places: dict[str, int] = {}
    found = np.empty(len(keys), np.int64)
    for nth, (bank, key) in enumerate(zip(given, keys, strict=True)):
        card = None if bank else bank_of_card(key)
        found[nth] = places.setdefault(card.name if card is not None else bank, len(places))
    return tuple(places), found


def no_ledger() -> tuple[Accounts, Names]:
    """What a case without any import knows of accounts and names."""
    none, texts = np.empty(0, np.int64), Texts(())
    accounts = Accounts(
        none,
        texts,
        texts,
        none,
        (),
        none,
        Lines((), ()),
        np.empty(0, bool),
        np.empty(0),
        Lines((), ()),
    )
    return accounts, Names({}, texts, none, none, texts, none, none)


def _read_names(reader: duckdb.DuckDBPyConnection, accounts: Accounts, given: list[str]) -> Names:
    folded: dict[str, int] = {}
    shown: list[str] = []
    places = np.full(len(given), -1, np.int64)
    for nth, text in enumerate(folded_texts(given)):
        if text:
            places[nth] = number = folded.setdefault(text, len(folded))
            if number == len(shown):
                shown.append(given[nth].strip())
    pairs = search_queries.names_of_accounts(reader)
    names = places[pairs["nth"].astype(np.int64)]
    held = accounts.places(pairs["account"])[names >= 0]
    names = names[names >= 0]
    both = np.unique(names * (len(accounts.ids) + 1) + held)
    of = search_queries.id_numbers(reader)
    id_names = places[of["nth"].astype(np.int64)]
    return Names(
        folded,
        Texts(shown),
        both % (len(accounts.ids) + 1),
        both // (len(accounts.ids) + 1),
        Texts(
            [text for text, name in zip(of["text"].tolist(), id_names.tolist(), strict=True)
             if name >= 0]
        ),
        id_names[id_names >= 0],
        accounts.places(of["account"])[id_names >= 0],
    )  # fmt: skip


def join_people(
    case: CaseFile, reader: duckdb.DuckDBPyConnection | None, accounts: Accounts, names: Names
) -> People:
    """Parties of the case beside the names that rows give for accounts that are not theirs."""
    parties, identifiers, theirs, measured = _of_case(case, reader)
    places = {party: place for place, (party, _name) in enumerate(parties)}
    party_names = [names.folded.get(fold(name), -1) for _party, name in parties]
    owned = sorted(
        {
            (places[party], place)
            for party, account in theirs
            for place in accounts.places([account]).tolist()
        }
    )
    width = len(accounts.ids) + 1
    taken = np.array([party_names[place] * width + account for place, account in owned], np.int64)
    left = ~np.isin(names.account_names * width + names.accounts, taken)
    named, counts = np.unique(names.account_names[left], return_counts=True)
    owners = np.concatenate([
        np.array([place for place, _account in owned], np.int64),
        np.repeat(np.arange(len(named)), counts) + len(parties),
    ])  # fmt: skip
    held = np.concatenate(
        [np.array([account for _place, account in owned], np.int64), names.accounts[left]]
    )
    total = len(parties) + len(named)
    shown = [name for _party, name in parties] + [names.shown[nth] for nth in named.tolist()]
    hot = accounts.obtained.copy()
    hot[accounts.places(sorted(measured))] = True
    is_hot = np.bincount(owners, hot[held], total) > 0
    tiers = np.where(is_hot, KNOWN, STRANGER)
    tiers[: len(parties)] = np.where(is_hot[: len(parties)], KNOWN, NAMED)
    account_tiers = np.where(hot, KNOWN, STRANGER)
    known = held[owners < len(parties)]
    account_tiers[known] = np.minimum(account_tiers[known], NAMED)
    spelled = Lines(shown, np.arange(total))
    both = names.id_names * width + names.id_accounts
    of_party = {party_names[place] * width + account: place for place, account in reversed(owned)}
    by_name: dict[int, int] = dict(zip(named.tolist(), range(len(parties), total), strict=True))
    whose: list[int] = [
        of_party.get(key, by_name.get(name, -1))
        for key, name in zip(both.tolist(), names.id_names.tolist(), strict=True)
    ]
    lines: list[tuple[int, str, str]] = [
        (places[party], kind, value) for party, kind, value in identifiers
    ]
    lines += [
        (place, IdentifierKind.RESIDENT_ID.value, names.ids[nth])
        for nth, place in enumerate(whose)
        if place >= 0
    ]
    ids, officials = _ids(lines)
    return People(
        np.array([party for party, _name in parties] + [0] * len(named), np.int64),
        Texts(shown),
        spelled,
        ids,
        officials,
        tiers.astype(np.int64),
        np.bincount(owners, accounts.turnover[held], total).astype(np.float64),
        np.bincount(owners, minlength=total),
        held,
        owners,
        account_tiers.astype(np.int64),
        {account: parties[place][1] for place, account in reversed(owned)},
    )


def _of_case(
    case: CaseFile, reader: duckdb.DuckDBPyConnection | None
) -> tuple[list[tuple[int, str]], list[tuple[int, str, str]], list[tuple[int, int]], set[int]]:
    """(id, name) of parties, (party, kind, value) of identifiers, (party, account) that are
    attributed, accounts under a measure."""
    with case.session(read_only=True) as session:
        parties = [
            (party, name)
            for party, name in session.execute(sa.select(Party.id, Party.name).order_by(Party.id))
        ]
        identifiers = [
            (party, kind.value, value)
            for party, kind, value in session.execute(
                sa.select(Identifier.party_id, Identifier.kind, Identifier.value).order_by(
                    Identifier.id
                )
            )
        ]
        owned = [
            (party, (_SPACES[space.value], account))
            for party, space, account in session.execute(
                sa.select(Attribution.party_id, Attribution.space, Attribution.account).where(
                    Attribution.withdrawn_time.is_(None)
                )
            )
        ]
        measured = [
            (_SPACES[space.value], account)
            for space, account in session.execute(
                sa.select(Measure.space, Measure.account).where(Measure.withdrawn_time.is_(None))
            )
        ]
    wanted = sorted({key for _party, key in owned} | set(measured))
    found = search_queries.accounts_of_numbers(reader, wanted) if reader and wanted else {}
    return (
        parties,
        identifiers,
        [(party, found[key]) for party, key in owned if key in found],
        {found[key] for key in measured if key in found},
    )


def _ids(lines: list[tuple[int, str, str]]) -> tuple[Lines, dict[int, str]]:
    """What is found by an identifier, and the ID number to show of each.

    Args:
        lines: (whose, kind, value).
    """
    officials: dict[int, str] = {}
    each: dict[tuple[int, str], None] = {}
    for place, kind, value in lines:
        each[place, value.upper()] = None
        if kind in (IdentifierKind.RESIDENT_ID, IdentifierKind.USCC):
            officials.setdefault(place, value)
    return Lines([text for _place, text in each], [place for place, _text in each]), officials
