"""Opening, making, locking and closing cases, without leaving anything behind."""

from __future__ import annotations

import json
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent

from app.base import display, i18n
from app.base.errors import CaseInUse, KnownError
from app.base.settings import LANGUAGE, RECENT_CASES, Settings
from app.demo.returns import Scale
from app.gui import app as gui_app
from app.gui import recent
from app.gui import shell as shell_module
from app.gui import welcome as welcome_module
from app.gui.forms.access import NewCaseDialog, UnlockDialog
from app.gui.forms.confirm import ConfirmDialog
from app.gui.shell import Shell
from app.ops import demo
from app.ops.cases import add_officer, open_case
from tests.gui.conftest import OFFICER, PASSPHRASE, rest


@pytest.fixture
def shell(qtbot, dressed):
    made = Shell()
    yield made
    made.close_all()
    for window in (made.welcome, made.window, made.dialog):
        if window is not None:
            window.blockSignals(True)
            window.close()
            window.deleteLater()


def unlock(qtbot, shell: Shell, passphrase: str) -> None:
    assert isinstance(shell.dialog, UnlockDialog)
    shell.dialog.officer.setText(OFFICER)
    shell.dialog.passphrase.setText(passphrase)
    shell.dialog.go.click()
    rest(qtbot, shell.runner)


def test_welcome_lists_recent_cases(qtbot, shell, tmp_path, full_folder):
    recent.remember(tmp_path / "gone.xunxian")
    recent.remember(full_folder)
    recent.remember(full_folder)
    shell.start(None)
    assert shell.welcome.cases.rows() == [full_folder, tmp_path / "gone.xunxian"]
    assert shell.welcome.cases.cell_at(1, 1).text == "not there"
    shell.welcome.table.row_opened.emit(full_folder)
    assert isinstance(shell.dialog, UnlockDialog)


@pytest.mark.parametrize("text", ["", "{", "{}", '[1, ""]'])
def test_damaged_list_of_recent_cases_is_empty(text):
    Settings().put(RECENT_CASES, text)
    assert recent.cases() == []


def test_wrong_passphrase_stays_with_a_line(qtbot, shell, full_folder):
    shell.start(full_folder)
    unlock(qtbot, shell, "wrong")
    assert shell.dialog.isVisible()
    assert shell.dialog.wrong() != ""
    assert shell.dialog.go.isEnabled()
    assert shell.window is None
    unlock(qtbot, shell, PASSPHRASE)
    assert shell.dialog is None
    assert shell.window.isVisible()
    shell.window.show_perspective("analysis")
    rest(qtbot, shell.runner)
    assert shell.window.pane("accounts").accounts.rowCount() >= 3
    assert json.loads(Settings().get(RECENT_CASES)) == [str(full_folder)]


def test_passphrase_given_opens_at_once(qtbot, shell, full_folder):
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    assert shell.window.session.case.officer == OFFICER


