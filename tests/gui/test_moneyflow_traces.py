"""Kept traces in the window: selected, found, shown, kept, run again, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.base.progress import Progress
from app.gui.finder.going import go_to_hit
from app.model.selection import Selection
from app.ops.incidents import list_incidents
from app.ops.money_flow_ends import sums_of
from app.ops.search_answer import Hit, Target
from app.ops.traces import list_traces, run_and_keep
from app.ops.tracing import TraceQuestion
from tests.gui.conftest import rest
from tests.gui.demo_case import demo, demo_folder
from tests.gui.panes_alone import alone

if TYPE_CHECKING:
    from app.ops.cases import CaseFile

__all__ = ["alone", "demo", "demo_folder"]


@pytest.fixture
def kept(demo: CaseFile) -> int:
    """A trace as the command line keeps it, of three levels, last in first out."""
    incident = list_incidents(demo)[0].incident
    question = TraceQuestion(incidents=(incident,), levels=3, method="lifo")
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
    assert pane.bar.levels.value() == 3
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
    assert ways == ["moneyflow"]


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
