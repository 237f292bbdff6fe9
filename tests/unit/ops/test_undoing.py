"""Every change of a case can be undone and redone, and both are on record."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import i18n
from app.base.errors import KnownError, RefusedInput
from app.base.i18n import N_
from app.base.progress import Progress
from app.model import Changes, FlowFilter, JournalEntry, Selection, Tag, Trace
from app.ops.batches import _originals
from app.ops.changing import keep_step
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.incident_editing import TypedPayment, pick_flows, remove_payment, type_payments
from app.ops.incidents import (
    IncidentFacts,
    add_incident,
    change_incident,
    remove_incident,
)
from app.ops.measure_editing import add_measure, lift_measure, measure_action, remove_measure
from app.ops.notes import add_note, change_note, list_notes, remove_note
from app.ops.requesting import ask_statements, cancel_request
from app.ops.saved_filters import list_filters, remove_filter, rename_filter, save_filter
from app.ops.services import add_service, remove_service
from app.ops.tagging import add_tag, change_tag, delete_tag, list_tags, make_tag, remove_tag
from app.ops.traces import list_traces, run_again, run_and_keep, withdraw_trace
from app.ops.tracing import TraceQuestion
from app.ops.undoing import changing, list_steps, redo, redo_to, undo, undo_to
from app.store import journal
from app.store.casefile import CaseFile
from app.store.row_images import RowImage
from tests.unit.conftest import NAME, OFFICER, PASSPHRASE
from tests.unit.ops.statements import write_statement
from tests.unit.store.test_row_images import dump

if TYPE_CHECKING:
    from collections.abc import Callable

CARD, OTHER = "6222020000000000034", "6228480000000000026"
PAYER = "6212260000000000042"


def states(case: CaseFile) -> list[str]:
    return [step.state for step in list_steps(case, dropped=True)]


def is_chained(case: CaseFile) -> bool:
    with case.session(read_only=True) as session:
        return journal.verify(session).ok


def there_and_back(case: CaseFile, change: Callable[[], Any]) -> Any:
    """Do something, undo and redo it twice; gives what the change gave."""
    before = dump(case)
    given = change()
    after = dump(case)
    assert before != after
    for _time in range(2):
        undone, changes = undo(case)
        assert undone.state == "undone"
        assert changes.journal
        assert dump(case) == before
        redone, _changes = redo(case)
        assert redone.state == "done"
        assert dump(case) == after
    assert is_chained(case)
    return given


@pytest.fixture
def filled(case: CaseFile, tmp_path: Path) -> CaseFile:
    path = write_statement(tmp_path / "first.csv", CARD, rows=12)
    import_paths(case, paths=[path], progress=Progress())
    return case


def test_tags_notes_and_filters(filled: CaseFile) -> None:
    case = filled
    flows = tuple(flow.id for flow in list_flows(case))[:3]
    there_and_back(case, lambda: make_tag(case, name="可疑"))
    there_and_back(
        case, lambda: add_tag(case, name="取现", on=Selection(flows=flows, accounts=(CARD,)))
    )
    there_and_back(case, lambda: remove_tag(case, name="取现", on=Selection(flows=flows[:1])))
    [kept, _other] = list_tags(case)
    there_and_back(case, lambda: change_tag(case, tag=kept.tag, name="现金", colour=7))
    there_and_back(case, lambda: delete_tag(case, tag=kept.tag))
    [number], _changes = there_and_back(
        case, lambda: add_note(case, text="房租", on=Selection(flows=flows[:1]))
    )
    there_and_back(case, lambda: change_note(case, note=number, text="其实是货款"))
    there_and_back(case, lambda: remove_note(case, note=number))
    saved, _changes = there_and_back(
        case, lambda: save_filter(case, name="大额", wanted=FlowFilter(least_fen=5_000_000))
    )
    there_and_back(case, lambda: rename_filter(case, number=saved, name="五万以上"))
    there_and_back(case, lambda: remove_filter(case, number=saved))


def test_incidents_measures_requests_services_and_traces(filled: CaseFile) -> None:
    case = filled
    flow = next(flow.id for flow in list_flows(case) if flow.payee == CARD)
    incident, _changes = there_and_back(
        case, lambda: add_incident(case, facts=IncidentFacts(victim="被害人丁"))
    )
    there_and_back(case, lambda: change_incident(case, incident=incident, changed={"loss_fen": 9}))
    picked, _changes = there_and_back(
        case, lambda: pick_flows(case, incident=incident, flows=[flow])
    )
    moment = list_flows(case)[0].time
    there_and_back(
        case,
        lambda: type_payments(
            case, incident=incident, payments=[TypedPayment(5, moment, payee=OTHER)]
        ),
    )
    there_and_back(case, lambda: remove_payment(case, payment=picked[0]))
    measure, _notes, _changes = there_and_back(
        case,
        lambda: add_measure(case, account=CARD, action=measure_action("freeze"), incident=incident),
    )
    there_and_back(case, lambda: lift_measure(case, measure=measure))
    there_and_back(case, lambda: remove_measure(case, measure=measure))
    there_and_back(case, lambda: ask_statements(case, accounts=[PAYER]))
    there_and_back(case, lambda: cancel_request(case, account=PAYER))
    there_and_back(case, lambda: add_service(case, number=PAYER, why="问过"))
    there_and_back(case, lambda: add_service(case, number=PAYER, is_service=False, why="又问"))
    there_and_back(case, lambda: remove_service(case, number=PAYER))
    question = TraceQuestion(accounts=(CARD,))
    trace, _answer, _changes = there_and_back(
        case, lambda: run_and_keep(case, question=question, progress=Progress())
    )
    there_and_back(case, lambda: run_again(case, trace_id=trace, progress=Progress()))
    there_and_back(case, lambda: withdraw_trace(case, trace_id=trace))
    there_and_back(case, lambda: remove_incident(case, incident=incident))
    before = dump(case)
    undone, _changed = undo_to(case, step=1)
    assert len(undone) == 17
    assert list_traces(case) == []
    redone, _changed = redo_to(case, step=undone[0].id)
    assert [row.id for row in redone] == [row.id for row in reversed(undone)]
    assert dump(case) == before
    assert is_chained(case)


def ledger(case: CaseFile) -> list[Any]:
    return [flow.to_json() for flow in list_flows(case)]


def test_nothing_of_a_step_is_readable_from_outside(filled: CaseFile) -> None:
    secret = "不可告人的备注"
    add_note(filled, text=secret * 900, on=Selection(accounts=(CARD,)))
    make_tag(filled, name=secret)
    undo(filled)
    folder = filled.folder
    filled.close()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert secret.encode() not in content
            assert CARD.encode() not in content


def test_nothing_to_undo_or_redo(case: CaseFile) -> None:
    with pytest.raises(RefusedInput, match="nothing to undo"):
        undo(case)
    with pytest.raises(RefusedInput, match="nothing to redo"):
        redo(case)
    with pytest.raises(RefusedInput, match="step 3"):
        undo_to(case, step=3)
    with pytest.raises(RefusedInput, match="step 3"):
        redo_to(case, step=3)
    assert undo_to(case, step=0) == ([], Changes())


def test_a_new_change_drops_what_was_undone_and_keeps_it_on_record(case: CaseFile) -> None:
    make_tag(case, name="a")
    make_tag(case, name="b")
    make_tag(case, name="c")
    undo(case)
    undo(case)
    make_tag(case, name="d")
    assert states(case) == ["done", "dropped", "dropped", "done"]
    assert [step.id for step in list_steps(case)] == [1, 4]
    with pytest.raises(RefusedInput):
        redo(case)
    undo(case)
    redo(case)
    assert [tag.name for tag in list_tags(case)] == ["a", "d"]


def test_what_changed_no_row_is_no_step(case: CaseFile) -> None:
    make_tag(case, name="a")
    assert change_tag(case, tag=1, name="a") == Changes()
    with pytest.raises(RefusedInput):
        make_tag(case, name="a")
    assert len(list_steps(case)) == 1


def test_a_row_changed_since_is_refused(case: CaseFile) -> None:
    make_tag(case, name="a")
    with case.session() as session:
        session.get_one(Tag, 1).colour = 9
    before = dump(case)
    with pytest.raises(RefusedInput, match="Step 1 “Make tag “a”” cannot be undone: tag"):
        undo(case)
    assert dump(case) == before
    assert states(case) == ["done"]


def test_a_row_that_others_refer_to_by_now_is_refused(case: CaseFile) -> None:
    incident, _changes = add_incident(case, facts=IncidentFacts(victim="甲"))
    with case.session() as session:
        session.execute(
            sa.text("INSERT INTO incident_payment (incident_id, space, time, exactness, amount_fen)"
                    " VALUES (:i, 'bank', '2024-01-01 00:00:00.000000', 2, 1)"),
            {"i": incident},
        )  # fmt: skip
    before = dump(case)
    with pytest.raises(RefusedInput, match="refers to"):
        undo(case)
    assert dump(case) == before
    assert states(case) == ["done"]


def test_undoing_is_on_record(case: CaseFile) -> None:
    make_tag(case, name="a")
    undo(case)
    redo(case)
    with case.session(read_only=True) as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)).all()
        told = [(entry.verb, entry.subject, entry.officer) for entry in entries]
    assert told[-3:] == [
        ("make tag", "tag 1", OFFICER), ("undo", "step 1", OFFICER), ("redo", "step 1", OFFICER),
    ]  # fmt: skip
    [step] = list_steps(case)
    assert step.seq == entries[-3].seq
    assert is_chained(case)


def test_titles_follow_the_language_and_strange_ones_are_shown_as_they_are(case: CaseFile) -> None:
    make_tag(case, name="a")
    with changing(case, N_("Make tag “{tag}”")) as session:  # the place is not filled
        session.add(Tag(name="b", officer=OFFICER, time=list_steps(case)[0].time))
    assert [step.title for step in list_steps(case)] == ["Make tag “a”", "Make tag “{tag}”"]
    i18n.use_language("zh_CN")
    assert "a" in list_steps(case)[0].title


def test_changes_name_what_was_touched(case: CaseFile) -> None:
    make_tag(case, name="a")
    row, changes = undo(case)
    assert changes == Changes(tags=True, journal=True)
    assert row.changes == changes
    assert row.to_json()["title"] == "Make tag “a”"


def test_a_case_open_for_reading_refuses(closed: Path) -> None:
    with CaseFile.open(closed, passphrase=PASSPHRASE, officer=OFFICER) as case:
        make_tag(case, name="a")
    with CaseFile.open(closed, passphrase=PASSPHRASE, officer=OFFICER, read_only=True) as case:
        assert len(list_steps(case)) == 1
        with pytest.raises(KnownError, match="reading"):
            undo(case)


def test_steps_survive_closing(closed: Path) -> None:
    with CaseFile.open(closed, passphrase=PASSPHRASE, officer="一") as case:
        make_tag(case, name="a")
        undo(case)
    with CaseFile.open(closed, passphrase=PASSPHRASE, officer="二") as case:
        redo(case)
        assert [tag.officer for tag in list_tags(case)] == ["一"]
        assert list_steps(case)[0].officer == "一"


def test_the_vault_keeps_what_an_undone_step_names(case: CaseFile) -> None:
    image = RowImage("incident_list", (1,), None, {"id": 1, "sha256": "ab" * 32})
    with case.session() as session:
        keep_step(session, case, "x", {}, made=[image])
    assert "ab" * 32 in _originals(case)


def test_any_undo_takes_less_than_50_ms(filled: CaseFile) -> None:
    case = filled
    for number in range(40):
        make_tag(case, name=f"t{number}")
    taken = []
    for _number in range(40):
        begin = time.perf_counter()
        undo(case)
        taken.append(time.perf_counter() - begin)
    assert sorted(taken)[len(taken) // 2] < 0.05
    large = {"edges": [{"payer": CARD, "payee": PAYER, "fen": n} for n in range(15_000)]}
    moment = list_steps(case)[0].time
    taken = []
    for _number in range(5):
        with changing(case, "large") as session:
            session.add(
                Trace(time=moment, officer=OFFICER, title="t", parameters={}, batches=[],
                      result=large)
            )  # fmt: skip
        begin = time.perf_counter()
        undo(case)
        taken.append(time.perf_counter() - begin)
    assert sorted(taken)[len(taken) // 2] < 0.05


WHAT = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 3), st.text("ab一", min_size=1, max_size=2)),
    min_size=1, max_size=12,
)  # fmt: skip


def do(case: CaseFile, what: int, number: int, text: str) -> None:
    tags, notes, filters = list_tags(case), list_notes(case), list_filters(case)
    if what == 0:
        make_tag(case, name=text, colour=number)
    elif what == 1 and tags:
        change_tag(case, tag=tags[number % len(tags)].tag, name=text)
    elif what == 2 and tags:
        delete_tag(case, tag=tags[number % len(tags)].tag)
    elif what == 3:
        save_filter(case, name=text, wanted=FlowFilter(least_fen=number))
    elif what == 4 and filters:
        remove_filter(case, number=filters[0].id)
    elif what == 5:
        add_service(case, name=text, is_service=bool(number % 2), why=text)
    elif what == 6:
        remove_service(case, name=text)
    elif what == 7:
        add_incident(case, facts=IncidentFacts(victim=text, loss_fen=number))
    elif what == 8:
        change_incident(case, incident=number + 1, changed={"note": text})
    elif what == 9 and notes:
        remove_note(case, note=notes[0].note)


@settings(max_examples=12)
@given(WHAT, st.lists(st.integers(1, 6), max_size=4))
def test_undoing_and_redoing_any_number_of_steps_is_identity(
    wanted: list[tuple[int, int, str]], numbers: list[int]
) -> None:
    with (
        TemporaryDirectory() as folder,
        CaseFile.create(
            Path(folder) / "c.xunxian", name=NAME, officer=OFFICER, passphrase=PASSPHRASE
        ) as case,
    ):
        kept = [dump(case)]
        for what, number, text in wanted:
            try:
                do(case, what, number, text)
            except RefusedInput:
                continue
            if dump(case) != kept[-1]:
                kept.append(dump(case))
        steps = list_steps(case)
        assert len(steps) == len(kept) - 1
        for number in [*numbers, len(steps)]:
            depth = min(number, len(steps))
            for place in range(depth):
                undo(case)
                assert dump(case) == kept[len(steps) - 1 - place]
            for place in range(depth):
                redo(case)
                assert dump(case) == kept[len(steps) - depth + 1 + place]
        assert is_chained(case)
