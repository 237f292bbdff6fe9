"""Marks on the timeline: incidents, measures of both kinds, calls; what they lead to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app.analysis.timeline.events import to_us
from app.model import MeasureAction
from app.ops import timeline_marks
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.measure_editing import add_measure, lift_measure
from app.ops.timeline_lanes import read_lanes
from app.ops.timeline_marks import marks_of
from tests.unit.ops.rows import Row, take
from tests.unit.ops.test_calls import FIRST, ID, OTHER, SECOND, fill

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

A, B, C = "6212260000000000042", "6222020000000000034", "6217000000000000011"
START = datetime(2020, 7, 2, 16)


@pytest.fixture
def paid(case: CaseFile, tmp_path: Path) -> CaseFile:
    take(
        case, tmp_path,
        [
            Row(A, "2020-07-02 10:00:00", -500_000, B, own_name="测试戊", own_id=ID),
            Row(C, "2020-07-02 11:00:00", -1_000, B, own_name="测试戊", own_id=ID),
        ],
    )  # fmt: skip
    return case


def test_both_kinds_of_measures_stand_in_their_lane(paid):
    incident, *_rest = add_incident(paid, facts=IncidentFacts(victim="被害人丁", time=START))
    stop, *_rest = add_measure(
        paid, account=A, action=MeasureAction.STOP_PAYMENT, since=START, incident=incident
    )
    add_measure(paid, account=B, action=MeasureAction.FREEZE, since=START + timedelta(hours=1))
    marks = {mark.action: mark for mark in marks_of(paid, read_lanes(paid, [A, B])).marks}
    held = marks["stop_payment"]
    assert (held.lanes, held.account, held.incident) == ((A,), A, incident)
    assert held.until == to_us(START + timedelta(hours=48))
    assert "stop-payment of …0042" in held.text
    assert marks["freeze"].lanes == (B,)
    assert marks["freeze"].account == B
    assert marks[""].kind == "incident"
    lift_measure(paid, measure=stop, at=START + timedelta(hours=5), why="无关")
    (lifted,) = [m for m in marks_of(paid, read_lanes(paid, [A])).marks if m.kind == "measure"]
    assert lifted.until == to_us(START + timedelta(hours=5))


def test_measures_of_other_accounts_stand_only_where_there_is_no_lane(paid):
    add_measure(paid, account=B, action=MeasureAction.FREEZE, since=START)
    assert marks_of(paid, read_lanes(paid, [A])).marks == ()
    (mark,) = marks_of(paid, []).marks
    assert (mark.kind, mark.lanes) == ("measure", ())


def test_calls_stand_in_all_lanes_of_their_person(paid, tmp_path):
    fill(paid, tmp_path / "returns")
    found = marks_of(paid, read_lanes(paid, [A, B, C]))
    calls = [mark for mark in found.marks if mark.kind == "call"]
    assert len(calls) == 2
    assert {mark.lanes for mark in calls} == {(A, C)}
    assert found.calls_left == 0
    first = calls[0]
    assert first.since == to_us(datetime(2020, 7, 2, 15, 29))
    assert first.party is not None
    assert FIRST in first.text
    assert SECOND in first.text
    assert OTHER not in first.text
    assert "line 2" in first.text
    assert "本方话单.csv" in first.text


def test_calls_that_are_not_marked_are_counted(paid, tmp_path, monkeypatch):
    fill(paid, tmp_path / "returns")
    monkeypatch.setattr(timeline_marks, "MOST_CALLS", 1)
    found = marks_of(paid, read_lanes(paid, [A]))
    assert len([mark for mark in found.marks if mark.kind == "call"]) == 1
    assert found.calls_left == 1
