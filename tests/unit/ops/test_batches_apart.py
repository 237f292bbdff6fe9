"""Files imported in several batches, some taken back, give what the rest gives in one go."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from app.base.progress import Progress
from app.ops import batches, importing
from app.ops.cases import create_case

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

HEADER = "交易卡号,交易账号,交易时间,交易金额,收付标志,交易对手账卡号,对手户名,交易流水号\n"
CARDS = [f"62179900000000{n:05d}" for n in range(6)]
KEYS = "(select account, min(text) as key from number group by account)"
FLOW = "l.leave, l.arrive, l.amount, l.currency, l.kind, l.status, l.exactness"
LEDGER = {
    **{
        table: f"""select p.key, q.key, {FLOW}, l.in_record is null, l.out_record is null
            from {table} l left join {KEYS} p on p.account = l.payer
            left join {KEYS} q on q.account = l.payee"""
        for table in ("flow_out", "flow_in")
    },
    **{
        table: f"""select p.key, q.key, e.currency, e.flows, e.amount, e.first, e.last
            from {table} e left join {KEYS} p on p.account = e.payer
            left join {KEYS} q on q.account = e.payee"""
        for table in ("edge_out", "edge_in")
    },
    "account_total": f"""select k.key, t.* exclude (account) from account_total t
        join {KEYS} k using (account)""",
    "activity": "select * from activity",
}


def files(folder: Path, seed: int) -> list[Path]:
    """One statement a card: transfers among the cards, told by one or both sides, and cash."""
    chance = random.Random(seed)
    rows: dict[str, list[str]] = {card: [] for card in CARDS}
    for number in range(60):
        payer, payee = chance.sample(CARDS, 2)
        minute, amount = chance.randrange(40), chance.choice(("1.00", "2.50", "2.50", "30.00"))
        when, later = (f"2020-07-02 15:{m:02d}:{number % 60:02d}" for m in (minute, minute + 3))
        told = chance.choice(("both", "both", "payer", "payee", "cash"))
        if told == "cash":
            rows[payer].append(f"{payer},,{when},{amount},出,,,c{number}")
        if told in ("both", "payer"):
            rows[payer].append(f"{payer},,{when},{amount},出,{payee},乙,o{number}")
        if told in ("both", "payee"):
            rows[payee].append(f"{payee},,{later},{amount},进,{payer},甲,i{number}")
    # a number that one file calls an account and another its card: accounts that grow together
    rows[CARDS[0]].append(
        f"{CARDS[0]},8800000000000001,2020-07-03 10:00:00,5.00,出,{CARDS[1]},乙,z"
    )
    rows[CARDS[2]].append(f"{CARDS[2]},,2020-07-03 11:00:00,5.00,出,8800000000000001,甲,y")
    # and a query that overlaps another one
    paths = []
    for card, told_rows in rows.items():
        paths.append(folder / f"{card}.csv")
        paths[-1].write_text(HEADER + "\n".join(told_rows) + "\n", encoding="utf-8")
    again = folder / "again.csv"
    again.write_text(HEADER + "\n".join(rows[CARDS[3]][:5]) + "\n", encoding="utf-8")
    return [*paths, again]


def ledger(case: CaseFile) -> dict[str, Counter[tuple[Any, ...]]]:
    connection = case.ledger.connection
    return {name: Counter(connection.execute(query).fetchall()) for name, query in LEDGER.items()}


def imported(case: CaseFile, paths: list[Path]) -> int:
    report, _changes = importing.import_paths(case, paths=paths, progress=Progress())
    assert report.batch is not None
    return report.batch


@pytest.mark.parametrize("seed", [1, 2])
def test_batches_and_withdrawals_leave_what_one_import_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    paths = files(tmp_path, seed)
    gone = chance.sample(paths[:-1], 2)
    stay = [path for path in paths if path not in gone]
    secret: dict[str, str] = {"officer": "赵", "passphrase": "蓝色的马"}
    with create_case(folder=tmp_path / "apart.xunxian", name="a", **secret) as apart:
        mixed = chance.sample(paths[:-1], len(paths) - 1) + paths[-1:]
        numbers = {path: imported(apart, [path]) for path in mixed}
        for path in gone:
            batches.withdraw_batch(apart, batch=numbers[path], progress=Progress())
        found = ledger(apart)
    with create_case(folder=tmp_path / "whole.xunxian", name="b", **secret) as whole:
        imported(whole, stay)
        expected = ledger(whole)
    for name, rows in expected.items():
        assert found[name] == rows, name
