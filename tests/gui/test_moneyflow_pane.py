"""The money-flow pane: its layout, live parameters, stacks, the table, the files, every dress."""

from __future__ import annotations

import base64
import html
import io
import re
import threading
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtSvg import QSvgRenderer

from app.base import i18n, money
from app.base.i18n import _
from app.base.progress import Progress
from app.gui.panes.moneyflow import laying, reading
from app.gui.panes.moneyflow.layout import MOST_SHOWN, lay_out
from app.gui.panes.moneyflow.lines import CAME, DATA, KEPT, NAME, SPREAD, WENT
from app.gui.panes.moneyflow.traced_card import TracedCard
from app.gui.panes.moneyflow.wording import METHOD_NAMES
from app.model.changes import Changes
from app.model.selection import Selection
from app.model.statement_request import StatementRequest
from app.ops import flow_pages
from app.ops.flows import flows_by_id
from app.ops.incidents import list_incidents
from app.ops.money_flow import MOST_READ, picture_of
from app.ops.money_flow_methods import METHODS, REACH
from app.ops.tracing import TraceQuestion, trace
from tests.gui.conftest import rest
from tests.gui.demo_case import demo, demo_folder
from tests.gui.panes_alone import alone

if TYPE_CHECKING:
    from app.ops.money_flow import FlowPicture

__all__ = ["alone", "demo", "demo_folder"]

LEVELS, WIDE = 5, 400


def many(levels: int = LEVELS, wide: int = WIDE) -> FlowPicture:
    """An invented trace of ``levels`` times ``wide`` accounts, each paying three of the next."""
    keys = [[f"62{level:02d}{place:012d}" for place in range(wide)] for level in range(levels + 1)]
    every = [key for column in keys for key in column]
    edges, came, went = [], dict.fromkeys(every, 0), dict.fromkeys(every, 0)
    for level in range(levels):
        for place in range(wide if level else 1):
            payer = keys[level][place]
            spread = range(wide) if not level else range(place, place + 3)
            for other in spread:
                payee = keys[level + 1][other % wide]
                fen = 1_000_000 // (level + 1) + other * 100
                edges.append({
                    "payer": payer, "payee": payee, "level": level + 1, "tainted_fen": fen,
                    "flows": 1, "first": "2020-07-02T15:30:00", "last": "2020-07-02T15:30:00",
                })  # fmt: skip
                came[payee] += fen
                went[payer] += fen
    accounts = [
        {
            "account": key, "holder": f"测试{place}", "level": level, "obtained": True,
            "tainted_in_fen": came[key], "tainted_out_fen": went[key],
            "retained_fen": max(0, came[key] - went[key]), "still_there_fen": None,
            "first_arrival": "2020-07-02T15:30:00", "bank": "测试银行",
        }
        for level in range(1, levels + 1) for place, key in enumerate(keys[level])
    ]  # fmt: skip
    document = {
        "method": "fifo", "direction": "down", "seed_fen": went[keys[0][0]], "accounts": accounts,
        "edges": edges, "ends": [], "flow_ids": [],
        "left": {"cash_fen": 0, "unknown_fen": 0, "fees_fen": 0},
    }  # fmt: skip
    return picture_of(TraceQuestion(), document)


@pytest.mark.parametrize("opened", [frozenset(), frozenset(range(6))])
def test_bands_never_exceed_their_cards(opened):
    picture = many(4, 60)
    layout = lay_out(picture, opened)
    for box in layout.boxes.values():
        for name in ("source", "target"):
            wide = sum(r.width for r in layout.ribbons if getattr(r, name) == box.key)
            assert wide <= box.height + 1e-6
    assert sum(ribbon.fen for ribbon in layout.ribbons) == sum(b.fen for b in picture.bands)
    shown = [card.account for box in layout.boxes.values() for card in box.cards]
    assert sorted(shown) == sorted(card.account for card in picture.cards)
    stacks = [box for box in layout.boxes.values() if box.is_stack]
    assert bool(stacks) != bool(opened)
    assert all(len(box.cards) == 60 - MOST_SHOWN for box in stacks)


