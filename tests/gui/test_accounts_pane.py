"""The list of accounts reads only what is looked at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.base.progress import Progress
from app.demo.returns import write_bulk
from app.gui.panes.accounts import view as accounts_view
from app.model.selection import Selection
from app.ops import account_pages
from app.ops.accounts import list_accounts
from app.ops.importing import import_paths
from tests.gui.conftest import rest


@pytest.fixture
def many(empty_case, tmp_path, monkeypatch):
    monkeypatch.setattr(account_pages, "PAGE", 20)
    monkeypatch.setattr(accounts_view, "PAGE", 20)
    write_bulk(tmp_path / "bulk", rows=1000, files=2, seed=5)
    import_paths(empty_case, paths=[tmp_path / "bulk"], progress=Progress())
    return empty_case


@pytest.fixture
def pane(qtbot, opened, runner, many):
    window = opened(many)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    return window.pane("accounts")


def test_rows_come_when_they_are_scrolled_to(qtbot, pane, runner, many):
    everything = list_accounts(many)
    assert pane.accounts.rowCount() == len(everything) > 100
    last = len(everything) - 1
    assert pane.accounts.row_at(last) is None
    assert pane.accounts.cell_at(last, 1).text == "…"
    pane.table.scrollToBottom()
    pane.table.viewport().repaint()
    qtbot.waitUntil(lambda: pane.accounts.row_at(last) is not None)
    rest(qtbot, runner)
    assert pane.accounts.row_at(last) == everything[last]


def test_row_chosen_before_it_was_read_is_selected_then(qtbot, pane, runner, many):
    everything = list_accounts(many)
    pane.table.choose(100)
    qtbot.waitUntil(lambda: pane._session.account is not None)
    assert pane._session.account == everything[100]
    rest(qtbot, runner)


def test_account_selected_elsewhere_is_chosen_far_down(qtbot, pane, runner, many):
    everything = list_accounts(many)
    pane._session.select(Selection(accounts=(everything[-1].account,)))
    rest(qtbot, runner)
    assert pane.table.chosen_rows() == [everything[-1]]
    assert pane._session.account == everything[-1]


def test_header_sorts_all_of_them(qtbot, pane, runner, many):
    everything = list_accounts(many)
    pane.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    rest(qtbot, runner)
    assert pane.accounts.row_at(0).in_fen == max(row.in_fen for row in everything)
    pane.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    rest(qtbot, runner)
    assert pane.accounts.row_at(0) == everything[0]


def test_copy_reads_what_was_never_looked_at(qtbot, pane, runner, many, monkeypatch):
    everything = list_accounts(many)
    pane.table.selectAll()
    pane.table.copy_rows()
    rest(qtbot, runner)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == len(everything)
    assert all(row.account in line for row, line in zip(everything, lines, strict=True))
    monkeypatch.setattr(accounts_view, "MOST_COPIED", 10)
    told = []
    pane._session.told.connect(lambda text, tone: told.append((text, tone)))
    pane._open()
    rest(qtbot, runner)
    pane.table.selectAll()
    pane.table.copy_rows()
    assert told[-1][1] == "WARN"
