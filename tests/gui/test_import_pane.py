"""The import pane: looking first, naming columns, importing, the sheet, reading again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import python_calamine
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.base import i18n
from app.base.progress import ProgressReport
from app.gui.forms.confirm import ConfirmDialog
from app.gui.panes.batches import role_grid
from app.gui.panes.batches.drop_zone import DropZone
from app.gui.panes.batches.recognition import role_words
from app.gui.panes.batches.work_strip import progress_words
from tests.gui.conftest import rest
from tests.gui.panes_alone import alone

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["alone"]

UNKNOWN = "未知流水.csv"
HEADER = "业务时间,甲方号码,甲方姓名,乙方号码,变动,结存,附言"
ROWS = [
    "2021-03-04 10:00:00,6222020000000000034,测试甲,6212260000000000042,-10.00,90.00,货款",
    "2021-03-04 11:00:00,6222020000000000034,测试甲,6212260000000000042,25.50,115.50,退款",
    "2021-03-04 12:00:00,6222020000000000034,测试甲,6212260000000000042,-15.50,100.00,货款",
]
SIGN = "测试银行_交易明细信息_1.csv"


@pytest.fixture
def given(returns: Path) -> Path:
    """Statements, a table that no format knows, and a text that is none."""
    (returns / UNKNOWN).write_text("\n".join([HEADER, *ROWS, ""]), "utf-8")
    (returns / "说明.txt").write_text("请查收\n", "utf-8")
    return returns


@pytest.fixture
def said_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConfirmDialog, "ask", classmethod(lambda *_a, **_k: "看错了列"))


def names(lines: Any) -> list[str]:
    return [line.name for line in lines.rows()]


def choose(pane: Any, table: Any, model: Any, name: str) -> None:
    table.choose(names(model).index(name))


def test_a_look_changes_nothing_and_says_what_each_file_is(qtbot, alone, runner, empty_case, given):
    window = alone("batches", empty_case)
    pane = window.pane
    pane.look_at([given])
    assert pane.strip.isVisible()
    rest(qtbot, runner)
    assert not pane.strip.isVisible()
    assert names(pane.look.files)[:2] == [UNKNOWN, "说明.txt"]
    assert "3 files would be imported" in pane.look.said()
    assert "2 tables are unknown" in pane.look.said()
    assert pane.batches.rowCount() == 0
    choose(pane, pane.look.table, pane.look.files, SIGN)
    assert "fits by 100 of 100" in pane.look.recognition.text()
    assert "Rivals" in pane.look.recognition.text()
    roles = {line.given: line.role for line in pane.look.recognition.columns.rows()}
    assert roles["交易对手账卡号"] == "counterparty account"


def test_an_unknown_table_is_named_read_and_imported(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    pane.look_at([given])
    rest(qtbot, runner)
    editor = pane.look.editor
    assert editor.isVisible()
    assert [row["outcome"] for row in editor.reading.rows()] == ["record"] * 3
    assert editor.form().roles[0] == "time"
    editor.grid.role_chosen.emit(1, "own_account")
    editor.grid.role_chosen.emit(3, "counterparty_account")
    editor.rules.name.setText("某行网银")
    editor.grid.fields[6].setCurrentIndex(role_grid.ROLES.index("summary"))
    editor.grid.fields[6].activated.emit(role_grid.ROLES.index("summary"))
    rest(qtbot, runner)
    qtbot.waitUntil(lambda: editor.reading.rows()[0]["summary"] == "货款")
    editor.use_now()
    rest(qtbot, runner)
    line = next(line for line in pane.look.files.rows() if line.name == UNKNOWN)
    assert line.report.totals.rows_imported == 3
    assert "4 files would be imported" in pane.look.said()
    qtbot.mouseClick(pane.look.go, Qt.MouseButton.LeftButton)
    rest(qtbot, runner)
    assert pane.sheet.isVisible()
    (batch,) = pane.batches.rows()
    assert batch.totals.rows_imported == 10
    line = next(line for line in pane.files.rows() if line.name == UNKNOWN)
    assert list(line.report.mappings) == ["某行网银"]


def test_what_the_columns_lack_is_said_at_once(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    pane.look_at([given / UNKNOWN])
    rest(qtbot, runner)
    editor = pane.look.editor
    editor.grid.role_chosen.emit(0, "")
    qtbot.waitUntil(lambda: "time or the date" in editor.said())
    editor.use_now()
    assert editor.isVisible()
    assert "time or the date" in editor.said()
    editor.grid.role_chosen.emit(0, "time")
    qtbot.waitUntil(lambda: "would be read" in editor.said())
    headers = editor.header.count()
    editor.header.setCurrentIndex(headers - 1)
    editor.header.activated.emit(headers - 1)
    assert editor.form().header[0] == "列1"


def test_a_form_of_time_and_a_rule_are_taken(qtbot, alone, runner, empty_case, given):
    text = (given / UNKNOWN).read_text("utf-8").replace("2021-03-04 1", "04/03/2021 1")
    (given / UNKNOWN).write_text(text, "utf-8")
    pane = alone("batches", empty_case).pane
    pane.look_at([given / UNKNOWN])
    rest(qtbot, runner)
    editor = pane.look.editor
    editor.rules.time_form.setCurrentText("%d/%m/%Y %H:%M:%S")
    rule = editor.rules.rule
    rule.setCurrentIndex(rule.findData("sign_reversed"))
    rule.activated.emit(rule.currentIndex())
    qtbot.waitUntil(lambda: editor.reading.rows()[0]["direction"] == "in")
    assert editor.reading.rows()[0]["time"] == "2021-03-04T10:00:00"
    assert (editor.form().rule, editor.form().time_form) == (
        "sign_reversed", "%d/%m/%Y %H:%M:%S",
    )  # fmt: skip


def test_an_import_need_not_wait_for_the_look(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    pane.look_at([given])
    pane.look.import_now()
    rest(qtbot, runner)
    assert pane.sheet.isVisible()
    assert pane.batches.rowCount() == 1
    assert sorted(line.name for line in pane.files.rows() if line.report is None) == [
        UNKNOWN, "说明.txt",
    ]  # fmt: skip


def test_leaving_and_cancelling(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    pane.look_at([given])
    qtbot.mouseClick(pane.strip.cancel, Qt.MouseButton.LeftButton)
    rest(qtbot, runner)
    assert "Not looked at" in pane.look.said()
    pane.look.look()
    rest(qtbot, runner)
    assert pane.look.files.rowCount() == 5
    assert pane.step_back()
    assert pane.look.isVisible()  # the columns were left, the files are still there
    assert pane.step_back()
    assert not pane.look.isVisible()
    assert pane.batches.rowCount() == 0
    assert not pane.step_back()


def test_a_path_that_is_gone_leaves_the_way_open(qtbot, alone, runner, empty_case, tmp_path):
    window = alone("batches", empty_case)
    window.pane.look_at([tmp_path / "gone.csv"])
    rest(qtbot, runner)
    assert "There is no file or folder" in window.message.text()
    assert "Not looked at" in window.pane.look.said()


def test_files_of_the_case_are_not_imported_twice(qtbot, alone, runner, full_case, returns):
    pane = alone("batches", full_case).pane
    pane.look_at([returns])
    rest(qtbot, runner)
    assert "3 files were imported before" in pane.look.said()
    assert not pane.look.go.isEnabled()
    assert not pane.look.map_by_hand.isEnabled()


def test_drops_are_looked_at(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    zone = next(zone for zone in pane.findChildren(DropZone) if zone.isVisible())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(given))])
    zone.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    rest(qtbot, runner)
    assert pane.look.isVisible()
    assert pane.look.files.rowCount() == 5


def test_an_issue_leads_to_the_row_as_given(qtbot, alone, runner, full_case):
    pane = alone("batches", full_case).pane
    choose(pane, pane.file_table, pane.files, SIGN)
    pane.issue_table.choose(0)
    rest(qtbot, runner)
    given = {each.header: each.cell for each in pane.sheet.raw.given.rows()}
    assert given["交易时间"] == "系统繁忙"
    assert given["交易流水号"] == "S6"
    pane.issue_table.setFocus()
    qtbot.keyClick(pane.issue_table, Qt.Key.Key_Return)
    assert pane.sheet.raw.table.hasFocus()


def test_rows_not_taken_are_exported(qtbot, alone, runner, full_case, tmp_path, monkeypatch):
    window = alone("batches", full_case)
    target = tmp_path / "rows.xlsx"
    monkeypatch.setattr("app.gui.panes.batches.sheet.choose_target", lambda *_a: target)
    window.pane.sheet.ask_export()
    rest(qtbot, runner)
    assert "rows.xlsx" in window.message.text()
    book = python_calamine.load_workbook(str(tmp_path / "rows.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()
    assert any("系统繁忙" in str(cell) for row in rows for cell in row)


def test_a_file_is_read_again_by_another_mapping(qtbot, alone, runner, full_case, said_yes):
    window = alone("batches", full_case)
    pane = window.pane
    choose(pane, pane.file_table, pane.files, SIGN)
    pane.sheet.ask_again()
    rest(qtbot, runner)
    assert pane.editor.isVisible()
    pane.editor.rules.name.setText("按列读")
    pane.editor.use_now()
    rest(qtbot, runner)
    assert pane.sheet.isVisible()
    assert [row.state for row in pane.batches.rows()] == ["complete", "withdrawn"]
    line = next(line for line in pane.files.rows() if line.name == SIGN)
    assert list(line.report.mappings) == ["按列读"]
    others = [line for line in pane.files.rows() if line.name != SIGN]
    assert all(not line.report.mappings for line in others)


def test_withdrawal_gives_a_reason(qtbot, alone, runner, full_case, said_yes):
    window = alone("batches", full_case)
    window.pane.ask_withdraw()
    rest(qtbot, runner)
    assert window.pane.batches.row_at(0).state == "withdrawn"
    assert not window.pane.sheet.again.isEnabled()
    assert "withdrawn" in window.message.text()


def test_the_filter_finds_files_and_rows(qtbot, alone, runner, full_case):
    pane = alone("batches", full_case).pane
    pane.focus_filter()
    assert pane.filter.hasFocus()
    pane.filter.setText("系统繁忙")
    qtbot.waitUntil(lambda: names(pane.files) == [SIGN])
    assert pane.step_back()
    assert pane.files.rowCount() == 3


def test_the_session_chooses_a_batch_and_the_state_comes_back(qtbot, alone, runner, full_case):
    window = alone("batches", full_case)
    pane = window.pane
    window.session.go_to("batches", batches=(1,))
    assert pane.sheet.batch.batch == 1
    pane.sheet.tabs.setCurrentIndex(1)
    kept = pane.state()
    other = alone("batches", full_case).pane
    other.restore(kept)
    assert other.state()["tab"] == 1
    assert other.sheet.recognition.isVisible()


def test_the_keyboard_alone_names_columns(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    pane.look_at([given / UNKNOWN])
    rest(qtbot, runner)
    editor = pane.look.editor
    editor.rules.space.setFocus()
    reached = []
    for _step in range(12):
        qtbot.keyClick(pane.window().focusWidget(), Qt.Key.Key_Tab)
        reached.append(pane.window().focusWidget())
    assert set(editor.grid.fields) <= set(reached)
    field = editor.grid.fields[0]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert editor.form().roles[0] == role_grid.ROLES[role_grid.ROLES.index("time") + 1]
    assert dict(pane.keys())["Alt+W"]


def test_rows_that_are_no_transfers_are_left_out_in_place(qtbot, alone, runner, empty_case, given):
    pane = alone("batches", empty_case).pane
    pane.look_at([given / UNKNOWN])
    rest(qtbot, runner)
    editor = pane.look.editor
    assert not editor.skips.isVisible()
    first = editor.grid.item(1, 1).toolTip()
    editor.grid.skip_wanted.emit(1, first)  # what the menu of a cell sends
    assert editor.skips.isVisible()
    assert editor.rules.zone.isVisible()
    qtbot.waitUntil(lambda: editor.reading.rows()[0]["outcome"] == "notice")
    editor.skips.take_back.click()
    assert editor.form().skip == ()
    qtbot.waitUntil(lambda: editor.reading.rows()[0]["outcome"] == "record")
    editor.skips.column.setCurrentIndex(1)
    editor.skips.how.setCurrentIndex(2)
    qtbot.keyClicks(editor.skips.text, first[:3])
    qtbot.keyClick(editor.skips.text, Qt.Key.Key_Return)
    assert [rule.how for rule in editor.form().skip] == ["contains"]
    editor.rules.zone.setEditText("+07:00")
    assert editor.form().time_zone == "+07:00"


def test_progress_in_words():
    report = ProgressReport(50, 100, "reading", 10.0, 5.0, 1200, 300.0)
    assert progress_words(report) == "reading · 50% · 1,200 rows, 300 a second · 5 s left"
    long = ProgressReport(1, 0, "ordering rows", 0.0, 130.0)
    assert progress_words(long) == "ordering rows · 3 min left"


def test_roles_in_words():
    assert role_words("cp_bank") == "counterparty bank"
    assert role_words("voucher") == "voucher"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_page_in_every_dress(qtbot, alone, dressed, runner, full_case, given, language, look):
    i18n.use_language(language)
    dressed(look)
    pane = alone("batches", full_case).pane
    for page in (pane.sheet, pane.look):
        if page is pane.look:
            pane.look_at([given])
            rest(qtbot, runner)
        picture = pane.grab().toImage()
        colours = {
            picture.pixel(x, y)
            for x in range(0, picture.width(), 7)
            for y in range(0, picture.height(), 5)
        }
        assert len(colours) > 8


def test_a_file_that_was_found_is_chosen_in_its_import(qtbot, opened, runner, full_case):
    from app.gui.finder.going import go_to_hit
    from app.ops.searching import search

    window = opened(full_case)
    name = "补"
    found = search(full_case, name)
    [hit] = [hit for group in found.groups for hit in group.hits if hit.target.kind == "file"]
    go_to_hit(window.session, hit)
    rest(qtbot, runner)
    pane = window.pane("batches")
    [line] = pane.file_table.chosen_rows()
    assert name in line.path
    assert window.inspector.shown() == ["batch"]
    card = window.inspector.section("batch")
    assert card._name.text() == "Import 1"
    read, *kept = (int(text.replace(",", "")) for text in card.facts.values()[:5])
    assert read == sum(kept) > 0
