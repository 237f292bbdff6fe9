"""Search everywhere over imported rows, against looking through the rows one by one."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.analysis.searching.typed import Amounts
from app.base.errors import Cancelled, ExitStatus
from app.base.progress import Progress
from app.base.reference.folding import fold
from app.cli.main import main
from app.model.account_space import AccountSpace
from app.model.attribution import Attribution, AttributionRole
from app.model.changes import Changes
from app.model.identifier import Identifier, IdentifierKind
from app.model.party import Person
from app.ops import search_index, search_words
from app.ops.batches import withdraw_batch
from app.ops.flows import list_flows
from app.ops.incidents import IncidentFacts, add_incident
from app.ops.search_words import AmountCounts
from app.ops.searching import forget, refresh, scan_memos, search, warm
from tests.unit.conftest import OFFICER, PASSPHRASE
from tests.unit.ops.rows import Row, take

if TYPE_CHECKING:
    from pathlib import Path

    from app.ops.search_answer import SearchAnswer
    from app.store.casefile import CaseFile

A, B, C, D = (
    "6222020200000000018", "6222020200000000034", "6212260000000000042", "6212260000000000075",
)  # fmt: skip
ID = "110101199003070134"
ROWS = [
    Row(A, "2020-07-01 09:00:00", 50_000_00, C, "单 雄信", "張三", summary="货款",
        branch="甲支行", own_id=ID),
    Row(A, "2020-07-02 10:00:00", -49_999_00, B, "钱二", "張三", own_id=ID),
    Row(A, "2020-08-02 10:00:00", -12_34, D, "单雄信", "張三", summary="还款", own_id=ID),
    Row(A, "2021-07-02 10:00:00", -12_34, D, "单雄信", "張三", summary="货款二", own_id=ID),
    Row(B, "2020-07-02 10:00:01", 49_999_00, A, "张三", "钱二"),
    Row(B, "2020-07-03 11:00:00", -8_00, D, "仇小", "钱二", summary="ATM取款"),
]  # fmt: skip


@pytest.fixture
def ledger(case: CaseFile, tmp_path: Path) -> CaseFile:
    take(case, tmp_path, ROWS)
    return case


def add_party(case: CaseFile, name: str, *, account: str = "", phone: str = "") -> int:
    with case.session() as session:
        party = Person(name=name)
        session.add(party)
        session.flush()
        if phone:
            session.add(
                Identifier(party_id=party.id, kind=IdentifierKind.PHONE, value=phone, valid=None)
            )
        if account:
            session.add(
                Attribution(
                    party_id=party.id, space=AccountSpace.BANK, account=account,
                    role=AttributionRole.HOLDER, confidence=90, how="", officer=OFFICER, time=None,
                )
            )  # fmt: skip
        return party.id


def titles(answer: SearchAnswer, kind: str) -> list[str]:
    return [hit.title for hit in answer.group(kind).hits]


def keys(answer: SearchAnswer, kind: str) -> list[Any]:
    return [hit.key for hit in answer.group(kind).hits]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        *((each, ["張三"]) for each in ("张三", "張三", "张", "三", "zs", "zhangsan", "Zhang San",
          "zhangs", "san", "张san", ID, ID.lower(), "0134")),
        *((each, ["单雄信"]) for each in ("单雄信", "单 雄信", "shanxx", "danxx", "雄信")),
        ("qiux", ["仇小"]), ("qe", ["钱二"]),
        ("李四", []), ("xyz", []),
    ],
)  # fmt: skip
def test_people(ledger: CaseFile, text: str, people: list[str]):
    assert titles(search(ledger, text), "person") == people


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        (A, [A]), ("6222 0202 0000 0000 018", [A]), ("6222-0202-0000-0000-018", [A]),
        ("0018", [A]), ("622202", [A, B]), ("00000000", [A, B, C, D]), ("张三", [A]),
        ("单雄信", [C, D]), ("99999999", []), ("62", []), (f"{A}9", []),
    ],
)  # fmt: skip
def test_accounts(ledger: CaseFile, text: str, accounts: list[str]):
    answer = search(ledger, text)
    assert sorted(keys(answer, "account")) == sorted(accounts)
    assert answer.group("account").total == len(accounts)


def test_obtained_before_strangers_then_turnover(ledger: CaseFile):
    found = keys(search(ledger, "00000000"), "account")
    assert found[:2] == [A, B]  # obtained, the larger turnover first
    assert found[2:] == [C, D]


def test_a_hit_tells_enough(ledger: CaseFile):
    [hit] = search(ledger, A).group("account").hits
    assert hit.title == A
    assert "張三" in hit.under
    assert "obtained" in hit.under
    assert (hit.target.kind, hit.target.key) == ("account", A)
    [person] = search(ledger, "张三").group("person").hits
    assert A in person.under
    assert (person.target.kind, person.target.key) == ("party", person.key)
    [stranger] = search(ledger, "仇小").group("person").hits
    assert (stranger.target.kind, stranger.target.key) == ("name", "仇小")


def test_parties_of_the_case_take_their_accounts(ledger: CaseFile):
    party = add_party(ledger, "单雄信", account=C, phone="138 0013 8000")
    found = search(ledger, "单雄信").group("person").hits
    assert [(hit.key, hit.target.kind) for hit in found] == [(party, "party"), ("单雄信", "name")]
    assert C in found[0].under
    assert D in found[1].under
    by_phone = search(ledger, "+86 138-0013-8000")
    assert keys(by_phone, "phone") == ["13800138000"]
    assert by_phone.group("phone").hits[0].under == "单雄信"
    assert keys(search(ledger, "8000"), "phone") == ["13800138000"]
    assert keys(search(ledger, "13800138000"), "person") == [party]


@pytest.mark.parametrize(
    ("text", "flows"),
    [
        ("5万", 1), ("50000", 1), ("49999", 1), ("12.34", 2), (">=49999", 2), ("<10", 1),
        ("5万±1%", 2), ("49,000-51,000", 2), ("50,010", 2), ("777", None),
    ],
)  # fmt: skip
def test_amounts(ledger: CaseFile, text: str, flows: int | None):
    hits = search(ledger, text).group("amount").hits
    assert (hits[0].flows if hits else None) == flows


def test_one_flow_is_gone_to(ledger: CaseFile):
    [hit] = search(ledger, "5万").group("amount").hits
    [flow] = [each for each in list_flows(ledger) if each.amount_fen == 50_000_00]
    assert (hit.target.kind, hit.target.key) == ("flow", flow.id)
    assert "2020-07-01 09:00:00" in hit.under
    [several] = search(ledger, "12.34").group("amount").hits
    assert (several.target.kind, several.target.key) == ("amount", "1234/1234")


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2020-07-02", {"2020-07-02/2020-07-02": 1}),
        ("7月2日", {"2021-07-02/2021-07-02": 1, "2020-07-02/2020-07-02": 1}),
        ("2020年7月", {"2020-07-01/2020-07-31": 3}),
        ("2020", {"2020-01-01/2020-12-31": 4}),
        ("2019年", {}),
        ("2020-07-04", {}),
    ],
)
def test_days(ledger: CaseFile, text: str, periods: dict[str, int]):
    hits = search(ledger, text).group("date").hits
    assert {hit.key: hit.flows for hit in hits} == periods


def test_words_of_rows(ledger: CaseFile):
    found = search(ledger, "货款").group("memo")
    assert [(hit.title, hit.flows) for hit in found.hits] == [("货款", 1), ("货款二", 1)]
    assert keys(search(ledger, "atm"), "memo") == ["ATM取款"]
    assert keys(search(ledger, "甲支行"), "memo") == ["甲支行"]
    assert found.complete


def test_too_many_words_are_said_and_scanned(ledger: CaseFile, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search_words, "MOST_TEXTS", 1)
    found = search(ledger, "货款二").group("memo")
    assert not found.complete
    assert found.hint
    scanned = scan_memos(ledger, "货款二")
    assert [(hit.title, hit.flows) for hit in scanned.hits] == [("货款二", 1)]
    assert not scan_memos(ledger, "货款", limit=1).complete
    assert not scan_memos(ledger, " ").hits
    assert not search(ledger, "李四").group("memo").hits


def test_the_case_itself(ledger: CaseFile):
    incident, _changes = add_incident(
        ledger,
        facts=IncidentFacts(
            victim="仇丽", case_no="A20200702001", phone="13900000000", manner="刷单", loss_fen=100
        ),
    )
    for text in ("仇丽", "qiuli", "ql", "A20200702001", "702001", "刷单", "13900000000"):
        assert keys(search(ledger, text), "incident") == [incident], text
    assert "仇丽" in search(ledger, "13900000000").group("phone").hits[0].under
    imported = search(ledger, "rows.csv").group("batch").hits
    assert {(hit.title, hit.target.kind) for hit in imported} == {
        ("Import 1", "batch"), ("rows.csv", "file")
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "　", "\n", "·", "不存在的词", "\ud800", "0" * 500])
def test_nothing_is_found(ledger: CaseFile, text: str):
    answer = search(ledger, text)
    assert answer.groups == ()
    assert answer.is_complete


def test_an_empty_case(case: CaseFile):
    warm(case)
    assert search(case, "张三").groups == ()
    assert search(case, "2020-07-02").groups == ()
    assert search(case, "5万").groups == ()
    party = add_party(case, "张三")
    assert keys(search(case, "zs"), "person") == [party]


def test_changes_are_noticed(ledger: CaseFile, tmp_path: Path):
    warm(ledger)
    assert search(ledger, "孙三").groups == ()
    take(ledger, tmp_path, [Row(C, "2020-09-01 09:00:00", 1_00, D, "孙三", "")], "more.csv")
    waiting = search(ledger, "孙三", wait=False)
    assert not waiting.is_complete
    assert keys(search(ledger, "孙三"), "person") == ["孙三"]
    withdraw_batch(ledger, batch=2, progress=Progress())
    assert search(ledger, "孙三").groups == ()


def test_what_is_not_ready_is_incomplete(ledger: CaseFile):
    answer = search(ledger, "5000", wait=False)
    assert {group.kind for group in answer.groups} >= {"person", "account", "amount", "memo"}
    assert not answer.is_complete
    assert all(group.hint for group in answer.groups if not group.complete)
    warm(ledger)
    assert search(ledger, "5万", wait=False).is_complete
    forget(ledger)
    assert not search(ledger, "5万", wait=False).is_complete


def test_names_changed_in_place_are_told(ledger: CaseFile):
    party = add_party(ledger, "张三丰", account=C)
    assert keys(search(ledger, "张三丰"), "person") == [party]
    with ledger.session() as session:
        session.get_one(Person, party).name = "李莫愁"
    refresh(ledger, Changes(parties=True))
    assert keys(search(ledger, "limochou"), "person") == [party]


def test_cancel(ledger: CaseFile):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        search(ledger, "张三", progress=progress)
    with pytest.raises(Cancelled):
        warm(ledger, progress)
    with pytest.raises(Cancelled):
        scan_memos(ledger, "张三", progress=progress)
    assert titles(search(ledger, "张三"), "person") == ["張三"]


def test_who_waits_for_another_reader_can_be_stopped(ledger: CaseFile):
    part: search_index.Part[int] = search_index.Part()
    progress = Progress()
    with part.lock:
        stopper = threading.Timer(0.1, progress.cancel)
        stopper.start()
        with pytest.raises(Cancelled):
            part.current(1, lambda: 1, wait=True, progress=progress)
        stopper.join()
    assert part.current(1, lambda: 7, wait=True, progress=None) == (7, True)
    assert part.current(2, lambda: 8, wait=False, progress=None) == (7, False)


def test_many_threads_at_once(ledger: CaseFile):
    answers: list[Any] = []

    def ask(text: str) -> None:
        answers.append(titles(search(ledger, text), "person"))

    threads = [threading.Thread(target=ask, args=(text,)) for text in ["zs", "张三"] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [["張三"]] * 8


def test_several_words_are_found_in_any_order(ledger: CaseFile):
    first, second = (
        add_incident(
            ledger,
            facts=IncidentFacts(case_no=f"云公〔2020〕{number}号", victim=victim, manner=way),
        )[0]
        for number, victim, way in ((1005, "潘岚", "网络贷款"), (1006, "潘岚", "刷单返利"))
    )
    for text in ("潘岚 网络", "网络贷款 潘岚", "panlan 1005 贷款"):
        assert keys(search(ledger, text), "incident") == [first], text
    assert sorted(keys(search(ledger, "云公 潘岚"), "incident")) == [first, second]
    assert keys(search(ledger, "潘岚 王五"), "incident") == []
    assert keys(search(ledger, "单雄信 0042"), "account") == [C]
    assert keys(search(ledger, "款 货"), "memo") == ["货款", "货款二"]
    assert keys(search(ledger, "6222 0202"), "account") == [A, B]  # one number, in groups


def test_a_bank_narrows_what_other_words_find(ledger: CaseFile):
    [hit] = search(ledger, "钱二 测试").group("account").hits
    assert hit.key == B
    assert "测试银行" in hit.under
    assert keys(search(ledger, "测试银行 0018"), "account") == [A]
    assert keys(search(ledger, "钱二 招商"), "account") == []
    assert keys(search(ledger, "测试 银行"), "account") == []


def test_the_running_number_of_an_incident_comes_first(ledger: CaseFile):
    incident, _changes = add_incident(
        ledger, facts=IncidentFacts(case_no="云公〔2020〕0050000号", victim="潘岚")
    )
    answer = search(ledger, "50000")
    assert [group.kind for group in answer.groups][:2] == ["incident", "amount"]
    assert keys(answer, "incident") == [incident]
    nearby = search(ledger, "49800")  # no flow has it, some are near
    add_incident(ledger, facts=IncidentFacts(case_no="云公〔2020〕1号", note="卡 8849800 的事"))
    assert [group.kind for group in nearby.groups] == ["amount"]
    assert next(g.kind for g in search(ledger, "49800").groups) == "incident"


NAMES = {row.other_name.replace(" ", "") for row in ROWS} | {row.own_name for row in ROWS}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.builds(
            lambda text, a, b: text[a % len(text) : a % len(text) + b],
            st.sampled_from([A, B, C, D, *sorted(NAMES)]), st.integers(0, 18), st.integers(1, 19),
        ),
        st.text("张三单信6201", min_size=1, max_size=4),
    )
)  # fmt: skip
def test_as_one_by_one(ledger: CaseFile, part: str):
    answer = search(ledger, part, limit_per_group=50)
    people = {fold(name) for name in NAMES if fold(part) in fold(name)}
    if not part.isdigit():
        assert {fold(name) for name in titles(answer, "person")} == people
    held = {row.own for row in ROWS if fold(row.own_name) in people}
    held |= {row.other for row in ROWS if fold(row.other_name) in people}
    numbers = {each for each in (A, B, C, D) if part in each and len(part) >= 3}
    if len(part) >= 3 and part in ID:
        numbers.add(A)  # its holder's
    assert set(keys(answer, "account")) == held | numbers
    scores = [hit.score for hit in answer.group("account").hits]
    assert scores == sorted(scores, reverse=True)


@given(
    st.lists(st.integers(1, 30), max_size=20),
    st.integers(0, 31), st.integers(0, 31), st.integers(0, 31), st.integers(1, 6),
)  # fmt: skip
def test_amounts_as_one_by_one(given_: list[int], a: int, b: int, middle: int, limit: int):
    amounts, flows = np.unique(np.array(given_, np.int64), return_counts=True)
    up_to = np.concatenate([[0], np.cumsum(flows)]).astype(np.int64)
    counts = AmountCounts(amounts, flows.astype(np.int64), up_to, np.arange(len(amounts)))
    asked = Amounts(min(a, b), max(a, b), middle)
    first, last = counts.within(asked)
    inside = [amount for amount in given_ if min(a, b) <= amount <= max(a, b)]
    assert counts.flows_of(first, last) == len(inside)
    nearest = [int(amounts[place]) for place in counts.nearest(first, last, middle, limit)]
    away = sorted(abs(amount - middle) for amount in set(inside))[:limit]
    assert [abs(amount - middle) for amount in nearest] == away


def test_command(
    ledger: CaseFile, folder: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    ledger.close()
    monkeypatch.setenv("XUNXIAN_PASSPHRASE", PASSPHRASE)
    assert main(["search", str(folder), "zs", "--json"]) == ExitStatus.DONE
    document = json.loads(capsys.readouterr().out)
    assert document["complete"] is True
    assert [group["kind"] for group in document["groups"]] == ["person", "account"]
    assert document["groups"][0]["hits"][0]["target"] == {"kind": "party", "key": 1}
    assert main(["search", str(folder), "货款", "--scan"]) == ExitStatus.DONE
    assert "货款二" in capsys.readouterr().out
    assert main(["search", str(folder), " "]) == ExitStatus.DONE
    assert "Nothing" in capsys.readouterr().out
    assert main(["search", str(folder), "a", "--limit", "0"]) == ExitStatus.USAGE


def test_hits_point_at_times_of_the_case(ledger: CaseFile):
    [day] = search(ledger, "2020-07-02").group("date").hits
    first = datetime.fromisoformat(str(day.target.key).split("/")[0])
    assert first == datetime(2020, 7, 2)