def test_two_thousand_accounts_within_a_second(qtbot, alone, runner, empty_case, monkeypatch):
    """Placed beside the window's thread, drawn within a second, and without a stall."""
    threads = []

    def lay_out_there(picture, opened):
        threads.append(threading.current_thread() is threading.main_thread())
        return lay_out(picture, opened)

    monkeypatch.setattr(laying, "lay_out", lay_out_there)
    pane = alone("moneyflow", empty_case).pane
    pane.picture = many()
    pane.opened = frozenset(range(6))
    began = time.perf_counter()
    pane.draw(keep=False)
    qtbot.waitUntil(lambda: len(pane.canvas.layout_shown.boxes) == LEVELS * WIDE + 1)
    pane.canvas.fit()
    pane.canvas.grab()
    took = time.perf_counter() - began
    assert threads == [False]
    assert took < 1.0, took


def test_the_last_picture_is_placed_last(qtbot, alone, runner, empty_case, monkeypatch):
    """A small picture is there at once, and the large one before it does not come back."""
    may_go = threading.Event()

    def lay_out_slowly(picture, opened):
        if len(picture.cards) > 1000:
            may_go.wait(5)
        return lay_out(picture, opened)

    monkeypatch.setattr(laying, "lay_out", lay_out_slowly)
    pane = alone("moneyflow", empty_case).pane
    pane.picture = many()
    pane.draw(keep=False)
    pane.picture = many(2, 5)
    pane.draw(keep=True)
    boxes = set(pane.canvas.layout_shown.boxes)
    assert len(boxes) == 11
    # what the large one asked of the eye still counts
    assert pane.canvas._fresh
    may_go.set()
    rest(qtbot, runner)
    assert set(pane.canvas.layout_shown.boxes) == boxes


def test_from_an_incident_to_what_is_worth_freezing(qtbot, alone, runner, demo):
    window = alone("moneyflow", demo)
    pane = window.pane
    assert pane.starts.count_of_starts > 1
    pane.empty.acted.emit()
    rest(qtbot, runner)
    assert pane.picture is not None
    assert pane.pages.currentWidget() is pane.canvas
    assert len(pane.freeze_line.buttons) == 3
    wanted = pane.picture.worth_freezing()[0].account
    qtbot.mouseClick(pane.freeze_line.buttons[0], Qt.MouseButton.LeftButton)
    assert window.session.selection.accounts == (wanted,)
    assert wanted in pane.canvas.layout_shown.boxes
    pane.deeds.menu_for(pane.picture.card(wanted))
    pane.deeds.freeze()
    rest(qtbot, runner)
    assert "frozen" in pane.picture.card(wanted).states
    assert wanted not in [b.property("account") for b in pane.freeze_line.buttons]


def test_parameters_run_again_and_the_last_counts(qtbot, alone, runner, demo):
    pane = alone("moneyflow", demo).pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    levels: list[int] = []
    pane.reader.levelled.connect(lambda picture: levels.append(len(picture.cards)))
    pane.bar.levels.setValue(3)
    pane.bar.levels.setValue(2)
    pane.bar.method.setCurrentIndex(1)
    qtbot.waitUntil(
        lambda: pane.picture.question.levels == 2 and pane.picture.question.method == "lifo"
    )
    rest(qtbot, runner)
    assert max(card.level for card in pane.picture.cards) <= 2
    assert levels
    assert pane.canvas.spread


def test_a_band_selects_its_rows_and_the_table_shows_them(qtbot, alone, runner, demo):
    window = alone("moneyflow", demo)
    pane = window.pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    ribbon = max(pane.canvas.layout_shown.ribbons, key=lambda each: each.width)
    pane.canvas.ribbon_chosen.emit(ribbon, False)
    assert window.session.selection.flows
    filters: list[object] = []
    window.session.filter_wanted.connect(filters.append)
    pane.canvas.ribbon_chosen.emit(ribbon, True)
    assert filters[0].flows == window.session.selection.flows
    pane.head.table.click()
    assert pane.pages.currentWidget() is pane.tree
    account = pane.tree.topLevelItem(0).child(0)
    account.setExpanded(True)
    band = account.child(1)
    band.setExpanded(True)
    rest(qtbot, runner)
    assert isinstance(band.child(0).data(0, Qt.ItemDataRole.UserRole), int)


def opened_lines(tree):
    """The levels of a table, opened: their accounts are made then."""
    found = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    for item in found:
        item.setExpanded(True)
    return found


