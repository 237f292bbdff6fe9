"""Who an account deals with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.base.i18n import _
from app.store.ledger import account_queries, activity_queries

if TYPE_CHECKING:
    from datetime import datetime

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class Counterparty:
    """What one account moved with another (交易对手); sums of effective flows in minor units."""

    account: str | None
    in_count: int
    in_fen: int
    out_count: int
    out_fen: int
    first: datetime
    last: datetime


def list_counterparties(
    case: CaseFile, *, account: str, currency: str = "CNY", limit: int | None = None
) -> list[Counterparty]:
    """The counterparties of an account, the largest sums first, at most ``limit`` of them.

    ``account`` is null for money whose other side the sources do not name.

    Raises:
        UsageError: no account has this number.
    """
    reader = case.ledger.reader()
    try:
        accounts = account_queries.account_ids(reader, account)
        if not accounts:
            raise UsageError(
                _("No account has the number “{number}”.").format(number=account),
                _("Look at the list of accounts."),
            )
        rows = activity_queries.counterparties(reader, accounts, currency, limit)
        keys = activity_queries.keys_of(reader, [row[0] for row in rows if row[0] is not None])
    finally:
        reader.close()
    return [
        Counterparty(
            keys.get(other), int(n_in), int(came), int(n_out), int(went), first, last
        )
        for other, n_in, came, n_out, went, first, last in rows
    ]  # fmt: skip
