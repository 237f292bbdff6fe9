"""Search everywhere (全局搜索): people, accounts, phones, amounts, days, words, incidents, traces.

Everything is looked up in memory (``search_index``); the ledger is asked for what the hits show.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import numpy as np

from app.analysis.searching.lines import NOT_FOUND, at_once, best, nothing
from app.analysis.searching.typed import understand
from app.base.i18n import _
from app.base.reference.folding import fold
from app.base.reference.phones import plain_phone
from app.ops import search_answer as answer
from app.ops import search_hits as hits
from app.ops.search_answer import Hit, SearchAnswer, SearchGroup, Target
from app.ops.search_index import forget, index_of, refresh, warm
from app.store.ledger import search_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from app.analysis.searching.lines import Classes
    from app.analysis.searching.typed import Typed
    from app.base.progress import Progress
    from app.ops.search_case import Things
    from app.ops.search_index import Asking
    from app.ops.search_people import Accounts, People
    from app.store.casefile import CaseFile

__all__ = [
    "Hit", "SearchAnswer", "SearchGroup", "Target", "forget", "refresh", "scan_memos", "search",
    "warm",
]  # fmt: skip
LIMIT = 8
_ORDER = tuple(answer.TITLES)


def search(
    case: CaseFile,
    text: str,
    *,
    limit_per_group: int = LIMIT,
    progress: Progress | None = None,
    wait: bool = True,
) -> SearchAnswer:
    """What a text can mean in the case, grouped by kind, the best first.

    A whole text comes before a beginning, before a part; accounts with a statement or a measure
    and those who hold them before those whom only rows of others name; then goes turnover. May be
    called from any thread.

    Args:
        case: the open case.
        text: a name in characters, pinyin or initials, a number or a part of it, words of a row,
            an amount (``5万``, ``50000±1%``, ``>=50000``), a day, month or year.
        limit_per_group: hits of each kind.
        progress: its cancel stops the search.
        wait: whether to wait for what ``warm`` has not read yet; else the groups that miss it are
            marked incomplete.

    Raises:
        Cancelled: ``progress`` was told to stop.
    """
    started = time.perf_counter()
    typed = understand(text)
    if typed.is_empty:
        return SearchAnswer(text, (), time.perf_counter() - started)
    reader = case.ledger.reader() if case.has_ledger else None
    try:
        with stoppable(reader, progress) if reader is not None else contextlib.nullcontext():
            asking = index_of(case).now(case, reader)
            asking.wait, asking.progress = wait, progress
            groups = []
            for find in (_people, _things, _amounts, _days, _memos):
                groups += find(asking, typed, limit_per_group)
                if progress is not None:
                    progress.check()
    finally:
        if reader is not None:
            reader.close()
    groups = [each for each in groups if each.hits or not each.complete]
    groups.sort(
        key=lambda each: (-max((hit.score for hit in each.hits), default=0),
                          _ORDER.index(each.kind))
    )  # fmt: skip
    return SearchAnswer(text, tuple(groups), time.perf_counter() - started)


def scan_memos(
    case: CaseFile, text: str, *, progress: Progress | None = None, limit: int = 1000
) -> SearchGroup:
    """Look for a text in the words of every row, as written but for its case; reads all of them.

    For what the memory holds only a part of; takes seconds in a large case.

    Raises:
        Cancelled: ``progress`` was told to stop.
    """
    wanted = text.strip()
    if not wanted or not case.has_ledger:
        return SearchGroup(answer.MEMO, (), 0)
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            rows = search_queries.memos_with(reader, wanted, limit + 1)
    finally:
        reader.close()
    found = tuple(
        hits.memo(text, (column,), number, 0 if fold(text) == fold(wanted) else 4)
        for column, text, number in rows[:limit]
    )
    return SearchGroup(answer.MEMO, found, len(rows), complete=len(rows) <= limit)


def _hint(is_now: bool) -> str:
    return "" if is_now else _("The search is still being prepared.")


def _people(asking: Asking, typed: Typed, limit: int) -> list[SearchGroup]:
    """People and companies, and accounts by number and by name."""
    found, is_now = asking.people()
    if found is None:
        return [
            SearchGroup(kind, (), 0, complete=False, hint=_hint(False))
            for kind in (answer.PERSON, answer.ACCOUNT)
        ]
    accounts, people = found
    of_people, of_accounts = _classes_of_people(accounts, people, typed)
    if typed.parts:
        several = [_classes_of_people(accounts, people, part) for part in typed.parts]
        at_once(of_people, [persons for persons, _accounts in several])
        at_once(of_accounts, _with_banks(accounts, typed, [theirs for _p, theirs in several]))
    chosen, total = best(of_people, limit, people.tiers, people.turnover)
    persons = tuple(hits.person(accounts, people, place, int(of_people[place])) for place in chosen)
    chosen, total_accounts = best(of_accounts, limit, people.account_tiers, accounts.turnover)
    shown = hits.accounts(asking.reader, accounts, people, chosen, of_accounts, typed.number)
    return [
        SearchGroup(answer.PERSON, persons, total, is_now, _hint(is_now)),
        SearchGroup(answer.ACCOUNT, shown, total_accounts, is_now, _hint(is_now)),
    ]


def _classes_of_people(accounts: Accounts, people: People, typed: Typed) -> tuple[Classes, Classes]:
    of_people = nothing(len(people.tiers))
    if typed.words:
        people.spelled.find_words(typed.words, of_people)
    if typed.letters:
        people.spelled.find_spelled(typed.letters, of_people)
    if typed.number:
        people.ids.find_number(typed.number, of_people)
    of_accounts = nothing(len(accounts.ids))
    _spread(people, of_people, of_accounts)
    for number in _numbers(typed):
        accounts.numbers.find_number(number, of_accounts)
    return of_people, of_accounts


def _with_banks(accounts: Accounts, typed: Typed, several: list[Classes]) -> list[Classes]:
    """A bank narrows what the other words find; alone it would find every account that it holds."""
    is_found = np.minimum.reduce(several) < NOT_FOUND
    widened = []
    for part, theirs in zip(typed.parts, several, strict=True):
        banks = nothing(len(accounts.banks))
        if part.words:
            accounts.bank_lines.find_words(part.words, banks)
        at = np.where(is_found, banks[accounts.banks_of], NOT_FOUND)
        widened.append(np.minimum(theirs, at))
    return widened


def _spread(people: People, of_people: Classes, of_accounts: Classes) -> None:
    """Accounts of found people are found as well."""
    theirs = of_people[people.owners]
    hit = theirs < nothing(1)[0]
    for account, class_ in zip(
        people.owner_accounts[hit].tolist(), theirs[hit].tolist(), strict=True
    ):
        if class_ < of_accounts[account]:
            of_accounts[account] = class_


def _numbers(typed: Typed) -> list[str]:
    """The number as typed, and as a phone without the prefix of the country."""
    if not typed.number:
        return []
    return list(dict.fromkeys((typed.number, fold(plain_phone(typed.text)))))


def _things(
    asking: Asking,
    typed: Typed,
    limit: int,
) -> list[SearchGroup]:
    """Phones, incidents, traces, imports and files."""
    kinds = (answer.PHONE, answer.INCIDENT, answer.TRACE, answer.BATCH)
    found, is_now = asking.things()
    if found is None:
        return [SearchGroup(kind, (), 0, complete=False, hint=_hint(False)) for kind in kinds]
    groups = []
    for kind, things in zip(
        kinds, (found.phones, found.incidents, found.traces, found.batches), strict=True
    ):
        classes = _classes_of(things, typed, is_phone=kind == answer.PHONE)
        tiers, weights = things.order
        chosen, total = best(classes, limit, tiers, weights)
        shown = tuple(
            hits.thing(kind, things.things[place], int(classes[place])) for place in chosen
        )
        whole = is_now and (kind != answer.PHONE or found.phones_whole)
        groups.append(SearchGroup(kind, shown, total, whole, _hint(is_now)))
    return groups


def _classes_of(things: Things, typed: Typed, *, is_phone: bool) -> Classes:
    classes = nothing(len(things.things))
    if is_phone:
        for number in _numbers(typed):
            things.written.find_number(number, classes)
        return classes
    if typed.words:
        things.written.find_words(typed.words, classes)
    if typed.letters:
        things.spelled.find_spelled(typed.letters, classes)
    at_once(classes, [_classes_of(things, part, is_phone=False) for part in typed.parts])
    return classes


def _amounts(asking: Asking, typed: Typed, limit: int) -> list[SearchGroup]:
    if typed.amounts is None:
        return []
    counts, is_now = asking.amounts()
    if counts is None:
        return [SearchGroup(answer.AMOUNT, (), 0, complete=is_now, hint=_hint(is_now))]
    found, _is_now = asking.people()

    def name(account: int) -> str:
        return hits.name_of(*found, account) if found is not None else ""

    shown, total = hits.amounts(asking.reader, counts, typed.amounts, limit, name)
    return [SearchGroup(answer.AMOUNT, shown, total, is_now, _hint(is_now))]


def _days(
    asking: Asking,
    typed: Typed,
    limit: int,
) -> list[SearchGroup]:
    if typed.days is None or asking.reader is None:
        return []
    shown = hits.days(asking.reader, typed.days)
    return [SearchGroup(answer.DATE, tuple(shown[:limit]), len(shown))]


def _memos(
    asking: Asking,
    typed: Typed,
    limit: int,
) -> list[SearchGroup]:
    if not typed.words:
        return []
    memos, is_now = asking.memos()
    if memos is None:
        return [SearchGroup(answer.MEMO, (), 0, complete=is_now, hint=_hint(is_now))]
    classes = nothing(len(memos.rows))
    memos.lines.find_words(typed.words, classes)
    several = [nothing(len(memos.rows)) for _part in typed.parts]
    for part, theirs in zip(typed.parts, several, strict=True):
        memos.lines.find_words(part.words, theirs)
    at_once(classes, several)
    chosen, total = best(classes, limit, weights=memos.rows)
    shown = tuple(
        hits.memo(memos.texts[place], memos.columns[place], int(memos.rows[place]),
                  int(classes[place]))
        for place in chosen
    )  # fmt: skip
    hint = _hint(is_now)
    if memos.partial and is_now:
        hint = _("Too many different texts: read all rows to find the rest.")
    return [SearchGroup(answer.MEMO, shown, total, is_now and not memos.partial, hint)]
