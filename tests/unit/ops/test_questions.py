"""The questions of everyday work over imported rows: by hand, and against the list of flows."""

from __future__ import annotations

import io
import itertools
import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.base.errors import Cancelled, ExitStatus, KnownError, RefusedInput, UsageError
from app.base.progress import Progress
from app.cli.main import main
from app.model import JournalEntry
from app.ops.bridging import find_bridges
from app.ops.classes import classify
from app.ops.comparing import compare
from app.ops.counterparties import common_counterparties, list_counterparties
from app.ops.flows import list_flows
from app.ops.groups import find_groups
from app.ops.importing import import_paths
from app.ops.paths import find_paths
from app.ops.services import add_service, list_services, remove_service
from app.ops.subjects import Period
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.rows import Row, take

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

A, A2, B, C, D, E, PAY = (
    "6222020200000000018", "6222020200000000026", "6222020200000000034", "6212260000000000042",
    "6212260000000000067", "6212260000000000075", "990000690",
)  # fmt: skip
ZHAO, QIAN, ALIPAY = "赵一", "钱二", "支付宝（中国）网络技术有限公司"
ROWS = [
    Row(A, "2020-07-01 09:00:00", 100_00, C, "孙三", ZHAO, ip="1.2.3.4", mac="00-1A-2B-3C-4D-5E"),
    Row(A, "2020-07-01 10:00:00", -60_00, B, QIAN, ZHAO, ip="1.2.3.4"),
    Row(A, "2020-07-01 10:30:00", -20_00, PAY, ALIPAY, ZHAO, ip="10.0.0.1"),
    Row(A, "2020-07-02 11:00:00", -5_00, "", "", ZHAO, summary="ATM取款", branch="甲支行",
        cash="现金"),
    Row(A, "2020-07-03 11:00:00", -7_00, A2, ZHAO, ZHAO),
    Row(A, "2020-07-03 11:00:09", -8_00, D, "", ZHAO, currency="美元"),
    Row(A, "2020-07-03 12:00:00", -9_00, D, "李四", ZHAO, status="失败"),
    Row(A2, "2020-07-03 11:00:00", 7_00, A, ZHAO, ZHAO),
    Row(A2, "2020-07-03 13:00:00", -6_50, D, "李四", ZHAO, branch="甲支行"),
    Row(B, "2020-07-01 10:01:00", 60_00, A, ZHAO, QIAN, ip="::ffff:1.2.3.4", mac="001a2b3c4d5e"),
    Row(B, "2020-07-01 12:00:00", -50_00, D, "李四", QIAN, ip="10.0.0.1"),
    Row(B, "2020-07-02 09:00:00", -3_00, PAY, ALIPAY, QIAN),
    Row(B, "2020-07-02 10:00:00", 40_00, C, "孙三", QIAN),
    Row(B, "2020-07-02 11:02:00", -4_00, "", "", QIAN, summary="ATM取款", branch="甲支行",
        cash="现金"),
]  # fmt: skip


@pytest.fixture
def ledger(case: CaseFile, tmp_path: Path) -> CaseFile:
    take(case, tmp_path, ROWS)
    return case


def period(since: str | None, until: str | None) -> Period:
    return Period(*(None if t is None else datetime.fromisoformat(t) for t in (since, until)))


def by_flows(case: CaseFile, own: str, when: Period) -> dict[str | None, tuple[int, ...]]:
    """Counterparties reckoned from the list of flows."""
    found: dict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for flow in list_flows(case, account=own, since=when.since, until=when.until):
        if flow.status == "success" and flow.currency == when.currency:
            for side, other, place in (("payee", flow.payer, 0), ("payer", flow.payee, 2)):
                if getattr(flow, side) == own:
                    found[other][place] += 1
                    found[other][place + 1] += flow.amount_fen
    return {other: tuple(each) for other, each in found.items()}


