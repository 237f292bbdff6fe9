"""Whom a question is about: an account by any number, or all accounts of a person.

Beside it what is known of the accounts that an answer names: holder, bank, statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base.errors import RefusedInput, UsageError
from app.base.i18n import _
from app.base.reference.card_bins import bank_of_card
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_space import AccountSpace
from app.model.attribution import Attribution
from app.model.identifier import Identifier, official_numbers
from app.model.party import Party
from app.store.ledger import account_queries, fact_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    import duckdb
    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

_CHUNK = 500
_MANY = 5000
_SPACES = {name: space for space, name in SPACE_NAMES.items()}


@dataclass(frozen=True)
class Facts:
    """What is known of one account: its number, kind, holder, bank, and whether its statement is
    there."""

    id: int
    account: str
    kind: str
    holder: str | None
    id_number: str | None
    bank: str | None
    obtained: bool

    def to_json(self) -> dict[str, Any]:
        """The part of an answer that says which account it is."""
        return {
            "account": self.account,
            "holder": self.holder,
            "bank": self.bank,
            "obtained": self.obtained,
        }

    def same_holder(self, other: Facts) -> bool:
        """Whether both are one holder's: the same ID number, or the same name where one has none.

        An account without holder and ID number is nobody's.
        """
        if self.id_number and other.id_number:
            return self.id_number.upper() == other.id_number.upper()
        return self.holder is not None and self.holder == other.holder


@dataclass(frozen=True)
class Subject:
    """One account or person as asked for, with the ledger's ids of the accounts that are meant."""

    given: str
    accounts: tuple[int, ...]


@dataclass(frozen=True)
class Period:
    """Both bounds inclusive, ``None`` where open; money of one currency in its minor units."""

    since: datetime | None = None
    until: datetime | None = None
    currency: str = "CNY"

    @property
    def is_open(self) -> bool:
        """Whether it takes everything, so that the kept sums answer."""
        return self.since is None and self.until is None

    def check(self) -> None:
        """Raise ``UsageError`` for a period that ends before it begins."""
        if self.since is not None and self.until is not None and self.until < self.since:
            raise UsageError(_("The period ends before it begins."))


def account_subject(reader: duckdb.DuckDBPyConnection, number: str) -> Subject:
    """The account of a number in any of its spellings.

    Raises:
        RefusedInput: no account has it.
    """
    accounts = account_queries.account_ids(reader, number)
    if not accounts:
        raise RefusedInput(
            _("No account has the number “{number}”.").format(number=number),
            _("“xunxian accounts” lists them; a counterparty must be named by a row."),
        )
    return Subject(number.strip(), tuple(accounts))


def person_subject(case: CaseFile, reader: duckdb.DuckDBPyConnection, person: str) -> Subject:
    """All accounts of a person or organisation, by whole name, ID number or another identifier.

    Those that sheets or officers attribute to the party, and those whose holder rows name so.

    Raises:
        RefusedInput: no account is known to be theirs.
    """
    wanted = person.strip()
    known = (
        sa.select(Attribution.space, Attribution.account)
        .join(Party, Party.id == Attribution.party_id)
        .where(
            Attribution.withdrawn_time.is_(None),
            sa.or_(
                Party.name == wanted,
                Party.id.in_(
                    sa.select(Identifier.party_id).where(
                        sa.func.upper(Identifier.value) == wanted.upper()
                    )
                ),
            ),
        )
        .distinct()
    )
    with case.session(read_only=True) as session:
        numbers = [(int(_SPACES[space.value]), text) for space, text in session.execute(known)]
    accounts = fact_queries.accounts_of_holder(reader, wanted, numbers)
    if not accounts:
        raise RefusedInput(
            _("No account of “{person}” is known.").format(person=wanted),
            _("Give the whole name or the ID number; “xunxian accounts” lists the holders."),
        )
    return Subject(wanted, tuple(accounts))


def facts_of(
    case: CaseFile, reader: duckdb.DuckDBPyConnection, accounts: Collection[int]
) -> dict[int, Facts]:
    """What is known of some accounts; a holder that sheets or officers name comes first."""
    rows = fact_queries.facts(reader, accounts)
    with case.session(read_only=True) as session:
        holders = _attributed(session, [text for row in rows for text in row[3]])
    found = {}
    for account, key, space, texts, name, id_number, bank, obtained in rows:
        kind = SPACE_NAMES[space]
        known = [holders[kind, text] for text in texts if (kind, text) in holders]
        _confidence, holder, official = max(known, default=(0, "", ""))
        cards = map(bank_of_card, (key, *texts)) if space == Space.BANK and not bank else ()
        card = next((card for card in cards if card), None)
        found[account] = Facts(
            account, key, kind, holder or name, official or id_number,
            card.name if card else bank, obtained,
        )  # fmt: skip
    return found


def _attributed(
    session: Session, numbers: list[str]
) -> dict[tuple[str, str], tuple[int, str, str]]:
    """The surest holder of each number: (confidence, name, ID number)."""
    official = official_numbers()
    query = (
        sa.select(
            Attribution.space, Attribution.account, Attribution.confidence, Party.name,
            official.c.value,
        )
        .join(Party, Party.id == Attribution.party_id)
        .outerjoin(official, official.c.party_id == Party.id)
        .where(Attribution.withdrawn_time.is_(None))
        .order_by(Attribution.confidence, Attribution.id.desc())
    )  # fmt: skip
    found: dict[tuple[str, str], tuple[int, str, str]] = {}
    for chunk in _chunks(numbers):
        part = query if chunk is None else query.where(Attribution.account.in_(chunk))
        for space, account, confidence, name, value in session.execute(part):
            found[AccountSpace(space).value, account] = (confidence, name, value or "")
    return found


def _chunks(numbers: list[str]) -> Iterable[list[str] | None]:
    """The numbers in parts that one query takes; ``None`` for all where they are very many."""
    if len(numbers) > _MANY:
        return [None]
    return [numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK)]
