"""Calls as a list, and the phones of a case with the parties they are linked to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.errors import UsageError
from app.base.i18n import _
from app.base.reference.phones import plain_phone, segment_of_phone
from app.model.identifier import Identifier, IdentifierKind, official_numbers
from app.model.party import Party
from app.model.source_file import SourceFile
from app.store.ledger import call_queries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

DIRECTIONS = {-1: "out", 1: "in"}
_TEXTS = (
    "way", "what", "own_place", "other_place", "own_imsi", "own_imei", "own_lac", "own_cell",
    "other_imei", "forwarded", "group",
)  # fmt: skip


@dataclass(frozen=True)
class CallRow:
    """One call or message (通话) as the record of ``own`` gives it.

    ``direction`` is out for a call that ``own`` made, in for one it took; ``seconds`` is its
    duration. Places, IMEI and cells are as given.
    """

    time: datetime
    exactness: int
    own: str
    other: str | None
    direction: str | None
    is_message: bool
    seconds: int | None
    way: str
    what: str
    own_place: str
    other_place: str
    own_imsi: str
    own_imei: str
    own_lac: str
    own_cell: str
    other_imei: str
    forwarded: str
    group: str
    file: str
    sheet: str
    line: int

    def to_json(self) -> dict[str, Any]:
        """The entry of ``xunxian calls --json``."""
        return {
            "time": clock.iso(self.time),
            "date_only": self.exactness == clock.Precision.DAY,
            "phone": self.own,
            "other": self.other,
            "direction": self.direction,
            "kind": "message" if self.is_message else "call",
            "seconds": self.seconds,
            "way": self.way or None,
            "what": self.what or None,
            "place": self.own_place or None,
            "other_place": self.other_place or None,
            "imsi": self.own_imsi or None,
            "imei": self.own_imei or None,
            "lac": self.own_lac or None,
            "cell": self.own_cell or None,
            "other_imei": self.other_imei or None,
            "forwarded": self.forwarded or None,
            "group": self.group or None,
            "source": {"file": self.file, "sheet": self.sheet, "line": self.line},
        }


@dataclass(frozen=True)
class PhoneParty:
    """A party that a source links to a phone: where that stands."""

    party: int
    name: str | None
    id_number: str | None
    file: str | None
    sheet: str | None
    line: int | None

    def to_json(self) -> dict[str, Any]:
        """A part of the entry of ``xunxian phones --json``."""
        source = {"file": self.file, "sheet": self.sheet, "line": self.line} if self.file else None
        return {"name": self.name, "id_number": self.id_number, "source": source}


@dataclass(frozen=True)
class PhoneRow:
    """A phone of the case (号码): one whose records are there, or one that a party has.

    ``calls`` counts its own records, ``calls_seen`` those of others that name it.
    """

    number: str
    place: str | None
    operator: str | None
    virtual: bool
    obtained: bool
    calls: int
    contacts: int
    calls_seen: int
    first: datetime | None
    last: datetime | None
    parties: tuple[PhoneParty, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry of ``xunxian phones --json``."""
        return {
            "phone": self.number,
            "place": self.place,
            "operator": self.operator,
            "virtual": self.virtual,
            "obtained": self.obtained,
            "calls": self.calls,
            "contacts": self.contacts,
            "calls_seen": self.calls_seen,
            "first": clock.iso(self.first),
            "last": clock.iso(self.last),
            "parties": [party.to_json() for party in self.parties],
        }


def list_calls(
    case: CaseFile,
    *,
    phone: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
    own_only: bool = False,
) -> list[CallRow]:
    """Calls and messages in time order, of one number (in any spelling) and period if wanted.

    A call between two phones whose records are both there stands twice, once for each;
    ``own_only`` leaves out what stands in the records of others.

    Raises:
        UsageError: ``phone`` holds no number.
    """
    wanted = None if phone is None else plain_phone(phone)
    if wanted == "":
        raise UsageError(_("No phone number was given."))
    reader = case.ledger.reader()
    try:
        rows = call_queries.calls(reader, wanted, since, until, limit, own_only=own_only)
    finally:
        reader.close()
    with case.session(read_only=True) as session:
        found = session.execute(sa.select(SourceFile.id, SourceFile.path))
        files = {row.id: row.path for row in found}
    listed = []
    for time, exactness, own, other, direction, message, seconds, *texts, file, sheet, line in rows:
        given: dict[str, str] = {name: text or "" for name, text in zip(_TEXTS, texts, strict=True)}
        listed.append(
            CallRow(
                time=time,
                exactness=clock.Precision.SECOND if exactness is None else exactness,
                own=own,
                other=other,
                direction=DIRECTIONS.get(direction),
                is_message=bool(message),
                seconds=seconds,
                file=files.get(file, ""),
                sheet=sheet or "",
                line=line,
                **given,
            )
        )
    return listed


def list_phones(case: CaseFile) -> list[PhoneRow]:
    """The phones of the case, those with records first, then by the number of records."""
    with case.session(read_only=True) as session:
        parties = _parties(session)
    reader = case.ledger.reader()
    try:
        own = {row[0]: row[1:] for row in call_queries.own_phones(reader)}
        numbers = sorted({*own, *parties})
        seen = call_queries.times_called(reader, numbers)
    finally:
        reader.close()
    listed = []
    for number in numbers:
        segment = segment_of_phone(number)
        calls, contacts, first, last = own.get(number, (0, 0, None, None))
        times, seen_first, seen_last = seen.get(number, (0, None, None))
        moments = [each for each in (first, last, seen_first, seen_last) if each is not None]
        listed.append(
            PhoneRow(
                number,
                segment.place.name if segment else None,
                segment.operator if segment else None,
                segment is not None and segment.virtual,
                number in own,
                calls,
                contacts,
                times,
                min(moments, default=None),
                max(moments, default=None),
                parties.get(number, ()),
            )
        )
    listed.sort(key=lambda row: (not row.obtained, -row.calls, -row.calls_seen, row.number))
    return listed


def _parties(session: Session) -> dict[str, tuple[PhoneParty, ...]]:
    """The parties of each phone, in the one spelling of its number."""
    numbers = official_numbers()
    query = (
        sa.select(
            Identifier.value, Party.id, Party.name, numbers.c.value, SourceFile.path,
            Identifier.sheet, Identifier.line,
        )
        .join(Party, Party.id == Identifier.party_id)
        .outerjoin(numbers, numbers.c.party_id == Party.id)
        .outerjoin(SourceFile, SourceFile.id == Identifier.source_file_id)
        .where(Identifier.kind == IdentifierKind.PHONE)
        .order_by(Identifier.id)
    )  # fmt: skip
    found: dict[str, dict[int, PhoneParty]] = {}
    for value, party, name, id_number, file, sheet, line in session.execute(query):
        known = found.setdefault(plain_phone(value), {})
        known.setdefault(party, PhoneParty(party, name or None, id_number, file, sheet, line))
    return {number: tuple(parties.values()) for number, parties in found.items()}
