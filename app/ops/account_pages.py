"""The accounts of the case as one long list (账户): sorted, filtered, and read page by page.

The order by statement and turnover is there at once. Any other order, and the filter, stand on a
list that is made in memory when it is first wanted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from app.base.i18n import _
from app.base.progress import Progress
from app.importers.layout import SPACE_NAMES, Space
from app.ops.accounts import AccountRow, Said, Sayings, issuer_of, told_rows
from app.store.ledger import account_list, account_queries, search_queries
from app.store.ledger.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from numpy.typing import NDArray

    from app.store.casefile import CaseFile

PAGE: Final = 200
SORTS: Final = tuple(account_list.SORTS)


@dataclass(frozen=True, eq=False)
class AccountView:
    """Accounts in an order.

    Attributes:
        everything: how many the case has.
        obtained: how many of these have a statement.
        ids: the ledger's ids of those that the filter lets through, in order.
        head: the first page of them.
    """

    everything: int
    obtained: int
    ids: NDArray[np.int32] = field(repr=False)
    head: list[AccountRow] = field(repr=False)

    @property
    def count(self) -> int:
        """How many accounts the view has."""
        return len(self.ids)

    def place_of(self, account: int) -> int | None:
        """Where an account stands, counted from 0."""
        found = np.flatnonzero(self.ids == account)
        return int(found[0]) if len(found) else None


def open_view(
    case: CaseFile,
    text: str = "",
    column: str | None = None,
    *,
    falling: bool = False,
    progress: Progress | None = None,
) -> AccountView:
    """The accounts whose holder, bank, ID number or numbers contain all words of ``text``.

    Args:
        case: the case; without a ledger there is no account.
        text: a number may be typed with spaces.
        column: what to sort by, one of ``SORTS``; without it those with a statement come first,
            then the greatest turnover.
        falling: the greatest first; unknown values come last both ways.
        progress: can stop it.

    Raises:
        ValueError: ``column`` is none of them.
        Cancelled: ``progress`` was stopped.
    """
    if column is not None and column not in SORTS:
        raise ValueError(column)
    if not case.has_ledger:
        return AccountView(0, 0, np.empty(0, np.int32), [])
    words = text.lower().split()
    reader = case.ledger.reader()
    try:
        with stoppable(reader, progress):
            if words or column is not None:
                _prepare(case, reader, progress or Progress())
                ids = account_list.arranged(reader, words, column, falling=falling)
                everything = account_queries.how_many(reader)
            else:
                ids = account_list.by_turnover(reader)
                everything = len(ids)
            head = _rows(case, reader, ids[:PAGE])
            return AccountView(everything, account_list.obtained(reader), ids, head)
    finally:
        reader.close()


def rows(case: CaseFile, view: AccountView, first: int, number: int = PAGE) -> list[AccountRow]:
    """The accounts of a view from one place on."""
    reader = case.ledger.reader()
    try:
        return _rows(case, reader, view.ids[first : first + number])
    finally:
        reader.close()


def forget(case: CaseFile) -> None:
    """Names or holders have changed: make the list anew when it is next wanted."""
    if not case.has_ledger:
        return
    reader = case.ledger.reader()
    try:
        account_list.forget(reader)
    finally:
        reader.close()


def _prepare(case: CaseFile, reader: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Make the list, unless the one in memory is of the ledger as it is."""
    stamp = repr(search_queries.stamp(reader))
    if account_list.is_made(reader, stamp):
        return
    progress.step(0, 2, _("Reading the accounts"))
    account_list.make(reader)
    progress.step(1, 2, _("Reading the accounts"))
    account_list.complete(reader, list(_said(case, reader)), stamp)


def _said(
    case: CaseFile, reader: duckdb.DuckDBPyConnection
) -> Iterator[tuple[int, str | None, str | None, str | None]]:
    """Account, holder, ID number and bank, where more is known than the rows tell."""
    sayings = Sayings.of(case)
    told = {
        account: sayings.about([(SPACE_NAMES[Space(space)], number) for number in numbers])
        for account, space, numbers in account_queries.numbers_of(reader, sayings.numbers())
    }
    for account, key, others in account_list.unnamed_banks(reader):
        known = told.get(account)
        if known is not None and known.bank is not None:
            continue
        card = issuer_of(key, others)
        if card is not None:
            told[account] = replace(known or Said(), bank=card.name)
    for account, said in told.items():
        yield account, said.holder, said.id_number, said.bank


def _rows(
    case: CaseFile, reader: duckdb.DuckDBPyConnection, ids: NDArray[np.int32]
) -> list[AccountRow]:
    """Accounts in the order of their ids, from the list where it was made."""
    wanted = [int(account) for account in ids]
    made = account_list.is_made(reader, repr(search_queries.stamp(reader)))
    read = account_list.listed if made else account_queries.all_accounts
    known = {row.id: row for row in told_rows(case, read(reader, wanted))}
    return [known[account] for account in wanted if account in known]
