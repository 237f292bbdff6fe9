"""Incidents: victims' reports, their payments, and where a trace of them begins."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.base.errors import ExitStatus, RefusedInput
from app.base.progress import Progress
from app.cli.main import main
from app.model import JournalEntry
from app.ops import incidents
from app.ops.batches import withdraw_batch
from app.ops.cases import verify_case
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.incident_editing import TypedPayment, pick_flows, remove_payment, type_payments
from app.ops.incident_import import import_incidents
from app.ops.incidents import IncidentFacts, add_incident, list_incidents, seeds_of
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.importers.desk import table, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

VICTIM, MULE, NEXT = "6212260000000000042", "6222020000000000034", "6217000000000000011"
FACTS = IncidentFacts(victim="被害人丁", case_no="A001", manner="冒充公检法", loss_fen=5_000_000)
NINE = datetime(2020, 7, 2, 9)


def row(own: str, other: str, way: str, amount: str, at: str, balance: str, **more: str):
    return {
        "card": own, "name": f"户{own[-2:]}", "time": f"2020-07-02 {at}", "amount": amount,
        "balance": balance, "way": way, "cp": other, "cp_name": f"户{other[-2:]}", **more,
    }  # fmt: skip


MULE_ROWS = [
    row(MULE, VICTIM, "进", "50000.00", "09:00:00", "50000.00"),
    row(MULE, NEXT, "出", "49000.00", "09:05:00", "1000.00"),
    row(MULE, NEXT, "出", "100.00", "09:06:00", "1000.00", status="失败"),
    row(MULE, NEXT, "出", "0.00", "09:07:00", "1000.00"),
]
VICTIM_ROWS = [row(VICTIM, MULE, "出", "50000.00", "08:59:30", "10.00")]


def bring(case: CaseFile, folder: Path, name: str, rows: list[dict[str, str]]) -> int:
    path = folder / name
    path.write_text(table(rows), encoding="utf-8")
    report, _changes = import_paths(case, paths=[path], progress=Progress())
    assert report.batch is not None
    return report.batch


def flow_of(case: CaseFile, amount: int) -> int:
    return next(flow.id for flow in list_flows(case) if flow.amount_fen == amount)


def test_a_picked_flow_is_found_again_when_its_other_side_changes_its_id(case, tmp_path):
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    number, _ = add_incident(case, facts=FACTS)
    before = flow_of(case, 5_000_000)
    pick_flows(case, incident=number, flows=[before])
    assert seeds_of(case, number).flows == [before]
    bring(case, tmp_path, "b.csv", VICTIM_ROWS)
    after = flow_of(case, 5_000_000)
    assert after != before
    assert seeds_of(case, number).flows == [after]
    assert seeds_of(case, number).title == "A001 被害人丁 冒充公检法"


def test_a_typed_payment_finds_its_flow_at_any_later_time(case, tmp_path):
    number, _ = add_incident(case, facts=FACTS)
    stated = TypedPayment(5_000_000, datetime(2020, 7, 2, 8, 55), 1, "6222 0200 0000 0000 034")
    [payment], _ = type_payments(case, incident=number, payments=[stated])
    [seed] = seeds_of(case, number).typed
    assert (seed.payee_key, seed.payee_account_id, seed.payment_id) == (MULE, None, payment)
    batch = bring(case, tmp_path, "a.csv", MULE_ROWS)
    assert seeds_of(case, number) == incidents.IncidentSeeds(
        "A001 被害人丁 冒充公检法", [flow_of(case, 5_000_000)], []
    )
    withdraw_batch(case, batch=batch, progress=Progress())
    assert len(seeds_of(case, number).typed) == 1


def test_two_victims_do_not_share_one_flow(case, tmp_path):
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    stated = TypedPayment(5_000_000, NINE, 2, MULE)
    numbers = []
    for name in ("甲", "乙"):
        number, _ = add_incident(case, facts=IncidentFacts(victim=name))
        type_payments(case, incident=number, payments=[stated])
        numbers.append(number)
    first, second = (seeds_of(case, number) for number in numbers)
    assert (len(first.flows), len(first.typed)) == (1, 0)
    assert (len(second.flows), len(second.typed)) == (0, 1)
    assert second.typed[0].payee_account_id is not None
    with pytest.raises(RefusedInput, match="no flow"):
        pick_flows(case, incident=numbers[1], flows=[5])


@pytest.mark.parametrize(("amount", "why"), [(10_000, "failed"), (0, "zero")])
def test_a_row_that_moved_nothing_is_refused(case, tmp_path, amount, why):
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    number, _ = add_incident(case, facts=FACTS)
    with pytest.raises(RefusedInput, match=why):
        pick_flows(case, incident=number, flows=[flow_of(case, amount)])
    with pytest.raises(RefusedInput, match="no payment that can be followed"):
        seeds_of(case, number)


def test_repeated_and_withdrawn_rows_and_other_sides_are_refused(case, tmp_path):
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    second = bring(case, tmp_path, "copy.csv", [*MULE_ROWS, row(MULE, NEXT, "出", "3.00",
                                                                "10:00:00", "997.00")])  # fmt: skip
    number, _ = add_incident(case, facts=FACTS)
    repeated = next(
        source.record
        for flow in list_flows(case)
        for source in flow.sources
        if source.duplicate and flow.amount_fen == 5_000_000
    )
    with pytest.raises(RefusedInput, match="repeats"):
        pick_flows(case, incident=number, flows=[repeated])
    lost = flow_of(case, 300)
    pick_flows(case, incident=number, flows=[lost])
    withdraw_batch(case, batch=second, progress=Progress())
    with pytest.raises(RefusedInput, match="taken back"):
        seeds_of(case, number)
    with pytest.raises(RefusedInput, match="taken back with batch"):
        pick_flows(case, incident=number, flows=[lost])
    side = flow_of(case, 5_000_000)
    bring(case, tmp_path, "b.csv", VICTIM_ROWS)
    with pytest.raises(RefusedInput, match="other side"):
        pick_flows(case, incident=number, flows=[side])


def test_a_flow_is_one_incidents_payment_only(case, tmp_path):
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    flow = flow_of(case, 5_000_000)
    numbers = [add_incident(case, facts=IncidentFacts(victim=name))[0] for name in "甲乙"]
    [payment], _ = pick_flows(case, incident=numbers[0], flows=[flow])
    with pytest.raises(RefusedInput, match="already"):
        pick_flows(case, incident=numbers[1], flows=[flow])
    remove_payment(case, payment=payment)
    pick_flows(case, incident=numbers[1], flows=[flow])


def test_every_change_is_in_the_journal(case):
    number, changes = add_incident(case, facts=FACTS)
    assert changes.incidents
    assert changes.journal
    incidents.change_incident(case, incident=number, changed={"loss_fen": 1}, why="更正")
    assert not incidents.change_incident(case, incident=number, changed={"loss_fen": 1})
    incidents.remove_incident(case, incident=number, why="误报")
    assert list_incidents(case) == []
    with case.session(read_only=True) as session:
        verbs = session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.seq)).all()
    assert verbs[-3:] == ["add incident", "change incident", "remove incident"]
    with pytest.raises(RefusedInput, match="taken back"):
        seeds_of(case, number)
    with pytest.raises(RefusedInput, match="neither a victim"):
        add_incident(case, facts=IncidentFacts())


LIST = [
    ["某县警情清单"],
    ["案件编号", "报案人", "身份证号", "联系电话", "案发时间", "案件类别", "损失金额(元)",
     "受理单位", "转账时间", "转出账号", "嫌疑人账号", "转账金额"],
    ["A001", "被害人丁", "990101199001010019", "13800000000", "2020-07-02 08:00", "冒充公检法",
     "80,000.00", "东澜派出所", "2020-07-02 09:01:30", VICTIM, MULE, "50000"],
    ["A001", "", "", "", "", "", "", "", "2020-07-03", VICTIM, NEXT, "30000"],
    ["A002", "被害人戊", "", "", "2020年7月2日", "刷单返利", "2万元", "西澜派出所", "", "", "", ""],
    ["", "", "", "", "", "", "5", "", "", "", "", ""],
    ["A003", "被害人己", "", "", "", "", "好多", "", "", "", "", ""],
    ["A004", "被害人庚", "", "", "", "", "", "", "2020-07-02 10:00:00", "", "6.2122E+18", "7.5"],
    ["合计", "", "", "", "", "", "100000", "", "", "", "", ""],
]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_list_is_read_and_every_row_accounted_for(case, tmp_path, kind):
    path = tmp_path / f"警情.{kind}"
    if kind == "csv":
        lines = [",".join(f'"{cell}"' for cell in cells) for cells in LIST]
        path.write_text("\n".join(lines), encoding="gb18030")
    else:
        workbook(path, {"警情": LIST})
    [report], changes = import_incidents(case, path=path, progress=Progress())
    assert changes.incidents
    assert (report.rows_read, report.rows_taken) == (6, 4)
    assert [(line, why) for _s, line, why, _t in report.refused] == [
        (6, "The row names neither a victim nor a case number."),
        (7, "The loss “好多” is no amount."),
    ]
    found = {each.facts.case_no: each for each in list_incidents(case)}
    first = found["A001"]
    assert (first.facts.victim, first.facts.loss_fen) == ("被害人丁", 8_000_000)
    assert first.facts.id_number == "990101199001010019"
    assert first.facts.phone == "13800000000"
    assert [(p.amount_fen, p.exactness, p.line) for p in first.payments] == [
        (5_000_000, 2, 3), (3_000_000, 0, 4),
    ]  # fmt: skip
    assert first.source is not None
    assert (first.source["sha256"], first.source["line"]) == (report.sha256, 3)
    assert found["A002"].facts.loss_fen == 2_000_000
    [unknown] = found["A004"].payments
    assert unknown.payee is None
    assert seeds_problem(case, found["A004"].incident) == "no payment that can be followed"
    assert verify_case(case).files == 1


def seeds_problem(case: CaseFile, incident: int) -> str:
    with pytest.raises(RefusedInput) as refused:
        seeds_of(case, incident)
    return refused.value.text.partition("has ")[2].rstrip(".")


def test_the_same_list_changes_nothing_and_a_longer_one_adds_only_what_is_new(case, tmp_path):
    path = tmp_path / "list.csv"

    def write(rows: list[list[str]]) -> None:
        path.write_text("\n".join(",".join(c.replace(",", "") for c in r) for r in rows), "utf-8")

    write(LIST)
    import_incidents(case, path=path, progress=Progress())
    before = [each.to_json() for each in list_incidents(case)]
    [again], changes = import_incidents(case, path=path, progress=Progress())
    assert again.already_imported
    assert not changes
    write([*LIST[:4], ["A001", "被害人丁", "", "", "", "", "", "", "2020-07-04", "", NEXT, "1"]])
    [longer], _ = import_incidents(case, path=path, progress=Progress())
    assert (longer.rows_read, longer.rows_taken, longer.rows_known) == (3, 3, 2)
    assert (longer.incidents_added, longer.payments_added) == (0, 1)
    after = [each.to_json() for each in list_incidents(case)]
    assert len(after) == len(before)


def test_a_list_of_stop_payments_names_the_victim_by_the_account_that_paid(case, tmp_path):
    path = tmp_path / "止付.csv"
    path.write_text(
        "转出账户银行,转出账号,转出户名,转出金额,转出时间,止付账号,止付户名,止付银行\n"
        f"测试银行,{VICTIM},被害人丁,50000.00,20200702085930,{MULE},测试丙,东澜银行\n",
        encoding="utf-8",
    )
    import_incidents(case, path=path, progress=Progress())
    [found] = list_incidents(case)
    assert found.facts.victim == "被害人丁"
    assert (found.payments[0].payer, found.payments[0].payee) == (VICTIM, MULE)


def test_a_mapping_names_the_columns_of_an_unknown_list(case, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("流水,谁,丢了,去了,何时,多少\nB1,被害人丁,9,622202,2020-07-02,9\n", "utf-8")
    [report], _ = import_incidents(case, path=path, progress=Progress())
    assert "no list of incidents" in report.problem
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "version: 1\nname: 县局\ncolumns: {case_no: 流水, victim: 谁, loss: 丢了, payee: 去了,"
        " pay_time: 何时, amount: 多少}\n", "utf-8",
    )  # fmt: skip
    [report], _ = import_incidents(case, path=path, progress=Progress(), mapping=mapping)
    assert (report.rows_taken, report.payments_added) == (1, 1)
    mapping.write_text("version: 1\ncolumns: {victims: 谁}\n", "utf-8")
    with pytest.raises(RefusedInput, match="Line 2"):
        import_incidents(case, path=path, progress=Progress(), mapping=mapping)


def run(capsys: Any, monkeypatch: Any, *words: str) -> tuple[int, Any]:
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XUNXIAN_OFFICER", OFFICER)
    capsys.readouterr()
    status = main([*words, "--json"])
    printed = capsys.readouterr().out
    return status, json.loads(printed) if printed else None


def test_commands(closed: Path, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    case = str(closed)
    (tmp_path / "a.csv").write_text(table(MULE_ROWS), encoding="utf-8")
    run(capsys, monkeypatch, "import", case, str(tmp_path / "a.csv"))
    status, added = run(
        capsys, monkeypatch, "incident", "add", case, "--victim", "被害人丁", "--time", "2020-07-02"
    )
    assert (status, added["exactness"]) == (0, 0)
    number = str(added["incident"])
    status, paid = run(
        capsys, monkeypatch, "incident", "pay", case, number, "--amount-fen", "5000000",
        "--time", "2020-07-02T09:01", "--payee", MULE,
    )  # fmt: skip
    assert (status, paid["payments"][0]["how"]) == (0, "matched")
    status, _ = run(capsys, monkeypatch, "incident", "pay", case, number, "--flow", "12")
    assert status == ExitStatus.REFUSED
    payment = str(paid["payments"][0]["payment"])
    assert run(capsys, monkeypatch, "incident", "unpay", case, payment)[0] == 0
    status, changed = run(
        capsys, monkeypatch, "incident", "change", case, number, "--loss-fen", "7"
    )
    assert (changed["loss_fen"], changed["payments"]) == (7, [])
    (tmp_path / "l.csv").write_text("案件编号,受害人\nA9,被害人辛\n", encoding="utf-8")
    assert run(capsys, monkeypatch, "incidents", case)[1][0]["victim"] == "被害人丁"
    status, report = run(capsys, monkeypatch, "incidents", "import", case, str(tmp_path / "l.csv"))
    assert status == ExitStatus.REFUSED
    assert report["files"][0]["problem"]
    assert run(capsys, monkeypatch, "incident", "remove", case, number)[0] == 0
    assert run(capsys, monkeypatch, "incidents", case)[1] == []
