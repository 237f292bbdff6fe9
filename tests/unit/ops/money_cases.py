"""A small case of two victims, a mule, and accounts behind it; all invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.progress import Progress
from app.ops.importing import import_paths
from tests.unit.importers.desk import table

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

VICTIM, SECOND = "6212260000000000042", "6212260000000000059"
MULE, NEXT, SMALL = "6222020000000000034", "6217000000000000011", "6217000000000000029"
SERVICE = "243300133"


def row(own: str, other: str, way: str, amount: str, at: str, balance: str, **more: str):
    """One statement row of 2 July 2020."""
    return {
        "card": own, "name": f"户{own[-2:]}", "time": f"2020-07-02 {at}", "amount": amount,
        "balance": balance, "way": way, "cp": other, "cp_name": f"户{other[-2:]}", **more,
    }  # fmt: skip


MULE_ROWS = [
    row(MULE, VICTIM, "进", "50000.00", "09:00:00", "50000.00"),
    row(MULE, SECOND, "进", "20000.00", "09:05:00", "70000.00"),
    row(MULE, NEXT, "出", "60000.00", "09:10:00", "10000.00"),
    row(MULE, SMALL, "出", "300.00", "09:11:00", "9700.00"),
    row(MULE, SMALL, "出", "900.00", "09:12:00", "9700.00", status="失败"),
    row(MULE, SERVICE, "出", "700.00", "09:13:00", "9000.00", cp_name="财付通支付科技有限公司"),
]


def bring(case: CaseFile, folder: Path, name: str, rows: list[dict[str, str]]) -> int:
    """Import rows as one file; returns the batch."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(table(rows), encoding="utf-8")
    report, _changes = import_paths(case, paths=[path], progress=Progress())
    assert report.batch is not None
    return report.batch
