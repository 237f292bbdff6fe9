"""Directions: words, blanks settled by balances, reversals, inverted files, neutral rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.importers.desk import Desk, Row, codes, table, write
from tests.unit.importers.test_shapes import card

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, NONE = "in", "out", "neutral"


def day(clock: str, amount: str, way: str, balance: str = "", **more: str) -> Row:
    return {"time": f"2021-04-01 {clock}", "amount": amount, "way": way, "balance": balance, **more}


# name: rows of one account, and for each the direction that is right
STATEMENTS: dict[str, tuple[list[Row], list[str]]] = {
    "blank_at_the_first_row": (
        [day("09:00:00", "100", "", "100"), day("09:01:00", "40", "出", "60")],
        [NONE, OUT],
    ),
    "blank_in_the_middle": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "", "60"),
         day("09:02:00", "15", "", "75"), day("09:03:00", "5", "出", "70")],
        [IN, OUT, IN, OUT],
    ),
    "blank_in_the_middle_newest_first": (
        [day("09:03:00", "5", "出", "70"), day("09:02:00", "15", "", "75"),
         day("09:01:00", "40", "", "60"), day("09:00:00", "100", "进", "100")],
        [OUT, IN, OUT, IN],
    ),
    "blank_without_a_balance": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", ""),
         day("09:02:00", "15", "进", "75")],
        [IN, OUT, IN],
    ),
    "two_blanks_without_balances": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", ""),
         day("09:02:00", "30", ""), day("09:03:00", "15", "进", "125")],
        [IN, NONE, NONE, IN],
    ),
    "blank_after_a_blank_that_cannot_be_told": (
        # the first blank could be either way; the second must not be settled by chance
        [day("09:00:00", "1", "进", "1000"), day("09:01:00", "200", ""),
         day("09:02:00", "100", "", "1100")],
        [IN, NONE, NONE],
    ),
    "blank_and_no_balances_at_all": (
        [day("09:00:00", "100", "进"), day("09:01:00", "40", ""), day("09:02:00", "5", "出")],
        [IN, NONE, OUT],
    ),
    "unreadable_word": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "代扣", "60")],
        [IN, OUT],
    ),
    "blank_beside_a_failed_row": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "30", "出", "100", status="失败"),
         day("09:02:00", "40", "", "60")],
        [IN, OUT, OUT],
    ),
    "letter_o_for_out": (
        [day("09:00:00", "100", "I", "100"), day("09:01:00", "40", "O", "60"),
         day("09:02:00", "10", "Ｃ", "70"), day("09:03:00", "10", "d", "60")],
        [IN, OUT, IN, OUT],
    ),
    "codes_of_the_message": (
        [day("09:00:00", "100", "1", "100"), day("09:01:00", "40", "0", "60")],
        [IN, OUT],
    ),
    "sign_beside_a_word_means_nothing": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "-40", "出", "60"),
         day("09:02:00", "-10", "进", "70"), day("09:03:00", "-5", "出")],
        [IN, OUT, IN, OUT],
    ),
    "reversal_negative_on_the_same_side": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "出", "60"),
         day("09:02:00", "-40", "出", "100", summary="冲正")],
        [IN, OUT, IN],
    ),
    "reversal_positive_on_the_other_side": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "出", "60"),
         day("09:02:00", "40", "进", "100", summary="冲正")],
        [IN, OUT, IN],
    ),
    "reversal_positive_on_the_same_side": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "出", "60"),
         day("09:02:00", "40", "出", "100", summary="抹账")],
        [IN, OUT, IN],
    ),
    "reversal_without_balance_negative": (
        [day("09:00:00", "100", "进"), day("09:01:00", "40", "出"),
         day("09:02:00", "-40", "出", summary="冲正")],
        [IN, OUT, IN],
    ),
    "reversal_without_balance_same_side": (
        [day("09:00:00", "100", "进"), day("09:01:00", "40", "出"),
         day("09:02:00", "40", "出", summary="退汇")],
        [IN, OUT, IN],
    ),
    "reversal_without_balance_other_side": (
        [day("09:00:00", "100", "进"), day("09:01:00", "40", "出"),
         day("09:02:00", "40", "进", summary="退汇")],
        [IN, OUT, IN],
    ),
    "reversal_without_counterparty_on_the_same_side": (
        [day("09:00:00", "100", "进"), day("09:01:00", "40", "出"),
         day("09:02:00", "40", "出", summary="冲正", cp="")],
        [IN, OUT, IN],
    ),
    "reversal_of_the_nearest_row_of_its_amount": (
        [day("09:00:00", "40", "出"), day("09:01:00", "40", "进"),
         day("09:02:00", "40", "出", summary="冲正")],
        [OUT, IN, OUT],
    ),
    "reversal_of_an_income": (
        [day("09:00:00", "100", "进", "100"), day("09:02:00", "-100", "进", "0", summary="冲正")],
        [IN, OUT],
    ),
    "negative_outflow_with_risen_balance": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "出", "60"),
         day("09:02:00", "-40", "出", "100", summary="转账")],
        [IN, OUT, IN],
    ),
    "neutral_words": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "40", "不计", "100"),
         day("09:02:00", "40", "其他", "100")],
        [IN, NONE, NONE],
    ),
    "two_currencies_in_one_account": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "7", "进", "7", currency="美元"),
         day("09:02:00", "40", "", "60"), day("09:03:00", "2", "", "5", currency="USD")],
        [IN, IN, OUT, OUT],
    ),
    "one_moment_in_chain_order": (
        # one minute, printed out of order; the blank falls between two balances
        [day("09:00", "100", "进", "100"), day("09:01", "30", "出", "40"),
         day("09:01", "30", "出", "70"), day("09:02", "5", "", "45")],
        [IN, OUT, OUT, IN],
    ),
    "zero_is_an_amount": (
        [day("09:00:00", "100", "进", "100"), day("09:01:00", "0.00", "出", "100")],
        [IN, OUT],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def taken(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("directions")
    for number, (name, (rows, _right)) in enumerate(STATEMENTS.items()):
        own = card(5000 + number)
        mine = {"card": own, "cp": card(6000 + number)}
        write(folder / f"{name}.csv", table([{**mine, **row} for row in rows]))
    shared.take(folder)
    return shared


@pytest.mark.parametrize("name", STATEMENTS)
def test_directions(taken: Desk, name: str) -> None:
    rows, right = STATEMENTS[name]
    own = card(5000 + list(STATEMENTS).index(name))
    found: dict[int, str] = {}
    for flow in taken.flows(own):
        way = NONE if flow.status == "neutral" else IN if flow.payee == own else OUT
        found[flow.sources[0].line] = way
    assert [found[line] for line in range(2, len(rows) + 2)] == right
    report = taken.file(f"{name}.csv")
    blanks = [
        "direction_unknown" if way == NONE else "direction_from_balance"
        for row, way in zip(rows, right, strict=True)
        if row["way"] in ("", "代扣")
    ]
    told = [w.code for w in report.warnings if w.code.startswith("direction_")]
    assert told == blanks
    counted = [
        (way, row)
        for row, way in zip(rows, right, strict=True)
        if row.get("status", "成功") == "成功" and row.get("currency") not in ("美元", "USD")
    ]
    for way, sum_fen in ((IN, report.totals.in_fen), (OUT, report.totals.out_fen)):
        assert sum_fen == sum(
            100 * abs(int(float(row["amount"]))) for w, row in counted if w == way
        )


def test_currencies_are_counted_apart(taken: Desk) -> None:
    totals = taken.file("two_currencies_in_one_account.csv").totals
    assert totals.currencies == {"USD": {"in": 700, "out": 200}}
    own = card(5000 + list(STATEMENTS).index("two_currencies_in_one_account"))
    account = taken.accounts()[own]
    assert (account.in_fen, account.out_fen, account.balance_fen) == (10000, 4000, 6000)
    assert "balance_gap" not in codes(taken.file("two_currencies_in_one_account.csv"))


def test_reversal_is_said(taken: Desk) -> None:
    for name in STATEMENTS:
        report = taken.file(f"{name}.csv")
        lines = [w.line for w in report.warnings if w.code == "reversal"]
        against = name.startswith(("reversal", "negative"))
        against = against and not any(part in name for part in ("other_side", "nearest_row"))
        assert bool(lines) is against, name


def test_same_flows_whatever_the_order_of_rows(desk: Desk, tmp_path: Path) -> None:
    """Newest first and oldest first are one statement, also within one minute."""
    amounts = [
        ("100", "进"),
        ("30", "出"),
        ("30", "出"),
        ("0.50", "出"),
        ("200", "进"),
        ("30", "出"),
    ]
    balance, rows = 0, []
    for number, (amount, way) in enumerate(amounts):
        balance += round(float(amount) * 100) * (1 if way == "进" else -1)
        rows.append(
            day(f"09:0{number // 3}", amount, way, f"{balance / 100:.2f}", serial=f"S{number}")
        )
    told: list[Any] = []
    for number, order in enumerate((rows, rows[::-1])):
        own = card(7000 + number)
        desk.take(
            write(
                tmp_path / f"{number}.csv",
                table([{"card": own, "cp": card(7100), **row} for row in order]),
            )
        )
        told.append([(f.time, f.payee == own, f.amount_fen) for f in desk.flows(own)])
    assert told[0] == told[1]
    assert [fen for _t, _w, fen in told[0]] == [10000, 3000, 3000, 50, 20000, 3000]


def test_every_currency_has_a_chain_of_its_own(shared: Desk, tmp_path: Path) -> None:
    """Any two: their balances never mix, however the currencies are called."""
    names = ["CHF", "BTC", "USD", "人民币", *(f"X{n}" for n in range(60))]
    given = [
        {**day(f"09:{minute:02d}:00", "5" if minute else "100", "出" if minute else "进",
               str(1000 * number + 100 - 5 * minute)),
         "card": card(90), "currency": name}
        for minute in range(3) for number, name in enumerate(names)
    ]  # fmt: skip
    shared.take(write(tmp_path / "currencies.csv", table(given)))
    assert "balance_gap" not in codes(shared.file("currencies.csv"))
