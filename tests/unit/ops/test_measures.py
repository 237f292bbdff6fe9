"""Stop-payments and freezes: recorded, renewed, lifted, and told with their clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.base.errors import RefusedInput
from app.base.progress import Progress
from app.model import JournalEntry, Measure, MeasureAction
from app.ops.batches import withdraw_batch
from app.ops.importing import import_paths
from app.ops.measure_editing import add_measure, lift_measure, remove_measure, renew_measure
from app.ops.measures import expiring, list_measures, standing_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

ACCOUNT = "6222020000000000034"
START = datetime(2024, 8, 31, 10)
STOP, FREEZE = MeasureAction.STOP_PAYMENT, MeasureAction.FREEZE


def test_a_stop_payment_runs_48_hours_and_is_made_thrice_at_most(case: CaseFile) -> None:
    first, _notes, changes = add_measure(case, account=ACCOUNT, action=STOP, since=START)
    assert changes.measures
    second, _ = renew_measure(case, measure=first, at=START + timedelta(hours=40))
    # after it ended it may be made again, and begins then
    third, _ = renew_measure(case, measure=second, at=START + timedelta(hours=100))
    rows = {row.measure: row for row in list_measures(case, at=START + timedelta(hours=143))}
    assert rows[second].since == START + timedelta(hours=48)
    assert (rows[third].since, rows[third].nth) == (START + timedelta(hours=100), 3)
    assert [rows[n].state for n in (first, second, third)] == ["renewed", "renewed", "expires_soon"]
    assert rows[third].hours_left == 5.0
    assert [row.measure for row in expiring(case, at=START + timedelta(hours=143))] == [third]
    with pytest.raises(RefusedInput, match="three times"):
        renew_measure(case, measure=third, at=START + timedelta(hours=147))
    with pytest.raises(RefusedInput, match="three times"):
        add_measure(case, account="6222 0200 0000 0000 034", action=STOP)


def test_a_freeze_that_was_not_renewed_in_time_is_lifted(case: CaseFile) -> None:
    first, _notes, _ = add_measure(
        case, account=ACCOUNT, action=FREEZE, since=START, amount_fen=5_000, document_no="冻1"
    )
    late = datetime(2025, 2, 28, 10)
    with pytest.raises(RefusedInput, match="counts as lifted"):
        renew_measure(case, measure=first, at=late)
    second, _ = renew_measure(case, measure=first, at=late - timedelta(days=1), document_no="续1")
    [row] = [row for row in list_measures(case, at=late) if row.measure == second]
    assert (row.since, row.until) == (late, datetime(2025, 8, 28, 10))
    assert row.amount_fen == 5_000
    with pytest.raises(RefusedInput, match="renewed already"):
        renew_measure(case, measure=first, at=late)
    with pytest.raises(RefusedInput, match="at the most"):
        renew_measure(case, measure=second, at=late, until=datetime(2026, 3, 1))
    _third, notes, _ = add_measure(case, account=ACCOUNT, action=FREEZE, since=late)
    assert len(notes) == 1


def test_lifting_takes_the_waiting_renewal_along(case: CaseFile) -> None:
    first, _notes, _ = add_measure(case, account=ACCOUNT, action=FREEZE, since=START)
    renew_measure(case, measure=first, at=START)
    lift_measure(case, measure=first, at=START + timedelta(days=2), why="无关")
    assert {row.state for row in list_measures(case, at=START + timedelta(days=2))} == {"lifted"}
    assert standing_of(case, at=START + timedelta(days=300)) == {}
    with pytest.raises(RefusedInput, match="does not run"):
        lift_measure(case, measure=first, at=START + timedelta(days=3))
    with pytest.raises(RefusedInput, match="cannot be renewed"):
        renew_measure(case, measure=first + 1, at=START + timedelta(days=3))


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": ""}, {"amount_fen": 0}, {"trace": 9}, {"incident": 9},
        {"until": START}, {"until": START + timedelta(days=400)},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(case: CaseFile, wrong) -> None:
    values = {"account": ACCOUNT, "action": FREEZE, "since": START, **wrong}
    with pytest.raises(RefusedInput):
        add_measure(case, **values)
    assert list_measures(case) == []


def test_imported_measures_stand_in_the_same_list_and_go_with_their_import(
    case: CaseFile, tmp_path: Path
) -> None:
    (tmp_path / "强制措施.csv").write_text(
        "银行名称,账号,冻结措施类型,冻结措施类型名称,冻结金额,冻结机关,冻结开始日期,冻结截止日期,措施序号,备注,"
        "任务流水号,查控主体类别\n"
        f"测试银行,{ACCOUNT},01,限额冻结,100.00,东澜公安局,20240831100000,20250228100000,1,,RW1,个人\n",
        encoding="utf-8",
    )
    report, _ = import_paths(case, paths=[tmp_path], progress=Progress())
    [row] = list_measures(case, at=START)
    assert (row.action, row.amount_fen, row.source, row.state) == (
        "freeze",
        10_000,
        True,
        "running",
    )
    with pytest.raises(RefusedInput, match="cannot be taken back"):
        remove_measure(case, measure=row.measure)
    renewed, _ = renew_measure(case, measure=row.measure, at=START)
    assert report.batch is not None
    withdraw_batch(case, batch=report.batch, progress=Progress())
    assert [each.measure for each in list_measures(case, at=START)] == [renewed]
    remove_measure(case, measure=renewed, why="错录")
    with case.session(read_only=True) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Measure)) == 1
        verbs = session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.seq)).all()
    assert verbs[-3:] == ["renew measure", "withdraw", "remove measure"]
