"""Perspectives, panes, the way back, what Esc takes back, and what is remembered of a case."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from app.gui import preview
from app.gui.desk import PaneDock
from app.gui.jobs import JobRunner
from app.gui.main_window import MainWindow
from app.gui.pane_registry import PERSPECTIVES, pane_specs
from app.gui.session import CaseSession
from app.gui.view_history import Look, ViewHistory
from app.gui.view_memory import kept_views
from app.model.selection import FlowFilter, Period, Selection
from tests.gui.conftest import rest

FIRST = "6217990000000000014"
PERIOD = Period(datetime(2020, 7, 2), datetime(2020, 7, 3))


def test_panes_are_found_in_their_folders():
    keys = [spec.key for spec in pane_specs()]
    assert {"batches", "accounts", "transfers"} <= set(keys)
    known = {each.key for each in PERSPECTIVES}
    for spec in pane_specs():
        assert spec.perspectives
        assert set(spec.perspectives) <= known


@pytest.mark.parametrize("spec", pane_specs(), ids=lambda spec: spec.key)
def test_pane_can_be_shown_closed_and_popped_out(qtbot, opened, runner, full_case, spec):
    window = opened(full_case)
    window.looking.add_pane(spec.key)
    rest(qtbot, runner)
    dock = window.desk.dock(spec.key)
    assert isinstance(dock, PaneDock)
    assert window.looking.current_pane() == spec.key
    window.looking.pop_pane()
    assert dock.isFloating()
    window.looking.pop_pane()
    assert not dock.isFloating()
    window.looking.close_pane()
    assert spec.key not in window.desk.open_keys()
    state = getattr(dock.pane, "state", dict)()
    getattr(dock.pane, "restore", dict)(state)
    assert all(len(pair) == 2 for pair in getattr(dock.pane, "keys", list)())


def test_a_pane_with_little_room_costs_no_endless_layout(qtbot, opened, runner, full_case):
    """A window at rest draws nothing, however its panes are pushed together."""
    window = opened(full_case)
    window.resize(1366, 768)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    desk = window.desk
    desk.show_pane("moneyflow")
    rest(qtbot, runner)
    flow, transfers = desk.dock("moneyflow"), desk.dock("transfers")
    assert flow.height() >= 0.65 * desk.height()
    assert transfers.isVisible()
    assert not transfers.pane.strip.height()  # a row is worth more
    desk.resizeDocks([flow, transfers], [2000, 1], Qt.Orientation.Vertical)
    rest(qtbot, runner)
    painted = []

    class Watch(QObject):
        def eventFilter(self, _watched, event):  # noqa: N802
            if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Paint):
                painted.append(event.type())
            return False

    watch = Watch()
    desk.installEventFilter(watch)
    qtbot.wait(300)
    assert len(painted) <= 3
    desk.removeEventFilter(watch)
    desk.show_pane("timeline")
    rest(qtbot, runner)
    desk.show_pane("transfers")
    rest(qtbot, runner)
    assert transfers.pane.strip.height()


def test_bare_perspective_says_what_to_do(qtbot, opened, runner, empty_case):
    window = opened(empty_case)
    window.show_perspective("seizure")
    for key in window.desk.open_keys():
        window.desk.close_pane(key)
    rest(qtbot, runner)
    assert window.middle.currentIndex() == 1
    window._bare.acted.emit()
    assert not window.finder.popup.isHidden()
    assert "Show pane" in window.finder.popup.current().title


def test_no_perspective_is_bare_from_the_start(qtbot, opened, runner, full_case):
    window = opened(full_case)
    for each in PERSPECTIVES:
        window.show_perspective(each.key)
        rest(qtbot, runner)
        assert window.desk.seen_keys(), each.key


def test_what_was_kept_is_there_with_the_window(qtbot, opened, runner, full_case, dressed):
    first = opened(full_case)
    first.show_perspective("analysis")
    rest(qtbot, runner)
    first.desk.show_pane("timeline")
    rest(qtbot, runner)
    first.looking.keep()
    rest(qtbot, runner)
    sizes = {key: first.desk.dock(key).size() for key in first.desk.seen_keys()}
    first.quiet()
    first.hide()
    session = CaseSession(full_case, runner)
    window = MainWindow(session, kept_views(full_case))
    session.setParent(window)
    qtbot.addWidget(window, before_close_func=MainWindow.quiet)
    window.show()
    assert window.looking.perspective == "analysis"
    assert not any(dock.key == "batches" for dock in window.desk.made())
    session.reload()
    rest(qtbot, runner)
    assert {key: window.desk.dock(key).size() for key in window.desk.seen_keys()} == sizes
    kept = window.memory.kept()
    assert kept == kept_views(full_case)
    window.quiet()


def test_arrangement_is_kept_per_case(qtbot, full_case, dressed):
    def show(runner: JobRunner) -> MainWindow:
        session = CaseSession(full_case, runner)
        window = MainWindow(session)
        session.setParent(window)
        window.show()
        session.reload()
        rest(qtbot, runner)
        return window

    for sitting in (1, 2):
        runner = JobRunner()
        window = show(runner)
        if sitting == 1:
            window.show_perspective("report")
            window.looking.add_pane("accounts")
            window.looking.add_pane("batches")
            rest(qtbot, runner)
            window.pane("accounts").filter.setText("0014")
            window.looking.keep()
        else:
            assert window.looking.perspective == "report"
            assert {"accounts", "batches"} <= set(window.desk.open_keys())
            assert window.pane("accounts").filter.text() == "0014"
            window.show_perspective("analysis")
            assert "batches" not in window.desk.open_keys()
            window.show_perspective("report")
            assert "batches" in window.desk.open_keys()
            window.looking.reset()
            assert "accounts" not in window.desk.open_keys()
        rest(qtbot, runner)
        window.quiet()
        window.hide()
        window.deleteLater()
        runner.shut_down()


def test_damaged_arrangement_is_no_arrangement(opened, empty_case):
    window = opened(empty_case)
    for kept in (
        {},
        {"panes": 3},
        {"panes": ["batches"], "state": "§"},
        {"panes": [], "state": ""},
    ):
        assert not window.desk.restore(kept)
    window.looking.reset()
    assert window.desk.open_keys() == ["batches"]


def test_way_back_over_pane_selection_period_and_filter(qtbot, opened, runner, full_case):
    window = opened(full_case)
    looking, session = window.looking, window.session
    looking.note()
    window.show_perspective("analysis")
    rest(qtbot, runner)
    looking.note()
    session.select(Selection(accounts=(FIRST,)))
    rest(qtbot, runner)
    looking.note()
    session.set_period(PERIOD)
    looking.note()
    seen = FlowFilter(accounts=(FIRST,), period=PERIOD)
    session.show_flows(FlowFilter(text="ATM", period=PERIOD))
    looking.note()
    assert not window.registry["view.forward"].isEnabled()
    window.registry["view.back"].trigger()
    assert (session.filter, session.period) == (seen, PERIOD)
    looking.go_back()
    assert not session.period
    assert session.selection.accounts == (FIRST,)
    looking.go_back()
    assert not session.selection
    looking.go_back()
    assert looking.perspective == "import"
    for _step in range(4):
        looking.go_forward()
    rest(qtbot, runner)
    assert (looking.perspective, session.period) == ("analysis", PERIOD)
    assert session.filter == FlowFilter(text="ATM", period=PERIOD)


def test_history_forgets_what_was_ahead_and_what_is_too_old():
    history = ViewHistory()
    looks = [Look("import", str(n), Selection(), Period(), FlowFilter()) for n in range(150)]
    for look in looks:
        history.note(look)
        history.note(look)
    assert history.step(-1) == looks[148]
    history.note(looks[0])
    assert not history.can_go_forward
    assert history.step(1) is None
    steps = 0
    while history.step(-1):
        steps += 1
    assert steps == 99


def test_esc_takes_back_the_last_thing_only(qtbot, opened, runner, full_case):
    window = opened(full_case)
    session = window.session
    session.set_period(PERIOD)
    session.select(Selection(accounts=(FIRST,)))
    session.set_filter(FlowFilter(text="ATM"))
    text = window.status.text()
    assert "6217 9900 0000 0000 014" in text.replace("  ", " ") or "0014" in text
    assert "2020-07-02" in text
    assert "ATM" in text
    session.told.emit("Look here.", "INFO")
    for left in (
        (True, True, True), (True, True, False), (True, False, False), (False, False, False),
    ):  # fmt: skip
        window.registry["step.back"].trigger()
        rest(qtbot, runner)
        assert (bool(session.period), bool(session.selection), bool(session.filter)) == left


def test_account_selected_anywhere_is_chosen_in_the_list(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.session.go_to("accounts", accounts=(FIRST,))
    rest(qtbot, runner)
    assert window.looking.perspective == "analysis"
    (row,) = window.pane("accounts").table.chosen_rows()
    assert row.account == FIRST
    card = window.inspector.section("account")
    assert card._name.text() == "测试甲"
    assert card.incoming._amount.text() == "¥138,000.00"
    assert "account" in window.inspector.shown()
    window.session.select(Selection())
    assert window.inspector.shown() == []


def test_figures_lead_to_their_rows(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.session.select(Selection(accounts=(FIRST,)))
    rest(qtbot, runner)
    card = window.inspector.section("account")
    card.incoming.setFocus()
    qtbot.keyClick(card.incoming, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert window.session.filter == FlowFilter(accounts=(FIRST,), direction="in")
    assert window.looking.current_pane() == "transfers"


def test_several_accounts_are_summed(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.session.select(Selection(accounts=(FIRST, "6228480000000000026")))
    rest(qtbot, runner)
    card = window.inspector.section("account")
    assert card._name.text() == "2 accounts"
    assert "2 accounts" in window.inspector._title.text()


def test_window_fits_a_small_screen(qtbot, opened, runner, full_case):
    window = opened(full_case)
    for perspective in PERSPECTIVES:
        window.show_perspective(perspective.key)
        rest(qtbot, runner)
        least = window.minimumSizeHint()
        assert (least.width() <= 911, least.height() <= 600) == (True, True), perspective.key


def test_pane_starts_alone(qtbot, dressed, runner, full_case):
    window = preview.show("accounts", full_case, runner)
    qtbot.addWidget(window)
    rest(qtbot, runner)
    assert window.centralWidget().accounts.rowCount() >= 3
    window.centralWidget().filter.still()