def test_the_table_goes_along_with_what_is_chosen(qtbot, alone, runner, demo):
    window = alone("moneyflow", demo)
    pane = window.pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    deep = [card.account for card in pane.picture.cards if card.level == 3]
    pane.choice.reveal(deep[-1])
    qtbot.mouseClick(pane.head.table, Qt.MouseButton.LeftButton)
    assert pane.tree._accounts() == {deep[-1]}
    assert pane.tree.currentItem().data(NAME, DATA) == deep[-1]
    place = pane.tree.visualItemRect(pane.tree.currentItem())
    assert pane.tree.viewport().rect().contains(place.center())
    window.session.select(Selection(accounts=tuple(deep[:2])))
    assert pane.tree._accounts() == set(deep[:2])


@pytest.mark.parametrize("incident", range(1, 7))
@pytest.mark.parametrize("direction", ["down", "up"])
def test_what_a_level_takes_beyond_what_was_lost_has_gone_round(demo, incident, direction):
    question = TraceQuestion(incidents=(incident,))
    if direction == "up":  # where the money came from that reached the last account
        down = picture_of(question, trace(demo, question=question, progress=Progress()).document)
        question = TraceQuestion(accounts=(down.cards[-1].account,), direction="up")
    picture = picture_of(question, trace(demo, question=question, progress=Progress()).document)
    passed = Counter()
    for card in picture.cards:
        passed[card.level] += card.came if direction == "down" else card.went
    starts = [card for card in picture.cards if card.level == 0]
    lost = sum(card.went if direction == "down" else card.came for card in starts)
    for level in sorted(passed)[1:]:
        assert passed[level] - picture.gone_round(level) <= lost


def test_the_table_says_what_has_gone_round(qtbot, alone, runner, demo):
    pane = alone("moneyflow", demo).pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    picture = pane.picture
    rounds = [card.level for card in picture.cards if picture.gone_round(card.level)]
    assert rounds
    pane.head.show_table(on=True)
    item = pane.tree.topLevelItem(rounds[0])
    pane.tree._open(item)
    told = [item.child(place).text(CAME) for place in range(item.childCount())]
    assert told[0] == money.plain(picture.gone_round(rounds[0]))


