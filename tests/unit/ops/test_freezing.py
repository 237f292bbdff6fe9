"""The freeze board counts no money twice; what is frozen goes back by rounds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.base.errors import RefusedInput
from app.base.progress import Progress
from app.model import MeasureAction
from app.ops.flows import list_flows
from app.ops.freeze_board import can_be_there, freeze_board
from app.ops.incident_editing import TypedPayment, pick_flows, type_payments
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.measure_editing import add_measure
from app.ops.restitution import reckon
from app.ops.restitution_rounds import keep_round, list_rounds, withdraw_round
from app.ops.traces import run_again, run_and_keep, withdraw_trace
from app.ops.tracing import TraceQuestion
from tests.unit.ops.money_cases import MULE, MULE_ROWS, NEXT, SECOND, VICTIM, bring

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

NINE = datetime(2020, 7, 2, 9)


def victim(case: CaseFile, name: str, amount: int, loss: int | None = None) -> int:
    number, _ = add_incident(case, facts=IncidentFacts(victim=name, loss_fen=loss))
    flow = next(each.id for each in list_flows(case) if each.amount_fen == amount)
    pick_flows(case, incident=number, flows=[flow])
    return number


def keep(case: CaseFile, **asked) -> int:
    return run_and_keep(case, question=TraceQuestion(**asked), progress=Progress())[0]


def test_traces_of_the_same_money_count_once(case: CaseFile, tmp_path: Path) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    assert freeze_board(case) == []
    one = victim(case, "甲", 5_000_000)
    first = keep(case, incidents=(one,))
    [row, *_] = freeze_board(case, at=NINE + timedelta(minutes=70))
    assert (row.account, row.retained_fen, row.minutes_since) == (NEXT, 5_000_000, 60)
    keep(case, accounts=(VICTIM,))
    keep(case, incidents=(one,), method="lifo")
    again, _answer, _changes, _ = run_again(case, trace_id=first, progress=Progress())
    board = {each.account: each for each in freeze_board(case)}
    assert board[NEXT].retained_fen == 5_000_000
    assert first not in board[NEXT].traces
    two = victim(case, "乙", 2_000_000)
    last = keep(case, incidents=(two,))
    board = {each.account: each for each in freeze_board(case)}
    assert board[NEXT].retained_fen == 6_000_000
    assert (board[NEXT].victims, set(board[NEXT].incidents)) == (2, {one, two})
    # the mule holds 9,000.00 of the 10,000.00 that its last row leaves
    assert board[MULE].can_be_there_fen <= 900_000
    withdraw_trace(case, trace_id=last)
    assert {each.account for each in freeze_board(case, trace=again)} >= {NEXT}
    add_measure(case, account=NEXT, action=MeasureAction.STOP_PAYMENT)
    board = {each.account: each for each in freeze_board(case)}
    assert board[NEXT].held
    assert board[NEXT].to_json()["measures"][0]["state"] == "running"
    with pytest.raises(RefusedInput, match="no trace"):
        freeze_board(case, trace=99)


@pytest.mark.parametrize(
    ("balance", "minutes", "left"),
    [(None, 0, 500), (300, 0, 300), (300, 1, 300), (300, -1, 500), (-5, 1, 0), (900, 1, 500)],
)
def test_an_older_balance_says_nothing(balance, minutes, left):
    assert can_be_there(500, balance, NINE + timedelta(minutes=minutes), NINE) == left


def test_direct_payments_go_back_by_time_stamp_and_the_table_adds_up(
    case: CaseFile, tmp_path: Path
) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    victim(case, "甲", 5_000_000)
    victim(case, "乙", 2_000_000, loss=1_500_000)
    found = reckon(
        case, account=MULE, frozen_fen=3_000_000, at=NINE + timedelta(minutes=6)
    ).to_json()
    assert found["rule"] == "time_stamp"
    assert [line["returned_fen"] for line in found["lines"]] == [1_000_000, 1_500_000]
    assert found["unclaimed_fen"] == 500_000
    forced = reckon(case, account=MULE, frozen_fen=3_000_000, pro_rata=True).to_json()
    assert [line["returned_fen"] for line in forced["lines"]] == [2_307_692, 692_308 - 0]
    assert sum(line["returned_fen"] for line in forced["lines"]) == 3_000_000


def test_money_that_came_through_others_is_claimed_by_its_traces(
    case: CaseFile, tmp_path: Path
) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    one, two = victim(case, "甲", 5_000_000), victim(case, "乙", 2_000_000)
    keep(case, incidents=(one,))
    single = reckon(case, account=NEXT, frozen_fen=6_000_000).to_json()
    assert [line["returned_fen"] for line in single["lines"]] == [5_000_000]
    assert single["unclaimed_fen"] == 1_000_000
    keep(case, incidents=(one, two))
    mixed = reckon(case, account=NEXT, frozen_fen=700_000).to_json()
    assert mixed["rule"] == "pro_rata"
    assert [line["returned_fen"] for line in mixed["lines"]] == [500_000, 200_000]


def test_rounds_while_the_notice_runs_and_none_after(case: CaseFile, tmp_path: Path) -> None:
    number, _ = add_incident(case, facts=IncidentFacts(victim="甲", loss_fen=900))
    stated = TypedPayment(900, NINE, 2, MULE)
    type_payments(case, incident=number, payments=[stated])
    freeze, _notes, _ = add_measure(
        case, account=MULE, action=MeasureAction.FREEZE, amount_fen=1_000
    )
    alone = reckon(case, account=MULE)
    assert (alone.frozen_fen, alone.measure, alone.plan.rule) == (1_000, freeze, "single")
    others = [("乙", 300)]
    first, changes = keep_round(case, reckoning=reckon(case, account=MULE, others=others))
    assert changes.restitutions
    assert (first.round, first.notice is not None) == (1, True)
    same, nothing = keep_round(case, reckoning=reckon(case, account=MULE, others=others))
    assert (same.restitution, bool(nothing)) == (first.restitution, False)
    others.append(("丙", 300))
    second, _ = keep_round(
        case, reckoning=reckon(case, account=MULE, others=others),
        notice_since=datetime(2020, 1, 1),
    )  # fmt: skip
    assert (second.round, second.previous) == (2, first.restitution)
    assert second.result["returned_fen"] == 1_000
    assert second.notice is not None
    assert second.notice["over"]
    with pytest.raises(RefusedInput, match="final"):
        keep_round(case, reckoning=reckon(case, account=MULE))
    with pytest.raises(RefusedInput, match="rests on it"):
        withdraw_round(case, restitution=first.restitution)
    withdraw_round(case, restitution=second.restitution, why="重算")
    assert [row.round for row in list_rounds(case)] == [1]


@pytest.mark.parametrize(
    "wrong",
    [{"account": "123", "frozen_fen": 5}, {"frozen_fen": 0}, {}, {"measure": 7},
     {"frozen_fen": 5, "incidents": [9]}, {"frozen_fen": 5, "others": [("", 5)]},
     {"frozen_fen": 5, "others": [("甲", 0)]}, {"frozen_fen": 5}],
)  # fmt: skip
def test_what_cannot_be_is_refused(case: CaseFile, tmp_path: Path, wrong) -> None:
    with pytest.raises(RefusedInput):
        reckon(case, **{"account": SECOND, **wrong})
