"""Everyday questions asked of the case, of pandas and of SQLite over the same flows."""

from __future__ import annotations

import sqlite3
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.base.reference.readings import readings
from app.ops.accounts import list_accounts
from app.ops.activity import histogram, hour_matrix
from app.ops.benchmark.apart import OFFICER, PASSPHRASE, Measured
from app.ops.cases import open_case
from app.ops.counterparties import list_counterparties
from app.ops.flows import list_flows
from app.ops.searching import search, warm
from app.store.ledger import account_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.ops.accounts import AccountRow
    from app.store.casefile import CaseFile

ASKED = 8
PAGE = 200
BUDGETS = {
    "open": 3.0,
    "account_page": 0.05,
    "counterparties": 0.05,
    "hour_matrix": 1.0,
    "histogram": 1.0,
    "hour_matrix_of_a_week": 0.1,
    "search": 0.3,
}
"""Seconds, after the design."""


def ask_case(folder: Path) -> Measured:
    """The questions through the program's own verbs; medians over some busy and quiet accounts."""
    started = time.perf_counter()
    with open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE) as case:
        _ = case.ledger
        seconds: dict[str, float] = {"open": time.perf_counter() - started}
        began = time.perf_counter()
        accounts = list_accounts(case)
        seconds["account_list"] = time.perf_counter() - began
        own = _spread([row for row in accounts if row.obtained])
        strangers = _spread([row for row in accounts if not row.obtained and row.in_count])
        list_flows(case, account=own[0], limit=PAGE)  # the first question warms the reader up

        def page(account: str) -> object:
            return list_flows(case, account=account, limit=PAGE)

        seconds["account_page"] = _median(page, own)
        if strangers:
            seconds["page_without_statement"] = _median(page, strangers)
        chosen = own + strangers
        seconds["counterparties"] = _median(
            lambda account: list_counterparties(case, account=account, limit=PAGE), chosen
        )
        bins = histogram(case)
        middle = bins[len(bins) // 2].start
        seconds["hour_matrix"] = _median(lambda _n: hour_matrix(case), range(5))
        seconds["histogram"] = _median(lambda _n: histogram(case), range(5))
        seconds["hour_matrix_of_a_week"] = _median(
            lambda n: hour_matrix(
                case, since=middle + timedelta(days=n), until=middle + timedelta(days=n + 7)
            ),
            range(5),
        )
        began = time.perf_counter()
        warm(case)
        seconds["search_warm"] = time.perf_counter() - began
        asked = _texts(accounts)
        seconds["search"] = _median(lambda text: search(case, text), asked)
        seconds["search_slowest"] = max(_median(lambda text: search(case, text), [text] * 3)
                                        for text in asked)  # fmt: skip
        ids = {"own": _ids(case, own), "strangers": _ids(case, strangers)}
    return Measured(
        sum(seconds.values()),
        details={"seconds": seconds, "accounts": len(accounts), "ids": ids, "week": middle},
    )


def _texts(accounts: list[AccountRow]) -> list[str]:
    """What people type: names, initials, ends of numbers, amounts, days, words."""
    row = accounts[len(accounts) // 2]
    name = row.holder or "张三"
    initials = "".join(readings(sign)[0][0] for sign in name if readings(sign))
    first = row.first or next(each.first for each in accounts if each.first)
    return [
        name, name[0], initials, row.account, row.account[-4:], row.account[:6], "5万",
        "50000±1%", ">=50000", "49999.5", f"{first:%Y-%m-%d}", f"{first:%Y-%m}", "转账", "支行",
    ]  # fmt: skip


def _spread(accounts: list[Any]) -> list[str]:
    """Some of the accounts, from the busiest to the quietest."""
    return [row.account for row in accounts[:: max(1, len(accounts) // ASKED)][:ASKED]]


def _ids(case: CaseFile, chosen: list[str]) -> list[int]:
    reader = case.ledger.reader()
    try:
        return [account_queries.account_ids(reader, account)[0] for account in chosen]
    finally:
        reader.close()


def _median(ask: Callable[[Any], object], over: Any) -> float:
    times: list[float] = []
    for one in over:
        began = time.perf_counter()
        ask(one)
        times.append(time.perf_counter() - began)
    times.sort()
    return times[len(times) // 2]


def ask_pandas(folder: Path, ids: dict[str, list[int]], week: Any) -> Measured:
    """The questions over a frame of the same flows in memory; building it is told apart."""
    import pandas as pd

    columns = _arrays(folder)
    began = time.perf_counter()
    frame = pd.DataFrame(columns)
    built = time.perf_counter() - began
    ok = frame[frame["status"] == 0]

    def matrix(some: Any) -> Any:
        return some.groupby([some["leave"].dt.dayofweek, some["leave"].dt.hour])["amount"].sum()

    def counterparties(account: int) -> Any:
        out = ok[ok["payer"] == account].groupby("payee")["amount"].agg(["size", "sum"])
        into = ok[ok["payee"] == account].groupby("payer")["amount"].agg(["size", "sum"])
        return out, into

    def page(account: int) -> Any:
        mine = frame[(frame["payer"] == account) | (frame["payee"] == account)]
        return mine.sort_values("leave").head(PAGE)

    until = week + timedelta(days=7)
    seconds = {
        "account_page": _median(page, ids["own"]),
        "page_without_statement": _median(page, ids["strangers"] or ids["own"]),
        "counterparties": _median(counterparties, ids["own"] + ids["strangers"]),
        "hour_matrix": _median(lambda _n: matrix(ok), range(1)),
        "histogram": _median(
            lambda _n: ok.groupby(ok["leave"].dt.floor("D"))["amount"].sum(), range(1)
        ),
        "hour_matrix_of_a_week": _median(
            lambda _n: matrix(ok[(ok["leave"] >= week) & (ok["leave"] <= until)]), range(3)
        ),
    }
    return Measured(built, details={"seconds": seconds, "flows": len(frame)})


def ask_sqlite(folder: Path, work: Path, ids: dict[str, list[int]], week: Any) -> Measured:
    """The questions over a table of the same flows with indexes on payer, payee and time."""
    target = work / "flows.sqlite"
    began = time.perf_counter()
    connection = sqlite3.connect(target)
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    connection.execute("create table f (payer int, payee int, leave int, amount int, status int)")
    number = 0
    for part in _row_parts(folder):
        connection.executemany("insert into f values (?, ?, ?, ?, ?)", part)
        number += len(part)
    for name, keys in (("a", "payer, leave"), ("b", "payee, leave"), ("c", "leave")):
        connection.execute(f"create index {name} on f ({keys})")
    connection.commit()
    built = time.perf_counter() - began

    def asked(query: str, *values: int) -> Any:
        return connection.execute(query, values).fetchall()

    # 1970-01-01 was a Thursday
    matrix = (
        "select (leave / 86400 + 3) % 7, leave / 3600 % 24, count(*), sum(amount) from f"
        " where status = 0 {} group by 1, 2"
    )
    start = int((week - type(week)(1970, 1, 1)).total_seconds())

    def page(account: int) -> object:
        return asked(
            "select * from (select * from f where payer = ? order by leave limit ?) union all"
            " select * from (select * from f where payee = ? order by leave limit ?)"
            " order by leave limit ?",
            account, PAGE, account, PAGE, PAGE,
        )  # fmt: skip

    seconds = {
        "account_page": _median(page, ids["own"]),
        "page_without_statement": _median(page, ids["strangers"] or ids["own"]),
        "counterparties": _median(
            lambda account: (
                asked("select payee, count(*), sum(amount) from f where payer = ? and status = 0"
                      " group by 1", account),
                asked("select payer, count(*), sum(amount) from f where payee = ? and status = 0"
                      " group by 1", account),
            ),
            ids["own"] + ids["strangers"],
        ),
        "hour_matrix": _median(lambda _n: asked(matrix.format("")), range(1)),
        "histogram": _median(
            lambda _n: asked(
                "select leave / 86400, count(*), sum(amount) from f where status = 0 group by 1"
            ),
            range(1),
        ),
        "hour_matrix_of_a_week": _median(
            lambda _n: asked(
                matrix.format("and leave between ? and ?"), start, start + 7 * 86400
            ),
            range(3),
        ),
    }  # fmt: skip
    connection.close()
    target.unlink()
    return Measured(built, details={"seconds": seconds, "flows": number})


def _arrays(folder: Path) -> dict[str, Any]:
    """The flows of the case as arrays, times as ``datetime64``."""
    with open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE) as case:
        reader = case.ledger.reader()
        try:
            return reader.execute(
                "select coalesce(payer, 0) as payer, coalesce(payee, 0) as payee, leave, amount,"
                " status from flow_out"
            ).fetchnumpy()
        finally:
            reader.close()


def _row_parts(folder: Path) -> Iterator[list[Any]]:
    """The flows of the case as lists of rows, times as seconds."""
    with open_case(folder=folder, officer=OFFICER, passphrase=PASSPHRASE) as case:
        reader = case.ledger.reader()
        try:
            rows = reader.execute(
                "select payer, payee, epoch(leave)::bigint, amount, status from flow_out"
            )
            while part := rows.fetchmany(100_000):
                yield part
        finally:
            reader.close()
