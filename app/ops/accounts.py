"""Accounts as a list: names, numbers, sums, and whether their own statement was obtained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.reference.card_bins import bank_of_card
from app.base.reference.phones import segment_of_bare
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_detail import AccountDetail
from app.model.attribution import Attribution
from app.model.identifier import official_numbers
from app.model.party import Party
from app.model.statement_answer import StatementAnswer
from app.store.ledger import account_queries

if TYPE_CHECKING:
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
class _Known:
    """What sheets and officers say of an account number."""

    holder: str
    id_number: str | None
    confidence: int


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
    with case.session(read_only=True) as session:
        holders = _attributed(session)
        banks = _banks(session)
        answers = _answers(session)
    return [_account_row(row, holders, banks, answers) for row in rows]


def _account_row(
    row: tuple[Any, ...],
    holders: dict[tuple[str, str], _Known],
    banks: dict[tuple[str, str], str],
    answers: dict[tuple[str, str], str],
) -> AccountRow:
    """A row of the ledger with what sheets and officers say."""
    (id_, key, others, space, holder, id_number, bank, obtained, came, went, came_n, went_n,
     first, last, balance, balance_time, since, until) = row  # fmt: skip
    kind = SPACE_NAMES[space]
    known: _Known | None
    answer: str | None
    if others:
        aliases = tuple(others)
        numbers = [(kind, number) for number in (key, *aliases)]
        known = max(
            (holders[number] for number in numbers if number in holders),
            key=lambda found: found.confidence,
            default=None,
        )
        bank = next((banks[number] for number in numbers if number in banks), bank)
        answer = next((answers[number] for number in numbers if number in answers), None)
    else:
        aliases, number = (), (kind, key)
        known = holders.get(number)
        bank = banks.get(number, bank)
        answer = answers.get(number)
    named, source, card, place, operator = _told_by_numbers(space, key, aliases, bank)
    return AccountRow(
        id_, key, aliases, kind,
        known.holder or holder if known else holder,
        known.id_number or id_number if known else id_number,
        named, obtained, came, went, came_n, went_n, first, last, balance, balance_time,
        since, until, answer,
        known.confidence if known else None, source, card, place, operator,
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
    card = bank_of_card(key)
    for number in aliases:
        card = card or bank_of_card(number)
    if card is None:
        return bank or None, source, None, None, None
    return bank or card.name, source or "card_number", card.kind, None, None


def _attributed(session: Session) -> dict[tuple[str, str], _Known]:
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
        (space.value, account): _Known(name, number, confidence)
        for space, account, confidence, name, number in session.execute(query)
    }


def _banks(session: Session) -> dict[tuple[str, str], str]:
    """The bank that an account sheet names."""
    query = sa.select(AccountDetail.space, AccountDetail.account, AccountDetail.bank).where(
        AccountDetail.bank.is_not(None)
    )
    return {(space.value, account): bank or "" for space, account, bank in session.execute(query)}


def _answers(session: Session) -> dict[tuple[str, str], str]:
    """The last answer for each account that was asked for."""
    query = sa.select(StatementAnswer).order_by(StatementAnswer.answered, StatementAnswer.id)
    return {
        (answer.space.value, answer.account): answer.answer.value
        for answer in session.scalars(query)
        if answer.account
    }
