"""The transfers pane: chips, menus, histogram, columns, saved filters, tags, copies, files."""

from __future__ import annotations

import csv
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QElapsedTimer, QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton

from app.base import i18n
from app.base.progress import Progress
from app.gui import theme, words
from app.gui.panes.transfers.chips import with_condition
from app.gui.panes.transfers.columns import COLUMNS, NAMES
from app.gui.panes.transfers.header_menu import sorted_by, with_value
from app.gui.panes.transfers.virtual import KEPT
from app.gui.widgets.table import rows_in_sight
from app.model.account_detail import AccountDetail
from app.model.account_space import AccountSpace
from app.model.selection import FlowFilter, Period, Selection
from app.model.source_file import SourceFile
from app.ops.account_card import accounts_named
from app.ops.flow_pages import PAGE, SortKey
from app.ops.flow_wanted import Bars
from app.ops.importing import import_paths
from app.ops.notes import list_notes
from app.ops.saved_filters import list_filters
from app.ops.tagging import list_tags, make_tag
from tests.gui.conftest import rest
from tests.gui.panes_alone import alone
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from pathlib import Path

    from app.ops.cases import CaseFile

__all__ = ["alone"]

FIRST, SECOND = "6217990000000000014", "6228480000000000026"
BIG = 6_000
quiet_popups = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def long_case(empty_case: CaseFile, tmp_path: Path) -> CaseFile:
    path = write_statement(tmp_path / "many.csv", FIRST, rows=BIG)
    import_paths(empty_case, paths=[path], progress=Progress())
    return empty_case


def amounts(pane: Any) -> list[str]:
    column = NAMES["amount"]
    return [pane.model.cell_at(row, column).text for row in range(pane.model.rowCount())]