def test_rows_beyond_a_page_are_read_on(qtbot, alone, runner, demo, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    pane = alone("moneyflow", demo).pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    between = {pair: ids for pair, ids in pane.picture.rows.items() if pair[1]}
    pair, ids = max(between.items(), key=lambda each: len(each[1]))
    assert len(ids) >= 3
    pane.head.table.click()
    tree = pane.tree
    items = opened_lines(tree)
    role = Qt.ItemDataRole.UserRole
    [account] = [level.child(n) for level in items for n in range(level.childCount())
                 if level.child(n).data(0, role) == pair[0]]  # fmt: skip
    for item in (account.parent(), account):
        item.setExpanded(True)
    [band] = [account.child(n) for n in range(account.childCount())
              if getattr(account.child(n).data(0, role), "payee", "") == pair[1]]  # fmt: skip
    band.setExpanded(True)
    rest(qtbot, runner)
    assert band.childCount() == 3
    while (last := band.child(band.childCount() - 1)).data(0, role) not in ids:
        assert str(len(ids) - band.childCount() + 1) in last.text(0)
        tree.itemClicked.emit(last, 0)
        rest(qtbot, runner)
    assert [band.child(n).data(0, role) for n in range(band.childCount())] == list(ids)


def test_a_large_trace_is_compared_when_asked_for(qtbot, alone, runner, demo, monkeypatch):
    monkeypatch.setattr("app.gui.panes.moneyflow.view.AT_ONCE_S", 0.0)
    pane = alone("moneyflow", demo).pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    assert pane.is_whole
    assert not pane.compared
    assert pane.figures.compare.isVisible()
    pane.figures.compare.click()
    rest(qtbot, runner)
    assert pane.compared
    assert set(pane.compared) <= {card.account for card in pane.picture.cards}
    assert not pane.figures.compare.isVisible()


def test_methods_that_lead_too_far_are_not_compared(qtbot, alone, runner, demo, monkeypatch):
    window = alone("moneyflow", demo)
    pane, asked = window.pane, []
    true_trace = reading.tracing.trace

    def trace(*args, **named):
        asked.append(named.get("methods"))
        return true_trace(*args, **named)

    monkeypatch.setattr(reading.tracing, "trace", trace)
    pane.empty.acted.emit()
    rest(qtbot, runner)
    assert asked == [None, METHODS]
    reach = len(pane.compared[pane.picture.cards[1].account].methods)
    assert reach == len(METHODS)
    pane.forget_comparison()
    exact = true_trace(
        demo, question=replace(pane.picture.question, compare=True), progress=Progress(),
        methods=[each for each in METHODS if each != REACH],
    )  # fmt: skip
    monkeypatch.setattr(reading, "MOST_COMPARED", exact.flows_read)
    asked.clear()
    pane.compare()
    rest(qtbot, runner)
    assert len(asked) == 2
    assert REACH not in asked[1]
    assert {each.method for each in pane.compared[pane.picture.cards[1].account].methods} == {
        each for each in METHODS if each != REACH
    }
    pane.forget_comparison()
    monkeypatch.setattr(reading, "MOST_COMPARED", 1)
    pane.compare()
    rest(qtbot, runner)
    assert not pane.compared
    assert "not compared" in window.message.text()


def test_the_methods_side_by_side(qtbot, alone, runner, demo):
    """The figures in the inspector and in the table are those of each method's own trace."""
    window = alone("moneyflow", demo)
    pane = window.pane
    card = TracedCard(window.session)
    qtbot.addWidget(card)
    pane.empty.acted.emit()
    rest(qtbot, runner)
    wide = max(pane.compared.values(), key=lambda each: each.spread_kept)
    assert wide.spread_kept > 0
    assert card.is_empty
    pane.choice.reveal(wide.account)
    rest(qtbot, runner)
    card.show_selection(window.session.selection)
    assert not card.is_empty
    shown = card.figures()
    assert pane.canvas.rect().contains(pane.canvas.point_of(wide.account).toPoint())
    kept = []
    for method in ("fifo", "lifo", "prorata", "reach"):
        question = replace(pane.picture.question, method=method)
        document = trace(demo, question=question, progress=Progress()).document
        each = next((a for a in document["accounts"] if a["account"] == wide.account), {})
        names = ("tainted_in_fen", "tainted_out_fen", "retained_fen")
        figures = [money.plain(each.get(name, 0)) for name in names]
        kept.append(each.get("retained_fen", 0))
        if method == "reach":
            figures[2] = "–"
        assert shown[_(METHOD_NAMES[method])] == figures
    apart = money.plain(max(kept[:3]) - min(kept[:3]))
    assert shown[_("Spread")][2] == apart
    pane.head.table.click()
    items = opened_lines(pane.tree)
    [account] = [item.child(n) for item in items for n in range(item.childCount())
                 if item.child(n).data(0, Qt.ItemDataRole.UserRole) == wide.account]  # fmt: skip
    assert account.text(SPREAD) == apart
    account.parent().setExpanded(True)
    account.setExpanded(True)
    group = account.child(0)
    assert [group.child(n).text(KEPT) for n in range(3)] == [money.plain(fen) for fen in kept[:3]]
    assert group.child(4).text(KEPT) == apart


def test_keys_and_stacks(qtbot, alone, runner, empty_case):
    pane = alone("moneyflow", empty_case).pane
    pane.picture = many(3, 40)
    pane.draw(keep=False)
    rest(qtbot, runner)
    canvas = pane.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.focus
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.layout_shown.boxes[canvas.focus].level == 1
    before = canvas.zoom
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom > before
    canvas.focus = "stack:1"
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    rest(qtbot, runner)
    assert "stack:1" not in canvas.layout_shown.boxes
    canvas.reveal("stack:2")
    assert canvas.box_at(canvas.point_of("stack:2")).key == "stack:2"
    assert canvas.box_at(QPointF(-1e6, 0)) is None


def _both_fonts_have_all_characters(drawing: str) -> None:
    """What is drawn can be read with the fonts in the file alone."""
    from fontTools.ttLib import TTFont

    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]*)\)", drawing)
    assert [weight for weight, _data in faces] == ["400", "700"]
    for weight, data in faces:
        found = re.findall(rf'<text[^>]*font-weight="{weight}"[^>]*>([^<]+)</text>', drawing)
        texts = html.unescape("".join(found))
        assert len(set(texts)) > 20
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        known = {chr(code) for code in font.getBestCmap()}
        assert not {each for each in texts if each.isprintable()} - known


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_picture_for_the_case_file(qtbot, alone, runner, demo, tmp_path, ending):
    pane = alone("moneyflow", demo).pane
    pane.empty.acted.emit()
    rest(qtbot, runner)
    assert "号" in pane.case_number()
    target = tmp_path / f"图.{ending}"
    pane.output.write(target, pane.case_number())
    rest(qtbot, runner)
    content = target.read_bytes()
    assert len(content) > 10_000
    if ending == "pdf":
        assert b"FontFile" in content
    if ending == "svg":
        assert QSvgRenderer(str(target)).isValid()
        assert len(content) < 500_000
        _both_fonts_have_all_characters(content.decode())