def test_counterparties_by_hand_and_by_flows(ledger: CaseFile) -> None:
    rows = list_counterparties(ledger, account=A)
    assert [(r.account, r.in_fen, r.out_fen, r.own, r.service) for r in rows] == [
        (C, 100_00, 0, False, None), (B, 0, 60_00, False, None), (PAY, 0, 20_00, False, "支付宝"),
        (A2, 0, 7_00, True, None), (None, 0, 5_00, False, None),
    ]  # fmt: skip
    assert [r.facts.holder for r in rows if r.facts] == ["孙三", QIAN, ALIPAY, ZHAO]
    for when in (Period(), period("2020-07-01", "2020-07-02"), period("2020-07-01T10:30:00", None)):
        assert {
            r.account: (r.in_count, r.in_fen, r.out_count, r.out_fen)
            for r in list_counterparties(ledger, account=A, period=when)
        } == by_flows(ledger, A, when)
    dollars = list_counterparties(ledger, account=A, period=Period(currency="USD"))
    assert [(r.account, r.out_fen) for r in dollars] == [(D, 8_00)]
    assert list_counterparties(ledger, account=A, period=period("2019-01-01", "2019-02-01")) == []


def test_a_persons_accounts_are_taken_together(ledger: CaseFile) -> None:
    rows = list_counterparties(ledger, person=ZHAO)
    assert {r.account: (r.in_fen, r.out_fen, r.own) for r in rows} == {
        C: (100_00, 0, False), B: (0, 60_00, False), PAY: (0, 20_00, False), None: (0, 5_00, False),
        D: (0, 6_50, False), A: (7_00, 0, True), A2: (0, 7_00, True),
    }  # fmt: skip
    left = list_counterparties(ledger, person=ZHAO, leave_own=True, limit=2)
    assert [r.account for r in left] == [C, B]
    assert rows[0].of == (A, A2)


def test_common_counterparties_leave_services_out_and_say_so(ledger: CaseFile) -> None:
    shared, left = common_counterparties(ledger, accounts=[B], persons=[ZHAO])
    assert [(s.facts.account, {k: (m.in_fen, m.out_fen) for k, m in s.by.items()})
            for s in shared] == [
        (C, {B: (40_00, 0), ZHAO: (100_00, 0)}), (D, {B: (0, 50_00), ZHAO: (0, 6_50)}),
    ]  # fmt: skip
    assert [(out.facts.account, out.reason, out.told) for out in left] == [
        (PAY, "service", "支付宝")
    ]
    both, none = common_counterparties(ledger, accounts=[A, B], with_services=True)
    assert [s.facts.account for s in both] == [C, PAY]
    assert none == []
    early = common_counterparties(ledger, accounts=[A, B], period=period(None, "2020-07-01T23:00"))
    assert early == ([], [])
    assert common_counterparties(ledger, accounts=[A, B, A2], least=3) == ([], [])


def test_classes_with_ratio_and_third_parties(ledger: CaseFile) -> None:
    rows, counts = classify(ledger)
    assert {r.facts.account: (r.class_, r.ratio) for r in rows} == {
        A: ("transit", 1.087), A2: ("transit", 1.0769), B: ("sink", 1.7544), C: ("source", 0.0),
        D: ("sink", None), PAY: ("third_party", None),
    }  # fmt: skip
    assert counts == {"source": 1, "transit": 2, "sink": 2, "third_party": 1}
    (row,), _counts = classify(ledger, account=A, period=period("2020-07-02", None))
    assert (row.class_, row.in_fen, row.out_fen) == ("source", 0, 12_00)


def test_new_and_vanished_accounts(ledger: CaseFile) -> None:
    before, after = period("2020-07-01", "2020-07-01T23:59:59"), period("2020-07-03", "2020-07-04")
    found = compare(ledger, before=before, after=after)
    told = [(e.state, e.facts.account, e.moved.in_fen, e.moved.out_fen) for e in found.accounts]
    assert told == [
        ("new", A2, 7_00, 6_50), ("vanished", B, 60_00, 50_00), ("vanished", C, 0, 100_00),
    ]  # fmt: skip
    assert (found.new, found.vanished, found.both) == (1, 2, 2)
    mine = compare(ledger, before=before, after=after, account=A, with_services=True, limit=2)
    assert [(e.state, e.facts.account) for e in mine.accounts] == [("new", A2), ("vanished", C)]
    assert (mine.new, mine.vanished) == (1, 3)
    with pytest.raises(UsageError, match="overlap"):
        compare(ledger, before=before, after=before)


