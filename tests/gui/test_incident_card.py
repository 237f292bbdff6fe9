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
