"""Bank rows for the questions of everyday work, written as a statement and imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.progress import Progress
from app.ops.importing import import_paths
from tests.unit.ops.statements import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.store.casefile import CaseFile


@dataclass(frozen=True)
class Row:
    """One row of a statement; ``fen`` below zero goes out."""

    own: str
    time: str
    fen: int
    other: str = ""
    other_name: str = ""
    own_name: str = ""
    ip: str = ""
    mac: str = ""
    branch: str = ""
    summary: str = "转账"
    currency: str = "人民币"
    status: str = "成功"
    own_id: str = ""
    other_id: str = ""
    cash: str = "其它"
    balance: int | None = None

    def line(self, number: int) -> str:
        amount = abs(self.fen)
        balance = "" if self.balance is None else f"{self.balance / 100:.2f}"
        cells = [
            self.own, "", self.own_name, self.own_id, self.time,
            f"{amount // 100}.{amount % 100:02d}", balance, "进" if self.fen > 0 else "出",
            self.other, self.cash, self.other_name, self.other_id, "测试银行", self.summary,
            self.currency, self.branch, "", self.status, "", self.ip, self.mac, "", f"S{number}",
            *[""] * 8,
        ]  # fmt: skip
        return ",".join(cells)


def take(case: CaseFile, folder: Path, rows: Iterable[Row], name: str = "rows.csv") -> None:
    """Import some rows as one statement file; every one of them has to be taken."""
    lines = [HEADER, *(row.line(number) for number, row in enumerate(rows))]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report, _changes = import_paths(case, paths=[path], progress=Progress())
    assert report.totals.rows_imported == len(lines) - 1
