"""Nothing depends on the order of imports; what is taken back leaves no trace."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest

from app.store.casefile import CaseFile
from tests.unit.importers.desk import Desk, Row, table, workbook, write
from tests.unit.importers.test_shapes import card

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = card(1), card(2, "622848"), card(3, "622202")
A_ACCOUNT = "6217990000000000_156_1"
OPENED = f"交易卡号,交易账号,账户开户名称,开户网点\n{A},{A_ACCOUNT},测试甲,测试支行\n"


@pytest.fixture
def new_desk(tmp_path: Path, cheap_passphrases: None) -> Any:
    """Makes fresh cases; they are closed at the end."""
    cases: list[CaseFile] = []

    def make() -> Desk:
        folder = tmp_path / f"{len(cases)}.xunxian"
        cases.append(CaseFile.create(folder, name="次序", officer="王建国", passphrase="电池"))
        return Desk(cases[-1])

    yield make
    for case in cases:
        case.close()


def first_half() -> list[Row]:
    return [
        {"card": A, "time": "2020-07-02 10:00:00", "amount": "100", "balance": "1000",
         "way": "进", "cp": B, "serial": "1"},
        {"card": A, "time": "2020-07-02 11:00:00", "amount": "50", "balance": "950",
         "way": "出", "cp": C, "serial": "2"},
    ]  # fmt: skip


def second_half() -> list[Row]:
    return [
        first_half()[1],
        {"card": A, "time": "2020-07-02 12:00:00", "amount": "20", "balance": "930",
         "way": "出", "cp": C, "serial": "3"},
    ]  # fmt: skip


def test_overlap_other_side_and_late_alias_in_every_order(new_desk: Any, tmp_path: Path) -> None:
    other = [
        {"card": B, "time": "2020-07-02 09:59:00", "amount": "100", "balance": "0", "way": "出",
         "cp": A_ACCOUNT}
    ]  # fmt: skip
    paths = [
        write(tmp_path / "first.csv", table(first_half())),
        write(tmp_path / "second.csv", table(second_half()), "gb18030"),
        write(tmp_path / "other.csv", table(other)),
        write(tmp_path / "账户信息.csv", OPENED),
    ]
    pictures = []
    for order in list(itertools.permutations(range(4)))[::9]:
        desk = new_desk()
        for place in order:
            desk.take(paths[place])
        pictures.append(desk.picture())
    together = new_desk()
    together.take(*paths)
    pictures.append(together.picture())
    assert all(picture == pictures[0] for picture in pictures)
    assert together.told() == [
        ("2020-07-02 09:59:00", B, A, 10000, "transfer", "success"),
        ("2020-07-02 11:00:00", A, C, 5000, "transfer", "success"),
        ("2020-07-02 12:00:00", A, C, 2000, "transfer", "success"),
    ]
    account = together.accounts()[A]
    assert account.aliases == ("6217990000000000", A_ACCOUNT)
    assert (account.in_fen, account.out_fen, account.balance_fen) == (10000, 7000, 93000)


def test_withdrawing_the_first_makes_the_second_real(desk: Desk, tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", table(first_half()))
    second = write(tmp_path / "second.csv", table(second_half()))
    desk.take(first)
    report = desk.take(second)
    assert (report.totals.rows_imported, report.totals.rows_duplicate) == (1, 1)
    assert (report.totals.in_fen, report.totals.out_fen) == (0, 2000)
    [twice] = [f for f in desk.flows() if f.amount_fen == 5000]
    assert [(s.file, s.duplicate) for s in twice.sources] == [
        ("first.csv", False),
        ("second.csv", True),
    ]
    desk.withdraw(1)
    assert [(f.amount_fen, [(s.file, s.duplicate) for s in f.sources]) for f in desk.flows()] == [
        (5000, [("second.csv", False)]),
        (2000, [("second.csv", False)]),
    ]
    assert B not in desk.accounts()
    again = desk.take(first)
    assert (again.totals.rows_imported, again.totals.rows_duplicate) == (1, 1)
    assert again.totals.in_fen == 10000


def test_same_file_again_imports_nothing(desk: Desk, tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", table(first_half()))
    copy = write(tmp_path / "copy.csv", table(first_half()))
    report = desk.take(first, copy)
    assert [f.already_imported for f in report.files] == [False, True]
    before = desk.picture()
    report = desk.take(first)
    assert report.files[0].already_imported
    assert (report.totals.rows_read, report.totals.in_fen) == (0, 0)
    assert desk.picture() == before
    desk.withdraw(1)
    assert desk.flows() == []
    assert desk.accounts() == {}
    assert not desk.take(first).files[0].already_imported


def test_dry_run_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", table(first_half()))
    report = desk.take(first, dry_run=True)
    assert report.batch is None
    assert (report.totals.rows_imported, report.totals.in_fen) == (2, 10000)
    assert desk.picture() == ([], [])
    assert not desk.take(first).files[0].already_imported


def test_equal_rows_of_one_sheet_are_all_real(desk: Desk, tmp_path: Path) -> None:
    row = first_half()[0]
    desk.take(write(tmp_path / "two.csv", table([row, row])))
    report = desk.take(write(tmp_path / "three.csv", table([row, row, row])))
    # the k-th repeats the k-th: two of the three are held, one is new
    assert (report.totals.rows_imported, report.totals.rows_duplicate) == (1, 2)
    assert len(desk.flows()) == 3
    report = desk.take(write(tmp_path / "one.csv", table([row]) + "\n"))
    assert (report.totals.rows_imported, report.totals.rows_duplicate) == (0, 1)


def test_spelling_does_not_hide_a_repetition(desk: Desk, tmp_path: Path) -> None:
    row = {**first_half()[0], "cp_name": "张 三"}
    other = {
        **row, "card": f'="{A}"', "time": "2020/7/2 10:00", "amount": "+100.00元",
        "balance": "1,000.00", "way": "贷", "cp": f"CNY-{B}", "cp_name": "张三（个人）",
    }  # fmt: skip
    desk.take(write(tmp_path / "a.csv", table([row])))
    report = desk.take(write(tmp_path / "b.csv", table([other])))
    assert report.totals.rows_duplicate == 1


@pytest.mark.parametrize("change", ["time", "amount", "way", "balance", "cp", "serial", "card"])
def test_any_difference_makes_a_row_of_its_own(shared: Desk, tmp_path: Path, change: str) -> None:
    number = 100 + ["time", "amount", "way", "balance", "cp", "serial", "card"].index(change) * 10
    row = {**first_half()[0], "card": card(number), "cp": card(number + 1)}
    other = dict(row)
    other[change] = {
        "time": "2020-07-02 10:00:01", "amount": "100.01", "way": "出", "balance": "1000.01",
        "cp": card(number + 2), "serial": "1a", "card": card(number + 3),
    }[change]  # fmt: skip
    report = shared.take(
        write(tmp_path / f"{change}_a.csv", table([row])),
        write(tmp_path / f"{change}_b.csv", table([other])),
    )
    assert (report.totals.rows_imported, report.totals.rows_duplicate) == (2, 0)


def test_sheets_of_one_workbook_repeat_each_other(desk: Desk, tmp_path: Path) -> None:
    def sheet(rows: list[Row]) -> list[list[Any]]:
        return [line.split(",") for line in table(rows).splitlines()]

    book = workbook(
        tmp_path / "a.xlsx", {"一": sheet(first_half()), "二": sheet(second_half() * 2)}
    )
    totals = desk.take(book).totals
    assert (totals.rows_read, totals.rows_imported, totals.rows_duplicate) == (6, 5, 1)


def test_numbers_that_become_one_account_keep_equal_rows_real(desk: Desk, tmp_path: Path) -> None:
    """Two rows of one sheet differ in the number only; that it is one account is learnt later."""
    row = {"time": "2020-07-02 10:00:00", "amount": "100", "way": "进", "cp": C}
    last = {"time": "2020-07-05 10:00:00", "amount": "1", "way": "进", "cp": C, "card": A}
    one = [{**row, "card": A}, {**row, "account": A_ACCOUNT}, last]
    desk.take(write(tmp_path / "one.csv", table(one)))
    desk.take(write(tmp_path / "between.csv", table([{**last, "time": "2020-07-03 10:00:00"}])))
    desk.take(write(tmp_path / "账户信息.csv", OPENED))
    assert len(desk.flows(A)) == 4
    desk.take(write(tmp_path / "again.csv", table([one[0], one[0]])))
    assert len(desk.flows(A)) == 4


def test_counterparty_named_by_its_other_number_is_a_repetition_once_known(
    desk: Desk, tmp_path: Path
) -> None:
    row = {"card": C, "time": "2020-07-02 10:00:00", "amount": "100", "way": "出"}
    desk.take(write(tmp_path / "one.csv", table([{**row, "cp": A}])))
    desk.take(write(tmp_path / "two.csv", table([{**row, "cp": A_ACCOUNT}])))
    assert len(desk.flows(C)) == 2
    desk.take(write(tmp_path / "账户信息.csv", OPENED))
    assert desk.told(C) == [("2020-07-02 10:00:00", C, A, 10000, "transfer", "success")]
    desk.withdraw(3)
    assert len(desk.flows(C)) == 2


def returns(rng: random.Random) -> dict[str, str]:
    """Statements of four accounts that pay each other, overlapping, under changing numbers."""
    cards = [card(200 + number) for number in range(4)]
    alias = {own: f"4000{number:012d}" for number, own in enumerate(cards)}
    lines: dict[str, list[tuple[int, Row]]] = {own: [] for own in cards}
    for _move in range(12):
        payer, payee = rng.sample([*cards, card(299)], 2)
        minute = 60 * rng.randint(9, 11) + rng.choice([0, 0, 1, 5, 9, 30])
        amount = rng.choice(["100", "100", "500"])
        for own, other, way, lag in ((payer, payee, "出", 0), (payee, payer, "进", 10)):
            if own in lines:
                named = rng.choice([other, f"{alias.get(other, other)}_156_1"])
                late = minute + rng.choice([0, 1, lag, lag + 1 if lag else 0])
                time = f"2021-04-01 {late // 60:02d}:{late % 60:02d}:00"
                row = {"amount": amount, "way": way, "cp": named if rng.random() < 0.9 else ""}
                row["time"] = time if rng.random() < 0.85 else time[:10]
                lines[own].append((late, row))
    files = {
        "账户信息.csv": "交易卡号,交易账号,账户开户名称,开户网点\n"
        + "".join(f"{own},{alias[own]}_156_1,测试,支行\n" for own in cards)
    }
    for own in cards:
        rows = [row for _late, row in sorted(lines[own], key=lambda pair: pair[0])]
        names = [{"card": own}, {"account": f"{alias[own]}_156_1"}, {"card": own}]
        files[f"{own}.csv"] = table([{**rng.choice(names), **row} for row in rows])
        again = [{**rng.choice(names), **row} for row in rows[len(rows) // 2 :]]
        files[f"{own}_again.csv"] = table(again[::-1]) + " "
    return files


@pytest.mark.parametrize("seed", [3, 5])
def test_random_returns(new_desk: Any, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    paths = [write(tmp_path / name, text) for name, text in returns(rng).items()]
    whole = new_desk()
    whole.take(*paths)
    rng.shuffle(paths)
    parts = [paths[:3], paths[3:6], paths[6:]]
    desk = new_desk()
    for part in parts:
        desk.take(*part)
    assert desk.picture() == whole.picture()
    taken_back = rng.randrange(3)
    desk.withdraw(taken_back + 1)
    without = new_desk()
    for number, part in enumerate(parts):
        if number != taken_back:
            without.take(*part)
    assert desk.picture() == without.picture()
