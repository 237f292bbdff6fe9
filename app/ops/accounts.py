"""Accounts as a list: names, numbers, sums, and whether their own statement was obtained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.base import clock
from app.importers.layout import SPACE_NAMES, Space
from app.store.ledger import account_queries

if TYPE_CHECKING:
    from datetime import datetime

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class AccountRow:
    """One account (账户); sums in fen over effective flows in yuan."""

    id: int
    account: str
    aliases: tuple[str, ...]
    kind: str
    holder: str | None
    id_number: str | None
    bank: str | None
    obtained: bool
    in_fen: int
    out_fen: int
    in_count: int
    out_count: int
    first: datetime | None
    last: datetime | None
    balance_fen: int | None

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {
            "account": self.account,
            "aliases": list(self.aliases),
            "kind": self.kind,
            "holder": self.holder,
            "id_number": self.id_number,
            "bank": self.bank,
            "obtained": self.obtained,
            "in_fen": self.in_fen,
            "out_fen": self.out_fen,
            "in_count": self.in_count,
            "out_count": self.out_count,
            "first": clock.iso(self.first),
            "last": clock.iso(self.last),
            "balance_fen": self.balance_fen,
        }


def list_accounts(case: CaseFile) -> list[AccountRow]:
    """Every account that any row or sheet names, those with a statement first, then by turnover."""
    reader = case.ledger.reader()
    try:
        rows = account_queries.all_accounts(reader)
    finally:
        reader.close()
    return [
        AccountRow(id_, key, tuple(aliases or ()), SPACE_NAMES[Space(space)], *rest)
        for id_, key, aliases, space, *rest in rows
    ]
