"""What became of requests for statements, as the case stands now.

A request is answered when a statement of the account was imported after it was made, or one that
is there has rows in the period asked for. Else the last answer that came after it counts (任务信息:
none, failed). An answer comes after a request when the bank gave it, or it was imported, later.
All of it is read from what the imports hold, so taking an import back takes the answer back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from app.model.batch import ImportBatch
from app.model.statement_answer import AnswerKind, StatementAnswer
from app.model.statement_request import StatementRequest
from app.store.ledger import request_queries, seed_queries

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from app.store.casefile import CaseFile

TO_ASK: Final = "to_ask"
ASKED: Final = "asked"
ANSWERED: Final = "answered"
ANSWERED_NONE: Final = "answered_none"
FAILED: Final = "failed"
_SAID: Final = {AnswerKind.NONE: ANSWERED_NONE, AnswerKind.FAILED: FAILED}


@dataclass(frozen=True)
class Asked:
    """The last request for an account and its state; ``asked`` is null where only an answer is."""

    state: str
    asked: datetime | None = None
    document_no: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    answer: str | None = None
    request: int | None = None


@dataclass
class States:
    """By the number that was asked for; ``answers`` by ledger account, where nobody asked here."""

    by_number: dict[str, Asked] = field(default_factory=dict)
    answers: dict[int, Asked] = field(default_factory=dict)


@dataclass(frozen=True)
class _Answer:
    kind: AnswerKind
    answered: datetime | None
    imported: datetime | None
    text: str | None

    def is_after(self, moment: datetime) -> bool:
        """Whether it was given or imported at a moment or later."""
        return any(each is not None and each >= moment for each in (self.answered, self.imported))


def states_of(case: CaseFile, reader: duckdb.DuckDBPyConnection | None) -> States:
    """The state of every request that was not cancelled.

    Args:
        case: the case.
        reader: a cursor on its ledger; ``None`` where it has none yet.
    """
    with case.session(read_only=True) as session:
        requests = list(
            session.scalars(
                sa.select(StatementRequest)
                .where(StatementRequest.withdrawn_time.is_(None))
                .order_by(StatementRequest.asked, StatementRequest.id)
            )
        )
        imported = dict(session.execute(sa.select(ImportBatch.id, ImportBatch.time)).all())
        query = sa.select(StatementAnswer).order_by(StatementAnswer.answered, StatementAnswer.id)
        answers: dict[str, list[_Answer]] = {}
        for each in session.scalars(query):
            if each.account:
                answers.setdefault(each.account, []).append(
                    _Answer(each.answer, each.answered, imported.get(each.batch_id or 0), each.text)
                )
    last = {request.account: request for request in requests}
    if reader is None:
        return States({number: _state(each, [], [], imported) for number, each in last.items()})
    accounts = {
        number: found[0][0]
        for number, found in seed_queries.accounts_of_numbers(
            reader, sorted({*last, *answers})
        ).items()
    }
    statements = request_queries.statements_of(reader, sorted(set(accounts.values())))
    by_account: dict[int, list[_Answer]] = {}
    for number, given in answers.items():
        if number in accounts:
            by_account.setdefault(accounts[number], []).extend(given)
    states = States()
    for number, request in last.items():
        account = accounts.get(number, 0)
        given = by_account.get(account) or answers.get(number, [])
        states.by_number[number] = _state(request, statements.get(account, []), given, imported)
    for account, given in by_account.items():
        state = _SAID.get(given[-1].kind)
        if account not in statements and state is not None:
            states.answers[account] = Asked(state, answer=given[-1].text)
    return states


def _state(
    request: StatementRequest,
    statements: list[tuple[int, datetime, datetime]],
    answers: list[_Answer],
    imported: dict[int, datetime],
) -> Asked:
    state, text = ASKED, None
    after = [answer for answer in answers if answer.is_after(request.asked)]
    if after:
        text = after[-1].text
        state = _SAID.get(after[-1].kind, ASKED)
    for batch, first, last in statements:
        moment = imported.get(batch)
        overlaps = (request.since is not None or request.until is not None) and (
            (request.until is None or first <= request.until)
            and (request.since is None or last >= request.since)
        )
        if overlaps or (moment is not None and moment >= request.asked):
            state = ANSWERED
    return Asked(
        state, request.asked, request.document_no, request.since, request.until, text, request.id
    )
