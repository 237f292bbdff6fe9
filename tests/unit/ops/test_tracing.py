"""Tracing over imported statements: ties, pairs, services, missing statements, records."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from app.base.errors import Cancelled, KnownError, RefusedInput
from app.base.progress import Progress
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.traces import list_traces, run_again, run_and_keep, trace_of, withdraw_trace
from app.ops.tracing import TraceQuestion, TraceRound, trace
from tests.unit.analysis.plain_trace import Flow, World, trace_down, trace_up
from tests.unit.ops.ledger_of import Book, Move, card, load

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile


def ask(case: CaseFile, **given: Any) -> dict[str, Any]:
    return trace(case, question=TraceQuestion(**given), progress=Progress()).document


def by_account(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["account"]: each for each in document["accounts"]}


def conserved(document: dict[str, Any]) -> bool:
    kept = sum(each["retained_fen"] for each in document["accounts"])
    return bool(document["seed_fen"] == kept + sum(document["left"].values()))


def crowded(seed: int, *, minutes: int) -> Book:
    """Many moves at few moments; the order of ``moves`` is the true one."""
    rng = random.Random(seed)
    moves = []
    for number in range(150):
        payer, payee = rng.sample(range(1, 8), 2)
        moves.append(
            Move(
                payer, None if rng.random() < 0.08 else payee, rng.randint(100, 90_000),
                number * minutes // 150, cash=rng.random() < 0.5,
            )
        )  # fmt: skip
    return Book(moves, (1, 2, 3, 4, 5), {n: rng.randint(0, 200_000) for n in range(1, 8)})


def world_of(book: Book) -> World:
    flows = []
    balance = dict(book.opening)
    for number, move in enumerate(book.moves):
        after: list[int | None] = [None, None]
        for side, account, sign in ((0, move.payer, -1), (1, move.payee, 1)):
            if account is not None:
                balance[account] = balance.get(account, 0) + sign * move.fen
                if account in book.obtained and book.balances:
                    after[side] = balance[account]
        if not {move.payer, move.payee} & set(book.obtained):
            continue  # nobody's statement tells of it
        flows.append(
            Flow(number + 1, move.payer, move.payee, move.fen, 2 * number, 2 * number,
                 "cash" if move.cash else "unknown", tuple(after))  # type: ignore[arg-type]
        )  # fmt: skip
    return World(flows, set(book.obtained))


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("minutes", [3, 40])
@pytest.mark.parametrize("balances", [True, False])
def test_ties_stand_as_in_the_statements(
    case: CaseFile, tmp_path: Path, minutes: int, newest_first: bool, balances: bool
) -> None:
    book = crowded(minutes, minutes=minutes)
    book.balances = balances
    load(case, tmp_path, book, newest_first=newest_first)
    world = world_of(book)
    for up in (False, True):
        seeds = {
            f.id for f in world.flows if (f.payee if up else f.payer) == 1
        }  # fmt: skip
        # reach goes through accounts without a statement, whose order at a moment nobody knows
        for method in ("fifo", "lifo", "prorata", "reach")[: 4 if minutes > 3 else 3]:
            answer = (trace_up if up else trace_down)(world, seeds, method, 5, None, 0)
            document = ask(case, accounts=(card(1),), direction="up" if up else "down",
                           method=method)  # fmt: skip
            found = by_account(document)
            assert {a: e["level"] for a, e in found.items()} == {
                card(a): level for a, level in answer.level.items()
            }
            for account, level in answer.level.items():
                each = found[card(account)]
                assert each["level"] == level
                assert each["tainted_in_fen"] == answer.came[account]
                assert each["tainted_out_fen"] == answer.went[account]
            assert document["left"]["cash_fen"] == answer.left["cash"]
            assert document["left"]["unknown_fen"] == answer.left["unknown"]
            assert method == "reach" or conserved(document)


def chain() -> Book:
    """Victim 1 to 2 to 3 to 4; 2 takes cash, 3 pays a service, 5 was not asked for."""
    return Book(
        [
            Move(1, 2, 500_00, 10),
            Move(2, 3, 300_00, 20, later=1),
            Move(2, None, 100_00, 25, cash=True, summary="ATM取款"),
            Move(2, None, 2_00, 26, summary="手续费"),
            Move(3, 4, 290_00, 40),
            Move(2, 5, 90_00, 60),
            Move(3, 9, 7_00, 61, payee_name="财付通支付科技有限公司"),
            Move(5, 3, 11_00, 90),
            Move(2, 3, 1_00, 95, status="失败"),
        ],
        (1, 2, 3, 4),
        {1: 1000_00, 2: 10_00},
    )


def test_where_the_money_ended(case: CaseFile, tmp_path: Path) -> None:
    load(case, tmp_path, chain())
    document = ask(case, accounts=(card(1),))
    found = by_account(document)
    assert document["seed_fen"] == 500_00
    assert document["left"] == {"cash_fen": 100_00, "unknown_fen": 0, "fees_fen": 2_00}
    assert found[card(5)]["stop"] == "not_obtained"
    assert found[card(5)]["visible_out_fen"] == 11_00
    assert found[card(9)]["stop"] == "service"
    assert found[card(4)]["retained_fen"] == 280_00
    assert found[card(4)]["still_there_fen"] == 280_00
    assert [end["what"] for end in document["ends"]] == ["cash", "fees"]
    assert document["ends"][0]["time"] == "2020-07-01T08:25:00"
    assert document["ends"][0]["branch"] == "测试支行"
    assert document["ends"][0]["way"] == "atm"
    assert conserved(document)


def test_limits(case: CaseFile, tmp_path: Path) -> None:
    load(case, tmp_path, chain())
    levels = by_account(ask(case, accounts=(card(1),), levels=1))
    assert levels[card(2)]["stop"] == "levels"
    assert levels[card(2)]["retained_fen"] == 500_00
    window = ask(case, accounts=(card(1),), within_hours=0.5)
    assert card(5) not in by_account(window)
    assert by_account(window)[card(2)]["stop"] == "window"
    least = ask(case, accounts=(card(1),), min_fen=200_00)
    assert least["left"]["cash_fen"] == 0
    assert by_account(least)[card(2)]["stop"] == "min"
    for document in (window, least):
        assert conserved(document)
    through = ask(case, accounts=(card(1),), through_missing=True)
    assert by_account(through)[card(5)]["tainted_out_fen"] == 11_00
    assert by_account(through)[card(5)]["assumed"] is True
    assert conserved(through)


def test_methods_side_by_side(case: CaseFile, tmp_path: Path) -> None:
    load(case, tmp_path, chain())
    document = ask(case, accounts=(card(1),), compare=True)
    for method in ("fifo", "lifo", "prorata", "reach"):
        alone = by_account(ask(case, accounts=(card(1),), method=method))
        for each in document["comparison"]["accounts"]:
            assert each["tainted_in_fen"][method] == alone.get(each["account"], {}).get(
                "tainted_in_fen", 0
            )
    first = document["comparison"]["accounts"][0]
    assert first["spread_fen"] == max(first["retained_fen"].values()) - min(
        first["retained_fen"].values()
    )


def test_each_victims_money_is_kept_apart(case: CaseFile, tmp_path: Path) -> None:
    book = Book([Move(1, 3, 100_00, 1), Move(2, 3, 50_00, 2), Move(3, 4, 120_00, 3)], (3, 4), {})
    load(case, tmp_path, book)
    document = ask(case, accounts=(card(1), card(2)))
    one, two = document["victims"]
    four = {v["victim"]: {a["account"]: a for a in v["accounts"]}[card(4)] for v in (one, two)}
    assert four[card(1)]["retained_fen"] == 100_00
    assert four[card(2)]["retained_fen"] == 20_00
    assert by_account(document)[card(4)]["retained_fen"] == 120_00
    assert document["seed_fen"] == 150_00
    assert conserved(document)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"accounts": ("6200000000000000",)}, "6200000000000000"),
        ({"accounts": (card(5),), "direction": "up", "since": None}, None),
        ({"flows": (17,)}, "17"),
        ({"accounts": (card(1),), "min_fen": -1}, "zero"),
        ({}, "begins"),
    ],
)
def test_refused_in_clear_words(
    case: CaseFile, tmp_path: Path, given: dict[str, Any], words: str | None
) -> None:
    load(case, tmp_path, chain())
    if words is None:
        assert conserved(ask(case, **given))
        return
    with pytest.raises(KnownError) as error:
        run_and_keep(case, question=TraceQuestion(**given), progress=Progress())
    assert error.value.status == 3
    assert words in str(error.value)
    assert list_traces(case) == []


def test_a_failed_transfer_is_no_seed(case: CaseFile, tmp_path: Path) -> None:
    load(case, tmp_path, chain())
    failed = [f for f in list_flows(case) if f.status == "failed"]
    with pytest.raises(RefusedInput) as error:
        ask(case, flows=(failed[0].id,))
    assert "failed" in str(error.value)


def test_a_period_without_rows(case: CaseFile, tmp_path: Path) -> None:
    load(case, tmp_path, chain())
    moment = chain().moves[-1].leave
    with pytest.raises(RefusedInput):
        ask(case, accounts=(card(1),), since=moment)
    with pytest.raises(RefusedInput):
        ask(case, accounts=(card(1),), since=moment, until=chain().moves[0].leave)


def test_a_loop_ends(case: CaseFile, tmp_path: Path) -> None:
    moves = [Move(1 + n % 3, 1 + (n + 1) % 3, 50_00, n) for n in range(30)]
    load(case, tmp_path, Book(moves, (1, 2, 3), {1: 50_00, 2: 50_00, 3: 50_00}))
    first = list_flows(case)[0]
    document = ask(case, flows=(first.id,), levels=100)
    assert conserved(document)
    assert max(each["level"] for each in document["accounts"]) <= 3


def test_rounds_stream_and_a_cancelled_one_keeps_nothing(case: CaseFile, tmp_path: Path) -> None:
    load(case, tmp_path, chain())
    heard: list[int] = []

    def hear(told: TraceRound) -> None:
        assert len(told.document()["accounts"]) == len(told.found)
        heard.append(len(told.found))

    question = TraceQuestion(accounts=(card(1),))
    kept, answer, changes = run_and_keep(
        case, question=question, progress=Progress(), on_round=hear
    )
    assert heard[0] == 1
    assert heard[-1] == len(answer.document["accounts"]) == 5
    assert changes.traces
    assert trace_of(case, kept).result == answer.document
    progress = Progress()

    def stop(_told: TraceRound) -> None:
        progress.cancel()

    with pytest.raises(Cancelled):
        run_and_keep(case, question=question, progress=progress, on_round=stop)
    assert [row.id for row in list_traces(case)] == [kept]


def test_asked_again_after_an_import(case: CaseFile, tmp_path: Path) -> None:
    book = chain()
    load(case, tmp_path / "one", book)
    question = TraceQuestion(accounts=(card(1),))
    kept, _answer, _changes = run_and_keep(case, question=question, progress=Progress())
    assert trace_of(case, kept).stale is False
    later = Book([*book.moves, Move(5, 6, 80_00, 100)], (5,), {5: 0})
    import_paths(case, paths=later.write(tmp_path / "two"), progress=Progress())
    assert trace_of(case, kept).stale is True
    again, answer, changes, _flags = run_again(case, trace_id=kept, progress=Progress())
    assert changes["new_batches"] == [2]
    changed = {each["account"]: each["changed"] for each in changes["accounts"]}
    assert changed[card(5)]["stop"] == ["not_obtained", None]
    assert changed[card(6)]["level"] == [None, 3]
    assert {row["batch"] for row in changes["new_rows"]} == {2}
    assert trace_of(case, again).previous == kept
    assert conserved(answer.document)
    withdraw_trace(case, trace_id=again, why="mistake")
    assert [row.id for row in list_traces(case)] == [kept]


def test_order_of_files_does_not_matter(case: CaseFile, tmp_path: Path) -> None:
    book = crowded(5, minutes=100_000)
    paths = book.write(tmp_path)
    for path in reversed(paths):
        import_paths(case, paths=[path], progress=Progress())
    world = world_of(book)
    seeds = {f.id for f in world.flows if f.payer == 1}
    answer = trace_down(world, seeds, "fifo", 5, None, 0)
    found = by_account(ask(case, accounts=(card(1),)))
    assert {a: e["tainted_in_fen"] for a, e in found.items()} == {
        card(a): answer.came[a] for a in answer.level
    }
