"""Imports are undone by withdrawal and redone from their originals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.base.errors import Cancelled, CaseDamaged, KnownError, RefusedInput
from app.base.progress import Progress
from app.importers.mapping_text import read_mapping
from app.model import ImportBatch, Party, Selection
from app.ops import import_ledger
from app.ops.batches import _originals, list_batches, withdraw_batch
from app.ops.cases import open_case
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.incident_import import import_incidents
from app.ops.incidents import list_incidents
from app.ops.mappings import remove_mapping, save_mapping
from app.ops.notes import add_note
from app.ops.tagging import add_tag, list_tags, tagged
from app.ops.undoing import redo, redo_to, undo, undo_to
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.statements import write_statement
from tests.unit.ops.test_undoing import is_chained, ledger, states, there_and_back
from tests.unit.store.test_row_images import dump

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

CARD, OTHER = "6222020000000000034", "6228480000000000026"
PAYER = "6212260000000000042"
MAPPING = """\
version: 1
name: 变动表
header: [业务时间, 甲方号码, 乙方号码, 变动]
columns: {time: 业务时间, own_card: 甲方号码, counterparty_card: 乙方号码, amount: 变动}
direction: {rule: sign}
"""


def test_imports_are_withdrawn_and_read_again(case: CaseFile, tmp_path: Path) -> None:
    first = write_statement(tmp_path / "first.csv", CARD, rows=12)
    longer = write_statement(tmp_path / "longer.csv", CARD, rows=20)
    import_paths(case, paths=[first], progress=Progress())
    flow = list_flows(case)[0].id
    add_tag(case, name="可疑", on=Selection(flows=(flow,)))
    import_paths(case, paths=[longer], progress=Progress())
    add_note(case, text="看", on=Selection(accounts=(CARD,)))
    before, rows = dump(case), ledger(case)
    first.unlink()
    longer.unlink()
    undone, changes = undo_to(case, step=0)
    assert [row.kind for row in undone] == ["change", "import", "change", "import"]
    assert changes.flows
    assert changes.tags
    assert ledger(case) == []
    assert [row.state for row in list_batches(case)] == ["withdrawn", "withdrawn"]
    redone, _changes = redo_to(case, step=undone[0].id)
    assert len(redone) == 4
    assert dump(case) == before
    assert ledger(case) == rows
    assert is_chained(case)
    undo_to(case, step=1)
    redo(case)
    assert list_tags(case)[0].flows == 1


def test_a_withdrawal_is_undone_with_all_that_it_took(case: CaseFile, tmp_path: Path) -> None:
    first = write_statement(tmp_path / "first.csv", CARD, rows=12)
    second = write_statement(tmp_path / "second.csv", OTHER, rows=5)
    import_paths(case, paths=[first], progress=Progress())
    import_paths(case, paths=[second], progress=Progress())
    before, rows = dump(case), ledger(case)
    withdraw_batch(case, batch=1, progress=Progress(), why="错了")
    after, left = dump(case), ledger(case)
    assert before != after
    for _time in range(2):
        step, _changes = undo(case)
        assert (step.kind, step.batch) == ("withdrawal", 1)
        assert (dump(case), ledger(case)) == (before, rows)
        redo(case)
        again = dump(case)
        assert ledger(case) == left
        assert {**again, "import_batch": []} == {**after, "import_batch": []}


def test_a_missing_original_leaves_the_import_undone(
    case: CaseFile, folder: Path, tmp_path: Path
) -> None:
    path = write_statement(tmp_path / "first.csv", CARD, rows=12)
    import_paths(case, paths=[path], progress=Progress())
    undo(case)
    for path in (folder / "vault").rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(KnownError) as caught:
        redo(case)
    assert isinstance(caught.value, CaseDamaged)
    assert states(case) == ["undone"]
    assert ledger(case) == []


def test_mappings_kept_by_hand_and_by_an_import(case: CaseFile, tmp_path: Path) -> None:
    mapping = read_mapping(MAPPING)
    there_and_back(case, lambda: save_mapping(case, mapping=mapping))
    there_and_back(case, lambda: remove_mapping(case, name="变动表"))
    path = tmp_path / "a.csv"
    path.write_text(
        f"业务时间,甲方号码,乙方号码,变动\n2021-03-04 10:00:00,{CARD},{PAYER},-10.00\n", "utf-8"
    )
    import_paths(case, paths=[path], progress=Progress(), mapping=mapping)
    before, rows = dump(case), ledger(case)
    assert len(before["mapping"]) == len(rows) == 1
    undo(case)
    assert dump(case)["mapping"] == ledger(case) == []
    redo(case)
    assert dump(case) == before
    assert ledger(case) == rows


def test_a_list_of_incidents_goes_and_comes_with_its_original(
    case: CaseFile, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "案件编号,被害人,转出时间,转出金额,对方账号\n"
        f"A1,被害人丁,2020-07-02 09:01:00,5.00,{CARD}\nA2,被害人戊,,,\n",
        "utf-8",
    )
    [report], _changes = there_and_back(
        case, lambda: import_incidents(case, path=path, progress=Progress())
    )
    undo(case)
    assert report.sha256 in _originals(case)
    assert case.vault.has(report.sha256)
    redo(case)
    assert len(list_incidents(case)) == 2


def test_an_undo_cut_off_between_the_databases_is_finished_on_opening(
    case: CaseFile, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_statement(tmp_path / "first.csv", CARD, rows=12)
    import_paths(case, paths=[path], progress=Progress())
    rows = ledger(case)

    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(import_ledger, "retract", stop)
        with pytest.raises(KeyboardInterrupt):
            undo(case)
    case.close()
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as again:
        assert states(again) == ["undone"]
        assert ledger(again) == []
        redo(again)
        assert ledger(again) == rows
        assert is_chained(again)


def test_a_redo_that_fails_at_the_end_leaves_ledger_and_case_as_before(
    case: CaseFile, tmp_path: Path
) -> None:
    path = write_statement(tmp_path / "first.csv", CARD, rows=12)
    import_paths(case, paths=[path], progress=Progress())
    undo(case)
    with case.session() as session:
        session.get_one(ImportBatch, 1).withdrawn_why = "changed behind the back"
        session.get_one(ImportBatch, 1).withdrawn_by = "x"
    before = dump(case)
    with pytest.raises(RefusedInput, match="cannot be redone"):
        redo(case)
    assert dump(case) == before
    assert ledger(case) == []
    assert states(case) == ["undone"]


def test_a_cancelled_redo_or_undo_changes_nothing(case: CaseFile, tmp_path: Path) -> None:
    path = write_statement(tmp_path / "first.csv", CARD, rows=12)
    import_paths(case, paths=[path], progress=Progress())
    stopped = Progress()
    stopped.cancel()
    before, rows = dump(case), ledger(case)
    with pytest.raises(Cancelled):
        undo(case, progress=stopped)
    assert (dump(case), ledger(case), states(case)) == (before, rows, ["done"])
    undo(case)
    before = dump(case)
    with pytest.raises(Cancelled):
        redo(case, progress=stopped)
    assert (dump(case), ledger(case), states(case)) == (before, [], ["undone"])
    redo(case)
    assert ledger(case) == rows


def test_tags_notes_and_judgements_survive_a_withdrawal_that_is_undone(
    case: CaseFile, tmp_path: Path
) -> None:
    first = write_statement(tmp_path / "first.csv", CARD, rows=12)
    import_paths(case, paths=[first], progress=Progress())
    with case.session(read_only=True) as session:
        party = session.scalar(sa.select(sa.func.min(Party.id)))
    assert party is not None
    flow = list_flows(case)[0].id
    add_tag(case, name="嫌疑人", on=Selection(parties=(party,), flows=(flow,)))
    before, rows = dump(case), ledger(case)
    withdraw_batch(case, batch=1, progress=Progress())
    undo(case)
    assert (dump(case), ledger(case)) == (before, rows)
    assert tagged(case, [1]) == Selection(parties=(party,), flows=(flow,))
