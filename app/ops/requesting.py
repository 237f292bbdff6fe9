"""Recording that statements were asked for, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.base import clock
from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers.layout import SPACE_NAMES, Space
from app.model.account_space import AccountSpace
from app.model.changes import Changes
from app.model.statement_request import StatementRequest
from app.ops.changing import changing
from app.ops.incident_editing import plain_number
from app.ops.requests import WHAT, list_requests
from app.store import journal
from app.store.ledger import activity_queries, seed_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.ops.requests import RequestRow
    from app.store.casefile import CaseFile


def ask_statements(
    case: CaseFile,
    *,
    accounts: Sequence[str],
    document_no: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    asked: datetime | None = None,
    note: str | None = None,
) -> tuple[list[int], Changes]:
    """Record that the statements of some accounts were asked for; all of them or none.

    Args:
        case: open for writing.
        accounts: their numbers, in any spelling.
        document_no: number of the legal document.
        since: the period asked for; without it the one that the request list proposes.
        until: its end.
        asked: when it was asked; now without it.
        note: what else is to be remembered.

    Returns:
        The numbers of the requests, and what changed.

    Raises:
        RefusedInput: nothing in the case names the account, it was asked for and the answer is
            outstanding, or the period ends before it begins.
    """
    if since is not None and until is not None and since > until:
        raise RefusedInput(_("The period ends before it begins."), _("Exchange the two times."))
    proposed = {row.account: row for row in list_requests(case, limit=None)[0]}
    wanted = _named(case, accounts, proposed)
    moment = asked or clock.now(case.zone)
    made = []
    with changing(
        case, N_("Ask for statements of {number} accounts"), number=len(wanted)
    ) as session:
        for key, space in wanted.items():
            row = proposed.get(key)
            if row is not None and row.state == "asked":
                raise RefusedInput(
                    _("The account {account} was asked for on {time} already.").format(
                        account=key, time=clock.shown(row.asked)
                    ),
                    _("Cancel that request first, or wait for its answer."),
                )
            request = StatementRequest(
                space=AccountSpace(space), account=key, asked=moment, officer=case.officer,
                document_no=document_no,
                since=since or (row.since if row else None),
                until=until or (row.until if row else None),
                what=" ".join(row.what if row else WHAT[space]), note=note,
            )  # fmt: skip
            session.add(request)
            session.flush()
            made.append(request.id)
            journal.append(
                session, officer=case.officer, verb="ask statement", subject=f"account {key}",
                after=_told(request),
            )  # fmt: skip
    return made, Changes(requests=True, journal=True)


def cancel_request(case: CaseFile, *, account: str, why: str = "") -> Changes:
    """Take back that a statement was asked for: the last request of an account.

    Raises:
        RefusedInput: the account was not asked for.
    """
    [key] = _named(case, [account], {}, strict=False)
    with changing(case, N_("Cancel the request for {account}"), account=key) as session:
        found = session.scalar(
            sa.select(StatementRequest)
            .where(
                StatementRequest.account.in_({key, plain_number(account) or ""}),
                StatementRequest.withdrawn_time.is_(None),
            )
            .order_by(StatementRequest.asked.desc(), StatementRequest.id.desc())
            .limit(1)
        )
        if found is None:
            raise RefusedInput(
                _("The account {account} was not asked for.").format(account=account),
                _("“xunxian requests” shows what was."),
            )
        found.withdrawn_time = clock.now(case.zone)
        found.withdrawn_by, found.withdrawn_why = case.officer, why or None
        journal.append(
            session, officer=case.officer, verb="cancel request",
            subject=f"account {found.account}", before=_told(found), why=why,
        )  # fmt: skip
    return Changes(requests=True, journal=True)


def _named(
    case: CaseFile,
    accounts: Sequence[str],
    proposed: dict[str, RequestRow],
    *,
    strict: bool = True,
) -> dict[str, str]:
    """Account key to its space, each once; raises ``RefusedInput`` for one that nothing names."""
    numbers = [plain_number(number) or "" for number in accounts]
    found: dict[str, tuple[int, int]] = {}
    keys: dict[int, str] = {}
    if case.has_ledger:
        reader = case.ledger.reader()
        try:
            pairs = seed_queries.accounts_of_numbers(reader, numbers)
            found = {number: each[0] for number, each in pairs.items()}
            keys = activity_queries.keys_of(reader, sorted({pair[0] for pair in found.values()}))
        finally:
            reader.close()
    named: dict[str, str] = {}
    for number in numbers:
        if number in found:
            account, space = found[number]
            named[keys[account]] = SPACE_NAMES[Space(space)]
        elif number in proposed or not strict:
            named[number] = proposed[number].kind if number in proposed else "bank"
        else:
            raise RefusedInput(
                _("Nothing in the case names an account “{number}”.").format(number=number),
                _("Look at the request list, or type the payment to it into an incident."),
            )
    return named


def _told(request: StatementRequest) -> dict[str, Any]:
    return {
        "request": request.id, "asked": clock.iso(request.asked),
        "document_no": request.document_no, "since": clock.iso(request.since),
        "until": clock.iso(request.until), "what": request.what, "note": request.note,
    }  # fmt: skip
