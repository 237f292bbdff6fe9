"""Failures of the window: known ones are shown, bugs are reported once, nothing else happens."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.base.errors import Cancelled, KnownError
from app.gui import errors


class Witness:
    def __init__(self) -> None:
        self.known: list[str] = []
        self.reports: list[object] = []

    def show(self, error: KnownError) -> None:
        self.known.append(error.text)

    def tell(self, report: object) -> None:
        self.reports.append(report)


@pytest.fixture
def witness():
    return Witness()


@pytest.fixture
def desk(qapp, witness):
    made = errors.ErrorDesk(witness.show, witness.tell)
    made.install()
    yield made
    made.uninstall()


def bug(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_known_error_is_shown(desk, witness, home):
    desk.take(KnownError("The disk is full."))
    desk.take(Cancelled())
    assert (witness.known, witness.reports) == (["The disk is full."], [])


def test_bug_is_reported_once_per_place_and_quotes_nothing(desk, witness):
    for _ in range(3):
        desk.take(bug("6222 0000 0000 0000"))
    (report,) = witness.reports
    text = report.read_text("utf-8")
    assert "ValueError" in text
    assert "6222" not in text


def test_bug_while_telling_a_bug_ends_there(desk, witness):
    def tell(_report: object) -> None:
        witness.reports.append("told")
        desk.take(bug("again"))

    desk._tell_bug = tell
    desk.take(bug("first"))
    assert witness.reports == ["told"]


def test_full_disk_still_tells(desk, witness, monkeypatch):
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(errors, "write_crash_report", refuse)
    desk.take(bug("x"))
    assert witness.reports == [None]


def test_hooks_are_installed_and_put_back(qapp, witness):
    before = (sys.excepthook, threading.excepthook)
    desk = errors.ErrorDesk(witness.show, witness.tell)
    desk.install()
    error = bug("x")
    sys.excepthook(type(error), error, error.__traceback__)
    desk.uninstall()
    assert len(witness.reports) == 1
    assert (sys.excepthook, threading.excepthook) == before


def test_bug_in_a_thread_arrives_at_the_window(qtbot, desk, witness):
    def fail() -> None:
        raise KeyError("x")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert witness.reports == []
    qtbot.waitUntil(lambda: len(witness.reports) == 1)


def test_dialog_says_what_happened_and_where_the_report_is(qtbot, qapp, tmp_path):
    errors.tell_politely(tmp_path / "crash.txt")
    (box,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox)]
    qtbot.addWidget(box)
    assert "crash.txt" in box.informativeText()
    assert "case is intact" in box.informativeText()
    box.close()
    errors._open_box.clear()
