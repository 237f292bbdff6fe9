"""What is known of a person or an organisation: numbers with their sources, accounts, sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.model.attribution import Attribution
from app.model.identifier import Identifier, IdentifierKind
from app.model.party import Party, PartyKind
from app.model.party_detail import PartyDetail
from app.model.source_file import SourceFile
from app.ops.accounts import AccountRow, list_accounts
from app.ops.flow_wanted import numbers_of
from app.store.ledger import dealing_queries, page_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

KINDS: Final = {
    "resident_id": N_("ID card"),
    "uscc": N_("Credit code"),
    "passport": N_("Passport"),
    "phone": N_("Phone"),
    "wechat": N_("WeChat"),
    "qq": N_("QQ"),
    "email": N_("E-mail"),
    "plate": N_("Number plate"),
    "other": N_("Other number"),
    "address": N_("Address"),
    "workplace": N_("Workplace"),
    "born": N_("Born"),
    "home": N_("Home"),
    "work": N_("Work address"),
    "postcode": N_("Postcode"),
    "licence": N_("Licence"),
}
"""Kinds of identifiers and details to their catalogue texts; others are shown as they are."""


@dataclass(frozen=True)
class Known:
    """One number or fact of a party, and the row that says so.

    Attributes:
        kind: a key of ``KINDS``, or what the source calls it.
        value: as the source gives it.
        valid: whether its check digit is right; null where it has none.
        file: what an officer imported; null where it was typed.
        line: line or sheet row in it, from 1.
        shared: others that have the same number, id and name of each.
    """

    kind: str
    value: str
    valid: bool | None
    file: str | None
    line: int | None
    shared: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class PersonCard:
    """A party (主体) with its accounts.

    Attributes:
        party: its id.
        is_person: false for an organisation.
        name: as the sources give it.
        known: identifiers first, then details.
        accounts: those that are attributed to it, the busiest first.
        sureness: account key to the surest attribution, 0 to 100.
        own_count: flows between its own accounts.
        own_fen: the yuan that they moved, in fen; it is in the sums of the accounts, both ways.
    """

    party: int
    is_person: bool
    name: str
    known: tuple[Known, ...]
    accounts: tuple[AccountRow, ...]
    sureness: dict[str, int]
    own_count: int
    own_fen: int

    @property
    def came(self) -> tuple[int, int]:
        """Flows from others and their sum in fen."""
        count = sum(row.in_count for row in self.accounts)
        return count - self.own_count, sum(row.in_fen for row in self.accounts) - self.own_fen

    @property
    def went(self) -> tuple[int, int]:
        """Flows to others and their sum in fen."""
        count = sum(row.out_count for row in self.accounts)
        return count - self.own_count, sum(row.out_fen for row in self.accounts) - self.own_fen


def person_card(case: CaseFile, *, party: int) -> PersonCard:
    """What is known of a party; raises ``RefusedInput`` where there is none of this id."""
    with case.session(read_only=True) as session:
        found = session.get(Party, party)
        if found is None:
            raise RefusedInput(_("There is no person {number}.").format(number=party))
        name, is_person = found.name, found.kind == PartyKind.PERSON
        others = _sharing(session, party)
        known = [
            Known(
                row.kind.value,
                row.value,
                row.valid,
                path,
                row.line,
                tuple(others.get((row.kind, row.value), ())),
            )
            for row, path in session.execute(
                sa.select(Identifier, SourceFile.path)
                .outerjoin(SourceFile, SourceFile.id == Identifier.source_file_id)
                .where(Identifier.party_id == party)
                .order_by(Identifier.id)
            )
        ]
        known += [
            Known(row.kind, row.value, None, path, row.line)
            for row, path in session.execute(
                sa.select(PartyDetail, SourceFile.path)
                .outerjoin(SourceFile, SourceFile.id == PartyDetail.source_file_id)
                .where(PartyDetail.party_id == party)
                .order_by(PartyDetail.id)
            )
        ]
        surest = sa.func.max(Attribution.confidence)
        sure: dict[str, int] = {  # noqa: C416  # dict() takes the result for a mapping
            account: confidence
            for account, confidence in session.execute(
                sa.select(Attribution.account, surest)
                .where(Attribution.party_id == party, Attribution.withdrawn_time.is_(None))
                .group_by(Attribution.account)
            )
        }
    accounts, (own_count, own_fen) = _accounts(case, party)
    sureness = {
        row.account: max(
            (sure[number] for number in (row.account, *row.aliases) if number in sure), default=0
        )
        for row in accounts
    }
    return PersonCard(
        party, is_person, name, tuple(known), tuple(accounts), sureness, own_count, own_fen
    )


def _sharing(
    session: Session, party: int
) -> dict[tuple[IdentifierKind, str], list[tuple[int, str]]]:
    """Who else has one of a party's numbers: one person told twice, or several with one phone."""
    own, theirs = aliased(Identifier), aliased(Identifier)
    query = (
        sa.select(theirs.kind, theirs.value, Party.id, Party.name)
        .join(own, sa.and_(own.kind == theirs.kind, own.value == theirs.value))
        .join(Party, Party.id == theirs.party_id)
        .where(own.party_id == party, theirs.party_id != party)
        .distinct()
        .order_by(Party.id)
    )
    found: dict[tuple[IdentifierKind, str], list[tuple[int, str]]] = {}
    for kind, value, other, name in session.execute(query):
        found.setdefault((kind, value), []).append((other, name))
    return found


def _accounts(case: CaseFile, party: int) -> tuple[list[AccountRow], tuple[int, int]]:
    if not case.has_ledger:
        return [], (0, 0)
    reader = case.ledger.reader()
    try:
        ids = page_queries.accounts_of(reader, numbers_of(case, (party,)))
        if not ids:
            return [], (0, 0)
        rows = list_accounts(case, ids=ids, reader=reader)
        return rows, dealing_queries.moved_among(reader, ids, "CNY")
    finally:
        reader.close()
