"""What an import did, file by file: the figures that must balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.base.i18n import N_, _
from app.model.source_file import SourceFile

REASONS = {
    "no_amount": N_("There is no amount."),
    "amount_unreadable": N_("The amount cannot be read, or it is absurdly large."),
    "no_time": N_("There is no time."),
    "time_unreadable": N_("The time cannot be read, or its year is absurd."),
    "own_number_damaged": N_("The only own number was destroyed by a spreadsheet."),
    "no_own_account": N_("The row names no own account."),
    "no_name": N_("The row names nobody."),
    "account_closed_or_wrong": N_("A reply without content: the account is closed or wrong."),
    "notice": N_("A reply without a transfer."),
    "skipped": N_("Left out by a rule of the mapping."),
}
MOST_LISTED = 5000


@dataclass
class Totals:
    """Counts of rows and sums of effective rows; sums in fen, other currencies in minor units."""

    rows_read: int = 0
    rows_imported: int = 0
    rows_duplicate: int = 0
    rows_rejected: int = 0
    rows_notice: int = 0
    in_fen: int = 0
    out_fen: int = 0
    damaged_numbers: int = 0
    currencies: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Whether every row read is accounted for."""
        return self.rows_read == (
            self.rows_imported + self.rows_duplicate + self.rows_rejected + self.rows_notice
        )

    def add(self, other: Totals) -> None:
        """Add another file's figures."""
        for name in (
            "rows_read", "rows_imported", "rows_duplicate", "rows_rejected", "rows_notice",
            "in_fen", "out_fen", "damaged_numbers",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for code, sums in other.currencies.items():
            mine = self.currencies.setdefault(code, {"in": 0, "out": 0})
            mine["in"] += sums["in"]
            mine["out"] += sums["out"]

    def to_json(self) -> dict[str, Any]:
        """The TOTALS of the command line's contract."""
        return {
            "rows_read": self.rows_read,
            "rows_imported": self.rows_imported,
            "rows_duplicate": self.rows_duplicate,
            "rows_rejected": self.rows_rejected,
            "rows_notice": self.rows_notice,
            "in_fen": self.in_fen,
            "out_fen": self.out_fen,
            "damaged_numbers": self.damaged_numbers,
            "currencies": self.currencies,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Totals:
        """Back from ``to_json``; keys that are missing count as nothing."""
        known = cls()
        return cls(**{key: values.get(key, getattr(known, key)) for key in known.to_json()})


@dataclass(frozen=True)
class RowIssue:
    """A refused row or a warning: where it stands, why, and the row as given."""

    sheet: str
    line: int
    code: str
    text: str

    def to_reject(self) -> dict[str, Any]:
        """As an entry of ``rejects``."""
        return {
            "sheet": self.sheet,
            "line": self.line,
            "reason": _(REASONS.get(self.code, self.code)),
            "code": self.code,
            "text": self.text,
        }

    def to_warning(self) -> dict[str, Any]:
        """As an entry of ``warnings``."""
        return {"sheet": self.sheet, "line": self.line, "code": self.code, "text": self.text}


@dataclass
class FileReport:
    """One file of an import."""

    file_id: int
    path: str
    sha256: str
    size: int = 0
    format: str | None = None
    encoding: str | None = None
    kind: str = "other"
    already_imported: bool = False
    container: str = ""
    container_sha256: str | None = None
    recognition: list[dict[str, Any]] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    rejects: list[RowIssue] = field(default_factory=list)
    notices: list[RowIssue] = field(default_factory=list)
    warnings: list[RowIssue] = field(default_factory=list)
    gaps: int = 0
    omitted: int = 0
    mappings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The FILE of the command line's contract."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "size": self.size,
            "format": self.format,
            "encoding": self.encoding,
            "kind": self.kind,
            "already_imported": self.already_imported,
            "container": self.container or None,
            "container_sha256": self.container_sha256,
            "balanced": self.totals.balanced,
            **self.totals.to_json(),
            "balance_gaps": self.gaps,
            "recognition": self.recognition,
            "rejects": [issue.to_reject() for issue in self.rejects],
            "notices": [issue.to_reject() for issue in self.notices],
            "warnings": [issue.to_warning() for issue in self.warnings],
            "issues_omitted": self.omitted,
        }


@dataclass
class ImportReport:
    """One import."""

    batch: int | None
    files: list[FileReport] = field(default_factory=list)
    unrecognised: list[tuple[str, str]] = field(default_factory=list)
    dry_run: bool = False
    drafts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def totals(self) -> Totals:
        """The figures of all files together."""
        total = Totals()
        for report in self.files:
            total.add(report.totals)
        return total

    @property
    def balanced(self) -> bool:
        """Whether every file balances."""
        return all(report.totals.balanced for report in self.files)

    @property
    def whole(self) -> bool:
        """Whether everything that was given was taken."""
        return not self.unrecognised and not any(r.totals.rows_rejected for r in self.files)

    def to_json(self) -> dict[str, Any]:
        """The document of the command line's contract."""
        return {
            "batch": self.batch,
            "balanced": self.balanced,
            "dry_run": self.dry_run,
            "files": [report.to_json() for report in self.files],
            "totals": self.totals.to_json(),
            "unrecognised": [{"path": path, "reason": why} for path, why in self.unrecognised],
            "drafts": self.drafts,
        }


def source_file(report: FileReport, batch: int, ordinal: int) -> SourceFile:
    """A file of an import as the case keeps it."""
    return SourceFile(
        id=report.file_id,
        batch_id=batch,
        ordinal=ordinal,
        path=report.path,
        container=report.container or None,
        container_sha256=report.container_sha256,
        sha256=report.sha256,
        size=report.size,
        format=report.format,
        encoding=report.encoding,
        kind=report.kind,
        recognition={
            "tables": report.recognition,
            "already_imported": report.already_imported,
            "gaps": report.gaps,
            **({"mappings": report.mappings} if report.mappings else {}),
        },
        totals=report.totals.to_json(),
    )