def test_paths_respect_time_and_pass_no_service(ledger: CaseFile) -> None:
    found = find_paths(ledger, start=C, end=D)
    assert [([f.account for f in p.accounts], p.width_fen) for p in found.paths] == [
        ([C, A, B, D], 50_00), ([C, A, A2, D], 6_50),
    ]  # fmt: skip
    assert found.complete
    flows = {flow.id: flow for flow in list_flows(ledger)}
    for path in found.paths:
        pairs = itertools.pairwise(path.accounts)
        for (payer, payee), hop in zip(pairs, path.hops, strict=True):
            flow = flows[hop.flow]
            assert (flow.payer, flow.payee) == (payer.account, payee.account)
            assert (flow.amount_fen, flow.time) == (hop.amount_fen, hop.time)
    assert [p.width_fen for p in find_paths(ledger, start=C, end=D, hops=2).paths] == []
    assert [p.width_fen for p in find_paths(ledger, start=C, end=D, least=7_00).paths] == [50_00]
    soon = find_paths(ledger, start=C, end=D, within=timedelta(hours=2))
    assert [p.width_fen for p in soon.paths] == [50_00]
    assert find_paths(ledger, start=A, end=PAY).paths[0].width_fen == 20_00
    with pytest.raises(UsageError, match="one account"):
        find_paths(ledger, start=A, end=A)


def test_bridges_come_later_than_the_money(ledger: CaseFile) -> None:
    rows, number = find_bridges(ledger, victims=[C, A2], progress=Progress())
    assert [(r.facts.account, {k: (a.level, a.amount) for k, a in r.arrivals.items()})
            for r in rows] == [(D, {C: (3, 56_50), A2: (1, 6_50)})]  # fmt: skip
    assert number == 1
    flows = {flow.id: flow for flow in list_flows(ledger)}
    for arrival in rows[0].arrivals.values():
        assert sum(flows[id_].amount_fen for id_ in arrival.flows) == arrival.amount
    assert find_bridges(ledger, victims=[C, A2], levels=2, progress=Progress()) == ([], 0)


def test_groups_by_address_device_and_place(ledger: CaseFile) -> None:
    found = find_groups(ledger, by="ip", progress=Progress())
    assert [([f.account for f in g.accounts], g.values) for g in found.groups] == [
        ([A, B], ("1.2.3.4",))
    ]
    assert found.left_out == {"private": 1}
    assert {u.account: u.rows for u in found.groups[0].uses} == {
        facts.id: rows for facts, rows in zip(found.groups[0].accounts, (2, 1), strict=True)
    }
    (device,) = find_groups(ledger, by="mac", progress=Progress()).groups
    assert ([f.account for f in device.accounts], device.values) == ([A, B], ("001A2B3C4D5E",))
    (place,) = find_groups(ledger, by="branch", progress=Progress()).groups
    assert (place.kind, place.holders, place.values) == ("used", 2, ("甲支行 2020-07-02",))
    assert find_groups(ledger, by="terminal", progress=Progress()).groups == []
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        find_groups(ledger, by="ip", progress=stopped)


def test_the_cases_list_is_above_all_and_in_the_journal(ledger: CaseFile) -> None:
    assert [(s.facts.account, s.by) for s in list_services(ledger).recognised] == [(PAY, "name")]
    add_service(ledger, number=PAY, is_service=False, why="没有支付业务")
    assert list_services(ledger).recognised == []
    with pytest.raises(RefusedInput, match="already"):
        add_service(ledger, number=PAY, is_service=False, why="又")
    add_service(ledger, number=PAY, why="核实为支付机构")
    add_service(ledger, name="孙三", why="代发工资")
    lists = list_services(ledger)
    assert [(s.facts.account, s.by, s.service) for s in lists.recognised] == [
        (C, "case", "孙三"), (PAY, "case", "核实为支付机构")
    ]  # fmt: skip
    assert [(e.number, e.name, e.is_service, e.officer) for e in lists.case] == [
        (PAY, None, True, OFFICER), (None, "孙三", True, OFFICER)
    ]  # fmt: skip
    assert find_paths(ledger, start=A2, end=D).paths[0].width_fen == 6_50
    remove_service(ledger, number=PAY, why="不再需要")
    assert [s.by for s in list_services(ledger).recognised] == ["case", "name"]
    with pytest.raises(RefusedInput):
        remove_service(ledger, number=PAY)
    for wrong in ({}, {"number": PAY, "name": "x"}):
        with pytest.raises(UsageError):
            add_service(ledger, why="x", **wrong)
    with pytest.raises(UsageError):
        add_service(ledger, number=PAY, why=" ")
    with ledger.session(read_only=True) as session:
        entries = [e for e in session.query(JournalEntry) if "service" in e.verb]
    assert [(e.verb, e.subject, e.why) for e in entries] == [
        ("add service", f"service number {PAY}", "没有支付业务"),
        ("add service", f"service number {PAY}", "核实为支付机构"),
        ("add service", "service name 孙三", "代发工资"),
        ("remove service", f"service number {PAY}", "不再需要"),
    ]


