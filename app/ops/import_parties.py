"""From facts to who and whose: persons, organisations, identifiers, accounts, attributions.

A party is known by its number (resident ID, credit code ...). One without a number is known by its
name together with the account it holds, or else with its phones: where a party of that name with a
number holds the account, that one is meant. One without a name is who holds the account that it
logs in to. Every row that is written carries its source row and, for attributions, a confidence
(the ladder of ``CONFIDENCE``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from stdnum.cn import ric, uscc

from app.importers.facts import (
    AccountFact,
    AnswerFact,
    MeasureFact,
    PersonFact,
    names_organisation,
)
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_detail import AccountDetail
from app.model.account_space import AccountSpace
from app.model.attribution import Attribution, AttributionRole
from app.model.identifier import Identifier, IdentifierKind
from app.model.measure import Measure
from app.model.note import Note
from app.model.party import Party, PartyKind
from app.model.party_detail import PartyDetail
from app.model.restitution import Restitution
from app.model.statement_answer import AnswerKind, StatementAnswer
from app.model.tag import TagUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from app.ops.import_tables import SourcedFact

CONFIDENCE = {
    "account_sheet": 95,
    "wallet_registration": 95,
    "sub_account_sheet": 85,
    "bound_to_wallet": 80,
    "statement_row": 75,
    "unbound_from_wallet": 60,
}
_RESIDENT = re.compile(r"\d{17}[\dX]|\d{15}")
_PASSPORT_WORDS = ("护照", "通行证", "居住证")
_ANSWERS = {"some": AnswerKind.SOME, "none": AnswerKind.NONE, "failed": AnswerKind.FAILED}
ROWS_AT_ONCE = 5000
_NUMBERED, _NAMED, _NAMELESS = range(3)


@dataclass(frozen=True)
class HolderRow:
    """A holder as statement rows name him: account number, name, number, and the first such row."""

    space: int
    number: str
    name: str
    id_number: str
    file: int
    sheet: str
    line: int


def plain_id(text: str) -> str:
    """An ID number for comparison: no spaces, upper case (dirt 25: lower-case x, spaces)."""
    return text.replace(" ", "").upper()


def identifier_kind(kind_words: str, number: str) -> IdentifierKind:
    """What a number is, by the words beside it, else by its form."""
    if _RESIDENT.fullmatch(number):
        return IdentifierKind.RESIDENT_ID
    if len(number) == 18 and number.isalnum():
        return IdentifierKind.USCC
    if any(word in kind_words for word in _PASSPORT_WORDS):
        return IdentifierKind.PASSPORT
    return IdentifierKind.OTHER


def is_valid(kind: IdentifierKind, number: str) -> bool | None:
    """Whether the check digit fits; ``None`` for kinds without one (a division is not judged)."""
    if kind is IdentifierKind.RESIDENT_ID:
        return ric.calc_check_digit(number) == number[17] if len(number) == 18 else None
    if kind is IdentifierKind.USCC:
        return bool(uscc.is_valid(number))
    return None


def _sureness(fact: object) -> int:
    """How surely a fact tells who is meant."""
    person = fact.holder if isinstance(fact, AccountFact) else fact
    if not isinstance(person, PersonFact):
        return _NAMED
    return _NUMBERED if person.id_number else _NAMED if person.name else _NAMELESS


class PartyWriter:
    """Writes the facts of one batch into ``case.db`` inside the session given."""

    def __init__(self, session: Session, batch: int) -> None:
        self._session = session
        self._batch = batch
        self._next_party = (session.scalar(sa.select(sa.func.max(Party.id))) or 0) + 1
        self._parties: dict[tuple[str, ...], int] = {}
        self._rows: dict[type[Any], list[dict[str, Any]]] = {}
        self._numbered: set[int] = set()
        self._holding: dict[str, set[int]] = {}
        self._held_by: dict[str, dict[tuple[str, ...], None]] = {}
        self._seen: set[tuple[Any, ...]] = set()
        self._nameless: dict[int, str] = {}

    def write(self, facts: Iterable[SourcedFact], holders: Iterable[HolderRow]) -> None:
        """Take the facts of companion sheets and the holders that statement rows name."""
        facts = list(facts)
        holders = list(holders)
        self._find_known(facts, holders)
        self._find_holding(facts, holders)
        # who has a number first, who has not even a name last: they can be found among the others
        for sureness in (_NUMBERED, _NAMED, _NAMELESS):
            for sourced in facts:
                if _sureness(sourced.fact) == sureness:
                    self._fact(sourced)
            for holder in holders:
                if (_NUMBERED if holder.id_number else _NAMED) == sureness:
                    self._holder(holder)
        for table in (Party, Identifier, PartyDetail, Attribution, AccountDetail,
                      StatementAnswer, Measure):  # fmt: skip
            rows = self._rows.get(table, [])
            for start in range(0, len(rows), ROWS_AT_ONCE):
                self._session.execute(sa.insert(table), rows[start : start + ROWS_AT_ONCE])
        for party, name in self._nameless.items():
            if name:
                self._session.execute(sa.update(Party).where(Party.id == party).values(name=name))

    def _find_known(self, facts: list[SourcedFact], holders: list[HolderRow]) -> None:
        """Parties that earlier batches brought, by their numbers."""
        numbers = {plain_id(holder.id_number) for holder in holders if holder.id_number}
        for sourced in facts:
            fact = sourced.fact
            person = fact.holder if isinstance(fact, AccountFact) else fact
            if isinstance(person, PersonFact) and person.id_number:
                numbers.add(plain_id(person.id_number))
        wanted = sorted(numbers)
        for start in range(0, len(wanted), 500):
            query = (
                sa.select(Identifier.value, Identifier.party_id, Party.name)
                .join(Party, Party.id == Identifier.party_id)
                .where(
                    Identifier.value.in_(wanted[start : start + 500]),
                    Identifier.kind != IdentifierKind.PHONE,
                )
            )
            for value, party, name in self._session.execute(query):
                if self._parties.setdefault(("number", value), party) == party and not name:
                    self._nameless[party] = ""

    def _find_holding(self, facts: list[SourcedFact], holders: list[HolderRow]) -> None:
        """Who holds the accounts that are spoken of; known holders with numbers first."""
        accounts = {holder.number for holder in holders}
        for holder in holders:
            self._note_held(holder.id_number, holder.name, holder.number)
        for sourced in facts:
            fact = sourced.fact
            if isinstance(fact, AccountFact):
                account = fact.numbers[0][0]
                accounts.add(account)
                if fact.holder is not None:
                    self._note_held(fact.holder.id_number, fact.holder.name, account)
            elif isinstance(fact, PersonFact):
                accounts.update(value for _kind, value in fact.identifiers)
        has_number = (
            sa.exists()
            .where(Identifier.party_id == Party.id, Identifier.kind != IdentifierKind.PHONE)
            .correlate(Party)
        )
        wanted = sorted(accounts)
        for start in range(0, len(wanted), 500):
            query = (
                sa.select(Attribution.account, Party.id, Party.name, has_number)
                .join(Party, Party.id == Attribution.party_id)
                .where(
                    Attribution.account.in_(wanted[start : start + 500]),
                    Attribution.withdrawn_time.is_(None),
                )
                .order_by(has_number.desc(), Attribution.id)
            )
            for account, party, name, is_numbered in self._session.execute(query):
                if is_numbered:
                    self._numbered.add(party)
                self._holds(party, name, account)

    def _note_held(self, id_number: str, name: str, account: str) -> None:
        number = plain_id(id_number)
        if number and name:
            self._held_by.setdefault(number, {})["name", name, account] = None

    def _holds(self, party: int, name: str, account: str) -> None:
        self._holding.setdefault(account, set()).add(party)
        if name:
            self._parties.setdefault(("name", name, account), party)

    def _fact(self, sourced: SourcedFact) -> None:
        source = self._source(sourced.file, sourced.sheet_name, sourced.line)
        fact = sourced.fact
        if isinstance(fact, PersonFact):
            self._party(fact, source, None)
        elif isinstance(fact, AccountFact):
            self._account(fact, source)
        elif isinstance(fact, AnswerFact):
            self._answer(fact, source)
        elif isinstance(fact, MeasureFact):
            self._measure(fact, source)

    def _source(self, file: int, sheet: str, line: int) -> dict[str, Any]:
        return {
            "batch_id": self._batch,
            "source_file_id": file,
            "sheet": sheet or None,
            "line": line,
        }

    def _add(self, table: type[Any], key: tuple[Any, ...], row: dict[str, Any]) -> None:
        full = (table, *key)
        if full not in self._seen:
            self._seen.add(full)
            self._rows.setdefault(table, []).append(row)

    def _party(self, fact: PersonFact, source: dict[str, Any], account: str | None) -> int | None:
        number = plain_id(fact.id_number)
        if number:
            key: tuple[str, ...] = ("number", number)
        elif fact.identifiers and not fact.name:
            key = ("login", fact.identifiers[0][1])
        elif fact.name and account is not None:
            key = ("name", fact.name, account)
        elif fact.name:  # of two of one name with a phone each, neither is the other
            key = ("name", fact.name, "", *sorted(fact.phones))
        else:
            return None
        party = self._parties.get(key)
        if party is None:
            party = self._known_otherwise(fact, number)
            if party is not None:
                self._parties[key] = party
        if party is None:
            party = self._next_party
            self._next_party += 1
            self._parties[key] = party
            if not fact.name:
                self._nameless[party] = ""
            kind = PartyKind.ORGANISATION if fact.is_organisation else PartyKind.PERSON
            self._add(
                Party,
                (party,),
                {"id": party, "kind": kind, "name": fact.name, "source": "import", **source},
            )
        elif fact.name and self._nameless.get(party) == "":
            self._nameless[party] = fact.name  # a call record gave the number alone
        if number:
            self._numbered.add(party)
            kind_of = identifier_kind(fact.id_kind, number)
            self._identifier(party, kind_of, number, source)
        for phone in fact.phones:
            self._identifier(party, IdentifierKind.PHONE, phone.replace(" ", ""), source)
        for name, value in fact.identifiers:
            known = {"wechat": IdentifierKind.WECHAT, "email": IdentifierKind.EMAIL}
            self._identifier(party, known.get(name, IdentifierKind.OTHER), value, source)
        for name, value in fact.details:
            row = {"party_id": party, "kind": name, "value": value, **source}
            self._add(PartyDetail, (party, name, value), row)
        return party

    def _known_otherwise(self, fact: PersonFact, number: str) -> int | None:
        """Who is meant though his number is new, or though he is not named at all."""
        if number:
            known = (self._parties.get(each) for each in self._held_by.get(number, ()))
            return next((each for each in known if each and each not in self._numbered), None)
        if fact.name:
            return None
        holding = {
            party for _kind, value in fact.identifiers for party in self._holding.get(value, ())
        }
        return holding.pop() if len(holding) == 1 else None

    def _identifier(
        self, party: int, kind: IdentifierKind, value: str, source: dict[str, Any]
    ) -> None:
        if value:
            row = {
                "party_id": party, "kind": kind, "value": value,
                "valid": is_valid(kind, value), **source,
            }  # fmt: skip
            self._add(Identifier, (party, kind, value), row)

    def _account(self, fact: AccountFact, source: dict[str, Any]) -> None:
        space = AccountSpace(SPACE_NAMES[fact.space])
        account = fact.numbers[0][0]
        if any((fact.bank, fact.branch, fact.opened, fact.state, fact.balance_fen is not None)):
            row = {
                "space": space, "account": account, "bank": fact.bank or None,
                "branch": fact.branch or None, "opened": fact.opened, "closed": fact.closed,
                "state": fact.state or None, "account_class": fact.account_class or None,
                "currency": fact.currency or None, "balance_fen": fact.balance_fen, **source,
            }  # fmt: skip
            self._add(AccountDetail, (*row.values(),), row)
        if fact.holder is None:
            return
        party = self._party(fact.holder, source, account)
        if party is not None:
            self._holds(party, fact.holder.name, account)
            self._attribute(party, space, account, fact.confidence, fact.how, source)

    def _attribute(
        self,
        party: int,
        space: AccountSpace,
        account: str,
        confidence: int,
        how: str,
        source: dict[str, Any],
    ) -> None:
        row = {
            "space": space, "account": account, "party_id": party,
            "role": AttributionRole.HOLDER, "confidence": confidence, "how": how,
            "officer": None, "time": None, **source,
        }  # fmt: skip
        self._add(Attribution, (party, space, account, how), row)

    def _holder(self, holder: HolderRow) -> None:
        source = self._source(holder.file, holder.sheet, holder.line)
        number = plain_id(holder.id_number)
        fact = PersonFact(
            holder.name,
            "",
            number,
            is_organisation=names_organisation(holder.name, "", number),
        )
        party = self._party(fact, source, holder.number)
        if party is not None:
            self._holds(party, holder.name, holder.number)
            space = AccountSpace(SPACE_NAMES[Space(holder.space)])
            self._attribute(
                party, space, holder.number, CONFIDENCE["statement_row"], "statement_row", source
            )

    def _answer(self, fact: AnswerFact, source: dict[str, Any]) -> None:
        answer = _ANSWERS.get(fact.answer)
        if answer is None:
            return
        row = {
            "space": AccountSpace.BANK, "account": fact.number,
            "id_number": plain_id(fact.id_number) or None, "asked": fact.asked,
            "answered": fact.answered, "answer": answer, "text": fact.text, **source,
        }  # fmt: skip
        self._add(StatementAnswer, (*row.values(),), row)

    def _measure(self, fact: MeasureFact, source: dict[str, Any]) -> None:
        row = {
            "space": AccountSpace.BANK, "account": fact.number, "kind_code": fact.kind_code,
            "kind": fact.kind, "amount_fen": fact.amount_fen, "authority": fact.authority,
            "since": fact.since, "until": fact.until, "serial": fact.serial, **source,
        }  # fmt: skip
        self._add(Measure, (*row.values(),), row)


def remove_batch(session: Session, batch: int) -> None:
    """Take back what a batch stated; parties that other rows still speak of stay.

    A renewal that an officer recorded of an imported measure stays, as a measure of its own.
    """
    measures = sa.select(Measure.id).where(Measure.batch_id == batch)
    session.execute(
        sa.update(Measure).where(Measure.previous_id.in_(measures)).values(previous_id=None)
    )
    session.execute(
        sa.update(Restitution).where(Restitution.measure_id.in_(measures)).values(measure_id=None)
    )
    for table in (Attribution, AccountDetail, StatementAnswer, Measure, Identifier, PartyDetail):
        session.execute(sa.delete(table).where(table.batch_id == batch))
    spoken_of = (
        sa.select(Identifier.party_id)
        .union(
            sa.select(PartyDetail.party_id),
            sa.select(Attribution.party_id),
            sa.select(TagUse.party_id).where(TagUse.party_id.is_not(None)),
            sa.select(Note.party_id).where(Note.party_id.is_not(None)),
        )
        .subquery()
    )
    session.execute(
        sa.delete(Party).where(
            Party.batch_id == batch, Party.id.not_in(sa.select(spoken_of.c.party_id))
        )
    )
    session.execute(
        sa.update(Party)
        .where(Party.batch_id == batch)
        .values(batch_id=None, source_file_id=None, sheet=None, line=None)
    )