@pytest.mark.parametrize("kind", ["empty", "full"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_dress(qtbot, request, alone, dressed, runner, language, look, kind):
    i18n.use_language(language)
    try:
        dressed(look)
        case = request.getfixturevalue("empty_case" if kind == "empty" else "demo")
        window = alone("moneyflow", case)
        pane = window.pane
        if kind == "full":
            pane.empty.acted.emit()
            rest(qtbot, runner)
        assert window.width() == 1366
        assert pane.minimumSizeHint().width() <= 966
        picture = window.grab().toImage()
        colours = {
            picture.pixelColor(x, y).rgb()
            for x in range(0, 1366, 37) for y in range(0, 768, 23)
        }  # fmt: skip
        assert len(colours) > (3 if kind == "full" else 1)
    finally:
        i18n.use_language("en")


def test_ends_fees_and_commissions(qtbot, alone, runner, demo):
    """Where the money ended stands right of all cards and in the table, to the fen."""
    window = alone("moneyflow", demo)
    pane = window.pane
    pane.bar.show_question(TraceQuestion(method="lifo"))
    pane.start_incident(list_incidents(demo)[0].incident)
    rest(qtbot, runner)
    document = pane.picture.document
    figures = pane.figures.figures
    assert figures["fees"].text() == money.yuan(document["left"]["fees_fen"])
    assert figures["commission"].text() == money.yuan(document["commission_fen"])
    assert document["commission_fen"] > 0
    layout = pane.canvas.layout_shown
    assert sum(end.fen for end in layout.ends) == document["seed_fen"]
    assert min(end.x for end in layout.ends) > max(b.x + b.width for b in layout.boxes.values())
    pane.canvas.fit()
    end = next(end for end in layout.ends if end.what == "missing")
    middle = QPointF(end.x + end.width / 2, end.y + end.height / 2)
    at = ((middle - pane.canvas.origin) * pane.canvas.zoom).toPoint()
    assert money.yuan(end.fen) in pane.canvas.told_at(at)
    qtbot.mouseClick(pane.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert set(window.session.selection.accounts) == set(end.accounts)
    stopped = {a["account"] for a in document["accounts"] if a["stop"] == "not_obtained"}
    assert stopped <= set(end.accounts)
    pane.head.table.click()
    ends = pane.tree.topLevelItem(pane.tree.topLevelItemCount() - 1)
    left, stayed = (float(ends.text(column).replace(",", "")) for column in (WENT, KEPT))
    assert round((left + stayed) * 100) == document["seed_fen"]
    for number in range(ends.childCount()):
        kind = ends.child(number)
        kind.setExpanded(True)
        column = KEPT if kind.text(KEPT) else WENT
        children = [kind.child(n).text(column) for n in range(kind.childCount())]
        total = sum(round(float(text.replace(",", "")) * 100) for text in children)
        assert money.plain(total) == kind.text(column)


def at(canvas, key):
    return canvas.point_of(key).toPoint()


def test_several_cards_are_selected_and_sent_elsewhere(qtbot, opened, runner, demo):
    window = opened(demo)
    session = window.session
    session.go_to("moneyflow", incidents=(list_incidents(demo)[0].incident,))
    rest(qtbot, runner)
    window.resize(1600, 1200)
    pane = window.pane("moneyflow")
    canvas = pane.canvas
    pane.empty.acted.emit()
    rest(qtbot, runner)
    canvas.fit()
    one, other, third = [box.key for box in canvas.layout_shown.boxes.values() if box.level > 0][:3]
    left, control, shift = (
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    qtbot.mouseClick(canvas, left, pos=at(canvas, one))
    assert session.selection.accounts == (one,)
    qtbot.mouseClick(canvas, left, control, pos=at(canvas, other))
    qtbot.mouseClick(canvas, left, shift, pos=at(canvas, third))
    assert set(session.selection.accounts) == {one, other, third} == canvas.selected
    qtbot.mouseClick(canvas, left, control, pos=at(canvas, third))
    assert set(session.selection.accounts) == {one, other}
    # to the timeline: a lane each; to the transfers: a filter
    menu = pane.deeds.menu_for(*(pane.picture.card(key) for key in session.selection.accounts))
    [send] = [action.menu() for action in menu.actions() if action.menu() is not None]
    ways = {action.data(): action for action in send.actions()}
    send.triggered.emit(ways["timeline"])
    rest(qtbot, runner)
    lanes = window.pane("timeline").lanes.keys
    assert {one, other} <= set(lanes)
    send.triggered.emit(ways["transfers"])
    rest(qtbot, runner)
    assert set(session.filter.accounts) == {one, other}
    session.go_to("moneyflow")
    rest(qtbot, runner)
    # a rectangle around the first level; Ctrl adds to what is selected
    boxes = [box for box in canvas.layout_shown.boxes.values() if box.level == 2]
    corner = QPointF(boxes[0].x - 8, boxes[0].y - 8)
    last = QPointF(boxes[-1].x + 20, boxes[-1].y + 5)
    ends = [((each - canvas.origin) * canvas.zoom).toPoint() for each in (corner, last)]
    for modifier, wanted in ((shift, 0), (control, 1)):
        qtbot.mouseClick(canvas, left, pos=at(canvas, one))
        qtbot.mousePress(canvas, left, modifier, pos=ends[0])
        drag = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(ends[1]), QPointF(canvas.mapToGlobal(ends[1])),
            Qt.MouseButton.NoButton, left, modifier,
        )  # fmt: skip
        canvas.mouseMoveEvent(drag)
        assert canvas.pointing.band is not None
        qtbot.mouseRelease(canvas, left, modifier, pos=ends[1])
        inside = {card.account for box in boxes for card in box.cards}
        assert set(session.selection.accounts) == inside | ({one} if wanted else set())
    canvas.dropped.emit()
    assert not session.selection


def test_statements_of_several_are_asked_for_at_once(qtbot, alone, runner, demo):
    pane = alone("moneyflow", demo).pane
    pane.start_incident(list_incidents(demo)[0].incident)
    rest(qtbot, runner)
    missing = [card for card in pane.picture.cards if "missing" in card.states][:2]
    there = next(card for card in pane.picture.cards if "obtained" in card.states)
    pane.deeds.menu_for(*missing, there)
    pane.deeds.ask_statement()
    rest(qtbot, runner)
    with demo.session(read_only=True) as session:
        asked = [row.account for row in session.scalars(sa.select(StatementRequest))]
    assert sorted(asked) == sorted(card.account for card in missing)


def test_a_traced_figure_leads_to_the_transfers_that_make_it(qtbot, alone, runner, demo):
    window = alone("moneyflow", demo)
    pane, session = window.pane, window.session
    card = TracedCard(session)
    qtbot.addWidget(card)
    asked = []
    session.filter_wanted.connect(asked.append)
    pane.empty.acted.emit()
    rest(qtbot, runner)
    passed = next(c for c in pane.picture.cards if c.level == 1 and c.went and not c.beyond)
    pane.choice.reveal(passed.account)
    rest(qtbot, runner)
    card.show_selection(session.selection)
    for link, side, fen in zip(
        card.links[:2], ("payee", "payer"), (passed.came, passed.went), strict=True
    ):
        link.click()
        rows = flows_by_id(demo, list(asked[-1].flows))
        assert {getattr(row, side) for row in rows} == {passed.account}
        assert sum(row.amount_fen for row in rows) >= fen
    assert session.filter == asked[-1]
    everything = set(asked[0].flows) | set(asked[1].flows)
    card.links[2].click()
    assert set(asked[-1].flows) == everything
    view = flow_pages.open_view(demo, asked[-1])
    assert view.count == len(everything)
    document = pane.picture.document | {"flow_ids": [0] * (MOST_READ + 1)}
    session.trace.show(replace(pane.picture, document=document), pane.compared)
    card.show_selection(session.selection)
    assert not any(link.isEnabled() for link in card.links)
    before = pane.picture
    session.changed.emit(Changes(flows=True))
    rest(qtbot, runner)
    assert pane.picture is not before
    assert pane.picture.document == before.document
    pane.go_home()
    card.show_selection(session.selection)
    assert card.is_empty
