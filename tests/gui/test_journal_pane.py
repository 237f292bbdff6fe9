"""The journal pane: pages, filters, an entry unfolded, the verdict, the export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.base import i18n
from app.base.progress import Progress
from app.gui.panes.journal.verdict_bar import grouped_hash
from app.ops.batches import withdraw_batch
from app.ops.journal_reading import PAGE
from app.store import journal
from tests.gui.conftest import OFFICER, rest
from tests.gui.panes_alone import alone

if TYPE_CHECKING:
    from app.ops.cases import CaseFile

__all__ = ["alone"]

MANY = 1000


@pytest.fixture
def long_case(full_case: CaseFile) -> CaseFile:
    """A case with two entries of its own and ``MANY`` others."""
    with full_case.session() as session:
        for number in range(MANY):
            journal.append(
                session, officer=(OFFICER, "李四光")[number % 2], verb="change note",
                subject=f"note {number}", before={"text": f"旧{number}"},
                after={"text": f"新{number}"}, why="核对" if number % 100 == 0 else "",
            )  # fmt: skip
    return full_case


def test_pages_come_when_they_are_seen(qtbot, alone, runner, long_case):
    pane = alone("journal", long_case).pane
    assert pane.entries.rowCount() == MANY + 2
    assert pane.entries.entry(0).seq == MANY + 2
    far = 3 * PAGE + 7
    assert pane.entries.cell_at(far, 0).text == "…"
    rest(qtbot, runner)
    assert pane.entries.entry(far).seq == MANY + 2 - far
    pane.table.choose(MANY + 1)
    rest(qtbot, runner)
    assert "the case" in pane.entry.text()
    assert pane.filters.count_words() == "1,002 entries"


def test_filters_narrow_and_esc_widens(qtbot, alone, runner, long_case):
    pane = alone("journal", long_case).pane
    pane.filters.text.setText("新99")
    qtbot.waitUntil(lambda: pane.entries.rowCount() == 11)
    assert pane.filters.count_words() == "11 of 1,002 entries"
    officer = pane.filters.officer
    officer.setCurrentIndex(officer.findData("李四光"))
    officer.activated.emit(officer.currentIndex())
    rest(qtbot, runner)
    assert pane.entries.rowCount() == 6
    pane.filters.until.setText("2001-01-01")
    qtbot.waitUntil(lambda: pane.filters.count_words().startswith("0 of"))
    rest(qtbot, runner)
    assert not pane.table.isVisible()
    assert not pane.export.isEnabled()
    assert pane.step_back()
    rest(qtbot, runner)
    assert pane.entries.rowCount() == MANY + 2
    assert not pane.step_back()
    pane.filters.since.setText("gestern")
    assert pane.filters.since.property("state") == "wrong"
    rest(qtbot, runner)
    assert pane.entries.rowCount() == MANY + 2


def test_an_entry_unfolds(qtbot, alone, runner, long_case):
    pane = alone("journal", long_case).pane
    pane.table.choose(1)
    assert "note 998" in pane.entry.text()
    (value,) = pane.entry.values.rows()
    assert (value.before, value.after) == ("旧998", "新998")
    assert not pane.entry.go.isVisible()
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    assert pane.entry.table.hasFocus()


def test_from_an_entry_to_its_batch(qtbot, alone, runner, full_case):
    window = alone("journal", full_case)
    pane = window.pane
    pane.table.choose(0)
    assert "imported" in pane.entry.text()
    with qtbot.waitSignal(window.session.pane_wanted) as wanted:
        qtbot.mouseClick(pane.entry.go, Qt.MouseButton.LeftButton)
    assert wanted.args == ["batches"]
    assert window.session.selection.batches == (1,)


def test_the_chain_is_verified_in_words(qtbot, alone, runner, full_case):
    pane = alone("journal", full_case).pane
    qtbot.mouseClick(pane.verify, Qt.MouseButton.LeftButton)
    rest(qtbot, runner)
    assert pane.verdict.isVisible()
    assert "The journal is whole: 2 entries" in pane.verdict.text()
    head = pane.entries.entry(0).hash
    assert grouped_hash(head) in pane.verdict.text()
    qtbot.mouseClick(pane.verdict.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == head
    assert pane.step_back()
    assert not pane.verdict.isVisible()


def test_new_entries_appear(qtbot, alone, runner, full_case):
    window = alone("journal", full_case)
    changes = withdraw_batch(full_case, batch=1, progress=Progress(), why="送错了")
    window.session.changed.emit(changes)
    rest(qtbot, runner)
    assert window.pane.entries.entry(0).did == "withdrew"
    window.pane.table.choose(0)
    assert "送错了" in window.pane.entry.text()


def test_the_chosen_entry_stays_chosen_when_newer_ones_come(qtbot, alone, runner, long_case):
    window = alone("journal", long_case)
    pane = window.pane
    far = 3 * PAGE + 7
    pane.table.choose(far)  # its page is not there yet
    window.session.reload()
    rest(qtbot, runner)
    before = pane.entry.text()
    assert f"No. {MANY + 2 - far}" in before
    changes = withdraw_batch(long_case, batch=1, progress=Progress(), why="送错了")
    window.session.changed.emit(changes)
    rest(qtbot, runner)
    assert pane.entries.rowCount() == MANY + 3
    assert pane.table.currentIndex().row() == far + 1
    assert pane.entry.text() == before


def test_what_is_shown_is_exported(qtbot, alone, runner, long_case, tmp_path, monkeypatch):
    window = alone("journal", long_case)
    window.pane.filters.text.setText("核对")
    qtbot.waitUntil(lambda: window.pane.entries.rowCount() == 10)
    monkeypatch.setattr("app.gui.panes.journal.view.choose_target", lambda *_a: tmp_path / "j.xlsx")
    window.pane.ask_export()
    rest(qtbot, runner)
    assert "10 rows" in window.message.text()
    rows = python_calamine.load_workbook(str(tmp_path / "j.xlsx")).get_sheet_by_index(0)
    assert rows.to_python()[1][0] == "3"


def test_the_state_comes_back(qtbot, alone, runner, full_case):
    pane = alone("journal", full_case).pane
    pane.filters.show_filter("测试", OFFICER, "import", "2020-01-01", "")
    kept = pane.state()
    rest(qtbot, runner)
    other = alone("journal", full_case).pane
    other.restore(kept)
    rest(qtbot, runner)
    assert other.state() == kept
    assert other.filters.filter().verbs == ("import",)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("kind", ["empty", "full"])
def test_every_dress(qtbot, request, alone, dressed, runner, language, look, kind):
    i18n.use_language(language)
    dressed(look)
    pane = alone("journal", request.getfixturevalue(f"{kind}_case")).pane
    pane.ask_verify()
    rest(qtbot, runner)
    picture = pane.grab().toImage()
    colours = {
        picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, 768, 5)
    }  # fmt: skip
    assert len(colours) > 8
