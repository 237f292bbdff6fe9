"""Cases with any flows wanted, written as bank statements and imported like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.progress import Progress
from app.ops.importing import import_paths
from tests.unit.ops.statements import HEADER

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile

START = datetime(2020, 7, 1, 8, 0)


def card(number: int) -> str:
    """An invented card number that passes its check digit."""
    body = f"622848{number:09d}"
    total = 0
    for place, figure in enumerate(reversed(body)):
        double = int(figure) * (2 if place % 2 == 0 else 1)
        total += double - 9 if double > 9 else double
    return body + str(-total % 10)


@dataclass
class Move:
    """One movement of money: accounts by number (``None``: not named), fen, minute of the case."""

    payer: int | None
    payee: int | None
    fen: int
    minute: float
    cash: bool = False
    summary: str = "转账"
    status: str = "成功"
    later: float = 0.0
    payee_name: str = ""

    @property
    def leave(self) -> datetime:
        return START + timedelta(minutes=self.minute)


@dataclass
class Book:
    """Statements of some accounts over some moves; balances run on from ``opening``."""

    moves: list[Move]
    obtained: tuple[int, ...]
    opening: dict[int, int] = field(default_factory=dict)
    balances: bool = True

    def write(self, folder: Path, *, newest_first: bool = False) -> list[Path]:
        """One csv file an account."""
        folder.mkdir(parents=True, exist_ok=True)
        return [self._statement(folder, account, newest_first) for account in self.obtained]

    def _statement(self, folder: Path, account: int, newest_first: bool) -> Path:
        rows = []
        for order, move in enumerate(self.moves):
            if move.payer == account:
                rows.append((move.leave, order, -1, move.payee, move))
            if move.payee == account and move.payer != account:
                arrive = move.leave + timedelta(minutes=move.later)
                rows.append((arrive, order, 1, move.payer, move))
        rows.sort(key=lambda row: (row[0], row[1]))
        balance = self.opening.get(account, 0)
        lines = []
        for moment, order, sign, other, move in rows:
            if move.status == "成功":
                balance += sign * move.fen
            cells = [
                card(account), "", f"测试{account}", "", f"{moment:%Y-%m-%d %H:%M:%S}",
                yuan(move.fen), yuan(balance) if self.balances else "", "进" if sign > 0 else "出",
                card(other) if other is not None else "", "现金" if move.cash else "其它",
                move.payee_name or (f"测试{other}" if other is not None else ""), "", "测试银行",
                move.summary, "人民币", "测试支行", "测试市", move.status, *[""] * 4,
                f"S{account}-{order}", *[""] * 8,
            ]  # fmt: skip
            lines.append(",".join(cells))
        if newest_first:
            lines.reverse()
        path = folder / f"交易明细_{account}.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return path


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def load(case: CaseFile, folder: Path, book: Book, *, newest_first: bool = False) -> None:
    """Write the statements and import them."""
    paths = book.write(folder, newest_first=newest_first)
    import_paths(case, paths=paths, progress=Progress())
