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


_MOVED = (
    "obtained", "in_fen", "out_fen", "in_count", "out_count", "first", "last", "balance_fen",
    "balance_time", "statement_since", "statement_until",
)  # fmt: skip


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
    listed: list[AccountRow] = []
    for id_, key, aliases, space, holder, id_number, bank, *rest in rows:
        kind = SPACE_NAMES[space]
        texts = (key, *(aliases or ()))
        numbers = [(kind, number) for number in texts]
        known = max(
            (holders[number] for number in numbers if number in holders),
            key=lambda found: found.confidence,
            default=None,
        )
        stated = next((banks[number] for number in numbers if number in banks), bank)
        listed.append(
            AccountRow(
                id_, key, texts[1:], kind,
                (known.holder if known else None) or holder,
                (known.id_number if known else None) or id_number,
                **_told_by_numbers(space, texts, stated),
                **dict(zip(_MOVED, rest, strict=True)),
                answer=next((answers[number] for number in numbers if number in answers), None),
                confidence=known.confidence if known else None,
            )
        )  # fmt: skip
    return listed


def _told_by_numbers(space: int, numbers: tuple[str, ...], bank: str | None) -> dict[str, Any]:
    """Bank and card kind of a card; place and operator of a wallet that is a mobile number."""
    if space != Space.BANK:
        segment = next((found for found in map(segment_of_bare, numbers) if found), None)
        return {
            "bank": bank,
            "bank_source": "statement" if bank else None,
            "phone_place": segment.place.name if segment else None,
            "phone_operator": segment.operator if segment else None,
        }
    card = bank_of_card(numbers[0])
    for number in numbers[1:]:
        card = card or bank_of_card(number)
    return {
        "bank": bank or (card.name if card else None),
        "bank_source": "statement" if bank else "card_number" if card else None,
        "card_kind": card.kind if card else None,
    }


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