def texts_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def colours_in(widget: Any) -> set[int]:
    picture = widget.grab().toImage()
    return {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_pane_is_drawn(qtbot, alone, runner, dressed, full_case, english, language, look):
    i18n.use_language(language)
    dressed(look)
    window = alone("transfers", full_case)
    assert window.pane.model.rowCount() == 6
    assert len(colours_in(window.pane)) > 8
    window.pane.set_filter(FlowFilter(accounts=(FIRST,), least_fen=1))
    rest(qtbot, runner)
    assert len(colours_in(window.pane.table)) > 8


def test_empty_case_says_what_to_do(qtbot, alone, empty_case):
    window = alone("transfers", empty_case)
    pane = window.pane
    assert pane.states.currentWidget() is pane.states.nothing
    wanted: list[str] = []
    window.session.pane_wanted.connect(wanted.append)
    pane.states.nothing.acted.emit()
    assert wanted == ["batches"]
    assert pane.foot.text() == "0 transfers"


def test_whole_ledger_with_its_sums(alone, full_case):
    pane = alone("transfers", full_case).pane
    assert amounts(pane) == [
        "138,000.00", "50,000.00", "20,000.00", "18,000.00", "5.00", "49,000.00",
    ]  # fmt: skip
    assert pane.foot.text() == "6 transfers · 5 effective · ¥257,005.00"


def test_account_is_seen_from_its_side(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.show_account(FIRST)
    rest(qtbot, runner)
    assert amounts(pane) == ["+138,000.00", "−50,000.00", "−20,000.00", "−18,000.00", "−5.00"]
    shown = [COLUMNS[number].key for number in pane.table.shown_columns()]
    assert shown[2:4] == ["counterparty", "counterparty_account"]
    assert "payer" not in shown
    assert "in ¥138,000.00 (1) · out ¥70,005.00 (3)" in pane.foot.text()
    pane.foot.filter_wanted.emit("direction", "in")
    rest(qtbot, runner)
    assert amounts(pane) == ["+138,000.00"]
    assert pane.chips.texts() == ["6217 9900 0000 000 0014", "money in"]
    pane.set_filter(FlowFilter())
    rest(qtbot, runner)
    assert "payer" in [COLUMNS[number].key for number in pane.table.shown_columns()]


# Chips


@quiet_popups
def test_chips_are_added_and_taken_away(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    pane = window.pane
    form = pane.chips.ask("amount")
    form.fields[0].setText("18000")
    form.fields[1].setText("50,000.00")
    qtbot.keyClick(form.fields[1], Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert amounts(pane) == ["50,000.00", "20,000.00", "18,000.00", "49,000.00"]
    assert pane.chips.texts() == ["at least ¥18,000.00", "at most ¥50,000.00"]
    pane.set_filter(with_condition(pane.filter, "counterparties", [SECOND]))
    rest(qtbot, runner)
    assert amounts(pane) == ["50,000.00", "18,000.00", "49,000.00"]
    places = [
        button.geometry() for button in pane.chips.findChildren(QToolButton) if button.isVisible()
    ]
    assert not any(
        one.intersects(two) for n, one in enumerate(places) for two in places[n + 1 :]
    )  # fmt: skip
    [chip] = [b for b in pane.chips.findChildren(QToolButton) if b.text() == "at least ¥18,000.00"]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    rest(qtbot, runner)
    assert pane.filter.least_fen is None
    assert window.session.filter == pane.filter


@quiet_popups
def test_wrong_conditions_are_refused_in_place(qtbot, alone, full_case):
    pane = alone("transfers", full_case).pane
    form = pane.chips.ask("period")
    form.fields[0].setText("gestern")
    form.commit()
    assert "is no time" in form._wrong.text()
    assert not form._wrong.isHidden()
    form.close()
    for field, texts in (
        ("amount", ["2", "1"]), ("amount", ["viel", ""]), ("period", ["2020-07-03", "2020-07-02"]),
        ("period", ["2020-07-03T00:00:00+08:00", ""]),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"\."):
            with_condition(FlowFilter(), field, texts)


def test_typed_conditions():
    period = with_condition(FlowFilter(), "period", ["2020/07/02", "2020-07-02"]).period
    assert period == Period(datetime(2020, 7, 2), datetime(2020, 7, 2, 23, 59, 59, 999_999))
    found = with_condition(FlowFilter(), "currencies", ["usd"])
    assert found.currencies == ("USD",)
    assert with_condition(found, "currencies", ["usd"]) == found
    assert with_condition(FlowFilter(), "accounts", ["6217 9900"]).accounts == ("62179900",)
    assert with_condition(FlowFilter(), "channels", ["网 银"]).channels == ("网 银",)
    assert with_condition(FlowFilter(), "accounts", [""]) == FlowFilter()


def test_menu_of_conditions(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    menu = pane.chips.add.menu()
    pane.chips._fill_menu()
    kinds = next(a.menu() for a in menu.actions() if a.text() == "Kind")
    next(a for a in kinds.actions() if a.text() == "cash").trigger()
    rest(qtbot, runner)
    assert amounts(pane) == ["20,000.00"]
    pane.chips._fill_menu()
    kinds = next(a.menu() for a in menu.actions() if a.text() == "Kind")
    assert [a.text() for a in kinds.actions() if a.isChecked()] == ["cash"]


def test_text_is_looked_for_while_one_types_and_esc_takes_it_back(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.focus_filter()
    qtbot.keyClicks(pane.filter_box, "ATM")
    qtbot.waitUntil(lambda: pane.filter.text == "ATM")
    rest(qtbot, runner)
    assert amounts(pane) == ["20,000.00"]
    pane.filter_box.setText("nobody")
    qtbot.waitUntil(lambda: pane.filter.text == "nobody")
    rest(qtbot, runner)
    assert pane.states.currentWidget() is pane.states.none
    assert pane.step_back()
    rest(qtbot, runner)
    assert pane.model.rowCount() == 6
    assert not pane.step_back()
    pane.set_filter(FlowFilter(text="nobody"))
    rest(qtbot, runner)
    pane.states.none.acted.emit()
    rest(qtbot, runner)
    assert pane.filter == FlowFilter()


def test_period_and_filter_are_shared_with_the_session(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    pane = window.pane
    window.session.set_period(Period(datetime(2020, 7, 3), None))
    rest(qtbot, runner)
    assert amounts(pane) == ["49,000.00"]
    window.session.show_flows(FlowFilter(kinds=("fee",)))
    rest(qtbot, runner)
    assert amounts(pane) == ["5.00"]
    assert window.session.period == Period()


# Header menu, sort, columns


def test_header_menu_sorts_filters_by_value_and_hides(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    menu = pane.menu.build(NAMES["kind"])
    rest(qtbot, runner)
    values = pane.menu._values
    assert [text.split("\t")[0] for text in texts_of(values)] == ["transfer", "cash", "fee"]
    menu.triggered.emit(values.actions()[1])
    rest(qtbot, runner)
    assert pane.filter.kinds == ("cash",)
    menu.close()
    pane.clear_filter()
    menu = pane.menu.build(NAMES["amount"])
    deeds = {action.text(): action for action in menu.actions()}
    deeds["Sort falling"].trigger()
    rest(qtbot, runner)
    assert amounts(pane)[:2] == ["138,000.00", "50,000.00"]
    assert pane.model.headerData(NAMES["amount"], Qt.Orientation.Horizontal) == "Amount ↓"
    deeds["Histogram"].trigger()
    assert pane.strip.by == "time"
    rest(qtbot, runner)
    assert pane.strip.by == "amount"
    deeds["Hide column"].trigger()
    assert pane.table.isColumnHidden(NAMES["amount"])
    pane.menu.take(next(a for a in deeds["Columns"].menu().actions() if a.text() == "Amount"))
    assert not pane.table.isColumnHidden(NAMES["amount"])
    deeds["Move right"].trigger()
    assert pane.table.shown_columns()[:3] == [NAMES["time"], NAMES["payer"], NAMES["amount"]]
    deeds["Move left"].trigger()
    assert pane.table.shown_columns()[1] == NAMES["amount"]


def test_values_of_an_account_column(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.menu.build(NAMES["payee"])
    rest(qtbot, runner)
    texts = texts_of(pane.menu._values)
    assert texts[0].startswith("测试乙 6228 4800 0000 000 0026\t2 · ")
    assert any(text.startswith("unknown\t2 · ") for text in texts)
    pane.menu.take(pane.menu._values.actions()[0])
    rest(qtbot, runner)
    assert pane.filter == FlowFilter(accounts=(SECOND,), direction="in")


def test_values_join_the_filter():
    one = with_value(FlowFilter(), "channel", "网银")
    assert with_value(one, "channel", "柜台").channels == ("网银", "柜台")
    assert with_value(one, "channel", "网银") == FlowFilter()
    seen = with_value(FlowFilter(accounts=("1",)), "payee", "2")
    assert (seen.accounts, seen.counterparties) == (("1",), ("2",))
    assert with_value(FlowFilter(), "payee", "-").counterparties == ("-",)
    assert with_value(FlowFilter(), "summary", "货款").text == "货款"


def test_clicks_on_the_header_sort_by_several_columns(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    head = pane.table.horizontalHeader()

    def click(key: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = QPoint(head.sectionViewportPosition(NAMES[key]) + 20, 10)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, held, place)
        rest(qtbot, runner)

    click("status")
    click("amount", Qt.KeyboardModifier.ShiftModifier)
    assert pane.sort == (SortKey("status"), SortKey("amount"))
    assert amounts(pane) == [
        "5.00", "20,000.00", "49,000.00", "50,000.00", "138,000.00", "18,000.00",
    ]  # fmt: skip
    assert pane.model.headerData(NAMES["amount"], Qt.Orientation.Horizontal) == "Amount ↑2"
    click("amount")
    assert pane.sort == (SortKey("amount", falling=True),)
    assert sorted_by((SortKey("time"),), "time", falling=True, more=True) == (
        SortKey("time", falling=True),
    )


def test_columns_are_chosen_and_remembered(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane._fill_columns()
    menu = pane.bar.columns_menu
    for text in ("Serial number", "Source file", "Line", "Channel"):
        next(action for action in menu.actions() if action.text() == text).trigger()
    rest(qtbot, runner)
    assert pane.model.cell_at(0, NAMES["serial"]).text == "S1"
    assert pane.model.cell_at(0, NAMES["file"]).text == "测试银行_交易明细信息_1.csv"
    assert pane.model.cell_at(0, NAMES["line"]).text == "2"
    pane.table.move_column("amount", to_left=True)
    pane.table.setColumnWidth(NAMES["time"], 200)
    pane.sort_by("amount", falling=True)
    pane.show_histogram("hour")
    rest(qtbot, runner)
    state = pane.state()
    other = alone("transfers", full_case).pane
    other.restore(state)
    rest(qtbot, runner)
    assert other.table.shown_columns() == pane.table.shown_columns()
    assert other.table.columnWidth(NAMES["time"]) == 200
    assert other.sort == (SortKey("amount", falling=True),)
    assert other.strip.by == "hour"
    other.restore({"columns": {"order": ["none"], "shown": ["none"]}, "sort": [["none", True]]})
    assert other.table.shown_columns() == [NAMES["time"]]


# Histogram


def test_bars_select_hide_and_grey(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.show_histogram("amount")
    rest(qtbot, runner)
    bars = pane.strip.bars()
    assert sum(bar.flows for bar in bars) == 6
    last = len(bars) - 1

    def click(number: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = pane.strip._rect(number).center()
        qtbot.mouseClick(pane.strip, Qt.MouseButton.LeftButton, held, place)
        rest(qtbot, runner)

    click(last)
    assert amounts(pane) == ["138,000.00"]
    assert pane.chips.texts() == ["only from ¥100,000.00 on"] or pane.chips.texts() == [
        "only ¥100,000.00 to below ¥500,000.00"
    ]
    click(0, Qt.KeyboardModifier.ControlModifier)
    assert amounts(pane) == ["138,000.00", "5.00"]
    click(0, Qt.KeyboardModifier.AltModifier)
    assert amounts(pane) == ["138,000.00", "5.00"]
    assert pane.model.cell_at(1, NAMES["amount"]).tone == "faint"
    click(0, Qt.KeyboardModifier.ShiftModifier)
    assert amounts(pane) == ["138,000.00"]
    assert pane.step_back()
    rest(qtbot, runner)
    assert pane.model.rowCount() == 6
    assert not pane.bars
    click(0, Qt.KeyboardModifier.ShiftModifier)
    assert "5.00" not in amounts(pane)
    pane.show_histogram("hour")
    rest(qtbot, runner)
    assert pane.model.rowCount() == 6
    assert "no clock given: 1 transfer" in pane.strip.told(0)


def test_bars_by_keyboard(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.show_histogram("hour")
    rest(qtbot, runner)
    pane.strip.setFocus()
    qtbot.keyClick(pane.strip, Qt.Key.Key_Right)
    qtbot.keyClick(pane.strip, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert amounts(pane) == ["49,000.00"]
    qtbot.keyClick(pane.strip, Qt.Key.Key_H)
    rest(qtbot, runner)
    assert pane.model.rowCount() == 5
    qtbot.keyClick(pane.strip, Qt.Key.Key_G)
    rest(qtbot, runner)
    assert pane.bars == Bars("hour", grey=((-1, 0),))
    assert pane.model.rowCount() == 6
    assert len(colours_in(pane.strip)) > 3
    pane.show_histogram("")
    assert pane.strip.isHidden()


# What hangs on flows


def test_tags_and_notes_stand_in_their_column(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    pane = window.pane
    pane.deeds.tag("可疑")
    assert window.message.text() == "Select transfers first."
    pane.table.selectRow(0)
    pane.table.selectionModel().select(
        pane.model.index(2, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    rest(qtbot, runner)
    assert len(window.session.selection.flows) == 2
    pane.deeds.tag("可疑")
    rest(qtbot, runner)
    pane.deeds.write_note("核对")
    rest(qtbot, runner)
    pane.table.viewport().repaint()
    rest(qtbot, runner)
    cells = [pane.model.cell_at(row, NAMES["tags"]) for row in range(3)]
    tagged = ("可疑", "note")
    assert [(cell.text, cell.icon) for cell in cells] == [tagged, ("", ""), tagged]
    assert len(list_notes(full_case)) == 2
    [tag] = list_tags(full_case)
    pane.set_filter(FlowFilter(tags=(tag.tag,)))
    rest(qtbot, runner)
    assert amounts(pane) == ["138,000.00", "20,000.00"]
    assert pane.chips.texts() == ["tagged 可疑"]
    pane.table.selectAll()
    pane.deeds.tag("可疑", off=True)
    rest(qtbot, runner)
    assert pane.model.rowCount() == 0
    window.session.undo()
    rest(qtbot, runner)
    assert pane.model.rowCount() == 2


@pytest.mark.parametrize("dress", ["light", "dark"])
def test_tags_have_their_colours_and_their_names(qtbot, alone, dressed, runner, full_case, dress):
    dressed(dress)
    for name, colour in (("卡商", 3), ("可疑", 5)):
        make_tag(full_case, name=name, colour=colour)
    pane = alone("transfers", full_case).pane
    row = 1
    pane.table.choose(row)
    rest(qtbot, runner)
    for name in ("卡商", "可疑"):
        pane.deeds.tag(name)
        rest(qtbot, runner)
    pane.table.viewport().repaint()
    rest(qtbot, runner)
    column = NAMES["tags"]
    cell = pane.model.cell_at(row, column)
    assert dict(cell.labels) == {"卡商": 3, "可疑": 5}
    assert pane.model.index(row, column).data() == cell.text
    assert set(cell.text.split(", ")) == {"卡商", "可疑"}
    wanted = {theme.current().category(colour).name() for _name, colour in cell.labels}
    pane.table.show_columns(["time", "tags", "remark"])  # the last column takes what is left
    pane.table.setColumnWidth(column, 200)
    pane.table.scrollTo(pane.model.index(row, column))
    assert wanted <= colours_of(pane, row, column)
    pane.table.setColumnWidth(column, 60)  # the second is counted now
    seen = colours_of(pane, row, column)
    assert theme.current().category(cell.labels[0][1]).name() in seen
    assert theme.current().category(cell.labels[1][1]).name() not in seen


def colours_of(pane, row, column) -> set[str]:
    place = pane.table.visualRect(pane.model.index(row, column))
    image = pane.table.viewport().grab(place).toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_filters_are_saved_used_and_removed(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.set_filter(FlowFilter(least_fen=2_000_000))
    pane.sort_by("amount", falling=True)
    pane.table.show_columns(["time", "amount"])
    rest(qtbot, runner)
    pane.deeds.save_as("大额")
    rest(qtbot, runner)
    [saved] = list_filters(full_case)
    assert (saved.columns, saved.sort) == (("time", "amount"), ("-amount",))
    pane.clear_filter()
    pane.table.show_columns(["time", "payer"])
    pane.sort_by("time", falling=False)
    rest(qtbot, runner)
    pane._fill_filters()
    menu = pane.bar.filters_menu
    next(action for action in menu.actions() if action.text() == "大额").trigger()
    rest(qtbot, runner)
    assert amounts(pane) == ["138,000.00", "50,000.00", "49,000.00", "20,000.00"]
    assert pane.table.shown_columns() == [NAMES["time"], NAMES["amount"]]
    pane._fill_filters()
    remove = next(a.menu() for a in menu.actions() if a.text() == "Remove")
    menu.triggered.emit(remove.actions()[0])
    rest(qtbot, runner)
    assert list_filters(full_case) == []


@quiet_popups
def test_row_menu(qtbot, alone, runner, full_case):
    pane = alone("transfers", full_case).pane
    pane.table.choose(1)
    rest(qtbot, runner)
    pane.deeds.show_row_menu(QPoint(10, 10))
    [menu] = [each for each in pane.findChildren(QMenu) if each.isVisible()]
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Copy rows (Ctrl+C)"].isEnabled()
    entries["Only transfers of the payee"].trigger()
    rest(qtbot, runner)
    assert pane.filter.accounts == (SECOND,)
    menu.close()


# Copies and files


def test_copies_paste_well_into_a_spreadsheet(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    pane = window.pane
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, runner)
    mime = QGuiApplication.clipboard().mimeData()
    lines = [line.split("\t") for line in mime.text().split("\n")]
    assert len(lines) == 7
    assert lines[0][:4] == ["Time", "Amount", "Payer", "Payer account"]
    assert lines[2][:6] == [
        "2020-07-02 15:31:05", "50,000.00", "测试甲", FIRST, "测试乙", SECOND,
    ]  # fmt: skip
    assert lines[6][0] == "2020-07-03"
    assert f'mso-number-format:"\\@"\'>{SECOND}</td>' in mime.html()
    assert window.message.text() == "6 rows are on the clipboard."


def test_too_much_for_the_clipboard_is_said(qtbot, alone, full_case, monkeypatch):
    window = alone("transfers", full_case)
    monkeypatch.setattr("app.gui.panes.transfers.deeds.MOST_COPIED", 3)
    window.pane.table.selectAll()
    window.pane.deeds.copy()
    assert "export them to a file" in window.message.text()


def test_what_is_filtered_is_exported(qtbot, alone, runner, full_case, tmp_path):
    window = alone("transfers", full_case)
    pane = window.pane
    pane.set_filter(FlowFilter(accounts=(FIRST,)))
    pane.sort_by("amount", falling=False)
    rest(qtbot, runner)
    for kind in ("csv", "xlsx"):
        pane.deeds.export_to(tmp_path / f"流水.{kind}", kind)
        rest(qtbot, runner)
        assert window.message.text() == f"5 transfers were written to 流水.{kind}."
    with (tmp_path / "流水.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0][:3] == ["Time", "Amount", "Counterparty"]
    assert rows[0][-3:] == ["Source file", "Sheet", "Line"]
    assert [row[1] for row in rows[1:]] == [
        "-5.00", "-18000.00", "-20000.00", "-50000.00", "138000.00",
    ]  # fmt: skip


# Source, selection, size


def test_enter_shows_the_source_row(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    pane = window.pane
    seen: list[Any] = []
    window.session.flow_selected.connect(seen.append)
    pane.table.choose(1)
    rest(qtbot, runner)
    assert [len(flow.sources) for flow in seen] == [3]
    assert window.session.selection.flows == (seen[0].id,)
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert "交易明细信息_1.csv, line 3, SHA-256 " in window.message.text()
    pane.sort_by("amount", falling=True)
    rest(qtbot, runner)
    assert pane.choice.current_row().id == seen[0].id
    assert pane.step_back()
    assert window.session.selection.flows == ()
    assert seen[-1] is None


def test_the_parties_are_held_where_the_statement_says(qtbot, opened, runner, full_case):
    """What an account sheet names comes before what the first digits of a card tell."""
    with full_case.session() as session:
        told = session.scalars(sa.select(SourceFile)).first()
        session.add(
            AccountDetail(
                space=AccountSpace.BANK, account=FIRST, bank="某银行", batch_id=told.batch_id,
                source_file_id=told.id, sheet=None, line=2,
            )
        )  # fmt: skip
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    pane = window.pane("transfers")
    pane.set_filter(FlowFilter(accounts=(FIRST,), direction="out"))
    rest(qtbot, runner)
    pane.table.choose(0)
    rest(qtbot, runner)
    proof = window.inspector.section("transfer")
    payer, payee, _summary = (label.text() for label in proof._values)
    assert payer.splitlines()[-1].startswith("某银行")
    assert "from the card number" not in payer
    assert payee.splitlines()[-1] == words.institution(
        accounts_named(full_case, [proof._flow.payee])[0]
    )


def test_another_pane_selects_a_flow_here(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    row = window.pane.model.row_at(3)
    window.session.select(Selection(flows=(row.id,)))
    rest(qtbot, runner)
    assert window.pane.choice.current_row() == row


def test_rows_behind_a_figure_give_way_when_the_ledger_changes(
    qtbot, alone, runner, full_case, tmp_path
):
    window = alone("transfers", full_case)
    pane = window.pane
    whole = pane.model.rowCount()
    window.session.show_flows(FlowFilter(flows=(pane.model.row_at(1).id,)))
    rest(qtbot, runner)
    assert pane.model.rowCount() == 1
    more = write_statement(tmp_path / "more.csv", "6217990000000077770", rows=3)
    _report, changes = import_paths(full_case, paths=[more], progress=Progress())
    window.session.changed.emit(changes)
    rest(qtbot, runner)
    assert pane.model.rowCount() == whole + 3
    assert "Open the figure again" in window.message.text()


def test_a_long_table_is_read_page_by_page(qtbot, alone, runner, long_case):
    window = alone("transfers", long_case)
    pane = window.pane
    bar = pane.table.verticalScrollBar()
    assert pane.model.rowCount() == BIG
    assert pane.model.row_at(BIG - 1) is None
    bar.setValue(bar.maximum())
    rest(qtbot, runner)
    assert pane.model.row_at(BIG - 1).line == BIG + 1
    for page in range(BIG // PAGE):
        bar.setValue(page * PAGE)
        rest(qtbot, runner)
    assert len(pane.model._pages) <= KEPT
    told: list[str] = []
    pane.status.connect(told.append)
    whole = QItemSelection(pane.model.index(10, 0), pane.model.index(4_009, 0))
    pane.table.selectionModel().select(
        whole, QItemSelectionModel.SelectionFlag.ClearAndSelect
        | QItemSelectionModel.SelectionFlag.Rows,
    )  # fmt: skip
    rest(qtbot, runner)
    assert len(window.session.selection.flows) == 4_000
    assert told[-1].startswith("4,000 transfers selected · ¥")
    pane.table.selectAll()
    rest(qtbot, runner)
    assert told[-1] == "6,000 transfers selected"
    assert window.session.selection.flows == ()


@pytest.mark.parametrize("height", [0, 1, 25, 26, 300, 5000])
def test_a_low_table_asks_for_no_more_than_is_in_sight(alone, long_case, height):
    """In a table of no height Qt names no last row; nobody may take that for the whole ledger."""
    table = alone("transfers", long_case).pane.table
    table.viewport().setFixedHeight(height)
    first, end = rows_in_sight(table)
    assert first == 0
    assert end <= height // 26 + 2
    assert (end > 0) == (height > 0)
    assert table.seen_pages() == ([] if not height else list(range((end - 1) // PAGE + 1)))


def test_scrolling_sorting_and_filtering_never_hold_the_window_up(qtbot, alone, runner, long_case):
    pane = alone("transfers", long_case).pane
    worst, clock = 0, QElapsedTimer()

    def tick() -> None:
        nonlocal worst
        worst = max(worst, clock.restart())

    watch = QTimer(pane)
    watch.setInterval(2)
    watch.timeout.connect(tick)
    clock.start()
    watch.start()
    bar = pane.table.verticalScrollBar()
    for share in range(20):
        bar.setValue(bar.maximum() * share // 19)
        qtbot.wait(5)
    pane.sort_by("amount", falling=True)
    rest(qtbot, runner)
    pane.set_filter(FlowFilter(accounts=(FIRST,), direction="in"))
    rest(qtbot, runner)
    watch.stop()
    assert pane.model.rowCount() == BIG * 2 // 3
    assert worst < 100


def test_what_is_asked_for_anew_drops_what_was_asked(qtbot, alone, runner, long_case):
    pane = alone("transfers", long_case).pane
    begun = time.monotonic()
    for number in range(20):
        pane.set_filter(FlowFilter(least_fen=100 + number))
    rest(qtbot, runner)
    assert pane.model.view.wanted.least_fen == 119
    assert time.monotonic() - begun < 20


def test_masked_identities_are_hidden(qtbot, alone, runner, full_case):
    window = alone("transfers", full_case)
    pane = window.pane
    pane.show_account(FIRST)
    rest(qtbot, runner)
    try:
        words.set_masked(masked=True)
        window.session.masking_changed.emit(True)
        rest(qtbot, runner)
        assert "0000" not in pane.chips.texts()[0]
        assert pane.model.cell_at(1, NAMES["counterparty"]).text == "测••"
    finally:
        words.set_masked(masked=False)
