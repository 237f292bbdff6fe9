"""A cheap case with short questions, and bank rows written with few words."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import xlsxwriter

from app.base.progress import Progress
from app.ops import accounts, batches, flows, importing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.ops.accounts import AccountRow
    from app.ops.flows import FlowRow
    from app.ops.import_report import FileReport, ImportReport
    from app.store.casefile import CaseFile

Row = dict[str, str]

CORE = {
    "card": "交易卡号",
    "account": "交易账号",
    "name": "交易方户名",
    "id": "交易方证件号码",
    "time": "交易时间",
    "amount": "交易金额",
    "balance": "交易余额",
    "way": "收付标志",
    "cp": "交易对手账卡号",
    "cash": "现金标志",
    "cp_name": "对手户名",
    "cp_id": "对手身份证号",
    "cp_bank": "对手开户银行",
    "summary": "摘要说明",
    "currency": "交易币种",
    "branch": "交易网点名称",
    "spot": "交易发生地",
    "status": "交易是否成功",
    "voucher": "传票号",
    "ip": "IP地址",
    "mac": "MAC地址",
    "cp_balance": "对手交易余额",
    "serial": "交易流水号",
    "log": "日志号",
    "voucher_kind": "凭证种类",
    "voucher_no": "凭证号",
    "teller": "交易柜员号",
    "remark": "备注",
    "merchant": "商户名称",
    "deal": "交易类型",
    "result": "查询反馈结果原因",
}
"""Short name to header of the 31-column core."""

SHORT = {key: CORE[key] for key in (
    "card", "account", "name", "time", "amount", "balance", "way", "cp", "cp_name", "summary",
    "currency", "status", "serial",
)}  # fmt: skip
"""Enough columns for most questions."""


def cells(rows: Iterable[Row], columns: dict[str, str] = SHORT) -> list[list[str]]:
    """The rows under ``columns``; what a row does not say is blank, success and yuan."""
    usual = {"status": "成功", "currency": "人民币"}
    return [[row.get(key, usual.get(key, "")) for key in columns] for row in rows]


def table(
    rows: Iterable[Row],
    columns: dict[str, str] = SHORT,
    *,
    delimiter: str = ",",
    header: Sequence[str] | None = None,
) -> str:
    """Header and rows as delimited text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header or list(columns.values()))
    writer.writerows(cells(rows, columns))
    return out.getvalue()


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write a file with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """An xlsx of these sheets; numbers stay numbers, text stays text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return path


@dataclass
class Desk:
    """One open case, imported into and asked."""

    case: CaseFile
    reports: list[ImportReport] = field(default_factory=list)

    def take(self, *paths: Path, dry_run: bool = False) -> ImportReport:
        """Import as one batch."""
        report, _changes = importing.import_paths(
            self.case, paths=list(paths), progress=Progress(), dry_run=dry_run
        )
        assert report.balanced
        self.reports.append(report)
        return report

    def withdraw(self, batch: int) -> None:
        batches.withdraw_batch(self.case, batch=batch, progress=Progress())

    def file(self, path: str) -> FileReport:
        """The report of a file by the end of its path, the last one imported."""
        found = [f for report in self.reports for f in report.files if f.path.endswith(path)]
        return found[-1]

    def why(self, path: str) -> str:
        """Why a file was not taken, by the end of its path."""
        found = [
            why
            for report in self.reports
            for name, why in report.unrecognised
            if name.endswith(path)
        ]
        assert found, path
        return found[-1]

    def flows(self, account: str | None = None) -> list[FlowRow]:
        return flows.list_flows(self.case, account=account)

    def accounts(self) -> dict[str, AccountRow]:
        return {row.account: row for row in accounts.list_accounts(self.case)}

    def told(self, account: str | None = None) -> list[tuple[Any, ...]]:
        """The flows as (time, payer, payee, fen, kind, status)."""
        return [
            (f.time.isoformat(" "), f.payer, f.payee, f.amount_fen, f.kind, f.status)
            for f in self.flows(account)
        ]

    def picture(self) -> tuple[Any, ...]:
        """Everything that must not depend on the order of imports, without ids."""
        told = sorted(
            (
                f.time.isoformat(), f.payer or "", f.payee or "", f.amount_fen, f.currency,
                f.kind, f.status, sum(not s.duplicate for s in f.sources),
                sum(s.duplicate for s in f.sources),
            )
            for f in self.flows()
        )  # fmt: skip
        held = sorted(
            (
                a.account, a.aliases, a.obtained, a.in_fen, a.out_fen, a.in_count, a.out_count,
                str(a.first), str(a.last), a.balance_fen,
            )
            for a in self.accounts().values()
        )  # fmt: skip
        return told, held


def codes(report: FileReport) -> set[str]:
    """The codes of a file's warnings."""
    return {issue.code for issue in report.warnings}
