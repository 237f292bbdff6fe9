"""One field for everything: actions with their keys, and what the case holds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.gui.actions import group_of, matching, shown_key, title_of
from app.gui.finder.going import amount_of, go_to_hit, period_of
from app.gui.pane_registry import spec_of
from app.model.selection import FlowFilter
from app.ops.flows import list_flows
from app.ops.searching import Hit, Target
from tests.gui.conftest import rest
from tests.gui.statements import SECOND


def test_palette_reaches_every_action_and_shows_its_key(opened, empty_case):
    window = opened(empty_case)
    window.registry["palette"].trigger()
    lines = window.finder.popup.model.lines
    shown = {line.action for line in lines if line.action is not None}
    assert shown >= set(window.registry.all())
    keys = {line.title: line.key for line in lines}
    assert keys["Import files…"] == "Ctrl+I"
    assert keys["Back to the view before"] == "Alt+←"


def test_no_two_actions_share_a_key(opened, empty_case):
    window = opened(empty_case)
    keys = [key.toString() for action in window.registry.all() for key in action.shortcuts()]
    assert sorted(keys) == sorted(set(keys))
    assert all(title_of(action) and group_of(action) for action in window.registry.all())


def test_actions_are_found_by_words_and_initials(opened, empty_case):
    every = opened(empty_case).registry.all()
    assert title_of(matching(every, "import fold")[0]) == "Import folder…"
    assert "Lock the case" in [title_of(each) for each in matching(every, "ltc")]
    assert shown_key(matching(every, "ctrl+l")[0]) == "Ctrl+L"
    assert matching(every, "no such thing") == []


def test_enter_carries_an_action_out(qtbot, opened, empty_case):
    window = opened(empty_case)
    window.registry["find"].trigger()
    assert window.finder.hasFocus() or not window.isActiveWindow()
    window.finder.setText("> analysis")
    window.finder._edited()
    assert window.finder.popup.current().action is window.registry["perspective.analysis"]
    qtbot.keyClick(window.finder, Qt.Key.Key_Return)
    assert window.looking.perspective == "analysis"
    assert window.finder.popup.isHidden()
    assert window.finder.text() == ""


def test_arrows_pass_headings_and_esc_closes(qtbot, opened, empty_case):
    window = opened(empty_case)
    window.finder.open(">")
    first = window.finder.popup.current()
    qtbot.keyClick(window.finder, Qt.Key.Key_Down)
    assert window.finder.popup.current() is not first
    for _step in range(3):
        qtbot.keyClick(window.finder, Qt.Key.Key_Up)
    assert window.finder.popup.current() == first
    qtbot.keyClick(window.finder, Qt.Key.Key_Escape)
    assert window.finder.popup.isHidden()


@pytest.mark.parametrize("text", ["0014", "测试甲", "csj", "6217 9900"])
def test_search_goes_to_the_account(qtbot, opened, runner, full_case, text):
    window = opened(full_case)
    window.finder.setFocus()
    window.finder.open()
    qtbot.keyClicks(window.finder, text) if text.isascii() else window.finder.setText(text)
    window.finder._edited()
    rest(qtbot, runner)
    window.finder._search()
    rest(qtbot, runner)
    kinds = [line.hit.kind for line in window.finder.popup.model.lines if line.hit is not None]
    assert kinds, text
    found = [
        line
        for line in window.finder.popup.model.lines
        if line.hit is not None and line.hit.target.kind == "account"
    ]
    if found:
        window.finder.popup.chosen.emit(found[0])
        rest(qtbot, runner)
        assert window.session.selection.accounts
        assert window.looking.perspective == "analysis"


def test_enter_waits_for_what_was_typed(qtbot, opened, runner, full_case):
    window = opened(full_case)
    finder = window.finder
    finder.open()
    qtbot.keyClicks(finder, "0026")
    assert finder.popup._foot.text() == "Searching…"
    qtbot.waitUntil(lambda: finder.popup.current() is not None)
    finder.selectAll()
    qtbot.keyClicks(finder, "0014")
    qtbot.keyClick(finder, Qt.Key.Key_Return)  # the list still shows 0026
    qtbot.waitUntil(finder.popup.isHidden)
    rest(qtbot, runner)
    assert [key[-4:] for key in window.session.selection.accounts] == ["0014"]


def test_nothing_is_said_to_be_missing_before_the_search_is_ready(qtbot, opened, empty_case):
    finder = opened(empty_case).finder
    finder.open("zzzz")
    assert "Nothing found" not in finder.popup._foot.text()
    qtbot.waitUntil(lambda: "Nothing found" in finder.popup._foot.text())


def hit(kind: str, key: str | int) -> Hit:
    return Hit("memo", key, "x", "", 100, Target(kind, key))


def test_targets_become_filters(qtbot, opened, runner, full_case):
    session = opened(full_case).session
    assert amount_of(Target("amount", "5000/")) == FlowFilter(least_fen=5000)
    assert amount_of(Target("amount", "1/2")) == FlowFilter(least_fen=1, most_fen=2)
    period = period_of(Target("period", "2020-07-01/2020-07-31"))
    assert (period.since.day, period.until.day, period.until.hour) == (1, 31, 23)
    for kind, key, wanted in (
        ("memo", "还款", FlowFilter(text="还款")),
        ("party", 1, FlowFilter(parties=(1,))),
        ("amount", "5/6", FlowFilter(least_fen=5, most_fen=6)),
        ("period", "2020-07-02/2020-07-02", None),
    ):
        go_to_hit(session, hit(kind, key))
        if wanted is not None:
            assert session.filter == wanted
    assert session.period.since.day == 2
    go_to_hit(session, hit("batch", 1))
    assert session.selection.batches == (1,)
    wanted: list[str] = []
    session.pane_wanted.connect(wanted.append)
    for kind in ("incident", "trace", "file", "batch"):
        go_to_hit(session, hit(kind, 1))
    # every hit goes to a pane that there is
    assert all(spec_of(key) is not None for key in wanted)
    assert wanted[:2] == ["moneyflow", "moneyflow"]
    rest(qtbot, runner)


def controls(root: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
    return [
        each
        for each in root.findChildren(QWidget)
        if isinstance(each, kinds)
        and not each.objectName().startswith("qt_")
        and not isinstance(each.parent(), (QLineEdit, QTabBar, QAbstractItemView, QAbstractSpinBox))
        and not isinstance(each.parent(), QComboBox)
        and "QComboBox" not in type(each).__name__
    ]


def test_every_control_has_a_name_for_screen_readers(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    window.looking.add_pane("batches")
    rest(qtbot, runner)
    nameless = [
        f"{type(each).__name__} in {type(each.parent()).__name__}"
        for each in controls(window)
        if each.isEnabled()
        and not each.accessibleName()
        and not getattr(each, "text", str)()
        and each.isVisible()
    ]
    assert nameless == []


def test_the_palette_reaches_what_panes_can_do(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    wanted = {
        "transfers": "Export the transfers to csv…",
        "moneyflow": "Picture of the money flow for the case file…",
        "timeline": "Picture of the timeline for the case file",
    }
    for key, title in wanted.items():
        window.show_pane(key)
        rest(qtbot, runner)
        window.finder.open(f"> {title[:30]}")
        window.finder._edited()
        found = window.finder.popup.current()
        assert found is not None
        assert found.action.text() == title
        window.finder.close_list()


def test_no_two_actions_of_a_pane_share_a_key(qtbot, opened, runner, full_case):
    window = opened(full_case)
    general = {key.toString() for each in window.registry.all() for key in each.shortcuts()}
    for key in ("batches", "accounts", "transfers", "timeline", "moneyflow", "journal"):
        pane = window.pane(key)
        keys = [each.shortcut().toString() for each in pane.actions()]
        keys = [key for key in keys if key]
        assert len(keys) == len(set(keys)), key
        assert not general & set(keys), key
        assert all(each.text() for each in pane.actions())
    rest(qtbot, runner)


def test_what_was_found_is_not_hidden_by_an_older_filter(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    pane = window.pane("transfers")
    window.session.show_flows(FlowFilter(text="手续费", parties=(1,)))
    rest(qtbot, runner)
    go_to_hit(window.session, Hit("account", SECOND[0], "", "", 100, Target("account", SECOND[0])))
    rest(qtbot, runner)
    assert window.session.filter == FlowFilter(accounts=(SECOND[0],))
    window.session.show_flows(FlowFilter(text="手续费"))
    rest(qtbot, runner)
    wanted = next(row.id for row in list_flows(full_case) if row.amount_fen == 5_000_000)
    go_to_hit(window.session, Hit("flow", wanted, "", "", 100, Target("flow", wanted)))
    rest(qtbot, runner)
    assert window.session.filter == FlowFilter()
    assert window.session.selection.flows == (wanted,)
    row = pane.choice.current_row()
    assert row is not None
    assert row.id == wanted


def test_the_icon_of_a_pane_behind_a_tab_brings_it_forward(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    icon = window.bar.findChild(QToolButton, "timeline")
    assert icon.isChecked()
    assert "timeline" not in window.desk.seen_keys()
    icon.click()
    rest(qtbot, runner)
    qtbot.waitUntil(lambda: "timeline" in window.desk.seen_keys())
    assert icon.isChecked()
    icon.click()
    qtbot.waitUntil(lambda: not icon.isChecked())
    assert "timeline" not in window.desk.open_keys()
