"""The import, and what it is compared with: DuckDB alone, pandas, SQLite."""

from __future__ import annotations

import csv
import itertools
import sqlite3
import time
from typing import TYPE_CHECKING, Any

import duckdb

from app.base.progress import Progress, ProgressReport
from app.ops.benchmark.apart import OFFICER, PASSPHRASE, Measured
from app.ops.cases import create_case, open_case
from app.ops.importing import import_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT = (
    "交易卡号", "交易账号", "交易方户名", "交易方证件号码", "交易时间", "交易金额", "交易余额",
    "收付标志", "交易对手账卡号", "现金标志", "对手户名", "对手身份证号", "对手开户银行",
    "摘要说明", "交易币种", "交易网点名称", "交易发生地", "交易是否成功", "IP地址", "MAC地址",
    "交易流水号", "备注", "商户名称", "交易类型",
)  # fmt: skip
"""The columns of the statements that the ledger keeps."""
_AT_ONCE = 100_000
_WORDS_IN = frozenset({"进", "贷"})


class Phases:
    """A progress sink that adds up the time of each phase, and sees how steady reading is."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._text, self._since = "vaulting", self._started
        self.seconds: dict[str, float] = {}
        self._reading: list[tuple[float, float]] = [(0.0, self._started)]

    def __call__(self, report: ProgressReport) -> None:
        """Hear a report."""
        now = time.perf_counter()
        if report.text == "reading" and report.total:
            self._reading.append((report.done / report.total, now))
        if report.text != self._text:
            self._add(now)
            self._text = report.text

    def _add(self, now: float) -> None:
        self.seconds[self._text] = self.seconds.get(self._text, 0.0) + now - self._since
        self._since = now

    def end(self) -> float:
        """Close the last phase; the seconds in all."""
        now = time.perf_counter()
        self._add(now)
        return now - self._started

    def steadiness(self) -> float | None:
        """Speed over the last third of the input to that over the first third, runs included."""

        def reached(share: float) -> float:
            return next(when for done, when in self._reading if done >= share)

        if self._reading[-1][0] < 0.9:
            return None
        last = self._reading[-1][1]
        first, final = reached(1 / 3) - self._started, last - reached(2 / 3)
        return first / final if final > 0 else None


def bare_read(statements: Path, work: Path) -> Measured:
    """What DuckDB alone needs to read the files into a table of text, on disk and plain."""
    files = [str(path) for path in sorted(statements.rglob("*.csv"))]
    started = time.perf_counter()
    connection = duckdb.connect(str(work / "bare.duckdb"))
    connection.execute("set enable_progress_bar = false")
    connection.execute("create table t as select * from read_csv(?, all_varchar = true)", [files])
    connection.close()
    seconds = time.perf_counter() - started
    (work / "bare.duckdb").unlink()
    return Measured(seconds)


def whole_import(statements: Path, folder: Path) -> Measured:
    """The import into a new case at ``folder``, or into the case that is there."""
    phases = Phases()
    if folder.exists():
        opened = open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE)
    else:
        opened = create_case(folder=folder, name="bench", officer=OFFICER, passphrase=PASSPHRASE)
    with opened as case:
        _ = case.ledger
        phases = Phases()
        report, _changes = import_paths(case, paths=[statements], progress=Progress(phases))
        seconds = phases.end()
        paired = case.ledger.connection.execute(
            "select count(*) from flow_out where out_record is not null and in_record is not null"
        ).fetchone()
    totals = report.totals
    steadiness = phases.steadiness()
    return Measured(
        seconds,
        details={
            "rows": totals.rows_read,
            "in_fen": totals.in_fen,
            "out_fen": totals.out_fen,
            "paired": paired[0] if paired else 0,
            "phases": {name: round(value, 2) for name, value in phases.seconds.items()},
            "last_third_to_first": round(steadiness, 2) if steadiness else None,
        },
    )


def pandas_import(statements: Path, rows: int) -> Measured:
    """The kept columns of the first rows as a frame: amounts in fen, times, directions."""
    import pandas as pd

    started = time.perf_counter()
    frames: list[Any] = []
    left = rows
    for path in sorted(statements.rglob("*.csv")):
        if left <= 0:
            break
        frame = pd.read_csv(path, usecols=list(KEPT), dtype=str, nrows=left)
        left -= len(frame)
        amount = frame["交易金额"].str.replace(",", "")
        frame["amount"] = (pd.to_numeric(amount) * 100).round().astype("int64")
        plain = frame["交易时间"].str.replace(r"\D", "", regex=True)
        frame["time"] = pd.to_datetime(plain, format="%Y%m%d%H%M%S")
        frame["incoming"] = frame["收付标志"].isin(_WORDS_IN)
        frames.append(frame.drop(columns=["交易金额", "交易时间", "收付标志"]))
    whole = pd.concat(frames)
    return Measured(time.perf_counter() - started, details={"rows": len(whole)})


def sqlite_import(statements: Path, work: Path, rows: int) -> Measured:
    """The kept columns of the first rows inserted into SQLite, with the two indexes it needs."""
    target = work / "peer.sqlite"
    started = time.perf_counter()
    connection = sqlite3.connect(target)
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    names = ", ".join(f"c{i}" for i in range(len(KEPT)))
    marks = ", ".join("?" for _name in KEPT)
    connection.execute(f"create table t ({names})")
    number = 0
    source = itertools.islice(_kept_rows(statements), rows)
    while part := list(itertools.islice(source, _AT_ONCE)):
        connection.executemany(f"insert into t values ({marks})", part)
        number += len(part)
    connection.execute("create index own on t (c0, c4)")
    connection.execute("create index other on t (c8, c4)")
    connection.commit()
    connection.close()
    seconds = time.perf_counter() - started
    target.unlink()
    return Measured(seconds, details={"rows": number})


def _kept_rows(statements: Path) -> Iterator[tuple[Any, ...]]:
    """Rows as SQLite gets them: an amount in fen, a time of fourteen figures."""
    for path in sorted(statements.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader)
            places = [header.index(name) for name in KEPT]
            amount, moment = KEPT.index("交易金额"), KEPT.index("交易时间")
            for row in reader:
                kept: list[Any] = [row[place] for place in places]
                kept[amount] = round(float(kept[amount].replace(",", "") or 0) * 100)
                kept[moment] = "".join(filter(str.isdigit, kept[moment]))
                yield tuple(kept)
