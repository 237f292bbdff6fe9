"""Lists of changes and jobs, keys, settings pages, officers, about, masking, locking, load."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.base.settings import IDLE_LOCK_MINUTES, LEDGER_MEMORY_MB, THEME, Settings
from app.gui import theme, words
from app.gui.forms.about import AboutDialog, parts
from app.gui.forms.confirm import ConfirmDialog
from app.gui.forms.settings import SettingsDialog, page_specs
from app.gui.jobs import Lane
from app.model.changes import Changes
from app.ops import tagging
from app.ops.cases import list_officers
from tests.gui.conftest import rest


def make_tag(session, name: str):
    def op(case, _progress):
        return tagging.make_tag(case, name=name, colour=1)

    return session.change("Adding a tag", op)


def test_changes_are_listed_undone_and_redone(qtbot, opened, runner, full_case):
    window = opened(full_case)
    session = window.session
    assert [step.kind for step in session.steps] == ["import"]
    make_tag(session, "可疑")
    rest(qtbot, runner)
    assert len(session.steps) == 2
    assert session.can_undo
    assert window.registry["undo"].isEnabled()
    window.registry["undo"].trigger()
    rest(qtbot, runner)
    assert [step.state for step in session.steps] == ["undone", "done"]
    assert "Taken back" in window.message.text()
    window.over.show_steps()
    listed = window.over.steps.steps.rows()
    assert len(listed) == 2
    window.over.steps.table.row_opened.emit(listed[0])
    rest(qtbot, runner)
    assert [step.state for step in session.steps] == ["done", "done"]
    assert "Made again" in window.message.text()
    session.redo()
    assert "nothing to redo" in window.message.text()


def test_empty_case_has_nothing_to_undo(opened, empty_case):
    window = opened(empty_case)
    assert not window.registry["undo"].isEnabled()
    window.session.undo()
    assert "nothing to undo" in window.message.text()


def test_jobs_are_listed_with_share_and_cancelled(qtbot, opened, runner, empty_case):
    window = opened(empty_case)
    go = threading.Event()

    def work(progress):
        for number in range(10_000):
            progress.step(number, 10_000, "rows")
            if number > 100:
                go.wait(0.01)

    job = runner.start(work, title="Counting", lane=Lane.FREE)
    window.over.show_jobs()
    qtbot.waitUntil(lambda: window.over.book.running[0].report is not None)
    assert window.over.jobs.isVisible()
    (button,) = window.over.jobs._buttons
    assert button.accessibleName() == "Cancel: Counting"
    with qtbot.waitSignal(job.finished):
        button.click()
    rest(qtbot, runner)
    assert [entry.state for entry in window.over.book.ended] == ["cancelled"]
    qtbot.keyClick(window.over.jobs, Qt.Key.Key_Escape)
    assert window.over.jobs.isHidden()


def test_keys_of_the_pane_are_shown(opened, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    window.registry["keys"].trigger()
    titles = [title for title, keys in window.looking.pane_keys() if keys]
    assert "Accounts" in titles
    assert "Time strip" in titles
    assert window.over.keys.isVisible()
    window.over.dismiss()
    assert window.over.keys.isHidden()


def test_pages_are_found_and_keep_what_was_entered(qtbot, dressed):
    dialog = SettingsDialog(None)
    qtbot.addWidget(dialog)
    keys = [spec.key for spec in page_specs()]
    assert keys == ["general", "ledger", "analysis", "security", "officers"]
    assert "officers" not in dialog.pages
    changed: list[list[str]] = []
    dialog.saved.connect(changed.append)
    for page in dialog.pages.values():
        for setting, field in page._fields:
            if setting is LEDGER_MEMORY_MB:
                field.setValue(4096)
            if setting is THEME:
                field.setCurrentIndex(1)
    dialog.show()
    dialog._save()
    assert sorted(changed[0]) == ["ledger_memory_mb", "theme"]
    assert Settings().get(LEDGER_MEMORY_MB) == 4096
    assert Settings().get(THEME) == "dark"


def test_settings_take_effect_at_once(qtbot, opened, full_case):
    window = opened(full_case)
    window.over.show_settings()
    dialog = window.over.dialog
    Settings().put(THEME, "dark")
    Settings().put(IDLE_LOCK_MINUTES, 0)
    dialog.saved.emit([THEME.key, IDLE_LOCK_MINUTES.key])
    assert theme.current().name == "dark"
    assert not window.idle._timer.isActive()
    dialog.reject()


def test_officers_come_and_go(qtbot, opened, runner, full_case, monkeypatch):
    window = opened(full_case)
    window.over.show_officers()
    rest(qtbot, runner)
    page = window.over.dialog.pages["officers"]
    assert not page.remove.isEnabled()
    page.add.click()
    assert page.told.text() != ""
    page.name.setText("李梅")
    page.passphrase.setText("p q r")
    page.again.setText("p q r")
    page.add.click()
    rest(qtbot, runner)
    assert [slot.name for slot in page.slots.rows()][-1] == "李梅"
    page.table.choose(1)
    monkeypatch.setattr(ConfirmDialog, "ask", classmethod(lambda *_a, **_k: "moved away"))
    page.remove.click()
    rest(qtbot, runner)
    assert len(list_officers(full_case)) == 1
    window.over.dialog.reject()


def test_own_passphrase_is_changed(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.over.show_settings()
    page = window.over.dialog.pages["security"]
    page.passphrase.setText("new one")
    page.change.click()
    assert "differ" in page.told.text()
    page.again.setText("new one")
    page.change.click()
    rest(qtbot, runner)
    assert page.told.text() == "The passphrase was changed."
    window.over.dialog.reject()


def test_about_names_versions_and_licences(qtbot, dressed):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    told = {part.name: part for part in parts()}
    assert told["duckdb"].version == "1.5.5"
    assert [name for name, part in told.items() if part.licence == "?"] == []


def test_identities_are_hidden_and_shown_again(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    accounts = window.pane("accounts")
    accounts.table.choose(0)
    rest(qtbot, runner)
    row = accounts.accounts.row_at(0)
    try:
        window.registry["view.mask"].trigger()
        cell = accounts.accounts.cell_at(0, 0)
        assert row.holder not in str(cell.text)
        assert row.account[:8] not in cell.under.replace(" ", "")
        assert cell.tail == row.account[-4:]
        card = window.inspector.section("account")
        assert row.holder not in card._name.text()
        assert row.account not in window.status.text().replace(" ", "")
        assert accounts.accounts.copied_row(0)[0].endswith(row.account)
    finally:
        window.registry["view.mask"].trigger()
    assert not words.is_masked()
    assert accounts.accounts.cell_at(0, 0).text == row.holder


def test_idle_window_is_locked_but_not_while_the_case_changes(opened, full_case, monkeypatch):
    window = opened(full_case)
    told: list[bool] = []
    window.lock_wanted.connect(lambda: told.append(True))
    window.idle.start(1)
    window.idle.look()
    assert told == []
    monkeypatch.setattr(window.idle, "_last", time.monotonic() - 61)
    monkeypatch.setattr(window.session, "_changing", 1)
    window.idle.look()
    assert told == []
    monkeypatch.setattr(window.session, "_changing", 0)
    handle = window.windowHandle()
    place = QPointF(5, 5)
    QApplication.sendEvent(
        handle,
        QMouseEvent(
            QEvent.Type.MouseMove, place, place, place, Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    window.idle.look()
    assert told == []
    window.idle._last -= 61
    window.idle.look()
    assert told == [True]


@pytest.mark.slow
def test_event_loop_turns_under_load(qtbot, opened, runner, empty_case, returns):
    """While files are imported and panes read again, no turn of the loop takes long.

    The house's measure is 100 ms on an idle machine, kept in docs/bench.md; here other tests are
    at work on the same cores, and only work on the window's own thread is to be found out.
    """
    window = opened(empty_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(tick)
    timer.start()

    def busy(progress):
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            progress.step(1, 2, "busy")
        return None, Changes()

    window.session.change("Busy", lambda _case, progress: busy(progress))
    window.session.import_paths([returns])
    rest(qtbot, runner)
    timer.stop()
    assert len(gaps) > 50
    gaps.sort()
    assert gaps[int(len(gaps) * 0.95)] < 0.25
    assert gaps[-1] < 0.6
