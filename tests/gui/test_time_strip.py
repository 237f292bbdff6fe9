"""The brush along the bottom: by mouse, by keys, and the arithmetic under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolTip

from app.gui.time_strip import state
from app.gui.time_strip.canvas import TimeCanvas, period_words
from app.gui.time_strip.presets import Happened, happened, hour_after, last_days, typed
from app.gui.time_strip.state import Span, Unit
from app.model.selection import Period
from app.ops.activity import Bin
from app.ops.incidents import IncidentFacts, IncidentRow, PaymentRow, add_incident
from tests.gui.conftest import rest

FIRST = datetime(2020, 6, 29)
SPAN = Span(FIRST, FIRST + timedelta(days=60))


@pytest.fixture
def canvas(qtbot, dressed):
    made = TimeCanvas()
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show_bins([Bin(FIRST + timedelta(days=n), n % 5, n * 100) for n in range(60)])
    made.show()
    return made


def test_heights_keep_the_smallest_in_sight():
    assert state.heights([0, 1, 1_000_000], log=False) == [0.0, 0.03, 1.0]
    low, high = state.heights([10, 1_000_000], log=True)
    assert 0.1 < low < high == 1.0
    assert state.heights([0, 0], log=True) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("unit", "since", "until"),
    [
        (Unit.DAY, "2020-07-02", "2020-07-02"),
        (Unit.WEEK, "2020-06-29", "2020-07-05"),
        (Unit.MONTH, "2020-07-01", "2020-07-31"),
    ],
)
def test_units_are_whole(unit, since, until):
    period = state.unit_at(datetime(2020, 7, 2, 15, 30), unit)
    assert (period.since.date().isoformat(), period.until.date().isoformat()) == (since, until)
    assert period.until - period.since + state.TICK >= timedelta(days=1)


def test_steps_stop_at_the_ends():
    first = state.stepped(Period(), SPAN, Unit.WEEK, 1)
    assert first.since == FIRST
    assert state.stepped(first, SPAN, Unit.WEEK, -1) == first
    second = state.stepped(first, SPAN, Unit.WEEK, 1)
    assert second.since == FIRST + timedelta(days=7)
    july = state.unit_at(datetime(2020, 7, 9), Unit.MONTH)
    assert state.stepped(july, SPAN, Unit.MONTH, 1).since == datetime(2020, 8, 1)
    assert state.stepped(july, SPAN, Unit.MONTH, 5) == july


def test_moving_keeps_the_length():
    period = Period(FIRST, FIRST + timedelta(days=3) - state.TICK)
    for days in (-5, 4, 400):
        there = state.moved(period, SPAN, timedelta(days=days))
        assert there.until - there.since == period.until - period.since
        assert there.since >= SPAN.first
        assert there.until < SPAN.end


def test_words_of_a_period():
    assert period_words(Period()) == "all time"
    assert period_words(state.unit_at(FIRST, Unit.DAY)) == "2020-06-29"
    assert period_words(state.unit_at(FIRST, Unit.WEEK)) == "2020-06-29 … 2020-07-05"
    assert "15:00" in period_words(Period(FIRST.replace(hour=15), None))


def test_dates_do_not_crowd():
    for days in (1, 30, 200, 4000):
        shown = state.ticks(Span(FIRST, FIRST + timedelta(days=days)), 8)
        assert 1 <= len(shown) <= 9


def drag(qtbot, canvas: TimeCanvas, start: int, end: int) -> None:
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(start, 20))
    qtbot.mouseMove(canvas, QPoint((start + end) // 2, 20))
    qtbot.mouseMove(canvas, QPoint(end, 20))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(end, 20))


def test_brush_by_mouse(qtbot, canvas):
    told: list[Period] = []
    canvas.period_wanted.connect(told.append)
    drag(qtbot, canvas, 100, 200)
    made = told[-1]
    assert made.since.time() == datetime.min.time()
    assert 9 <= (made.until - made.since).days <= 11
    left, right = canvas._brush()
    drag(qtbot, canvas, round(right), round(right) + 50)
    assert told[-1].since == made.since
    assert told[-1].until > made.until
    left, right = canvas._brush()
    drag(qtbot, canvas, round(left + right) // 2, round(left + right) // 2 + 60)
    assert told[-1].since > made.since
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert told[-1] == Period()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert told[-1].since.date().isoformat() == "2020-06-30"


def test_brush_by_keys(qtbot, canvas):
    told: list[Period] = []
    canvas.period_wanted.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(canvas, key)
    assert told[-1] == state.unit_at(FIRST, Unit.DAY)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert told[-1].until == told[-2].until + timedelta(days=1)
    qtbot.keyClick(canvas, "m")
    assert told[-1].until.date().isoformat() == "2020-06-30"
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert told[-1] == Period()


def test_strip_and_session_follow_each_other(qtbot, opened, runner, full_case):
    window = opened(full_case)
    strip = window.strip
    assert strip.canvas.span is not None
    strip.forward.click()
    assert window.session.period.since.date().isoformat() == "2020-07-02"
    assert "2020-07-02" in window.status.text()
    strip.all.click()
    assert not window.session.period
    strip.amounts.click()
    strip.log.click()
    rest(qtbot, runner)
    window.session.set_period(state.unit_at(datetime(2020, 7, 3), Unit.DAY))
    assert strip._words.text() == "2020-07-03"


def test_empty_case_has_an_empty_strip(opened, empty_case):
    window = opened(empty_case)
    assert window.strip.canvas.span is None
    assert not window.strip.forward.isEnabled()
    assert not empty_case.has_ledger


def test_a_brush_of_whole_days_stays_one_when_it_is_pushed():
    days = Period(datetime(2020, 7, 2), datetime(2020, 7, 4) - state.TICK)
    span = state.Span(datetime(2020, 1, 1), datetime(2020, 12, 31))
    pushed = state.moved(days, span, timedelta(days=3, hours=9, minutes=41))
    assert pushed.since == datetime(2020, 7, 5)
    assert pushed.until == datetime(2020, 7, 7) - state.TICK
    hour = Period(datetime(2020, 7, 2, 15), datetime(2020, 7, 2, 16) - state.TICK)
    assert state.moved(hour, span, timedelta(minutes=100)).since == datetime(2020, 7, 2, 17)
    odd = Period(datetime(2020, 7, 2, 15, 0, 7), datetime(2020, 7, 2, 16))
    assert state.moved(odd, span, timedelta(seconds=3)).since == datetime(2020, 7, 2, 15, 0, 10)


def test_the_first_month_is_named():
    span = state.Span(datetime(2020, 1, 1), datetime(2020, 7, 5))
    assert [text for _at, text in state.ticks(span, 9)][:2] == ["2020-01", "2020-02"]
    late = state.Span(datetime(2020, 1, 2), datetime(2021, 2, 1))
    assert next(text for _at, text in state.ticks(late, 20)) == "2020-02"


def test_a_case_in_another_currency_fills_the_strip(qtbot, opened, runner, dollars):
    window = opened(dollars)
    canvas = window.strip.canvas
    assert canvas.span is not None
    qtbot.mouseMove(canvas, canvas.rect().center())
    qtbot.mouseMove(canvas, QPoint(8, 20))
    assert "100.00 USD" in QToolTip.text()


def test_the_hour_after_an_incident_begins_with_its_first_payment():
    paid, told = datetime(2020, 7, 2, 15, 30), datetime(2020, 7, 2, 23)
    payment = PaymentRow(
        1, "flow", None, paid, 2, None, None, None, None, "bank", 100, "", None
    )  # fmt: skip
    row = IncidentRow(1, IncidentFacts(victim="丁", time=told), (payment,), told, "x", None)
    (each,) = happened([row])
    assert hour_after(each).since == paid
    bare = replace(row, facts=IncidentFacts(victim="丁", time=datetime(2020, 7, 2), exactness=0))
    assert bare.happened == (paid, 2)
    before = replace(row, facts=IncidentFacts(victim="丁", time=datetime(2020, 7, 1), exactness=0))
    assert before.happened == (datetime(2020, 7, 1), 0)
    assert replace(row, facts=IncidentFacts(victim="丁"), payments=()).happened is None


def test_presets_of_incidents_and_the_last_days():
    exact = Happened(1, "警情", datetime(2020, 7, 2, 23, 30), 2)
    period = hour_after(exact)
    assert period.since == exact.time
    assert period.until == datetime(2020, 7, 3, 0, 30) - state.TICK
    vague = Happened(2, "警情", datetime(2020, 7, 2), 0)
    assert hour_after(vague) == state.unit_at(vague.time, Unit.DAY)
    week = last_days(SPAN, 7)
    assert week.until == SPAN.end - state.TICK
    assert week.since == SPAN.end - timedelta(days=7)
    assert last_days(SPAN, 999).since == SPAN.first


@pytest.mark.parametrize(
    ("text", "since", "length"),
    [
        ("2020-07-02", datetime(2020, 7, 2), timedelta(days=1)),
        (" 20200702 ", datetime(2020, 7, 2), timedelta(days=1)),
        ("2020年7月2日", datetime(2020, 7, 2), timedelta(days=1)),
        ("2020-07-02 15:30", datetime(2020, 7, 2, 15, 30), timedelta(hours=1)),
        ("2020-07-02 23:59:59", datetime(2020, 7, 2, 23, 59, 59), timedelta(hours=1)),
    ],
)
def test_a_typed_date_is_a_period(text, since, length):
    period = typed(text)
    assert period.since == since
    assert period.until + state.TICK == since + length


def test_what_is_no_date():
    for text in ("", "昨天", "2020-13-01", "0001-01-01"):
        assert typed(text) is None


def test_the_menu_sets_the_period(qtbot, opened, runner, full_case):
    add_incident(
        full_case,
        facts=IncidentFacts(victim="被害人丁", time=datetime(2020, 7, 2, 15), exactness=2),
    )
    window = opened(full_case)
    menu = window.strip.menu
    for _twice in range(2):  # it is filled anew each time, with one place to type
        menu._fill()
        assert menu.actions()[0].defaultWidget() is menu.jump
    titles = [action.text() for action in menu.actions()]
    assert titles.count("The last week") == 1
    (hour,) = [each for each in menu.actions() if each.text() == "The hour after the incident"]
    hour.trigger()
    assert window.session.period.since == datetime(2020, 7, 2, 15)
    menu.jump.setText("gestern")
    qtbot.keyClick(menu.jump, Qt.Key.Key_Return)
    assert "is no date" in window.message.text()
    menu.jump.setText("2020-07-03")
    qtbot.keyClick(menu.jump, Qt.Key.Key_Return)
    assert period_words(window.session.period) == "2020-07-03"
