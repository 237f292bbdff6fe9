"""The request list: who is on it and why, what was asked, and what became of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from app.base import clock
from app.base.errors import ExitStatus, RefusedInput
from app.base.progress import Progress
from app.cli.main import main
from app.ops.batches import withdraw_batch
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.incident_editing import TypedPayment, pick_flows, type_payments
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.requesting import ask_statements, cancel_request
from app.ops.requests import RequestRow, export_requests, list_requests
from app.ops.traces import run_and_keep
from app.ops.tracing import TraceQuestion
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.money_cases import (
    MULE,
    MULE_ROWS,
    NEXT,
    SERVICE,
    SMALL,
    VICTIM,
    bring,
    row,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

KEYS = ("account", "holder", "bank", "since", "until", "received_fen", "from_accounts", "reason",
        "priority", "state")  # fmt: skip


def rows_of(case: CaseFile) -> dict[str, RequestRow]:
    return {each.account: each for each in list_requests(case)[0]}


def state(case: CaseFile, account: str) -> str:
    return rows_of(case)[account].state


def test_who_received_from_obtained_accounts_is_asked_for(case: CaseFile, tmp_path: Path) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    listed, total = list_requests(case)
    assert ([each.account for each in listed], total) == ([NEXT, SMALL], 2)
    first, second = listed
    assert set(KEYS) <= first.to_json().keys()
    assert (first.received_fen, first.flows, first.from_accounts) == (6_000_000, 1, 1)
    assert (first.since, first.until) == (
        datetime(2020, 6, 25), datetime(2020, 7, 9, 23, 59, 59)
    )  # fmt: skip
    assert (first.priority, second.priority, second.received_fen) == (2, 3, 30_000)
    assert first.payers == (MULE,)
    [flow] = first.flow_ids
    assert flow in {each.id for each in list_flows(case, account=NEXT)}
    assert "¥60,000.00" in first.reason
    services = {each.account: each for each in list_requests(case, services=True)[0]}
    assert services[SERVICE].what == ("orders",)
    assert len(list_requests(case, limit=1)[0]) == 1


def test_where_a_trace_stopped_or_a_victim_paid_comes_first(case: CaseFile, tmp_path: Path) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    number, _ = add_incident(case, facts=IncidentFacts(victim="被害人丁"))
    paid = next(f.id for f in list_flows(case) if f.amount_fen == 5_000_000)
    pick_flows(case, incident=number, flows=[paid])
    unknown = TypedPayment(700, datetime(2020, 7, 3), 0, "6217000000000000999")
    type_payments(case, incident=number, payments=[unknown])
    run_and_keep(case, question=TraceQuestion(incidents=(number,)), progress=Progress())
    listed = rows_of(case)
    assert listed[NEXT].priority == 1
    assert (listed[NEXT].level, listed[NEXT].traced_fen) == (2, 5_000_000)
    assert listed["6217000000000000999"].priority == 1
    assert listed["6217000000000000999"].incidents == (number,)
    assert listed[SMALL].priority == 3
    bring(case, tmp_path, "b.csv", [row(NEXT, MULE, "进", "60000.00", "09:10:05", "60000.00")])
    assert NEXT not in rows_of(case)


def test_the_state_follows_the_imports_and_goes_with_them(case: CaseFile, tmp_path: Path) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    assert state(case, NEXT) == "to_ask"
    _made, changes = ask_statements(case, accounts=[NEXT, SMALL], document_no="调1号")
    assert changes.requests
    assert (state(case, NEXT), rows_of(case)[NEXT].document_no) == ("asked", "调1号")
    with pytest.raises(RefusedInput, match="already"):
        ask_statements(case, accounts=[NEXT])
    with pytest.raises(RefusedInput, match="Nothing in the case"):
        ask_statements(case, accounts=["123"])
    batch = bring(
        case, tmp_path, "b.csv", [row(NEXT, MULE, "进", "60000.00", "09:10:05", "60000.00")]
    )
    assert state(case, NEXT) == "answered"
    withdraw_batch(case, batch=batch, progress=Progress())
    assert state(case, NEXT) == "asked"
    (tmp_path / "任务信息.csv").write_text(
        "任务流水号,银行名称,主体类别,证账号码,账卡号,发送时间,反馈时间,反馈结果,反馈非明细结果,反馈明细结果,"
        "入库时间,入库状态,请求单号,查询结果\n"
        f"RW1,测试银行,个人,,{NEXT},20200703090000,20200703150000,失败,,查无此账户,,,QQ1,查询失败\n"
        f"RW2,测试银行,个人,,{SMALL},20200703090000,20200703150000,失败,,,,,QQ2,查询失败\n",
        encoding="utf-8",
    )
    report, _ = import_paths(case, paths=[tmp_path / "任务信息.csv"], progress=Progress())
    assert (state(case, NEXT), state(case, SMALL)) == ("answered_none", "failed")
    # asked anew after the answer: it belongs to the first asking
    later = clock.now(case.zone) + timedelta(minutes=5)
    ask_statements(case, accounts=[SMALL], asked=later)
    assert state(case, SMALL) == "asked"
    cancel_request(case, account=SMALL)
    assert state(case, SMALL) == "failed"
    assert report.batch is not None
    withdraw_batch(case, batch=report.batch, progress=Progress())
    assert (state(case, NEXT), state(case, SMALL)) == ("asked", "asked")
    cancel_request(case, account=NEXT, why="误发")
    assert state(case, NEXT) == "to_ask"
    with pytest.raises(RefusedInput, match="was not asked"):
        cancel_request(case, account=NEXT)


def test_a_statement_of_another_period_is_no_answer(case: CaseFile, tmp_path: Path) -> None:
    bring(case, tmp_path, "a.csv", MULE_ROWS)
    later = clock.now(case.zone) + timedelta(minutes=5)
    ask_statements(
        case, accounts=[MULE], since=datetime(2021, 1, 1), until=datetime(2021, 2, 1), asked=later
    )
    assert state(case, MULE) == "asked"
    cancel_request(case, account=MULE)
    ask_statements(
        case, accounts=[MULE], since=datetime(2020, 7, 1), until=datetime(2020, 7, 3), asked=later
    )
    assert state(case, MULE) == "answered"


def test_the_workbook_holds_text_and_no_formulas(case: CaseFile, tmp_path: Path) -> None:
    evil = row(MULE, NEXT, "出", "1.00", "10:00:00", "8999.00")
    evil["cp_name"] = "=HYPERLINK(1)"
    bring(case, tmp_path, "a.csv", [evil])
    target = tmp_path / "r.xlsx"
    assert export_requests(list_requests(case)[0], target=target) == 1
    [sheet] = CalamineWorkbook.from_path(str(target)).sheet_names
    cells = CalamineWorkbook.from_path(str(target)).get_sheet_by_name(sheet).to_python()
    assert cells[1][1:3] == [NEXT, "=HYPERLINK(1)"]
    assert cells[1][12] == 1.0


def test_commands(closed: Path, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XUNXIAN_OFFICER", OFFICER)

    def run(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        status = main([*words, "--json"])
        printed = capsys.readouterr().out
        return status, json.loads(printed) if printed else None

    case = str(closed)
    assert run("requests", case) == (0, [])
    assert run("freeze", case) == (0, [])
    assert run("measures", case) == (0, [])
    from tests.unit.importers.desk import table

    (tmp_path / "a.csv").write_text(table(MULE_ROWS), encoding="utf-8")
    run("import", case, str(tmp_path / "a.csv"))
    assert run("request", "ask", case, NEXT, "--document", "调2号")[0] == 0
    assert run("request", "ask", case, NEXT)[0] == ExitStatus.REFUSED
    status, listed = run("requests", case, "--xlsx", str(tmp_path / "r.xlsx"))
    assert (status, listed[0]["state"], listed[1]["state"]) == (0, "asked", "to_ask")
    assert run("request", "cancel", case, NEXT)[0] == 0
    status, _ = run("trace", case, "--account", VICTIM)
    assert status == 0
    status, board = run("freeze", case, "--xlsx", str(tmp_path / "f.xlsx"))
    assert board[0]["account"] == NEXT
    status, made = run("measure", "add", case, NEXT, "--kind", "freeze", "--amount-fen", "500")
    number = str(made["measure"])
    assert run("measure", "renew", case, number)[1]["nth"] == 2
    assert run("measures", case, "--expiring")[1] == []
    assert run("measure", "lift", case, number)[1]["state"] == "lifted"
    assert run("measure", "remove", case, str(made["measure"] + 1))[0] == 0
    status, plan = run(
        "restitution", case, NEXT, "--frozen-fen", "101",
        "--victim", "张三=5000000", "李四=5000000",
        "--xlsx", str(tmp_path / "x.xlsx"),
    )  # fmt: skip
    assert [line["returned_fen"] for line in plan["lines"]] == [51, 50]
    assert plan["notice"]["days_left"] == 30
    assert run("restitutions", case)[1][0]["round"] == 1
    assert run("restitutions", case, "--withdraw", str(plan["restitution"]))[1] == []
