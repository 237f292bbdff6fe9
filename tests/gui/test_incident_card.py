"""The incident in the inspector: its figures, and the hour after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.model.selection import Period, Selection
from app.ops.incidents import IncidentFacts, add_incident
from tests.gui.conftest import rest

TIME = datetime(2020, 7, 2, 15, 30)


def test_incident_is_shown_and_sets_the_period(qtbot, opened, runner, full_case):
    facts = IncidentFacts(
        victim="被害人丁", case_no="A1", time=TIME, exactness=1, loss_fen=13_800_000,
        phone="13900000000", manner="刷单返利",
    )  # fmt: skip
    number, _changes = add_incident(full_case, facts=facts)
    window = opened(full_case)
    window.session.select(Selection(incidents=(number,)))
    rest(qtbot, runner)
    card = window.inspector.section("incident")
    assert window.inspector.shown() == ["incident"]
    assert card._name.text() == "被害人丁"
    assert card.loss._amount.text() == "¥138,000.00"
    card.hour.click()
    assert window.session.period == Period(TIME, TIME + timedelta(hours=1))
    card.day.click()
    assert window.session.period.until == TIME + timedelta(days=1)
    card.paid.opened.emit()
    assert window.session.selection.incidents == (number,)


def test_an_incident_selected_after_an_account_stays_selected(qtbot, opened, runner, full_case):
    """The list of accounts lets go of its row without clearing what was selected instead."""
    earlier, _changes = add_incident(full_case, facts=IncidentFacts(victim="被害人甲"))
    number, _changes = add_incident(full_case, facts=IncidentFacts(victim="被害人丁", time=TIME))
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    window.pane("accounts").table.choose(0)
    rest(qtbot, runner)
    for incident, victim in ((number, "被害人丁"), (earlier, "被害人甲")):
        window.session.go_to("moneyflow", incidents=(incident,))
        rest(qtbot, runner)
        assert window.session.selection == Selection(incidents=(incident,))
        assert window.inspector.shown() == ["incident"]
        # the button of the empty pane begins with it
        assert victim in window.pane("moneyflow").starts.itemText(1)
    assert window.pane("accounts").table.chosen_rows() == []


def test_ways_to_panes_are_not_cut(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    window.pane("accounts").table.choose(0)
    rest(qtbot, runner)
    ways = [button for button, _takes in window.inspector._ways_there if button.isVisible()]
    assert len(ways) >= 3
    for button in ways:
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() <= button.parentWidget().width()


def test_a_pane_that_needs_room_gets_it(qtbot, opened, runner, full_case):
    window = opened(full_case)
    window.show_perspective("analysis")
    rest(qtbot, runner)
    before = window.pane("moneyflow").height()
    window.show_pane("moneyflow")
    rest(qtbot, runner)
    assert window.pane("moneyflow").height() > before
