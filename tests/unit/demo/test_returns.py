"""The returns folder: the same for a seed, balanced, and as its truth says when read naively."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from python_calamine import load_workbook

from app.base.errors import Cancelled
from app.base.money import fen_from_text
from app.base.progress import Progress
from app.demo.returns import Scale, write_returns

if TYPE_CHECKING:
    from pathlib import Path

    from app.demo.truth import FileTruth, Truth

Returns = tuple["Path", "Truth"]


def _digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _bytes(folder: Path, path: str) -> bytes:
    parts = path.split("/")
    for place in range(1, len(parts) + 1):
        outer = folder.joinpath(*parts[:place])
        if outer.is_file():
            return _unpacked(outer.read_bytes(), parts[place:])
    raise FileNotFoundError(path)


def _unpacked(content: bytes, parts: list[str]) -> bytes:
    if not parts:
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for place in range(1, len(parts) + 1):
            name = "/".join(parts[:place])
            if name in archive.namelist():
                return _unpacked(archive.read(name), parts[place:])
    raise FileNotFoundError(parts)


def _table(folder: Path, truth: FileTruth, delimiter: str = ",") -> list[list[str]]:
    text = _bytes(folder, truth.path).decode(truth.encoding)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[cell.strip() for cell in row] for row in rows]


def test_same_seed_same_bytes(returns: Returns, tmp_path: Path) -> None:
    folder, truth = returns
    again = write_returns(tmp_path / "a", seed=7, scale=Scale.small())
    assert _digest(tmp_path / "a") == _digest(folder)
    assert again == truth
    write_returns(tmp_path / "b", seed=8, scale=Scale.small())
    assert _digest(tmp_path / "b") != _digest(folder)


def test_every_file_is_told_and_balanced(returns: Returns) -> None:
    folder, truth = returns
    for file in truth.files:
        assert _bytes(folder, file.path)
        kept = file.rows_imported + file.rows_duplicate + file.rows_rejected + file.rows_notice
        assert file.rows_read == kept
    on_disk = {path for path in _digest(folder) if not path.endswith(".zip")}
    assert on_disk == {file.path for file in truth.files if ".zip/" not in file.path}
    assert sum(".zip/" in file.path for file in truth.files) == 2
    assert sum(file.already_imported for file in truth.files) == 1


def test_all_outcomes_and_layouts_occur(returns: Returns) -> None:
    _, truth = returns
    assert min(truth.rows_duplicate, truth.rows_rejected, truth.rows_notice) > 0
    assert truth.damaged_numbers > 10
    assert truth.flows_paired > 100
    assert truth.balance_gaps
    layouts = {file.layout for file in truth.files}
    assert layouts >= {
        "bank 31",
        "bank 28",
        "bank 34",
        "bank 30",
        "bank 31 damaged",
        "desk 10",
        "subject 15",
        "tenpay 27",
        "tenpay 15",
        "alipay detail",
        "payments 20",
    }


def test_sums_of_clean_bank_files_read_naively(returns: Returns) -> None:
    """Column by name, sign ignored, blank directions from the balance, as an officer would."""
    folder, truth = returns
    for file in truth.files:
        if not file.path.startswith("东澜银行/") or file.kind != "transfers":
            continue
        table = _table(folder, file)
        column = {name: place for place, name in enumerate(table[0])}
        sums, read, before = {"进": 0, "出": 0}, 0, (None, 0)
        for row in table[1:]:
            read += 1
            amount = fen_from_text(row[column["交易金额"]])
            balance = fen_from_text(row[column["交易余额"]])
            own, way = row[column["交易卡号"]], row[column["收付标志"]]
            known = own and row[column["交易时间"]].isdigit() and amount is not None
            if not known or row[column["交易是否成功"]] != "成功":
                before = (own or before[0], balance or before[1])
                continue
            assert amount is not None
            assert balance is not None
            if not way:
                assert before[0] == own
                way = "进" if balance > before[1] else "出"
            elif row[column["摘要说明"]] == "冲正":
                way = "进"
            sums[way] += abs(amount)
            before = (own, balance)
        assert (read, sums["进"], sums["出"]) == (file.rows_read, file.in_fen, file.out_fen)


def test_second_answer_repeats_as_many_rows_as_told(returns: Returns) -> None:
    """Own account, time, amount, counterparty, balance and serial, all parsed, in both files."""
    folder, truth = returns
    keys: dict[str, list[tuple[object, ...]]] = {}
    told = {file.path: file for file in truth.files}
    first, again = "东澜银行/东澜银行_交易明细信息_1.csv", "补充调证/东澜银行_重查_交易明细信息.csv"
    for path in (first, again):
        keys[path] = []
        table = _table(folder, told[path])
        column = {name: place for place, name in enumerate(table[0])}
        for row in table[1:]:
            own, at = row[column["交易卡号"]], "".join(filter(str.isdigit, row[column["交易时间"]]))
            amount = fen_from_text(row[column["交易金额"]])
            if not own or not at.strip("0") or amount is None:
                continue
            rest = (row[column[name]] for name in ("交易对手账卡号", "交易余额", "交易流水号"))
            keys[path].append((own, at, abs(amount), *rest))
    both = Counter(keys[first]) & Counter(keys[again])
    assert both.total() == told[again].rows_duplicate > 0
    assert told[again].rows_imported > 0


def test_sums_of_wallet_files_read_naively(returns: Returns) -> None:
    folder, truth = returns
    seen = 0
    for file in truth.files:
        if file.layout == "tenpay 27":
            table = _table(folder, file, "\t")
            got = [(row[4] == "入", int(row[24])) for row in table[1:]]
        elif file.layout == "payments 20":
            got = [(row[4] == "入账", fen_from_text(row[7])) for row in _table(folder, file)[1:]]
        elif file.layout == "alipay detail":
            table = [row for row in _table(folder, file)[1:] if row[12] == "交易成功结束"]
            got = [
                (row[11] == "收入", fen_from_text(row[10])) for row in table if row[11] != "不计"
            ]
        else:
            continue
        seen += 1
        assert sum(fen for incoming, fen in got if incoming) == file.in_fen
        assert sum(fen for incoming, fen in got if not incoming) == file.out_fen
    assert seen > 5


def test_damaged_workbook_has_numeric_cells(returns: Returns) -> None:
    folder, truth = returns
    file = next(f for f in truth.files if f.path.endswith("测试银行_交易明细信息.xlsx"))
    rows = load_workbook(io.BytesIO(_bytes(folder, file.path))).get_sheet_by_index(0).to_python()
    lost = sum(isinstance(cell, float) for row in rows[1:] for cell in (row[0], row[8]))
    assert lost == file.damaged_numbers > 0
    assert len(rows) - 1 == file.rows_read


def test_balances_chain_where_nothing_is_missing(returns: Returns) -> None:
    """In the 汀江 desk workbooks every row is shown: balance = balance before ± amount."""
    folder, truth = returns
    for file in truth.files:
        if file.layout != "desk 10":
            continue
        card = file.path.removesuffix(".xlsx")[-19:]
        if card in truth.balance_gaps:
            continue
        content = io.BytesIO(_bytes(folder, file.path))
        rows = load_workbook(content).get_sheet_by_index(0).to_python()[1:]
        balance = None
        for row in rows:
            change = abs(fen_from_text(str(row[3])) or 0)
            reversal = row[6] == "冲正"
            incoming = (row[5] == "贷") != reversal
            step = 0 if row[7] != "成功" else change if incoming else -change
            after = fen_from_text(str(row[4]))
            assert after is not None
            assert after >= 0
            if balance is not None:
                assert after == balance + step
            balance = after
        account = next(a for a in truth.accounts if a.account == card)
        assert account.balance_fen == balance


def test_truth_is_consistent_and_json(returns: Returns, tmp_path: Path) -> None:
    folder, truth = returns
    assert sum(movement.paired for movement in truth.movements) == truth.flows_paired
    keys = {account.account for account in truth.accounts}
    assert len(keys) == len(truth.accounts)
    for movement in truth.movements:
        assert {movement.payer, movement.payee} - {None} <= keys
        assert not movement.paired or (movement.payer_recorded and movement.payee_recorded)
    assert truth.in_fen == sum(account.in_fen for account in truth.accounts)
    assert truth.out_fen == sum(account.out_fen for account in truth.accounts)
    truth.save(tmp_path / "truth.json")
    told = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert told["flows_paired"] == truth.flows_paired
    assert not list(folder.rglob("truth.json"))


def test_gangs_have_levels_and_lines(returns: Returns) -> None:
    _, truth = returns
    ids = {person.id_number: person for person in truth.people}
    mules = {person.level for person in truth.people if person.gang == "mule"}
    assert mules >= set(range(7))
    for person in truth.people:
        assert all(ids[up].gang == person.gang for up in person.up_lines)
        if person.gang == "trader":
            assert bool(person.up_lines) == (person.role != "金主")
    level = {account.account: account.level for account in truth.accounts}
    first = {truth.movements[i - 1].payee for i in truth.victim_payments}
    assert {level[key or ""] for key in first} == {1}


def test_traders_pay_each_other_both_ways(returns: Returns) -> None:
    _, truth = returns
    holder = {
        account.account: account.id_number for account in truth.accounts if account.gang == "trader"
    }
    ways = {
        (holder[m.payer], holder[m.payee])
        for m in truth.movements
        if m.payer in holder and m.payee in holder
    }
    assert sum((b, a) in ways for a, b in ways) > 10


def test_cancel_stops(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_returns(tmp_path, seed=7, scale=Scale.small(), progress=progress)
