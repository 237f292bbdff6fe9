"""The part of the search that knows incidents, traces, imports and phones, in memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import sqlalchemy as sa

from app.analysis.searching.lines import Lines
from app.base import clock, money
from app.base.i18n import _
from app.base.reference.phones import plain_phone
from app.model.batch import BatchState, ImportBatch
from app.model.identifier import Identifier, IdentifierKind
from app.model.incident import Incident
from app.model.party import Party
from app.model.source_file import SourceFile
from app.model.trace import Trace
from app.store.ledger import search_queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb
    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile

MOST_PHONES: Final = 300_000
"""Of more different numbers in records of calls only the most called are looked through."""


@dataclass(frozen=True)
class Thing:
    """Something of the case that can be found: where Enter goes, and what is shown."""

    kind: str
    key: int | str
    title: str
    under: str
    weight: float = 0.0
    tier: int = 0


@dataclass(frozen=True)
class Things:
    """Things of one group: ``written`` are all their texts, ``spelled`` their names,
    ``order`` their tiers and weights."""

    things: tuple[Thing, ...]
    written: Lines
    spelled: Lines
    order: tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True)
class CaseThings:
    """What the case itself holds; ``phones_whole`` is false where calls name too many numbers."""

    incidents: Things
    traces: Things
    batches: Things
    phones: Things
    phones_whole: bool


def read_case(case: CaseFile, reader: duckdb.DuckDBPyConnection | None) -> CaseThings:
    """Incidents, traces, imports, files and phones as they are now."""
    calls = search_queries.phones(reader, MOST_PHONES + 1) if reader is not None else []
    with case.session(read_only=True) as session:
        return CaseThings(
            _incidents(session),
            _traces(session),
            _batches(session),
            _phones(session, calls[:MOST_PHONES]),
            len(calls) <= MOST_PHONES,
        )


def _things(
    found: Iterable[tuple[Thing, Iterable[str | None], Iterable[str | None]]],
) -> Things:
    things: list[Thing] = []
    written: list[tuple[str, int]] = []
    spelled: list[tuple[str, int]] = []
    for place, (thing, texts, names) in enumerate(found):
        things.append(thing)
        written += ((text, place) for text in texts if text)
        spelled += ((text, place) for text in names if text)
    return Things(
        tuple(things),
        Lines([text for text, _place in written], [place for _text, place in written]),
        Lines([text for text, _place in spelled], [place for _text, place in spelled]),
        (
            np.array([thing.tier for thing in things], np.int64),
            np.array([thing.weight for thing in things], np.float64),
        ),
    )


def _incidents(session: Session) -> Things:
    query = (
        sa.select(Incident)
        .where(Incident.withdrawn_time.is_(None))
        .options(sa.orm.selectinload(Incident.payments))
        .order_by(Incident.id)
    )
    found = []
    for each in session.scalars(query):
        paid = [payment for payment in each.payments if payment.withdrawn_time is None]
        texts = [
            str(each.id), each.case_no, each.victim, each.id_number, each.phone, each.manner,
            each.station, each.region, each.note, _serial(each.case_no),
        ]  # fmt: skip
        for payment in paid:
            texts += [payment.payer, payment.payee, payment.payer_name, payment.payee_name]
        names = [each.victim, *(payment.payee_name for payment in paid)]
        title = " ".join(part for part in (each.case_no, each.victim, each.manner) if part)
        under = [
            clock.shown(each.time, clock.Precision(each.exactness or 0)),
            money.yuan(each.loss_fen) if each.loss_fen is not None else "",
            each.region or each.station or "",
        ]
        found.append(
            (
                Thing(
                    "incident", each.id, title or f"#{each.id}",
                    " · ".join(part for part in under if part), float(each.loss_fen or 0),
                ),
                texts, names,
            )
        )  # fmt: skip
    return _things(found)


def _serial(case_no: str | None) -> str:
    """The running number that an incident is called by: 1005 of 〔2020〕1005号."""
    figures = re.findall(r"\d+", case_no or "")
    return figures[-1].lstrip("0") if len(figures) > 1 else ""


def _traces(session: Session) -> Things:
    columns = (Trace.id, Trace.title, Trace.time, Trace.officer)
    query = sa.select(*columns).where(Trace.withdrawn_time.is_(None)).order_by(Trace.id)
    return _things(
        (
            Thing("trace", id_, title, f"#{id_} · {clock.shown(time)} · {officer}", float(id_)),
            (str(id_), title, officer),
            (title, officer),
        )
        for id_, title, time, officer in session.execute(query)
    )


def _batches(session: Session) -> Things:
    found: list[tuple[Thing, list[str | None], list[str | None]]] = []
    withdrawn = set()
    for each in session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id)):
        state = ""
        if each.state is BatchState.WITHDRAWN:
            withdrawn.add(each.id)
            state = _("withdrawn")
        told = [clock.shown(each.time), each.officer, state]
        found.append(
            (
                Thing(
                    "batch", each.id, _("Import {number}").format(number=each.id),
                    " · ".join(part for part in told if part), float(each.id), len(state) and 1,
                ),
                [str(each.id), each.officer, *each.paths],
                [each.officer],
            )
        )  # fmt: skip
    columns = (
        SourceFile.id, SourceFile.batch_id, SourceFile.path, SourceFile.container,
        SourceFile.sha256,
    )  # fmt: skip
    for id_, batch, path, container, sha256 in session.execute(
        sa.select(*columns).order_by(SourceFile.id)
    ):
        told = [
            _("Import {number}").format(number=batch), container or "", sha256[:12],
            _("withdrawn") if batch in withdrawn else "",
        ]  # fmt: skip
        under = " · ".join(part for part in told if part)
        thing = Thing("file", id_, path, under, float(id_), 1 if batch in withdrawn else 0)
        found.append((thing, [path, container, sha256], []))
    return _things(found)


def _phones(session: Session, calls: list[tuple[str, int, bool]]) -> Things:
    holders: dict[str, list[str]] = {}
    weights: dict[str, float] = {}
    own: set[str] = set()
    query = (
        sa.select(Identifier.value, Party.name)
        .join(Party, Party.id == Identifier.party_id)
        .where(Identifier.kind == IdentifierKind.PHONE)
        .order_by(Identifier.id)
    )
    for value, holder in session.execute(query):
        holders.setdefault(plain_phone(value), []).append(holder)
    victims = sa.select(Incident.phone, Incident.victim).where(
        Incident.withdrawn_time.is_(None), Incident.phone.is_not(None)
    )
    named = set(holders)
    for phone, name in session.execute(victims):
        victim = _("{name} (victim)").format(name=name) if name else _("victim")
        holders.setdefault(plain_phone(phone or ""), []).append(victim)
    for number, times, is_own in calls:
        holders.setdefault(number, [])
        weights[number] = float(times)
        if is_own:
            own.add(number)
    found = []
    for number, names in holders.items():
        told = ["、".join(dict.fromkeys(name for name in names if name))]
        if number in weights:
            told.append(_("{n:,} calls and messages").format(n=int(weights[number])))
        tier = 0 if number in own else 1 if number in named else 2
        under = " · ".join(part for part in told if part) or _("nobody named")
        thing = Thing("phone", number, number, under, weights.get(number, 0.0), tier)
        found.append((thing, (number,), ()))
    return _things(found)
