"""The two records of one movement make one flow: one to one, nearest first."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.unit.importers.desk import Desk, Row, table, write
from tests.unit.importers.test_shapes import card

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2021, 5, 1, 9, 0, 0)
Side = tuple[datetime, int, bool]
"""Time, amount in yuan, whether the time has a clock."""


def rows(own: str, other: str, way: str, sides: list[Side]) -> list[Row]:
    return [
        {"card": own, "cp": other, "way": way, "amount": str(amount), "serial": f"{way}{number}",
         "time": f"{time:%Y-%m-%d %H:%M:%S}" if clock else f"{time:%Y-%m-%d}"}
        for number, (time, amount, clock) in enumerate(sides)
    ]  # fmt: skip


def paired_by_hand(out: list[Side], into: list[Side]) -> set[tuple[int, int]]:
    """All couples by distance, each record used once; days where a clock is missing, last."""
    couples = []
    for a, (left, paid, left_clock) in enumerate(out):
        for b, (came, got, came_clock) in enumerate(into):
            apart = abs((left - came).total_seconds())
            clocks = left_clock and came_clock
            if paid != got or (apart > 600 if clocks else left.date() != came.date()):
                continue
            left_at = left if left_clock else datetime.combine(left, datetime.min.time())
            came_at = came if came_clock else datetime.combine(came, datetime.min.time())
            couples.append((apart if clocks else 1e6, left_at, came_at, a, b))
    used_out: set[int] = set()
    used_in: set[int] = set()
    chosen = set()
    for _apart, _left, _came, a, b in sorted(couples):
        if a not in used_out and b not in used_in:
            used_out.add(a)
            used_in.add(b)
            chosen.add((a, b))
    return chosen


def imported_pairs(
    desk: Desk, folder: Path, number: int, out: list[Side], into: list[Side]
) -> set[tuple[int, int]]:
    payer, payee = card(number), card(number, "622848")
    desk.take(
        write(folder / f"{number}_out.csv", table(rows(payer, payee, "出", out))),
        write(folder / f"{number}_in.csv", table(rows(payee, payer, "进", into))),
    )
    found = set()
    flows = desk.flows(payer)
    for flow in flows:
        assert (flow.payer, flow.payee) == (payer, payee)
        lines = {source.file: source.line - 2 for source in flow.sources}
        if len(lines) == 2:
            found.add((lines[f"{number}_out.csv"], lines[f"{number}_in.csv"]))
    assert len(flows) == len(out) + len(into) - len(found)
    return found


def test_many_equal_amounts_like_the_simple_way(shared: Desk, tmp_path: Path) -> None:
    rng = random.Random(11)
    out: list[Side] = []
    into: list[Side] = []
    for side, clocked in ((out, 0.9), (into, 0.9)):
        for _row in range(60):
            # whole seconds far enough from each other that no two couples are equally near
            time = START + timedelta(seconds=rng.randrange(0, 9000))
            side.append((time, rng.choice([100, 100, 250]), rng.random() < clocked))
        side.sort(key=lambda one: one[0])
    assert imported_pairs(shared, tmp_path, 1, out, into) == paired_by_hand(out, into)


def test_ten_minutes_are_near_and_a_second_more_is_not(shared: Desk, tmp_path: Path) -> None:
    def at(seconds: int) -> datetime:
        return START + timedelta(seconds=seconds)

    out = [(at(0), 10, True), (at(0), 20, True), (at(700), 30, True), (at(701), 40, True)]
    into = [(at(600), 10, True), (at(601), 20, True), (at(100), 30, True), (at(100), 40, True)]
    assert imported_pairs(shared, tmp_path, 2, out, into) == {(0, 0), (2, 2)}


def test_days_without_clock_pair_on_the_same_day_only(shared: Desk, tmp_path: Path) -> None:
    evening = datetime(2021, 5, 1, 23, 58)
    out = [(evening, 10, False), (evening, 20, True), (evening, 30, False), (evening, 40, True)]
    after = evening + timedelta(minutes=4)
    into = [(evening, 10, True), (after, 20, False), (after, 30, True), (after, 40, True)]
    assert imported_pairs(shared, tmp_path, 3, out, into) == {(0, 0), (3, 3)}


def test_clocks_pair_before_days(shared: Desk, tmp_path: Path) -> None:
    out = [(START, 10, False), (START + timedelta(minutes=5), 10, True)]
    into = [(START + timedelta(minutes=6), 10, True)]
    assert imported_pairs(shared, tmp_path, 4, out, into) == {(1, 0)}


def test_a_flow_is_timed_by_the_payer_and_never_arrives_before_it_left(
    shared: Desk, tmp_path: Path
) -> None:
    out = [(START + timedelta(minutes=3), 10, True)]
    imported_pairs(shared, tmp_path, 5, out, [(START, 10, True)])
    [flow] = shared.flows(card(5))
    assert flow.time == START + timedelta(minutes=3)
    row = shared.case.ledger.connection.execute(
        "select leave, arrive from flow_out where id = ?", [flow.id]
    ).fetchone()
    assert row == (flow.time, flow.time)


def test_what_does_not_pair(shared: Desk, tmp_path: Path) -> None:
    """Failed, neutral, foreign money, another amount, a nameless counterparty, the same side."""
    payer, payee, third = card(6), card(6, "622848"), card(6, "622202")
    usual = {"card": payer, "cp": payee, "way": "出", "time": "2021-05-01 09:00:00"}
    mirror = {"card": payee, "cp": payer, "way": "进", "time": "2021-05-01 09:00:00"}
    cases: list[tuple[Row, Row]] = [
        ({"amount": "1", "status": "失败"}, {"amount": "1"}),
        ({"amount": "2", "way": "其他"}, {"amount": "2"}),
        ({"amount": "3", "currency": "美元"}, {"amount": "3"}),
        ({"amount": "4"}, {"amount": "4.01"}),
        ({"amount": "5", "cp": ""}, {"amount": "5"}),
        ({"amount": "6", "cp": "6228********0062"}, {"amount": "6"}),
        ({"amount": "7"}, {"amount": "7", "way": "出"}),
        ({"amount": "8", "cp": third}, {"amount": "8"}),
        ({"amount": "9", "status": "处理中"}, {"amount": "9"}),
    ]
    shared.take(
        write(tmp_path / "6_out.csv", table([{**usual, **one} for one, _two in cases])),
        write(tmp_path / "6_in.csv", table([{**mirror, **two} for _one, two in cases])),
    )
    flows = [*shared.flows(payer), *(f for f in shared.flows(payee) if f.payer != payer)]
    assert all(len(flow.sources) == 1 for flow in flows)
    assert len({flow.id for flow in flows}) == 2 * len(cases)
    statuses = {f.amount_fen: f.status for f in flows if f.sources[0].file == "6_out.csv"}
    assert (statuses[100], statuses[200], statuses[900]) == ("failed", "neutral", "pending")
    masked = next(f for f in flows if f.amount_fen == 600 and f.payer == payer and f.payee is None)
    assert masked.sources[0].file == "6_out.csv"
    of_its_own, of_the_other = 4 + 5 + 6 + 7 + 8, 1 + 2 + 3 + 4 + 5 + 6 + 8 + 9
    assert shared.accounts()[payer].out_fen == 100 * (of_its_own + of_the_other) + 1


def test_dollars_pair_with_dollars(shared: Desk, tmp_path: Path) -> None:
    payer, payee = card(7), card(7, "622848")
    row = {"time": "2021-05-01 09:00:00", "amount": "12.34", "currency": "USD"}
    shared.take(
        write(tmp_path / "7_out.csv", table([{**row, "card": payer, "cp": payee, "way": "出"}])),
        write(tmp_path / "7_in.csv", table([{**row, "card": payee, "cp": payer, "way": "进"}])),
    )
    [flow] = shared.flows(payer)
    assert (flow.currency, flow.amount_fen, len(flow.sources)) == ("USD", 1234, 2)
    assert shared.accounts()[payer].out_fen == 0
    assert shared.file("7_out.csv").totals.currencies == {"USD": {"in": 0, "out": 1234}}


def test_duplicates_do_not_pair_twice(shared: Desk, tmp_path: Path) -> None:
    out = [(START, 10, True)]
    imported_pairs(shared, tmp_path, 8, out, [(START, 10, True)])
    again = table(rows(card(8), card(8, "622848"), "出", out)) + "\r\n"
    shared.take(write(tmp_path / "8_again.csv", again))
    [flow] = shared.flows(card(8))
    assert [(s.file, s.duplicate) for s in flow.sources] == [
        ("8_out.csv", False),
        ("8_in.csv", False),
        ("8_again.csv", True),
    ]


def test_transfer_between_numbers_of_one_account_is_no_pair(shared: Desk, tmp_path: Path) -> None:
    own, sub = card(9), "4000000000000009_156_1"
    rows_ = [
        {"card": own, "account": sub, "cp": sub, "way": "出", "amount": "10",
         "time": "2021-05-01 09:00:00"}
    ]  # fmt: skip
    shared.take(write(tmp_path / "9.csv", table(rows_)))
    [flow] = shared.flows(own)
    assert (flow.payer, flow.payee) == (own, own)
