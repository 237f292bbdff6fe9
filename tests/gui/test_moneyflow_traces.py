"""Kept traces in the window: selected, found, shown, kept, run again, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.base.progress import Progress
from app.gui.finder.going import go_to_hit
from app.model.selection import Selection
from app.model.statement_request import StatementRequest
from app.ops.batches import list_batches
from app.ops.incidents import list_incidents
from app.ops.journal_reading import JournalFilter, list_entries
from app.ops.measures import list_measures
from app.ops.money_flow_ends import sums_of
from app.ops.search_answer import Hit, Target
from app.ops.traces import list_traces, run_and_keep
from app.ops.tracing import TraceQuestion
from tests.gui import statements
from tests.gui.conftest import rest
from tests.gui.demo_case import demo, demo_folder
from tests.gui.panes_alone import alone

if TYPE_CHECKING:
    from datetime import datetime

    from app.ops.cases import CaseFile
    from app.ops.money_flow import FlowCard

__all__ = ["alone", "demo", "demo_folder"]


@pytest.fixture
def kept(demo: CaseFile) -> int:
    """A trace as the command line keeps it, of five levels, last in first out."""
    incident = list_incidents(demo)[0].incident
    question = TraceQuestion(incidents=(incident,), levels=5, method="lifo")
    return run_and_keep(demo, question=question, progress=Progress(), title="甲案穿透")[0]


def found(kind: str, key: int) -> Hit:
    return Hit(kind, key, "x", "", 100, Target(kind, key))


def test_a_hit_for_a_trace_shows_it(qtbot, opened, runner, demo, kept):
    window = opened(demo)
    go_to_hit(window.session, found("trace", kept))
    rest(qtbot, runner)
    assert window.looking.current_pane() == "moneyflow"
    pane = window.pane("moneyflow")
    assert pane.picture.kept.id == kept
    assert pane.picture.question.method == "lifo"
    assert pane.bar.levels.value() == 5
    assert "甲案穿透" in pane.starts.currentText()
    assert window.session.selection == Selection(traces=(kept,))
    assert window.inspector.shown() == ["trace"]
    # the way back to it, after another trace was shown meanwhile
    pane.start(TraceQuestion(incidents=(list_incidents(demo)[1].incident,)))
    rest(qtbot, runner)
    assert pane.picture.kept is None
    window.session.go_to("moneyflow", selection=window.session.selection)
    rest(qtbot, runner)
    assert pane.picture.kept.id == kept


def test_a_hit_for_an_incident_selects_it(qtbot, opened, runner, demo):
    window = opened(demo)
    row = list_incidents(demo)[1]
    go_to_hit(window.session, found("incident", row.incident))
    rest(qtbot, runner)
    assert window.looking.current_pane() == "moneyflow"
    assert window.session.selection == Selection(incidents=(row.incident,))
    pane = window.pane("moneyflow")
    pane.empty.acted.emit()
    rest(qtbot, runner)
    assert pane.picture.question.incidents == (row.incident,)


def test_the_card_of_a_trace(qtbot, opened, runner, demo, kept):
    window = opened(demo)
    window.session.select(Selection(traces=(kept,)))
    rest(qtbot, runner)
    card = window.inspector.section("trace")
    document = list_traces(demo)[0].result
    assert card.name.text() == "甲案穿透"
    assert card.seed._amount.text() == f"¥{document['seed_fen'] / 100:,.2f}"
    assert card.state.property("role") == "good"
    ends = [card.ends.itemAtPosition(row, 1).widget().text() for row in range(card.ends.rowCount())
            if card.ends.itemAtPosition(row, 1) is not None]  # fmt: skip
    sums = sums_of(document)
    assert ends[: len(sums)] == [f"¥{each.fen / 100:,.2f}" for each in sums]
    assert sum(each.fen for each in sums) == document["seed_fen"]
    ways = [b.objectName() for b, _takes in window.inspector._ways_there if not b.isHidden()]
    assert ways == ["timeline", "moneyflow"]


def test_a_trace_out_of_date_is_run_again_from_its_card(qtbot, opened, runner, demo, kept, returns):
    window = opened(demo)
    window.session.select(Selection(traces=(kept,)))
    rest(qtbot, runner)
    card = window.inspector.section("trace")
    window.session.import_paths([returns])
    rest(qtbot, runner)
    assert card.state.property("role") == "warn"
    card.again.click()
    rest(qtbot, runner)
    rows = list_traces(demo)
    assert rows[0].previous == kept
    assert window.session.selection.traces == (rows[0].id,)
    assert card.state.property("role") == "good"
    window.session.select(Selection(traces=(kept,)))
    rest(qtbot, runner)
    assert not card.newer.isHidden()


def test_what_is_shown_is_kept_and_taken_back(qtbot, alone, runner, demo):
    window = alone("moneyflow", demo)
    pane, session = window.pane, window.session
    pane.empty.acted.emit()
    rest(qtbot, runner)
    assert pane.head.keep.isEnabled()
    before = pane.picture.document
    pane.head.keep.click()
    assert not pane.head.keep.isEnabled()
    rest(qtbot, runner)
    [row] = list_traces(demo)
    # as the command line keeps it
    assert row.question == pane.picture.question
    assert row.result == before
    assert pane.picture.kept.id == row.id
    assert session.selection == Selection(traces=(row.id,))
    assert f"trace {row.id}" in [each.subject for each in list_entries(demo, JournalFilter())]
    session.undo()
    rest(qtbot, runner)
    assert list_traces(demo) == []
    assert pane.picture.kept is None
    assert pane.head.keep.isEnabled()
    assert not session.selection
    session.redo()
    rest(qtbot, runner)
    assert [each.id for each in list_traces(demo)] == [row.id]


def test_kept_traces_at_the_start(qtbot, alone, runner, demo, kept, returns):
    window = alone("moneyflow", demo)
    pane = window.pane
    assert pane.pages.currentWidget() is pane.start_page
    [line] = [pane.start_page.list.topLevelItem(0)]
    assert "甲案穿透" in line.text(0)
    assert line.text(5) == "up to date"
    pane.start_page.open.click()
    rest(qtbot, runner)
    assert pane.picture.kept.id == kept
    assert pane.notice.isHidden()
    pane.starts.setCurrentIndex(0)
    pane.starts.activated.emit(0)
    assert pane.pages.currentWidget() is pane.start_page
    assert pane.picture is None
    window.session.import_paths([returns])
    rest(qtbot, runner)
    assert pane.start_page.list.topLevelItem(0).text(5) == "out of date"


def statement_of(account: str, start: datetime, fen: int) -> str:
    """A statement that shows an account paying all that it got to somebody new."""
    own = (account, "测试己", "990106199006060063")
    other = ("6217990000000009990", "测试新", "")
    moments = [f"{start + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S}" for minute in (-5, 9)]
    amount = f"{fen / 100:.2f}"
    rows = [
        statements._row(own, moments[0], "0.01", "0.01", "进", other, serial="T1"),
        statements._row(own, moments[1], amount, "0.01", "出", other, serial="T2"),
    ]
    return "\r\n".join([statements.HEADER, *rows]) + "\r\n"


def is_open_end(card: FlowCard) -> bool:
    """Whether a statement of it would show more within the five levels."""
    return "missing" in card.states and 0 < card.level < 5 and card.kept > 0


def test_a_stale_one_is_run_again_and_says_what_changed(qtbot, alone, runner, demo, kept, tmp_path):
    window = alone("moneyflow", demo)
    pane = window.pane
    window.session.go_to("moneyflow", traces=(kept,))
    rest(qtbot, runner)
    card = next(c for c in pane.picture.cards if is_open_end(c))
    file = tmp_path / "测试银行_交易明细信息_3.csv"
    file.write_bytes(statement_of(card.account, card.first, card.kept).encode("gb18030"))
    window.session.import_paths([file])
    rest(qtbot, runner)
    assert [row.totals.rows_imported for row in list_batches(demo)][1:] == [2]
    assert pane.kept.notice == "stale"
    assert not pane.notice.isHidden()
    pane.notice.button.click()
    rest(qtbot, runner)
    row = list_traces(demo)[0]
    assert row.previous == kept
    assert pane.picture.kept.id == row.id
    assert pane.kept.notice == "changed"
    assert str(len(row.changes["accounts"])) in pane.notice.text.whole()
    pane.notice.button.click()
    assert pane.pages.currentWidget() is pane.differences
    lines = [pane.differences.topLevelItem(n) for n in range(pane.differences.topLevelItemCount())]
    figures = {(line.text(1).replace(" ", ""), line.text(2)): line for line in lines}
    line = figures[card.account, "Kept (yuan)"]
    assert line.text(3) == f"{card.kept / 100:,.2f}"
    assert line.text(5).startswith("−")
    pane.notice.button.click()
    assert pane.pages.currentWidget() is pane.canvas
    # the older one is not offered again
    window.session.go_to("moneyflow", traces=(kept,))
    rest(qtbot, runner)
    assert pane.kept.notice == ""


def test_a_measure_and_a_request_name_trace_and_incident(qtbot, alone, runner, demo, kept):
    window = alone("moneyflow", demo)
    pane = window.pane
    window.session.go_to("moneyflow", traces=(kept,))
    rest(qtbot, runner)
    incident = pane.picture.question.incidents[0]
    wanted = pane.picture.worth_freezing()[0]
    pane.deeds.menu_for(wanted)
    pane.deeds.freeze()
    rest(qtbot, runner)
    [measure] = [row for row in list_measures(demo) if row.account == wanted.account]
    assert (measure.trace, measure.incident) == (kept, incident)
    missing = next(card for card in pane.picture.cards if is_open_end(card))
    pane.deeds.menu_for(missing)
    pane.deeds.ask_statement()
    rest(qtbot, runner)
    with demo.session(read_only=True) as session:
        [request] = session.scalars(sa.select(StatementRequest))
        assert request.account == missing.account
        assert request.note.startswith(f"trace {kept} · ")
    # who stands beyond the trace is not shown by it
    pane.reader.widen(pane.picture, wanted.account, into=True)
    rest(qtbot, runner)
    beyond = next(card for card in pane.picture.cards if card.beyond)
    assert pane.deeds._reasons(beyond.account) == (None, None)
