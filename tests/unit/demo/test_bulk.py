"""Bulk statements: exact counts and sums, chained balances, order, both sides, repeatable."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from app.base.errors import Cancelled
from app.base.money import fen_from_text
from app.base.progress import Progress
from app.demo.numbers import luhn_ok, resident_ok
from app.demo.returns import write_bulk

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 20_000


def _rows(folder: Path, encoding: str = "utf-8") -> dict[str, list[dict[str, str]]]:
    files = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding=encoding, newline="") as source:
            files[path.name] = list(csv.DictReader(source))
    return files


def _time(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def test_counts_sums_chains_and_pairs(tmp_path: Path) -> None:
    truth = write_bulk(tmp_path, rows=ROWS, files=3, seed=5, dirty=0.05)
    files = _rows(tmp_path)
    assert len(files) == truth.files == 3
    assert sum(map(len, files.values())) == truth.rows == ROWS
    sums, failed, spelt = {True: 0, False: 0}, 0, 0
    owners: dict[str, str] = {}
    sides: dict[tuple[str, str, int], list[list[str]]] = defaultdict(lambda: [[], []])
    for name, rows in files.items():
        before: tuple[str, str, int] | None = None
        for row in rows:
            own = row["交易卡号"]
            assert owners.setdefault(own, name) == name
            assert luhn_ok(own)
            assert resident_ok(row["交易方证件号码"])
            amount, balance = fen_from_text(row["交易金额"]), fen_from_text(row["交易余额"])
            assert amount is not None
            assert balance is not None
            assert balance >= 0
            at = _time(row["交易时间"])
            word, done = row["收付标志"], row["交易是否成功"] == "成功"
            spelt += row["收付标志"] not in "进出" or not word or "," in row["交易金额"]
            same = before is not None and before[0] == own
            if before is not None and same:
                assert before[1] <= at
                step = balance - before[2]
                if not word:
                    word = "进" if step > 0 else "出"
                assert step == (0 if not done else abs(amount) if word in "进贷" else -abs(amount))
            assert word
            before = (own, at, balance)
            failed += not done
            if not done:
                continue
            incoming = word in "进贷"
            sums[incoming] += abs(amount)
            pair = (row["交易对手账卡号"], own) if incoming else (own, row["交易对手账卡号"])
            sides[(*pair, abs(amount))][incoming].append(at)
    assert (sums[True], sums[False], failed) == (truth.in_fen, truth.out_fen, truth.failed_rows)
    assert len(owners) == truth.accounts
    assert spelt > ROWS * 0.01
    assert sum(min(map(len, both)) for both in sides.values()) == truth.paired_flows
    assert truth.flows == ROWS - truth.paired_flows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings_tell_the_same(tmp_path: Path, encoding: str) -> None:
    write_bulk(tmp_path / "a", rows=500, files=2, seed=5)
    write_bulk(tmp_path / "b", rows=500, files=2, seed=5, encoding=encoding)
    assert _rows(tmp_path / "a") == _rows(tmp_path / "b", encoding)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    digests = []
    for place, seed in enumerate((1, 1, 2)):
        folder = tmp_path / str(place)
        write_bulk(folder, rows=2_000, files=2, seed=seed)
        content = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
        digests.append(hashlib.sha256(content).hexdigest())
    assert digests[0] == digests[1] != digests[2]


def test_cancel_while_writing_leaves_no_scraps(tmp_path: Path) -> None:
    progress = Progress(lambda r: progress.cancel() if r.done > 1_000 else None, interval=0)
    with pytest.raises(Cancelled):
        write_bulk(tmp_path, rows=4_000, files=4, seed=1, progress=progress)
    assert not list(tmp_path.glob(".part*"))
    assert len(list(tmp_path.glob("*.csv"))) < 4


def test_cancel_stops_and_size_is_checked(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_bulk(tmp_path, rows=500, files=1, seed=1, progress=progress)
    with pytest.raises(ValueError, match="5"):
        write_bulk(tmp_path, rows=5, files=1, seed=1)
