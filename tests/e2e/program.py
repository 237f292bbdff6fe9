"""The program as its users start it: a process, its two streams and its exit status."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.store import keys
from app.store.casefile import CaseFile
from app.store.header import Cost

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "correct horse 电池"
OFFICER = "王建国"
PATIENCE = 240
"""Seconds after which a process counts as hanging, on the slowest machine."""

A, B, C = "6217990000000000017", "6228480000000000028", "6222020000000000039"
HEADER = (
    "交易卡号", "交易方户名", "交易时间", "交易金额", "交易余额", "收付标志", "交易对手账卡号",
    "对手户名", "摘要说明", "交易币种", "交易是否成功", "交易流水号",
)  # fmt: skip
Row = tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """A process that ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output, and nothing else there."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1, "one line"
        return json.loads(self.out)


class Program:
    """Starts the program with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("XUNXIAN_")},
            "XUNXIAN_HOME": str(home),
            "XUNXIAN_LANG": "en",
            "XUNXIAN_PASSPHRASE": PASSPHRASE,
            "XUNXIAN_OFFICER": OFFICER,
        }

    def start(
        self, *arguments: str | Path, stdout: int | None = subprocess.PIPE, **changes: str | None
    ) -> subprocess.Popen[bytes]:
        """Start it and go on; ``changes`` are to the environment, ``None`` takes away."""
        environment = dict(self.environment)
        for key, value in changes.items():
            environment.pop(key, None)
            if value is not None:
                environment[key] = value
        return subprocess.Popen(
            [sys.executable, "-m", "app", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str | Path, status: int | None = 0, **changes: str | None) -> Done:
        """Run it to its end, which must have this exit status (``None``: any)."""
        done = finished(self.start(*arguments, **changes))
        assert status is None or done.status == status, (arguments, done)
        return done

    def ask(self, *arguments: str | Path, status: int = 0) -> Any:
        """The document that a command prints with ``--json``."""
        return self.run(*arguments, "--json", status=status).document


def finished(process: subprocess.Popen[bytes]) -> Done:
    """Wait for a process."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        pytest.fail(f"it hangs: {err.decode('utf-8', 'replace')}")
    return Done(process.returncode, (out or b"").decode("utf-8"), err.decode("utf-8"))


def ran_for(process: subprocess.Popen[bytes], seconds: float) -> float | None:
    """Let a process run for some seconds; how long it lasted where it ended by itself before."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if process.poll() is not None:
            return time.monotonic() - began
        time.sleep(0.01)
    return None


def new_case(folder: Path) -> Path:
    """A case whose passphrase is proved cheaply, so that many processes can open it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "DEFAULT_COST", Cost(memory_kib=16, iterations=1, lanes=1))
        CaseFile.create(folder, name="蓝鲸跑分案", officer=OFFICER, passphrase=PASSPHRASE).close()
    return folder


def row(
    own: str, at: str, amount: str, way: str, other: str = "", name: str = "", **more: str
) -> Row:
    """One statement row; ``more``: balance, holder, summary, currency, status, serial."""
    return (
        own, more.get("holder", ""), at, amount, more.get("balance", ""), way, other, name,
        more.get("summary", "网银转账"), more.get("currency", "人民币"), more.get("status", "成功"),
        more.get("serial", ""),
    )  # fmt: skip


def statement(path: Path, rows: Sequence[Row], encoding: str = "utf-8") -> Path:
    """A bank statement as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


def two_statements(folder: Path) -> Path:
    """A pays B and C, takes cash, fails once; B's statement shows the same payment and a fee."""
    statement(
        folder / "a.csv",
        [
            row(A, "2020-07-02 15:30:00", "1000.00", "出", B, "赵一鸣", balance="9000.00",
                holder="钱学森林", serial="1"),
            row(A, "2020-07-02 16:00:00", "250.50", "出", C, "孙二圣", balance="8749.50",
                holder="钱学森林", serial="2"),
            row(A, "2020-07-03 09:00:00", "500.00", "出", balance="8249.50", holder="钱学森林",
                summary="ATM取款", serial="3"),
            row(A, "2020-07-03 10:00:00", "77.00", "出", B, "赵一鸣", balance="8249.50",
                holder="钱学森林", status="失败", serial="4"),
        ],
    )  # fmt: skip
    statement(
        folder / "b.csv",
        [
            row(B, "2020-07-02 15:30:20", "1000.00", "进", A, "钱学森林", balance="1000.00",
                holder="赵一鸣", serial="5"),
            row(B, "2020-07-02 15:31:00", "2.00", "出", balance="998.00", holder="赵一鸣",
                summary="手续费", serial="6"),
        ],
        "gb18030",
    )  # fmt: skip
    return folder
