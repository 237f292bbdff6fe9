"""The timeline over imported statements: singly, as a density, in every awkward time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analysis.timeline.events import DAY, OUTSIDE, from_us, to_us
from app.base.progress import Progress
from app.model.selection import Selection
from app.ops.flows import list_flows
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.timeline import overview, scene
from app.ops.timeline_heat import flows_of_cell, heat
from app.ops.timeline_lanes import (
    busiest_keys,
    level_keys,
    party_key,
    read_lanes,
    selected_keys,
    traced_keys,
)
from app.ops.timeline_marks import marks_of
from tests.unit.ops.rows import Row, take

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

A, B, C = "6212260000000000042", "6222020000000000034", "6217000000000000011"


@pytest.fixture
def told(case: CaseFile, tmp_path: Path) -> CaseFile:
    """Transfers of awkward times."""
    take(
        case, tmp_path,
        [
            Row(A, "2018-01-05 08:00:00", 1_000_000, "", own_name="测试甲"),
            Row(A, "2020-07-02 10:00:00", -500_000, B, own_name="测试甲", other_name="测试乙"),
            Row(A, "2020-07-02 23:59:59", -100_000, C, own_name="测试甲", other_name="测试丙"),
            Row(A, "2020-07-03", -50_000, C, own_name="测试甲", other_name="测试丙"),
            Row(A, "2020-07-05 03:10:00", -7_000, B, own_name="测试甲", currency="美元"),
            Row(A, "2023-12-31 12:00:00", 2_000, C, own_name="测试甲", other_name="测试丙"),
            Row(A, "2023-12-31 12:01:00", -900, C, own_name="测试甲", status="失败"),
        ],
    )  # fmt: skip
    return case


def us(text: str) -> int:
    from datetime import datetime

    return to_us(datetime.fromisoformat(text))


def test_balances_are_those_of_the_rows(case, tmp_path):
    """What a row says holds until the next one, and a date only says it at the end of its day."""
    take(
        case, tmp_path,
        [
            Row(A, "2020-05-28 13:00:00", 100_000, B, own_name="测试甲", balance=100_000),
            Row(A, "2020-05-28 13:05:00", -90_000, B, own_name="测试甲", balance=10_000),
            Row(A, "2020-05-28", -40_000, B, own_name="测试甲", balance=60_000),
            Row(A, "2020-06-01", -4_000, B, own_name="测试甲", balance=6_000),
            Row(A, "2020-06-05 14:53:00", 50_000, B, own_name="测试甲", balance=56_000),
        ],
    )  # fmt: skip
    made = scene(case, read_lanes(case, [A, B]))
    steps = made.told[0]
    assert steps.fen.tolist() == [100_000, 10_000, 6_000, 56_000]
    assert [str(from_us(each)) for each in steps.moments.tolist()] == [
        "2020-05-28 13:00:00", "2020-05-28 13:05:00", "2020-06-01 23:59:59.999999",
        "2020-06-05 14:53:00",
    ]  # fmt: skip
    assert 1 not in made.told
    day = (us("2020-05-30") - made.since) // made.density.width
    assert made.running.fen[0, day] == 10_000
    later = scene(case, read_lanes(case, [A]), since=us("2020-06-02"), until=us("2020-06-03"))
    assert later.told[0].before == 6_000
    assert later.told[0].moments.tolist() == []
    both = replace(read_lanes(case, [A])[0], accounts=tuple(
        account for lane in read_lanes(case, [A, B]) for account in lane.accounts))  # fmt: skip
    assert scene(case, [both]).told[0].fen.tolist() == steps.fen.tolist()


def test_single_transfers_of_years(told):
    lanes = read_lanes(told, [A, B])
    found = scene(told, lanes)
    events = found.events
    assert events is not None
    assert found.whole
    assert [from_us(each).isoformat() for each in events.leave.tolist()][1:4] == [
        "2020-07-02T10:00:00", "2020-07-02T23:59:59", "2020-07-03T00:00:00",
    ]  # fmt: skip
    assert events.exactness.tolist() == [2, 2, 2, 0, 2]
    assert events.payer.tolist() == [OUTSIDE, 0, 0, 0, OUTSIDE]
    assert events.payee.tolist() == [0, 1, OUTSIDE, OUTSIDE, 0]
    assert found.others == (("USD", 1),)
    assert int(found.density.came.sum() + found.density.went.sum()) == 6
    assert found.running.fen[0][-1] == 1_000_000 - 500_000 - 100_000 - 50_000 + 2_000
    assert not found.running.told[0]


def test_a_second_before_midnight_belongs_to_its_day(told):
    lanes = read_lanes(told, [A])
    day = scene(told, lanes, since=us("2020-07-02"), until=us("2020-07-03"))
    assert day.events is not None
    assert len(day.events) == 2
    assert day.since <= us("2020-07-02")
    assert not day.whole
    assert day.running.fen[0][-1] == 400_000


def test_one_second_and_nothing(told):
    lanes = read_lanes(told, [A])
    second = scene(told, lanes, since=us("2020-07-02T10:00:00"), until=us("2020-07-02T10:00:01"))
    assert second.events is not None
    assert len(second.events) == 1
    silent = scene(told, lanes, since=us("2021-01-01"), until=us("2021-01-02"))
    assert silent.events is not None
    assert len(silent.events) == 0
    assert silent.running.fen[0][0] == 350_000


def test_too_many_become_a_density_with_the_same_sums(told):
    lanes = read_lanes(told, [A, B, C])
    singly, dense = scene(told, lanes), scene(told, lanes, most=2)
    assert dense.events is None
    assert not dense.whole
    assert singly.events is not None
    for lane in range(3):
        went = int(singly.events.amount[singly.events.payer == lane].sum())
        assert dense.density.went_fen[lane].sum() == went


def test_another_currency(told):
    found = scene(told, read_lanes(told, [A], currency="USD"), currency="USD")
    assert found.events is not None
    assert found.events.amount.tolist() == [7_000]
    assert found.others == (("CNY", 5),)
    nothing = scene(told, read_lanes(told, [C], currency="USD"), currency="USD")
    assert nothing.span is None
    assert nothing.whole


def test_the_whole_case_is_its_hourly_sums(told):
    found = overview(told)
    assert found.density is not None
    assert int(found.density.came.sum()) == 5
    assert float(found.density.came_fen.sum()) == 1_652_000
    assert dict(found.currencies) == {"CNY": 5, "USD": 1}
    day = overview(told, since=us("2020-07-02"), until=us("2020-07-03"))
    assert day.density is not None
    assert int(day.density.came.sum()) == 2
    assert day.span == found.span
    assert overview(told, currency="EUR").density is None


def test_an_empty_case_has_no_ledger_afterwards(case):
    assert overview(case).span is None
    assert read_lanes(case, [A]) == []
    assert busiest_keys(case) == []
    assert heat(case).sums.total == (0, 0.0)
    assert not case.has_ledger


def test_persons_fold_into_one_lane(told):
    from app.model.account_space import AccountSpace
    from app.model.attribution import Attribution, AttributionRole
    from app.model.party import Person

    with told.session() as session:
        person = Person(name="测试甲")
        session.add(person)
        session.flush()
        for number in (A, C):
            session.add(
                Attribution(
                    party_id=person.id,
                    space=AccountSpace.BANK,
                    account=number,
                    confidence=100,
                    role=AttributionRole.HOLDER,
                    how="核对",
                )
            )
        party = person.id
    apart = read_lanes(told, [party_key(party)])
    assert {lane.numbers for lane in apart} >= {(A,), (C,)}
    (lane,) = [
        each for each in read_lanes(told, [A, B, C], folded=[party]) if each.is_folded
    ]  # fmt: skip
    assert set(lane.numbers) == {A, C}
    assert lane.title == "测试甲"
    found = scene(told, [lane])
    assert found.events is not None
    inner = (found.events.payer == 0) & (found.events.payee == 0)
    assert int(inner.sum()) == 3
    assert len(np.unique(found.events.id)) == len(found.events) == 5


def test_levels_of_a_kept_trace_are_lanes(told):
    from app.ops.traces import run_and_keep
    from app.ops.tracing import TraceQuestion

    flow = next(
        each for each in list_flows(told, account=A) if each.amount_fen == 500_000
    )  # fmt: skip
    run_and_keep(told, question=TraceQuestion(flows=[flow.id]), progress=Progress())
    assert selected_keys(told, Selection(traces=(1,))) == [B]
    (key, *_further) = level_keys(told)
    lanes = read_lanes(told, [A, key])
    assert [lane.key for lane in lanes] == [A, key]
    assert lanes[1].is_folded
    assert B in lanes[1].numbers
    assert B in traced_keys(told)
    found = scene(told, lanes)
    assert found.events is not None
    assert (0, 1) in set(zip(found.events.payer.tolist(), found.events.payee.tolist(), strict=True))


def test_what_is_selected_becomes_lanes(told):
    flow = next(each for each in list_flows(told, account=A) if each.amount_fen == 500_000)
    assert selected_keys(told, Selection(flows=(flow.id,))) == [A, B]
    assert selected_keys(told, Selection(accounts=(C,), parties=(1,))) == [C, party_key(1)]
    assert selected_keys(told, Selection()) == []


def test_heat_of_lanes_and_of_all(told):
    lanes = read_lanes(told, [A])
    for found in (heat(told, lanes), heat(told)):
        assert found.sums.total[0] == 5
        assert found.sums.unclocked[0] == 1
        assert found.sums.night[0] == 1
        assert found.sums.week.flows[3, 23] == 1
    july = heat(told, lanes, since=us("2020-07-03"), until=us("2020-07-04"))
    assert july.sums.total == (1, 50_000.0)
    (flow,) = flows_of_cell(told, lanes, weekday=3, hour=23)
    assert flows_of_cell(told, [], weekday=3, hour=23) == [flow]
    assert flows_of_cell(told, lanes, weekday=4, hour=0) == []


def test_marks_of_incidents(told):
    from datetime import datetime

    add_incident(
        told,
        facts=IncidentFacts(
            victim="被害人丁", time=datetime(2020, 7, 2), exactness=0, loss_fen=500_000
        ),
    )
    (mark,) = marks_of(told, read_lanes(told, [A])).marks
    assert (mark.kind, mark.since, mark.exactness) == ("incident", us("2020-07-02"), 0)
    assert mark.short == "被害人丁"
    assert "2020-07-02" in mark.text
    assert mark.until is None
    assert us("2020-07-03") - mark.since == DAY
