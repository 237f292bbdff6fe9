"""The timeline as a picture for the case file, and all time with what is marked in it."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from app.analysis.timeline.events import from_us
from app.model import MeasureAction
from app.model.selection import Selection
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


def test_a_picture_holds_lanes_numbers_legend_and_case_number(window, tmp_path):
    pane = window.pane
    pane.output.write(tmp_path / "a.svg", "A-1")
    drawing = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(str(tmp_path / "a.svg")).isValid()
    for text in (
        "A-1",
        "蓝鲸案",
        "测试甲",
        "6217 9900 0000 000 0014",
        "Fast in, fast out",
        "Asia/",
    ):
        assert text in drawing, text
    assert len(drawing) < 2_000_000
    assert "a.svg" in window.message.text()


def test_all_lanes_are_drawn_whatever_is_scrolled_away(window, tmp_path):
    pane = window.pane
    pane.canvas.set_row_height(160)
    pane.output.write(tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() > 2 * 1366
    assert image.height() > 2 * 3 * 60
    pane.output.write(tmp_path / "name")
    assert (tmp_path / "name.pdf").read_bytes().startswith(b"%PDF")


def test_a_density_is_drawn_too(qtbot, alone, runner, full_case, tmp_path):
    window = alone("timeline", full_case)
    window.pane.output.write(tmp_path / "all.png")
    image = QImage(str(tmp_path / "all.png"))
    left = image.width() // 5
    seen = {image.pixel(x, y) for x in range(left, image.width(), 2) for y in range(300, 760, 20)}
    assert len(seen) > 3


def test_a_file_that_cannot_be_written_is_said(window, tmp_path):
    window.pane.output.write(tmp_path / "nowhere" / "a.png")
    assert "cannot be written" in window.message.text()


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
