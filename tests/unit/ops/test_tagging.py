"""Tags and notes stay on what they were put on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.base.errors import RefusedInput
from app.base.progress import Progress
from app.model import Changes, FlowFilter, JournalEntry, Party, Selection, UndoStep, ViewState
from app.ops.batches import withdraw_batch
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.notes import add_note, change_note, list_notes, noted_flows, notes_on, remove_note
from app.ops.saved_filters import list_filters, remove_filter, rename_filter, save_filter
from app.ops.tagging import (
    add_tag,
    change_tag,
    delete_tag,
    list_tags,
    make_tag,
    remove_tag,
    tag_number,
    tag_places,
    tagged,
    tags_of_flows,
    tags_on,
)
from app.ops.view_state import remember_view, remember_views, view_state, view_states
from app.store.casefile import CaseFile
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.rows import Row, take
from tests.unit.ops.statements import write_statement

if TYPE_CHECKING:
    from pathlib import Path

A, B = "6222020000000000034", "6228480000000000026"
SPACED = "6222 0200 0000 0000 034"


@pytest.fixture
def filled(case: CaseFile, tmp_path: Path) -> CaseFile:
    path = write_statement(tmp_path / "first.csv", A, rows=6)
    import_paths(case, paths=[path], progress=Progress())
    return case


def person(case: CaseFile) -> int:
    with case.session(read_only=True) as session:
        found = session.scalar(sa.select(sa.func.min(Party.id)))
    assert found is not None
    return found


def test_a_tag_is_put_on_once_and_taken_off(filled: CaseFile) -> None:
    flows = [flow.id for flow in list_flows(filled)]
    on = Selection(flows=tuple(flows[:2]), accounts=(A, A), parties=(person(filled),))
    assert add_tag(filled, name=" 可疑 ", on=on)[0] == 4
    assert add_tag(filled, name="可疑", on=on) == (0, Changes())
    assert add_tag(filled, name="取现", on=Selection(flows=(flows[0], flows[2])))[0] == 2
    [cash, odd] = sorted(list_tags(filled), key=lambda row: row.flows + row.accounts)
    assert (odd.flows, odd.accounts, odd.parties) == (2, 1, 1)
    assert (cash.flows, cash.accounts, cash.parties) == (2, 0, 0)
    assert odd.colour != cash.colour
    assert tags_of_flows(filled, [*flows, -1, 1 << 70]) == {
        flows[0]: (odd.tag, cash.tag), flows[1]: (odd.tag,), flows[2]: (cash.tag,)
    }  # fmt: skip
    assert tagged(filled, [odd.tag, cash.tag]) == Selection(
        accounts=(A,), flows=tuple(flows[:3]), parties=on.parties
    )
    assert [row.name for row in tags_on(filled, Selection(flows=(flows[2],)))] == ["取现"]
    assert [place.about for place in tag_places(filled, tag=odd.tag)].count("flow") == 2
    assert remove_tag(filled, name="取现", on=Selection(flows=tuple(flows)))[0] == 2
    assert remove_tag(filled, name="取现", on=Selection(flows=tuple(flows))) == (0, Changes())
    delete_tag(filled, tag=odd.tag, why="错")
    assert tagged(filled, [odd.tag]) == Selection()


def test_a_flow_keeps_tags_and_notes_when_its_other_side_comes(
    case: CaseFile, tmp_path: Path
) -> None:
    take(case, tmp_path, [Row(A, "2020-07-01 10:00:00", -500, B, "乙", "甲")], "a.csv")
    [flow] = list_flows(case)
    add_tag(case, name="可疑", on=Selection(flows=(flow.id,)))
    add_note(case, text="房租", on=Selection(flows=(flow.id,)))
    take(case, tmp_path, [Row(B, "2020-07-01 10:00:00", 500, A, "甲", "乙")], "b.csv")
    [flow] = list_flows(case)
    assert len(flow.sources) == 2
    assert tags_of_flows(case, [flow.id]) == {flow.id: (1,)}
    assert noted_flows(case, [flow.id]) == {flow.id: 1}
    assert tagged(case, [1]).flows == (flow.id,)
    assert list_notes(case)[0].place.flow == flow.id


def test_what_was_taken_back_is_told_and_found_again(case: CaseFile, tmp_path: Path) -> None:
    take(case, tmp_path, [Row(A, "2020-07-01 10:00:00", -500, B, "乙", "甲")], "a.csv")
    [flow] = list_flows(case)
    add_tag(case, name="可疑", on=Selection(flows=(flow.id,), accounts=(A,)))
    withdraw_batch(case, batch=1, progress=Progress())
    assert tagged(case, [1]) == Selection(accounts=(A,))
    assert tag_places(case, tag=1)[0].flow is None
    # other bytes, so that the file is new
    take(
        case, tmp_path,
        [Row(A, "2020-07-01 10:00:00", -500, B, "乙", "甲"), Row(A, "2020-07-02 10:00:00", -9, B)],
        "again.csv",
    )  # fmt: skip
    again = next(each for each in list_flows(case) if each.amount_fen == 500)
    assert tagged(case, [1]).flows == (again.id,)
    assert tags_of_flows(case, [flow.id for flow in list_flows(case)]) == {again.id: (1,)}
    assert add_tag(case, name="可疑", on=Selection(flows=(again.id,))) == (0, Changes())
    assert remove_tag(case, name="可疑", on=Selection(flows=(again.id,)))[0] == 1


def test_equal_flows_keep_their_own_tags(case: CaseFile, tmp_path: Path) -> None:
    twice = [Row(A, "2020-07-01 10:00:00", -500, B, "乙", "甲")] * 2
    take(case, tmp_path, twice, "a.csv")
    one, other = list_flows(case)
    add_tag(case, name="可疑", on=Selection(flows=(other.id,)))
    assert tags_of_flows(case, [one.id, other.id]) == {other.id: (1,)}


def test_an_account_keeps_its_tags_under_another_name(case: CaseFile, tmp_path: Path) -> None:
    """A later file tells that the account number and a card are one account."""
    number = "99000000000001"
    take(case, tmp_path, [Row(A, "2020-07-01 10:00:00", -500, number, "乙", "甲")], "a.csv")
    add_tag(case, name="可疑", on=Selection(accounts=(number,)))
    path = tmp_path / "b.csv"
    path.write_text(
        "交易卡号,交易账号,交易时间,交易金额,收付标志,交易对手账卡号,对手户名\n"
        f"{B},{number},2020-07-03 10:00:00,7.00,进,{A},甲\n",
        "utf-8",
    )
    import_paths(case, paths=[path], progress=Progress())
    assert tagged(case, [1]).accounts == (B,)
    assert [row.name for row in tags_on(case, Selection(accounts=(number,)))] == ["可疑"]
    assert remove_tag(case, name="可疑", on=Selection(accounts=(B,)))[0] == 1


def test_a_party_that_is_tagged_or_noted_outlives_its_import(filled: CaseFile) -> None:
    party = person(filled)
    add_note(filled, text="本人", on=Selection(parties=(party,)))
    add_tag(filled, name="嫌疑人", on=Selection(parties=(party,)))
    withdraw_batch(filled, batch=1, progress=Progress())
    assert tagged(filled, [1]).parties == (party,)
    assert list_notes(filled)[0].place.party == party


def test_what_is_no_tag_is_refused(filled: CaseFile) -> None:
    make_tag(filled, name="a", colour=3)
    make_tag(filled, name="b")
    on = Selection(accounts=(A,))
    for name, colour in (("", None), ("x" * 61, None), ("a", None), ("c", 10), ("c", -1)):
        with pytest.raises(RefusedInput):
            make_tag(filled, name=name, colour=colour)
    for wanted in (
        Selection(), Selection(flows=(7,)), Selection(flows=(-1,)), Selection(flows=(1 << 70,)),
        Selection(accounts=("999",)), Selection(parties=(999,)),
    ):  # fmt: skip
        with pytest.raises(RefusedInput):
            add_tag(filled, name="new", on=wanted)
    with pytest.raises(RefusedInput):
        change_tag(filled, tag=1, name="b")
    with pytest.raises(RefusedInput):
        change_tag(filled, tag=9, name="x")
    with pytest.raises(RefusedInput):
        delete_tag(filled, tag=9)
    with pytest.raises(RefusedInput):
        remove_tag(filled, name="none", on=on)
    with pytest.raises(RefusedInput):
        tag_number(filled, "none")
    assert [row.name for row in list_tags(filled)] == ["a", "b"]


def test_without_a_ledger_nothing_can_be_tagged(case: CaseFile) -> None:
    make_tag(case, name="a")
    with pytest.raises(RefusedInput, match="imported"):
        add_tag(case, name="a", on=Selection(flows=(1,)))
    assert tags_of_flows(case, [1]) == {}
    assert tagged(case, [1]) == Selection()


def test_notes(filled: CaseFile) -> None:
    flow = list_flows(filled)[0].id
    on = Selection(flows=(flow,), accounts=(SPACED.replace(" ", ""),))
    numbers, changes = add_note(filled, text=" 房租\n七月 ", on=on)
    assert changes == Changes(notes=True, journal=True)
    assert len(numbers) == 2
    assert [row.text for row in notes_on(filled, Selection(flows=(flow,)))] == ["房租\n七月"]
    change_note(filled, note=numbers[0], text="货款")
    assert change_note(filled, note=numbers[0], text="货款") == Changes()
    assert {row.text for row in list_notes(filled)} == {"货款", "房租\n七月"}
    remove_note(filled, note=numbers[1], why="重复")
    [left] = list_notes(filled)
    assert left.to_json()["flow"] == flow
    for text in ("  ", "x" * 20_001):
        with pytest.raises(RefusedInput):
            add_note(filled, text=text, on=on)
    with pytest.raises(RefusedInput):
        remove_note(filled, note=numbers[1])


def test_saved_filters(case: CaseFile) -> None:
    wanted = FlowFilter(least_fen=5_000_000, text="现金")
    number, changes = save_filter(
        case, name=" 大额 ", wanted=wanted, columns=["time"], sort=["-amount"]
    )
    assert changes == Changes(filters=True, journal=True)
    again = save_filter(case, name="大额", wanted=wanted, columns=["time"], sort=["-amount"])
    assert again == (number, Changes())
    assert save_filter(case, name="大额", wanted=FlowFilter())[0] == number
    save_filter(case, name="另一", wanted=wanted)
    [row] = [each for each in list_filters(case) if each.name == "大额"]
    assert (row.wanted, row.columns, row.sort, row.officer) == (FlowFilter(), (), (), OFFICER)
    with pytest.raises(RefusedInput):
        rename_filter(case, number=number, name="另一")
    assert rename_filter(case, number=number, name="大额") == Changes()
    rename_filter(case, number=number, name="五万")
    remove_filter(case, number=number)
    assert [each.name for each in list_filters(case)] == ["另一"]
    with pytest.raises(RefusedInput):
        remove_filter(case, number=number)
    with pytest.raises(RefusedInput):
        save_filter(case, name=" ", wanted=wanted)


def test_views_are_each_officers_own_and_nothing_of_the_case(case: CaseFile) -> None:
    with case.session(read_only=True) as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
    remember_view(case, "perspective", "研判")
    remember_views(case, {"columns/transfers": ["time"], "perspective": {"name": "导入"}})
    assert view_state(case, "perspective") == {"name": "导入"}
    assert view_state(case, "other", 5) == 5
    assert view_states(case, "columns/") == {"columns/transfers": ["time"]}
    remember_view(case, "perspective", None)
    remember_view(case, "never", None)
    assert view_state(case, "perspective") is None
    folder = case.folder
    case.close()
    with CaseFile.open(folder, passphrase=PASSPHRASE, officer="另一人") as other:
        assert view_states(other) == {}
        with other.session(read_only=True) as session:
            entries = session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
            assert entries == before
            assert session.scalars(sa.select(UndoStep)).all() == []
            assert len(session.scalars(sa.select(ViewState)).all()) == 1
    with CaseFile.open(folder, passphrase=PASSPHRASE, officer=OFFICER, read_only=True) as again:
        remember_view(again, "columns/transfers", [])
        assert view_state(again, "columns/transfers") == ["time"]
