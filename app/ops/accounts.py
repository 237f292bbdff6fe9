"""Accounts as a list: names, numbers, sums, and whether their own statement was obtained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.reference.card_bins import CardBank, bank_of_card
from app.base.reference.phones import segment_of_bare
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_detail import AccountDetail
from app.model.attribution import Attribution
from app.model.identifier import official_numbers
from app.model.party import Party
from app.model.statement_answer import StatementAnswer
from app.store.ledger import account_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import duckdb
    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class AccountRow:
    """One account (账户); sums in fen over effective flows in yuan.

    ``bank_source`` tells whether a row or sheet names the bank (``statement``) or only the card
    number (``card_number``); ``card_kind`` is DC debit, CC credit, SCC quasi-credit or PC prepaid.
    A wallet that is known by a mobile number has that number's place and operator.
    """

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
    balance_time: datetime | None = None
    statement_since: datetime | None = None
    statement_until: datetime | None = None
    answer: str | None = None
    confidence: int | None = None
    bank_source: str | None = None
    card_kind: str | None = None
    phone_place: str | None = None
    phone_operator: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry of the command line's contract."""
        return {
            "account": self.account,
            "aliases": list(self.aliases),
            "kind": self.kind,
            "holder": self.holder,
            "id_number": self.id_number,
            "bank": self.bank,
            "bank_source": self.bank_source,
            "card_kind": self.card_kind,
            "phone_place": self.phone_place,
            "phone_operator": self.phone_operator,
            "obtained": self.obtained,
            "in_fen": self.in_fen,
            "out_fen": self.out_fen,
            "in_count": self.in_count,
            "out_count": self.out_count,
            "first": clock.iso(self.first),
            "last": clock.iso(self.last),
            "balance_fen": self.balance_fen,
            "balance_time": clock.iso(self.balance_time),
            "statement_since": clock.iso(self.statement_since),
            "statement_until": clock.iso(self.statement_until),
            "answer": self.answer,
            "holder_confidence": self.confidence,
        }


@dataclass(frozen=True)
class Said:
    """What sheets, officers and banks say of an account; ``answer`` is of its statement."""

    holder: str | None = None
    id_number: str | None = None
    confidence: int | None = None
    bank: str | None = None
    answer: str | None = None


Number = tuple[str, str]
"""A kind of account and a number of that kind."""


@dataclass(frozen=True)
class Sayings:
    """What the case knows of account numbers beside the rows of statements."""

    holders: dict[Number, tuple[str, str | None, int]]
    banks: dict[Number, str]
    answers: dict[Number, str]

    @classmethod
    def of(cls, case: CaseFile) -> Sayings:
        """As the case is now."""
        with case.session(read_only=True) as session:
            return cls(_attributed(session), _banks(session), _answers(session))

    def numbers(self) -> list[str]:
        """The numbers of which a holder or a bank is told."""
        return sorted({text for _kind, text in (*self.holders, *self.banks)})

    def about(self, numbers: Sequence[Number]) -> Said:
        """What is said of an account by any of its numbers: the surest holder, the first bank."""
        known = [self.holders[number] for number in numbers if number in self.holders]
        holder, id_number, confidence = max(known, key=_confidence) if known else (None,) * 3
        return Said(
            holder,
            id_number,
            confidence,
            next((self.banks[number] for number in numbers if number in self.banks), None),
            next((self.answers[number] for number in numbers if number in self.answers), None),
        )


def _confidence(known: tuple[str, str | None, int]) -> int:
    return known[2]


def list_accounts(
    case: CaseFile,
    *,
    ids: list[int] | None = None,
    reader: duckdb.DuckDBPyConnection | None = None,
) -> list[AccountRow]:
    """Every account that any row or sheet names, those with a statement first, then by turnover.

    ``ids`` asks for some ledger accounts only; ``reader`` is a cursor to ask with.

    The holder is the surest attribution of any of the account's numbers; without one, the name
    that most rows give. ``answer`` tells what the bank answered when it was asked for the account:
    some, none or failed; ``None`` means that no answer was imported.
    """
    cursor = reader or case.ledger.reader()
    try:
        rows = account_queries.all_accounts(cursor, ids)
    finally:
        if reader is None:
            cursor.close()
    return told_rows(case, rows)


def told_rows(case: CaseFile, rows: Iterable[tuple[Any, ...]]) -> list[AccountRow]:
    """Rows of ``account_queries.all_accounts`` with what else the case knows of them."""
    sayings = Sayings.of(case)
    return [_account_row(row, sayings) for row in rows]


def _account_row(row: tuple[Any, ...], sayings: Sayings) -> AccountRow:
    (id_, key, others, space, holder, id_number, bank, obtained, came, went, came_n, went_n,
     first, last, balance, balance_time, since, until) = row  # fmt: skip
    kind = SPACE_NAMES[space]
    aliases = tuple(others or ())
    said = sayings.about([(kind, number) for number in (key, *aliases)])
    named, source, card, place, operator = _told_by_numbers(
        space, key, aliases, bank if said.bank is None else said.bank
    )
    return AccountRow(
        id_, key, aliases, kind, said.holder or holder, said.id_number or id_number,
        named, obtained, came, went, came_n, went_n, first, last, balance, balance_time,
        since, until, said.answer, said.confidence, source, card, place, operator,
    )  # fmt: skip


def _told_by_numbers(
    space: int, key: str, aliases: tuple[str, ...], bank: str | None
) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    """Bank, who says so, and card kind of a card; place and operator of a wallet that is a mobile
    number."""
    source = "statement" if bank else None
    if space != Space.BANK:
        found = map(segment_of_bare, (key, *aliases))
        segment = next((one for one in found if one), None)
        if segment is None:
            return bank, source, None, None, None
        return bank, source, None, segment.place.name, segment.operator
    card = issuer_of(key, aliases)
    if card is None:
        return bank or None, source, None, None, None
    return bank or card.name, source or "card_number", card.kind, None, None


def issuer_of(key: str, aliases: Iterable[str]) -> CardBank | None:
    """Who issued the first of an account's numbers that is a card."""
    return next((card for number in (key, *aliases) if (card := bank_of_card(number))), None)


def _attributed(session: Session) -> dict[Number, tuple[str, str | None, int]]:
    """The surest holder of each number."""
    numbers = official_numbers()
    query = (
        sa.select(
            Attribution.space, Attribution.account, Attribution.confidence, Party.name,
            numbers.c.value,
        )
        .join(Party, Party.id == Attribution.party_id)
        .outerjoin(numbers, numbers.c.party_id == Party.id)
        .where(Attribution.withdrawn_time.is_(None))
        .order_by(Attribution.confidence, Attribution.id.desc())
    )  # fmt: skip
    return {
        (space.value, account): (name, number, confidence)
        for space, account, confidence, name, number in session.execute(query)
    }


def _banks(session: Session) -> dict[Number, str]:
    """The bank that an account sheet names."""
    query = sa.select(AccountDetail.space, AccountDetail.account, AccountDetail.bank).where(
        AccountDetail.bank.is_not(None)
    )
    return {(space.value, account): bank or "" for space, account, bank in session.execute(query)}


def _answers(session: Session) -> dict[Number, str]:
    """The last answer for each account that was asked for."""
    query = sa.select(StatementAnswer).order_by(StatementAnswer.answered, StatementAnswer.id)
    return {
        (answer.space.value, answer.account): answer.answer.value
        for answer in session.scalars(query)
        if answer.account
    }
