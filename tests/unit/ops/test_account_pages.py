"""The long list of accounts: every order and every filter against plain Python over all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.base.progress import Progress
from app.demo.returns import write_bulk
from app.ops import account_pages
from app.ops.accounts import AccountRow, list_accounts
from app.ops.importing import import_paths
from app.store.ledger import account_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.store.casefile import CaseFile

VALUES: dict[str, Callable[[AccountRow], Any]] = {
    "account": lambda row: row.holder,
    "kind": lambda row: ("bank", "tenpay", "alipay", "other").index(row.kind),
    "bank": lambda row: row.bank,
    "obtained": lambda row: not row.obtained,
    "in_fen": lambda row: row.in_fen,
    "in_count": lambda row: row.in_count,
    "out_fen": lambda row: row.out_fen,
    "out_count": lambda row: row.out_count,
    "balance_fen": lambda row: row.balance_fen,
    "first": lambda row: row.first,
}


@pytest.fixture
def many(case: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CaseFile:
    monkeypatch.setattr(account_pages, "PAGE", 20)
    write_bulk(tmp_path / "bulk", rows=3000, files=2, seed=5)
    import_paths(case, paths=[tmp_path / "bulk"], progress=Progress())
    return case


def rows_of(case: CaseFile, view: account_pages.AccountView) -> list[AccountRow]:
    found = [
        row
        for first in range(0, view.count, account_pages.PAGE)
        for row in account_pages.rows(case, view, first, account_pages.PAGE)
    ]
    assert found[: account_pages.PAGE] == view.head
    assert len(found) == view.count
    return found


def test_first_order_is_that_of_the_command_line(many: CaseFile) -> None:
    everything = list_accounts(many)
    view = account_pages.open_view(many)
    assert rows_of(many, view) == everything
    assert view.everything == len(everything) > account_pages.PAGE
    assert view.obtained == sum(row.obtained for row in everything)
    assert view.place_of(everything[7].id) == 7
    assert view.place_of(-1) is None


def test_columns_of_the_list_can_all_be_sorted_by() -> None:
    assert set(account_pages.SORTS) == set(VALUES)


@pytest.mark.parametrize("column", VALUES)
@pytest.mark.parametrize("falling", [False, True])
def test_sorted_unknown_last(many: CaseFile, column: str, falling: bool) -> None:
    value = VALUES[column]
    everything = list_accounts(many)
    found = rows_of(many, account_pages.open_view(many, "", column, falling=falling))
    assert sorted(row.id for row in found) == sorted(row.id for row in everything)
    values = [value(row) for row in found]
    known = [each for each in values if each is not None]
    assert values == sorted(known, reverse=falling) + [None] * (len(values) - len(known))
    assert {row.id: row for row in found} == {row.id: row for row in everything}


def test_filter_takes_all_words_anywhere(many: CaseFile) -> None:
    everything = list_accounts(many)
    chosen = next(row for row in everything if row.holder and row.bank and len(row.account) > 15)
    number = chosen.account
    for text, wanted in (
        (number, {number}),
        (f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}", {number}),
        (f"{chosen.holder} {number[-4:]}", None),
        (chosen.bank.upper(), None),
        ("nobody", set()),
    ):
        words = text.lower().split()
        plain = [
            row.account
            for row in everything
            if all(
                word
                in " ".join(
                    (row.holder or "", row.bank or "", row.account, *row.aliases,
                     row.id_number or "")
                ).lower()
                for word in words
            )
            or ("".join(words).isdigit() and "".join(words) in row.account)
        ]  # fmt: skip
        found = [row.account for row in rows_of(many, account_pages.open_view(many, text))]
        assert found == plain, text
        assert wanted is None or set(found) == wanted
        assert number in found or wanted == set()


def test_what_sheets_say_counts_and_new_rows_come_in(
    many: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = account_list.make
    monkeypatch.setattr(account_list, "make", lambda reader: made.append(1) or make(reader))
    number = list_accounts(many)[-1].account
    assert account_pages.open_view(many, "测试乙乙").count == 0
    (tmp_path / "账户信息.csv").write_text(
        "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,账户余额,币种,开户网点,账户状态,"
        "开户人证件类型,账号开户银行\n"
        f"测试乙乙,990103199503030039,{number},,20200601,1.00,人民币,测试支行,"
        "正常,居民身份证,东澜银行\n",
        encoding="utf-8",
    )
    import_paths(many, paths=[tmp_path / "账户信息.csv"], progress=Progress())
    account_pages.forget(many)
    for text in ("测试乙乙", "东澜银行 测试乙乙", "990103199503030039"):
        (row,) = account_pages.open_view(many, text).head
        assert (row.account, row.holder, row.bank) == (number, "测试乙乙", "东澜银行")
    assert len(made) == 2  # once for each state, however often it is asked


def test_nothing_known_and_nothing_wrong(case: CaseFile) -> None:
    view = account_pages.open_view(case, "whatever", "account")
    assert (view.count, view.everything, view.obtained, view.head) == (0, 0, 0, [])
    account_pages.forget(case)
    assert not case.has_ledger
    with pytest.raises(ValueError, match="nonsense"):
        account_pages.open_view(case, "", "nonsense")
