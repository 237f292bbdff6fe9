"""The timeline as a picture for the case file, and all time with what is marked in it."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from app.analysis.timeline.events import from_us
from app.base import money
from app.gui import words
from app.gui.panes.timeline import picture
from app.model import MeasureAction
from app.model.selection import Period, Selection
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.measure_editing import add_measure
from tests.gui.conftest import rest
from tests.gui.panes_alone import alone
from tests.gui.statements import FIRST, SECOND, VICTIM
from tests.gui.test_timeline_found import colours_near

__all__ = ["alone"]


@pytest.fixture
def window(qtbot, alone, runner, full_case):
    made = alone("timeline", full_case)
    made.session.select(Selection(accounts=(FIRST[0], SECOND[0], VICTIM[0])))
    made.pane.add_selection()
    rest(qtbot, runner)
    return made


@pytest.fixture
def write(qtbot, runner, tmp_path):
    """Writes a picture and waits for it."""

    def done(pane, name, number="", **how):
        pane.output.write(tmp_path / name, number, **how)
        rest(qtbot, runner)
        return tmp_path / name

    return done


def test_a_picture_holds_lanes_numbers_legend_and_case_number(window, write, tmp_path):
    pane = window.pane
    write(pane, "a.svg", "A-1")
    drawing = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(str(tmp_path / "a.svg")).isValid()
    for text in (
        "A-1",
        "蓝鲸案",
        "测试甲",
        "6217 9900 0000 000 0014",
        "Fast in, fast out",
        "Asia/",
        "money in CNY",
    ):
        assert text in drawing, text
    assert len(drawing) < 2_000_000
    assert "a.svg" in window.message.text()


def test_all_lanes_are_drawn_whatever_is_scrolled_away(window, write, tmp_path):
    pane = window.pane
    pane.canvas.set_row_height(160)
    write(pane, "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() > 2 * 1366
    assert image.height() > 2 * 3 * 60
    write(pane, "name")
    assert (tmp_path / "name.pdf").read_bytes().startswith(b"%PDF")


def test_a_density_is_drawn_too(alone, write, full_case, tmp_path):
    window = alone("timeline", full_case)
    write(window.pane, "all.png")
    image = QImage(str(tmp_path / "all.png"))
    left = image.width() // 5
    seen = {image.pixel(x, y) for x in range(left, image.width(), 2) for y in range(300, 760, 20)}
    assert len(seen) > 3


def test_a_file_that_cannot_be_written_is_said(window, write):
    write(window.pane, "nowhere/a.png")
    assert "cannot be written" in window.message.text()


def test_paper_is_light_and_whole_whatever_the_screen_is(window, write, dressed):
    light = QImage(str(write(window.pane, "light.png")))
    dressed("dark")
    words.set_masked(masked=True)
    try:
        assert QImage(str(write(window.pane, "dark.png"))) == light
        drawing = write(window.pane, "a.svg").read_text(encoding="utf-8")
    finally:
        words.set_masked(masked=False)
    assert "测试甲" in drawing
    assert "6217 9900 0000 000 0014" in drawing


def test_the_lanes_in_sight_alone(qtbot, window, write):
    pane = window.pane
    pane.canvas.set_row_height(160)
    window.resize(1366, 300)
    qtbot.wait(5)
    seen = math.ceil(pane.canvas.frame.bottom)
    assert seen < 3
    drawing = write(pane, "a.svg", seen=True).read_text(encoding="utf-8")
    assert f"{seen} lane" in drawing
    assert words.grouped(VICTIM[0]) not in drawing
    assert words.grouped(VICTIM[0]) in write(pane, "b.svg").read_text(encoding="utf-8")


def test_a_lane_of_several_accounts_tells_them_below(qtbot, runner, window, write):
    window.pane.headings.group_wanted.emit(list(window.pane.headings.lanes))
    rest(qtbot, runner)
    drawing = write(window.pane, "a.svg").read_text(encoding="utf-8")
    for number, holder in ((FIRST[0], "测试甲"), (SECOND[0], ""), (VICTIM[0], "")):
        assert words.grouped(number) in drawing
        assert holder in drawing


def test_a_density_says_its_steps_and_scale(alone, write, full_case):
    pane = alone("timeline", full_case).pane
    pane.bar.log.setChecked(True)
    drawing = write(pane, "a.svg").read_text(encoding="utf-8")
    assert "density in steps of 1 hour, by amount; bars logarithmic" in drawing
    pane.bar.amount.setChecked(False)
    assert "by number" in write(pane, "a.svg").read_text(encoding="utf-8")


def test_file_and_case_number_are_asked_for(qtbot, runner, alone, full_case, monkeypatch, tmp_path):
    add_incident(
        full_case, facts=IncidentFacts(victim="被害人丁", case_no="蓝公〔2020〕7号",
                                       time=datetime(2020, 7, 2, 15), exactness=2),
    )  # fmt: skip
    window = alone("timeline", full_case)
    pane, asked = window.pane, []
    window.session.select(Selection(incidents=(pane.axis.marks[0].incident,)))

    def ask_file(_parent, _title, name, _kinds):
        asked.append(name)
        return tmp_path / f"{len(asked)}"

    def ask_number(*_words, text):
        asked.append(text)
        return text, True

    monkeypatch.setattr("app.gui.picture_file.choose_target", ask_file)
    monkeypatch.setattr("app.gui.picture_file.QInputDialog.getText", ask_number)
    pane.canvas.setFocus()
    qtbot.keyClick(pane.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    rest(qtbot, runner)
    assert "蓝公〔2020〕7号" in asked[0]
    assert window.session.case.name in asked[0]
    assert asked[1] == "蓝公〔2020〕7号"
    assert (tmp_path / "1.pdf").read_bytes().startswith(b"%PDF")
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(pane.canvas, Qt.Key.Key_S, both)
    rest(qtbot, runner)
    assert (tmp_path / "3.pdf").exists()


def test_many_strokes_are_sharper_on_paper(window, write, monkeypatch):
    monkeypatch.setattr(picture, "SINGLE_MOST", 1)
    sharp = QImage(str(write(window.pane, "a.png")))
    monkeypatch.setattr(picture, "SHARP_MOST", 1)
    coarse = QImage(str(write(window.pane, "b.png")))
    assert sharp.size() == coarse.size()
    assert sharp != coarse


def test_nothing_to_draw_is_said(qtbot, alone, runner, empty_case):
    window = alone("timeline", empty_case)
    window.pane.output.ask()
    assert "no lane" in window.message.text()


def test_all_time_takes_in_marks_that_are_near(qtbot, alone, runner, full_case):
    add_incident(
        full_case,
        facts=IncidentFacts(victim="被害人丁", time=datetime(2020, 7, 1, 22), exactness=2),
    )
    for year in (2020, 2026):
        add_measure(
            full_case, account=FIRST[0], action=MeasureAction.FREEZE, since=datetime(year, 7, 6)
        )
    window = alone("timeline", full_case)
    window.session.select(Selection(accounts=(FIRST[0], SECOND[0])))
    window.pane.add_selection()
    rest(qtbot, runner)
    frame = window.pane.canvas.frame
    assert from_us(frame.until).date() == datetime(2020, 7, 6).date()
    assert colours_near(window.pane.axis)
    window.pane.canvas.zoom(0.1)
    window.pane.show_all()
    assert from_us(window.pane.canvas.frame.until).year == 2020
    assert window.pane.canvas.shows_everything
    assert "1 mark lies far before or after" in window.pane.page.says.whole()


def test_without_lanes_all_incidents_belong_to_all_time(alone, full_case):
    add_incident(
        full_case,
        facts=IncidentFacts(victim="被害人丁", time=datetime(2020, 6, 30, 22), exactness=2),
    )
    frame = alone("timeline", full_case).pane.canvas.frame
    assert from_us(frame.since) < datetime(2020, 6, 30, 22)


def test_heat_is_a_picture_for_the_case_file_too(qtbot, runner, window, monkeypatch, tmp_path):
    pane = window.pane
    pane.bar._pages.button(1).click()
    rest(qtbot, runner)
    asked = []

    def given(_parent, name, number):
        asked.append(name)
        return tmp_path / "hours.svg", "A-7"

    monkeypatch.setattr("app.gui.panes.timeline.output.ask_picture", given)
    pane.bar.save.click()
    rest(qtbot, runner)
    assert asked
    assert "Heat" in asked[0]
    drawing = (tmp_path / "hours.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(str(tmp_path / "hours.svg")).isValid()
    week = pane.heat.heat.sums.week
    row, column = np.argwhere(week.fen > 10_000)[0].tolist()
    for text in (
        "A-7", "蓝鲸案", "3 lanes", "all time", "money in CNY", "Hour by weekday, by amount",
        "6217 9900 0000 000 0014", "测试甲", money.in_wan(int(week.fen[row, column])),
        "off work by the calendar",
    ):  # fmt: skip
        assert text in drawing, text


def test_a_matrix_without_anything_is_drawn(qtbot, alone, runner, full_case, tmp_path):
    window = alone("timeline", full_case)
    window.session.set_period(Period(datetime(2031, 1, 1), datetime(2031, 1, 2)))
    window.pane.bar._pages.button(1).click()
    rest(qtbot, runner)
    window.pane.output.write_heat(tmp_path / "none.png")
    rest(qtbot, runner)
    assert not QImage(str(tmp_path / "none.png")).isNull()
