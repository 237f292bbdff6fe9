"""Rows of tools that tell less where they are narrow, and never half a word or half an amount."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui.panes.moneyflow.bar import ParameterBar
from app.gui.panes.moneyflow.head import FigureLine, FreezeLine, HeadLine
from app.gui.panes.timeline.bar import TimelineBar
from app.gui.widgets.fitting import FittingRow

WORDS = ("everything that there is to tell", "less of it", "…")


@pytest.fixture
def within(qtbot, dressed):
    """Shows a row in a window that lets it have any width."""
    dressed("light")
    window = QWidget()
    window.resize(1500, 200)
    qtbot.addWidget(window)

    def put(row):
        row.setParent(window)
        window.show()
        return row

    return put


class Row(FittingRow):
    grades = 3

    def __init__(self):
        super().__init__()
        self.label = QLabel()
        QHBoxLayout(self).addWidget(self.label)

    def show_grade(self, grade):
        self.label.setText(WORDS[grade])


def test_the_first_grade_that_fits_is_shown(within):
    row = within(Row())
    for width, words in ((600, WORDS[0]), (110, WORDS[1]), (20, WORDS[2]), (600, WORDS[0])):
        row.resize(width, 40)
        assert row.label.text() == words


@dataclass
class Card:
    account: str = "6217990000000000014"
    holder: str = "测试甲"
    bank: str = "东澜银行"
    kept: int = 2_189_517
    balance_fen: int | None = None
    known_fen: int | None = None


def told(row):
    return [each.text() for each in row.findChildren(QPushButton) if each.text()]


def test_what_to_freeze_keeps_its_amount(within, monkeypatch):
    monkeypatch.setattr("app.gui.panes.moneyflow.head.freezable", lambda card: card.kept)
    row = within(FreezeLine())
    row.resize(1200, 40)
    row.show_cards([Card(), Card(), Card()])
    assert told(row) == ["测试甲 东澜银行 …0014  ¥21,895.17"] * 3
    row.resize(600, 40)
    assert told(row)[0] in ("测试甲 …0014  ¥21,895.17", "测试甲  ¥21,895.17")


@pytest.mark.parametrize(
    ("made", "room"), [(HeadLine, 660), (ParameterBar, 660), (TimelineBar, 600)]
)
def test_bars_fit_into_a_narrow_pane(within, made, room):
    row = within(made())
    if made is ParameterBar:
        figures = FigureLine()
        row.add_aside(figures)
        figures.show_document({"left": {"fees_fen": 5_150}, "commission_fen": 395_611})
    if made is HeadLine:
        row.offer_keep(kept=None, possible=True)
    row.resize(1400, 60)
    wide = row.layout().minimumSize().width()
    row.resize(room, 60)
    narrow = row.layout().minimumSize().width()
    assert narrow <= room
    assert narrow < wide
    if made is HeadLine:
        assert row.keep.text() == ""
        assert row.keep.accessibleName() == "Keep trace"
