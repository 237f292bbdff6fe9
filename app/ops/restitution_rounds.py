"""The rounds of a restitution: kept plans, the notice of 30 days, new victims within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.analysis.restitution import notice_at
from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import _
from app.model.account_space import AccountSpace
from app.model.changes import Changes
from app.model.restitution import Restitution
from app.ops.restitution import Reckoning, asks_notice, rule_words
from app.reports import restitution_table
from app.store import journal

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class RoundRow:
    """One kept round (资金返还); ``result`` as ``Reckoning.to_json``, the notice as it stands."""

    restitution: int
    account: str
    round: int
    time: datetime
    officer: str
    frozen_fen: int
    result: dict[str, Any]
    notice: dict[str, Any] | None
    previous: int | None

    def to_json(self) -> dict[str, Any]:
        """The form for the command line."""
        return {
            "restitution": self.restitution,
            "round": self.round,
            "time": clock.iso(self.time),
            "officer": self.officer,
            **self.result,
            "notice": self.notice,
            "previous": self.previous,
        }


def list_rounds(
    case: CaseFile, *, account: str | None = None, at: datetime | None = None
) -> list[RoundRow]:
    """The kept rounds, the latest first; withdrawn ones are left out."""
    moment = at or clock.now(case.zone)
    with case.session(read_only=True) as session:
        query = sa.select(Restitution).where(Restitution.withdrawn_time.is_(None))
        if account is not None:
            query = query.where(Restitution.account == account)
        found = session.scalars(query.order_by(Restitution.id.desc()))
        return [_row(each, moment) for each in found]


def keep_round(
    case: CaseFile, *, reckoning: Reckoning, notice_since: datetime | None = None
) -> tuple[RoundRow, Changes]:
    """Keep a plan as the next round of its account.

    The first is round 1. While its notice runs, another plan (a new victim, another sum) makes a
    new round with a notice of its own; one that says the same changes nothing. After the notice,
    or where none was needed, the round is final: to put it right it is withdrawn with a reason.

    Args:
        case: open for writing.
        reckoning: the plan.
        notice_since: when the notice was given; now without it. Only a division in proportion
            has one.

    Raises:
        RefusedInput: the last round of the account is final.
    """
    now = clock.now(case.zone)
    moment = notice_since or now
    document = reckoning.to_json()
    begin = moment if asks_notice(reckoning.plan.rule) else None
    with case.session() as session:
        last = _last(session, reckoning.account)
        if last is not None:
            if {**last.result, "at": None} == {**document, "at": None}:
                return _row(last, now), Changes()
            if last.notice_since is None or notice_at(now, last.notice_since).over:
                raise RefusedInput(
                    _("Round {round} of the account {account} is final.").format(
                        round=last.round, account=reckoning.account
                    ),
                    _("Withdraw it with a reason to reckon anew."),
                )
        made = Restitution(
            space=AccountSpace(reckoning.kind), account=reckoning.account, time=now,
            officer=case.officer, round=last.round + 1 if last else 1,
            frozen_fen=reckoning.frozen_fen, notice_since=begin,
            parameters={
                "frozen_fen": reckoning.frozen_fen, "at": clock.iso(reckoning.at),
                "claims": [
                    {"title": claim.title, "incident": claim.incident, "loss_fen": claim.loss_fen}
                    for claim in reckoning.claims
                ],
            },
            result=document, measure_id=reckoning.measure, previous_id=last.id if last else None,
        )  # fmt: skip
        session.add(made)
        session.flush()
        journal.append(
            session, officer=case.officer, verb="keep restitution",
            subject=f"account {reckoning.account}",
            after={
                "restitution": made.id, "round": made.round, "frozen_fen": made.frozen_fen,
                "rule": reckoning.plan.rule, "returned_fen": document["returned_fen"],
                "unclaimed_fen": reckoning.plan.unclaimed_fen, "notice_since": clock.iso(begin),
            },
        )  # fmt: skip
        return _row(made, now), Changes(restitutions=True, journal=True)


def withdraw_round(case: CaseFile, *, restitution: int, why: str = "") -> Changes:
    """Take the last round of an account back; it stays on record.

    Raises:
        RefusedInput: there is no such round, or a later one rests on it.
    """
    with case.session() as session:
        found = session.get(Restitution, restitution)
        if found is None or found.is_withdrawn:
            raise RefusedInput(
                _("There is no restitution {number}.").format(number=restitution),
                _("“xunxian restitutions” lists them."),
            )
        last = _last(session, found.account)
        if last is not None and last.id != found.id:
            raise RefusedInput(
                _("Round {round} rests on it; withdraw that one first.").format(round=last.round)
            )
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by, found.withdrawn_why = case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="withdraw restitution",
            subject=f"account {found.account}",
            before={"restitution": found.id, "round": found.round}, why=why,
        )  # fmt: skip
    return Changes(restitutions=True, journal=True)


def export_restitution(document: dict[str, Any], *, target: Path) -> int:
    """Write the table per victim to a workbook; returns how many rows, raises ``StorageFull``."""
    lines = document["lines"]
    rows: list[tuple[str | int | None, ...]] = [
        (
            str(number), line["victim"], line["id_number"], line["phone"], line["loss_fen"],
            line["paid_in_fen"], line["remaining_fen"], line["returned_fen"],
            " ".join(map(str, line["flow_ids"])),
        )
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    blank = (None, None, None, None, None)
    rows.append((None, _("unclaimed"), *blank, document["unclaimed_fen"], None))
    rows.append((None, _("frozen"), *blank, document["frozen_fen"], None))
    notes = [
        _("Account {account}, frozen at {time}; rule: {rule}.").format(
            account=document["account"], time=document["at"], rule=rule_words(document["rule"])
        ),
        *document["notes"],
    ]
    return restitution_table.write(target, rows, notes)


def _last(session: Session, account: str) -> Restitution | None:
    return session.scalar(
        sa.select(Restitution)
        .where(Restitution.account == account, Restitution.withdrawn_time.is_(None))
        .order_by(Restitution.id.desc())
        .limit(1)
    )


def _row(found: Restitution, moment: datetime) -> RoundRow:
    notice = None
    if found.notice_since is not None:
        stands = notice_at(moment, found.notice_since)
        notice = {
            "since": clock.iso(stands.since), "until": clock.iso(stands.until),
            "days_left": stands.days_left, "over": stands.over,
        }  # fmt: skip
    return RoundRow(
        found.id, found.account, found.round, found.time, found.officer, found.frozen_fen,
        found.result, notice, found.previous_id,
    )  # fmt: skip
