"""What is known of single accounts, asked by their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ops.accounts import AccountRow, list_accounts
from app.store.ledger import account_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.store.casefile import CaseFile


def accounts_named(case: CaseFile, numbers: Sequence[str]) -> list[AccountRow]:
    """The accounts that carry these numbers in any spelling, in their order, each once."""
    if not case.has_ledger:
        return []
    reader = case.ledger.reader()
    try:
        ids: dict[int, None] = {}
        for number in numbers:
            ids.update(dict.fromkeys(account_queries.account_ids(reader, number)))
        if not ids:
            return []
        rows = {row.id: row for row in list_accounts(case, ids=list(ids), reader=reader)}
    finally:
        reader.close()
    return [rows[id_] for id_ in ids if id_ in rows]
