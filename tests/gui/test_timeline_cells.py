"""The cells of a density: told, selected, zoomed to, by mouse and by keys."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip

from app.analysis.timeline.events import DAY, HOUR, from_us, to_us
from app.gui.panes.timeline.cells import Cell, box_of, cell_at, first_cell, next_cell
from app.gui.panes.timeline.saying import amount_words, cell_words, span_words
from app.model.selection import Selection
from app.ops import timeline
from tests.gui.conftest import rest
from tests.gui.panes_alone import alone
from tests.gui.statements import FIRST, VICTIM
from tests.gui.statements import SECOND as OTHER

__all__ = ["alone"]


@pytest.fixture
def dense(qtbot, alone, runner, full_case, monkeypatch):
    """The pane with three lanes whose transfers are too many to draw singly."""
    monkeypatch.setitem(timeline.scene.__kwdefaults__, "most", 1)
    window = alone("timeline", full_case)
    window.session.select(Selection(accounts=(FIRST[0], OTHER[0], VICTIM[0])))
    window.pane.add_selection()
    rest(qtbot, runner)
    window.session.select(Selection())
    assert window.pane.canvas.shown.scene.events is None
    return window


def cell_in(pane, row: int) -> Cell:
    """The first cell of a row in which something moved."""
    shown, frame = pane.canvas.shown, pane.canvas.frame
    found = first_cell(shown, frame)
    while found.row != row:
        found = next_cell(shown, found, rows=1)
    return found


def point_of(pane, cell: Cell):
    return box_of(pane.canvas.frame, cell).center().toPoint()


def test_hovering_says_lane_time_number_and_money(qtbot, dense):
    pane = dense.pane
    cell = cell_in(pane, 0)
    qtbot.mouseMove(pane.canvas.viewport(), point_of(pane, cell))
    assert pane.canvas.pointer.thing == cell
    assert QToolTip.text() == cell_words(cell, "CNY")
    lines = QToolTip.text().splitlines()
    assert lines[0] == "测试甲 …0014"
    assert span_words(cell.since, cell.until) == lines[1]
    density, lane = pane.canvas.shown.scene.density, 0
    place = (cell.since - density.since) // density.width
    assert (cell.came, cell.went) == (density.came[lane, place], density.went[lane, place])
    assert lines[2].startswith(f"in {cell.came} transfer")
    nothing = box_of(pane.canvas.frame, cell).center().toPoint()
    nothing.setX(5)
    qtbot.mouseMove(pane.canvas.viewport(), nothing)
    assert pane.canvas.pointer.thing is None


def test_a_click_selects_lane_and_time_and_moves_nothing(qtbot, dense, runner):
    pane, session = dense.pane, dense.session
    cell = cell_in(pane, 1)
    before = pane.canvas.frame
    qtbot.mouseClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point_of(pane, cell))
    assert session.selection.accounts == cell.lane.numbers == (OTHER[0],)
    assert to_us(session.period.since) == cell.since
    assert session.period.until == from_us(cell.until) - timedelta(microseconds=1)
    assert pane.canvas.frame == before
    rest(qtbot, runner)


def test_a_double_click_zooms_to_the_cell(qtbot, dense, runner):
    pane = dense.pane
    cell = cell_in(pane, 0)
    qtbot.mouseDClick(pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point_of(pane, cell))
    frame = pane.canvas.frame
    assert frame.since < cell.since < cell.until < frame.until
    assert frame.until - frame.since < 1.1 * (cell.until - cell.since)
    rest(qtbot, runner)


def test_keys_go_from_cell_to_cell(qtbot, dense, runner):
    pane, session = dense.pane, dense.session
    canvas = pane.canvas
    control = Qt.KeyboardModifier.ControlModifier
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right, control)
    first = canvas.pointer.thing
    assert isinstance(first, Cell)
    assert QToolTip.text() == cell_words(first, "CNY")
    qtbot.keyClick(canvas, Qt.Key.Key_Right, control)
    second = canvas.pointer.thing
    assert (second.row, second.since > first.since) == (first.row, True)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, control)
    assert canvas.pointer.thing.row == first.row + 1
    qtbot.keyClick(canvas, Qt.Key.Key_Up, control)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert session.selection.accounts == canvas.pointer.thing.lane.numbers
    chosen = canvas.pointer.thing
    assert to_us(session.period.since) == chosen.since
    qtbot.keyClick(canvas, Qt.Key.Key_Return, control)
    assert canvas.frame.until - canvas.frame.since < 1.1 * (chosen.until - chosen.since)
    rest(qtbot, runner)


def test_keys_go_from_transfer_to_transfer(qtbot, alone, runner, full_case):
    window = alone("timeline", full_case)
    window.session.select(Selection(accounts=(FIRST[0],)))
    window.pane.add_selection()
    rest(qtbot, runner)
    canvas, told = window.pane.canvas, []
    window.session.flow_selected.connect(told.append)
    canvas.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    for _twice in range(2):
        qtbot.keyClick(canvas, Qt.Key.Key_Right, control)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert [each.id for each in told] == [int(canvas.shown.scene.events.id[1])]


def test_cells_of_the_whole_case_have_no_account(qtbot, alone, runner, full_case):
    window = alone("timeline", full_case)
    cell = cell_in(window.pane, 0)
    assert cell.is_whole
    assert "in " not in cell_words(cell, "CNY")
    qtbot.mouseClick(
        window.pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point_of(window.pane, cell)
    )
    assert not window.session.selection
    assert to_us(window.session.period.since) == cell.since
    rest(qtbot, runner)


def test_a_thin_cell_is_hit_beside_it(dense):
    shown, frame = dense.pane.canvas.shown, dense.pane.canvas.frame
    cell = cell_in(dense.pane, 0)
    y = float(frame.y(0.5))
    assert cell_at(shown, frame, float(frame.x(cell.since)) - 2, y) == cell
    assert cell_at(shown, frame, float(frame.x(cell.since)) - 40, y) is None
    assert np.isclose(box_of(frame, cell).top(), float(frame.y(cell.row)))


def test_amounts_and_times_in_words():
    assert amount_words(138_000_000, "CNY") == "138.00万 (¥1,380,000.00)"
    assert amount_words(999_999, "CNY") == "¥9,999.99"
    assert amount_words(5, "USD") == "0.05 USD"
    day = 18_445 * DAY
    assert span_words(day, day + DAY) == "2020-07-02 (1 day)"
    assert span_words(day, day + 7 * DAY) == "2020-07-02 – 2020-07-08 (7 days)"
    assert span_words(day, day + HOUR) == "2020-07-02 00:00 – 2020-07-02 01:00 (1 hour)"
