"""The timeline pane: lanes, zoom, selection and period in step, heat, playback, empty states."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from app.analysis.timeline.density import Density
from app.analysis.timeline.events import DAY, HOUR, SECOND, Events, to_us
from app.analysis.timeline.lanes import Lane, Order
from app.analysis.timeline.running import Running
from app.base import i18n
from app.base.progress import Progress
from app.gui.panes.timeline.canvas import LaneCanvas
from app.gui.panes.timeline.state import LaneState
from app.gui.panes.timeline.strokes import Frame, nearest, strokes_in, widths
from app.gui.panes.timeline.ticks import ticks
from app.model.selection import Period, Selection
from app.ops.money_flow import picture_of
from app.ops.timeline import Scene
from app.ops.tracing import TraceQuestion, trace
from tests.gui.conftest import rest
from tests.gui.panes_alone import alone
from tests.gui.statements import FIRST, VICTIM
from tests.gui.statements import SECOND as OTHER

__all__ = ["alone"]

NUMBERS = [FIRST[0], OTHER[0], VICTIM[0]]


@pytest.fixture
def window(qtbot, alone, runner, full_case):
    made = alone("timeline", full_case)
    made.session.select(Selection(accounts=tuple(NUMBERS)))
    made.pane.add_selection()
    rest(qtbot, runner)
    return made


def colours_of(widget) -> int:
    """How many different colours a picture has: nothing painted has few."""
    image = widget.grab().toImage()
    return len({image.pixel(x, y) for x in range(0, image.width(), 3)
                for y in range(0, image.height(), 3)})  # fmt: skip


def test_an_empty_case_says_what_the_pane_is_for(alone, empty_case):
    pane = alone("timeline", empty_case).pane
    assert pane._pages.currentWidget() is pane._nothing
    assert not pane.bar.isVisible()
    assert not empty_case.has_ledger


def test_without_lanes_the_whole_case_stands_there(alone, full_case):
    pane = alone("timeline", full_case).pane
    assert pane.page.start.isVisible()
    assert "of the whole case" in pane.page.says.whole()
    assert colours_of(pane.canvas) > 1


def test_lanes_from_the_selection(qtbot, window, runner):
    pane = window.pane
    assert [lane.numbers[0] for lane in pane.headings.lanes] == NUMBERS
    assert pane.headings.isVisible()
    scene = pane.canvas.shown.scene
    assert scene.is_single
    assert scene.whole
    assert len(pane.canvas.strokes) == len(scene.events)
    pane.add_selection()
    rest(qtbot, runner)
    assert "already" in window.message.text()


def test_who_comes_from_elsewhere_sees_what_is_selected(qtbot, alone, runner, full_case):
    window = alone("timeline", full_case)
    window.session.go_to("timeline", accounts=(FIRST[0],))
    qtbot.wait(5)
    rest(qtbot, runner)
    assert [lane.numbers[0] for lane in window.pane.headings.lanes] == [FIRST[0]]


def test_lanes_by_hand_pinned_and_removed(qtbot, window, runner):
    pane = window.pane
    first = pane.headings.lanes[0]
    pane.headings.move_wanted.emit(first, 1)
    assert [lane.numbers[0] for lane in pane.headings.lanes][:2] == [OTHER[0], FIRST[0]]
    assert pane.canvas.shown.rows.tolist() == [1, 0, 2]
    pane.headings.pin_wanted.emit(pane.headings.lanes[2])
    assert pane.headings.lanes[0].numbers[0] == VICTIM[0]
    kept = pane.state()
    assert LaneState.from_json(kept).pinned == [VICTIM[0]]
    pane.headings.remove_wanted.emit(pane.headings.lanes[0])
    rest(qtbot, runner)
    assert len(pane.headings.lanes) == 2
    pane.restore(kept)
    rest(qtbot, runner)
    assert [lane.numbers[0] for lane in pane.headings.lanes] == [VICTIM[0], OTHER[0], FIRST[0]]
    pane.bar.clear_wanted.emit()
    rest(qtbot, runner)
    assert pane.page.start.isVisible()


def test_lanes_become_one_and_fall_apart(qtbot, window, runner):
    headings = window.pane.headings
    window.session.select(Selection(accounts=(FIRST[0], VICTIM[0])))
    titles = [action.text() for action in headings.menu_of(headings.lanes[0]).actions()]
    assert "Put the chosen lanes into one" in titles
    headings.setFocus()
    qtbot.keyClick(headings, Qt.Key.Key_G)
    rest(qtbot, runner)
    assert [lane.numbers for lane in headings.lanes] in (
        [(OTHER[0],), (FIRST[0], VICTIM[0])], [(FIRST[0], VICTIM[0]), (OTHER[0],)],
    )  # fmt: skip
    group = next(lane for lane in headings.lanes if lane.is_folded)
    assert group.title == "测试甲 and others"
    headings.group_wanted.emit([group])
    rest(qtbot, runner)
    assert sorted(lane.numbers[0] for lane in headings.lanes) == sorted(NUMBERS)


def test_lanes_in_other_orders(window):
    pane = window.pane
    for order in Order:
        pane.bar.orders.setCurrentIndex(pane.bar.orders.findData(order.value))
        pane.bar.orders.activated.emit(pane.bar.orders.currentIndex())
        assert pane.lanes.order is order
        assert sorted(pane.canvas.shown.rows.tolist()) == [0, 1, 2]


def test_a_click_selects_the_transfer_everywhere(qtbot, window, runner):
    pane, told = window.pane, []
    window.session.flow_selected.connect(told.append)
    strokes = pane.canvas.strokes
    place = int(strokes.place[0])
    x, y = float(strokes.x0[0]), float((strokes.y0[0] + strokes.y1[0]) / 2)
    at = QPoint(round(x), round(y))
    hit = int(strokes.place[np.flatnonzero(strokes.place == nearest(strokes, x, y))[0]])
    qtbot.mouseMove(pane.canvas.viewport(), at)
    qtbot.mouseClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    rest(qtbot, runner)
    flow = int(pane.canvas.shown.scene.events.id[hit])
    assert [each.id for each in told] == [flow]
    assert window.session.selection.flows == (flow,)
    assert pane.canvas.shown.chosen.tolist() == [hit]
    window.session.select(Selection())
    assert pane.canvas.shown.chosen.tolist() == []
    assert place >= 0


def test_a_heading_selects_its_account(qtbot, window):
    pane = window.pane
    middle = QPoint(60, round(pane.canvas.frame.y(1.5)))
    qtbot.mouseClick(pane.headings, Qt.MouseButton.LeftButton, pos=middle)
    assert window.session.selection.accounts == (OTHER[0],)
    assert pane.canvas.shown.lanes == {1}
    pane.headings.setFocus()
    qtbot.keyClick(pane.headings, Qt.Key.Key_Down)
    assert window.session.selection.accounts == (VICTIM[0],)


def test_the_period_goes_both_ways(qtbot, window, runner):
    pane, session = window.pane, window.session
    day = Period(datetime(2020, 7, 2), datetime(2020, 7, 3) - timedelta(microseconds=1))
    session.set_period(day)
    frame = pane.canvas.frame
    assert frame.since < to_us(day.since) < to_us(day.until) < frame.until
    assert frame.until - frame.since < 2 * DAY
    axis = pane.axis
    left, right = QPoint(200, 20), QPoint(400, 20)
    qtbot.mousePress(axis, Qt.MouseButton.LeftButton, pos=left)
    qtbot.mouseMove(axis, right)
    qtbot.mouseRelease(axis, Qt.MouseButton.LeftButton, pos=right)
    assert session.period != day
    assert abs(to_us(session.period.since) - frame.moment(200)) < 5 * frame.us_per_px
    assert pane.canvas.frame == frame
    qtbot.mouseClick(axis, Qt.MouseButton.LeftButton, pos=left)
    assert not session.period
    rest(qtbot, runner)


def test_an_empty_period_is_said(window):
    window.session.set_period(Period(datetime(2001, 1, 1), datetime(2001, 1, 2)))
    assert "nothing moved in the period" in window.pane.page.says.whole()
    window.session.set_period(Period(datetime(2020, 7, 1), datetime(2020, 8, 1)))
    assert "in the period" in window.pane.page.says.whole()
    assert "nothing" not in window.pane.page.says.whole()
    window.session.set_period(Period())
    assert "in the period" not in window.pane.page.says.whole()


def test_one_account_of_a_person_goes_and_the_others_stay():
    state = LaneState(keys=["a", "party:7", "b"])
    lanes = [Lane(key, (1,), (key,), party=7) for key in ("x", "y", "z")]
    state.remove(lanes[1], [*lanes, Lane("a", (2,), ("a",)), Lane("b", (3,), ("b",))])
    assert state.keys == ["a", "x", "z", "b"]
    folded = Lane("party:8", (1, 2), ("p", "q"), party=8)
    state.add(["party:8"])
    state.remove(folded, [folded])
    assert state.keys == ["a", "x", "z", "b"]


def test_the_wheel_zooms_at_the_pointer(qtbot, window):
    canvas = window.pane.canvas
    before = canvas.frame
    at = before.moment(300)
    point = QPointF(300, 100)
    event = QWheelEvent(
        point, canvas.mapToGlobal(point), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    after = canvas.frame
    assert after.until - after.since < before.until - before.since
    assert after.moment(300) == pytest.approx(at, abs=2 * SECOND)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.frame.until - canvas.frame.since > after.until - after.since


def test_heat_cells_select(qtbot, window, runner):
    pane = window.pane
    pane.bar._pages.button(1).click()
    rest(qtbot, runner)
    assert pane._pages.currentWidget() is pane.heat
    heat = pane.heat._heat
    row, column = np.argwhere(heat.sums.week.flows)[0].tolist()
    pane.heat.week.chosen.emit(row, column)
    rest(qtbot, runner)
    assert len(window.session.selection.flows) == heat.sums.week.flows[row, column]
    row, column = np.argwhere(heat.sums.months.flows)[0].tolist()
    pane.heat.months.chosen.emit(row, column)
    rest(qtbot, runner)
    period = window.session.period
    assert period.until - period.since == timedelta(days=1) - timedelta(microseconds=1)
    assert pane.heat._heat.sums.total[0] == heat.sums.months.flows[row, column]


def test_heat_tells_money_in_its_currency(qtbot, alone, runner, dollars):
    pane = alone("timeline", dollars).pane
    assert pane.lanes.currency == "USD"  # no yuan moved at all
    assert "2 transfers of the whole case" in pane.page.says.whole()
    pane.bar._pages.button(1).click()
    rest(qtbot, runner)
    assert "800.00 USD" in pane.heat.facts.text()
    assert "¥" not in pane.heat.facts.text() + pane.heat._week_words(3, 10)
    assert not pane.bar.orders.isEnabled()
    pane.bar._pages.button(0).click()
    assert pane.bar.orders.isEnabled()


def test_playback_fits_the_time_in_sight(window):
    bar, scene = window.pane.playback, window.pane.canvas.shown.scene
    for length, least in ((HOUR, 10), (200 * DAY, 10), (SECOND, 1)):
        bar.show_scene(replace(scene, span=(0, 10**16)), 10**15, 10**15 + length)
        runs = length / bar.speed.currentData()
        assert least <= runs <= 120


def test_playback_steps_and_runs(qtbot, window):
    pane = window.pane
    pane.bar.play.setChecked(True)
    bar = pane.playback
    assert bar.isVisible()
    assert len(pane.canvas.strokes) <= 1
    bar.forward.click()
    first = bar.at
    bar.forward.click()
    assert bar.at > first
    assert any(share for share in pane.headings._shares)
    bar.back.click()
    assert bar.at == first
    bar.speed.setCurrentIndex(bar.speed.count() - 1)
    bar.toggle()
    qtbot.waitUntil(lambda: not bar.is_playing, timeout=20_000)
    assert len(pane.canvas.strokes) == len(pane.canvas.shown.scene.events)
    assert pane.step_back()
    assert not bar.isVisible()
    assert pane.canvas.shown.until is None
    assert pane.headings._shares == ()
    assert not pane.step_back()


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_pictures(qtbot, window, runner, dressed, name, language, tmp_path):
    i18n.use_language(language)
    try:
        dressed(name)
        pane = window.pane
        for page in (0, 1):
            pane.bar._pages.button(page).click()
            rest(qtbot, runner)
            assert colours_of(pane) > 12
    finally:
        i18n.use_language("en")


# The axis and the strokes


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (datetime(1990, 1, 1), datetime(2100, 12, 31)),
        (datetime(2020, 1, 1), datetime(2021, 1, 1)),
        (datetime(2020, 2, 27), datetime(2020, 3, 9)), (datetime(2020, 7, 2), datetime(2020, 7, 3)),
        (datetime(2020, 7, 2, 10), datetime(2020, 7, 2, 10, 0, 5)),
        (datetime(1991, 4, 13), datetime(1991, 4, 15)),
    ],
)  # fmt: skip
def test_ticks_are_few_round_and_in_order(since, until):
    found = ticks(to_us(since), to_us(until), 12)
    assert 2 <= len(found) <= 14
    places = [tick.at for tick in found]
    assert places == sorted(set(places))
    assert all(to_us(since) <= at <= to_us(until) for at in places)
    assert found[0].above or until.year - since.year > 5
    if until - since < timedelta(days=3):
        assert len({b - a for a, b in itertools.pairwise(places)}) == 1


def _events(moments, exactness, payer=0, payee=-1):
    count = len(moments)
    at = np.array(moments, np.int64)
    return Events(
        np.arange(count), np.full(count, payer, np.int32), np.full(count, payee, np.int32), at,
        at.copy(), np.array(exactness, np.int8), np.full(count, 100, np.int64),
        np.zeros(count, np.int8),
    )  # fmt: skip


def test_a_date_only_transfer_is_its_day():
    day = to_us(datetime(2020, 7, 2))
    events = _events([day, day + DAY - SECOND], [0, 2])
    frame = Frame(day, day + 2 * DAY, 0, 1, 400, 40)
    strokes = strokes_in(events, np.array([0], np.int32), frame, widths(events.amount))
    assert strokes.bar[0] == 200  # a day of 200 pixels, its line at noon
    assert strokes.x0.round(2).tolist() == [100.0, 200.0]
    assert strokes.bar[1] < 1


def test_what_lies_outside_is_not_drawn():
    start = to_us(datetime(2020, 7, 2))
    events = _events([start, start + 40 * DAY, start + 80 * DAY], [2, 2, 2])
    rows = np.array([5], np.int32)
    frame = Frame(start + 30 * DAY, start + 50 * DAY, 0, 10, 500, 200)
    wide = widths(events.amount)
    assert strokes_in(events, rows, frame, wide).place.tolist() == [1]
    below = Frame(start, start + 90 * DAY, 6, 10, 500, 200)
    assert len(strokes_in(events, rows, below, wide)) == 0
    assert len(strokes_in(events, rows, frame, wide, until=float(start))) == 0


def test_forty_thousand_in_five_hundred_lanes(qtbot, dressed):
    """Each drawn singly; the budget of 20 frames per second is measured apart, here far less."""
    many, rows = 40_000, 500
    rng = np.random.default_rng(6)
    start = to_us(datetime(2020, 1, 1))
    leave = np.sort(start + rng.integers(0, 365 * DAY, many))
    events = Events(
        np.arange(many), rng.integers(0, rows, many).astype(np.int32),
        rng.integers(-1, rows, many).astype(np.int32), leave, leave, np.full(many, 2, np.int8),
        rng.integers(1, 10**8, many), np.zeros(many, np.int8),
    )  # fmt: skip
    bins = np.zeros((rows, 366))
    density = Density(start, DAY, bins.astype(int), bins.astype(int), bins, bins)
    lanes = tuple(Lane(str(row), (row,), (str(row),)) for row in range(rows))
    scene = Scene(
        lanes, "CNY", start, start + 366 * DAY, density, events,
        Running(bins, np.zeros(rows, bool)), (), (), (), True, (start, start + 365 * DAY), (),
    )  # fmt: skip
    canvas = LaneCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(1170, 650)
    canvas.show()
    canvas.set_row_height(650 / rows)
    canvas.show_scene(scene, range(rows), by_amount=True)
    canvas.show_time(start, start + 365 * DAY)
    QApplication.processEvents()
    assert len(canvas.strokes) == many
    times = []
    for _step in range(10):
        begun = time.perf_counter()
        canvas.box.translateBy(x=6 * HOUR / SECOND)
        QApplication.processEvents()
        times.append(time.perf_counter() - begun)
    assert float(np.median(times)) < 0.2


def test_without_a_period_all_time_is_in_sight_again(qtbot, alone, runner, full_case):
    window = alone("timeline", full_case)
    canvas = window.pane.canvas
    whole = canvas.frame.until - canvas.frame.since
    window.session.set_period(Period(datetime(2020, 7, 2, 15), datetime(2020, 7, 2, 16)))
    qtbot.wait(200)
    rest(qtbot, runner)
    assert canvas.frame.until - canvas.frame.since < whole / 2
    window.session.set_period(Period())
    qtbot.wait(200)
    rest(qtbot, runner)
    assert canvas.shows_everything
    assert "of the whole case" in window.pane.page.says.whole()


def test_the_trace_in_front_gives_its_accounts_kept_or_not(qtbot, alone, runner, full_case):
    window = alone("timeline", full_case)
    asked = TraceQuestion(accounts=(VICTIM[0],))
    document = trace(full_case, question=asked, progress=Progress()).document
    picture = picture_of(asked, document)
    assert len(picture.cards) > 1
    window.session.trace.show(picture, {})
    window.pane.page.start.traced_wanted.emit()
    rest(qtbot, runner)
    assert {lane.numbers[0] for lane in window.pane.headings.lanes} == {
        card.account for card in picture.cards
    }
