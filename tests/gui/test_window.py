"""The first window, driven: from files on a stick to the raw row behind a transfer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication

from app.base import i18n
from app.base.errors import KnownError
from app.base.settings import THEME, Settings
from app.gui import panes, theme
from app.gui.app import grab_pictures
from app.gui.forms.confirm import ConfirmDialog
from app.gui.panes.transfers.columns import NAMES
from tests.gui.conftest import rest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.main_window import MainWindow

FIRST = "6217990000000000014"


def colours_in(widget: QWidget) -> set[int]:
    picture = widget.grab().toImage()
    return {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }


def choose_account(window: MainWindow, number: str) -> None:
    rows = window.pane("accounts").accounts.rows()
    place = [row.account for row in rows].index(number)
    window.pane("accounts").table.choose(place)


def drop(window: MainWindow, *paths: object) -> QDropEvent:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    return event


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("kind", ["empty", "full"])
def test_every_pane_shows_something(qtbot, request, opened, dressed, runner, language, look, kind):
    i18n.use_language(language)
    dressed(look)
    window = opened(request.getfixturevalue(f"{kind}_case"))
    assert len(colours_in(window.pane("batches"))) > 8
    window.show_perspective("analysis")
    rest(qtbot, runner)
    if kind == "full":
        choose_account(window, FIRST)
        rest(qtbot, runner)
        window.pane("transfers").table.choose(0)
        rest(qtbot, runner)
        window.inspector.section("transfer").ask_raw()
        rest(qtbot, runner)
    for pane in (window.pane("accounts"), window.pane("transfers"), window.inspector):
        assert len(colours_in(pane)) > 8, type(pane).__name__


def test_import_page_reconciles_each_file(opened, full_case):
    window = opened(full_case)
    pane = window.pane("batches")
    (batch,) = pane.batches.rows()
    assert batch.totals.balanced
    shown = {line.name: line.report.totals for line in pane.files.rows()}
    first = shown["测试银行_交易明细信息_1.csv"]
    assert (first.rows_read, first.rows_imported, first.rows_rejected) == (6, 5, 1)
    assert shown["测试银行_交易明细信息_补.csv"].rows_duplicate == 2
    assert window.status.text().startswith("1 batch · 3 files")


def test_issues_of_a_file_name_line_reason_and_text(opened, full_case):
    pane = opened(full_case).pane("batches")
    names = [line.name for line in pane.files.rows()]
    pane.file_table.choose(names.index("测试银行_交易明细信息_1.csv"))
    (reject,) = [issue for issue in pane.issues.rows() if issue.kind == "reject"]
    assert reject.line == 7
    assert reject.reason == "The time cannot be read, or its year is absurd."
    assert "测试乙" in reject.text
    pane.file_table.choose(names.index("测试银行_交易明细信息_2.csv"))
    assert "notice" in [issue.kind for issue in pane.issues.rows()]


def test_from_account_to_raw_row(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    choose_account(window, FIRST)
    rest(qtbot, runner)
    model = window.pane("transfers").model
    seen = [model.row_at(row) for row in range(model.rowCount())]
    assert [each.sense * each.amount_fen for each in seen] == [
        13_800_000, -5_000_000, -2_000_000, -1_800_000, -500,
    ]  # fmt: skip
    texts = [model.cell_at(row, NAMES["counterparty"]).text for row in range(5)]
    assert texts == ["被害人丁", "测试乙", "cash", "测试乙", "fee"]
    window.pane("transfers").table.choose(1)
    rest(qtbot, runner)
    sources = window.inspector.section("transfer").sources.rows()
    assert sorted((source.line, source.duplicate) for source in sources) == [
        (2, False), (3, False), (3, True),
    ]  # fmt: skip
    qtbot.mouseClick(window.inspector.section("transfer").show_raw, Qt.MouseButton.LeftButton)
    rest(qtbot, runner)
    given = {each.header: each.cell for each in window.inspector.section("transfer").given.rows()}
    assert given["交易金额"] == "50000.00"
    assert window.inspector.section("transfer").given_table.isVisible()
    # another transfer takes the raw row away: it would prove nothing
    window.pane("transfers").table.choose(0)
    rest(qtbot, runner)
    assert not window.inspector.section("transfer").given_table.isVisible()


def test_dropped_folder_is_imported(qtbot, opened, runner, empty_case, returns):
    window = opened(empty_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    assert drop(window, returns).isAccepted()
    rest(qtbot, runner)
    assert window.looking.perspective == "import"
    assert window.pane("batches").files.rowCount() == 3
    assert window.pane("accounts").accounts.rowCount() >= 3
    assert "11 rows" in window.message.text()


def test_dropping_nonsense_tells_so_and_changes_nothing(
    qtbot, opened, runner, empty_case, tmp_path
):
    nonsense = tmp_path / "holiday.txt"
    nonsense.write_text("no statement\nat all\n", "utf-8")
    window = opened(empty_case)
    drop(window, nonsense)
    rest(qtbot, runner)
    assert "Nothing was imported" in window.message.text()
    assert window.pane("batches").batches.rowCount() == 0


def test_unrecognised_files_stand_in_the_list(qtbot, opened, runner, empty_case, returns):
    (returns / "说明.txt").write_text("请查收\n", "utf-8")
    window = opened(empty_case)
    drop(window, returns)
    rest(qtbot, runner)
    first = window.pane("batches").files.row_at(0)
    assert (first.report, first.name) == (None, "说明.txt")
    assert "1 files were not recognised" in window.message.text()


def test_withdrawal_asks_first(qtbot, opened, runner, full_case, monkeypatch):
    window = opened(full_case)
    monkeypatch.setattr(ConfirmDialog, "ask", classmethod(lambda *_a, **_k: None))
    window.pane("batches").ask_withdraw()
    assert runner.is_idle()
    monkeypatch.setattr(ConfirmDialog, "ask", classmethod(lambda *_a, **_k: "wrong case"))
    qtbot.mouseClick(window.pane("batches").withdraw, Qt.MouseButton.LeftButton)
    rest(qtbot, runner)
    assert window.pane("batches").batches.row_at(0).state == "withdrawn"
    assert not window.pane("batches").withdraw.isEnabled()
    assert "withdrawn" in window.message.text()


def test_import_buttons_use_the_dialogs(qtbot, opened, runner, empty_case, returns, monkeypatch):
    window = opened(empty_case)
    chosen = sorted(returns.glob("*.csv"))
    monkeypatch.setattr("app.gui.panes.batches.view.choose_files", lambda *_a: chosen)
    monkeypatch.setattr("app.gui.panes.batches.view.choose_import_folder", lambda *_a: [])
    window.pane("batches").ask_folder()
    assert runner.is_idle()
    window.pane("batches").ask_files()
    rest(qtbot, runner)
    assert window.pane("batches").look.files.rowCount() == 2
    window.pane("batches").look.import_now()
    rest(qtbot, runner)
    assert window.pane("batches").files.rowCount() == 2


def test_filter_finds_a_number_in_groups_and_keeps_the_choice(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    choose_account(window, FIRST)
    rest(qtbot, runner)
    window.go_to_filter()
    window.pane("accounts").filter.setText("0000 014")
    qtbot.waitUntil(lambda: window.pane("accounts").accounts.rowCount() == 1)
    assert window.session.account.account == FIRST
    window.step_back()
    assert window.pane("accounts").filter.text() == ""
    qtbot.waitUntil(lambda: window.pane("accounts").accounts.rowCount() > 1)
    window.pane("accounts").filter.setText("nobody of this name")
    qtbot.waitUntil(lambda: window.session.account is None)
    assert window.pane("accounts").accounts.rowCount() == 0
    rest(qtbot, runner)
    assert window.pane("transfers").filter.accounts == ()


def test_copy_gives_rows_for_a_spreadsheet(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    choose_account(window, FIRST)
    rest(qtbot, runner)
    table = window.pane("transfers").table
    table.setFocus()
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, runner)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 6
    assert lines[2].split("\t")[:4] == [
        "2020-07-02 15:31:05", "-50,000.00", "测试乙", "6228480000000000026",
    ]  # fmt: skip
    assert "5 transfers selected" in window.status.text()


def test_theme_is_switched_and_kept(opened, empty_case):
    window = opened(empty_case)
    dark = window.registry["view.dark"]
    dark.trigger()
    assert theme.current() is theme.DARK
    assert Settings().get(THEME) == "dark"
    assert len(colours_in(window)) > 8


def test_failures_reach_the_message_bar(opened, empty_case):
    window = opened(empty_case)
    window.show_known(KnownError("The disk is full.", "Free some space."))
    assert window.message.text() == "The disk is full. Free some space."
    window.step_back()
    assert window.message.text() == ""


def test_pictures_of_the_pages(qapp, dressed, full_case, tmp_path):
    written = grab_pictures(full_case, tmp_path / "pictures")
    assert [path.name for path in written] == [
        f"{page}-{dress}.png"
        for dress in ("zh_CN-light", "zh_CN-dark", "en-light")
        for page in ("batches", "transfers", "timeline", "moneyflow", "journal")
    ]
    assert all(path.stat().st_size > 20_000 for path in written)
    assert i18n.language() == "en"


def test_panes_do_not_know_each_other():
    root = Path(panes.__file__).parent
    wrong = [
        f"{path.relative_to(root)}: {name}"
        for path in root.rglob("*.py")
        for name in re.findall(r"app\.gui\.panes\.(\w+)", path.read_text("utf-8"))
        if name != path.parent.name
    ]
    assert wrong == []
