"""Dialogs of files: where they begin, what they offer, what they answer, in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from app.base.i18n import language, use_language
from app.base.settings import LAST_FOLDER, Settings
from app.gui.file_choice import CSV, PDF, XLSX, choose_folder, choose_target, file_name
from app.gui.translation import translate_qt


@pytest.fixture
def owner(qtbot, monkeypatch):
    """A window for dialogs that are Qt's own on every system."""
    monkeypatch.setattr(
        "app.gui.file_choice._dialog",
        lambda parent, title, start: QFileDialog(
            parent, title, str(start or ""), options=QFileDialog.Option.DontUseNativeDialog
        ),
    )
    made = QWidget()
    qtbot.addWidget(made)
    return made


def during(act) -> None:
    """Do something with the dialog once it is shown."""

    def go() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        act(dialog)

    QTimer.singleShot(200, go)


def take(name: str, pattern: str = ""):
    """Choose a kind, type a name, accept."""

    def act(dialog: QFileDialog) -> None:
        if pattern:
            dialog.selectNameFilter(pattern)
            dialog.filterSelected.emit(pattern)
        dialog.findChild(QLineEdit, "fileNameEdit").setText(name)
        dialog.accept()

    return act


def test_a_name_gets_the_ending_of_the_kind_that_was_chosen(owner, tmp_path):
    Settings().put(LAST_FOLDER, str(tmp_path))
    for name, pattern, written in (
        ("一", "", "一.xlsx"), ("二", CSV.pattern, "二.csv"), ("三.csv", "", "三.csv"),
        ("四.2020", "", "四.2020.xlsx"),
    ):  # fmt: skip
        during(take(name, pattern))
        assert choose_target(owner, "写", "甲", (XLSX, CSV)) == tmp_path / written


def test_it_begins_where_a_file_was_written_last_and_offers_the_name(owner, tmp_path):
    Settings().put(LAST_FOLDER, str(tmp_path))
    (tmp_path / "b").mkdir()
    seen = []
    during(lambda dialog: (seen.extend(dialog.selectedFiles()), take("b/x")(dialog)))
    assert choose_target(owner, "写", "甲案", (PDF,)) == tmp_path / "b" / "x.pdf"
    assert [Path(each) for each in seen] == [tmp_path / "甲案.pdf"]
    assert Settings().get(LAST_FOLDER) == str(tmp_path / "b")
    during(lambda dialog: (seen.append(dialog.directory().path()), dialog.reject()))
    assert choose_target(owner, "写", "甲案", (PDF,)) is None
    assert seen[-1] == str(tmp_path / "b")


def test_a_folder_that_went_is_not_begun_with(owner, tmp_path):
    Settings().put(LAST_FOLDER, str(tmp_path / "gone"))
    during(lambda dialog: dialog.reject())
    assert choose_target(owner, "写", "甲", (PDF,)) is None


def test_a_folder_is_chosen(owner, tmp_path):
    during(lambda dialog: dialog.accept())
    assert choose_folder(owner, "夹", tmp_path) == tmp_path


def test_names_hold_no_sign_that_a_system_refuses():
    assert file_name('7·2 案/"甲"', "", " 蓝公〔2020〕7号 ", "资金流") == (
        "7·2 案__甲_-蓝公〔2020〕7号-资金流"
    )
    assert file_name("..", "") == ""


def test_no_word_of_the_dialog_is_left_in_english(owner, qtbot):
    before = language()
    use_language("zh_CN")
    translate_qt()
    try:
        dialog = QFileDialog(owner, options=QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        said = [each.text() for each in dialog.findChildren(QLabel)]
        assert said
        assert not [text for text in said if any("a" <= sign <= "z" for sign in text)]
        for word in ("Folder", "Drive", "%1 File"):
            assert QCoreApplication.translate("QAbstractFileIconProvider", word) != word
    finally:
        use_language(before)
        translate_qt()