def test_no_case_there_is_said_in_the_dialog(qtbot, shell, tmp_path):
    shell.start(tmp_path / "nothing.xunxian", PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    assert shell.dialog.wrong() != ""


def test_new_case_names_what_is_missing(qtbot, shell, tmp_path):
    shell.start(None)
    shell.make()
    dialog = shell.dialog
    assert isinstance(dialog, NewCaseDialog)
    dialog.place.setText(str(tmp_path))
    dialog.officer.setText(OFFICER)
    told = []
    for act in (
        lambda: None,
        lambda: dialog.name.setText('7·2 案/"甲"'),
        lambda: dialog.passphrase.setText("p"),
        lambda: dialog.again.setText("p"),
    ):
        act()
        dialog.go.click()
        told.append(dialog.wrong())
    assert [bool(text) for text in told] == [True, True, True, False]
    rest(qtbot, shell.runner)
    assert shell.window.session.case.name == '7·2 案/"甲"'
    assert (tmp_path / "7·2 案__甲_.xunxian" / "case.json").is_file()


def test_closing_leaves_no_thread_and_gives_the_lock_back(qtbot, shell, full_folder):
    before = threading.active_count()
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    shell.window.close()
    assert shell.window is None
    assert threading.active_count() <= before
    with open_case(folder=full_folder, passphrase=PASSPHRASE, officer=OFFICER):
        pass


def test_lock_closes_the_case_and_asks_again(qtbot, shell, full_folder):
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    shell.window.lock()
    assert shell.window is None
    assert shell.welcome.isVisible()
    unlock(qtbot, shell, PASSPHRASE)
    assert shell.window.isVisible()


def test_other_language_builds_the_window_anew(qtbot, shell, full_folder):
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    before = shell.window
    before.language_chosen.emit("zh_CN")
    qtbot.waitUntil(lambda: shell.window is not before)
    rest(qtbot, shell.runner)
    assert "循线" in shell.window.windowTitle()
    shell.window.show_perspective("analysis")
    rest(qtbot, shell.runner)
    assert shell.window.pane("accounts").accounts.rowCount() >= 3
    i18n.use_language("en")
    gui_app.translate_qt()


def test_closing_while_the_case_changes_asks(qtbot, shell, full_folder, monkeypatch):
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    window = shell.window
    monkeypatch.setattr(window.session, "_changing", 1)
    monkeypatch.setattr(ConfirmDialog, "ask", classmethod(lambda *_a, **_k: None))
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    monkeypatch.setattr(window.session, "_changing", 0)


def test_confirm_dialog_returns_the_reason(qtbot, dressed):
    dialog = ConfirmDialog(
        None, title="t", text="Really?", means="m", verb="Withdraw", with_reason=True
    )
    qtbot.addWidget(dialog)
    dialog.show()
    dialog._reason.setText(" wrong case ")
    assert dialog.reason() == "wrong case"


def test_run_ends_with_the_window(qtbot, dressed, monkeypatch, full_folder):
    monkeypatch.setenv("XUNXIAN_LANG", "en")
    begun: list[Shell] = []

    class Watched(Shell):
        def start(self, *arguments: object) -> None:
            begun.append(self)
            super().start(*arguments)
            QTimer.singleShot(50, self, self.poll)

        def poll(self) -> None:
            if self.window is None or not self.runner.is_idle():
                QTimer.singleShot(50, self, self.poll)
            else:
                self.window.close()

    monkeypatch.setattr(gui_app, "Shell", Watched)
    assert gui_app.run(full_folder, passphrase=PASSPHRASE, officer=OFFICER) == 0
    assert begun[0].window is None
    begun[0].deleteLater()


def test_no_display_is_one_sentence(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(display.sys, "platform", "linux")
    assert not display.has_display()
    with pytest.raises(KnownError, match="no display"):
        gui_app.run()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not display.has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert display.has_display()


def test_demonstration_case_is_built_and_opened(qtbot, shell, tmp_path, monkeypatch):
    def quick(folder, *, progress):
        return demo.build_demo(folder, progress=progress, scale=Scale.small())

    monkeypatch.setattr(shell_module, "build_demo", quick)
    monkeypatch.setattr(welcome_module.Path, "home", lambda: tmp_path)
    shell.start(None)
    shell.welcome.demo.click()
    assert not shell.welcome.demo.isEnabled()
    rest(qtbot, shell.runner)
    qtbot.waitUntil(lambda: shell.window is not None, timeout=60_000)
    rest(qtbot, shell.runner)
    assert shell.window.session.case.officer == demo.OFFICER
    assert recent.cases()[0].parent == tmp_path / "xunxian-demo"


def test_welcome_page_has_settings_and_about(qtbot, shell):
    shell.start(None)
    shell.welcome.settings.click()
    assert "officers" not in shell.welcome.dialog.pages
    shell.welcome.dialog.reject()
    shell.welcome.about.click()
    shell.welcome.dialog.reject()
    before = shell.welcome
    Settings().put(LANGUAGE, "zh_CN")
    before._take_settings([LANGUAGE.key])
    qtbot.waitUntil(lambda: shell.welcome is not before)
    assert "循线" in shell.welcome.windowTitle()
    i18n.use_language("en")
    gui_app.translate_qt()


def test_idle_lock_keeps_the_view(qtbot, shell, full_folder):
    shell.start(full_folder, PASSPHRASE, OFFICER)
    rest(qtbot, shell.runner)
    shell.window.show_perspective("analysis")
    rest(qtbot, shell.runner)
    shell.window.idle.idle.emit()
    assert shell.window is None
    unlock(qtbot, shell, PASSPHRASE)
    rest(qtbot, shell.runner)
    assert shell.window.looking.perspective == "analysis"


def test_who_names_nobody_works_under_the_name_of_the_passphrase(qtbot, shell, full_folder):
    with open_case(folder=full_folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        add_officer(case, name="李警官", passphrase="li" * 8)
    shell.start(full_folder)
    assert shell.dialog.officer.text() == ""
    shell.dialog.passphrase.setText("li" * 8)
    shell.dialog.go.click()
    rest(qtbot, shell.runner)
    assert shell.window.session.case.officer == "李警官"
    with pytest.raises(CaseInUse, match="李警官"):
        open_case(folder=full_folder, passphrase=PASSPHRASE, officer=OFFICER)
    shell.window.lock()
    assert shell.dialog.officer.text() == ""
