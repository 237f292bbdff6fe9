"""Patterns and marks over the lanes: in densities too, told and chosen, and nothing unsaid."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolTip

from app.analysis.timeline.events import to_us
from app.analysis.timeline.pairs import Pair, fast_pairs
from app.analysis.timeline.rhythm import Stretch
from app.gui.panes.timeline import legend, rhythm_step
from app.gui.panes.timeline.axis import HEIGHT
from app.gui.panes.timeline.found import BRACKETS_MOST, Patterns, found_at
from app.gui.panes.timeline.marks import marks_at
from app.gui.panes.timeline.saying import mark_words
from app.model import MeasureAction
from app.model.selection import Selection
from app.ops import timeline, timeline_rhythm
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.measure_editing import add_measure
from app.ops.timeline import Sought
from app.ops.timeline_marks import Mark
from tests.gui.conftest import rest
from tests.gui.panes_alone import alone
from tests.gui.statements import FIRST, VICTIM
from tests.gui.statements import SECOND as OTHER

__all__ = ["alone"]

NUMBERS = (FIRST[0], OTHER[0], VICTIM[0])


quiet_popups = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def lanes(qtbot, alone, runner, full_case, monkeypatch):
    """Shows the pane with three lanes; half of what came to the first of them goes on at once."""
    monkeypatch.setitem(fast_pairs.__kwdefaults__, "share", 0.5)

    def show():
        window = alone("timeline", full_case)
        window.session.select(Selection(accounts=NUMBERS))
        window.pane.add_selection()
        rest(qtbot, runner)
        window.session.select(Selection())
        return window

    return show


def dense(monkeypatch) -> None:
    monkeypatch.setitem(timeline.scene.__kwdefaults__, "most", 1)


def test_a_density_shows_the_same_pairs(lanes, monkeypatch):
    singly = lanes().pane.canvas.shown.scene
    assert singly.pairs
    dense(monkeypatch)
    pane = lanes().pane
    scene = pane.canvas.shown.scene
    assert not scene.is_single
    assert scene.sought is Sought.ALL
    assert scene.pairs == singly.pairs
    assert "fast in and out" in pane.page.says.whole()
    violet = {(142, 63, 168)}
    assert violet & colours_near(pane.canvas)


def colours_near(widget) -> set[tuple[int, int, int]]:
    image = widget.grab().toImage()
    found = set()
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            found.add((colour.red(), colour.green(), colour.blue()))
    return found


def test_too_many_are_said_with_a_way_to_see_them(lanes, monkeypatch):
    dense(monkeypatch)
    monkeypatch.setattr(rhythm_step, "RHYTHM_MOST", 1)
    pane = lanes().pane
    assert pane.canvas.shown.scene.sought is Sought.TOO_MANY
    assert "too many for fast in and out, silence and bursts" in pane.page.says.whole()
    assert "zoom in" in pane.page.says.whole()


def test_a_time_with_few_of_many_is_looked_through(qtbot, lanes, runner, monkeypatch):
    dense(monkeypatch)
    monkeypatch.setattr(rhythm_step, "RHYTHM_MOST", 3)
    monkeypatch.setattr(timeline_rhythm, "RHYTHM_MOST", 3)
    pane = lanes().pane
    day = to_us(datetime(2020, 7, 2))
    pane.canvas.show_time(day + 55_850_000_000, day + 55_890_000_000)
    qtbot.wait(200)
    rest(qtbot, runner)
    assert pane.canvas.shown.scene.sought in (Sought.LOADED, Sought.ALL)


def test_lanes_that_are_too_low_are_said(qtbot, lanes):
    pane = lanes().pane
    assert "too low" not in pane.page.says.whole()
    pane.canvas.set_row_height(4)
    qtbot.wait(200)
    assert "too low" in pane.page.says.whole()


def test_pairs_are_told_and_chosen(qtbot, lanes, runner):
    window = lanes()
    pane = window.pane
    canvas = pane.canvas
    pair = canvas.shown.scene.pairs[0]
    canvas.show_time(pair.since - 30_000_000, pair.until + 30_000_000)
    frame = canvas.frame
    row = int(canvas.shown.rows[pair.lane])
    at = QPoint(
        round(float(frame.x(pair.since)) + (frame.x(pair.until) - frame.x(pair.since)) / 4),
        round(float(frame.y(row + 1)) - 3),
    )
    assert found_at(canvas.shown, frame, at.x(), at.y()) == pair
    qtbot.mouseMove(canvas.viewport(), at)
    assert "Fast in, fast out" in QToolTip.text()
    assert f"{pair.share:.0%}" in QToolTip.text()
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert set(window.session.selection.flows) == {pair.came, *pair.went}
    rest(qtbot, runner)


def test_many_pairs_in_few_pixels_each_leave_a_trace(lanes):
    shown = lanes().pane.canvas.shown
    many = [Pair(0, n, (n,), 10**15 + n, 10**15 + n + 5, 10, 9) for n in range(BRACKETS_MOST * 3)]
    shown.scene = _with(shown.scene, pairs=tuple(many), gaps=(Stretch(1, 5, 9, 0),))
    patterns = Patterns.of(shown.scene)
    assert len(patterns.pairs.lane) == BRACKETS_MOST * 3
    assert patterns.gaps.until.tolist() == [9]
    assert np.all(np.diff(patterns.pairs.since) == 1)


def _with(scene, **what):
    from dataclasses import replace

    return replace(scene, **what)


def test_marks_lead_to_their_record(qtbot, lanes, runner, full_case):
    made = add_incident(
        full_case,
        facts=IncidentFacts(victim="被害人丁", time=datetime(2020, 7, 2, 15), exactness=2),
    )
    add_measure(
        full_case, account=FIRST[0], action=MeasureAction.STOP_PAYMENT,
        since=datetime(2020, 7, 2, 20),
    )  # fmt: skip
    window = lanes()
    pane, session = window.pane, window.session
    pane.canvas.show_time(to_us(datetime(2020, 7, 2, 14)), to_us(datetime(2020, 7, 2, 22)))
    frame = pane.canvas.frame
    incident = next(mark for mark in pane.axis.marks if mark.kind == "incident")
    at = QPoint(round(float(frame.x(incident.since))), HEIGHT - 8)
    qtbot.mouseMove(pane.axis, at)
    assert QToolTip.text() == incident.text
    qtbot.mouseClick(pane.axis, Qt.MouseButton.LeftButton, pos=at)
    assert session.selection.incidents == (incident.incident,)
    assert incident.incident in made
    measure = next(mark for mark in pane.axis.marks if mark.kind == "measure")
    x, y = float(frame.x(measure.since)) + 8, float(frame.y(0)) + 9
    assert marks_at(frame, pane.canvas.marks, pane.canvas.rows, x, y) == [measure]
    here = QPoint(round(x), round(y))
    qtbot.mouseMove(pane.canvas.viewport(), here)
    assert "stop-payment of …0014" in QToolTip.text()
    qtbot.mouseClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=here)
    assert session.selection.accounts == (FIRST[0],)
    assert "stop-payment" in window.message.text()
    rest(qtbot, runner)


def test_more_marks_than_fit_are_counted():
    marks = tuple(Mark("call", n, 2, None, (), "", f"call {n}") for n in range(11))
    lines = mark_words(marks).splitlines()
    assert lines[-1] == "and 3 more"
    assert len(lines) == 9


@quiet_popups
def test_the_legend_explains_every_sign(qtbot, lanes):
    pane = lanes().pane
    pane.bar.legend.click()
    (card,) = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, legend.LegendCard)
    ]
    assert card.isVisible()
    assert card.width() >= card.sizeHint().width()
    image = card.grab().toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(seen) > 20
    card.close()
