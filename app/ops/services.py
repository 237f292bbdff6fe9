"""The services and hubs of a case as lists, and the case's own list: adding and withdrawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput, UsageError
from app.base.i18n import N_, _
from app.base.reference.services import services
from app.model.case_service import CaseService
from app.model.changes import Changes
from app.ops.changing import changing
from app.ops.hubs import recognised
from app.ops.subjects import facts_of
from app.store import journal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.ops.subjects import Facts
    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class RecognisedService:
    """An account that counts as a service: which one, and by what (number, name or case)."""

    facts: Facts
    service: str
    by: str
    given: str

    def to_json(self) -> dict[str, Any]:
        """The entry of ``recognised``."""
        told = {"service": self.service, "by": self.by, "given": self.given}
        return self.facts.to_json() | told


@dataclass(frozen=True)
class Hub:
    """An account that very many different holders deal with."""

    facts: Facts
    counterparties: int

    def to_json(self) -> dict[str, Any]:
        """The entry of ``hubs``."""
        return self.facts.to_json() | {"counterparties": self.counterparties}


@dataclass(frozen=True)
class CaseServiceRow:
    """One judgement of the case's list (本案服务商户)."""

    number: str | None
    name: str | None
    is_service: bool
    why: str
    officer: str
    time: datetime

    def to_json(self) -> dict[str, Any]:
        """The entry of ``case``."""
        return {
            "number": self.number,
            "name": self.name,
            "service": self.is_service,
            "why": self.why,
            "officer": self.officer,
            "time": clock.iso(self.time),
        }


@dataclass(frozen=True)
class ServiceLists:
    """What the program ships, what it recognised in the case, the hubs, and the case's list."""

    recognised: list[RecognisedService]
    hubs: list[Hub]
    case: list[CaseServiceRow]

    def to_json(self) -> dict[str, Any]:
        """The answer of ``xunxian services --json``."""
        return {
            "shipped": [
                {
                    "name": service.name,
                    "kind": service.kind,
                    "alone": service.alone,
                    "numbers": list(service.numbers),
                }
                for service in services()
            ],
            "recognised": [each.to_json() for each in self.recognised],
            "hubs": [each.to_json() for each in self.hubs],
            "case": [each.to_json() for each in self.case],
        }


def list_services(case: CaseFile) -> ServiceLists:
    """The services and hubs of a case with what made them ones."""
    reader = case.ledger.reader()
    try:
        found, hubs = recognised(case, reader)
        wanted = [each.account for each in found] + [account for account, _number in hubs]
        facts = facts_of(case, reader, wanted)
    finally:
        reader.close()
    with case.session(read_only=True) as session:
        entries = [
            CaseServiceRow(
                each.number, each.name, each.is_service, each.why, each.officer, each.time
            )
            for each in session.scalars(_standing())
        ]
    return ServiceLists(
        sorted(
            (RecognisedService(facts[e.account], e.name, e.by, e.given) for e in found),
            key=lambda each: (each.service, each.facts.account),
        ),
        [Hub(facts[account], number) for account, number in hubs],
        entries,
    )


def add_service(
    case: CaseFile,
    *,
    number: str | None = None,
    name: str | None = None,
    is_service: bool = True,
    why: str,
) -> Changes:
    """Judge that a number, or every account of a whole holder name, is a service or is none.

    A judgement on the same number or name is withdrawn by it. The number need not be known yet.

    Raises:
        UsageError: not exactly one of number and name, or no reason.
        RefusedInput: the case's list says so already.
    """
    number, name = _one_of(number, name)
    if not why.strip():
        raise UsageError(_("Say why."), _("The reason stands in the journal."))
    subject = _subject(number, name)
    with changing(case, N_("Judge service “{subject}”"), subject=number or name) as session:
        before = _entry(session, number, name)
        if before is not None and before.is_service == is_service:
            raise RefusedInput(
                _("The case's list says so of “{subject}” already.").format(subject=number or name)
            )
        now = clock.now(case.zone)
        if before is not None:
            _withdraw(before, now, case.officer, why)
        session.add(
            CaseService(
                number=number, name=name, is_service=is_service, why=why, officer=case.officer,
                time=now,
            )
        )  # fmt: skip
        journal.append(
            session, officer=case.officer, verb="add service", subject=subject,
            before=None if before is None else {"service": before.is_service, "why": before.why},
            after={"service": is_service}, why=why,
        )  # fmt: skip
    return Changes(services=True, journal=True)


def remove_service(
    case: CaseFile, *, number: str | None = None, name: str | None = None, why: str = ""
) -> Changes:
    """Withdraw what the case's list says of a number or name; the program's own view holds again.

    Raises:
        UsageError: not exactly one of number and name.
        RefusedInput: the list says nothing of it.
    """
    number, name = _one_of(number, name)
    with changing(
        case, N_("Withdraw the judgement of service “{subject}”"), subject=number or name
    ) as session:
        found = _entry(session, number, name)
        if found is None:
            raise RefusedInput(
                _("The case's list says nothing of “{subject}”.").format(subject=number or name),
                _("“xunxian services” shows it."),
            )
        _withdraw(found, clock.now(case.zone), case.officer, why)
        journal.append(
            session, officer=case.officer, verb="remove service", subject=_subject(number, name),
            before={"service": found.is_service, "why": found.why}, why=why,
        )  # fmt: skip
    return Changes(services=True, journal=True)


def _standing() -> sa.Select[CaseService]:
    return (
        sa.select(CaseService).where(CaseService.withdrawn_time.is_(None)).order_by(CaseService.id)
    )


def _entry(session: Session, number: str | None, name: str | None) -> CaseService | None:
    wanted = CaseService.number == number if number is not None else CaseService.name == name
    return session.scalars(_standing().where(wanted)).first()


def _withdraw(entry: CaseService, now: datetime, officer: str, why: str) -> None:
    entry.withdrawn_time, entry.withdrawn_by, entry.withdrawn_why = now, officer, why


def _one_of(number: str | None, name: str | None) -> tuple[str | None, str | None]:
    number, name = (number or "").strip() or None, (name or "").strip() or None
    if (number is None) == (name is None):
        raise UsageError(_("Give either a number or a name."))
    return number, name


def _subject(number: str | None, name: str | None) -> str:
    return f"service number {number}" if number is not None else f"service name {name}"
