"""The picture of a trace: every figure is one of the document's, and the workbook holds them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import python_calamine

from app.base.progress import Progress
from app.demo.returns import Scale
from app.ops import money_flow
from app.ops.demo import build_demo
from app.ops.incidents import list_incidents
from app.ops.measure_editing import add_measure, measure_action
from app.ops.money_flow_ends import ends_of, sums_of
from app.ops.money_flow_export import export_money_flow
from app.ops.tracing import TraceQuestion, trace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.ops.cases import CaseFile
    from app.ops.money_flow import FlowPicture


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseFile]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAN_HOME", str(tmp_path_factory.mktemp("home")))
        made, _report = build_demo(
            tmp_path_factory.mktemp("demo"), progress=Progress(), scale=Scale.small()
        )
        with made:
            yield made


@pytest.fixture(scope="module")
def picture(case: CaseFile) -> FlowPicture:
    question = TraceQuestion(incidents=(list_incidents(case)[0].incident,))
    answer = trace(case, question=question, progress=Progress())
    return money_flow.completed(case, money_flow.picture_of(question, answer.document))


def test_every_figure_is_the_documents(picture):
    cards = {card.account: card for card in picture.cards}
    for each in picture.document["accounts"]:
        card = cards[each["account"]]
        assert (card.came, card.went, card.kept) == (
            each["tainted_in_fen"], each["tainted_out_fen"], each["retained_fen"],
        )  # fmt: skip
    assert [(b.payer, b.payee, b.fen) for b in picture.bands] == [
        (e["payer"], e["payee"], e["tainted_fen"]) for e in picture.document["edges"]
    ]


def test_every_band_has_its_rows(picture):
    assert picture.bands
    for band in picture.bands:
        assert len(picture.rows[band.payer, band.payee]) >= band.flows
    assert any(card.bars for card in picture.cards)


def test_three_are_worth_freezing_until_they_are_held(case, picture):
    worth = picture.worth_freezing()
    assert len(worth) == 3
    amounts = [money_flow.freezable(card) for card in worth]
    assert amounts == sorted(amounts, reverse=True)
    add_measure(case, account=worth[0].account, action=measure_action("stop_payment"))
    again = money_flow.completed(case, money_flow.picture_of(picture.question, picture.document))
    assert worth[0].account not in [card.account for card in again.worth_freezing()]
    held = again.card(worth[0].account)
    assert held is not None
    assert held.states[0] == money_flow.STOPPED


def test_beyond_the_trace(case, picture):
    first = next(card for card in picture.cards if card.level == 1 and "obtained" in card.states)
    cards, bands = money_flow.beyond(case, picture, first.account, into=True)
    assert cards
    assert all(card.beyond and card.level == 0 for card in cards)
    wider = money_flow.widened(picture, cards, bands)
    assert len(wider.cards) == len(picture.cards) + len(cards)
    assert money_flow.widened(wider, cards, bands) == wider


def test_the_workbook_keeps_numbers_and_defuses_formulas(case, picture, tmp_path: Path):
    target = tmp_path / "资金流.xlsx"
    words = dict.fromkeys(
        ("frozen", "stop_payment", "cash", "service", "obtained", "missing", "no_record", "seed"),
        "=1+1",
    )
    export_money_flow(
        case, picture, target=target, notes=["=cmd()"], state_words=words, progress=Progress()
    )
    book = python_calamine.CalamineWorkbook.from_path(str(target))
    accounts, edges, flows = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert accounts[1][1] == picture.cards[0].account
    assert "=1+1" in str(accounts[1][-1])
    assert len(edges) == len(picture.bands) + 1
    assert round(sum(row[3] for row in edges[1:]) * 100) == sum(b.fen for b in picture.bands)
    assert len(flows) == len(picture.document["flow_ids"]) + 1


def test_the_ends_are_all_that_was_followed(case, picture):
    """Cash, services, missing statements, what stayed, unknown and fees: to the fen."""
    for method in ("fifo", "lifo", "prorata"):
        question = replace(picture.question, method=method)
        document = trace(case, question=question, progress=Progress()).document
        sums = sums_of(document)
        assert sum(each.fen for each in sums) == document["seed_fen"]
        ends = ends_of(document)
        for each in sums:
            listed = [end.fen for end in ends if end.what == each.what]
            assert sum(listed) == each.fen
            assert len(set(each.accounts)) == len(each.accounts)
            if each.still_there is not None:
                assert 0 <= each.still_there <= each.fen
    assert {"cash", "missing"} <= {each.what for each in sums}


def test_whose_money_came_to_an_account(case):
    """Of one incident all that was reached; of several what one of them reached alone."""
    one, other = (row.incident for row in list_incidents(case)[:2])

    def pictured(**given):
        question = TraceQuestion(**given)
        answer = trace(case, question=question, progress=Progress())
        return money_flow.picture_of(question, answer.document)

    alone = pictured(incidents=(one,))
    keys = [each["account"] for each in alone.document["accounts"]]
    assert {money_flow.incident_of(alone, key) for key in keys} == {one}
    assert money_flow.incident_of(alone, "0") is None
    both = pictured(incidents=(one, other), accounts=(keys[0],))
    own = [{a["account"] for a in v["accounts"]} for v in both.document["victims"]]
    for key in (each["account"] for each in both.document["accounts"]):
        holders = [place for place in range(3) if key in own[place]]
        wanted = {(1,): one, (2,): other}.get(tuple(holders))
        assert money_flow.incident_of(both, key) == wanted
    assert own[1] - own[0] - own[2]