def test_unknown_accounts_and_people_are_refused(ledger: CaseFile) -> None:
    for ask in (
        lambda: list_counterparties(ledger, account="1"),
        lambda: list_counterparties(ledger, person="无此人"),
        lambda: common_counterparties(ledger, accounts=[A, "1"]),
        lambda: find_paths(ledger, start=A, end="1"),
        lambda: find_bridges(ledger, victims=[A, "1"], progress=Progress()),
        lambda: classify(ledger, account="1"),
    ):
        with pytest.raises(KnownError) as refused:
            ask()
        assert refused.value.status == ExitStatus.REFUSED
        assert refused.value.hint


@pytest.fixture
def run(
    ledger: CaseFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Runs a command on the case; gives its JSON, or with ``status`` only looks at that."""
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ledger.close()

    def command(name: str, *arguments: object, status: int = 0) -> Any:
        words = [*name.split(), str(ledger.folder), *map(str, arguments)]
        assert main([*words, "--json"]) == status
        out = capsys.readouterr().out
        if status == 0:
            assert main(words) == 0
            capsys.readouterr()
            return json.loads(out)
        return None

    return command


def test_commands_answer_with_what_proves_it(run: Any) -> None:
    rows = run("counterparties", A)
    assert (rows[1]["account"], rows[1]["net_fen"]) == (B, -60_00)
    for row in rows:
        (asked,) = row["proof"]
        given = [f"--{key}={value}" for key, value in asked.items()]
        flows = [flow for flow in run("flows", *given) if flow["status"] == "success"]
        assert len(flows) == row["in_count"] + row["out_count"]
        assert sum(f["amount_fen"] for f in flows) == row["in_fen"] + row["out_fen"]
    assert run("counterparties", A, "--since", "2019-01-01", "--until", "2019-01-02") == []
    shared = run("common", A, B)
    assert [c["account"] for c in shared["counterparties"]] == [C]
    assert shared["counterparties"][0]["with"][0]["proof"] == {"account": A, "counterparty": C}
    assert [c["account"] for c in shared["left_out"]] == [PAY]
    assert run("classes", "--transit-ratio", "1.05", "--limit", "1")["counts"]["transit"] == 0
    assert run("compare", "--before", "2020-07-01", "2020-07-01", "--after", "2020-07-03",
               "2020-07-03")["new"] == 1  # fmt: skip
    assert run("paths", C, D, "--within", "2")["paths"][0]["width_fen"] == 50_00
    assert run("bridges", "--from", C, "--from", A2)["accounts"][0]["account"] == D
    assert run("groups")["left_out"] == {"private": 1}
    services = run("services")
    assert {"shipped", "recognised", "hubs", "case"} == services.keys()


def test_groups_by_terminal(case: CaseFile, tmp_path: Path) -> None:
    """The card terminal of a shop that is no shop: a column of the layouts with 终端号."""
    head = "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号,对手户名,终端号"
    tills = [(A, "TILL0042"), (B, "till 0042"), (C, "00000000"), (D, "00000000"), (E, "77")]
    lines = [
        f"{own},2020-07-01 10:0{minute}:00,5.00,出,{PAY},{ALIPAY},{till}"
        for minute, (own, till) in enumerate(tills)
    ]
    (tmp_path / "tills.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    report, _changes = import_paths(case, paths=[tmp_path / "tills.csv"], progress=Progress())
    assert report.totals.rows_imported == len(tills)
    found = find_groups(case, by="terminal", progress=Progress())
    assert [([f.account for f in g.accounts], g.values) for g in found.groups] == [
        ([A, B], ("TILL0042",))
    ]
    assert found.left_out == {"all_zero_or_broadcast": 1}


def test_commands_refuse_with_the_right_status(run: Any) -> None:
    run("counterparties", "1", status=3)
    run("counterparties", A, "--since", "2020-07-02", "--until", "2020-07-01", status=2)
    run("counterparties", status=2)
    assert run("groups", "--by", "terminal")["groups"] == []
    run("classes", "--source-ratio", "2", status=2)
    run("classes", "--sink-share", "x", status=2)
    run("paths", A, "1", status=3)
    run("paths", A, B, "--hops", "9", status=2)
    run("service remove", PAY, status=3)
    run("flows", "--counterparty", PAY, status=2)
