"""Persons in the inspector; tags and notes on whatever is selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.model.account_space import AccountSpace
from app.model.attribution import Attribution, AttributionRole
from app.model.identifier import Identifier, IdentifierKind
from app.model.party import Person
from app.model.party_detail import PartyDetail
from app.model.selection import Selection
from app.ops.notes import notes_on
from app.ops.tagging import add_tag, list_tags, tags_on
from tests.gui.conftest import rest
from tests.gui.statements import FIRST, SECOND, VICTIM


@pytest.fixture
def person(full_case) -> int:
    """Somebody who has the two accounts with statements."""
    with full_case.session() as session:
        found = Person(name="测试甲")
        found.identifiers = [
            Identifier(kind=IdentifierKind.RESIDENT_ID, value=FIRST[2], valid=False),
            Identifier(kind=IdentifierKind.PHONE, value="13800000001", line=7, source_file_id=1),
        ]
        found.details = [PartyDetail(kind="address", value="测试路一号")]
        session.add(found)
        session.flush()
        for number in (FIRST[0], SECOND[0]):
            session.add(
                Attribution(
                    party_id=found.id, space=AccountSpace.BANK, account=number, confidence=90,
                    role=AttributionRole.HOLDER, how="核对",
                )
            )  # fmt: skip
        return found.id


def texts(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_a_person_is_shown_with_sources_sums_and_accounts(qtbot, opened, runner, full_case, person):
    window = opened(full_case)
    window.session.select(Selection(parties=(person,)))
    rest(qtbot, runner)
    assert window.inspector.shown() == ["person", "attached"]
    card = window.inspector.section("person")
    assert card._name.text() == "测试甲"
    assert "2 accounts" in card._said.text()
    assert card.incoming._amount.text() == "¥138,000.00"
    assert card.own._amount.text() == "¥50,000.00"
    assert [row.account for row in card.accounts.rows()] == [FIRST[0], SECOND[0]]
    said = texts(card)
    assert f"{FIRST[2]} (wrong check digit)" in said
    assert "typed by an officer" in said
    assert any(text.endswith(", line 7") for text in said)
    assert "测试路一号" in said
    card.table.row_opened.emit(card.accounts.row_at(1))
    rest(qtbot, runner)
    assert window.session.selection.accounts == (SECOND[0],)


def test_a_number_in_common_leads_to_the_others(qtbot, opened, runner, full_case, person):
    with full_case.session() as session:
        other = Person(name="测试乙")
        other.identifiers = [Identifier(kind=IdentifierKind.PHONE, value="13800000001")]
        session.add(other)
        session.flush()
        wanted = other.id
    window = opened(full_case)
    window.session.select(Selection(parties=(person,)))
    rest(qtbot, runner)
    card = window.inspector.section("person")
    [link] = [b for b in card.findChildren(QPushButton) if b.text() == "also of 测试乙"]
    link.click()
    rest(qtbot, runner)
    assert window.session.selection.parties == (wanted,)
    assert card._name.text() == "测试乙"
    assert "also of 测试甲" in [b.text() for b in card.findChildren(QPushButton)]


def test_figures_of_a_person_lead_to_their_rows(qtbot, opened, runner, full_case, person):
    window = opened(full_case)
    window.session.select(Selection(parties=(person,)))
    rest(qtbot, runner)
    card = window.inspector.section("person")
    pane = window.pane("transfers")
    for figure, amounts in (
        (card.own, [5_000_000]), (card.incoming, [13_800_000]),
        (card.outgoing, [500, 2_000_000, 4_900_000]),
    ):  # fmt: skip
        figure.opened.emit()
        rest(qtbot, runner)
        rows = [pane.model.row_at(n) for n in range(pane.model.rowCount())]
        moved = [row.amount_fen for row in rows if row.status == "success"]
        assert sorted(moved) == sorted(amounts)
    assert window.session.selection.parties == (person,)
    window.inspector.findChild(QPushButton, "transfers").click()
    rest(qtbot, runner)
    assert window.session.filter.parties == (person,)
    assert window.session.filter.direction is None


def test_a_search_hit_of_a_person_fills_the_inspector(qtbot, opened, runner, full_case, person):
    from app.gui.finder.going import go_to_hit
    from app.ops.search_hits import Hit
    from app.ops.searching import search

    window = opened(full_case)
    hits = [hit for group in search(full_case, FIRST[1]).groups for hit in group.hits]
    [hit] = [each for each in hits if isinstance(each, Hit)
             and each.target.kind == "party" and int(each.target.key) == person]  # fmt: skip
    go_to_hit(window.session, hit)
    rest(qtbot, runner)
    assert "person" in window.inspector.shown()
    assert window.inspector.section("person")._name.text() == "测试甲"


def test_tags_and_notes_are_put_on_and_taken_off(qtbot, opened, runner, full_case, person):
    add_tag(full_case, name="卡商", on=Selection(accounts=(VICTIM[0],)))
    window = opened(full_case)
    on = Selection(accounts=(FIRST[0], SECOND[0]))
    window.session.select(on)
    rest(qtbot, runner)
    section = window.inspector.section("attached")
    assert section.tag.completer().model().rowCount() == 1
    section.tag.setText("卡商")
    qtbot.keyClick(section.tag, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert [tag.accounts for tag in tags_on(full_case, on)] == [2]
    assert len(list_tags(full_case)) == 1
    section.note.setText("夜间取款")
    qtbot.keyClick(section.note, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert len(notes_on(full_case, on)) == 2
    assert "卡商" in texts(section)
    assert any(text.startswith("夜间取款\n") for text in texts(section))
    window.session.select(Selection(accounts=(FIRST[0],)))
    rest(qtbot, runner)
    for said in ("Take the tag “卡商” off", "Remove the note"):
        [button] = [
            each for each in section.findChildren(QToolButton)
            if each.isVisible() and each.toolTip() == said
        ]  # fmt: skip
        button.click()
        rest(qtbot, runner)
    assert tags_on(full_case, Selection(accounts=(FIRST[0],))) == []
    assert [tag.accounts for tag in tags_on(full_case, on)] == [1]
    assert len(notes_on(full_case, on)) == 1
    window.session.undo()
    rest(qtbot, runner)
    assert len(notes_on(full_case, on)) == 2


def test_very_many_things_are_only_counted(qtbot, opened, runner, full_case, monkeypatch):
    from app.gui.inspector.sections import attached

    monkeypatch.setattr(attached, "MOST_THINGS", 1)
    window = opened(full_case)
    window.session.select(Selection(accounts=(FIRST[0], SECOND[0])))
    rest(qtbot, runner)
    section = window.inspector.section("attached")
    assert not section.tag.isVisible()
    assert "not shown" in section._too_many.text()
